//! One snapshot of everything that filter and query decide.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::cache::Cache;
use super::effective::Basis;
use super::lists::{self, TagUsage};
use super::split::{Split, SplitSeries};
use super::{order, relevance, split};

use crate::analysis::{Axis, Series, Timeline, TimelineArticle, TimelineSpec};
use crate::analysis::{WorkspaceFacts, asks_for_tracks};
use crate::corpus::{ArticleIx, Corpus, MetadataColumn, NOWHERE};
use crate::enrich::Derived;
use crate::index::Engine;
use crate::query::{MentionCounts, Query, QueryError};
use crate::text::fold;
use crate::workspace::Filter;
use crate::workspace::{AnnotationId, TagId, TrackId, Workspace};

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
    /// How well the query fits (BM25).
    Relevance,
    /// Language.
    Language,
    /// Articles that are nearly the same, itself included.
    Alike,
    /// A field of metadata, by its place among [`Settings::fields`](crate::app::Settings::fields).
    Field(u16),
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
    pub index: Arc<dyn Engine>,
    /// What enrichers found in them.
    pub derived: Arc<Derived>,
    /// Whether more articles are to come, and with them more columns that conditions may ask for.
    pub growing: bool,
    /// The analyst's data.
    pub workspace: Arc<Workspace>,
    /// Which change of it.
    pub revision: u64,
    /// Which change of anything that conditions and filters ask for.
    pub facts: u64,
    /// What is looked for.
    pub query: Option<Query>,
    /// Which articles are looked at.
    pub filter: Filter,
    /// Order of the table.
    pub sort: Vec<SortKey>,
    /// The chart.
    pub chart: TimelineSpec,
    /// What the chart is split by, if anything.
    pub split: Option<Split>,
    /// Fields of metadata that the table shows or is sorted by.
    pub fields: Vec<(SortColumn, String)>,
    /// Order of the annotation list.
    pub grouping: Grouping,
    /// What the annotation list is narrowed to.
    pub annotation_search: String,
    /// What is known from before.
    pub cache: Cache,
    /// Set when nobody waits for the snapshot any more.
    pub cancel: Arc<AtomicBool>,
}

impl Inputs {
    /// Whether nobody waits for the snapshot any more: what is computed is then worth nothing.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

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

/// The rows of the table and where each article stands among them.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    order: Box<[ArticleIx]>,
    row_of: Box<[u32]>,
}

impl Rows {
    pub(super) fn new(order: Vec<ArticleIx>, articles: usize) -> Self {
        let mut row_of = vec![NOWHERE; articles].into_boxed_slice();
        for (row, ix) in (0..).zip(&order) {
            if let Some(slot) = row_of.get_mut(ix.ix()) {
                *slot = row;
            }
        }
        Self {
            order: order.into(),
            row_of,
        }
    }

    /// The row of an article, if it is in the table.
    pub fn row(&self, at: ArticleIx) -> Option<usize> {
        let row = self.row_of.get(at.ix()).copied()?;
        (row != NOWHERE).then_some(row as usize)
    }
}

impl std::ops::Deref for Rows {
    type Target = [ArticleIx];

    fn deref(&self) -> &[ArticleIx] {
        &self.order
    }
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
    /// What enrichers had found.
    pub derived: Arc<Derived>,
    /// The numbers of all articles with corrections applied.
    pub basis: Option<Arc<Basis>>,
    /// How well the query fits each article, where the table is sorted by it.
    pub relevance: Option<Arc<[f32]>>,
    /// Fields of metadata that the table shows or is sorted by.
    pub fields: Vec<(SortColumn, Arc<MetadataColumn>)>,
    /// What each track finds, in the order of the tracks.
    pub tracks: Vec<TrackAnswer>,
    /// What the query finds.
    pub query: Option<QueryAnswer>,
    /// The table: articles that pass the filter and match the query, in order.
    pub rows: Arc<Rows>,
    /// Articles that pass the filter.
    pub filtered: usize,
    /// Articles that only the dates leave out because they have none.
    pub undated_left_out: usize,
    /// Undated articles of the corpus.
    pub undated: usize,
    /// The chart.
    pub timeline: Option<Timeline>,
    /// Tracks that are shown, in order: the series of the chart where it is not split.
    pub series: Vec<TrackId>,
    /// The series of the chart where it is split.
    pub split: Option<SplitSeries>,
    /// The annotation list.
    pub annotation_rows: Arc<[AnnotationRow]>,
    /// Annotations in that list.
    pub annotations: usize,
    /// How each tag is used.
    pub tag_usage: HashMap<TagId, TagUsage>,
    /// Sources of the corpus with their number of articles, by name.
    pub sources: Vec<(String, usize)>,
}

impl Results {
    /// What a track finds.
    pub fn track(&self, id: TrackId) -> Option<&TrackAnswer> {
        self.tracks.iter().find(|t| t.id == id)
    }

    /// A field of metadata that the table shows.
    pub fn field(&self, column: SortColumn) -> Option<&MetadataColumn> {
        let found = self.fields.iter().find(|(c, _)| *c == column);
        found.map(|(_, field)| &**field)
    }

    /// What is known of articles beside their text, with what the tracks of this snapshot find.
    pub fn facts(&self, corpus: &Arc<Corpus>, workspace: &Arc<Workspace>) -> WorkspaceFacts {
        let known = self.tracks.iter();
        let known = known.filter_map(|t| Some((t.id, Arc::clone(t.counts.as_ref()?))));
        let derived = self.derived.for_corpus(corpus);
        WorkspaceFacts::new(
            Arc::clone(corpus),
            Arc::clone(workspace),
            derived,
            known.collect(),
        )
    }

    /// How a tag is used.
    pub fn tag_usage(&self, tag: TagId) -> TagUsage {
        self.tag_usage.get(&tag).copied().unwrap_or_default()
    }

    /// Mentions of a track in an article.
    pub fn mentions(&self, id: TrackId, article: ArticleIx) -> Option<u32> {
        Some(self.track(id)?.counts.as_ref()?.of(article.ix()))
    }
}

/// Computes the snapshot. Pure but for the cache; runs on a job thread.
pub fn compute(inputs: &Inputs) -> Results {
    let corpus = &inputs.corpus;
    corpus.prepare_find();
    let basis = inputs.cache.basis(inputs);
    let (tracks, facts) = tracks(inputs);
    let counts = inputs
        .query
        .as_ref()
        .map(|q| inputs.cache.count(inputs, q, &facts));
    let passes = inputs.cache.passes(inputs, &basis, &tracks);
    let fits = |ix: &ArticleIx| passes.all(*ix) && counts.as_ref().is_none_or(|c| c.matches(*ix));
    let by_relevance = inputs
        .sort
        .iter()
        .any(|k| k.column == SortColumn::Relevance);
    let relevance = inputs
        .query
        .as_ref()
        .filter(|_| by_relevance)
        .map(|q| relevance::scores(inputs, q, &facts));
    let fields: Vec<(SortColumn, Arc<MetadataColumn>)> = inputs
        .fields
        .iter()
        .map(|(column, name)| (*column, corpus.column(&fold(name))))
        .collect();
    let found = order::Found {
        fields: &fields,
        tracks: &tracks,
        query: counts.as_deref(),
        relevance: relevance.as_deref(),
    };
    let order = order::rows(inputs, &basis, &found, fits);
    let rows = Arc::new(Rows::new(order, corpus.len()));
    let series: Vec<&TrackAnswer> = tracks
        .iter()
        .filter(|t| t.counts.is_some() && inputs.workspace.track(t.id).is_some_and(|t| t.shown))
        .collect();
    let axis = inputs.cache.axis(inputs, &basis, &passes);
    let mentions: Vec<Series<'_>> = series
        .iter()
        .filter_map(|t| t.counts.as_ref())
        .map(|c| Series {
            mentions: c.per_article(),
        })
        .collect();
    let split = inputs.split.as_ref().and_then(|split| {
        let found = (counts.as_ref(), &*tracks);
        split::divided(inputs, split, &basis, &passes, &axis, found)
    });
    let (timeline, split) = match split {
        Some((timeline, split)) => (timeline, Some(split)),
        None => (axis.timeline(&mentions), None),
    };
    let (annotation_rows, annotations) = lists::annotation_rows(inputs, &rows);
    Results {
        generation: corpus.generation(),
        revision: inputs.revision,
        derived: Arc::clone(&inputs.derived),
        timeline: Some(timeline),
        split,
        series: series.iter().map(|t| t.id).collect(),
        query: counts.map(|counts| QueryAnswer {
            mentions: passes.sum(&counts),
            counts,
        }),
        undated_left_out: passes.undated_left_out,
        undated: basis.undated(),
        filtered: passes.passing,
        rows,
        annotation_rows: annotation_rows.into(),
        annotations,
        sources: lists::sources(&basis),
        tag_usage: lists::tag_usage(&inputs.workspace),
        basis: Some(basis),
        relevance,
        fields,
        tracks,
    }
}

/// What each track finds, those first that ask for no other track; and what is then known of articles.
fn tracks(inputs: &Inputs) -> (Vec<TrackAnswer>, WorkspaceFacts) {
    let facts = |known: &HashMap<TrackId, Arc<MentionCounts>>| {
        WorkspaceFacts::new(
            Arc::clone(&inputs.corpus),
            Arc::clone(&inputs.workspace),
            Arc::clone(&inputs.derived),
            known.clone(),
        )
        .while_growing(inputs.growing)
    };
    let none = facts(&HashMap::new());
    let checked = |query: Option<Query>| {
        if let Some(query) = &query {
            none.check(query)?;
        }
        Ok(query)
    };
    let mut known = HashMap::new();
    let mut answers: Vec<TrackAnswer> = Vec::with_capacity(inputs.workspace.tracks.len());
    let mut later: Vec<(usize, Query)> = Vec::new();
    for track in &inputs.workspace.tracks {
        let (query, error) = track
            .parsed()
            .and_then(checked)
            .map_or_else(|e| (None, Some(e)), |q| (q, None));
        let mut answer = TrackAnswer {
            id: track.id,
            counts: None,
            error,
        };
        match query {
            Some(query) if asks_for_tracks(&query) => later.push((answers.len(), query)),
            Some(query) => {
                let counts = inputs.cache.count(inputs, &query, &none);
                known.insert(track.id, Arc::clone(&counts));
                answer.counts = Some(counts);
            }
            None => {}
        }
        answers.push(answer);
    }
    // One that asks for another that asks for a third finds nothing of the third's.
    let first = facts(&known);
    for (at, query) in later {
        if let Some(answer) = answers.get_mut(at) {
            let counts = inputs.cache.count(inputs, &query, &first);
            known.insert(answer.id, Arc::clone(&counts));
            answer.counts = Some(counts);
        }
    }
    (answers, facts(&known))
}

pub(super) fn all(corpus: &Corpus) -> impl Iterator<Item = ArticleIx> {
    (0..corpus.len() as u32).map(ArticleIx)
}

/// Which articles pass the filter.
#[derive(Debug, Default)]
pub struct Passes {
    /// For each article: 1 beside the dates, 2 the dates.
    bits: Box<[u8]>,
    /// Articles that pass.
    passing: usize,
    /// Articles that only the dates leave out because they have none.
    undated_left_out: usize,
}

impl Passes {
    const BESIDE_DATES: u8 = 1;
    const ALL: u8 = 3;

    pub(super) fn new(
        inputs: &Inputs,
        filter: &Filter,
        basis: &Basis,
        tracks: &[TrackAnswer],
    ) -> Self {
        let matcher = filter.matcher(&inputs.workspace, &inputs.corpus, &inputs.derived);
        let mentions = |ix: ArticleIx, id: TrackId| {
            tracks
                .iter()
                .find(|t| t.id == id)
                .and_then(|t| t.counts.as_ref())
                .is_some_and(|c| c.matches(ix))
        };
        let mut bits: Box<[u8]> = (0..inputs.corpus.len() as u32)
            .into_par_iter()
            .map(|n| {
                let ix = ArticleIx(n);
                let beside = matcher.passes_beside_dates(ix, basis, |id| mentions(ix, id));
                u8::from(beside) | u8::from(matcher.passes_dates(ix, basis)) << 1
            })
            .collect();
        if filter.once {
            // The chart shows what lies outside the dates as well: it has a first of its own there.
            let mut in_table = std::collections::HashSet::new();
            let mut outside = std::collections::HashSet::new();
            for (ix, bits) in all(&inputs.corpus).zip(&mut bits) {
                let group = inputs.derived.duplicate_group(ix);
                let seen = match *bits {
                    Self::ALL => &mut in_table,
                    Self::BESIDE_DATES => &mut outside,
                    _ => continue,
                };
                if group > 0 && !seen.insert(group) {
                    *bits = 0;
                }
            }
        }
        let undated_left_out = all(&inputs.corpus)
            .zip(&bits)
            .filter(|(ix, b)| **b == Self::BESIDE_DATES && basis.day(*ix).is_none())
            .count();
        Self {
            passing: bits.iter().map(|b| usize::from(*b == Self::ALL)).sum(),
            bits,
            undated_left_out,
        }
    }

    pub(super) fn all(&self, ix: ArticleIx) -> bool {
        self.bits.get(ix.ix()) == Some(&Self::ALL)
    }

    pub(super) fn beside_dates(&self, ix: ArticleIx) -> bool {
        self.bits
            .get(ix.ix())
            .is_some_and(|b| b & Self::BESIDE_DATES > 0)
    }

    /// Mentions in the articles that pass.
    pub(super) fn sum(&self, counts: &MentionCounts) -> u64 {
        if self.passing == self.bits.len() {
            return counts.mentions();
        }
        let pairs = self.bits.iter().zip(counts.per_article());
        pairs
            .filter(|(b, _)| **b == Self::ALL)
            .map(|(_, n)| u64::from(*n))
            .sum()
    }
}

/// The articles that pass another filter and match the query, in the order of the corpus.
pub fn pass(inputs: &Inputs, filter: &Filter, basis: &Basis, results: &Results) -> Vec<ArticleIx> {
    let passes = Passes::new(inputs, filter, basis, &results.tracks);
    let counts = results.query.as_ref().map(|q| &q.counts);
    all(&inputs.corpus)
        .filter(|ix| passes.all(*ix) && counts.is_none_or(|c| c.matches(*ix)))
        .collect()
}

/// Bins and denominators of the filtered articles.
pub(super) fn axis(inputs: &Inputs, basis: &Basis, passes: &Passes) -> Axis {
    let articles: Vec<TimelineArticle> = (0..inputs.corpus.len() as u32)
        .into_par_iter()
        .map(|n| {
            let ix = ArticleIx(n);
            TimelineArticle {
                date: basis.date(ix),
                words: inputs
                    .corpus
                    .columns()
                    .words
                    .get(ix.ix())
                    .copied()
                    .unwrap_or(0),
                // The chart ignores the chips that it sets itself.
                in_filter: passes.beside_dates(ix),
            }
        })
        .collect();
    Axis::new(
        &articles,
        TimelineSpec {
            range: inputs.filter.dates,
            ..inputs.chart
        },
    )
}
