//! Lines of a page into paragraphs, and words that a line's end divides into whole ones.

/// Lines into paragraphs: a line end inside a paragraph is white space, a hyphen there is undone where it
/// divides a word.
pub(super) fn paragraphs(text: &str) -> String {
    let known = KnownWords::of(text);
    let mut out = String::with_capacity(text.len());
    for block in text.split("\n\n") {
        let mut paragraph = String::new();
        for line in block.lines().map(str::trim).filter(|l| !l.is_empty()) {
            join_line(&mut paragraph, line, &known);
        }
        // Optional hyphens within a line are not seen.
        paragraph.retain(|c| c != '\u{AD}');
        if !paragraph.is_empty() {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&paragraph);
        }
    }
    out
}

/// Words of the document, by which the two halves of one are judged.
struct KnownWords<'t>(std::collections::HashSet<&'t str>);

impl<'t> KnownWords<'t> {
    fn of(text: &'t str) -> Self {
        let words = text.lines().flat_map(|line| {
            // What stands at either end of a line may be half a word.
            let words: Vec<&str> = line.split_whitespace().collect();
            let last = words.len().saturating_sub(1);
            let is_half = move |(i, word): &(usize, &'t str)| *i == last && word.ends_with(HYPHENS);
            words
                .into_iter()
                .enumerate()
                .filter(move |w| !is_half(w))
                .map(|(_, w)| w)
        });
        Self(
            words
                .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
                .collect(),
        )
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// Hyphens at the end of a line; programs that recognise text write the last one.
const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{AD}', '¬'];

/// Second halves that words of two parts have.
const SECOND_HALVES: &[&str] = &[
    "backed",
    "based",
    "born",
    "led",
    "style",
    "era",
    "wide",
    "like",
    "run",
    "owned",
    "controlled",
    "made",
    "speaking",
    "occupied",
    "held",
    "linked",
    "related",
    "funded",
    "trained",
    "sponsored",
    "friendly",
    "type",
    "supported",
    "aligned",
    "dominated",
    "supplied",
    "bound",
    "listed",
    "produced",
    "annexed",
    "administered",
];

fn join_line(paragraph: &mut String, line: &str, known: &KnownWords<'_>) {
    let Some(hyphen) = paragraph
        .chars()
        .next_back()
        .filter(|c| HYPHENS.contains(c))
    else {
        // East Asian lines go on without a blank.
        let goes_on = paragraph.ends_with(is_wide) && line.starts_with(is_wide);
        if !paragraph.is_empty() && !goes_on {
            paragraph.push(' ');
        }
        paragraph.push_str(line);
        return;
    };
    let before = paragraph
        .get(..paragraph.len() - hyphen.len_utf8())
        .unwrap_or_default();
    let first = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let first = first
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_owned();
    let end = line
        .find(|c: char| !c.is_alphanumeric() && c != '\'')
        .unwrap_or(line.len());
    let second = line.get(..end).unwrap_or_default();
    // A dash between blanks.
    if !first.ends_with(char::is_alphanumeric) || second.is_empty() {
        paragraph.push(' ');
        paragraph.push_str(line);
        return;
    }
    let is_optional = matches!(hyphen, '\u{AD}' | '¬');
    if is_optional || !keeps_hyphen(&first, second, known) {
        paragraph.truncate(paragraph.len() - hyphen.len_utf8());
    }
    paragraph.push_str(line);
}

/// Whether it is a sign of a writing without blanks: Chinese and Japanese.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

/// Whether the hyphen between two halves at a line's end is part of the word.
fn keeps_hyphen(first: &str, second: &str, known: &KnownWords<'_>) -> bool {
    // Its last part: Franco-German-/led.
    let part = first.rsplit('-').next().unwrap_or(first);
    if !second.starts_with(char::is_lowercase) {
        return true;
    }
    if known.has(&format!("{first}-{second}")) {
        return true;
    }
    if known.has(&format!("{first}{second}")) {
        return false;
    }
    let is_capitals =
        part.chars().all(|c| !c.is_lowercase()) && part.chars().any(char::is_alphabetic);
    let is_numbers = part.chars().all(|c| c.is_ascii_digit());
    if is_capitals || is_numbers {
        return true;
    }
    let is_name = part.starts_with(char::is_uppercase);
    is_name && (known.has(part) || SECOND_HALVES.contains(&second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_at_line_ends_are_undone_where_they_divide_a_word() {
        for (text, expected) in [
            ("the engi-\nneer said", "the engineer said"),
            ("the UN-\nbacked force", "the UN-backed force"),
            ("the G-\n20 met", "the G-20 met"),
            ("the Anglo-\nIrish deal", "the Anglo-Irish deal"),
            ("the Alder-\nbased crew", "the Alder-based crew"),
            (
                "In Velmora they said. The Velmora-\nborn man",
                "In Velmora they said. The Velmora-born man",
            ),
            ("the Govern-\nment said", "the Government said"),
            ("co\u{AD}oper\u{AD}\nation", "cooperation"),
            ("recog¬\nnised", "recognised"),
            (
                "a long-term plan, a long-\nterm plan",
                "a long-term plan, a long-term plan",
            ),
            ("he said -\nand left", "he said - and left"),
            ("港の道が\n砲撃された", "港の道が砲撃された"),
            ("from 1990-\n1995", "from 1990-1995"),
        ] {
            assert_eq!(paragraphs(text), expected);
        }
    }
}
