//! Where words begin and end: those of UAX #29 with the rules of this house, quickly where the text is ASCII.
//!
//! What differs from the standard: the underscore and its like, and U+202F, are never part of a word; a
//! full stop between a letter and a capital that begins two letters or more ends one (`Harrow.However`),
//! so does a colon between letters (`EU:n`); a stretch of kashidas is none; invisible characters at its
//! ends lie outside.
//!
//! News is mostly ASCII with islands of other characters. Runs of ASCII are cut by a table of the
//! classes that occur in it; from the start of a word that touches another character up to the
//! next ASCII white space, which is always a boundary, the library decides.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::{UnicodeSegmentation, UnicodeWordIndices};

use super::fold::{KASHIDA, is_invisible};

/// Letters that stand for `*` and `?` while a pattern is cut into words (of the Vai script, which has no
/// capitals). They may stand for nothing, so they do not make two letters of one.
pub(crate) const STAND_INS: std::ops::RangeInclusive<char> = '\u{A500}'..='\u{A60B}';

/// Classes of ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Letter,
    Digit,
    /// `.` between letters or between digits.
    Stop,
    /// `'` between letters or between digits.
    Apostrophe,
    /// `,` and `;` between digits.
    MidDigit,
    /// Not ASCII.
    Beyond,
}

const fn class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'.' => Class::Stop,
        b'\'' => Class::Apostrophe,
        b',' | b';' => Class::MidDigit,
        128.. => Class::Beyond,
        _ => Class::Other,
    }
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(
            clippy::indexing_slicing,
            reason = "evaluated by the compiler, within bounds"
        )]
        {
            table[byte] = class(byte as u8);
        }
        byte += 1;
    }
    table
};

/// A stretch of letters and digits before possessives and elisions are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch<'t> {
    /// Its first byte.
    pub start: usize,
    /// Its characters.
    pub word: &'t str,
    /// Whether it is ASCII without an apostrophe: one word, whatever else is looked at.
    pub is_plain: bool,
}

/// The stretches of `text` in order.
pub(super) fn stretches(text: &str) -> Stretches<'_> {
    Stretches {
        text,
        at: 0,
        island: None,
        rest: None,
    }
}

pub(super) struct Stretches<'t> {
    text: &'t str,
    at: usize,
    /// Words of a part that is not all ASCII, and where it starts.
    island: Option<(usize, UnicodeWordIndices<'t>)>,
    /// What is left of a word of the library that is several of ours.
    rest: Option<(usize, &'t str)>,
}

impl<'t> Iterator for Stretches<'t> {
    type Item = Stretch<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.island.is_some() {
                if let Some(found) = self.of_island() {
                    return Some(found);
                }
                self.island = None;
            }
            let start = self.at;
            match self.class_at(start)? {
                Class::Other | Class::Stop | Class::Apostrophe | Class::MidDigit => self.at += 1,
                Class::Beyond => self.enter_island(start),
                Class::Letter | Class::Digit => match self.end_of_word(start) {
                    Some((end, is_plain)) => {
                        self.at = end;
                        let word = self.text.get(start..end)?;
                        return Some(Stretch {
                            start,
                            word,
                            is_plain,
                        });
                    }
                    None => self.enter_island(start),
                },
            }
        }
    }
}

impl<'t> Stretches<'t> {
    fn class_at(&self, at: usize) -> Option<Class> {
        let byte = *self.text.as_bytes().get(at)?;
        CLASSES.get(usize::from(byte)).copied()
    }

    /// Where the word that starts at `start` ends, and whether it holds no apostrophe; `None` where a
    /// character that is not ASCII has a say.
    fn end_of_word(&self, start: usize) -> Option<(usize, bool)> {
        let mut at = start;
        let mut last = Class::Other;
        let mut is_plain = true;
        loop {
            let here = self.class_at(at).unwrap_or(Class::Other);
            match here {
                Class::Letter | Class::Digit => {}
                Class::Beyond => return None,
                Class::Other => return Some((at, is_plain)),
                Class::Stop | Class::Apostrophe | Class::MidDigit => {
                    let next = self.class_at(at + 1).unwrap_or(Class::Other);
                    if next == Class::Beyond {
                        return None;
                    }
                    let joins = match last {
                        Class::Letter => here != Class::MidDigit && next == Class::Letter,
                        Class::Digit => next == Class::Digit,
                        _ => false,
                    };
                    if !joins {
                        return Some((at, is_plain));
                    }
                    if here == Class::Stop && self.is_capital(at + 1) {
                        match self.class_at(at + 2) {
                            Some(Class::Letter) => return Some((at, is_plain)),
                            Some(Class::Beyond) => return None,
                            _ => {}
                        }
                    }
                    is_plain &= here != Class::Apostrophe;
                }
            }
            last = here;
            at += 1;
        }
    }

    fn is_capital(&self, at: usize) -> bool {
        let byte = self.text.as_bytes().get(at);
        byte.is_some_and(u8::is_ascii_uppercase)
    }

    fn enter_island(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        let ends = |c: char| c.is_ascii_whitespace() || is_joiner(c);
        let (len, end) = rest
            .char_indices()
            .find(|(_, c)| ends(*c))
            .map_or((rest.len(), rest.len()), |(at, c)| (at, at + c.len_utf8()));
        let part = rest.get(..len).unwrap_or_default();
        self.island = Some((start, part.unicode_word_indices()));
        self.at = start + end;
    }

    fn of_island(&mut self) -> Option<Stretch<'t>> {
        loop {
            let (start, word) = if let Some(rest) = self.rest.take() {
                rest
            } else {
                let (base, words) = self.island.as_mut()?;
                let (start, word) = words.next()?;
                (*base + start, word)
            };
            let head = match end_inside(word) {
                Some((end, after)) => {
                    let tail = word.get(after..).unwrap_or_default();
                    let kept = tail.trim_start_matches(is_passed_over);
                    self.rest = Some((start + word.len() - kept.len(), kept));
                    word.get(..end).unwrap_or_default()
                }
                None => word,
            };
            let head = head.trim_end_matches(is_invisible);
            // What was cut from a word may be a sign alone.
            let only_drawn = head.contains(KASHIDA) && !head.chars().any(counts);
            if head.chars().any(char::is_alphanumeric) && !only_drawn {
                return Some(Stretch {
                    start,
                    word: head,
                    is_plain: false,
                });
            }
        }
    }
}

/// Signs that UAX #29 takes into words and this house does not: `_` and its like, and the narrow no-break
/// space.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{202F}'
            | '\u{203F}'
            | '\u{2040}'
            | '\u{2054}'
            | '\u{FE33}'
            | '\u{FE34}'
            | '\u{FE4D}'..='\u{FE4F}' | '\u{FF3F}'
    )
}

/// A letter or digit of its own.
fn counts(c: char) -> bool {
    c.is_alphanumeric() && c != KASHIDA && !is_combining_mark(c)
}

/// What UAX #29 passes over between two characters.
fn is_passed_over(c: char) -> bool {
    is_invisible(c) || is_combining_mark(c)
}

/// Where a word of the library ends for us before its end, and where its rest begins.
fn end_inside(word: &str) -> Option<(usize, usize)> {
    let signs = word.char_indices().filter_map(|(at, c)| {
        let is_end = match c {
            ':' | '\u{FE13}' | '\u{FE55}' | '\u{FF1A}' => true,
            '.' | '\u{2024}' | '\u{FE52}' | '\u{FF0E}' => ends_at_stop(word, at, at + c.len_utf8()),
            _ => false,
        };
        is_end.then_some((at, at + c.len_utf8()))
    });
    // Between two letters or digits, as the library has them in one word.
    let mut inside = signs.filter(|(at, after)| *at > 0 && *after < word.len());
    inside.next()
}

/// Whether a full stop stands between a letter and a capital that begins two letters or more.
fn ends_at_stop(word: &str, at: usize, after: usize) -> bool {
    let (before, behind) = (word.get(..at), word.get(after..));
    let (before, behind) = (before.unwrap_or_default(), behind.unwrap_or_default());
    let last = before.chars().rev().find(|c| !is_passed_over(*c));
    let mut next = behind.chars().filter(|c| !is_passed_over(*c));
    let capital = next.next().is_some_and(is_capital);
    let letter = |c: char| c.is_alphabetic() && !STAND_INS.contains(&c);
    last.is_some_and(char::is_alphabetic) && capital && next.next().is_some_and(letter)
}

/// Upper-case and title-case letters.
fn is_capital(c: char) -> bool {
    c.is_alphabetic() && c.to_lowercase().next() != Some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(text: &str) -> Vec<(usize, &str)> {
        stretches(text).map(|s| (s.start, s.word)).collect()
    }

    /// The rules of this house, said once more over the words of the standard.
    fn expected(text: &str) -> Vec<(usize, &str)> {
        let mut out = Vec::new();
        let mut start = 0;
        for part in text.split_inclusive(is_joiner) {
            let inner = part.trim_end_matches(is_joiner);
            for (at, word) in inner.unicode_word_indices() {
                let mut from = 0;
                while from < word.len() {
                    let rest = &word[from..];
                    let cut = rest.char_indices().find(|(i, c)| {
                        let marks = |c: &char| !is_passed_over(*c);
                        let left = rest[..*i].chars().rev().find(marks);
                        let right: Vec<char> = rest[i + c.len_utf8()..]
                            .chars()
                            .filter(marks)
                            .take(2)
                            .collect();
                        match (*c, left, &right[..]) {
                            (':', Some(_), [_, ..]) => true,
                            ('.', Some(l), [a, b]) => {
                                l.is_alphabetic() && a.is_uppercase() && b.is_alphabetic()
                            }
                            _ => false,
                        }
                    });
                    let len = cut.map_or(rest.len(), |(i, _)| i);
                    let piece = rest[..len].trim_end_matches(is_invisible);
                    if piece.chars().any(|c| c.is_alphanumeric() && c != KASHIDA) {
                        out.push((start + at + from, piece));
                    }
                    from += len + cut.map_or(0, |(_, c)| c.len_utf8());
                    from +=
                        word[from..].len() - word[from..].trim_start_matches(is_passed_over).len();
                }
            }
            start += part.len();
        }
        out
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(6000))]
        #[test]
        fn words_are_those_of_the_standard_but_for_our_rules(text in "([a-cA-B]|[0-3]|[_:.',; \n\r\t-]|[\"/()]|[éÉёЁ]|\u{301}|\u{200D}|\u{2019}|א|\u{2003}|日|カ|😊|\u{1F1FA}|\u{AD}|\u{202F}|\u{2060}|ـ|\u{0}){0,14}") {
            proptest::prop_assert_eq!(ours(&text), expected(&text), "{:?}", text);
        }
    }

    fn words(text: &str) -> Vec<&str> {
        stretches(text).map(|s| s.word).collect()
    }

    #[test]
    fn a_full_stop_before_a_capital_word_ends_a_word_and_abbreviations_stay() {
        for (text, right) in [
            ("gone.However it", vec!["gone", "However", "it"]),
            ("ёa:\u{200D}😊", vec!["ёa"]),
            ("Mr.Orlov J.Veld", vec!["Mr", "Orlov", "J", "Veld"]),
            (
                "U.S Ph.D e.g 3.5 a.example.org",
                vec!["U.S", "Ph.D", "e.g", "3.5", "a.example.org"],
            ),
            ("U.S.Army U.N.", vec!["U.S", "Army", "U.N"]),
            ("город.Потом д.Орлов", vec!["город", "Потом", "д", "Орлов"]),
            ("één.Één", vec!["één", "Één"]),
            ("v2.Beta R2.D2", vec!["v2", "Beta", "R2", "D2"]),
            ("end.\u{AD}Then", vec!["end", "Then"]),
            (
                "Kyiv:The EU:n 12:30 a:é",
                vec!["Kyiv", "The", "EU", "n", "12", "30", "a", "é"],
            ),
            ("col·legi", vec!["col·legi"]),
        ] {
            assert_eq!(words(text), right, "{text}");
        }
    }

    #[test]
    fn underscores_and_narrow_blanks_are_no_part_of_a_word() {
        assert_eq!(
            words("_Alder_ __b__ snake_case é_é"),
            ["Alder", "b", "snake", "case", "é", "é"]
        );
        assert_eq!(
            words("12\u{202F}000 Kyiv\u{202F}? a\u{A0}b"),
            ["12", "000", "Kyiv", "a", "b"]
        );
        assert_eq!(words("a\u{FF3F}b\u{203F}c ___ _"), ["a", "b", "c"]);
    }

    #[test]
    fn invisible_characters_neither_split_a_word_nor_lie_at_its_end() {
        assert_eq!(
            words("\u{200E}Ham\u{AD}burg\u{200F} x"),
            ["Ham\u{AD}burg", "x"]
        );
        assert_eq!(words("\u{FEFF}a\u{2060}b\u{FEFF}"), ["a\u{2060}b"]);
    }

    #[test]
    fn a_stroke_of_kashidas_alone_is_no_word() {
        assert_eq!(words("ــــ العـــراق ـَ"), ["العـــراق"]);
    }
}
