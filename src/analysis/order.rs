//! The order of the table.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use super::base::all;
use crate::analysis::{Basis, Inputs, SortColumn, SortKey, TrackAnswer};
use crate::corpus::{ArticleIx, MetadataColumn};
use crate::query::MentionCounts;
use crate::text::fold;

/// What was found, for sorting by it.
pub(super) struct Found<'a> {
    pub fields: &'a [(SortColumn, Arc<MetadataColumn>)],
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
        SortColumn::Language => by_text(&|ix| inputs.derived.language(ix).to_owned(), rows),
        // Those of one group stay together.
        SortColumn::Alike => rows.par_sort_by(|a, b| {
            let derived = &inputs.derived;
            let key = |ix: ArticleIx| (derived.alike(ix), derived.duplicate_group(ix));
            flip(key(*a).cmp(&key(*b)))
        }),
        SortColumn::Field(_) => {
            if let Some((_, field)) = found.fields.iter().find(|(c, _)| *c == key.column) {
                let ranks = ranks(&field.values);
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
        }
    }
}

/// The rank of each value: numbers by size, then words by their folded letters; none for an empty one.
fn ranks(values: &[String]) -> Vec<Option<u32>> {
    let key = |value: &String| match value.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => (0, number, String::new()),
        _ => (1, 0.0, fold(value).into_owned()),
    };
    let mut keyed: Vec<((u8, f64, String), usize)> = values
        .par_iter()
        .enumerate()
        .filter(|(_, v)| !v.trim().is_empty())
        .map(|(at, v)| (key(v), at))
        .collect();
    let compare = |a: &(u8, f64, String), b: &(u8, f64, String)| {
        a.0.cmp(&b.0)
            .then_with(|| a.1.total_cmp(&b.1))
            .then_with(|| a.2.cmp(&b.2))
    };
    keyed.par_sort_by(|a, b| compare(&a.0, &b.0));
    let mut out = vec![None; values.len()];
    let alike = keyed.chunk_by(|a, b| compare(&a.0, &b.0).is_eq());
    for (rank, same) in (0u32..).zip(alike) {
        for (_, at) in same {
            if let Some(slot) = out.get_mut(*at) {
                *slot = Some(rank);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn values_rank_as_numbers_then_words_and_equal_ones_alike() {
        let values = ["", "Sport", "100", "9", "sport", "arts", "9.0", " "];
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let sport = Some(3);
        let expected = [None, sport, Some(1), Some(0), sport, Some(2), Some(0), None];
        assert_eq!(ranks(&values), expected);
    }
}
