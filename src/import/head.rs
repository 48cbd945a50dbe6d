//! The beginning of a file, by which its format is told. What is asked of it more than once is worked out
//! once.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::import::decode::decode;
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
    /// The first bytes, [`HEAD_BYTES`] at most.
    pub bytes: &'h [u8],
    ending: String,
    text: OnceCell<Cow<'h, str>>,
    markup: OnceCell<String>,
    json: OnceCell<Option<JsonShape>>,
}

impl<'h> FileHead<'h> {
    /// The head of a file of this name; of longer `bytes` only the beginning counts.
    pub(crate) fn new(name: &'h str, bytes: &'h [u8]) -> Self {
        Self {
            name,
            bytes: bytes.get(..HEAD_BYTES).unwrap_or(bytes),
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

    /// Whether it is UTF-8, but for a character cut off at its end.
    pub(crate) fn is_utf8(&self) -> bool {
        match std::str::from_utf8(self.bytes) {
            Ok(_) => true,
            Err(e) => e.error_len().is_none(),
        }
    }

    /// Its text without byte order mark; the last character may be missing.
    pub(crate) fn text(&self) -> &str {
        let text = self.text.get_or_init(|| decoded(self.bytes));
        text.strip_prefix('\u{FEFF}').unwrap_or(text)
    }

    /// The beginning of markup in small letters; empty where it does not begin with `<`.
    pub(crate) fn markup(&self) -> &str {
        self.markup.get_or_init(|| {
            let start = self.text().trim_start();
            if !start.starts_with('<') {
                return String::new();
            }
            let chars = start.chars().take(MARKUP_CHARS);
            chars.flat_map(char::to_lowercase).collect()
        })
    }

    /// What it is as JSON; `None` for text that only begins with a bracket, or with none.
    pub(crate) fn json(&self) -> Option<JsonShape> {
        *self.json.get_or_init(|| {
            let start = self.text().trim_start();
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

fn json_shape(start: &str) -> Option<JsonShape> {
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
