//! One snapshot of everything that filter and query decide.

use std::collections::HashMap;
use std::sync::Arc;

use super::answer::{AnswerError, QueryAnswer};
use super::cache::{Cache, Recomputed};
use super::effective::EffectiveMetadata;
use super::lists::AnnotationRow;
use super::order::SortColumn;
use super::passes::Passes;
use super::reads;
use super::rows::Rows;
use super::tag_usage::TagUsage;
use super::tracks::{self, TrackAnswer};
use super::versions::{Aspects, Versions};
use crate::analysis::WorkspaceFacts;
use crate::corpus::{ArticleIx, Corpus, MetadataColumn, Serial};
use crate::enrich::Derived;
use crate::index::OpenEngine;
use crate::query::Query;
use crate::workspace::{Filter, Slot, TagId, Track, TrackId, Workspace};

/// The snapshot: rows, cells, counts, lists, and by [`Base::facts`] and the views marks, facets and charts.
/// Immutable; everything that is shown at one time comes of one.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// The number that no other snapshot of this process has.
    pub serial: Serial,
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: OpenEngine,
    /// What enrichers had found in them.
    pub derived: Arc<Derived>,
    /// Whether more articles were to come.
    pub(super) growing: bool,
    /// The analyst's data.
    pub workspace: Arc<Workspace>,
    /// Which changes of it.
    pub versions: Versions,
    /// What was looked for.
    pub asked: Option<Query>,
    /// Which articles were looked at.
    pub filter: Filter,
    /// The numbers and names of all articles with corrections applied.
    pub metadata: EffectiveMetadata,
    /// How well the query fits each article, where the table is sorted by it.
    pub relevance: Option<Arc<[f32]>>,
    /// Fields of metadata that the table shows or is sorted by.
    pub fields: Vec<(SortColumn, Arc<MetadataColumn>)>,
    /// What each track finds, in the order of the tracks.
    pub tracks: Vec<TrackAnswer>,
    /// What the query finds; none without one, and where there is no answer.
    pub query: Option<QueryAnswer>,
    /// Why the table has no rows although nobody knows that there are none: no answer to the query, or to
    /// a track that the filter asks for.
    pub error: Option<AnswerError>,
    /// The table: articles that pass the filter and match the query, in order.
    pub rows: Arc<Rows>,
    /// Articles that pass the filter.
    pub filtered: usize,
    /// Articles that only the dates leave out because they have none.
    pub undated_left_out: usize,
    /// Undated articles of the corpus.
    pub undated: usize,
    /// The annotation list.
    pub annotation_rows: Arc<[AnnotationRow]>,
    /// Annotations in that list.
    pub annotations: usize,
    /// How each tag is used.
    pub tag_usage: Arc<HashMap<TagId, TagUsage>>,
    /// Sources of the corpus with their number of articles, by name.
    pub sources: Arc<Vec<(String, usize)>>,
    pub(super) passes: Arc<Passes>,
    pub(super) cache: Cache,
}

/// What the marks in an article depend on beside the article: two snapshots of one key mark it alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarksKey {
    corpus: Option<Serial>,
    versions: Versions,
    query: Option<Query>,
    tracks: Vec<(TrackId, Slot, Arc<str>)>,
}

impl Base {
    /// Which loading of the corpus it is of.
    pub fn generation(&self) -> u64 {
        self.corpus.generation()
    }

    /// What a track finds.
    pub fn track(&self, id: TrackId) -> Option<&TrackAnswer> {
        self.tracks.iter().find(|t| t.id == id)
    }

    /// A field of metadata that the table shows.
    pub fn field(&self, column: SortColumn) -> Option<&MetadataColumn> {
        let found = self.fields.iter().find(|(c, _)| *c == column);
        found.map(|(_, field)| &**field)
    }

    /// What is known of its articles beside their text, with what its tracks find.
    pub fn facts(&self) -> WorkspaceFacts {
        WorkspaceFacts::new(
            Arc::clone(&self.corpus),
            Arc::clone(&self.workspace),
            Arc::clone(&self.derived),
            tracks::known(&self.tracks),
        )
        .while_growing(self.growing)
    }

    /// How a tag is used.
    pub fn tag_usage(&self, tag: TagId) -> TagUsage {
        self.tag_usage.get(&tag).copied().unwrap_or_default()
    }

    /// Mentions of a track in an article.
    pub fn mentions(&self, id: TrackId, article: ArticleIx) -> Option<u32> {
        Some(self.track(id)?.counts.as_ref()?.of(article.ix()))
    }

    /// The first thing that could not be found out because the program failed, if any: what stands in the
    /// tables is then not the truth.
    pub fn failure(&self) -> Option<&AnswerError> {
        let of_tracks = self.tracks.iter().filter_map(|t| t.error.as_ref());
        let all = self.error.iter().chain(of_tracks);
        all.into_iter().find(|e| e.is_failure())
    }

    /// The tracks that are shown, in order.
    pub fn shown_tracks(&self) -> impl Iterator<Item = &Track> {
        self.workspace.tracks.iter().filter(|t| t.shown)
    }

    /// What marks in an article depend on.
    pub fn marks_key(&self) -> MarksKey {
        let of_query = self.asked.as_ref();
        let of_query = of_query.map_or(Aspects::NONE, |q| reads::of_query(q, &self.workspace));
        // Which tracks there are is in the key itself, unless their answers are asked for by another.
        let of_track = |t: &Track| {
            let query = t.parsed().ok().flatten();
            query.map_or(Aspects::NONE, |q| reads::of_query(&q, &self.workspace))
        };
        let read = of_query | self.shown_tracks().map(of_track).collect::<Aspects>();
        let tracks = self.shown_tracks();
        MarksKey {
            corpus: Some(self.corpus.serial()),
            versions: self.versions.only(read),
            query: self.asked.clone(),
            tracks: tracks
                .map(|t| (t.id, t.slot, Arc::clone(&t.query)))
                .collect(),
        }
    }

    /// The articles that would be rows with another filter, in the order of the corpus; half of them once
    /// cancelled.
    pub(super) fn passing(&self, filter: &Filter, cancel: &super::Cancel) -> Vec<ArticleIx> {
        if self.error.is_some() {
            return Vec::new();
        }
        let deciding = super::passes::Deciding {
            workspace: &self.workspace,
            metadata: &self.metadata,
            derived: &self.derived,
            tracks: &self.tracks,
            cancel,
        };
        let passes = Passes::new(filter, &deciding);
        let counts = self.query.as_ref().map(|q| &q.counts);
        super::all(&self.corpus)
            .filter(|ix| passes.all(*ix) && counts.is_none_or(|c| c.matches(*ix)))
            .collect()
    }

    /// How often what it is made of has been made anew since its cache began.
    pub fn recomputed(&self) -> Recomputed {
        self.cache.recomputed()
    }
}
