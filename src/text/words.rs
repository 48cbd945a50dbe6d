//! The words of UAX #29, quickly where the text is ASCII.
//!
//! News is mostly ASCII with islands of other characters. Runs of ASCII are cut by a table of the
//! eight classes that occur in it; from the start of a word that touches another character up to the
//! next ASCII white space, which is always a boundary, the library decides.

use unicode_segmentation::{UnicodeSegmentation, UnicodeWordIndices};

/// Word-break classes of ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Letter,
    Digit,
    /// `_`, which joins letters and digits.
    Joiner,
    /// `:` between letters.
    MidLetter,
    /// `.` and `'` between letters or between digits.
    MidBoth,
    /// `,` and `;` between digits.
    MidDigit,
    /// Not ASCII.
    Beyond,
}

const fn class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'_' => Class::Joiner,
        b':' => Class::MidLetter,
        b'.' | b'\'' => Class::MidBoth,
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

/// Words of `text` that hold a letter or digit, with their first byte.
pub(super) fn word_indices(text: &str) -> WordIndices<'_> {
    WordIndices {
        text,
        at: 0,
        island: None,
    }
}

pub(super) struct WordIndices<'t> {
    text: &'t str,
    at: usize,
    /// Words of a stretch that is not all ASCII, and where it starts.
    island: Option<(usize, UnicodeWordIndices<'t>)>,
}

impl<'t> Iterator for WordIndices<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((base, words)) = &mut self.island {
                if let Some((start, word)) = words.next() {
                    return Some((*base + start, word));
                }
                self.island = None;
            }
            let start = self.at;
            match self.class_at(start)? {
                Class::Other | Class::MidLetter | Class::MidBoth | Class::MidDigit => self.at += 1,
                Class::Beyond => self.enter_island(start),
                Class::Letter | Class::Digit | Class::Joiner => match self.word_end(start) {
                    Some((end, counts)) => {
                        self.at = end;
                        if counts {
                            return self.text.get(start..end).map(|word| (start, word));
                        }
                    }
                    None => self.enter_island(start),
                },
            }
        }
    }
}

impl WordIndices<'_> {
    fn class_at(&self, at: usize) -> Option<Class> {
        let byte = *self.text.as_bytes().get(at)?;
        CLASSES.get(usize::from(byte)).copied()
    }

    /// Where the word that starts at `start` ends, and whether it holds a letter or digit; `None`
    /// where a character that is not ASCII has a say.
    fn word_end(&self, start: usize) -> Option<(usize, bool)> {
        let mut at = start;
        let mut last = Class::Joiner;
        let mut counts = false;
        loop {
            let here = self.class_at(at).unwrap_or(Class::Other);
            match here {
                Class::Letter | Class::Digit => counts = true,
                Class::Joiner => {}
                Class::Beyond => return None,
                Class::Other => return Some((at, counts)),
                Class::MidLetter | Class::MidBoth | Class::MidDigit => {
                    let next = self.class_at(at + 1).unwrap_or(Class::Other);
                    if next == Class::Beyond {
                        return None;
                    }
                    let joins = match last {
                        Class::Letter => here != Class::MidDigit && next == Class::Letter,
                        Class::Digit => here != Class::MidLetter && next == Class::Digit,
                        _ => false,
                    };
                    if !joins {
                        return Some((at, counts));
                    }
                }
            }
            last = here;
            at += 1;
        }
    }

    fn enter_island(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        let len = rest
            .bytes()
            .position(|b| b.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let stretch = rest.get(..len).unwrap_or_default();
        self.island = Some((start, stretch.unicode_word_indices()));
        self.at = start + len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4000))]
        #[test]
        fn words_are_those_of_the_standard(text in "([a-c]|[0-3]|[_:.',; \n\r\t-]|[\"/()]|é|ё|\u{301}|\u{200D}|\u{2019}|א|\u{2003}|日|カ|😊|\u{1F1FA}|\u{AD}|\u{0}){0,14}") {
            let ours: Vec<_> = word_indices(&text).collect();
            let standard: Vec<_> = text.unicode_word_indices().collect();
            proptest::prop_assert_eq!(ours, standard, "{:?}", text);
        }
    }
}
