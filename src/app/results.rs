//! One snapshot of everything that filter and query decide.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::filter::Filter;
use crate::analysis::{self, Series, Timeline, TimelineArticle, TimelineSpec};
use crate::corpus::{ArticleIx, Corpus, PublicationDate};
use crate::search::{MentionCounts, Query, QueryError, WordIndex};
use crate::text::fold;
use crate::workspace::{Annotation, AnnotationId, TagId, TrackId, Workspace};

/// A column that the table can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SortColumn {
    /// Date; undated articles last in both directions.
    Date,
    /// Title as shown.
    Title,
    /// Source.
    Source,
    /// Words.
    Words,
    /// Mentions of the query.
    Hits,
    /// Mentions of a track.
    Track(TrackId),
    /// Annotations.
    Annotations,
    /// Review status.
    Status,
}

/// One key of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column.
    pub column: SortColumn,
    /// From the largest.
    pub descending: bool,
}

/// How the annotation list is grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Grouping {
    /// By article, in reading order.
    #[default]
    Article,
    /// By tag, in the order of the codebook.
    Tag,
}

/// Everything the snapshot depends on.
#[derive(Clone)]
pub struct Inputs {
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: Arc<WordIndex>,
    /// The analyst's data.
    pub workspace: Arc<Workspace>,
    /// Which change of it.
    pub revision: u64,
    /// What is looked for.
    pub query: Option<Query>,
    /// Which articles are looked at.
    pub filter: Filter,
    /// Order of the table.
    pub sort: Vec<SortKey>,
    /// The chart.
    pub chart: TimelineSpec,
    /// Order of the annotation list.
    pub grouping: Grouping,
    /// What the annotation list is narrowed to.
    pub annotation_search: String,
    /// Counts that are known from before.
    pub cache: CountCache,
}

/// Counts by generation of the corpus and query.
type Counted = HashMap<(u64, Query), Arc<MentionCounts>>;

/// Counts of queries over one corpus, kept between snapshots.
#[derive(Clone, Default)]
pub struct CountCache(Arc<Mutex<Counted>>);

/// Most queries whose counts are kept.
const MAX_CACHED: usize = 64;

/// What a track finds.
#[derive(Clone, Debug)]
pub struct TrackAnswer {
    /// The track.
    pub id: TrackId,
    /// Its mentions; `None` where its query is empty or wrong.
    pub counts: Option<Arc<MentionCounts>>,
    /// What is wrong with its query.
    pub error: Option<QueryError>,
}

/// What the query finds in the filtered articles.
#[derive(Clone, Debug)]
pub struct QueryAnswer {
    /// Mentions in all articles.
    pub counts: Arc<MentionCounts>,
    /// Mentions in the filtered articles.
    pub mentions: u64,
}

/// A row of the annotation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnotationRow {
    /// Head of a group and how many follow.
    Head(String, usize),
    /// An annotation.
    One(AnnotationId),
}

/// The snapshot.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Which loading of the corpus it is of.
    pub generation: u64,
    /// Which change of the workspace it is of.
    pub revision: u64,
    /// What each track finds, in the order of the tracks.
    pub tracks: Vec<TrackAnswer>,
    /// What the query finds.
    pub query: Option<QueryAnswer>,
    /// The table: articles that pass the filter and match the query, in order.
    pub rows: Arc<[ArticleIx]>,
    /// Place of each article in the table.
    pub row_of: Arc<HashMap<ArticleIx, usize>>,
    /// Articles that pass the filter.
    pub filtered: usize,
    /// Articles that only the dates leave out because they have none.
    pub undated_left_out: usize,
    /// Undated articles of the corpus.
    pub undated: usize,
    /// The chart.
    pub timeline: Option<Timeline>,
    /// Tracks that are series of the chart, in order.
    pub series: Vec<TrackId>,
    /// The annotation list.
    pub annotation_rows: Arc<[AnnotationRow]>,
    /// Annotations in that list.
    pub annotations: usize,
    /// How many annotations each tag has: its own, and with its sub-tags.
    pub tag_usage: HashMap<TagId, (usize, usize)>,
    /// Sources of the corpus with their number of articles, by name.
    pub sources: Vec<(String, usize)>,
}

impl Results {
    /// What a track finds.
    pub fn track(&self, id: TrackId) -> Option<&TrackAnswer> {
        self.tracks.iter().find(|t| t.id == id)
    }

    /// How many annotations a tag has: its own, and with its sub-tags.
    pub fn tag_usage(&self, tag: TagId) -> (usize, usize) {
        self.tag_usage.get(&tag).copied().unwrap_or_default()
    }

    /// Mentions of a track in an article.
    pub fn mentions(&self, id: TrackId, article: ArticleIx) -> Option<u32> {
        Some(self.track(id)?.counts.as_ref()?.of(article.ix()))
    }
}

impl CountCache {
    fn count(&self, corpus: &Corpus, index: &WordIndex, query: &Query) -> Arc<MentionCounts> {
        let key = (corpus.generation(), query.clone());
        // A poisoned lock only means that another counting stopped half way; the map is whole.
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        known.unwrap_or_else(|| {
            let counted = Arc::new(index.count(query));
            let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if map.len() >= MAX_CACHED {
                map.clear();
            }
            map.insert(key, Arc::clone(&counted));
            counted
        })
    }
}

/// Computes the snapshot. Pure but for the cache; runs on a job thread.
pub fn compute(inputs: &Inputs) -> Results {
    let corpus = &inputs.corpus;
    let tracks: Vec<TrackAnswer> = inputs
        .workspace
        .tracks
        .iter()
        .map(|track| {
            let (query, error) = track
                .parsed()
                .map_or_else(|e| (None, Some(e)), |q| (q, None));
            let counts = query.map(|q| inputs.cache.count(corpus, &inputs.index, &q));
            TrackAnswer {
                id: track.id,
                counts,
                error,
            }
        })
        .collect();
    let counts = inputs
        .query
        .as_ref()
        .map(|q| inputs.cache.count(corpus, &inputs.index, q));
    let passes = passes(inputs, &tracks);
    let dates: Vec<Option<PublicationDate>> = corpus
        .articles()
        .par_iter()
        .map(|a| inputs.workspace.filed(a).date())
        .collect();
    let filtered: Vec<ArticleIx> = all(corpus)
        .filter(|ix| passes.get(ix.ix()).is_some_and(|p| p.all()))
        .collect();
    let mut rows: Vec<ArticleIx> = filtered
        .iter()
        .copied()
        .filter(|ix| counts.as_ref().is_none_or(|c| c.of(ix.ix()) > 0))
        .collect();
    sort_rows(&mut rows, inputs, &tracks, counts.as_deref(), &dates);
    let series: Vec<&TrackAnswer> = tracks
        .iter()
        .filter(|t| t.counts.is_some() && inputs.workspace.track(t.id).is_some_and(|t| t.shown))
        .collect();
    let row_of: HashMap<ArticleIx, usize> =
        rows.iter().enumerate().map(|(i, ix)| (*ix, i)).collect();
    let (annotation_rows, annotations) = annotation_rows(inputs, &rows, &row_of);
    Results {
        generation: corpus.generation(),
        revision: inputs.revision,
        timeline: Some(chart(inputs, &series, &passes, &dates)),
        series: series.iter().map(|t| t.id).collect(),
        query: counts.map(|counts| QueryAnswer {
            mentions: filtered
                .iter()
                .map(|ix| u64::from(counts.of(ix.ix())))
                .sum(),
            counts,
        }),
        undated_left_out: passes
            .iter()
            .zip(&dates)
            .filter(|(p, d)| p.beside_dates && !p.dates && d.is_none())
            .count(),
        undated: dates.iter().filter(|d| d.is_none()).count(),
        filtered: filtered.len(),
        row_of: Arc::new(row_of),
        rows: rows.into(),
        annotation_rows: annotation_rows.into(),
        annotations,
        sources: sources(inputs),
        tag_usage: tag_usage(&inputs.workspace),
        tracks,
    }
}

fn all(corpus: &Corpus) -> impl Iterator<Item = ArticleIx> {
    (0..corpus.len() as u32).map(ArticleIx)
}

/// What an article passes.
#[derive(Clone, Copy)]
struct Passes {
    beside_dates: bool,
    dates: bool,
}

impl Passes {
    fn all(self) -> bool {
        self.beside_dates && self.dates
    }
}

fn passes(inputs: &Inputs, tracks: &[TrackAnswer]) -> Vec<Passes> {
    let matcher = inputs.filter.matcher(&inputs.workspace);
    let mentions = |ix: usize, id: TrackId| {
        tracks
            .iter()
            .find(|t| t.id == id)
            .and_then(|t| t.counts.as_ref())
            .is_some_and(|c| c.of(ix) > 0)
    };
    let articles = inputs.corpus.articles().par_iter().enumerate();
    articles
        .map(|(ix, article)| Passes {
            beside_dates: matcher.passes_beside_dates(article, |id| mentions(ix, id)),
            dates: matcher.passes_dates(article),
        })
        .collect()
}

fn chart(
    inputs: &Inputs,
    series: &[&TrackAnswer],
    passes: &[Passes],
    dates: &[Option<PublicationDate>],
) -> Timeline {
    let articles: Vec<TimelineArticle> = inputs
        .corpus
        .articles()
        .iter()
        .zip(passes)
        .zip(dates)
        .map(|((article, passes), date)| TimelineArticle {
            date: date.as_ref().map(|d| (d.day, d.precision)),
            words: article.words,
            // The chart ignores the chips that it sets itself.
            in_filter: passes.beside_dates,
        })
        .collect();
    let series: Vec<Series<'_>> = series
        .iter()
        .filter_map(|t| t.counts.as_ref())
        .map(|c| Series {
            mentions: c.per_article(),
        })
        .collect();
    analysis::timeline(
        &articles,
        &series,
        TimelineSpec {
            range: inputs.filter.dates,
            ..inputs.chart
        },
    )
}

fn sort_rows(
    rows: &mut [ArticleIx],
    inputs: &Inputs,
    tracks: &[TrackAnswer],
    query: Option<&MentionCounts>,
    dates: &[Option<PublicationDate>],
) {
    let corpus = &inputs.corpus;
    // Later keys first: each sort is stable, so the first key decides in the end.
    for key in inputs.sort.iter().rev() {
        let flip = |order: Ordering| {
            if key.descending {
                order.reverse()
            } else {
                order
            }
        };
        let number = |of: &(dyn Fn(ArticleIx) -> u32 + Sync), rows: &mut [ArticleIx]| {
            rows.par_sort_by(|a, b| flip(of(*a).cmp(&of(*b))));
        };
        let by_text = |of: &(dyn Fn(ArticleIx) -> String + Sync), rows: &mut [ArticleIx]| {
            let mut keyed: Vec<(String, ArticleIx)> =
                rows.par_iter().map(|ix| (of(*ix), *ix)).collect();
            keyed.par_sort_by(|a, b| flip(a.0.cmp(&b.0)));
            rows.iter_mut()
                .zip(keyed)
                .for_each(|(row, (_, ix))| *row = ix);
        };
        let filed = |ix: ArticleIx| corpus.get(ix).map(|a| inputs.workspace.filed(a));
        match key.column {
            SortColumn::Date => rows.par_sort_by(|a, b| {
                let day =
                    |ix: &ArticleIx| dates.get(ix.ix()).and_then(Option::as_ref).map(|d| d.day);
                match (day(a), day(b)) {
                    (Some(a), Some(b)) => flip(a.cmp(&b)),
                    // Undated articles come last in both directions.
                    (a, b) => b.is_some().cmp(&a.is_some()),
                }
            }),
            SortColumn::Title => by_text(
                &|ix| {
                    filed(ix)
                        .map(|f| fold(f.title()).into_owned())
                        .unwrap_or_default()
                },
                rows,
            ),
            SortColumn::Source => by_text(
                &|ix| {
                    filed(ix)
                        .map(|f| fold(f.source()).into_owned())
                        .unwrap_or_default()
                },
                rows,
            ),
            SortColumn::Words => number(&|ix| corpus.get(ix).map_or(0, |a| a.words), rows),
            SortColumn::Hits => number(&|ix| query.map_or(0, |q| q.of(ix.ix())), rows),
            SortColumn::Track(id) => {
                let counts = tracks
                    .iter()
                    .find(|t| t.id == id)
                    .and_then(|t| t.counts.as_deref());
                number(&|ix| counts.map_or(0, |c| c.of(ix.ix())), rows);
            }
            SortColumn::Annotations => {
                number(
                    &|ix| {
                        corpus
                            .get(ix)
                            .map_or(0, |a| inputs.workspace.annotations.count_of(&a.id) as u32)
                    },
                    rows,
                );
            }
            SortColumn::Status => number(&|ix| filed(ix).map_or(0, |f| f.status() as u32), rows),
        }
    }
}

/// The annotations of the table's articles, grouped; those of articles that are not in the corpus
/// are listed elsewhere, as unplaced.
fn annotation_rows(
    inputs: &Inputs,
    rows: &[ArticleIx],
    row_of: &HashMap<ArticleIx, usize>,
) -> (Vec<AnnotationRow>, usize) {
    let workspace = &inputs.workspace;
    let wanted = fold(inputs.annotation_search.trim()).into_owned();
    let tags: HashSet<TagId> = inputs
        .filter
        .tags
        .iter()
        .flat_map(|t| workspace.codebook.with_sub_tags(*t))
        .collect();
    let fits = |a: &Annotation| {
        let tag = a
            .tag
            .map(|t| workspace.codebook.path(t))
            .unwrap_or_default();
        let tag_fits = tags.is_empty() || a.tag.is_some_and(|t| tags.contains(&t));
        let words_fit = wanted.is_empty()
            || [&*a.note, &a.quote(), &tag]
                .iter()
                .any(|part| fold(part).contains(&wanted))
            || a.attributes
                .iter()
                .any(|x| fold(&x.value).contains(&wanted));
        tag_fits && words_fit
    };
    let mut out = Vec::new();
    let mut total = 0;
    let mut group = |head: String, ids: Vec<AnnotationId>| {
        if !ids.is_empty() {
            total += ids.len();
            out.push(AnnotationRow::Head(head, ids.len()));
            out.extend(ids.into_iter().map(AnnotationRow::One));
        }
    };
    match inputs.grouping {
        Grouping::Article => {
            for article in rows.iter().filter_map(|ix| inputs.corpus.get(*ix)) {
                let ids = workspace
                    .annotations
                    .of(&article.id)
                    .filter(|a| fits(a))
                    .map(|a| a.id)
                    .collect();
                group(workspace.filed(article).title().to_owned(), ids);
            }
        }
        Grouping::Tag => {
            let place = |a: &Annotation| {
                inputs
                    .corpus
                    .find(&a.article)
                    .and_then(|ix| row_of.get(&ix))
                    .copied()
            };
            let mut by_tag: HashMap<_, Vec<(usize, u32, AnnotationId)>> = HashMap::new();
            for annotation in workspace.annotations.iter().filter(|a| fits(a)) {
                if let Some(row) = place(annotation) {
                    by_tag.entry(annotation.tag).or_default().push((
                        row,
                        annotation.start(),
                        annotation.id,
                    ));
                }
            }
            let mut take = |tag| {
                let mut ids = by_tag.remove(&tag).unwrap_or_default();
                ids.sort_unstable();
                ids.into_iter().map(|(_, _, id)| id).collect::<Vec<_>>()
            };
            for (_, tag) in workspace.codebook.in_tree_order() {
                group(workspace.codebook.path(tag.id), take(Some(tag.id)));
            }
            let mut untagged = take(None);
            // Tags that the tree does not reach, as in a file merged by hand.
            let mut rest: Vec<_> = by_tag.into_values().flatten().collect();
            rest.sort_unstable();
            untagged.extend(rest.into_iter().map(|(_, _, id)| id));
            group("notes without a tag".to_owned(), untagged);
        }
    }
    (out, total)
}

fn tag_usage(workspace: &Workspace) -> HashMap<TagId, (usize, usize)> {
    let mut own: HashMap<TagId, usize> = HashMap::new();
    for tag in workspace.annotations.iter().filter_map(|a| a.tag) {
        *own.entry(tag).or_default() += 1;
    }
    let count = |tag: TagId| own.get(&tag).copied().unwrap_or(0);
    let book = &workspace.codebook;
    let tags = book.tags().iter();
    tags.map(|tag| {
        let all = book.with_sub_tags(tag.id).into_iter().map(count).sum();
        (tag.id, (count(tag.id), all))
    })
    .collect()
}

fn sources(inputs: &Inputs) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for article in inputs.corpus.articles() {
        *counts
            .entry(inputs.workspace.filed(article).source())
            .or_default() += 1;
    }
    let mut out: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(name, n)| (name.to_owned(), n))
        .collect();
    out.sort();
    out
}
