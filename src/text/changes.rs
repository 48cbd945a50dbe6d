//! What differs between two versions of a text, word by word.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// A place where two versions of a text differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// What stood there, in the earlier version; empty where words were only added.
    pub before: Span,
    /// What stands there now, in the later version; empty where words were only taken away.
    pub after: Span,
}

/// The places where two versions of a text differ, in order: first lines are compared, then the words of
/// the lines that differ. What lies between two places is the same in both, byte by byte.
///
/// Histogram diff as in git, on words of UAX #29.
pub fn changes(before: &str, after: &str) -> Vec<TextChange> {
    let whole = TextChange {
        before: Span::new(0, before.len()),
        after: Span::new(0, after.len()),
    };
    let lines = compare(before, after, whole, lines);
    lines
        .into_iter()
        .flat_map(|line| {
            compare(before, after, line, |text| {
                text.split_word_bounds().map(str::len).collect()
            })
        })
        .collect()
}

/// Lengths of lines, each with the empty lines below it: these would seem the same everywhere.
fn lines(text: &str) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for line in text.split_inclusive('\n') {
        match out.last_mut() {
            Some(last) if line.trim().is_empty() => *last += line.len(),
            _ => out.push(line.len()),
        }
    }
    out
}

/// Compares one part of two texts, cut into pieces of the lengths that `cut` gives.
fn compare(
    before: &str,
    after: &str,
    within: TextChange,
    cut: impl Fn(&str) -> Vec<usize>,
) -> Vec<TextChange> {
    let old = Pieces::new(before, within.before, &cut);
    let new = Pieces::new(after, within.after, &cut);
    let mut input = InternedInput::default();
    input.update_before(old.words(before));
    input.update_after(new.words(after));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    diff.hunks()
        .map(|hunk| TextChange {
            before: old.span(hunk.before),
            after: new.span(hunk.after),
        })
        .collect()
}

/// Ends of pieces that lie end to end.
struct Pieces {
    start: usize,
    ends: Vec<usize>,
}

impl Pieces {
    fn new(text: &str, within: Span, cut: &impl Fn(&str) -> Vec<usize>) -> Self {
        let mut at = within.start();
        let lengths = cut(within.get(text).unwrap_or_default());
        let ends = lengths.into_iter().map(|len| {
            at += len;
            at
        });
        Self {
            start: within.start(),
            ends: ends.collect(),
        }
    }

    /// Where the piece of this number begins; the end of all for one past the last.
    fn begin(&self, number: usize) -> usize {
        let before = number.checked_sub(1).and_then(|n| self.ends.get(n));
        before.copied().unwrap_or(self.start)
    }

    fn span(&self, numbers: Range<u32>) -> Span {
        Span::new(
            self.begin(numbers.start as usize),
            self.begin(numbers.end as usize),
        )
    }

    fn words<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> {
        (0..self.ends.len()).map(|number| {
            let number = number as u32;
            self.span(number..number + 1).get(text).unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        changes(before, after)
            .iter()
            .map(|c| {
                let (old, new) = (c.before.get(before).unwrap(), c.after.get(after).unwrap());
                format!("{old}>{new}")
            })
            .collect()
    }

    #[test]
    fn a_corrected_number_is_the_only_change() {
        let before = "Aid came.\nAt least 12 people were killed in Бахмут.\nNo more.\n";
        let after = "Aid came.\nAt least 21 people were killed in Бахмут.\nNo more.\n";
        assert_eq!(told(before, after), ["12>21"]);
    }

    #[test]
    fn added_and_removed_lines_are_one_change_each() {
        assert_eq!(told("one\ntwo\n", "one\nnew\ntwo\n"), [">new\n"]);
        assert_eq!(told("one\ntwo\nthree\n", "one\nthree\n"), ["two\n>"]);
        assert_eq!(told("same\n", "same\n"), Vec::<String>::new());
        // Two paragraphs became one: not a word has changed.
        assert_eq!(told("one two\n\nthree\n", "one two three\n"), ["\n\n> "]);
    }

    proptest! {
        #[test]
        fn the_changes_make_the_later_version_of_the_earlier_one(
            before in "(shell|fire|Бахмут|ё|\u{301}| |\\.|\\n|\\r\\n){0,40}",
            cut in 0..40_usize,
            len in 0..12_usize,
            put in "(shell|aid|\\n| |ё){0,6}",
        ) {
            let chars: Vec<char> = before.chars().collect();
            let cut = cut.min(chars.len());
            let after: String = chars[..cut].iter().copied()
                .chain(put.chars())
                .chain(chars[(cut + len).min(chars.len())..].iter().copied())
                .collect();
            let (mut made, mut at) = (String::new(), 0);
            for change in changes(&before, &after) {
                prop_assert!(change.before != change.after || !change.before.is_empty());
                prop_assert!(change.before.start() >= at);
                made += &before[at..change.before.start()];
                prop_assert_eq!(made.len(), change.after.start());
                made += change.after.get(&after).unwrap();
                at = change.before.end();
            }
            made += &before[at..];
            prop_assert_eq!(made, after);
        }
    }
}
