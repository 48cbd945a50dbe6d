//! The rows of the table, in order.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use super::all;
use super::cache::Key;
use super::effective::EffectiveMetadata;
use super::inputs::BaseInputs;
use super::order::{self, SortColumn, SortKey};
use super::passes::Passes;
use super::reads;
use super::tracks::TrackAnswer;
use super::versions::{Aspect, Aspects};
use crate::corpus::{ArticleIx, MetadataColumn, NOWHERE, Serial};
use crate::query::{MentionCounts, Query};
use crate::text::fold;
use crate::workspace::Filter;

/// The rows of the table and where each article stands among them.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    serial: Serial,
    order: Box<[ArticleIx]>,
    row_of: Box<[u32]>,
}

impl Rows {
    fn new(order: Vec<ArticleIx>, articles: usize) -> Self {
        let mut row_of = vec![NOWHERE; articles].into_boxed_slice();
        for (row, ix) in (0..).zip(&order) {
            if let Some(slot) = row_of.get_mut(ix.ix()) {
                *slot = row;
            }
        }
        Self {
            serial: Serial::fresh(),
            order: order.into(),
            row_of,
        }
    }

    /// The row of an article, if it is in the table.
    pub fn row(&self, at: ArticleIx) -> Option<usize> {
        let row = self.row_of.get(at.ix()).copied()?;
        (row != NOWHERE).then_some(row as usize)
    }

    /// The number that no other rows of this process have.
    pub fn serial(&self) -> Serial {
        self.serial
    }
}

impl std::ops::Deref for Rows {
    type Target = [ArticleIx];

    fn deref(&self) -> &[ArticleIx] {
        &self.order
    }
}

/// What rows depend on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowsKey {
    of: Key,
    query: Option<Query>,
    filter: Filter,
    sort: Vec<SortKey>,
    fields: Vec<(SortColumn, String)>,
}

/// What was found: what decides which articles are rows, and their order.
pub(super) struct RowSource<'a> {
    pub inputs: &'a BaseInputs,
    pub metadata: &'a EffectiveMetadata,
    pub passes: &'a Passes,
    pub fields: &'a [(SortColumn, Arc<MetadataColumn>)],
    pub tracks: &'a [TrackAnswer],
    pub query: Option<&'a MentionCounts>,
    pub relevance: Option<&'a [f32]>,
}

impl RowSource<'_> {
    /// The articles that pass the filter and match the query, in the order of the sort keys.
    pub fn rows(&self) -> Arc<Rows> {
        let inputs = self.inputs;
        let make = || Rows::new(self.ordered(), inputs.corpus.len());
        let by_failed = |key: &SortKey| {
            let track = self
                .tracks
                .iter()
                .find(|t| key.column == SortColumn::Track(t.id));
            track.is_some_and(|t| t.error.is_some())
        };
        if inputs.sort.iter().any(by_failed) {
            // The order is not that of the track: the next snapshot tries again.
            return Arc::new(make());
        }
        let workspace = &inputs.workspace;
        let query = inputs.query.as_ref();
        let read = query.map_or(Aspects::NONE, |q| reads::of_query(q, workspace))
            | reads::of_filter(&inputs.filter, workspace)
            | reads::of_sort(&inputs.sort, workspace);
        let sorted_by = |column: &SortColumn| inputs.sort.iter().any(|k| k.column == *column);
        let fields = inputs.fields.iter().filter(|(column, _)| sorted_by(column));
        let key = RowsKey {
            of: (inputs.corpus.serial(), inputs.versions.only(read)),
            query: inputs.query.clone(),
            filter: inputs.filter.clone(),
            sort: inputs.sort.clone(),
            fields: fields.cloned().collect(),
        };
        inputs
            .cache
            .keep(|k| &mut k.rows, key, &inputs.cancel, make)
    }

    fn ordered(&self) -> Vec<ArticleIx> {
        let matches = |ix: &ArticleIx| self.query.is_none_or(|c| c.matches(*ix));
        let fits = |ix: &ArticleIx| self.passes.all(*ix) && matches(ix);
        if let [only] = self.inputs.sort.as_slice()
            && only.column == SortColumn::Date
        {
            let ordered = self.metadata.by_date(only.descending);
            return ordered.iter().copied().filter(fits).collect();
        }
        let mut rows: Vec<ArticleIx> = all(&self.inputs.corpus).filter(fits).collect();
        // Later keys first: each sort is stable, so the first key decides in the end.
        for key in self.inputs.sort.iter().rev() {
            if self.inputs.cancel.is_cancelled() {
                break;
            }
            self.sort_by(&mut rows, *key);
        }
        rows
    }

    fn sort_by(&self, rows: &mut [ArticleIx], key: SortKey) {
        let (corpus, metadata) = (&self.inputs.corpus, self.metadata);
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
        let by_rank = |ranks: &[u32], rows: &mut [ArticleIx]| {
            number(&|ix| ranks.get(ix.ix()).copied().unwrap_or(0), rows);
        };
        match key.column {
            SortColumn::Date => {
                rows.par_sort_by(|a, b| match (metadata.day(*a), metadata.day(*b)) {
                    (Some(a), Some(b)) => flip(a.cmp(&b)),
                    // Undated articles come last in both directions.
                    (a, b) => b.is_some().cmp(&a.is_some()),
                })
            }
            SortColumn::Title => by_rank(&self.title_ranks(), rows),
            SortColumn::Source => by_rank(&self.publisher_ranks(), rows),
            SortColumn::Words => by_rank(&corpus.columns().words, rows),
            SortColumn::Hits => number(&|ix| self.query.map_or(0, |q| q.of(ix.ix())), rows),
            SortColumn::Track(id) => {
                let track = self.tracks.iter().find(|t| t.id == id);
                let counts = track.and_then(|t| t.counts.as_deref());
                number(&|ix| counts.map_or(0, |c| c.of(ix.ix())), rows);
            }
            SortColumn::Annotations => number(&|ix| metadata.annotations(ix), rows),
            SortColumn::Status => number(&|ix| metadata.status(ix) as u32, rows),
            SortColumn::Relevance => {
                let score = |ix: ArticleIx| {
                    let scores = self.relevance.and_then(|r| r.get(ix.ix()));
                    scores.copied().unwrap_or(0.0)
                };
                rows.par_sort_by(|a, b| flip(score(*a).total_cmp(&score(*b))));
            }
            SortColumn::Language => {
                let derived = &self.inputs.derived;
                rows.par_sort_by(|a, b| flip(derived.language(*a).cmp(derived.language(*b))));
            }
            // Those of one group stay together.
            SortColumn::Alike => rows.par_sort_by(|a, b| {
                let derived = &self.inputs.derived;
                let key = |ix: ArticleIx| (derived.alike(ix), derived.duplicate_group(ix));
                flip(key(*a).cmp(&key(*b)))
            }),
            SortColumn::Field(_) => self.sort_by_field(rows, key.column, flip),
        }
    }

    fn sort_by_field(
        &self,
        rows: &mut [ArticleIx],
        column: SortColumn,
        flip: impl Fn(Ordering) -> Ordering + Sync,
    ) {
        let field = self.fields.iter().find(|(c, _)| *c == column);
        let name = self.inputs.fields.iter().find(|(c, _)| *c == column);
        let (Some((_, field)), Some((_, name))) = (field, name) else {
            return;
        };
        let inputs = self.inputs;
        let ranks = inputs.cache.keep(
            |k| &mut k.field_ranks,
            (inputs.corpus.serial(), fold(name).into_owned()),
            &inputs.cancel,
            || order::value_ranks(&field.values),
        );
        let rank = |ix: ArticleIx| {
            let number = field.numbers.get(ix.ix()).copied().unwrap_or(0);
            ranks.get(number as usize).copied().flatten()
        };
        rows.par_sort_by(|a, b| match (rank(*a), rank(*b)) {
            (Some(a), Some(b)) => flip(a.cmp(&b)),
            // Articles without it come last in both directions.
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
    }

    fn title_ranks(&self) -> Arc<Box<[u32]>> {
        let inputs = self.inputs;
        let key = (inputs.corpus.serial(), inputs.versions.only(Aspect::Titles));
        inputs.cache.keep(
            |k| &mut k.title_ranks,
            key,
            &inputs.cancel,
            || order::title_ranks(self.metadata),
        )
    }

    fn publisher_ranks(&self) -> Arc<Box<[u32]>> {
        let inputs = self.inputs;
        let read = inputs.versions.only(Aspect::Publishers);
        let key = (inputs.corpus.serial(), read);
        inputs.cache.keep(
            |k| &mut k.publisher_ranks,
            key,
            &inputs.cancel,
            || order::publisher_ranks(self.metadata),
        )
    }
}
