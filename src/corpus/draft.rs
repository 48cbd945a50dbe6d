//! An article as an importer gives it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::corpus::{Known, Origins, PublicationDate};

/// The field that keeps the words of a date that is not understood.
const UNREAD_DATE: &str = "date";

/// One article, read but not yet on the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Key of the record within the file; `None` for a file that is one article.
    pub record: Option<String>,
    /// Its text: title, empty line, body.
    pub text: String,
    /// Whether the first line is what the source states as the title, however it reads.
    pub has_stated_title: bool,
    /// Its date as the source states it.
    pub date: Option<PublicationDate>,
    /// Who published it, where the file says so.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Where title, date, publisher, author and address stand in the file.
    pub origins: Origins,
    /// Everything else that is known: column, value.
    pub fields: Vec<(String, String)>,
    /// Character encoding it was read with, or its format.
    pub encoding: Cow<'static, str>,
    /// Whether the encoding is a guess.
    pub encoding_guessed: bool,
    /// Where the text starts in the decoded file, in bytes.
    pub text_start: u32,
}

impl Draft {
    /// Keeps the words of a date that is not understood: as a field, so that they are not lost.
    pub fn keep_unread_date(&mut self, raw: Option<String>) {
        let raw = raw.filter(|raw| self.date.is_none() && !raw.trim().is_empty());
        self.fields
            .extend(raw.map(|raw| (UNREAD_DATE.to_owned(), raw)));
    }

    /// The words of its date, where they are not understood.
    pub fn unread_date(&self) -> Option<&str> {
        let mut fields = self.fields.iter().filter(|_| self.date.is_none());
        let kept = fields.find(|(name, _)| name == UNREAD_DATE);
        kept.map(|(_, raw)| raw.as_str())
    }

    /// Notes where something that is stated stands, if nothing is noted of it yet and it is stated at all.
    pub fn note_origin(&mut self, known: Known, place: &'static str) {
        let is_stated = match known {
            Known::Title => self.has_stated_title,
            Known::Date => self.date.is_some(),
            Known::Publisher => self.publisher.is_some(),
            Known::Author => self.author.is_some(),
            Known::Address => self.url.is_some(),
        };
        if is_stated && self.origins.get(known).is_none() {
            self.origins.set(known, place);
        }
    }

    /// Takes the title that a source states, and the body.
    pub fn set_text(&mut self, title: &str, body: &str) {
        self.text = Self::joined(title, body);
        self.has_stated_title = !title.trim().is_empty();
    }

    /// Text of a record: title, empty line, body.
    fn joined(title: &str, body: &str) -> String {
        match (title.trim(), body) {
            ("", body) => body.to_owned(),
            (title, body) if body.trim().is_empty() => title.to_owned(),
            (title, body) => format!("{title}\n\n{body}"),
        }
    }
}
