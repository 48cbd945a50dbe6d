//! A text into blocks that are laid out one by one: the title, paragraphs, pieces of very long ones.

use crate::text::{Span, sentences};

/// Longest block, in bytes: longer paragraphs are split at sentence ends.
const MAX_BYTES: usize = 3000;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The title.
    Title,
    /// The lines under the title; cover no text.
    Meta,
    /// A paragraph, or a piece of one.
    Body,
    /// A short line that heads what follows.
    Subhead,
    /// What stood there in an earlier version, by its number; covers no text.
    Before(u32),
}

impl Kind {
    /// Whether it shows words of the text.
    pub fn has_text(self) -> bool {
        match self {
            Self::Title | Self::Body | Self::Subhead => true,
            Self::Meta | Self::Before(_) => false,
        }
    }
}

/// A piece of text that is laid out as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// What it covers.
    pub span: Span,
    /// Whether it goes on from the block before it, without a gap.
    pub continued: bool,
}

/// Cuts a text into blocks, in order. `paragraphs` are its lines with words.
pub fn blocks(text: &str, title: Span, paragraphs: &[Span]) -> Vec<Block> {
    let mut out = Vec::with_capacity(paragraphs.len() + 2);
    let mut headed = false;
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let mut rest = *paragraph;
        if !headed && paragraph.covers(title) && !title.is_empty() {
            out.push(Block {
                kind: Kind::Title,
                span: title,
                continued: false,
            });
            out.push(Block {
                kind: Kind::Meta,
                span: Span {
                    start: title.end,
                    end: title.end,
                },
                continued: false,
            });
            headed = true;
            rest = Span {
                start: title.end,
                end: paragraph.end,
            }
            .trimmed(text);
        }
        if rest.is_empty() {
            continue;
        }
        let kind = if is_subhead(text, paragraphs, i, rest) {
            Kind::Subhead
        } else {
            Kind::Body
        };
        split(text, rest, kind, &mut out);
    }
    if !headed {
        out.insert(
            0,
            Block {
                kind: Kind::Meta,
                span: Span::default(),
                continued: false,
            },
        );
    }
    out
}

/// A short line without a full stop, between longer paragraphs.
fn is_subhead(text: &str, paragraphs: &[Span], i: usize, span: Span) -> bool {
    let words = span.get(text).unwrap_or_default();
    let short = words.chars().count() <= 60
        && !words.ends_with(['.', '!', '?', ':', ')', '”', '"', ',', ';']);
    let follows = paragraphs.get(i + 1).is_some_and(|next| next.len() > 80);
    i > 0 && short && follows
}

fn split(text: &str, span: Span, kind: Kind, out: &mut Vec<Block>) {
    if span.len() <= MAX_BYTES {
        out.push(Block {
            kind,
            span,
            continued: false,
        });
        return;
    }
    let mut start = span.start;
    let mut continued = false;
    for sentence in sentences(text, span) {
        if (sentence.end - start) as usize > MAX_BYTES && sentence.start > start {
            out.push(Block {
                kind,
                span: Span {
                    start,
                    end: sentence.start,
                },
                continued,
            });
            start = sentence.start;
            continued = true;
        }
        // A sentence without end: cut at white space.
        while (sentence.end - start) as usize > 2 * MAX_BYTES {
            let cut = cut_near(text, start as usize + MAX_BYTES);
            if cut <= start as usize {
                break;
            }
            out.push(Block {
                kind,
                span: Span {
                    start,
                    end: cut as u32,
                },
                continued,
            });
            start = cut as u32;
            continued = true;
        }
    }
    if start < span.end {
        out.push(Block {
            kind,
            span: Span {
                start,
                end: span.end,
            },
            continued,
        });
    }
}

/// The place after the last white space before `byte`, else the nearest character boundary.
fn cut_near(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let head = text.get(..byte).unwrap_or_default();
    let near = head
        .char_indices()
        .rev()
        .take(400)
        .find(|(_, c)| c.is_whitespace());
    near.map_or(byte, |(i, c)| i + c.len_utf8())
}

/// The block that holds `byte`, or the one before it.
pub fn block_at(blocks: &[Block], byte: usize) -> Option<usize> {
    let after = blocks.partition_point(|b| b.span.start() <= byte);
    let candidates = blocks.get(..after)?;
    // Where no words of the text are, the caret cannot stand.
    candidates
        .iter()
        .rposition(|b| b.kind.has_text())
        .or_else(|| blocks.iter().position(|b| b.kind.has_text()))
}

/// The words of a block as shown: one character for each, line ends as spaces.
pub fn shown(text: &str, block: &Block) -> String {
    let words = block.span.get(text).unwrap_or_default();
    words
        .chars()
        .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })
        .collect()
}

/// Characters of the block before `byte`.
pub fn chars_from_byte(text: &str, block: &Block, byte: usize) -> usize {
    let end = byte.clamp(block.span.start(), block.span.end());
    text.get(block.span.start()..end)
        .map_or(0, |head| head.chars().count())
}

/// The byte of a character of the block.
pub fn byte_from_chars(text: &str, block: &Block, chars: usize) -> usize {
    let words = block.span.get(text).unwrap_or_default();
    block.span.start()
        + words
            .char_indices()
            .nth(chars)
            .map_or(words.len(), |(i, _)| i)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::paragraphs;

    proptest! {
        #[test]
        fn every_word_is_in_one_block_and_blocks_are_in_order(
            text in "(word|ends\\. |Бахмут|\\n|\\r\\n| ){0,400}", title in 0..40_usize
        ) {
            let lines = paragraphs(&text);
            let title = lines.first().map_or(Span::default(), |first| {
                let mut end = first.start() + title.min(first.len());
                while !text.is_char_boundary(end) { end -= 1; }
                Span::new(first.start(), end).trimmed(&text)
            });
            let all = blocks(&text, title, &lines);
            prop_assert!(all.iter().zip(all.iter().skip(1)).all(|(a, b)| a.span.end <= b.span.start));
            let covered = |byte: usize| all.iter().filter(|b| b.span.contains(byte)).count();
            for (byte, c) in text.char_indices() {
                prop_assert_eq!(covered(byte), usize::from(covered(byte) > 0));
                prop_assert!(c.is_whitespace() || covered(byte) == 1, "{byte} {c:?}");
            }
        }
    }

    #[test]
    fn a_paragraph_without_an_end_is_cut_at_white_space() {
        let text = "word ".repeat(4000);
        let all = blocks(&text, Span::default(), &paragraphs(&text));
        let body = || all.iter().filter(|b| b.kind == Kind::Body);
        assert!(body().count() > 3);
        assert!(body().all(|b| b.span.len() <= 2 * MAX_BYTES));
    }
}
