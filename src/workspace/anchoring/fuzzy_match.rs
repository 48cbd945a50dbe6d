//! Where a quotation that is not in the text any more most likely stands: the part of the text with the
//! fewest edits to it (Sellers 1980, the start carried along), where those are few enough.

use super::super::Anchor;
use super::surroundings;
use crate::text::Span;

/// Most edits, as a part of the quotation's characters.
const MOST_EDITS: usize = 4;

/// Shorter quotations are alike by chance.
const LEAST_CHARS: usize = 8;

/// Characters of quotation times characters of text that are compared at most: half a second.
const MOST_WORK: usize = 60_000_000;

/// The part of the text that is nearest to the quotation of an anchor: at most a quarter of its characters
/// changed, the fewest first, then the one whose surroundings fit best. None where nothing is near, or
/// where two places are equally good.
pub(super) fn nearest(text: &str, anchor: &Anchor) -> Option<Span> {
    let quote: Vec<char> = anchor.quote.chars().collect();
    let places: Vec<(usize, char)> = text.char_indices().collect();
    if quote.len() < LEAST_CHARS || quote.len().saturating_mul(places.len()) > MOST_WORK {
        return None;
    }
    let most = quote.len() / MOST_EDITS;
    // For each prefix of the quotation: the fewest edits of a part of the text that ends here, and where
    // that part begins.
    let mut column: Vec<(usize, usize)> = (0..=quote.len()).map(|i| (i, 0)).collect();
    let mut best: Vec<(usize, Span)> = Vec::new();
    for (n, (byte, found)) in places.iter().enumerate() {
        let mut diagonal = column.first().copied()?;
        if let Some(first) = column.first_mut() {
            *first = (0, n + 1);
        }
        diagonal.1 = n;
        let mut above = (0, n + 1);
        for (wanted, cell) in quote.iter().zip(column.iter_mut().skip(1)) {
            let replaced = (diagonal.0 + usize::from(wanted != found), diagonal.1);
            let left_out = (cell.0 + 1, cell.1);
            let put_in = (above.0 + 1, above.1);
            diagonal = *cell;
            *cell = replaced.min(left_out).min(put_in);
            above = *cell;
        }
        let (edits, start) = above;
        let known = best.first().map_or(most, |(edits, _)| *edits);
        if edits <= known {
            let begins = places.get(start).map_or(0, |(at, _)| *at);
            let span = Span::new(begins, byte + found.len_utf8());
            if edits < known {
                best.clear();
            }
            best.push((edits, span));
        }
    }
    // Of parts that overlap, the one whose surroundings fit; of others, none that is as good.
    let fit = |span: &Span| surroundings(text, anchor, *span);
    let (_, chosen) = best.iter().max_by_key(|(_, span)| fit(span))?;
    let rival = best
        .iter()
        .any(|(_, s)| !s.overlaps(*chosen) && fit(s) == fit(chosen));
    (!rival).then(|| chosen.trimmed(text))
}
