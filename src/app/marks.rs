//! Overlapping marks on lines of their own.
//!
//! Useful for: painting underlines that stack.

use crate::text::Span;

/// For each mark the line it is drawn on, from 0, so that marks that overlap never share a line:
/// the longest-standing mark keeps the upper line. Marks are in order of their starts.
pub fn mark_rows(marks: &[Span]) -> Vec<usize> {
    let mut ends: Vec<u32> = Vec::new();
    marks
        .iter()
        .map(|mark| {
            let row = ends
                .iter()
                .position(|end| *end <= mark.start)
                .unwrap_or(ends.len());
            match ends.get_mut(row) {
                Some(end) => *end = mark.end,
                None => ends.push(mark.end),
            }
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_that_overlap_never_share_a_line(raw in proptest::collection::vec((0..40_usize, 1..15_usize), 0..12)) {
            let mut marks: Vec<Span> = raw.iter().map(|(s, l)| Span::new(*s, s + l)).collect();
            marks.sort();
            let mark_rows = mark_rows(&marks);
            for i in 0..marks.len() {
                for j in 0..i {
                    prop_assert!(mark_rows[i] != mark_rows[j] || !marks[i].overlaps(marks[j]));
                }
            }
        }
    }
}
