//! The rows of a Parquet table, one by one.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::corpus::Mapping;
use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::limits::{MAX_COLUMNS, MAX_RECORDS};
use crate::import::records::{TableRows, rows};

fn broken(e: impl std::fmt::Display) -> ProblemKind {
    ProblemKind::Broken(super::FORMAT.words.to_owned(), e.to_string())
}

/// Reads a table.
pub(super) fn table(
    file: File,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let reader = SerializedFileReader::new(file).map_err(broken)?;
    let schema = reader.metadata().file_metadata().schema();
    let all_columns = schema.get_fields();
    if all_columns.len() > MAX_COLUMNS {
        outlet.problem(ProblemKind::Limit(format!(
            "it has {} columns, of which the first {MAX_COLUMNS} are read",
            all_columns.len()
        )));
    }
    let columns: Vec<String> = all_columns
        .iter()
        .take(MAX_COLUMNS)
        .map(|f| f.name().to_owned())
        .collect();
    let all = reader.get_row_iter(None).map_err(broken)?;
    // A damaged footer may claim any number of rows, each of which then fails: the first fault ends it.
    let mut failed = None;
    let read = all.take(MAX_RECORDS as usize).map_while(|row| match row {
        Ok(row) => {
            let cells = row.get_column_iter().take(MAX_COLUMNS);
            Some(Ok::<_, String>(cells.map(|(_, f)| text(f)).collect()))
        }
        Err(e) => {
            failed = Some(broken(e));
            None
        }
    });
    rows(
        TableRows {
            columns,
            rows: read,
        },
        mapping,
        outlet,
    );
    failed.map_or(Ok(()), Err)
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Date(days) => {
            crate::corpus::columns::day_of(*days).map_or_else(String::new, |d| d.to_string())
        }
        Field::TimestampMillis(ms) => jiff::Timestamp::from_millisecond(*ms)
            .map_or_else(|_| ms.to_string(), |t| t.to_string()),
        Field::TimestampMicros(us) => jiff::Timestamp::from_microsecond(*us)
            .map_or_else(|_| us.to_string(), |t| t.to_string()),
        Field::ListInternal(list) => {
            let items: Vec<String> = list.elements().iter().map(text).collect();
            items.join("; ")
        }
        other => other.to_string(),
    }
}
