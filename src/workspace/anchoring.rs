//! Finding annotated passages again after a text has changed.

mod fuzzy_match;
mod parted;

use std::sync::Arc;

use super::{Anchor, Annotation};
use crate::corpus::TextHash;
use crate::text::Span;
pub use parted::Parted;

/// How an annotation stands to the text of its article today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Every range covers the words it was made on.
    Exact,
    /// The text has changed elsewhere: every range still covers its words. What stands around them, and the
    /// version, are those of today.
    Renewed(Annotation),
    /// The text has changed; every quotation was found again, once or by its surroundings.
    Moved(Annotation),
    /// A quotation is not in the text any more, but something near it is: somebody must look.
    Uncertain(Annotation),
    /// The article is not in the corpus.
    ArticleMissing,
    /// A quotation is not in the text any more, or nothing tells which of several it is; the words.
    Unplaced(Arc<str>),
}

/// Checks an annotation against the text of its article and its version; `None` where the article is not
/// in the corpus.
pub fn place(annotation: &Annotation, article: Option<(&str, TextHash)>) -> Placement {
    let Some((text, version)) = article else {
        return Placement::ArticleMissing;
    };
    let lost = annotation
        .anchors
        .iter()
        .find(|a| a.span.get(text) != Some(&*a.quote));
    if lost.is_none() {
        if annotation.version == version {
            return Placement::Exact;
        }
        // The words are where they were; a repeated quotation may still mean another place.
        let nowhere_better = |anchor: &Anchor| {
            let here = surroundings(text, anchor, anchor.span);
            text.match_indices(&*anchor.quote).all(|(start, words)| {
                let there = Span::new(start, start + words.len());
                there == anchor.span || surroundings(text, anchor, there) < here
            })
        };
        if annotation.anchors.iter().all(nowhere_better) {
            let mut renewed = annotation.clone();
            for anchor in &mut renewed.anchors {
                if let Some(now) = Anchor::new(text, anchor.span) {
                    *anchor = now;
                }
            }
            renewed.version = version;
            return Placement::Renewed(renewed);
        }
    }
    let mut moved = annotation.clone();
    let mut is_certain = true;
    for anchor in &mut moved.anchors {
        let exact = find(text, anchor);
        is_certain &= exact.is_some();
        let place = exact.or_else(|| {
            // Where the words themselves stand more than once, only their surroundings could tell.
            let is_gone = !text.contains(&*anchor.quote);
            is_gone
                .then(|| fuzzy_match::nearest(text, anchor))
                .flatten()
        });
        match place.and_then(|span| Anchor::new(text, span)) {
            Some(found) => *anchor = found,
            None => return Placement::Unplaced(Arc::clone(&anchor.quote)),
        }
    }
    moved.anchors.sort_by_key(|a| a.span);
    let overlap = moved
        .anchors
        .iter()
        .zip(moved.anchors.iter().skip(1))
        .any(|(a, b)| a.span.overlaps(b.span));
    if overlap {
        return Placement::Unplaced(
            annotation
                .anchors
                .first()
                .map(|a| Arc::clone(&a.quote))
                .unwrap_or_default(),
        );
    }
    moved.version = version;
    if is_certain {
        Placement::Moved(moved)
    } else {
        Placement::Uncertain(moved)
    }
}

/// Where the quotation stands now: its only place, else the one whose surroundings fit best; none
/// where two fit equally well.
fn find(text: &str, anchor: &Anchor) -> Option<Span> {
    if anchor.quote.is_empty() {
        return None;
    }
    let mut best: Option<(usize, Span)> = None;
    let mut tied = false;
    for (start, found) in text.match_indices(&*anchor.quote) {
        let span = Span::new(start, start + found.len());
        let fit = surroundings(text, anchor, span);
        match best {
            Some((best_fit, _)) if fit < best_fit => {}
            Some((best_fit, _)) if fit == best_fit => tied = true,
            _ => {
                best = Some((fit, span));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, span)| span)
}

/// Characters of the remembered surroundings that stand around `span`, counted outwards.
fn surroundings(text: &str, anchor: &Anchor, span: Span) -> usize {
    let head = text.get(..span.start()).unwrap_or_default().chars().rev();
    let tail = text.get(span.end()..).unwrap_or_default().chars();
    let before = anchor
        .before
        .chars()
        .rev()
        .zip(head)
        .take_while(|(a, b)| a == b)
        .count();
    let after = anchor
        .after
        .chars()
        .zip(tail)
        .take_while(|(a, b)| a == b)
        .count();
    before + after
}

#[cfg(test)]
mod tests;
