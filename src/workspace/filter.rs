//! The filter: which articles are looked at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::workspace::{ReviewStatus, TagId, TrackId, Workspace};

/// Which articles are looked at. All parts must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Days from and to, both included.
    pub dates: Option<(Date, Date)>,
    /// Whether undated articles pass a date filter.
    pub include_undated: bool,
    /// Only undated articles.
    pub only_undated: bool,
    /// Only these sources; empty for all.
    pub sources: BTreeSet<String>,
    /// Not these sources.
    pub not_sources: BTreeSet<String>,
    /// Words of the title; each must begin a word of it.
    pub title: String,
    /// Articles that mention each of these tracks.
    pub tracks: BTreeSet<TrackId>,
    /// Articles with an annotation of one of these tags or their sub-tags; empty for all.
    pub tags: BTreeSet<TagId>,
    /// Not articles with an annotation of one of these tags or their sub-tags.
    pub not_tags: BTreeSet<TagId>,
    /// Only these statuses; empty for all.
    pub statuses: BTreeSet<ReviewStatus>,
    /// Wanted and unwanted values of other facets.
    pub values: BTreeMap<FacetField, Choice>,
    /// Of near-duplicates only the first that passes everything else.
    pub once: bool,
}

/// What articles are divided by, beside sources and tags.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetField {
    /// The year of their date.
    Year,
    /// The language that was detected.
    Language,
    /// A column of their metadata.
    Column(String),
}

impl FacetField {
    /// In words.
    pub fn words(&self) -> &str {
        match self {
            Self::Year => "year",
            Self::Language => "language",
            Self::Column(name) => name,
        }
    }
}

/// Values that are wanted, and values that are not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Only these; empty for all.
    pub only: BTreeSet<String>,
    /// Not these.
    pub not: BTreeSet<String>,
    /// Only numbers from and to; none for all.
    pub range: Option<NumberRange>,
}

/// Numbers from and to, both included.
#[derive(Clone, Copy, Debug)]
pub struct NumberRange {
    /// The least.
    pub from: f64,
    /// The greatest.
    pub to: f64,
}

impl NumberRange {
    /// Whether a value is a number of the range.
    pub fn holds(self, value: &str) -> bool {
        number_of(value).is_some_and(|n| (self.from..=self.to).contains(&n))
    }

    fn bits(self) -> (u64, u64) {
        (self.from.to_bits(), self.to.to_bits())
    }
}

impl PartialEq for NumberRange {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Eq for NumberRange {}

impl std::hash::Hash for NumberRange {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits().hash(state);
    }
}

/// The number that a value is; none for words, and for what is no finite number.
pub fn number_of(value: &str) -> Option<f64> {
    let number: f64 = value.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

impl Choice {
    /// Whether a value passes; one of several parts is enough to be wanted or not.
    pub fn passes(&self, value: &str) -> bool {
        if self
            .range
            .is_some_and(|range| !parts(value).any(|p| range.holds(p)))
        {
            return false;
        }
        let any = |set: &BTreeSet<String>| parts(value).any(|p| set.contains(p));
        (self.only.is_empty() || any(&self.only)) && !any(&self.not)
    }
}

/// One part of a filter, for its chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chip {
    /// The date range.
    Dates,
    /// Only undated.
    OnlyUndated,
    /// A wanted source.
    Source(String),
    /// An unwanted source.
    NotSource(String),
    /// Words of the title.
    Title,
    /// A track.
    Track(TrackId),
    /// A tag.
    Tag(TagId),
    /// An unwanted tag.
    NotTag(TagId),
    /// A status.
    Status(ReviewStatus),
    /// A wanted value of a facet.
    Value(FacetField, String),
    /// An unwanted one.
    NotValue(FacetField, String),
    /// A range of numbers of a facet.
    Range(FacetField),
    /// Near-duplicates once.
    Once,
}

impl Filter {
    /// Whether it lets everything pass.
    pub fn is_empty(&self) -> bool {
        self.chips().is_empty()
    }

    /// Its parts, in the order of their chips.
    pub fn chips(&self) -> Vec<Chip> {
        let mut out = Vec::new();
        out.extend(self.dates.map(|_| Chip::Dates));
        out.extend(self.only_undated.then_some(Chip::OnlyUndated));
        out.extend(self.sources.iter().cloned().map(Chip::Source));
        out.extend(self.not_sources.iter().cloned().map(Chip::NotSource));
        out.extend((!self.title.trim().is_empty()).then_some(Chip::Title));
        out.extend(self.tracks.iter().copied().map(Chip::Track));
        out.extend(self.tags.iter().copied().map(Chip::Tag));
        out.extend(self.not_tags.iter().copied().map(Chip::NotTag));
        out.extend(self.statuses.iter().copied().map(Chip::Status));
        for (field, choice) in &self.values {
            let chip = |v: &String| Chip::Value(field.clone(), v.clone());
            out.extend(choice.only.iter().map(chip));
            let chip = |v: &String| Chip::NotValue(field.clone(), v.clone());
            out.extend(choice.not.iter().map(chip));
            out.extend(choice.range.map(|_| Chip::Range(field.clone())));
        }
        out.extend(self.once.then_some(Chip::Once));
        out
    }

    /// The filter without one part.
    pub fn without(mut self, chip: &Chip) -> Self {
        match chip {
            Chip::Dates => self.dates = None,
            Chip::OnlyUndated => self.only_undated = false,
            Chip::Source(source) => {
                self.sources.remove(source);
            }
            Chip::NotSource(source) => {
                self.not_sources.remove(source);
            }
            Chip::Title => self.title.clear(),
            Chip::Track(track) => {
                self.tracks.remove(track);
            }
            Chip::Tag(tag) => {
                self.tags.remove(tag);
            }
            Chip::NotTag(tag) => {
                self.not_tags.remove(tag);
            }
            Chip::Status(status) => {
                self.statuses.remove(status);
            }
            Chip::Value(field, value) => self.choose(field, |c| {
                c.only.remove(value);
            }),
            Chip::NotValue(field, value) => self.choose(field, |c| {
                c.not.remove(value);
            }),
            Chip::Range(field) => self.choose(field, |c| c.range = None),
            Chip::Once => self.once = false,
        }
        self
    }

    /// Changes what is chosen of a facet; a choice of nothing is none.
    pub fn choose(&mut self, field: &FacetField, change: impl FnOnce(&mut Choice)) {
        let choice = self.values.entry(field.clone()).or_default();
        change(choice);
        if *choice == Choice::default() {
            self.values.remove(field);
        }
    }

    /// What a chip says.
    pub fn words(&self, chip: &Chip, workspace: &Workspace) -> String {
        match chip {
            Chip::Dates => self
                .dates
                .map(|(from, to)| format!("{from} – {to}"))
                .unwrap_or_default(),
            Chip::OnlyUndated => "no date".to_owned(),
            Chip::Source(source) => format!("source: {source}"),
            Chip::NotSource(source) => format!("source: not {source}"),
            Chip::Title => format!("title: {}", self.title.trim()),
            Chip::Track(track) => {
                format!(
                    "mentions: {}",
                    workspace
                        .track(*track)
                        .map_or("a deleted track", |t| &t.name)
                )
            }
            Chip::Tag(tag) => format!("tag: {}", tag_words(*tag, workspace)),
            Chip::NotTag(tag) => format!("tag: not {}", tag_words(*tag, workspace)),
            Chip::Status(status) => format!("status: {status}"),
            Chip::Value(field, value) => format!("{}: {value}", field.words()),
            Chip::NotValue(field, value) => format!("{}: not {value}", field.words()),
            Chip::Range(field) => {
                let range = self.values.get(field).and_then(|c| c.range);
                let words = range.map_or_else(String::new, |r| format!("{} – {}", r.from, r.to));
                format!("{}: {words}", field.words())
            }
            Chip::Once => "near-duplicates once".to_owned(),
        }
    }

    /// The whole filter in words, for exports.
    pub fn description(&self, workspace: &Workspace) -> String {
        let mut parts: Vec<String> = self
            .chips()
            .iter()
            .map(|c| self.words(c, workspace))
            .collect();
        if self.dates.is_some() && self.include_undated {
            parts.push("undated included".to_owned());
        }
        if parts.is_empty() {
            "all articles".to_owned()
        } else {
            parts.join("; ")
        }
    }
}

fn tag_words(tag: TagId, workspace: &Workspace) -> String {
    match workspace.codebook.path(tag) {
        path if path.is_empty() => "a deleted tag".to_owned(),
        path => path,
    }
}

/// The parts of a value: lists are joined by semicolons.
pub fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split("; ")
}
