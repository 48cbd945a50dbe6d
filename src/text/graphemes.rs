//! Characters as people see them: a letter with its marks, a flag, a family.

use unicode_segmentation::GraphemeCursor;

use super::Span;

/// The smallest span around `span` that begins and ends between characters as people see them (UAX #29).
/// One that leaves the text or cuts a code point stays as it is.
pub fn grapheme_bounds(text: &str, span: Span) -> Span {
    if span.get(text).is_none() {
        return span;
    }
    let cursor = |at: usize| GraphemeCursor::new(at, text.len(), true);
    let is_between = |at: usize| cursor(at).is_boundary(text, 0).unwrap_or(true);
    let mut start = span.start();
    while !is_between(start) {
        start = cursor(start)
            .prev_boundary(text, 0)
            .ok()
            .flatten()
            .unwrap_or(0);
    }
    let mut end = span.end();
    while !is_between(end) {
        let next = cursor(end).next_boundary(text, 0).ok().flatten();
        end = next.unwrap_or(text.len());
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_in_whole_characters() {
        let text = "e\u{301}te\u{301} \u{1F1FA}\u{1F1E6} a";
        // From within the first letter to within the flag.
        let flag = text.find('\u{1F1FA}').unwrap();
        let inside = Span::new(1, flag + 4);
        assert_eq!(grapheme_bounds(text, inside), Span::new(0, flag + 8));
        let whole = Span::new(0, 3);
        assert_eq!(grapheme_bounds(text, whole), whole);
        assert_eq!(grapheme_bounds(text, Span::new(2, 999)), Span::new(2, 999));
    }
}
