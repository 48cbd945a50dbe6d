//! One article.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Origins, PublicationDate};
use crate::text::{Span, sentences};

/// The name of a source within its workspace, for example `seeds`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub Arc<str>);

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an article is known by: source, relative path, record key. Survives a change of its text.
///
/// Written `source:path/with/slashes`, for records of a larger file `source:path#key`; `%`, `#` and
/// `:` inside the parts are percent-encoded, so that no two articles share an id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(Arc<str>);

impl ArticleId {
    /// The id of a file of a source, or of one record of it. The path uses `/`.
    pub fn new(source: &SourceId, path: &str, record: Option<&str>) -> Self {
        let mut id = format!("{}:{}", escaped(&source.0), escaped(path));
        if let Some(key) = record {
            id.push('#');
            id.push_str(&escaped(key));
        }
        Self(id.into())
    }

    /// The written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of the id that all articles of one file share.
    pub fn file(&self) -> &str {
        self.0.split_once('#').map_or(&*self.0, |(file, _)| file)
    }

    /// Eight bytes of its hash, for tables.
    pub fn hash64(&self) -> u64 {
        let hash = blake3::hash(self.0.as_bytes());
        let (head, _) = hash
            .as_bytes()
            .split_first_chunk::<8>()
            .unwrap_or((&[0; 8], &[]));
        u64::from_le_bytes(*head)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn escaped(part: &str) -> String {
    part.replace('%', "%25")
        .replace('#', "%23")
        .replace(':', "%3A")
}

/// The version of a text: the first 16 bytes of its BLAKE3 hash.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextHash([u8; 16]);

impl TextHash {
    /// The version of `text`.
    pub fn of(text: &str) -> Self {
        let mut first = [0; 16];
        let hash = blake3::hash(text.as_bytes());
        for (to, from) in first.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        Self(first)
    }
}

impl TextHash {
    /// The bytes of the hash.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<TextHash> for String {
    fn from(hash: TextHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for TextHash {
    type Error = String;

    fn try_from(hex: String) -> Result<Self, Self::Error> {
        let wrong = || format!("`{hex}` is not a text version: expected 32 hexadecimal digits");
        if hex.len() != 32 || !hex.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 16];
        for (i, byte) in bytes.iter_mut().enumerate() {
            let digits = hex.get(2 * i..2 * i + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

/// What is known of one document; its text is asked of the corpus.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// What it is known by.
    pub id: ArticleId,
    /// The source it belongs to.
    pub source: SourceId,
    /// Path within the source, with `/`.
    pub path: String,
    /// Key of the record within the file, where a file holds several.
    pub record: Option<String>,
    /// The title, a range of the text.
    pub title_span: Span,
    /// The words of the title.
    pub title: String,
    /// The first words of a text without a title; empty where there is one.
    pub opening: String,
    /// The date as the source states it.
    pub date: Option<PublicationDate>,
    /// Version of the text.
    pub hash: TextHash,
    /// Words of the text.
    pub words: u32,
    /// Length of the text in bytes.
    pub text_bytes: u32,
    /// Who published it: as the file says, else the folder it lies in, else its source.
    pub publisher: Arc<str>,
    /// Who wrote it; empty for unknown.
    pub author: Arc<str>,
    /// Its address; empty for none.
    pub url: String,
    /// Where title, date, publisher, author and address stand in the file.
    pub origins: Origins,
    /// Other metadata, by column.
    pub fields: Vec<(Arc<str>, String)>,
    /// Character encoding the file was read with, or its format.
    pub encoding: Arc<str>,
    /// Whether the encoding is a guess.
    pub encoding_guessed: bool,
    /// Where the text starts in the decoded file, in bytes of UTF-8 without byte order mark.
    pub text_start: u32,
}

impl Article {
    /// The words of the title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it is called in lists: its title, else its first words.
    pub fn title_or_opening(&self) -> &str {
        if self.title.is_empty() {
            &self.opening
        } else {
            &self.title
        }
    }

    /// The name of the file it came from, without folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Who published it.
    pub fn origin(&self) -> &str {
        &self.publisher
    }
}

/// Longest first line, in characters, that still counts as a title.
const LONGEST_TITLE: usize = 160;

/// The title of a text: its first line with words, if it is one sentence of at most 160 characters that does
/// not end in a full stop; else there is none.
pub fn title_of(text: &str) -> Span {
    let Some(line) = first_line(text) else {
        return Span::default();
    };
    let words = line.get(text).unwrap_or_default();
    let is_short = words.chars().nth(LONGEST_TITLE).is_none();
    if is_short && !ends_in_full_stop(words) && is_one_sentence(text, line) {
        line
    } else {
        Span::default()
    }
}

/// Longest title, in characters, that a source states: what is longer is a text in the wrong place.
const LONGEST_STATED: usize = 500;

/// The title of a text whose first line is what the source states as its title: the line, however many
/// sentences it has.
pub fn stated_title_of(text: &str) -> Span {
    let line = first_line(text).unwrap_or_default();
    let words = line.get(text).unwrap_or_default();
    if words.chars().nth(LONGEST_STATED).is_none() {
        line
    } else {
        title_of(text)
    }
}

/// Whether a line is one sentence: initials and short titles (N. Korea, Mr. Smith) end none.
fn is_one_sentence(text: &str, line: Span) -> bool {
    let all = sentences(text, line);
    let mut but_last = all.iter().rev().skip(1);
    but_last.all(|sentence| {
        let words = sentence.get(text).unwrap_or_default().trim_end();
        let last = words.split_whitespace().next_back().unwrap_or_default();
        let letters = last.chars().filter(|c| c.is_alphabetic()).count();
        last.ends_with('.') && last.starts_with(char::is_uppercase) && letters <= 2
    })
}

/// Whether a line ends as a sentence of a text does, also within quotation marks. Three dots are none.
fn ends_in_full_stop(line: &str) -> bool {
    let bare = line.trim_end_matches([
        '"', '\'', '”', '’', '»', '“', '‘', '«', ')', ']', '」', '』', ' ',
    ]);
    bare.ends_with(['.', '。', '．', '।', '۔']) && !bare.ends_with("..")
}

/// Longest opening, in characters.
const LONGEST_OPENING: usize = 100;

/// The first words of a text, in one line.
pub(super) fn opening_of(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > LONGEST_OPENING {
            if out.is_empty() {
                out = word.chars().take(LONGEST_OPENING).collect();
            }
            out.push_str(" …");
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Signs that end a line.
const LINE_ENDS: [char; 7] = [
    '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
];

fn first_line(text: &str) -> Option<Span> {
    let start = text.len() - text.trim_start().len();
    let line = text.get(start..)?.split(LINE_ENDS).next()?;
    let span = Span::new(start, start + line.len()).trimmed(text);
    (!span.is_empty()).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_is_stated_may_be_of_any_sentences_but_is_no_text() {
        let stated = "Who is Patrick Brown? A timeline of the man. With dates.";
        let text = format!("{stated}\n\nBody.");
        assert_eq!(title_of(&text), Span::default());
        assert_eq!(stated_title_of(&text).get(&text), Some(stated));
        let long = "Word ".repeat(200);
        assert_eq!(stated_title_of(&long), Span::default());
        assert_eq!(stated_title_of(" \n"), Span::default());
    }

    #[test]
    fn ids_are_distinct_whatever_the_names() {
        let source = SourceId("a:b".into());
        let file = ArticleId::new(&source, "x#1", None);
        let record = ArticleId::new(&source, "x", Some("1"));
        assert_ne!(file, record);
        assert_eq!(file.as_str(), "a%3Ab:x%231");
    }

    #[test]
    fn a_first_line_is_a_title_where_it_looks_like_one() {
        let long = "Word ".repeat(60);
        for (text, title) in [
            ("Headline\n\nBody.", "Headline"),
            ("\n\n Lead \nx", "Lead"),
            ("Road cut\r\rShelling went on.", "Road cut"),
            ("Road cut\u{B}Shelling went on.", "Road cut"),
            ("Is the road cut?\n\nYes.", "Is the road cut?"),
            (
                "N. Korea slams Mr. Smith\n\nYes.",
                "N. Korea slams Mr. Smith",
            ),
            ("What we know ...\n\nLittle.", "What we know ..."),
            ("The road was cut.\n\nMore.", ""),
            ("“The road was cut.”\n\nMore.", ""),
            ("道路が切断された。\n\n本文", ""),
            ("The road was cut. Nobody came\n\nMore.", ""),
            (&long, ""),
            ("  ", ""),
        ] {
            assert_eq!(title_of(text).get(text), Some(title), "{text:?}");
        }
    }

    #[test]
    fn versions_read_back() {
        let hash = TextHash::of("Бахмут");
        assert_eq!(TextHash::try_from(hash.to_string()), Ok(hash));
        assert!(TextHash::try_from("zz".to_owned()).is_err());
    }
}
