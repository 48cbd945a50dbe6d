//! Names: who and what the articles mention, each with the forms that are its own and those that may be.
//!
//! Forms and where they stand come from the texts ([`crate::enrich::names`]), what is one name is said by
//! the analyst's alias sets, and what may be one is proposed here, each with its reason. Proposals are
//! never counted as merged.

mod customs;
mod in_article;
mod pairs;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

pub use in_article::{ListedName, ListedNames};
pub use pairs::{AliasPair, AliasReason, alias_pairs};

use super::base::Base;
use super::cancel::Cancel;
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::ArticleIx;
use crate::enrich::names::{NameKind, Names};
use crate::query::TokenizedText;
use crate::workspace::{AliasSet, AliasSetId, Track, TrackId};

/// A written form of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct NameMember {
    /// As it is written.
    pub words: Arc<str>,
    /// Mentions in the articles that pass the filter.
    pub mentions: u32,
    /// Articles among them that hold it.
    pub articles: u32,
    /// Why it may be the name; none for the form that the name is listed by.
    pub reason: Option<AliasReason>,
    /// Whether the analyst says that it is the name.
    pub merged: bool,
}

/// A name.
#[derive(Clone, Debug, PartialEq)]
pub struct NameRow {
    /// The form it is listed by.
    pub words: Arc<str>,
    /// What it most likely is of.
    pub kind: Option<NameKind>,
    /// Mentions of that form and all merged ones in the articles that pass the filter.
    pub mentions: u32,
    /// Articles among them that hold any.
    pub articles: u32,
    /// First and last day of these articles.
    pub days: Option<(Date, Date)>,
    /// Mentions by month or year, those of [`NameTable::bins`]; none where there is no article.
    pub trend: Vec<Option<u32>>,
    /// What the analyst says of it.
    pub set: Option<AliasSetId>,
    /// The track that was made of it.
    pub track: Option<TrackId>,
    /// Merged forms that this track does not find.
    pub unfollowed: Vec<Arc<str>>,
    /// Forms that the analyst has refused for good.
    pub refused: Vec<Arc<str>>,
    /// The forms, the merged ones first.
    pub members: Vec<NameMember>,
}

impl NameRow {
    /// The forms that are proposed and not decided.
    pub fn proposed(&self) -> impl Iterator<Item = &NameMember> {
        self.members.iter().filter(|m| !m.merged)
    }

    /// The forms that count as the name.
    pub fn merged(&self) -> impl Iterator<Item = &NameMember> {
        self.members.iter().filter(|m| m.merged)
    }
}

/// The names of the articles that pass the filter.
#[derive(Clone, Debug, Default)]
pub struct NameTable {
    /// The names, the most frequent first.
    pub rows: Vec<NameRow>,
    /// What the trends are divided into: months, or years of a longer time; each by its first day.
    pub bins: Vec<Date>,
    /// Articles that pass the filter.
    pub articles: usize,
    /// Whether the texts have not been looked through yet.
    pub waiting: bool,
}

/// Names as a view.
#[derive(Clone, Copy, Debug)]
pub struct NamesView;

/// Most months of a trend; a longer time is divided into years.
const MOST_MONTHS: usize = 60;
/// Articles that are counted between two looks at whether anybody waits.
const STEP: usize = 4_096;

/// A form that may be a name, and why.
type Proposal = (u32, AliasReason);

/// What becomes of each form.
#[derive(Default)]
struct Grouping<'w> {
    /// For each form the form that its name is listed by.
    of: HashMap<u32, u32>,
    /// Sets by the form that the name is listed by.
    sets: HashMap<u32, &'w AliasSet>,
    /// Proposals by that form.
    proposed: BTreeMap<u32, Vec<Proposal>>,
}

/// Decides which forms are merged and which are proposed to be.
fn grouping<'w>(names: &Names, sets: &'w [AliasSet]) -> Grouping<'w> {
    let mut out = Grouping::default();
    for set in sets {
        let forms = set.forms.iter().filter_map(|f| names.number(f));
        let listed = names.number(&set.name).or_else(|| forms.clone().next());
        let Some(listed) = listed else { continue };
        out.sets.entry(listed).or_insert(set);
        for form in forms {
            out.of.entry(form).or_insert(listed);
        }
    }
    let words = |n: u32| names.forms().get(n as usize).map_or("", |f| &*f.words);
    let mentions = |n: u32| names.forms().get(n as usize).map_or(0, |f| f.mentions);
    // Sure pairs first, so that chains end at the right name.
    let mut pairs = alias_pairs(names);
    pairs.sort_by_key(|p| {
        (
            !p.reason.is_sure(),
            p.reason,
            std::cmp::Reverse(mentions(p.of)),
            p.of,
            p.form,
        )
    });
    let refused = |out: &Grouping<'_>, name: u32, form: u32| {
        let by = |name: u32, form: u32| out.sets.get(&name).is_some_and(|s| s.refuses(words(form)));
        by(name, form) || by(form, name)
    };
    let mut roots: HashMap<u32, u32> = HashMap::new();
    let root_of = |roots: &HashMap<u32, u32>, n: u32| {
        let mut at = n;
        while let Some(next) = roots.get(&at) {
            at = *next;
        }
        at
    };
    let mut reasons: HashMap<u32, AliasReason> = HashMap::new();
    for pair in pairs {
        let merged = |n: u32| out.of.get(&n).copied().unwrap_or(n);
        let (a, b) = (
            root_of(&roots, merged(pair.form)),
            root_of(&roots, merged(pair.of)),
        );
        if a == b
            || refused(&out, a, pair.form)
            || refused(&out, b, pair.form)
            || refused(&out, b, a)
        {
            continue;
        }
        // What the analyst has made a name stands for the other; of two such names neither does.
        let (is_a, is_b) = (out.sets.contains_key(&a), out.sets.contains_key(&b));
        if is_a && is_b {
            continue;
        }
        let rank =
            |n: u32, is_set: bool| (is_set, mentions(n), words(n).len(), std::cmp::Reverse(n));
        let (form, of) = if rank(a, is_a) < rank(b, is_b) {
            (a, b)
        } else {
            (b, a)
        };
        roots.insert(form, of);
        reasons.insert(form, pair.reason);
    }
    let mut forms: Vec<u32> = roots.keys().copied().collect();
    forms.sort_unstable();
    for form in forms {
        let of = root_of(&roots, form);
        let reason = reasons.get(&form).copied();
        // What hangs on a weak proposal is proposed as weakly.
        let mut at = form;
        let mut weakest = reason;
        while let Some(next) = roots.get(&at) {
            if let Some(reason) = reasons.get(&at).filter(|r| !r.is_sure()) {
                weakest = Some(*reason);
            }
            at = *next;
        }
        if let Some(reason) = weakest {
            out.proposed.entry(of).or_default().push((form, reason));
        }
    }
    out
}

/// What is counted of a form or a name.
#[derive(Clone, Debug, Default)]
struct Count {
    mentions: u32,
    articles: u32,
    days: Option<(Date, Date)>,
    trend: Vec<u32>,
}

impl Count {
    fn add(&mut self, mentions: u32, day: Option<Date>, bin: Option<usize>) {
        self.mentions += mentions;
        self.articles += 1;
        if let Some(day) = day {
            self.days = Some(
                self.days
                    .map_or((day, day), |(a, b)| (a.min(day), b.max(day))),
            );
        }
        if let Some(bin) = bin {
            if self.trend.len() <= bin {
                self.trend.resize(bin + 1, 0);
            }
            if let Some(n) = self.trend.get_mut(bin) {
                *n += mentions;
            }
        }
    }
}

/// The bins of trends: first days, and the bin of a day.
struct Bins {
    first: Vec<Date>,
    months: bool,
    articles: Vec<u32>,
}

impl Bins {
    fn new(days: impl Iterator<Item = Date>) -> Self {
        let range = days.fold(None, |range: Option<(Date, Date)>, day| {
            Some(range.map_or((day, day), |(a, b)| (a.min(day), b.max(day))))
        });
        let Some((from, to)) = range else {
            return Self {
                first: Vec::new(),
                months: true,
                articles: Vec::new(),
            };
        };
        let months_apart = (i32::from(to.year()) - i32::from(from.year())) * 12
            + i32::from(to.month())
            - i32::from(from.month());
        let months = months_apart < MOST_MONTHS as i32;
        let count = if months {
            months_apart
        } else {
            i32::from(to.year()) - i32::from(from.year())
        };
        let first = (0..=count).filter_map(|n| {
            let month = if months {
                i32::from(from.month()) - 1 + n
            } else {
                12 * n
            };
            let year = i32::from(from.year()) + month / 12;
            Date::new(i16::try_from(year).ok()?, (month % 12 + 1) as i8, 1).ok()
        });
        let first: Vec<Date> = first.collect();
        let articles = vec![0; first.len()];
        Self {
            first,
            months,
            articles,
        }
    }

    fn of(&self, day: Date) -> Option<usize> {
        let start = self.first.first()?;
        let years = i32::from(day.year()) - i32::from(start.year());
        let at = if self.months {
            years * 12 + i32::from(day.month()) - i32::from(start.month())
        } else {
            years
        };
        usize::try_from(at).ok().filter(|at| *at < self.first.len())
    }

    /// A trend with gaps where there is no article.
    fn trend(&self, counts: &[u32]) -> Vec<Option<u32>> {
        let all = self.articles.iter().enumerate();
        all.map(|(at, n)| (*n > 0).then(|| counts.get(at).copied().unwrap_or(0)))
            .collect()
    }
}

impl View for NamesView {
    type Spec = ();
    type Table = NameTable;

    const NAME: &'static str = "names";

    fn compute(base: &Base, (): &(), cancel: &Cancel) -> Result<NameTable, ViewError> {
        let passing: Vec<ArticleIx> = super::all(&base.corpus)
            .filter(|at| base.passes.all(*at))
            .collect();
        let Some(names) = base.derived.names() else {
            return Ok(NameTable {
                articles: passing.len(),
                waiting: true,
                ..NameTable::default()
            });
        };
        let grouping = grouping(names, &base.workspace.alias_sets);
        let mut bins = Bins::new(passing.iter().filter_map(|at| base.metadata.day(*at)));
        let mut forms: HashMap<u32, Count> = HashMap::new();
        let mut merged: HashMap<u32, Count> = HashMap::new();
        for some in passing.chunks(STEP) {
            if cancel.is_cancelled() {
                return Err(ViewError::Cancelled);
            }
            for at in some {
                let day = base.metadata.day(*at);
                let bin = day.and_then(|d| bins.of(d));
                if let Some(n) = bin.and_then(|bin| bins.articles.get_mut(bin)) {
                    *n += 1;
                }
                let mut here: BTreeMap<u32, u32> = BTreeMap::new();
                for (form, n) in names.of(*at) {
                    forms.entry(*form).or_default().add(*n, day, bin);
                    if let Some(of) = grouping.of.get(form) {
                        *here.entry(*of).or_default() += n;
                    }
                }
                for (of, n) in here {
                    merged.entry(of).or_default().add(n, day, bin);
                }
            }
        }
        let counted = Counted {
            names,
            grouping: &grouping,
            bins: &bins,
            forms: &forms,
            merged: &merged,
            tracks: &base.workspace.tracks,
        };
        let rows = counted.rows();
        Ok(NameTable {
            rows,
            bins: bins.first,
            articles: passing.len(),
            waiting: false,
        })
    }
}

/// What rows are made of.
struct Counted<'c, 'w> {
    names: &'c Names,
    grouping: &'c Grouping<'w>,
    bins: &'c Bins,
    tracks: &'c [Track],
    forms: &'c HashMap<u32, Count>,
    merged: &'c HashMap<u32, Count>,
}

impl Counted<'_, '_> {
    fn rows(&self) -> Vec<NameRow> {
        let proposed: std::collections::HashSet<u32> = self
            .grouping
            .proposed
            .values()
            .flatten()
            .map(|(form, _)| *form)
            .collect();
        let mut listed: Vec<u32> = self
            .forms
            .keys()
            .map(|form| self.grouping.of.get(form).copied().unwrap_or(*form))
            .filter(|form| !proposed.contains(form))
            .collect();
        // A name whose own form is filtered away is still there where a proposed one is.
        let kept = self
            .grouping
            .proposed
            .iter()
            .filter(|(_, all)| all.iter().any(|(f, _)| self.forms.contains_key(f)));
        listed.extend(kept.map(|(of, _)| *of));
        listed.sort_unstable();
        listed.dedup();
        let mut rows: Vec<NameRow> = listed.into_iter().filter_map(|n| self.row(n)).collect();
        rows.sort_by(|a, b| {
            b.mentions
                .cmp(&a.mentions)
                .then_with(|| a.words.cmp(&b.words))
        });
        rows
    }

    fn row(&self, listed: u32) -> Option<NameRow> {
        let form = self.names.forms().get(listed as usize)?;
        let set = self.grouping.sets.get(&listed).copied();
        let none = Count::default();
        let counts = if set.is_some() {
            self.merged.get(&listed)
        } else {
            self.forms.get(&listed)
        };
        let counts = counts.unwrap_or(&none);
        let mut members = vec![];
        let words: Vec<Arc<str>> =
            set.map_or_else(|| vec![form.words.as_ref().into()], |s| s.forms.clone());
        for words in words {
            let number = self.names.number(&words);
            let count = number.and_then(|n| self.forms.get(&n)).unwrap_or(&none);
            members.push(NameMember {
                mentions: count.mentions,
                articles: count.articles,
                reason: None,
                merged: true,
                words,
            });
        }
        for (number, reason) in self.grouping.proposed.get(&listed).into_iter().flatten() {
            let (Some(form), Some(count)) = (
                self.names.forms().get(*number as usize),
                self.forms.get(number),
            ) else {
                continue;
            };
            members.push(NameMember {
                words: form.words.as_ref().into(),
                mentions: count.mentions,
                articles: count.articles,
                reason: Some(*reason),
                merged: false,
            });
        }
        members.sort_by_key(|m| (!m.merged, m.reason.is_some(), std::cmp::Reverse(m.mentions)));
        let track = set.and_then(|s| s.track);
        let track = track.and_then(|id| self.tracks.iter().find(|t| t.id == id));
        let query = track.and_then(|t| t.parsed().ok().flatten());
        let is_found = |form: &str| {
            let query = query.as_ref();
            query.is_none_or(|q| !TokenizedText::new(form, 0).mentions(q).is_empty())
        };
        let merged = members.iter().filter(|m| m.merged).map(|m| &m.words);
        let unfollowed = merged.filter(|f| !is_found(f)).cloned().collect();
        Some(NameRow {
            words: set.map_or_else(|| form.words.as_ref().into(), |s| Arc::clone(&s.name)),
            kind: form.kind,
            mentions: counts.mentions,
            articles: counts.articles,
            days: counts.days,
            trend: self.bins.trend(&counts.trend),
            set: set.map(|s| s.id),
            track: track.map(|t| t.id),
            unfollowed,
            refused: set.map(|s| s.refused.clone()).unwrap_or_default(),
            members,
        })
    }
}

impl Tabular for NameTable {
    fn title(&self) -> String {
        "Names".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new(
                "name",
                ColumnKind::Text,
                "the form that the name is listed by",
            ),
            Column::new(
                "kind",
                ColumnKind::Text,
                "person, place or organisation, as titles, words and the places where it stands tell",
            ),
            Column::new(
                "mentions",
                ColumnKind::Count,
                "of that form and the merged ones, in the articles of the filter",
            ),
            Column::new(
                "articles",
                ColumnKind::Count,
                "articles that hold any of them",
            ),
            Column::new(
                "first_day",
                ColumnKind::Day,
                "day of the first such article that has one",
            ),
            Column::new("last_day", ColumnKind::Day, "day of the last one"),
            Column::new(
                "merged",
                ColumnKind::Text,
                "other forms that are the name, with their mentions",
            ),
            Column::new(
                "proposed",
                ColumnKind::Text,
                "forms that may be the name, with their mentions and why; not counted",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.rows.iter().map(|row| {
            let merged = row.merged().filter(|m| m.words != row.words);
            let merged = merged.map(|m| format!("{} ({})", m.words, m.mentions));
            let proposed = row.proposed().map(|m| {
                let why = m.reason.map_or("", AliasReason::words);
                format!("{} ({}: {why})", m.words, m.mentions)
            });
            vec![
                Cell::from(&*row.words),
                Cell::from(row.kind.map(NameKind::word)),
                Cell::from(row.mentions),
                Cell::from(row.articles),
                Cell::from(row.days.map(|d| d.0)),
                Cell::from(row.days.map(|d| d.1)),
                Cell::from(merged.collect::<Vec<_>>().join("; ")),
                Cell::from(proposed.collect::<Vec<_>>().join("; ")),
            ]
        }))
    }

    fn notes(&self) -> Vec<String> {
        vec![format!(
            "{} names in {} articles; proposed forms are not counted",
            self.rows.len(),
            self.articles
        )]
    }
}
