//! Tables that programs for statistics write as one object: the names of the columns beside the rows, or the
//! cells of each column by the number of their row (pandas: `split`, and what it does unasked).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::import::mapping::is_known_name;

/// Longest text that is looked at so, in bytes: all of it is held at once.
const MOST_BYTES: usize = 32 << 20;

#[derive(Deserialize)]
struct Split {
    columns: Vec<String>,
    data: Vec<Vec<Value>>,
}

/// The rows of such a table; none where it is something else.
pub(super) fn rows_of(text: &str) -> Option<Vec<Map<String, Value>>> {
    if text.len() > MOST_BYTES || !text.trim_start().starts_with('{') {
        return None;
    }
    of_rows(text).or_else(|| of_columns(text))
}

fn of_rows(text: &str) -> Option<Vec<Map<String, Value>>> {
    if !text.contains("\"columns\"") || !text.contains("\"data\"") {
        return None;
    }
    let Split { columns, data } = serde_json::from_str(text).ok()?;
    let is_whole = data.iter().all(|row| row.len() == columns.len());
    let rows = data.into_iter();
    let rows = rows.map(|row| columns.iter().cloned().zip(row).collect());
    (is_whole && columns.iter().any(|c| is_known_name(c))).then(|| rows.collect())
}

/// Whether an object begins as one of such columns does, `{"title":{"0":`. A file of one article, of which there
/// may be many thousands, is not read twice for this.
fn begins_as_columns(text: &str) -> bool {
    let cell = behind(text, '{')
        .and_then(|rest| behind(rest, '"'))
        .and_then(|rest| Some(rest.split_once('"')?.1))
        .and_then(|rest| behind(rest, ':'))
        .and_then(|rest| behind(rest, '{'))
        .and_then(|rest| behind(rest, '"'));
    cell.is_some_and(|cell| cell.starts_with(|c: char| c.is_ascii_digit()))
}

/// What follows a sign that a text begins with.
fn behind(text: &str, sign: char) -> Option<&str> {
    text.trim_start().strip_prefix(sign)
}

fn of_columns(text: &str) -> Option<Vec<Map<String, Value>>> {
    if !begins_as_columns(text) {
        return None;
    }
    let columns: Map<String, Value> = serde_json::from_str(text).ok()?;
    let is_cell = |v: &Value| !v.is_object() && !v.is_array();
    let mut cells: Vec<(&String, &Map<String, Value>)> = Vec::with_capacity(columns.len());
    for (name, column) in &columns {
        let column = column.as_object()?;
        cells.push((name, column));
        if column.is_empty() || !column.values().all(is_cell) {
            return None;
        }
    }
    let (_, first) = cells.first()?;
    let is_number = |key: &String| key.bytes().all(|b| b.is_ascii_digit());
    let fits = first.keys().all(is_number)
        && cells.len() > 1
        && cells.iter().any(|(name, _)| is_known_name(name))
        && cells.iter().all(|(_, column)| column.len() == first.len());
    if !fits {
        return None;
    }
    let mut numbers: Vec<&String> = first.keys().collect();
    numbers.sort_by_key(|key| (key.len(), *key));
    let row = |number: &String| {
        let cell = |(name, column): &(&String, &Map<String, Value>)| {
            Some(((*name).clone(), column.get(number)?.clone()))
        };
        cells.iter().filter_map(cell).collect()
    };
    Some(numbers.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_statisticians_are_rows() {
        let split =
            r#"{"columns":["title","date"],"index":[0,1],"data":[["Pier","2023"],["Ferry",null]]}"#;
        let rows = rows_of(split).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1]["title"], "Ferry");
        let cells =
            r#"{"title":{"0":"Pier","10":"Quay","2":"Ferry"},"text":{"0":"a","2":"b","10":"c"}}"#;
        let rows = rows_of(cells).unwrap();
        let titles: Vec<&str> = rows.iter().filter_map(|r| r["title"].as_str()).collect();
        assert_eq!(titles, ["Pier", "Ferry", "Quay"]);
        assert_eq!(rows[1]["text"], "b");
        for other in [
            r#"{"columns":["title"],"data":[["a","b"]]}"#,
            r#"{"a":{"title":"x","text":"y"},"b":{"title":"z","text":"w"}}"#,
            r#"{"title":"x","text":"y"}"#,
            r#"{"columns":["left","right"],"data":[["a","b"]]}"#,
        ] {
            assert_eq!(rows_of(other), None, "{other}");
        }
    }
}
