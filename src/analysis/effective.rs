//! What counts for each article: the source's word, or the analyst's where there is one.
//!
//! Put together of parts that change by themselves, each kept until what it read has changed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use super::inputs::BaseInputs;
use super::versions::Aspect;
use crate::corpus::columns::{day_number, day_of};
use crate::corpus::{ArticleIx, Corpus, Precision};
use crate::workspace::{ArticleOverride, ReviewStatus, Workspace};

/// The numbers and names of all articles with the analyst's corrections applied.
#[derive(Clone, Debug, Default)]
pub struct EffectiveMetadata {
    corpus: Arc<Corpus>,
    dates: Arc<Dates>,
    publishers: Arc<ByArticle<Arc<str>>>,
    titles: Arc<ByArticle<Arc<str>>>,
    statuses: Arc<ByArticle<ReviewStatus>>,
    annotations: Arc<ByArticle<u32>>,
}

/// What is said of some articles.
pub(super) type ByArticle<T> = HashMap<ArticleIx, T>;

/// The dates of all articles and their order by them.
#[derive(Debug, Default)]
pub(super) struct Dates {
    corpus: Arc<Corpus>,
    corrected: ByArticle<(i32, Precision)>,
    undated: OnceLock<usize>,
    by_date: [OnceLock<Arc<[ArticleIx]>>; 2],
}

/// What the analyst says of the articles that are in the corpus.
fn overridden<T>(
    corpus: &Corpus,
    workspace: &Workspace,
    what: impl Fn(&ArticleOverride) -> Option<T>,
) -> ByArticle<T> {
    let all = workspace.overrides.iter();
    // Most say nothing of this: their articles are not looked up.
    all.filter_map(|(id, said)| what(said).map(|what| (id, what)))
        .filter_map(|(id, what)| Some((corpus.find(id)?, what)))
        .collect()
}

fn publishers(corpus: &Corpus, workspace: &Workspace) -> ByArticle<Arc<str>> {
    overridden(corpus, workspace, |o| o.source.clone())
}

fn titles(corpus: &Corpus, workspace: &Workspace) -> ByArticle<Arc<str>> {
    overridden(corpus, workspace, |o| o.title.clone())
}

fn statuses(corpus: &Corpus, workspace: &Workspace) -> ByArticle<ReviewStatus> {
    let said = |o: &ArticleOverride| (o.status != ReviewStatus::default()).then_some(o.status);
    overridden(corpus, workspace, said)
}

fn annotation_counts(corpus: &Corpus, workspace: &Workspace) -> ByArticle<u32> {
    let annotated = workspace.annotations.articles();
    annotated
        .filter_map(|id| Some((corpus.find(id)?, workspace.annotations.count_of(id) as u32)))
        .collect()
}

impl EffectiveMetadata {
    /// Applies what the workspace says.
    pub fn new(corpus: &Arc<Corpus>, workspace: &Workspace) -> Self {
        Self {
            corpus: Arc::clone(corpus),
            dates: Arc::new(Dates::new(corpus, workspace)),
            publishers: Arc::new(publishers(corpus, workspace)),
            titles: Arc::new(titles(corpus, workspace)),
            statuses: Arc::new(statuses(corpus, workspace)),
            annotations: Arc::new(annotation_counts(corpus, workspace)),
        }
    }

    /// The same with every part taken over from before that has not changed.
    pub(super) fn kept(inputs: &BaseInputs) -> Self {
        let (corpus, workspace) = (&inputs.corpus, &*inputs.workspace);
        let (cache, cancel) = (&inputs.cache, &inputs.cancel);
        let key = |aspect: Aspect| (corpus.serial(), inputs.versions.only(aspect));
        Self {
            corpus: Arc::clone(corpus),
            dates: cache.keep(
                |k| &mut k.dates,
                key(Aspect::Dates),
                cancel,
                || Dates::new(corpus, workspace),
            ),
            publishers: cache.keep(
                |k| &mut k.publishers,
                key(Aspect::Publishers),
                cancel,
                || publishers(corpus, workspace),
            ),
            titles: cache.keep(
                |k| &mut k.titles,
                key(Aspect::Titles),
                cancel,
                || titles(corpus, workspace),
            ),
            statuses: cache.keep(
                |k| &mut k.statuses,
                key(Aspect::Statuses),
                cancel,
                || statuses(corpus, workspace),
            ),
            annotations: cache.keep(
                |k| &mut k.annotations,
                key(Aspect::Annotations),
                cancel,
                || annotation_counts(corpus, workspace),
            ),
        }
    }

    /// The articles that it is of.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// The day of an article; the first of its month or year where only that is known.
    pub fn day(&self, at: ArticleIx) -> Option<Date> {
        day_of(self.dates.day_number(at))
    }

    /// The day and how exactly it is known.
    pub fn date(&self, at: ArticleIx) -> Option<(Date, Precision)> {
        let corrected = self.dates.corrected.get(&at);
        let corrected = corrected.map(|(_, precision)| *precision);
        let all = &self.corpus.columns().precisions;
        let precision = corrected.or_else(|| all.get(at.ix()).copied())?;
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
        let said = self.publishers.get(&at);
        said.unwrap_or_else(|| self.corpus.publisher(at))
    }

    /// The title to show.
    pub fn title(&self, at: ArticleIx) -> &str {
        let said = self.titles.get(&at).map(AsRef::as_ref);
        said.unwrap_or_else(|| self.corpus.title(at))
    }

    /// What it is called in lists: its title, else its first words.
    pub fn title_or_opening(&self, at: ArticleIx) -> Cow<'_, str> {
        match self.title(at) {
            "" => Cow::Owned(self.corpus.opening(at)),
            title => Cow::Borrowed(title),
        }
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
        self.dates.undated()
    }

    /// All articles by date; undated ones come last in both directions, equal dates in the order of
    /// the corpus.
    pub fn by_date(&self, descending: bool) -> &Arc<[ArticleIx]> {
        self.dates.in_order(descending)
    }

    /// Who published articles where the analyst says so.
    pub(super) fn corrected_publishers(&self) -> &ByArticle<Arc<str>> {
        &self.publishers
    }

    /// Sources with their number of articles, by name.
    pub(super) fn sources(&self) -> Vec<(String, usize)> {
        let names = self.corpus.table().names();
        let mut counts = vec![0_usize; names.len()];
        let mut count = |number: u32, by: isize| {
            if let Some(n) = counts.get_mut(number as usize) {
                *n = n.saturating_add_signed(by);
            }
        };
        let publishers = &self.corpus.columns().publishers;
        publishers.iter().for_each(|number| count(*number, 1));
        for at in self.publishers.keys() {
            count(publishers.get(at.ix()).copied().unwrap_or(0), -1);
        }
        let named = names.all().iter().map(|n| &**n).zip(counts);
        let said = self.publishers.values().map(|s| (&**s, 1));
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (name, n) in named.chain(said).filter(|(_, n)| *n > 0) {
            *by_name.entry(name).or_default() += n;
        }
        let named = by_name.into_iter().map(|(name, n)| (name.to_owned(), n));
        let mut out: Vec<(String, usize)> = named.collect();
        out.sort();
        out
    }
}

impl Dates {
    fn new(corpus: &Arc<Corpus>, workspace: &Workspace) -> Self {
        let numbered =
            |o: &ArticleOverride| o.date.map(|(day, exactly)| (day_number(day), exactly));
        Self {
            corpus: Arc::clone(corpus),
            corrected: overridden(corpus, workspace, numbered),
            ..Self::default()
        }
    }

    fn day_number(&self, at: ArticleIx) -> i32 {
        // In most corpora no date is corrected: no look-up then.
        let corrected = if self.corrected.is_empty() {
            None
        } else {
            self.corrected.get(&at).map(|(day, _)| *day)
        };
        let days = &self.corpus.columns().days;
        corrected.unwrap_or_else(|| days.get(at.ix()).copied().unwrap_or(i32::MIN))
    }

    fn undated(&self) -> usize {
        if let Some(known) = self.undated.get() {
            return *known;
        }
        // Here as below, made before the lock is taken: see `Corpus::prepare_find`.
        let all = (0..self.corpus.len() as u32).into_par_iter();
        let undated = all.filter(|n| self.day_number(ArticleIx(*n)) == i32::MIN);
        let count = undated.count();
        *self.undated.get_or_init(|| count)
    }

    fn in_order(&self, descending: bool) -> &Arc<[ArticleIx]> {
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
}
