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

/// Width of a hard-wrapped line, in bytes.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// Paragraphs as they are meant to be read: lines, but where a text was wrapped by hand (as wire
/// services did) its lines are joined. Empty lines, indented lines, short last lines and the end of the
/// title (at byte `title_end`) begin a new paragraph.
pub fn reading_paragraphs(text: &str, title_end: usize) -> Vec<Span> {
    let lines = paragraphs(text);
    let pairs = || {
        lines
            .iter()
            .zip(lines.iter().skip(1))
            .filter(|(a, b)| adjoin(text, **a, **b))
    };
    let wrapped = pairs().filter(|(a, _)| WRAPPED.contains(&a.len())).count();
    let too_long = lines.iter().any(|l| l.len() > 2 * WRAPPED.end());
    if wrapped < 4 || wrapped * 10 < pairs().count() * 7 || too_long {
        return lines;
    }
    let mut out: Vec<Span> = Vec::with_capacity(lines.len() / 4);
    let mut last: Option<Span> = None;
    for line in lines {
        let goes_on = last.is_some_and(|before| {
            let indented = line.get(text).is_some_and(|l| l.starts_with("  "));
            let at_title = before.start() < title_end && line.start() >= title_end;
            let full = before.len() * 10 >= WRAPPED.start() * 9;
            // A short line that ends in the middle of a sentence was wrapped as well.
            let words = |span: Span| span.get(text).unwrap_or_default();
            let open = words(before).ends_with(|c: char| c.is_alphanumeric() || c == ',')
                && words(line).starts_with(char::is_lowercase);
            adjoin(text, before, line) && (full || open) && !indented && !at_title
        });
        match out.last_mut() {
            Some(paragraph) if goes_on => paragraph.end = line.end,
            _ => out.push(line.trimmed(text)),
        }
        last = Some(line);
    }
    out
}

/// Whether one line end is all that lies between two lines.
fn adjoin(text: &str, a: Span, b: Span) -> bool {
    let between = text.get(a.end()..b.start()).unwrap_or_default();
    between.matches('\n').count() == 1
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

    #[test]
    fn lines_wrapped_by_hand_are_joined_for_reading_and_offsets_stay() {
        let line = "Grain shipments through the port fell again in the week to Friday,";
        let text = format!("TITLE\n{line}\n{line}\n{line}\nshort end.\n    {line}\n{line}\nend.\n");
        let got = reading_paragraphs(&text, 5);
        let words: Vec<_> = got.iter().filter_map(|p| p.get(&text)).collect();
        assert_eq!(words.len(), 3, "{words:?}");
        assert_eq!(words[0], "TITLE");
        assert!(words[1].ends_with("short end.") && words[2].starts_with("Grain"));
        let early = format!(
            "TITLE\n\nShowers went on in\nthe cocoa zone, and\n{line}\n{line}\n{line}\n{line}\n{line}\n{line}\n"
        );
        let got = reading_paragraphs(&early, 5);
        assert_eq!(
            got[1].get(&early),
            Some("Showers went on in\nthe cocoa zone, and")
        );
        let prose = "One line is one paragraph.\nAnother.\nA third one here.\n";
        assert_eq!(reading_paragraphs(prose, 0), paragraphs(prose));
    }
}
