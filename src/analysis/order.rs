//! By what the table is ordered, and the ranks that texts have in that order.

use rayon::prelude::*;

use super::effective::EffectiveMetadata;
use crate::corpus::ArticleIx;
use crate::text::fold;
use crate::workspace::{TrackId, Workspace};

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
    /// A field of metadata, by its place among the fields of the settings.
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

impl SortKey {
    /// What a table is sorted by before anybody says so: the newest first.
    pub const NEWEST_FIRST: Self = Self {
        column: SortColumn::Date,
        descending: true,
    };
}

/// Lets go of keys whose column is gone, so that no order is decided by what nobody sees. Where none is
/// left the newest come first. Says whether something changed.
pub fn repair_sort(sort: &mut Vec<SortKey>, workspace: &Workspace) -> bool {
    let before = sort.len();
    sort.retain(|key| match key.column {
        SortColumn::Track(id) => workspace.track(id).is_some(),
        SortColumn::Date
        | SortColumn::Title
        | SortColumn::Source
        | SortColumn::Words
        | SortColumn::Hits
        | SortColumn::Annotations
        | SortColumn::Status
        | SortColumn::Relevance
        | SortColumn::Language
        | SortColumn::Alike
        | SortColumn::Field(_) => true,
    });
    let changed = sort.len() != before;
    if sort.is_empty() {
        sort.push(SortKey::NEWEST_FIRST);
        return true;
    }
    changed
}

/// The rank of each value of a field, by its number; none for an empty one.
pub(super) type FieldRanks = Vec<Option<u32>>;

/// The rank of what every article is called in lists, by its folded letters; what is equal has equal ranks.
pub(super) fn title_ranks(metadata: &EffectiveMetadata) -> Box<[u32]> {
    let corpus = metadata.corpus();
    let mut keyed: Vec<(String, u32)> = (0..corpus.len() as u32)
        .into_par_iter()
        .map(|n| {
            let shown = metadata.title_or_opening(ArticleIx(n));
            (fold(&shown).into_owned(), n)
        })
        .collect();
    keyed.par_sort_unstable();
    let mut out = vec![0; keyed.len()].into_boxed_slice();
    let alike = keyed.chunk_by(|a, b| a.0 == b.0);
    for (rank, same) in (0..).zip(alike) {
        for (_, n) in same {
            if let Some(slot) = out.get_mut(*n as usize) {
                *slot = rank;
            }
        }
    }
    out
}

/// The rank of who published every article by the folded letters of the name: each name is folded once.
pub(super) fn publisher_ranks(metadata: &EffectiveMetadata) -> Box<[u32]> {
    let corpus = metadata.corpus();
    let names = corpus.table().names().all();
    let corrected = metadata.corrected_publishers();
    let folded: Vec<String> = names.iter().map(|n| fold(n).into_owned()).collect();
    let mut ordered: Vec<String> = folded.clone();
    ordered.extend(corrected.values().map(|n| fold(n).into_owned()));
    ordered.par_sort_unstable();
    ordered.dedup();
    let rank = |name: &str| {
        let place = ordered.binary_search_by(|known| known.as_str().cmp(name));
        // Every name is among them; the other arm is never taken.
        place.unwrap_or_else(|beside| beside) as u32
    };
    let of_number: Vec<u32> = folded.iter().map(|name| rank(name)).collect();
    let publishers = corpus.columns().publishers.iter();
    let mut out: Box<[u32]> = publishers
        .map(|number| of_number.get(*number as usize).copied().unwrap_or(0))
        .collect();
    for (at, name) in corrected {
        if let Some(slot) = out.get_mut(at.ix()) {
            *slot = rank(&fold(name));
        }
    }
    out
}

/// The rank of each value of a field: numbers by size, then words by their folded letters; none for an empty one.
pub(super) fn value_ranks(values: &[String]) -> FieldRanks {
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
    use super::*;
    use crate::workspace::{Slot, Track};

    #[test]
    fn the_key_of_a_track_that_is_gone_goes_with_it() {
        let track = |name: &str| Track {
            id: TrackId::random(),
            name: name.into(),
            slot: Slot::after(0),
            query: name.into(),
            shown: true,
        };
        let (kept, gone) = (track("river"), track("town"));
        let workspace = Workspace {
            tracks: vec![kept.clone()],
            ..Workspace::default()
        };
        let key = |column| SortKey {
            column,
            descending: false,
        };
        let of = |id| key(SortColumn::Track(id));
        let mut sort = vec![of(gone.id), of(kept.id), key(SortColumn::Title)];
        assert!(repair_sort(&mut sort, &workspace));
        assert_eq!(sort, [of(kept.id), key(SortColumn::Title)]);
        assert!(!repair_sort(&mut sort, &workspace));
        let mut sort = vec![of(gone.id)];
        assert!(repair_sort(&mut sort, &workspace));
        assert_eq!(sort, [SortKey::NEWEST_FIRST]);
    }

    #[test]
    fn values_rank_as_numbers_then_words_and_equal_ones_alike() {
        let values = ["", "Sport", "100", "9", "sport", "arts", "9.0", " "];
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let sport = Some(3);
        let expected = [None, sport, Some(1), Some(0), sport, Some(2), Some(0), None];
        assert_eq!(value_ranks(&values), expected);
    }
}
