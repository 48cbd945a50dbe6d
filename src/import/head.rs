//! The beginning of a file, by which its format is told. What is asked of it more than once is worked out
//! once.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::import::decode::decode;
use crate::import::json_mend::mended;
use crate::import::json_value::is_too_deep;

/// Bytes that decide what a file is.
pub(crate) const HEAD_BYTES: usize = 64 << 10;

/// Characters within which markup says what it is.
const MARKUP_CHARS: usize = 1024;

/// What text that begins with a bracket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonShape {
    /// One value, as far as can be seen.
    Value,
    /// One object a line.
    Lines,
}

/// Name and first bytes of a file.
pub(crate) struct FileHead<'h> {
    /// Path within the source, or within an archive.
    pub name: &'h str,
    /// The first bytes, [`HEAD_BYTES`] at most, without the byte order mark of UTF-8.
    pub bytes: &'h [u8],
    /// Bytes of the marks before these.
    pub mark: usize,
    ending: String,
    text: OnceCell<Cow<'h, str>>,
    markup: OnceCell<String>,
    json: OnceCell<Option<JsonShape>>,
}

impl<'h> FileHead<'h> {
    /// The head of a file of this name; of longer `bytes` only the beginning counts.
    pub(crate) fn new(name: &'h str, bytes: &'h [u8]) -> Self {
        let bytes = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
        let mark = mark_bytes(bytes);
        Self {
            name,
            bytes: bytes.get(mark..).unwrap_or(bytes),
            mark,
            ending: name
                .rsplit_once('.')
                .map_or_else(String::new, |(_, e)| e.to_ascii_lowercase()),
            text: OnceCell::new(),
            markup: OnceCell::new(),
            json: OnceCell::new(),
        }
    }

    /// Whether it begins with these bytes.
    pub(crate) fn starts(&self, magic: &[u8]) -> bool {
        self.bytes.starts_with(magic)
    }

    /// Whether its name has one of these endings.
    pub(crate) fn has_ending(&self, endings: &[&str]) -> bool {
        endings.contains(&self.ending.as_str())
    }

    /// Its text without byte order mark; the last character may be missing.
    pub(crate) fn text(&self) -> &str {
        let text = self.text.get_or_init(|| decoded(self.bytes));
        text.strip_prefix('\u{FEFF}').unwrap_or(text)
    }

    /// The beginning of markup in small letters, without comments and instructions; empty where it does
    /// not begin with `<`.
    pub(crate) fn markup(&self) -> &str {
        self.markup.get_or_init(|| {
            let start = self.text().trim_start();
            if !start.starts_with('<') {
                return String::new();
            }
            let chars = without_prolog(start).chars().take(MARKUP_CHARS);
            chars.flat_map(char::to_lowercase).collect()
        })
    }

    /// Whether it begins as markup does: with `<` and a name, a declaration or a comment.
    pub(crate) fn begins_with_tag(&self) -> bool {
        let start = self.text().trim_start();
        let Some(rest) = start.strip_prefix('<') else {
            return false;
        };
        if rest.starts_with("?xml") || rest.starts_with("!--") || rest.starts_with("!DOCTYPE") {
            return true;
        }
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.');
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        name.starts_with(char::is_alphabetic)
            && behind.starts_with(['>', ' ', '/', '\n', '\r', '\t'])
            && (behind.contains(&format!("</{name}")) || start.len() > HEAD_BYTES / 2)
    }

    /// What it is as JSON; `None` for text that only begins with a bracket, or with none.
    pub(crate) fn json(&self) -> Option<JsonShape> {
        *self.json.get_or_init(|| {
            // Some programs put a sign before each value.
            let start = self.text().trim_start_matches('\u{1E}').trim_start();
            let start = without_comments(start);
            let begins = start.starts_with(['{', '[']);
            begins.then(|| json_shape(start)).flatten()
        })
    }
}

fn decoded(head: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(head) {
        Ok(text) => Cow::Borrowed(text),
        // The head may end inside a character; the last few bytes say nothing here.
        Err(e) if e.error_len().is_none() => {
            String::from_utf8_lossy(head.get(..e.valid_up_to()).unwrap_or_default())
        }
        Err(_) => decode(head).map_or_else(|_| String::from_utf8_lossy(head), |d| d.text),
    }
}

/// What follows the comments that people put before JSON.
pub(crate) fn without_comments(start: &str) -> &str {
    let mut rest = start;
    loop {
        let behind = if rest.starts_with("//") {
            rest.split_once('\n')
        } else if rest.starts_with("/*") {
            rest.split_once("*/")
        } else {
            return rest;
        };
        match behind {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// Markup behind its comments, instructions and, where they stand alone, its declarations.
fn without_prolog(start: &str) -> &str {
    let mut rest = start;
    loop {
        let skipped = [("<!--", "-->"), ("<?", "?>")]
            .iter()
            .find(|(opens, _)| rest.starts_with(opens));
        let Some((_, closes)) = skipped else {
            return rest;
        };
        match rest.split_once(closes) {
            Some((_, behind)) => rest = behind.trim_start(),
            // Longer than what is looked at: it says nothing.
            None => return rest,
        }
    }
}

/// Bytes of the marks of UTF-8 at the beginning: programs put one before what has one already.
fn mark_bytes(bytes: &[u8]) -> usize {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let mut at = 0;
    while bytes.get(at..).is_some_and(|rest| rest.starts_with(MARK)) {
        at += MARK.len();
    }
    at
}

fn json_shape(start: &str) -> Option<JsonShape> {
    let shape = strict_shape(start);
    if shape.is_some() || !begins_as_json(start) {
        return shape;
    }
    // With the faults that are forgiven.
    Some(strict_shape(&mended(start)).unwrap_or(JsonShape::Value))
}

fn strict_shape(start: &str) -> Option<JsonShape> {
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<serde_json::Value>();
    match values.next() {
        Some(Ok(first)) => {
            let rest = start.get(values.byte_offset()..).unwrap_or_default().trim();
            if first.is_object() && rest.starts_with('{') {
                Some(JsonShape::Lines)
            } else {
                rest.is_empty().then_some(JsonShape::Value)
            }
        }
        // Cut off: a value longer than the head.
        Some(Err(e)) if e.is_eof() => Some(JsonShape::Value),
        // No text has so many brackets; the reader says what is wrong with it.
        Some(Err(e)) if is_too_deep(&e) => Some(JsonShape::Value),
        _ => None,
    }
}

/// Whether text begins as no prose does: a bracket, a name in quotation marks, a colon. It is JSON then,
/// whole or broken.
fn begins_as_json(start: &str) -> bool {
    let mut rest = start;
    while let Some(inside) = rest.strip_prefix('[') {
        rest = inside.trim_start();
    }
    let Some(name) = rest.strip_prefix('{').map(str::trim_start) else {
        return false;
    };
    ['"', '\''].iter().any(|quote| {
        let closed = name.strip_prefix(*quote).and_then(|n| n.split_once(*quote));
        closed.is_some_and(|(name, behind)| {
            name.chars().count() < 80 && behind.trim_start().starts_with(':')
        })
    })
}
