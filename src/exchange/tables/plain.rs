//! Tables as plain text, for reading and for a monospaced page: title, notes, then columns that line up.

use std::io::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::analysis::{Cell, ColumnKind, Tabular};
use crate::exchange::ExportError;
use crate::text::counted::grouped;

/// Letters of a cell, at most.
const WIDEST: usize = 60;

/// Writes a table and says how many rows.
///
/// # Errors
/// What the system says.
pub fn write_table_text(table: &dyn Tabular, out: &mut dyn Write) -> Result<usize, ExportError> {
    let columns = table.columns();
    let name = |c: &crate::analysis::Column| c.name.replace('_', " ");
    let mut widths: Vec<usize> = columns.iter().map(|c| width(&name(c))).collect();
    // Once for the widths, once for the words: a table is made row by row.
    for row in table.rows() {
        for (widest, cell) in widths.iter_mut().zip(&row) {
            *widest = (*widest).max(width(&words(cell)));
        }
    }
    writeln!(out, "{}", table.title())?;
    for note in table.notes() {
        writeln!(out, "{note}")?;
    }
    writeln!(out)?;
    let mut line = |cells: Vec<String>| -> std::io::Result<()> {
        let parts = cells.iter().zip(&widths).zip(&columns);
        let parts = parts.map(|((cell, widest), column)| {
            let air = " ".repeat(widest.saturating_sub(width(cell)));
            if column.kind == ColumnKind::Text {
                format!("{cell}{air}")
            } else {
                format!("{air}{cell}")
            }
        });
        let parts: Vec<String> = parts.collect();
        writeln!(out, "{}", parts.join("  ").trim_end())
    };
    line(columns.iter().map(name).collect())?;
    let mut rows = 0;
    for row in table.rows() {
        line(row.iter().map(words).collect())?;
        rows += 1;
    }
    Ok(rows)
}

fn width(words: &str) -> usize {
    words.graphemes(true).count()
}

fn words(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Text(words) => {
            let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if width(&line) <= WIDEST {
                return line;
            }
            let head: String = line.graphemes(true).take(WIDEST - 1).collect();
            format!("{head}…")
        }
        Cell::Count(n) => grouped(*n),
        Cell::Number(n) => format!("{n:.3}"),
        Cell::Day(day) => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::tests::Sample;

    #[test]
    fn columns_line_up_and_nothing_is_no_zero() {
        let mut bytes = Vec::new();
        assert_eq!(write_table_text(&Sample, &mut bytes).unwrap(), 2);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "Words\nall articles\n\nword   articles    rate       first\n=toll         3  -0.500  2023-02-22\na, b          0       –           –\n"
        );
    }
}
