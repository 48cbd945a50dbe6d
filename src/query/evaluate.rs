//! The span evaluator: the one place that says what a query finds.

use std::cell::RefCell;

use crate::query::syntax::{FieldTest, Near, Pattern, Phrase};
use crate::query::{Query, Term};
use crate::text::Span;

/// One article, asked for what a query needs to know of it.
///
/// Implemented by the tokenised text, where places are bytes, and by the postings of the index,
/// where they are ordinals of words; both grow together, so that overlaps are decided alike.
pub trait Positions {
    /// Appends the ordinals of the words that match `term`, ascending.
    fn positions(&self, term: &Term, out: &mut Vec<u32>);

    /// Number of words of the title: phrases and nearness never cross its end.
    fn title_words(&self) -> u32;

    /// Number of words.
    fn words(&self) -> u32;

    /// The place of the words `first` to `last`, both included.
    fn place(&self, first: u32, last: u32) -> Span;

    /// Appends the matches of a regular expression, in the title alone or in all of the text. The
    /// index, which has no text, is never asked.
    fn matches(&self, pattern: &Pattern, title_only: bool, out: &mut Vec<Span>);

    /// Whether a condition holds of the article.
    fn holds(&self, test: &FieldTest) -> bool;
}

/// The mentions of `query` in one article, in order and without overlap; `None` where the article
/// does not match. An article can match without a mention, as with a condition alone.
///
/// Leaves yield places; `EXCEPT` keeps those of its left side that share nothing with a mention of its
/// right side; `OR` is their union, `AND` their union where both sides match; `NOT`,
/// conditions and `title:` yield none. Of places that overlap the leftmost stays, among those that
/// start together the longest.
pub fn mentions(query: &Query, article: &impl Positions) -> Option<Vec<Span>> {
    let mut found = Vec::new();
    mentions_into(query, article, &mut found).then_some(found)
}

/// The same into a vector that is used again and again; says whether the article matches.
pub(crate) fn mentions_into(
    query: &Query,
    article: &impl Positions,
    found: &mut Vec<Span>,
) -> bool {
    resolved(query, article, false, found)
}

/// The places of `query`, in order and without overlap, and whether the article matches it.
fn resolved(
    query: &Query,
    article: &impl Positions,
    title_only: bool,
    found: &mut Vec<Span>,
) -> bool {
    found.clear();
    if !evaluate(query, article, title_only, found) {
        return false;
    }
    if !matches!(query, Query::Term(_)) && found.len() > 1 {
        found.sort_unstable_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    }
    drop_overlaps(found);
    true
}

/// Appends the places of `query` and says whether the article matches it.
fn evaluate(
    query: &Query,
    article: &impl Positions,
    title_only: bool,
    out: &mut Vec<Span>,
) -> bool {
    let before = out.len();
    match query {
        Query::Term(_) | Query::Phrase(_) | Query::Near(_) => {
            let mut found = RANGES.with(Pool::lend);
            ranges(query, article, title_only, &mut found);
            out.extend(found.iter().map(|r| article.place(r.first, r.last)));
            let any = !found.is_empty();
            RANGES.with(|p| p.take_back(found));
            any
        }
        Query::Except(except) => {
            let mut of = SPANS.with(Pool::lend);
            let mut but = SPANS.with(Pool::lend);
            if resolved(&except.of, article, title_only, &mut of) {
                resolved(&except.but, article, title_only, &mut but);
                out.extend(of.iter().filter(|span| !shares(**span, &but)));
            }
            for lent in [of, but] {
                SPANS.with(|p| p.take_back(lent));
            }
            out.len() > before
        }
        Query::Regex(pattern) => {
            article.matches(pattern, title_only, out);
            out.len() > before
        }
        Query::Title(inner) => {
            let matched = evaluate(inner, article, true, out);
            out.truncate(before);
            matched
        }
        Query::Field(test) => article.holds(test),
        Query::And(parts) => {
            let all = parts.iter().all(|p| evaluate(p, article, title_only, out));
            if !all {
                out.truncate(before);
            }
            all
        }
        // Every side is asked, for its places.
        Query::Or(parts) => parts
            .iter()
            .fold(false, |any, p| evaluate(p, article, title_only, out) | any),
        Query::Not(inner) => {
            let matched = evaluate(inner, article, title_only, out);
            out.truncate(before);
            !matched
        }
    }
}

/// Whether a span shares anything with one of these, which are in order and do not overlap.
fn shares(span: Span, others: &[Span]) -> bool {
    let ended = others.partition_point(|o| o.end <= span.start);
    others.get(ended).is_some_and(|o| o.overlaps(span))
}

/// Vectors that are lent and given back: most articles need the same few, and a corpus has a million.
struct Pool<T>(RefCell<Vec<Vec<T>>>);

impl<T> Pool<T> {
    const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    fn lend(&self) -> Vec<T> {
        self.0.borrow_mut().pop().unwrap_or_default()
    }

    fn take_back(&self, mut lent: Vec<T>) {
        lent.clear();
        let mut free = self.0.borrow_mut();
        if free.len() < 16 {
            free.push(lent);
        }
    }
}

thread_local! {
    static PLACES: Pool<u32> = const { Pool::new() };
    static SPANS: Pool<Span> = const { Pool::new() };
    static RANGES: Pool<Range> = const { Pool::new() };
}

/// Words `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    first: u32,
    last: u32,
}

/// Appends the word ranges of a query of words, phrases, nearness and `OR`, ascending.
fn ranges(query: &Query, article: &impl Positions, title_only: bool, out: &mut Vec<Range>) {
    match query {
        Query::Term(term) => {
            let at = positions(term, article, title_only);
            out.extend(at.iter().map(|p| Range {
                first: *p,
                last: *p,
            }));
            PLACES.with(|p| p.take_back(at));
        }
        Query::Phrase(phrase) => phrase_ranges(phrase, article, title_only, out),
        Query::Near(near) => near_ranges(near, article, title_only, out),
        Query::Or(parts) => {
            let from = out.len();
            for part in parts {
                ranges(part, article, title_only, out);
            }
            let mut all = out.split_off(from);
            all.sort_unstable();
            all.dedup();
            out.append(&mut all);
        }
        // The parser lets no others stand beside NEAR.
        Query::Except(_)
        | Query::Regex(_)
        | Query::Title(_)
        | Query::Field(_)
        | Query::And(_)
        | Query::Not(_) => {}
    }
}

fn positions(term: &Term, article: &impl Positions, title_only: bool) -> Vec<u32> {
    let mut at = PLACES.with(Pool::lend);
    article.positions(term, &mut at);
    if title_only {
        let title = article.title_words();
        at.retain(|p| *p < title);
    }
    at
}

fn crosses_title(range: Range, article: &impl Positions) -> bool {
    let title = article.title_words();
    range.first < title && range.last >= title
}

fn phrase_ranges(
    phrase: &Phrase,
    article: &impl Positions,
    title_only: bool,
    out: &mut Vec<Range>,
) {
    let words = if title_only {
        article.title_words()
    } else {
        article.words()
    };
    let mut free_from = 0;
    let mut take = |range: Range| {
        let fits = range.last < words && !crosses_title(range, article);
        if fits && range.first >= free_from {
            out.push(range);
            free_from = range.last + 1;
        }
    };
    if phrase.extra == 0 {
        let len = phrase.words.len() as u32;
        let starts = tight(phrase, article, title_only);
        for first in &starts {
            take(Range {
                first: *first,
                last: first + len - 1,
            });
        }
        PLACES.with(|p| p.take_back(starts));
    } else {
        gapped(phrase, article, title_only, words)
            .into_iter()
            .for_each(take);
    }
}

/// Where words that directly follow each other begin.
fn tight(phrase: &Phrase, article: &impl Positions, title_only: bool) -> Vec<u32> {
    let mut starts: Option<Vec<u32>> = None;
    for (offset, term) in (0..).zip(&phrase.words) {
        if *term == Term::Any {
            continue;
        }
        let mut at = positions(term, article, title_only);
        let kept = match starts {
            None => {
                at.retain(|p| *p >= offset);
                for place in &mut at {
                    *place -= offset;
                }
                at
            }
            Some(mut before) => {
                let mut rest = at.iter().copied().peekable();
                before.retain(|start| {
                    while rest.next_if(|p| *p < start + offset).is_some() {}
                    rest.peek() == Some(&(start + offset))
                });
                PLACES.with(|p| p.take_back(at));
                before
            }
        };
        if kept.is_empty() {
            return kept;
        }
        starts = Some(kept);
    }
    starts.unwrap_or_default()
}

/// Words in order with others between: from every first word to the nearest end.
fn gapped(phrase: &Phrase, article: &impl Positions, title_only: bool, words: u32) -> Vec<Range> {
    let mut slots: Vec<Vec<u32>> = Vec::with_capacity(phrase.words.len());
    for term in &phrase.words {
        let at = match term {
            Term::Any => (0..words).collect(),
            term => positions(term, article, title_only),
        };
        if at.is_empty() {
            return Vec::new();
        }
        slots.push(at);
    }
    let Some((firsts, others)) = slots.split_first() else {
        return Vec::new();
    };
    let most = phrase.words.len() as u32 - 1 + phrase.extra;
    let reach = |first: u32| {
        others.iter().try_fold(first, |last, slot| {
            let next = slot.partition_point(|p| *p <= last);
            slot.get(next).copied()
        })
    };
    firsts
        .iter()
        .filter_map(|first| {
            let last = reach(*first)?;
            (last - first <= most).then_some(Range {
                first: *first,
                last,
            })
        })
        .collect()
}

/// Pairs in the order of nearness (fewest words between, then leftmost); a pair counts where it
/// shares no word with one before it.
fn near_ranges(near: &Near, article: &impl Positions, title_only: bool, out: &mut Vec<Range>) {
    let side = |query| {
        let mut found = RANGES.with(Pool::lend);
        ranges(query, article, title_only, &mut found);
        found
    };
    let left = side(&near.left);
    let right = if left.is_empty() {
        Vec::new()
    } else {
        side(&near.right)
    };
    let mut pairs: Vec<(u32, Range)> = Vec::new();
    for (before, after) in [(&left, &right), (&right, &left)] {
        for x in before {
            let from = after.partition_point(|y| y.first <= x.last);
            let close = after
                .get(from..)
                .unwrap_or_default()
                .iter()
                .map(|y| (y.first - x.last - 1, y))
                .take_while(|(gap, _)| *gap <= near.between);
            pairs.extend(close.map(|(gap, y)| {
                let both = Range {
                    first: x.first,
                    last: y.last,
                };
                (gap, both)
            }));
        }
    }
    for lent in [left, right] {
        RANGES.with(|p| p.take_back(lent));
    }
    pairs.retain(|(_, range)| !crosses_title(*range, article));
    pairs.sort_unstable();
    // Kept in the order of their places, none of them overlapping.
    let from = out.len();
    for (_, range) in pairs {
        let kept = out.get(from..).unwrap_or_default();
        let at = kept.partition_point(|k| k.first <= range.last);
        let before = at.checked_sub(1).and_then(|i| kept.get(i));
        if before.is_none_or(|k| k.last < range.first) {
            out.insert(from + at, range);
        }
    }
}

/// Keeps the leftmost of overlapping places; they are sorted by start, longest first.
fn drop_overlaps(found: &mut Vec<Span>) {
    let mut free_from = 0;
    found.retain(|span| {
        let keep = span.start >= free_from && !span.is_empty();
        if keep {
            free_from = span.end;
        }
        keep
    });
}
