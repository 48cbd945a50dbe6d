//! Words, as they are counted and looked for.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::words::word_indices;
use super::{Span, fold};

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// Where it stands; a final `'s` lies outside.
    pub span: Span,
    /// The word as written, without a final `'s`.
    pub surface: &'t str,
}

impl<'t> Token<'t> {
    /// The form compared in searches: folded, thousands commas removed.
    pub fn folded(&self) -> Cow<'t, str> {
        match ungrouped(self.surface) {
            Cow::Borrowed(same) => fold(same),
            Cow::Owned(joined) => Cow::Owned(fold(&joined).into_owned()),
        }
    }
}

/// The words of `text` in order: words of UAX #29 with at least one letter or digit.
///
/// Han, Thai, Lao and Khmer are split by character, not by dictionary: a stated limit.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    word_indices(text).map(|(start, word)| {
        let surface = without_possessive(word);
        Token {
            span: Span::new(start, start + surface.len()),
            surface,
        }
    })
}

/// Number of words of `text`.
pub fn count_words(text: &str) -> u32 {
    word_indices(text).count() as u32
}

/// The word at `byte`, or the one that ends there.
pub fn word_at(text: &str, byte: usize) -> Option<Span> {
    let mut touching = None;
    // Words never cross a line end, so only this line is segmented.
    let line = super::paragraph_at(text, byte);
    for (start, word) in line.get(text)?.unicode_word_indices() {
        let span = Span::new(line.start() + start, line.start() + start + word.len());
        if span.contains(byte) {
            return Some(span);
        }
        if span.end() == byte {
            touching = Some(span);
        }
        if span.start() > byte {
            break;
        }
    }
    touching
}

/// Where the word that follows `byte` ends; the end of the text where there is none.
pub fn word_end_after(text: &str, byte: usize) -> usize {
    let rest = text.get(byte..).unwrap_or_default();
    rest.unicode_word_indices()
        .next()
        .map_or(text.len(), |(start, word)| byte + start + word.len())
}

/// Where the word that precedes `byte` starts; 0 where there is none.
pub fn word_start_before(text: &str, byte: usize) -> usize {
    let head = text.get(..byte).unwrap_or_default();
    head.unicode_word_indices()
        .next_back()
        .map_or(0, |(start, _)| start)
}

fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else {
        return word;
    };
    stem.strip_suffix(['\'', '\u{2019}']).unwrap_or(word)
}

/// Removes commas between groups of three digits: `12,000` is `12000`, while `1,2,3` stays.
fn ungrouped(word: &str) -> Cow<'_, str> {
    if !word.contains(',') {
        return Cow::Borrowed(word);
    }
    let whole_len = word
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b',')
        .count();
    let (whole, rest) = word.split_at(whole_len);
    let mut groups = whole.split(',');
    let lead = groups.next().unwrap_or_default();
    let grouped = (1..=3).contains(&lead.len()) && groups.all(|g| g.len() == 3);
    // Letters that touch the digits (`12,000km`) do not change the number; a further comma does.
    if grouped && !rest.contains(',') {
        Cow::Owned(whole.replace(',', "") + rest)
    } else {
        Cow::Borrowed(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        tokens(text).map(|t| t.folded().into_owned()).collect()
    }

    #[test]
    fn possessives_lie_outside_the_word() {
        let text = "Wagner’s men, RUSSIA'S it's";
        assert_eq!(folded(text), ["wagner", "men", "russia", "it"]);
        assert_eq!(tokens(text).next().unwrap().span.get(text), Some("Wagner"));
    }

    #[test]
    fn thousands_commas_fold_away_and_lists_of_digits_stay() {
        assert_eq!(
            folded("12,000 1,234,567 1,2,3 3.5 U.S 1234,567 12,000.5"),
            [
                "12000", "1234567", "1,2,3", "3.5", "u.s", "1234,567", "12000.5"
            ]
        );
    }

    #[test]
    fn words_by_place() {
        let text = "The road west\nof";
        assert_eq!(word_at(text, 5).unwrap().get(text), Some("road"));
        assert_eq!(word_at(text, 8).unwrap().get(text), Some("road"));
        assert_eq!(word_end_after(text, 3), 8);
        assert_eq!(word_start_before(text, 9), 4);
        assert_eq!(word_end_after(text, text.len()), text.len());
    }
}
