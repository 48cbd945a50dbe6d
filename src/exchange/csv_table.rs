//! Annotations as comma-separated values.

use std::borrow::Cow;
use std::io::Write;

use super::{ExportError, ExportRecord};

const COLUMNS: [&str; 17] = [
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
];

/// A field that no spreadsheet runs as a formula: one that starts with `=`, `+`, `-`, `@`, a tab, a
/// carriage return or an apostrophe gets one leading apostrophe.
pub fn defused(field: &str) -> Cow<'_, str> {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}

pub(super) fn write(records: &[ExportRecord], out: impl Write) -> Result<(), ExportError> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let failed = |e: csv::Error| ExportError::Format(e.to_string());
    table.write_record(COLUMNS).map_err(failed)?;
    for record in records {
        let fields = fields(record)?;
        table
            .write_record(fields.iter().map(|f| defused(f).into_owned()))
            .map_err(failed)?;
    }
    table.flush()?;
    Ok(())
}

fn fields(record: &ExportRecord) -> Result<[String; 17], ExportError> {
    let attributes = if record.attributes.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&record.attributes).map_err(|e| ExportError::Format(e.to_string()))?
    };
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
    ])
}

/// `0 5;9 12`: start and end, ranges separated by semicolons.
fn ranges(ranges: &[(u32, u32)]) -> String {
    ranges
        .iter()
        .map(|(a, b)| format!("{a} {b}"))
        .collect::<Vec<_>>()
        .join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_an_apostrophe_stays_recoverable() {
        for start in ["=", "+", "-", "@", "\t", "\r", "'"] {
            let field = format!("{start}cmd|x");
            assert_eq!(defused(&field), format!("'{field}"));
        }
        assert_eq!(defused("Bakhmut = x"), "Bakhmut = x");
    }
}
