//! The span evaluator: the one place that says what a query finds.

use super::{Query, Term};

/// One mention, in tokens: from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Ordinal of its first token in the article.
    pub first: u32,
    /// Ordinal of its last token.
    pub last: u32,
}

/// Where terms stand in one article.
pub trait Positions {
    /// Appends the ordinals of the tokens that match `term`, ascending.
    fn positions(&self, term: &Term, out: &mut Vec<u32>);

    /// Number of tokens of the title: phrases never cross its end.
    fn title_tokens(&self) -> u32;
}

/// The mentions of `query` in one article, in order and without overlap.
///
/// Leaves yield hits; `OR` is their union; of hits that overlap the leftmost stays, among those
/// that start together the longest.
pub fn mentions(query: &Query, article: &impl Positions) -> Vec<Hit> {
    let mut hits = Vec::new();
    collect(query, article, &mut hits);
    if matches!(query, Query::Or(_)) {
        hits.sort_unstable_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last)));
        drop_overlaps(&mut hits);
    }
    hits
}

fn collect(query: &Query, article: &impl Positions, hits: &mut Vec<Hit>) {
    match query {
        Query::Term(term) => {
            let mut at = Vec::new();
            article.positions(term, &mut at);
            hits.extend(at.into_iter().map(|p| Hit { first: p, last: p }));
        }
        Query::Phrase(words) => phrase(words, article, hits),
        Query::Or(parts) => parts.iter().for_each(|part| collect(part, article, hits)),
    }
}

fn phrase(words: &[String], article: &impl Positions, hits: &mut Vec<Hit>) {
    let mut starts: Option<Vec<u32>> = None;
    let mut at = Vec::new();
    for (offset, word) in words.iter().enumerate() {
        at.clear();
        article.positions(&Term::Word(word.clone()), &mut at);
        let offset = offset as u32;
        starts = Some(match starts {
            None => at.clone(),
            Some(before) => before
                .into_iter()
                .filter(|s| at.binary_search(&(s + offset)).is_ok())
                .collect(),
        });
        if starts.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
    }
    let title = article.title_tokens();
    let from = hits.len();
    for first in starts.unwrap_or_default() {
        let last = first + words.len() as u32 - 1;
        let crosses = first < title && last >= title;
        let overlaps = hits
            .get(from..)
            .and_then(<[Hit]>::last)
            .is_some_and(|hit| hit.last >= first);
        if !crosses && !overlaps {
            hits.push(Hit { first, last });
        }
    }
}

/// Keeps the leftmost of overlapping hits; they are sorted by start, longest first.
fn drop_overlaps(hits: &mut Vec<Hit>) {
    let mut end: Option<u32> = None;
    hits.retain(|hit| {
        let keep = end.is_none_or(|end| hit.first > end);
        if keep {
            end = Some(hit.last);
        }
        keep
    });
}
