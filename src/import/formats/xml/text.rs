//! The text of an element: its words as they stand, a paragraph a block, tokens put together again.

use std::borrow::Cow;

use super::elements::{Element, Piece, Tree};
use crate::import::formats::html::tidy;
use crate::import::inline_html::{sign_of, without_markup};

/// Elements that begin and end a paragraph.
const BLOCKS: [&str; 26] = [
    "p",
    "para",
    "paragraph",
    "div",
    "head",
    "title",
    "headline",
    "hl1",
    "hl2",
    "hedline",
    "subtitle",
    "section",
    "sec",
    "chapter",
    "lg",
    "turn",
    "u",
    "sp",
    "item",
    "li",
    "tr",
    "row",
    "block",
    "text",
    "body",
    "dateline",
];
/// Elements that only begin a line.
const LINES: [&str; 4] = ["br", "lb", "l", "line"];
/// Elements that are a token each.
const TOKENS: [&str; 7] = ["w", "tok", "token", "wf", "word", "pc", "punct"];
/// Inside a token, the element that is its word.
const WORDS: [&str; 6] = ["word", "form", "orth", "surface", "t", "text"];
/// Elements whose words are not of the text.
const HIDDEN: [&str; 10] = [
    "teiheader",
    "script",
    "style",
    "standoff",
    "spangrp",
    "dependencies",
    "coreference",
    "metadata",
    "meta",
    "entities",
];

/// Elements that stand in the middle of a sentence and are none of it. Their words come behind the paragraph.
const NOTES: [&str; 4] = ["note", "footnote", "endnote", "fn"];

/// The text of an element.
pub(super) fn block_text(tree: &Tree<'_>, of: &Element<'_>) -> String {
    let tokens = tree
        .below(of)
        .filter(|e| TOKENS.contains(&e.name.as_str()))
        .count();
    if tokens > 2 {
        return token_text(tree, of);
    }
    let mut whole = String::new();
    let mut notes = String::new();
    // Where blocks end that are open, each with whether it is in a note.
    let mut ends: Vec<(usize, bool)> = Vec::new();
    let mut hidden_to = 0;
    let mut note_to = 0;
    for (at, piece) in (of.at() + 1..).zip(tree.inside(of)) {
        while let Some((_, in_note)) = ends.pop_if(|(end, _)| *end <= at) {
            if in_note {
                notes.push_str("\n\n");
            } else {
                whole.push_str("\n\n");
                whole.push_str(&std::mem::take(&mut notes));
                whole.push_str("\n\n");
            }
        }
        if at < hidden_to {
            continue;
        }
        let out = if at < note_to { &mut notes } else { &mut whole };
        match piece {
            Piece::Text(text) => out.push_str(&resolved(text)),
            Piece::Raw(text) => out.push_str(&without_markup((*text).to_owned())),
            Piece::Element(element) => {
                let name = element.name.as_str();
                if HIDDEN.contains(&name) {
                    hidden_to = element.end();
                } else if NOTES.contains(&name) && at >= note_to {
                    note_to = element.end();
                    notes.push_str("\n\n");
                } else if BLOCKS.contains(&name) {
                    out.push_str("\n\n");
                    ends.push((element.end(), at < note_to));
                } else if LINES.contains(&name) {
                    out.push('\n');
                }
            }
        }
    }
    whole.push_str("\n\n");
    whole.push_str(&notes);
    tidy(&whole)
}

/// Tokens with blanks between, but before what closes and behind what opens.
fn token_text(tree: &Tree<'_>, of: &Element<'_>) -> String {
    let mut out = String::new();
    let mut behind = 0;
    for element in tree.below(of) {
        let name = element.name.as_str();
        if BLOCKS.contains(&name) && !out.is_empty() {
            out.push_str("\n\n");
        }
        if element.at() < behind || !TOKENS.contains(&name) {
            continue;
        }
        behind = element.end();
        let word = tree
            .children(element)
            .find(|c| WORDS.contains(&c.name.as_str()));
        let token = match word {
            Some(word) => tree.own_text(word),
            None => tree.own_text(element),
        };
        let token = if token.is_empty() {
            element.attribute("form").unwrap_or_default()
        } else {
            token
        };
        let closes = token.starts_with([
            '.', ',', ';', ':', '!', '?', ')', ']', '}', '’', '”', '»', '%',
        ]);
        let after_opening = out.ends_with(['(', '[', '{', '“', '«', '\n']) || out.is_empty();
        if !closes && !after_opening {
            out.push(' ');
        }
        out.push_str(token.trim());
    }
    tidy(&out)
}

/// Whether a text is lines of columns: words with what is said of each.
pub(super) fn is_tokens(text: &str) -> bool {
    let lines = || text.lines().filter(|l| !l.trim().is_empty());
    let columns = lines()
        .filter(|l| l.contains('\t') && !l.trim().contains(' '))
        .count();
    columns > 2 && columns * 10 >= lines().count() * 9
}

/// Text with a sign for every name of one.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let name = behind
            .split_once(';')
            .map(|(name, _)| name)
            .filter(|n| n.len() <= 10);
        let sign = name.and_then(sign_of);
        if let (Some(name), Some(sign)) = (name, sign) {
            // A control character is none of the text.
            out.extend(Some(sign).filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
            rest = behind.get(name.len() + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = behind;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
