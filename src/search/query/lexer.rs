//! A query into its signs, each with its place.

use super::QueryError;
use crate::text::Span;

/// One sign of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Open,
    Close,
    Or,
    /// Characters between white space and brackets.
    Bare(String),
    /// Characters between quotation marks.
    Quoted(String),
}

/// Splits a query. Quotation marks may be curly, as they come from a copied headline.
pub(super) fn signs(input: &str) -> Result<Vec<(Sign, Span)>, QueryError> {
    let mut out = Vec::new();
    let mut rest = input.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let one = Span::new(start, start + c.len_utf8());
        match c {
            c if c.is_whitespace() => {}
            '(' => out.push((Sign::Open, one)),
            ')' => out.push((Sign::Close, one)),
            c if is_quote(c) => {
                let close = rest.by_ref().find(|(_, c)| is_quote(*c));
                let Some((close_at, closing)) = close else {
                    return Err(QueryError::new(
                        Span::new(start, input.len()),
                        "This quotation mark is not closed. Add \" at the end of the phrase.",
                    ));
                };
                let inner = input.get(one.end()..close_at).unwrap_or_default();
                let mut end = close_at + closing.len_utf8();
                // What follows the closing mark without a space belongs to the phrase: "a b"~5.
                if rest.peek().is_some_and(|(_, c)| *c == '~') {
                    end = bare_end(input, end);
                    return Err(super::parser::reserved_distance(Span::new(start, end)));
                }
                out.push((Sign::Quoted(inner.to_owned()), Span::new(start, end)));
            }
            '/' => return Err(super::parser::reserved_pattern(input, start)),
            _ => {
                let end = bare_end(input, start);
                while rest.next_if(|(at, _)| *at < end).is_some() {}
                let bare = input.get(start..end).unwrap_or_default();
                let sign = if bare == "OR" {
                    Sign::Or
                } else {
                    Sign::Bare(bare.to_owned())
                };
                out.push((sign, Span::new(start, end)));
            }
        }
    }
    Ok(out)
}

/// Whether a folded word stands for itself when typed without quotation marks.
pub(super) fn is_plain(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '\'' | '.' | ',' | '_'))
}

fn bare_end(input: &str, from: usize) -> usize {
    let rest = input.get(from..).unwrap_or_default();
    let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
    from + rest.find(stop).unwrap_or(rest.len())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}
