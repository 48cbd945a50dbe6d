//! Overlapping marks cut into pieces that do not overlap.
//!
//! Useful for: painting underlines that stack. The pieces of a paragraph are ordered, non-empty, and
//! each knows every mark that covers it, in the order given.

use crate::text::Span;

/// A piece of text with the marks that cover it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it is.
    pub span: Span,
    /// Numbers of the marks over it, ascending.
    pub marks: Vec<usize>,
}

/// Cuts `marks` into pieces within `within`; parts without a mark are left out.
pub fn pieces(marks: &[Span], within: Span) -> Vec<Piece> {
    let mut events: Vec<(u32, bool, usize)> = Vec::with_capacity(marks.len() * 2);
    for (i, part) in marks
        .iter()
        .enumerate()
        .filter_map(|(i, m)| Some((i, m.intersect(within)?)))
    {
        events.push((part.start, true, i));
        events.push((part.end, false, i));
    }
    events.sort_unstable();
    let mut out: Vec<Piece> = Vec::new();
    let mut active: Vec<usize> = Vec::new();
    let mut from = within.start;
    for group in events.chunk_by(|a, b| a.0 == b.0) {
        let Some((at, _, _)) = group.first() else {
            continue;
        };
        if !active.is_empty() && from < *at {
            out.push(Piece {
                span: Span {
                    start: from,
                    end: *at,
                },
                marks: active.clone(),
            });
        }
        for (_, starts, mark) in group {
            match (active.binary_search(mark), starts) {
                (Err(place), true) => active.insert(place, *mark),
                (Ok(place), false) => {
                    active.remove(place);
                }
                _ => {}
            }
        }
        from = *at;
    }
    out
}

/// For each mark the line it is drawn on, from 0, so that marks that overlap never share a line:
/// the longest-standing mark keeps the upper line. Marks are in order of their starts.
pub fn lanes(marks: &[Span]) -> Vec<usize> {
    let mut ends: Vec<u32> = Vec::new();
    marks
        .iter()
        .map(|mark| {
            let lane = ends
                .iter()
                .position(|end| *end <= mark.start)
                .unwrap_or(ends.len());
            match ends.get_mut(lane) {
                Some(end) => *end = mark.end,
                None => ends.push(mark.end),
            }
            lane
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn overlaps_are_cut_where_they_begin_and_end() {
        let marks = [Span::new(0, 6), Span::new(4, 9), Span::new(20, 30)];
        let got: Vec<_> = pieces(&marks, Span::new(0, 10))
            .into_iter()
            .map(|p| (p.span.start, p.span.end, p.marks))
            .collect();
        assert_eq!(got, [(0, 4, vec![0]), (4, 6, vec![0, 1]), (6, 9, vec![1])]);
    }

    proptest! {
        #[test]
        fn pieces_cover_just_what_the_marks_cover(raw in proptest::collection::vec((0..40_usize, 1..15_usize), 0..12)) {
            let marks: Vec<Span> = raw.iter().map(|(s, l)| Span::new(*s, s + l)).collect();
            let got = pieces(&marks, Span::new(5, 35));
            for byte in 0..60 {
                let over: Vec<usize> = (0..marks.len()).filter(|i| marks[*i].contains(byte) && (5..35).contains(&byte)).collect();
                let piece: Vec<_> = got.iter().filter(|p| p.span.contains(byte)).collect();
                prop_assert!(piece.len() <= 1);
                prop_assert_eq!(piece.first().map(|p| p.marks.clone()).unwrap_or_default(), over);
            }
        }

        #[test]
        fn marks_that_overlap_never_share_a_line(raw in proptest::collection::vec((0..40_usize, 1..15_usize), 0..12)) {
            let mut marks: Vec<Span> = raw.iter().map(|(s, l)| Span::new(*s, s + l)).collect();
            marks.sort();
            let lanes = lanes(&marks);
            for i in 0..marks.len() {
                for j in 0..i {
                    prop_assert!(lanes[i] != lanes[j] || !marks[i].overlaps(marks[j]));
                }
            }
        }
    }
}
