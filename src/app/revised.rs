//! The open article beside an earlier version of its source: what was added, and what stood there before.

use std::sync::Arc;

use super::blocks::{Block, Kind, block_at};
use crate::text::{Span, TextChange, changes, paragraph_at, word_end_after, word_start_before};

/// Words around removed ones that are shown with them, in bytes.
const CONTEXT: usize = 48;

/// Most removed words that are shown in one place, in bytes.
const MAX_REMOVED: usize = 2000;

/// How the reader compares with earlier versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparing {
    /// Whether it shows what changed.
    pub shown: bool,
    /// With which earlier version; 0 is the latest.
    pub version: usize,
}

/// An article beside an earlier version of its source.
#[derive(Clone, Debug)]
pub struct Revised {
    /// How many earlier versions are at hand.
    pub versions: usize,
    /// Which of them this is; 0 is the latest.
    pub version: usize,
    /// Where words differ, in order. Places that differ in nothing but white space are left out.
    pub changes: Vec<TextChange>,
    /// What stood there before, for each block where words were taken away.
    pub before: Vec<Before>,
    /// The blocks of the article, with what stood there before in between.
    pub blocks: Arc<[Block]>,
}

/// An excerpt of the earlier version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Its words.
    pub text: String,
    /// Those of them that were taken away.
    pub removed: Vec<Span>,
}

impl Revised {
    /// Compares `text`, cut into `blocks`, with one of its earlier versions; `None` where there is none.
    pub fn new(earlier: &[&str], version: usize, text: &str, blocks: &[Block]) -> Option<Self> {
        let version = version.min(earlier.len().checked_sub(1)?);
        let old = earlier.get(version)?;
        let only_space = |c: &TextChange| {
            let is_space = |span: Span, text: &str| span.trimmed(text).is_empty();
            is_space(c.before, old) && is_space(c.after, text)
        };
        let mut found = changes(old, text);
        found.retain(|c| !only_space(c));
        let mut out = Self {
            versions: earlier.len(),
            version,
            changes: found,
            before: Vec::new(),
            blocks: Arc::default(),
        };
        out.blocks = out.between(blocks, old).into();
        Some(out)
    }

    /// The blocks, each with what stood there before above it.
    fn between(&mut self, blocks: &[Block], old: &str) -> Vec<Block> {
        let block_of = |c: &TextChange| block_at(blocks, c.after.start());
        let mut out = Vec::with_capacity(blocks.len() + self.changes.len());
        let mut rest = self.changes.as_slice();
        for (number, block) in blocks.iter().enumerate() {
            let here = rest.partition_point(|c| block_of(c).is_some_and(|b| b <= number));
            let (changes, after) = rest.split_at(here);
            if block.kind.has_text() {
                rest = after;
                let removed: Vec<Span> = changes
                    .iter()
                    .map(|c| c.before.trimmed(old))
                    .filter(|s| !s.is_empty())
                    .collect();
                if !removed.is_empty() {
                    out.push(Block {
                        kind: Kind::Before(self.before.len() as u32),
                        span: Span {
                            end: block.span.start,
                            ..block.span
                        },
                        continued: false,
                    });
                    self.before.push(Before::new(old, &removed));
                }
            }
            out.push(*block);
        }
        out
    }

    /// Words that the earlier version does not have.
    pub fn added(&self) -> impl Iterator<Item = Span> {
        let added = self.changes.iter().map(|c| c.after);
        added.filter(|s| !s.is_empty())
    }
}

impl Before {
    /// The removed words with some around them; what lies between far ones is left out.
    fn new(old: &str, removed: &[Span]) -> Self {
        let mut windows: Vec<Span> = Vec::new();
        for span in removed {
            let around = around(old, *span);
            match windows.last_mut() {
                Some(last) if around.start <= last.end => *last = last.union(around),
                _ => windows.push(around),
            }
        }
        let mut out = Self::default();
        for window in &windows {
            if !out.text.is_empty() {
                out.text.push_str(" … ");
            } else if paragraph_at(old, window.start()).start < window.start {
                out.text.push_str("… ");
            }
            let mut at = window.start();
            for span in removed.iter().filter(|s| window.covers(**s)) {
                out.push(old.get(at..span.start()).unwrap_or_default());
                let start = out.text.len();
                out.push_removed(span.get(old).unwrap_or_default());
                out.removed.push(Span::new(start, out.text.len()));
                at = span.end();
            }
            out.push(old.get(at..window.end()).unwrap_or_default());
        }
        let end = windows.last().copied().unwrap_or_default().end();
        if paragraph_at(old, end).end() > end {
            out.text.push_str(" …");
        }
        out
    }

    fn push_removed(&mut self, words: &str) {
        let shown = words.get(..words.floor_char_boundary(MAX_REMOVED));
        self.push(shown.unwrap_or_default());
        if words.len() > MAX_REMOVED {
            self.text.push_str(" …");
        }
    }

    /// Adds words on one line.
    fn push(&mut self, words: &str) {
        let on_one_line = words.chars().filter(|c| *c != '\r');
        let on_one_line = on_one_line.map(|c| if c == '\n' { ' ' } else { c });
        self.text.extend(on_one_line);
    }
}

/// A span with some words of its lines around it.
fn around(text: &str, span: Span) -> Span {
    let line_start = paragraph_at(text, span.start()).start();
    let line_end = paragraph_at(text, span.end()).end().max(span.end());
    let before = text.floor_char_boundary(span.start().saturating_sub(CONTEXT));
    let after = text.floor_char_boundary(span.end() + CONTEXT);
    Span::new(
        word_start_before(text, before).clamp(line_start, span.start()),
        word_end_after(text, after).clamp(span.end(), line_end),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::blocks::blocks;
    use crate::text::{Span, paragraphs};

    fn compared(old: &str, new: &str) -> Revised {
        let blocks = blocks(new, Span::default(), &paragraphs(new));
        Revised::new(&[old], 0, new, &blocks).unwrap()
    }

    fn shown(revised: &Revised) -> Vec<String> {
        let marked = |b: &Before| {
            let mut out = b.text.clone();
            for span in b.removed.iter().rev() {
                out.insert(span.end(), ']');
                out.insert(span.start(), '[');
            }
            out
        };
        revised.before.iter().map(marked).collect()
    }

    #[test]
    fn removed_words_stand_above_the_paragraph_they_were_taken_from() {
        let old = "One.\nAt least 12 killed, officials said.\nEnd.\n";
        let new = "One.\nAt least 21 killed, officials said.\nEnd. Added.\n";
        let revised = compared(old, new);
        assert_eq!(shown(&revised), ["At least [12] killed, officials said."]);
        let added: Vec<_> = revised.added().filter_map(|s| s.get(new)).collect();
        assert_eq!(added, ["21", " Added."]);
        let at = revised
            .blocks
            .iter()
            .position(|b| !b.kind.has_text() && b.kind != Kind::Meta);
        let below = revised.blocks.get(at.unwrap() + 1).unwrap();
        assert_eq!(
            below.span.get(new),
            Some("At least 21 killed, officials said.")
        );
    }

    #[test]
    fn far_words_between_two_removals_are_left_out_and_spacing_alone_is_no_change() {
        let middle = "quiet words ".repeat(20);
        let old = format!("He said no. {middle} Then yes, at once.");
        let new = format!("He said maybe. {middle} Then never, at once.");
        let revised = compared(&old, &new);
        let [before] = &shown(&revised)[..] else {
            panic!("{:?}", revised.before)
        };
        assert!(before.starts_with("He said [no]. quiet"), "{before}");
        assert!(
            before.contains(" … ") && before.ends_with("Then [yes], at once."),
            "{before}"
        );
        assert!(before.len() < old.len());
        assert!(compared("a  b\r\nc", "a b\nc").changes.is_empty());
    }

    #[test]
    fn all_words_gone_are_still_shown() {
        let revised = compared("Everything was here.", "");
        assert_eq!(revised.changes.len(), 1);
        let long = "word ".repeat(1000);
        let revised = compared(&format!("Start. {long}End."), "Start. End.");
        let [before] = &revised.before[..] else {
            panic!("{:?}", revised.before)
        };
        assert!(before.text.len() < MAX_REMOVED + 200);
    }
}
