//! A text into blocks that are laid out one by one.

use crate::app::ReaderDoc;
use crate::text::{Span, sentences};

/// Longest block, in bytes: longer paragraphs are split at sentence ends.
const MAX_BYTES: usize = 3000;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The title.
    Title,
    /// The line under the title; covers no text.
    Meta,
    /// A paragraph, or a piece of one.
    Body,
    /// A short line that heads what follows.
    Subhead,
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

/// Cuts a document into blocks, in order.
pub fn blocks(doc: &ReaderDoc) -> Vec<Block> {
    let text = doc.text();
    let title = doc.article.title;
    let mut out = Vec::with_capacity(doc.paragraphs.len() + 2);
    let mut headed = false;
    for (i, paragraph) in doc.paragraphs.iter().enumerate() {
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
        let kind = if is_subhead(text, doc, i, rest) {
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
fn is_subhead(text: &str, doc: &ReaderDoc, i: usize, span: Span) -> bool {
    let words = span.get(text).unwrap_or_default();
    let short = words.chars().count() <= 60
        && !words.ends_with(['.', '!', '?', ':', ')', '”', '"', ',', ';']);
    let follows = doc
        .paragraphs
        .get(i + 1)
        .is_some_and(|next| next.len() > 80);
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
    // The meta line covers nothing and holds no caret.
    candidates
        .iter()
        .rposition(|b| b.kind != Kind::Meta)
        .or_else(|| blocks.iter().position(|b| b.kind != Kind::Meta))
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
