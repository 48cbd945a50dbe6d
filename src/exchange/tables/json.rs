//! Tables as JSON: title, columns with their definitions, rows as objects by column name, notes. An empty
//! cell is `null`.

use std::io::Write;

use serde_json::{Map, Value, json};

use crate::analysis::{Cell, Tabular};
use crate::exchange::ExportError;

/// Writes a table, one row a line, and says how many rows.
///
/// # Errors
/// What the system says.
pub fn write_table_json(table: &dyn Tabular, out: &mut dyn Write) -> Result<usize, ExportError> {
    let columns = table.columns();
    let described: Vec<Value> = columns
        .iter()
        .map(|c| json!({"name": c.name, "kind": c.kind.word(), "definition": c.definition}))
        .collect();
    let (title, notes) = (json!(table.title()), json!(table.notes()));
    write!(
        out,
        "{{\"title\":{title},\"columns\":{},\"notes\":{notes},\"rows\":[",
        Value::from(described)
    )?;
    let mut rows = 0;
    for row in table.rows() {
        let named = columns.iter().map(|c| c.name.to_string());
        let object: Map<String, Value> = named.zip(row.iter().map(value)).collect();
        let comma = if rows > 0 { "," } else { "" };
        write!(out, "{comma}\n{}", Value::Object(object))?;
        rows += 1;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()?;
    Ok(rows)
}

fn value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(words) => json!(words),
        Cell::Count(n) => json!(n),
        Cell::Number(n) => json!(n),
        Cell::Day(day) => json!(day.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::tests::Sample;

    #[test]
    fn a_table_is_one_object_that_explains_itself() {
        let mut bytes = Vec::new();
        assert_eq!(write_table_json(&Sample, &mut bytes).unwrap(), 2);
        let got: Value = serde_json::from_slice(&bytes).unwrap();
        let rows = json!([
            {"word": "=toll", "articles": 3, "rate": -0.5, "first": "2023-02-22"},
            {"word": "a, b", "articles": 0, "rate": null, "first": null},
        ]);
        assert_eq!(got["rows"], rows);
        assert_eq!(got["title"], "Words");
        assert_eq!(got["notes"], json!(["all articles"]));
        let columns = got["columns"].as_array().unwrap();
        assert_eq!((columns.len(), &columns[2]["kind"]), (4, &json!("number")));
        assert!(columns.iter().all(|c| c["definition"] != ""));
    }
}
