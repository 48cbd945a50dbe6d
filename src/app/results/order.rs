//! The order of the table.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::{Basis, Inputs, SortColumn, SortKey, TrackAnswer, all};
use crate::corpus::ArticleIx;
use crate::search::MentionCounts;
use crate::text::fold;

/// What was found, for sorting by it.
pub(super) struct Found<'a> {
    pub tracks: &'a [TrackAnswer],
    pub query: Option<&'a MentionCounts>,
    pub relevance: Option<&'a [f32]>,
}

/// The articles that fit, in the order of the sort keys.
pub(super) fn rows(
    inputs: &Inputs,
    basis: &Basis,
    found: &Found<'_>,
    fits: impl Fn(&ArticleIx) -> bool,
) -> Vec<ArticleIx> {
    if let [only] = inputs.sort.as_slice()
        && only.column == SortColumn::Date
    {
        let ordered = basis.by_date(only.descending);
        return ordered.iter().copied().filter(fits).collect();
    }
    let mut rows: Vec<ArticleIx> = all(&inputs.corpus).filter(fits).collect();
    // Later keys first: each sort is stable, so the first key decides in the end.
    for key in inputs.sort.iter().rev() {
        sort_by(&mut rows, *key, inputs, basis, found);
    }
    rows
}

fn sort_by(
    rows: &mut [ArticleIx],
    key: SortKey,
    inputs: &Inputs,
    basis: &Basis,
    found: &Found<'_>,
) {
    let corpus = &inputs.corpus;
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
    match key.column {
        SortColumn::Date => rows.par_sort_by(|a, b| match (basis.day(*a), basis.day(*b)) {
            (Some(a), Some(b)) => flip(a.cmp(&b)),
            // Undated articles come last in both directions.
            (a, b) => b.is_some().cmp(&a.is_some()),
        }),
        SortColumn::Title => by_text(&|ix| fold(basis.title(ix)).into_owned(), rows),
        SortColumn::Source => by_text(&|ix| fold(basis.source(ix)).into_owned(), rows),
        SortColumn::Words => {
            let words = &corpus.columns().words;
            number(&|ix| words.get(ix.ix()).copied().unwrap_or(0), rows);
        }
        SortColumn::Hits => number(&|ix| found.query.map_or(0, |q| q.of(ix.ix())), rows),
        SortColumn::Track(id) => {
            let track = found.tracks.iter().find(|t| t.id == id);
            let counts = track.and_then(|t| t.counts.as_deref());
            number(&|ix| counts.map_or(0, |c| c.of(ix.ix())), rows);
        }
        SortColumn::Annotations => number(&|ix| basis.annotations(ix), rows),
        SortColumn::Status => number(&|ix| basis.status(ix) as u32, rows),
        SortColumn::Relevance => {
            let score = |ix: ArticleIx| {
                let scores = found.relevance.and_then(|r| r.get(ix.ix()));
                scores.copied().unwrap_or(0.0)
            };
            rows.par_sort_by(|a, b| flip(score(*a).total_cmp(&score(*b))));
        }
        SortColumn::Language => by_text(&|ix| corpus.language(ix).to_owned(), rows),
        // Those of one group stay together.
        SortColumn::Alike => rows.par_sort_by(|a, b| {
            let key = |ix: ArticleIx| (corpus.alike(ix), corpus.duplicate_group(ix));
            flip(key(*a).cmp(&key(*b)))
        }),
    }
}
