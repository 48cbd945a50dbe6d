//! The numbers of all articles with the analyst's corrections applied.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::corpus::columns::{day_number, day_of};
use crate::corpus::{ArticleIx, Corpus, Precision};
use crate::workspace::{ReviewStatus, Workspace};

/// What counts for each article: the source's word, or the analyst's.
#[derive(Debug)]
pub struct Basis {
    corpus: Arc<Corpus>,
    days: HashMap<ArticleIx, (i32, Precision)>,
    sources: HashMap<ArticleIx, Arc<str>>,
    titles: HashMap<ArticleIx, Arc<str>>,
    statuses: HashMap<ArticleIx, ReviewStatus>,
    annotations: HashMap<ArticleIx, u32>,
    undated: OnceLock<usize>,
    by_date: [OnceLock<Arc<[ArticleIx]>>; 2],
}

impl Basis {
    /// Applies what the workspace says. What does not depend on corrections is taken from `before`
    /// where that is of the same corpus.
    pub fn new(corpus: &Arc<Corpus>, workspace: &Workspace, before: Option<&Self>) -> Self {
        let mut out = Self {
            corpus: Arc::clone(corpus),
            days: HashMap::new(),
            sources: HashMap::new(),
            titles: HashMap::new(),
            statuses: HashMap::new(),
            annotations: HashMap::new(),
            undated: OnceLock::new(),
            by_date: [OnceLock::new(), OnceLock::new()],
        };
        for (id, said) in &workspace.overrides {
            let Some(ix) = corpus.find(id) else { continue };
            if let Some((day, precision)) = said.date {
                out.days.insert(ix, (day_number(day), precision));
            }
            if let Some(source) = &said.source {
                out.sources.insert(ix, Arc::clone(source));
            }
            if let Some(title) = &said.title {
                out.titles.insert(ix, Arc::clone(title));
            }
            if said.status != ReviewStatus::default() {
                out.statuses.insert(ix, said.status);
            }
        }
        for id in workspace.annotations.articles() {
            if let Some(ix) = corpus.find(id) {
                let n = workspace.annotations.count_of(id) as u32;
                out.annotations.insert(ix, n);
            }
        }
        if let Some(before) = before
            && Arc::ptr_eq(&before.corpus, corpus)
            && before.days == out.days
        {
            out.undated = before.undated.clone();
            out.by_date.clone_from(&before.by_date);
        }
        out
    }

    fn day_number(&self, at: ArticleIx) -> i32 {
        let said = if self.days.is_empty() {
            None
        } else {
            self.days.get(&at).map(|(day, _)| *day)
        };
        let days = &self.corpus.columns().days;
        said.unwrap_or_else(|| days.get(at.ix()).copied().unwrap_or(i32::MIN))
    }

    /// The day of an article; the first of its month or year where only that is known.
    pub fn day(&self, at: ArticleIx) -> Option<Date> {
        day_of(self.day_number(at))
    }

    /// The day and how exactly it is known.
    pub fn date(&self, at: ArticleIx) -> Option<(Date, Precision)> {
        let said = self.days.get(&at).map(|(_, precision)| *precision);
        let all = &self.corpus.columns().precisions;
        let precision = said.or_else(|| all.get(at.ix()).copied())?;
        Some((self.day(at)?, precision))
    }

    /// The first and last day it can mean.
    pub fn days(&self, at: ArticleIx) -> Option<(Date, Date)> {
        let (day, precision) = self.date(at)?;
        let last = match precision {
            Precision::Day => day,
            Precision::Month => day.last_of_month(),
            Precision::Year => day.last_of_year(),
        };
        Some((day, last))
    }

    /// Who published it.
    pub fn source(&self, at: ArticleIx) -> &str {
        let said = self.sources.get(&at);
        said.unwrap_or_else(|| self.corpus.publisher(at))
    }

    /// The title to show.
    pub fn title(&self, at: ArticleIx) -> &str {
        let said = self.titles.get(&at).map(AsRef::as_ref);
        said.unwrap_or_else(|| self.corpus.title(at))
    }

    /// Review status.
    pub fn status(&self, at: ArticleIx) -> ReviewStatus {
        self.statuses.get(&at).copied().unwrap_or_default()
    }

    /// Number of annotations.
    pub fn annotations(&self, at: ArticleIx) -> u32 {
        self.annotations.get(&at).copied().unwrap_or(0)
    }

    /// Articles without a date.
    pub fn undated(&self) -> usize {
        if let Some(known) = self.undated.get() {
            return *known;
        }
        // Here as below, made before the lock is taken: see `Corpus::prepare_find`.
        let all = (0..self.corpus.len() as u32).into_par_iter();
        let undated = all.filter(|n| self.day_number(ArticleIx(*n)) == i32::MIN);
        let count = undated.count();
        *self.undated.get_or_init(|| count)
    }

    /// All articles by date; undated ones come last in both directions, equal dates in the order of
    /// the corpus.
    pub fn by_date(&self, descending: bool) -> &Arc<[ArticleIx]> {
        let [up, down] = &self.by_date;
        let slot = if descending { down } else { up };
        if let Some(known) = slot.get() {
            return known;
        }
        let key = |at: ArticleIx| match self.day_number(at) {
            i32::MIN => i64::MAX,
            day if descending => -i64::from(day),
            day => i64::from(day),
        };
        let mut keyed: Vec<(i64, u32)> = (0..self.corpus.len() as u32)
            .into_par_iter()
            .map(|n| (key(ArticleIx(n)), n))
            .collect();
        keyed.par_sort_unstable();
        let order = keyed.into_iter().map(|(_, n)| ArticleIx(n)).collect();
        slot.get_or_init(|| order)
    }

    /// Sources with numbers of articles; a source may come more than once.
    pub fn sources(&self) -> Vec<(&str, usize)> {
        let names = self.corpus.table().names();
        let mut counts = vec![0_usize; names.len()];
        let mut count = |number: u32, by: isize| {
            if let Some(n) = counts.get_mut(number as usize) {
                *n = n.saturating_add_signed(by);
            }
        };
        let publishers = &self.corpus.columns().publishers;
        publishers.iter().for_each(|number| count(*number, 1));
        for at in self.sources.keys() {
            count(publishers.get(at.ix()).copied().unwrap_or(0), -1);
        }
        let named = names.all().iter().map(|n| &**n).zip(counts);
        let said = self.sources.values().map(|s| (&**s, 1));
        named.chain(said).collect()
    }
}
