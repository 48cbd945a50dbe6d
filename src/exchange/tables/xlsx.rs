//! Tables as a workbook (XLSX): the rows on one sheet, what the columns mean on another. Words stay words:
//! nothing is taken for a formula.

use std::io::Write;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::analysis::{Cell, ColumnKind, Tabular};
use crate::exchange::ExportError;

/// Rows that a sheet can hold, its head aside.
const MOST_ROWS: usize = 1_048_575;
/// Characters that a cell can hold.
const MOST_CHARS: usize = 32_767;

fn failed(error: XlsxError) -> ExportError {
    match error {
        XlsxError::IoError(why) => ExportError::Io(why),
        other => ExportError::Format(other.to_string()),
    }
}

/// Writes a table and says how many rows.
///
/// # Errors
/// A table of more rows than a sheet holds, and what the system says.
pub fn write_table_xlsx(table: &dyn Tabular, out: &mut dyn Write) -> Result<usize, ExportError> {
    let mut book = Workbook::new();
    let (head, day) = (
        Format::new().set_bold(),
        Format::new().set_num_format("yyyy-mm-dd"),
    );
    let columns = table.columns();
    let sheet = book.add_worksheet();
    sheet.set_name("table").map_err(failed)?;
    for (at, column) in (0..).zip(&columns) {
        sheet
            .write_string_with_format(0, at, &*column.name, &head)
            .map_err(failed)?;
        let width = if column.kind == ColumnKind::Text {
            30.0
        } else {
            13.0
        };
        sheet.set_column_width(at, width).map_err(failed)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let mut rows = 0;
    for row in table.rows() {
        rows += 1;
        if rows > MOST_ROWS {
            let why =
                "a sheet holds 1,048,576 rows and the table has more: save it as CSV, or filter it";
            return Err(ExportError::Format(why.to_owned()));
        }
        for (at, cell) in (0..).zip(row) {
            let line = rows as u32;
            match cell {
                Cell::Empty => continue,
                Cell::Text(words) => {
                    let words: String = words.chars().take(MOST_CHARS).collect();
                    sheet.write_string(line, at, words)
                }
                Cell::Count(n) => sheet.write_number(line, at, n as f64),
                Cell::Number(n) if n.is_finite() => sheet.write_number(line, at, n),
                Cell::Number(n) => sheet.write_string(line, at, n.to_string()),
                // Days before 1900 are words: a workbook has no number for them.
                Cell::Day(date) if date.year() < 1900 => {
                    sheet.write_string(line, at, date.to_string())
                }
                Cell::Day(date) => sheet.write_number_with_format(line, at, day_number(date), &day),
            }
            .map_err(failed)?;
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name("definitions").map_err(failed)?;
    sheet
        .write_string_with_format(0, 0, table.title(), &head)
        .map_err(failed)?;
    let mut line = 1;
    for note in table.notes() {
        sheet.write_string(line, 0, note).map_err(failed)?;
        line += 1;
    }
    for column in &columns {
        line += 1;
        sheet.write_string(line, 0, &*column.name).map_err(failed)?;
        sheet
            .write_string(line, 1, column.kind.word())
            .map_err(failed)?;
        sheet
            .write_string(line, 2, &*column.definition)
            .map_err(failed)?;
    }
    out.write_all(&book.save_to_buffer().map_err(failed)?)?;
    Ok(rows)
}

/// The number that a workbook has for a day: days since 1899-12-30.
fn day_number(day: jiff::civil::Date) -> f64 {
    let start = jiff::civil::date(1899, 12, 30);
    f64::from((day - start).get_days())
}

#[cfg(all(test, feature = "formats"))]
mod tests {
    use super::*;
    use crate::exchange::tables::tests::Sample;

    #[test]
    fn a_workbook_is_read_back_with_its_words_numbers_and_days() {
        use calamine::{Data, Reader as _, Xlsx};
        let mut bytes = Vec::new();
        assert_eq!(write_table_xlsx(&Sample, &mut bytes).unwrap(), 2);
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("table").unwrap();
        let cell =
            |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or_default();
        assert_eq!(cell(0, 0), Data::String("word".into()));
        // The text of a formula, not a formula.
        assert_eq!(cell(1, 0), Data::String("=toll".into()));
        assert_eq!(cell(1, 1), Data::Float(3.0));
        assert_eq!(cell(1, 2), Data::Float(-0.5));
        let Data::DateTime(day) = cell(1, 3) else {
            panic!("{:?}", cell(1, 3))
        };
        assert!((day.as_f64() - day_number(jiff::civil::date(2023, 2, 22))).abs() < f64::EPSILON);
        assert_eq!(cell(2, 2), Data::Empty);
        assert!(book.worksheet_range("definitions").unwrap().height() > 4);
    }
}
