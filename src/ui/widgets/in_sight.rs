//! What keeps a list where it is when it gets other rows: the rows in sight, by what they are.

use std::collections::HashMap;

use super::rows::{Heights, RowsState};

/// The rows that were in sight in the last frame, from the top, each with its distance from the top of
/// the view in points.
#[derive(Clone, Debug)]
pub struct InSight<K> {
    rows: Vec<(K, f64)>,
}

impl<K> Default for InSight<K> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<K: PartialEq> InSight<K> {
    /// Notes what is in sight now; `key` says what a row is, none for one that is not kept.
    pub fn note(
        &mut self,
        rows: &RowsState,
        n: usize,
        heights: &Heights<'_>,
        key: impl Fn(usize) -> Option<K>,
    ) {
        let seen = rows.in_sight(n, heights);
        let noted = seen.filter_map(|i| Some((key(i)?, heights.above(i) - rows.offset)));
        self.rows.clear();
        self.rows.extend(noted);
    }

    /// What is noted, from the top.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.rows.iter().map(|(key, _)| key)
    }

    /// Whether something is in sight.
    pub fn has(&self, key: &K) -> bool {
        self.keys().any(|k| k == key)
    }

    /// Scrolls so that what was in sight lies where it lay. `place` says which row something is now.
    ///
    /// Where rows were put in or taken out above, all move alike; where one went elsewhere, as by its own
    /// edit in a sorted list, the others do not follow it. Where all were mixed, the first counts.
    pub fn keep(
        &self,
        rows: &mut RowsState,
        heights: &Heights<'_>,
        place: impl Fn(&K) -> Option<usize>,
    ) {
        let places = self.rows.iter();
        let offsets = places.filter_map(|(key, y)| Some(heights.above(place(key)?) - y));
        let offsets: Vec<f64> = offsets.collect();
        // In half points: sums of heights are not exact.
        let near = |offset: f64| (offset * 2.0).round() as i64;
        let mut votes: HashMap<i64, usize> = HashMap::new();
        for offset in &offsets {
            *votes.entry(near(*offset)).or_default() += 1;
        }
        let most = votes.values().copied().max();
        let of = |offset: &&f64| votes.get(&near(**offset)).copied() == most;
        if let Some(offset) = offsets.iter().find(of) {
            rows.offset = *offset;
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "points are added and taken away exactly")]
mod tests {
    use super::*;

    const HEIGHTS: Heights<'static> = Heights {
        row: 20.0,
        others: &[],
        other: 0.0,
    };

    /// A list whose rows `before` are seen through a window of 80 points from `offset`, and its offset
    /// once they are `after`.
    fn kept(before: &str, offset: f64, after: &str) -> f64 {
        let mut rows = RowsState::seen_from(offset, 80.0);
        let mut sight = InSight::default();
        let key = |i: usize| before.chars().nth(i);
        sight.note(&rows, before.len(), &HEIGHTS, key);
        sight.keep(&mut rows, &HEIGHTS, |key| after.find(*key));
        rows.offset
    }

    #[test]
    fn rows_put_in_or_taken_out_above_move_nothing_in_sight() {
        assert_eq!(kept("abcdefghij", 65.0, "abcdefghij"), 65.0);
        assert_eq!(kept("abcdefghij", 65.0, "XYabcdefghij"), 105.0);
        assert_eq!(kept("abcdefghij", 65.0, "bcdefghij"), 45.0);
    }

    #[test]
    fn a_row_that_goes_elsewhere_is_not_followed() {
        assert_eq!(kept("abcdefghij", 60.0, "abcefghijd"), 40.0);
        // The row at the top is gone: the next one lies where it lay.
        assert_eq!(kept("abcdefghij", 60.0, "abcefghij"), 40.0);
    }

    #[test]
    fn of_a_mixed_list_the_top_row_stays() {
        assert_eq!(kept("abcdefghij", 60.0, "dhgbafejic"), 0.0);
        assert_eq!(kept("abcdefghij", 60.0, "xyz"), 60.0);
    }
}
