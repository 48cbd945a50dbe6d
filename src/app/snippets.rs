//! The first hits of an article in their context, for whoever decides whether to open it.

use crate::corpus::ArticleIx;
use crate::query::Query;
use crate::text::Span;

/// Characters on each side of a hit.
const CONTEXT: usize = 60;

/// Characters of a hit that are shown; a regular expression may find pages.
const LONGEST_HIT: usize = 120;

/// Lines of an article.
const MOST_LINES: usize = 3;

/// A hit with what stands around it, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// What stands before it, cut between words.
    pub before: String,
    /// The hit.
    pub hit: String,
    /// What stands after it, cut between words.
    pub after: String,
}

/// The first hits of a query in an article.
#[derive(Clone, Debug)]
pub struct Snippets {
    /// The article.
    pub article: ArticleIx,
    /// Which loading of the corpus it is of.
    pub generation: u64,
    /// The query.
    pub query: Query,
    /// The hits, in reading order; none before they are found.
    pub lines: Option<Vec<Snippet>>,
}

/// The first hits with what stands around them; one that the line before already shows is not repeated.
pub(super) fn snippets(text: &str, hits: &[Span]) -> Vec<Snippet> {
    let mut out = Vec::new();
    let mut shown_to = 0;
    for hit in hits {
        if out.len() == MOST_LINES {
            break;
        }
        let (Some(before), Some(found), Some(after)) = (
            text.get(..hit.start()),
            text.get(hit.start()..hit.end()),
            text.get(hit.end()..),
        ) else {
            continue;
        };
        if hit.start() < shown_to {
            continue;
        }
        let after = beginning(after);
        shown_to = hit.end() + after.len();
        let found: String = found.chars().take(LONGEST_HIT).collect();
        out.push(Snippet {
            before: one_line(ending(before)).trim_start().to_owned(),
            hit: one_line(&found),
            after: one_line(after),
        });
    }
    out
}

fn beginning(text: &str) -> &str {
    let Some((cut, _)) = text.char_indices().nth(CONTEXT) else {
        return text;
    };
    let (head, _) = text.split_at(cut);
    let between_words = head.rfind(char::is_whitespace);
    between_words.map_or(head, |at| head.split_at(at).0)
}

fn ending(text: &str) -> &str {
    let Some((cut, _)) = text.char_indices().rev().nth(CONTEXT) else {
        return text;
    };
    let (_, tail) = text.split_at(cut);
    let between_words = tail.find(char::is_whitespace);
    between_words.map_or(tail, |at| tail.split_at(at).1)
}

/// With every run of white space as one space.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_is_a_piece_of_the_text_around_a_hit(
            text in "([a-zéß中 \n]{1,12} ?){0,40}",
            cuts in prop::collection::vec(0usize..400, 2..8),
        ) {
            let mut ends: Vec<usize> = cuts.into_iter().filter(|c| text.is_char_boundary(*c)).collect();
            ends.sort_unstable();
            ends.dedup();
            let pairs = ends.chunks_exact(2);
            let span = |pair: &[usize]| match pair {
                [from, to] => Some(Span::new(*from, *to)),
                _ => None,
            };
            let hits: Vec<Span> = pairs.filter_map(span).collect();
            let found = snippets(&text, &hits);
            prop_assert_eq!(found.is_empty(), hits.is_empty());
            prop_assert!(found.len() <= MOST_LINES);
            let whole = one_line(&text);
            for line in found {
                prop_assert!(line.before.chars().count() <= CONTEXT + 1);
                prop_assert!(line.after.chars().count() <= CONTEXT);
                let joined = one_line(&format!("{}{}", line.before, line.hit));
                prop_assert!(whole.contains(joined.trim()));
            }
        }
    }
}
