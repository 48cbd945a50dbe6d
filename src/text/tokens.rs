//! Words, as they are counted and looked for.

use std::borrow::Cow;

use super::elision::elision;
use super::fold::is_invisible;
use super::words::{Stretches, stretches};
use super::{Span, fold};

/// Rises when the same text is cut into other words, or they are folded otherwise: what was kept of an
/// earlier cut is then thrown away.
pub const WORDS_VERSION: u32 = 2;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// Where it stands; a final `'s` lies outside.
    pub span: Span,
    /// The word as it stands in the text, without a final `'s`.
    pub surface: &'t str,
}

impl<'t> Token<'t> {
    fn new(start: usize, surface: &'t str) -> Self {
        Self {
            span: Span::new(start, start + surface.len()),
            surface,
        }
    }

    /// The form compared in searches: folded, thousands commas removed.
    pub fn folded(&self) -> Cow<'t, str> {
        match fold(self.surface) {
            Cow::Borrowed(same) => ungrouped(same),
            Cow::Owned(form) => match ungrouped(&form) {
                Cow::Owned(joined) => Cow::Owned(joined),
                Cow::Borrowed(_) => Cow::Owned(form),
            },
        }
    }

    /// The word as written, which the case-sensitive form compares: without invisible characters, which
    /// are no part of it.
    pub fn written(&self) -> Cow<'t, str> {
        written(self.surface)
    }
}

/// A stretch of a text without the invisible characters in it.
pub(crate) fn written(surface: &str) -> Cow<'_, str> {
    if !surface.is_ascii() && surface.contains(is_invisible) {
        Cow::Owned(surface.replace(is_invisible, ""))
    } else {
        Cow::Borrowed(surface)
    }
}

/// The words of `text` in order: words of UAX #29 with at least one letter or digit, and the rules that
/// `words.rs` and `elision.rs` add.
///
/// Han, Thai, Lao and Khmer are split by character, not by dictionary: a stated limit.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        stretches: stretches(text),
        rest: None,
    }
}

/// The words of a text; see [`tokens`].
pub struct Tokens<'t> {
    stretches: Stretches<'t>,
    /// What stands behind an elided word.
    rest: Option<(usize, &'t str)>,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    #[inline]
    fn next(&mut self) -> Option<Token<'t>> {
        let (start, word) = if let Some(rest) = self.rest.take() {
            rest
        } else {
            let found = self.stretches.next()?;
            if found.is_plain {
                return Some(Token::new(found.start, found.word));
            }
            (found.start, without_possessive(found.word))
        };
        let Some((elided, rest)) = elision(word) else {
            return Some(Token::new(start, word));
        };
        self.rest = Some((start + word.len() - rest.len(), rest));
        Some(Token::new(start, elided))
    }
}

/// Number of words of `text`.
pub fn count_words(text: &str) -> u32 {
    tokens(text).count() as u32
}

/// The word at `byte`, or the one that ends there; a final `'s` is taken in.
pub fn word_at(text: &str, byte: usize) -> Option<Span> {
    let mut touching = None;
    // Words never cross a line end, so only this line is cut.
    for span in words_of_line(text, byte) {
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
    let next = tokens(rest).next().map(|t| with_possessive(rest, t.span));
    next.map_or(text.len(), |span| byte + span.end())
}

/// Where the word that precedes `byte` starts; 0 where there is none.
pub fn word_start_before(text: &str, byte: usize) -> usize {
    let mut at = byte;
    loop {
        let before = words_of_line(text, at).filter(|w| w.start() < byte);
        if let Some(word) = before.last() {
            return word.start();
        }
        let line = super::paragraph_at(text, at).start();
        match line.checked_sub(1) {
            Some(above) => at = above,
            None => return 0,
        }
    }
}

/// The words of the line around `byte`, each with its final `'s`.
fn words_of_line(text: &str, byte: usize) -> impl Iterator<Item = Span> {
    let line = super::paragraph_at(text, byte);
    let words = line.get(text).unwrap_or_default();
    tokens(words).map(move |t| with_possessive(words, t.span).shifted(line.start()))
}

/// Signs that are an apostrophe inside a word.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}')
}

fn is_s(c: char) -> bool {
    matches!(c, 's' | 'S' | '\u{FF53}' | '\u{FF33}')
}

fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(is_s) else {
        return word;
    };
    let stem = stem.trim_end_matches(is_invisible);
    stem.strip_suffix(is_apostrophe)
        .map_or(word, |stem| stem.trim_end_matches(is_invisible))
}

/// A word and the `'s` that was cut from it.
fn with_possessive(text: &str, word: Span) -> Span {
    let after = text.get(word.end()..).unwrap_or_default();
    let cut = after
        .trim_start_matches(is_invisible)
        .strip_prefix(is_apostrophe)
        .map(|rest| rest.trim_start_matches(is_invisible))
        .and_then(|rest| rest.strip_prefix(is_s));
    match cut {
        Some(rest) if !rest.starts_with(char::is_alphanumeric) => {
            Span::new(word.start(), text.len() - rest.len())
        }
        _ => word,
    }
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
    fn full_width_numbers_are_numbers() {
        assert_eq!(
            folded("ＵＳＡ ２０２３ １２，０００"),
            ["usa", "2023", "12000"]
        );
    }

    #[test]
    fn invisible_characters_are_no_part_of_the_written_form() {
        let token = tokens("Un\u{AD}ter\u{200D}").next().unwrap();
        assert_eq!((&*token.written(), &*token.folded()), ("Unter", "unter"));
        assert_eq!(
            folded("Russia\u{2060}’s Hamburg’s\u{200F}"),
            ["russia", "hamburg"]
        );
    }

    #[test]
    fn an_opening_quote_inside_a_word_is_its_apostrophe() {
        assert_eq!(
            folded("O‘Brien Russia‘s OʼBrien"),
            ["o'brien", "russia", "o'brien"]
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
        assert_eq!(word_start_before(text, 14), 9);
        assert_eq!(word_start_before(text, 14 + 1), 14);
        let text = "de l’Ukraine et Wagner’s_x";
        assert_eq!(word_at(text, 8).unwrap().get(text), Some("Ukraine"));
        assert_eq!(word_at(text, 20).unwrap().get(text), Some("Wagner’s"));
        assert_eq!(word_start_before(text, 9), 7);
        assert_eq!(
            &text[..word_end_after(text, 17)],
            "de l’Ukraine et Wagner’s"
        );
    }
}
