//! Tables as comma-separated values, RFC 4180: a header line, then a line a row. An empty cell is no value;
//! a zero is written.

use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;

use crate::analysis::{Cell, Tabular};
use crate::exchange::ExportError;

/// A field that no spreadsheet runs as a formula: one that starts with `=`, `+`, `-`, `@`, a tab, a
/// carriage return or an apostrophe gets one leading apostrophe.
pub fn defused(field: &str) -> Cow<'_, str> {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}

/// How values are parted, and whether a mark of UTF-8 stands before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvStyle {
    /// What stands between two values: a character of ASCII.
    pub delimiter: u8,
    /// Whether the file begins with a byte order mark, by which some spreadsheets know UTF-8.
    pub bom: bool,
}

impl Default for CsvStyle {
    fn default() -> Self {
        Self {
            delimiter: b',',
            bom: false,
        }
    }
}

/// What the command line asked for, once, before anything was written.
static STYLE: OnceLock<CsvStyle> = OnceLock::new();

/// Everything that this process writes is written so. Only the first call counts.
pub fn use_csv_style(style: CsvStyle) {
    STYLE.get_or_init(|| style);
}

/// What all our comma-separated values are written with.
pub fn csv_writer<W: Write>(mut out: W) -> csv::Writer<W> {
    let style = STYLE.get().copied().unwrap_or_default();
    if style.bom {
        // Where this cannot be written, what follows cannot either, and says so.
        drop(out.write_all("\u{FEFF}".as_bytes()));
    }
    csv::WriterBuilder::new()
        .delimiter(style.delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out)
}

/// Writes a table row by row and says how many rows.
///
/// # Errors
/// What the system says.
pub fn write_table_csv(table: &dyn Tabular, out: &mut dyn Write) -> Result<usize, ExportError> {
    let failed = ExportError::from_csv;
    let mut file = csv_writer(out);
    let columns = table.columns();
    file.write_record(columns.iter().map(|column| &*column.name))
        .map_err(failed)?;
    let mut rows = 0;
    for row in table.rows() {
        file.write_record(row.iter().map(|cell| written(cell).into_owned()))
            .map_err(failed)?;
        rows += 1;
    }
    file.flush()?;
    Ok(rows)
}

/// A table as text, for the clipboard.
///
/// # Errors
/// What the writer says.
pub fn table_csv(table: &dyn Tabular) -> Result<String, ExportError> {
    let mut bytes = Vec::new();
    write_table_csv(table, &mut bytes)?;
    String::from_utf8(bytes).map_err(|e| ExportError::Format(e.to_string()))
}

fn written<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(words) => defused(words),
        Cell::Count(n) => Cow::Owned(n.to_string()),
        Cell::Number(n) => Cow::Owned(format!("{n:.6}")),
        Cell::Day(day) => Cow::Owned(day.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::tests::Sample;

    #[test]
    fn formulas_are_defused_and_an_apostrophe_stays_recoverable() {
        for start in ["=", "+", "-", "@", "\t", "\r", "'"] {
            let field = format!("{start}cmd|x");
            assert_eq!(defused(&field), format!("'{field}"));
        }
        assert_eq!(defused("Bakhmut = x"), "Bakhmut = x");
    }

    #[test]
    fn a_table_has_a_line_a_row_and_its_numbers_stay_numbers() {
        assert_eq!(
            table_csv(&Sample).unwrap(),
            "word,articles,rate,first\r\n'=toll,3,-0.500000,2023-02-22\r\n\"a, b\",0,,\r\n"
        );
    }
}
