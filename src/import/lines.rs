//! Lines of files that are read line by line: each is decoded by itself, so that one in another encoding, or
//! with a bad byte, costs no other one anything.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use crate::corpus::ProblemKind;
use crate::import::decode::{
    guessed_encoding, is_mostly_utf8, replaced_words, with_joined_surrogates, zeros_replaced,
};

/// In what the lines of a file are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineEncoding {
    /// All lines that are not UTF-8, where most are not.
    base: Option<&'static Encoding>,
    /// What single lines are taken for that are not UTF-8.
    single: Option<&'static Encoding>,
    /// What the whole file was in, where it has been made UTF-8 before.
    was: Option<&'static str>,
}

/// What had to be done to a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineFault {
    /// Places with a mark of replacement.
    pub replaced: u64,
    /// Its encoding, where that is another than its neighbours'.
    pub other: Option<&'static str>,
}

impl LineFault {
    fn is_none(&self) -> bool {
        self.replaced == 0 && self.other.is_none()
    }
}

impl LineEncoding {
    /// Guesses from the beginning of a file, or all of it.
    pub(crate) fn of(sample: &[u8]) -> Self {
        let odd: Vec<u8> = sample
            .split(|b| *b == b'\n')
            .filter(|line| std::str::from_utf8(line).is_err())
            .flat_map(|line| line.iter().copied().chain([b'\n']))
            .collect();
        let guess = (!odd.is_empty())
            .then(|| guessed_encoding(&odd, None).ok())
            .flatten();
        let guess = guess.filter(|e| *e != UTF_8);
        Self {
            base: guess.filter(|_| !is_mostly_utf8(sample)),
            single: guess,
            was: None,
        }
    }

    /// Of a file that was in this encoding and has been made UTF-8.
    pub(crate) fn made_of(was: &'static str) -> Self {
        Self {
            was: Some(was),
            ..Self::of(b"")
        }
    }

    /// The name of the encoding of most lines, and whether it is a guess.
    pub(crate) fn name(&self) -> (&'static str, bool) {
        let of_lines = self.base.map(|e| (e.name(), true));
        of_lines.unwrap_or((self.was.unwrap_or("UTF-8"), false))
    }

    /// The text of a line, and what had to be done to it.
    pub(crate) fn decode<'l>(&self, line: &'l [u8]) -> (Cow<'l, str>, LineFault) {
        let mut fault = LineFault::default();
        let text = match std::str::from_utf8(line) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) if let Some(text) = joined(line) => Cow::Owned(text),
            Err(_) if self.is_utf8(line) => {
                let bad = line.utf8_chunks().filter(|c| !c.invalid().is_empty());
                fault.replaced = bad.count() as u64;
                String::from_utf8_lossy(line)
            }
            Err(_) => {
                let single = || self.single.or_else(|| guessed_encoding(line, None).ok());
                let encoding = self.base.or_else(single).unwrap_or(UTF_8);
                if self.base.is_none() {
                    fault.other = Some(encoding.name());
                }
                let (text, _) = encoding.decode_without_bom_handling(line);
                fault.replaced = text.matches('\u{FFFD}').count() as u64;
                text
            }
        };
        match zeros_replaced(&text) {
            Some((text, places)) => {
                fault.replaced += places;
                (Cow::Owned(text), fault)
            }
            None => (text, fault),
        }
    }

    /// Whether a line that is not UTF-8 as a whole is so but for a few bytes.
    fn is_utf8(&self, line: &[u8]) -> bool {
        self.base.is_none() && is_mostly_utf8(line)
    }
}

/// A line that is UTF-8 once the halves of its characters are joined.
fn joined(line: &[u8]) -> Option<String> {
    String::from_utf8(with_joined_surrogates(line)?).ok()
}

/// What had to be done to the lines of a file.
#[derive(Debug, Default)]
pub(crate) struct LineFaults {
    replaced: u64,
    /// Lines in another encoding: how many, the first of them, and which.
    other: Option<(u64, u64, &'static str)>,
}

impl LineFaults {
    /// Notes those of one line, by its number from 1.
    pub(crate) fn add(&mut self, number: u64, fault: &LineFault) {
        if fault.is_none() {
            return;
        }
        self.replaced += fault.replaced;
        if let Some(encoding) = fault.other {
            let (count, first, _) = self.other.unwrap_or((0, number, encoding));
            self.other = Some((count + 1, first, encoding));
        }
    }

    /// What to say of them, one line a kind.
    pub(crate) fn doubts(&self, encoding: &str) -> Vec<ProblemKind> {
        let other = self.other.map(|(count, first, encoding)| match count {
            1 => format!("has a line that is not UTF-8, line {first}: it was read as {encoding}"),
            n => format!(
                "has {n} lines that are not UTF-8, the first of them line {first}: they were read as {encoding}"
            ),
        });
        let replaced = replaced_words(self.replaced, encoding);
        other
            .into_iter()
            .chain(replaced)
            .map(ProblemKind::Doubt)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_another_encoding_costs_its_neighbours_nothing() {
        let mut file = "1,Причал закрыт.\n2,La jetée est réparée.\n"
            .as_bytes()
            .to_vec();
        file.extend(b"3,Le caf\xE9 du port est ferm\xE9.\n4,Pier\0 closed\n");
        let encoding = LineEncoding::of(&file);
        let mut faults = LineFaults::default();
        let lines: Vec<String> = (1..)
            .zip(file.split(|b| *b == b'\n'))
            .map(|(number, line)| {
                let (text, fault) = encoding.decode(line);
                faults.add(number, &fault);
                text.into_owned()
            })
            .collect();
        assert_eq!(lines[0], "1,Причал закрыт.");
        assert_eq!(lines[2], "3,Le café du port est fermé.");
        assert_eq!(lines[3], "4,Pier\u{FFFD} closed");
        let said: Vec<String> = faults
            .doubts("UTF-8")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said.len(), 2);
        assert!(
            said[0].contains("line 3") && said[0].contains("windows-1252"),
            "{said:?}"
        );
    }

    #[test]
    fn a_file_in_an_old_encoding_is_one_with_a_line_of_utf8() {
        let russian = "Причал в порту закрыт на ремонт, сообщил инженер.\n";
        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        let file = [old.repeat(5), russian.as_bytes().to_vec()].concat();
        let encoding = LineEncoding::of(&file);
        assert_eq!(encoding.name(), ("windows-1251", true));
        let all: Vec<String> = file
            .split_inclusive(|b| *b == b'\n')
            .map(|line| encoding.decode(line).0.into_owned())
            .collect();
        assert_eq!(all, vec![russian.to_owned(); 6]);
    }
}
