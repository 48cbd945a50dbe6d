//! Paragraphs: the unit the reader lays out.

use super::Span;

/// Lines of `text` that hold more than white space, without their line ends.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        if !body.trim().is_empty() {
            out.push(Span::new(start, start + body.len()));
        }
        start += line.len();
    }
    out
}

/// The line around `byte`, without its line end. Bytes past the end count as the end.
pub fn paragraph_at(text: &str, byte: usize) -> Span {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let (head, tail) = text.split_at(byte);
    let start = head.rfind('\n').map_or(0, |i| i + 1);
    let end = tail.find('\n').map_or(text.len(), |i| byte + i);
    let body = text
        .get(start..end)
        .unwrap_or_default()
        .trim_end_matches('\r');
    Span::new(start, start + body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_and_carriage_returns_are_no_paragraphs() {
        let text = "One\r\n\r\n  \nTwo\n";
        let got: Vec<_> = paragraphs(text)
            .iter()
            .map(|p| p.get(text).unwrap())
            .collect();
        assert_eq!(got, ["One", "Two"]);
        assert_eq!(paragraph_at(text, 1).get(text), Some("One"));
    }
}
