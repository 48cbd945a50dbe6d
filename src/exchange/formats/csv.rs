//! Annotations as comma-separated values, RFC 4180, for spreadsheets: a header line, one row an annotation.

use std::io::Write;

use serde::Serialize;

use super::{Format, Holding};
use crate::exchange::{
    AnnotatedSet, ExportError, ExportRecord, LossReport, csv_writer, defused, each_record,
};

pub(super) static FORMAT: Format = Format {
    word: "csv",
    words: "CSV (spreadsheet)",
    endings: &["csv"],
    // Quotations are joined: a cell holds one.
    holds: &[
        Holding::Dates,
        Holding::ArticleStatus,
        Holding::Tags,
        Holding::PlainNotes,
        Holding::WholeArticles,
        Holding::SeveralRanges,
        Holding::Notes,
        Holding::Attributes,
        Holding::Authors,
        Holding::Times,
        Holding::Status,
        Holding::Revisions,
        Holding::Relations,
    ],
    is_archive: false,
    read: None,
    write: Some(write),
};

const COLUMNS: [&str; 23] = [
    "id",
    "article",
    "path",
    "title",
    "date",
    "basis",
    "tag",
    "ranges_chars",
    "ranges_bytes",
    "ranges_utf16",
    "text_start",
    "quote",
    "note",
    "attributes",
    "author",
    "created",
    "modified",
    "status",
    "article_status",
    "source",
    "version",
    "revision",
    "relations",
];

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let failed = ExportError::from_csv;
    let mut table = csv_writer(out);
    table.write_record(COLUMNS).map_err(failed)?;
    each_record(set, report, |record| {
        let fields = fields(record)?;
        let cells = fields.iter().map(|field| defused(field).into_owned());
        table.write_record(cells).map_err(failed)
    })?;
    table.flush()?;
    Ok(())
}

fn fields(record: &ExportRecord) -> Result<[String; 23], ExportError> {
    let attributes = json_unless(record.attributes.is_empty(), &record.attributes)?;
    let relations = json_unless(record.relations.is_empty(), &record.relations)?;
    let r = record.clone();
    Ok([
        r.id,
        r.article,
        r.path,
        r.title,
        r.date.unwrap_or_default(),
        r.basis.unwrap_or_default(),
        r.tag.unwrap_or_default(),
        ranges(&r.ranges_chars),
        ranges(&r.ranges_bytes),
        ranges(&r.ranges_utf16),
        r.text_start.to_string(),
        r.quote,
        r.note,
        attributes,
        r.author,
        r.created,
        r.modified,
        r.status,
        r.article_status,
        r.source,
        r.version.unwrap_or_default(),
        r.revision.to_string(),
        relations,
    ])
}

/// A list or map as JSON; an empty cell where it is empty.
fn json_unless(is_empty: bool, value: &impl Serialize) -> Result<String, ExportError> {
    if is_empty {
        return Ok(String::new());
    }
    serde_json::to_string(value).map_err(|e| ExportError::Format(e.to_string()))
}

/// `0 5;9 12`: start and end, ranges separated by semicolons.
fn ranges(ranges: &[(u32, u32)]) -> String {
    ranges
        .iter()
        .map(|(a, b)| format!("{a} {b}"))
        .collect::<Vec<_>>()
        .join(";")
}
