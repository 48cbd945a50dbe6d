//! Tables as comma-separated values, RFC 4180: a header line, then a line a row. An empty cell is no value;
//! a zero is written.

use std::borrow::Cow;
use std::io::Write;

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

/// What all our comma-separated values are written with.
pub fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
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
