//! Annotations as JSON, one object a line.

use std::io::Write;

use super::{Format, Holding};
use crate::exchange::{AnnotatedSet, ExportError, LossReport, each_record};

pub(super) static FORMAT: Format = Format {
    word: "jsonl",
    words: "JSON Lines",
    endings: &["jsonl", "ndjson"],
    holds: &HOLDS,
    is_archive: false,
    read: None,
    write: Some(write),
};

/// What a flat record holds.
pub(super) const HOLDS: [Holding; 14] = [
    Holding::Dates,
    Holding::ArticleStatus,
    Holding::Tags,
    Holding::PlainNotes,
    Holding::WholeArticles,
    Holding::SeveralRanges,
    Holding::SeparateQuotes,
    Holding::Notes,
    Holding::Attributes,
    Holding::Authors,
    Holding::Times,
    Holding::Status,
    Holding::Revisions,
    Holding::Relations,
];

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    // A line is handed on at once: whoever takes it asks each time whether to go on.
    let mut line = Vec::new();
    each_record(set, report, |record| {
        line.clear();
        serde_json::to_writer(&mut line, record).map_err(|e| ExportError::Io(e.into()))?;
        line.push(b'\n');
        Ok(out.write_all(&line)?)
    })
}
