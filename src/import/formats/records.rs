//! Records one after the other: JSON Lines and tables, read as a stream, of any size.

use std::io::{BufRead, BufReader, Read};

use rayon::prelude::*;
use serde_json::Value;

use crate::corpus::Mapping;
use crate::corpus::{Draft, ProblemKind};
use crate::import::mapping::Record;
use crate::import::{Outlet, decode};

/// Bytes of JSON Lines that are parsed at once, on all processors.
const BLOCK: usize = 4 << 20;
/// Rows of a table that are handed on at once.
const ROWS: usize = 4096;
/// Bytes of rows that are handed on at once.
const ROWS_BYTES: u64 = 16 << 20;
/// Records that are looked at before it is said what the columns mean.
const SAMPLE: usize = 200;
/// Longest record, in bytes.
const MAX_RECORD: usize = 64 << 20;
/// Most wrong records that are listed one by one.
const MAX_LISTED: u64 = 20;

/// Wrong records, the first of them in words.
#[derive(Default)]
struct Wrong {
    listed: Vec<ProblemKind>,
    more: u64,
}

impl Wrong {
    fn add(&mut self, number: u64, why: String) {
        if (self.listed.len() as u64) < MAX_LISTED {
            self.listed.push(ProblemKind::Record(number, why));
        } else {
            self.more += 1;
        }
    }

    fn hand_over(self, outlet: &mut Outlet<'_>) {
        outlet.add_problems(self.listed);
        if self.more > 0 {
            outlet.problem(ProblemKind::More(self.more));
        }
    }
}

/// Reads one JSON object a line.
pub(crate) fn json_lines(input: impl Read, mapping: Option<&Mapping>, outlet: &mut Outlet<'_>) {
    let mut input = BufReader::with_capacity(1 << 20, input);
    let mut mapping = mapping.cloned();
    let mut wrong = Wrong::default();
    let mut first_line = 1;
    let mut block = Vec::with_capacity(BLOCK + (1 << 16));
    loop {
        block.clear();
        let failed = fill(&mut input, &mut block).err();
        if failed.is_some() {
            // What came whole before it is kept.
            let whole = block.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            block.truncate(whole);
        }
        let ends = failed.is_some();
        if let Some(why) = failed {
            outlet.problem(ProblemKind::Broken("a file of JSON lines".into(), why));
        }
        if block.is_empty() {
            break;
        }
        if first_line == 1
            && let Some(rest) = block.strip_prefix(b"\xEF\xBB\xBF")
        {
            block = rest.to_vec();
        }
        let lines: Vec<&[u8]> = block.split(|b| *b == b'\n').collect();
        let parsed: Vec<Result<Option<Record>, String>> =
            lines.par_iter().map(|line| json_record(line)).collect();
        let first = parsed.iter().filter_map(|r| r.as_ref().ok()?.as_ref());
        if outlet.takes_records(first.take(SAMPLE)) {
            return;
        }
        let known = mapping.get_or_insert_with(|| {
            let sample: Vec<Record> = parsed
                .iter()
                .filter_map(|r| r.as_ref().ok()?.clone())
                .take(SAMPLE)
                .collect();
            Mapping::guess(&columns_of(&sample), &sample)
        });
        let made: Vec<Result<Option<Draft>, (u64, String)>> = parsed
            .into_par_iter()
            .enumerate()
            .map(|(i, record)| {
                let number = first_line + i as u64;
                match record {
                    Ok(None) => Ok(None),
                    Ok(Some(record)) => known
                        .draft(record, number)
                        .map(Some)
                        .ok_or_else(|| (number, "it has no text".to_owned())),
                    Err(why) => Err((number, why)),
                }
            })
            .collect();
        let mut drafts = Vec::with_capacity(made.len());
        for one in made {
            match one {
                Ok(draft) => drafts.extend(draft),
                Err((number, why)) => wrong.add(number, why),
            }
        }
        first_line += lines.len() as u64 - 1;
        let bytes = block.len() as u64;
        if !outlet.deliver(drafts, bytes) || ends {
            break;
        }
    }
    wrong.hand_over(outlet);
}

/// Fills a block up to the end of a line.
fn fill(input: &mut impl BufRead, block: &mut Vec<u8>) -> Result<(), String> {
    input
        .by_ref()
        .take(BLOCK as u64)
        .read_to_end(block)
        .map_err(|e| e.to_string())?;
    if block.len() == BLOCK && block.last() != Some(&b'\n') {
        let more = input
            .by_ref()
            .take(MAX_RECORD as u64)
            .read_until(b'\n', block)
            .map_err(|e| e.to_string())?;
        if more == MAX_RECORD {
            return Err(format!("a line is longer than {} MB", MAX_RECORD >> 20));
        }
    }
    Ok(())
}

fn json_record(line: &[u8]) -> Result<Option<Record>, String> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    let value: Value = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    record_of(value).map(Some)
}

/// The top level of an object: lists are joined, objects inside become `outer.inner`.
pub(crate) fn record_of(value: Value) -> Result<Record, String> {
    let Value::Object(object) = value else {
        return Err("it is not an object".to_owned());
    };
    let mut out = Record::with_capacity(object.len());
    for (name, value) in object {
        flatten(name, value, 0, &mut out);
    }
    Ok(out)
}

/// Deepest object inside an object that is taken in.
const MAX_NESTING: u32 = 4;

fn flatten(name: String, value: Value, depth: u32, out: &mut Record) {
    match value {
        Value::Null => {}
        Value::String(text) => {
            if !text.trim().is_empty() {
                out.push((name, text));
            }
        }
        Value::Bool(b) => out.push((name, b.to_string())),
        Value::Number(n) => out.push((name, n.to_string())),
        Value::Array(items) => {
            let words: Vec<String> = items
                .into_iter()
                .filter_map(|item| match item {
                    Value::String(text) => Some(text),
                    Value::Number(n) => Some(n.to_string()),
                    Value::Bool(b) => Some(b.to_string()),
                    Value::Object(o) => o.get("name").and_then(Value::as_str).map(str::to_owned),
                    Value::Null | Value::Array(_) => None,
                })
                .collect();
            if !words.is_empty() {
                out.push((name, words.join("; ")));
            }
        }
        Value::Object(object) if depth < MAX_NESTING => {
            for (inner, value) in object {
                flatten(format!("{name}.{inner}"), value, depth + 1, out);
            }
        }
        Value::Object(_) => {}
    }
}

fn columns_of(sample: &[Record]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (column, _) in sample.iter().flatten() {
        if !out.contains(column) {
            out.push(column.clone());
        }
    }
    out
}

/// Reads one JSON value: an array of records, an object that holds one, or a single record.
pub(crate) fn json(bytes: &[u8], mapping: Option<&Mapping>, outlet: &mut Outlet<'_>) {
    let broken = |why: String| ProblemKind::Broken("a JSON file".into(), why);
    let decoded = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(problem) => return outlet.problem(problem),
    };
    let value: Value = match serde_json::from_str(&decoded.text) {
        Ok(value) => value,
        // Records one a line, the first of them too long to have shown it.
        Err(e) if e.to_string().starts_with("trailing characters") => {
            return json_lines(decoded.text.as_bytes(), mapping, outlet);
        }
        Err(e) => return outlet.problem(broken(e.to_string())),
    };
    let values = match value {
        Value::Array(values) => values,
        Value::Object(object) => {
            // A list of records may lie one level down: {"articles": [...]}.
            let is_list = |v: &Value| v.as_array().is_some_and(|a| a.iter().any(Value::is_object));
            match object.iter().find(|(_, v)| is_list(v)) {
                Some((name, _))
                    if !object
                        .values()
                        .any(|v| v.as_str().is_some_and(|s| s.len() > 200)) =>
                {
                    let name = name.clone();
                    match object.into_iter().find(|(n, _)| *n == name) {
                        Some((_, Value::Array(values))) => values,
                        _ => Vec::new(),
                    }
                }
                _ => vec![Value::Object(object)],
            }
        }
        _ => return outlet.problem(broken("it holds no records".to_owned())),
    };
    let mut wrong = Wrong::default();
    let mut records = Vec::with_capacity(values.len());
    for (number, value) in (1..).zip(values) {
        match record_of(value) {
            Ok(record) => records.push((number, record)),
            Err(why) => wrong.add(number, why),
        }
    }
    if outlet.takes_records(records.iter().map(|(_, r)| r).take(SAMPLE)) {
        return;
    }
    let only: Vec<Record> = records
        .iter()
        .take(SAMPLE)
        .map(|(_, r)| r.clone())
        .collect();
    let guessed = || Mapping::guess(&columns_of(&only), &only);
    let known = mapping.cloned().unwrap_or_else(guessed);
    let mut drafts = Vec::with_capacity(records.len());
    for (number, record) in records {
        match known.draft(record, number) {
            Some(draft) => drafts.push(draft),
            None => wrong.add(number, "it has no text".to_owned()),
        }
    }
    outlet.deliver(drafts, bytes.len() as u64);
    wrong.hand_over(outlet);
}

/// Rows of a table, whatever they were written in.
pub(crate) struct Rows<I> {
    /// Names of the columns; empty where the table has no head.
    pub columns: Vec<String>,
    /// The rows below the head.
    pub rows: I,
}

/// Reads a table row by row.
pub(crate) fn rows<I>(table: Rows<I>, mapping: Option<&Mapping>, outlet: &mut Outlet<'_>)
where
    I: Iterator<Item = Result<Vec<String>, String>>,
{
    let Rows { columns, rows } = table;
    let record = |row: Vec<String>| -> Record {
        let surplus = row.get(columns.len()..).unwrap_or_default().join(", ");
        let mut out: Record = columns.iter().cloned().zip(row).collect();
        // A comma that was not quoted cuts a value in two: nothing of it is lost.
        if let Some((_, last)) = out.last_mut().filter(|_| !surplus.is_empty()) {
            last.push_str(", ");
            last.push_str(&surplus);
        }
        out.retain(|(_, value)| !value.trim().is_empty());
        out
    };
    let mut wrong = Wrong::default();
    let mut known = mapping.cloned();
    let mut waiting: Vec<(u64, Record)> = Vec::with_capacity(ROWS);
    let mut bytes = 0;
    let mut rows = (1..).zip(rows).peekable();
    loop {
        let mut ended = true;
        for (number, row) in rows.by_ref() {
            match row {
                Ok(row) => {
                    bytes += row.iter().map(String::len).sum::<usize>() as u64;
                    waiting.push((number, record(row)));
                }
                Err(why) => wrong.add(number, why),
            }
            if waiting.len() == ROWS || bytes > ROWS_BYTES {
                ended = false;
                break;
            }
        }
        if outlet.takes_records(waiting.iter().map(|(_, r)| r).take(SAMPLE)) {
            return;
        }
        let mapping = known.get_or_insert_with(|| {
            let sample: Vec<Record> = waiting
                .iter()
                .take(SAMPLE)
                .map(|(_, r)| r.clone())
                .collect();
            Mapping::guess(&columns, &sample)
        });
        let mut drafts = Vec::with_capacity(waiting.len());
        for (number, record) in waiting.drain(..) {
            let is_blank = record.is_empty();
            match mapping.draft(record, number) {
                Some(draft) => drafts.push(draft),
                None if is_blank => {}
                None => wrong.add(number, "it has no text".to_owned()),
            }
        }
        if !outlet.deliver(drafts, std::mem::take(&mut bytes)) || ended {
            break;
        }
    }
    wrong.hand_over(outlet);
}

/// Characters beyond which a cell is no name of a column.
const LONGEST_NAME: usize = 80;

/// The names of the columns, and the first row where that names none: a cell of it is a date or a text.
fn named(head: Vec<String>) -> (Vec<String>, Option<Vec<String>>) {
    let is_value = |c: &String| {
        c.chars().count() > LONGEST_NAME
            || crate::corpus::read_date(c, crate::corpus::DateBasis::Metadata).is_some()
    };
    if !head.iter().any(is_value) {
        return (head, None);
    }
    let columns = (1..=head.len()).map(|n| format!("column {n}")).collect();
    (columns, Some(head))
}

/// Reads a table of comma-separated values (or tabs, semicolons).
pub(crate) fn table(
    input: impl Read,
    delimiter: u8,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(true)
        .flexible(true)
        .from_reader(input);
    let columns: Vec<String> = match reader.headers() {
        Ok(head) => head
            .iter()
            .map(|c| c.trim_start_matches('\u{FEFF}').trim().to_owned())
            .collect(),
        Err(e) => {
            return outlet.problem(ProblemKind::Broken(
                "a table of comma-separated values".into(),
                e.to_string(),
            ));
        }
    };
    let rows_of = reader.into_records().map(|row| {
        row.map(|r| r.iter().map(str::to_owned).collect())
            .map_err(|e| e.to_string())
    });
    let (columns, first) = named(columns);
    rows(
        Rows {
            columns,
            rows: first.map(Ok).into_iter().chain(rows_of),
        },
        mapping,
        outlet,
    );
}
