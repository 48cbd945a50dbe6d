//! An article as an importer gives it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::corpus::PublicationDate;

/// One article, read but not yet on the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Key of the record within the file; `None` for a file that is one article.
    pub record: Option<String>,
    /// Its text: title, empty line, body.
    pub text: String,
    /// Its date as the source states it.
    pub date: Option<PublicationDate>,
    /// Who published it, where the file says so.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Its address.
    pub url: Option<String>,
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
    /// Text of a record: title, empty line, body.
    pub fn joined(title: &str, body: &str) -> String {
        match (title.trim(), body) {
            ("", body) => body.to_owned(),
            (title, body) if body.trim().is_empty() => title.to_owned(),
            (title, body) => format!("{title}\n\n{body}"),
        }
    }
}
