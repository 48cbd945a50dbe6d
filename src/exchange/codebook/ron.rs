//! A codebook as RON: the tags as a workspace file has them.

use super::CodebookFormat;
use crate::exchange::ExportError;
use crate::store::{codebook_from_ron, codebook_to_ron};

pub(super) static FORMAT: CodebookFormat = CodebookFormat {
    words: "RON",
    endings: &["ron"],
    holds: "RON holds everything.",
    begins: |text| text.starts_with('(') || text.starts_with("//") || text.starts_with("#!"),
    read: |text, _| codebook_from_ron(text).map_err(|e| e.to_string()),
    write: |book, _| codebook_to_ron(book).map_err(|e| ExportError::Format(e.to_string())),
};
