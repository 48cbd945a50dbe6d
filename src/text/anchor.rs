//! The words around a place, kept so that it can be found again after a text has changed.

use super::Span;

/// How many characters of context are kept on each side of a quotation.
pub const CONTEXT_CHARS: usize = 32;

/// Up to [`CONTEXT_CHARS`] characters before `span`.
pub fn context_before(text: &str, span: Span) -> &str {
    let head = text.get(..span.start()).unwrap_or_default();
    let start = head
        .char_indices()
        .rev()
        .nth(CONTEXT_CHARS - 1)
        .map_or(0, |(i, _)| i);
    head.get(start..).unwrap_or_default()
}

/// Up to [`CONTEXT_CHARS`] characters after `span`.
pub fn context_after(text: &str, span: Span) -> &str {
    let tail = text.get(span.end()..).unwrap_or_default();
    let end = tail
        .char_indices()
        .nth(CONTEXT_CHARS)
        .map_or(tail.len(), |(i, _)| i);
    tail.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_counts_characters() {
        let text = format!("{}x{}", "ё".repeat(40), "😊".repeat(40));
        let span = Span::new(80, 81);
        assert_eq!(context_before(&text, span).chars().count(), 32);
        assert_eq!(context_after(&text, span).chars().count(), 32);
        assert_eq!(context_before("ab", Span::new(2, 2)), "ab");
    }
}
