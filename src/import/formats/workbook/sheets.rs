//! The sheets of a workbook: each is a table; its first row names the columns.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Sheets, open_workbook_auto_from_rs};

use super::month_formats::{LessThanDays, Shown};
use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::formats::downloads::integrum;
use crate::import::limits::{MAX_CELLS, MAX_COLUMNS};
use crate::import::records::{TableRows, rows};
use crate::import::table_head::{SAMPLE_ROWS, TableHead};

fn broken(e: impl std::fmt::Display) -> ProblemKind {
    ProblemKind::Broken(super::FORMAT.words.to_owned(), e.to_string())
}

/// Reads all sheets.
pub(super) fn workbook(
    bytes: &[u8],
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let less_than_days = LessThanDays::of(bytes);
    let names = book.sheet_names();
    let several = names.len() > 1;
    for name in names {
        if outlet.is_stopped() {
            break;
        }
        let table = match &mut book {
            Sheets::Xlsx(sheets) => {
                let mut cells = match sheets.worksheet_cells_reader(&name) {
                    Ok(cells) => cells,
                    // A sheet that is a chart; the others are read.
                    Err(e) => {
                        outlet.problem(broken(format!("sheet {name}: {e}")));
                        continue;
                    }
                };
                let mut table: Vec<Vec<String>> = Vec::new();
                let mut count = 0;
                let mut beyond = false;
                let mut last = None;
                // Cell by cell: a sheet of two cells far apart is small.
                while let Some(cell) = cells.next_cell().map_err(broken)? {
                    count += 1;
                    if count > MAX_CELLS {
                        outlet.problem(ProblemKind::Limit(format!("more than {MAX_CELLS} cells")));
                        break;
                    }
                    let (_, column) = cell.get_position();
                    let shown = less_than_days.of_cell(&name, cell.get_position());
                    let value = match (cell.get_value(), shown) {
                        (DataRef::DateTime(moment), Some(shown)) => as_shown(moment, shown),
                        (value, _) => lent(value),
                    };
                    if value.trim().is_empty() {
                        continue;
                    }
                    if (column as usize) < MAX_COLUMNS {
                        put(&mut table, &mut last, cell.get_position(), value);
                    } else {
                        beyond = true;
                    }
                }
                if beyond {
                    outlet.problem(ProblemKind::Limit(format!(
                        "sheet {name} has more than {MAX_COLUMNS} columns"
                    )));
                }
                table
            }
            other => {
                let range = other.worksheet_range(&name).map_err(broken)?;
                range
                    .rows()
                    .map(|row| row.iter().map(owned).collect())
                    .collect()
            }
        };
        sheet(&name, several, table, mapping, outlet);
    }
    Ok(())
}

/// Puts a cell in; cells come row by row, and empty rows between are dropped.
fn put(table: &mut Vec<Vec<String>>, last: &mut Option<u32>, at: (u32, u32), value: String) {
    let (row, column) = (at.0, at.1 as usize);
    if *last != Some(row) {
        table.push(Vec::new());
        *last = Some(row);
    }
    let Some(cells) = table.last_mut() else {
        return;
    };
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = value;
    }
}

fn sheet(
    name: &str,
    several: bool,
    table: Vec<Vec<String>>,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let filled = |row: &Vec<String>| row.iter().filter(|c| !c.trim().is_empty()).count();
    let table: Vec<Vec<String>> = table.into_iter().filter(|r| filled(r) > 0).collect();
    let width = table.iter().map(Vec::len).max().unwrap_or(0);
    let sample = table.get(..table.len().min(SAMPLE_ROWS)).unwrap_or(&table);
    let Some(first) = sample.first() else { return };
    let mut head = TableHead::of(sample);
    let named = head.skipped > 0
        && head.columns.len() > 1
        && table.len() > head.skipped
        && (filled(first) > 1 || head.skipped > 1);
    if !named {
        head = TableHead {
            columns: Vec::new(),
            skipped: 0,
            doubts: Vec::new(),
        };
    }
    outlet.add_problems(head.doubts);
    let mut columns = head.columns;
    columns.extend((columns.len()..width).map(|i| format!("column {}", i + 1)));
    let skipped = head.skipped;
    // Record keys must differ between the sheets of one file.
    let keyed = several.then(|| name.to_owned());
    let below = table.into_iter().skip(skipped).map(Ok);
    // A sheet of prose has no name for its text: the fullest column is it.
    let guessed = (!named).then(|| Mapping {
        text: columns.first().cloned(),
        ..Mapping::default()
    });
    let mapping = mapping.or(guessed.as_ref().filter(|_| width == 1));
    let key = |draft: &mut Draft| {
        if let Some(sheet) = &keyed {
            draft.record = draft.record.take().map(|r| format!("{sheet}/{r}"));
        }
    };
    let table = TableRows {
        columns,
        glue: " ".to_owned(),
        rows: below,
    };
    let is_integrum =
        mapping.is_none() && !outlet.is_sampling() && integrum::is_table(&table.columns);
    let ((), problems) = outlet.through(key, |of_sheet| {
        if is_integrum {
            integrum::take_rows(&table.columns, table.rows, of_sheet);
        } else {
            rows(table, mapping, of_sheet);
        }
    });
    outlet.add_problems(problems);
}

fn when(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// A date as its cell shows it, without the day that nobody wrote.
fn as_shown(moment: &ExcelDateTime, shown: Shown) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, ..) = moment.to_ymd_hms_milli();
    let name = usize::from(month)
        .checked_sub(1)
        .and_then(|at| MONTHS.get(at));
    match (shown, name) {
        // In words: 2010-11 could be a season.
        (Shown::Month, Some(name)) => format!("{name} {year:04}"),
        (Shown::Month | Shown::Year, _) => format!("{year:04}"),
    }
}

fn owned(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => when(moment),
        Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

fn lent(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::DateTime(moment) => when(moment),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(b) => b.to_string(),
        DataRef::Empty | DataRef::Error(_) => String::new(),
    }
}
