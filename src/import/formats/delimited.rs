//! Tables of values between commas, tabs or semicolons: an article a row. UTF-8 is read as a stream, of
//! any size.

use std::cell::Cell;
use std::io::Read;

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::{MAX_COLUMNS, MAX_RECORD_BYTES, MAX_WHOLE_BYTES};
use crate::import::records::{TableRows, rows};
use crate::import::{Outlet, decode_until};

pub(crate) static FORMAT: Format = Format {
    words: "a table of comma-separated values",
    names: &["CSV", "TSV"],
    endings: &["csv", "tsv", "tab"],
    contents: Contents::Records,
    sniff: Sniff {
        by_name: &["csv", "tsv", "tab"],
        ..Sniff::NOTHING
    },
    sandboxed: |_| false,
    read,
};

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let is_tsv = context.head.has_ending(&["tsv", "tab"]);
    let delimiter = delimiter(context.head.text(), if is_tsv { b'\t' } else { b',' });
    let input = match input {
        // What is in memory is decoded: it says so if it is no text at all.
        Input::Bytes(_) => input,
        streamed if context.head.is_utf8() => {
            table(streamed.stream(), delimiter, context.mapping, outlet);
            return Ok(());
        }
        other => other,
    };
    let bytes = input.whole(MAX_WHOLE_BYTES)?;
    let decoded = decode_until(&bytes, outlet.stop())?;
    let (encoding, guessed) = (decoded.encoding, decoded.guessed);
    let note = |draft: &mut Draft| {
        draft.encoding = encoding.into();
        draft.encoding_guessed = guessed;
    };
    let text = decoded.text.as_bytes();
    let ((), problems) = outlet.through(note, |o| table(text, delimiter, context.mapping, o));
    outlet.add_problems(problems);
    Ok(())
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
fn table(input: impl Read, delimiter: u8, mapping: Option<&Mapping>, outlet: &mut Outlet<'_>) {
    let of_record = Cell::new(0);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(true)
        .flexible(true)
        .from_reader(RecordBound {
            inner: input,
            bytes: &of_record,
        });
    let broken = |e: csv::Error| {
        if of_record.get() > MAX_RECORD_BYTES {
            return ProblemKind::Limit(too_long());
        }
        ProblemKind::Broken(FORMAT.words.to_owned(), e.to_string())
    };
    let head = match reader.headers() {
        Ok(head) => head,
        Err(e) => return outlet.problem(broken(e)),
    };
    if head.len() > MAX_COLUMNS {
        outlet.problem(ProblemKind::Limit(format!(
            "it has {} columns, and those behind the first {MAX_COLUMNS} are read as one",
            head.len()
        )));
    }
    let names = head.iter().take(MAX_COLUMNS);
    let columns: Vec<String> = names
        .map(|c| c.trim_start_matches('\u{FEFF}').trim().to_owned())
        .collect();
    of_record.set(0);
    let mut failed = None;
    let rows_of = reader.into_records().map_while(|row| {
        let row = match row {
            Ok(row) => Ok(cells(&row)),
            // What cannot be read on ends the table; a row of wrong bytes does not.
            Err(e) if e.is_io_error() => {
                failed = Some(e);
                return None;
            }
            Err(e) => Err(e.to_string()),
        };
        of_record.set(0);
        Some(row)
    });
    let (columns, first) = named(columns);
    rows(
        TableRows {
            columns,
            rows: first.map(Ok).into_iter().chain(rows_of),
        },
        mapping,
        outlet,
    );
    if let Some(e) = failed {
        outlet.problem(broken(e));
    }
}

/// The cells of a row; those behind the most columns that a table may have are one.
fn cells(row: &csv::StringRecord) -> Vec<String> {
    let mut all = row.iter();
    let mut out: Vec<String> = all.by_ref().take(MAX_COLUMNS).map(str::to_owned).collect();
    let mut behind = String::new();
    for cell in all.filter(|c| !c.trim().is_empty()) {
        if !behind.is_empty() {
            behind.push_str(", ");
        }
        behind.push_str(cell);
    }
    if !behind.is_empty() {
        out.push(behind);
    }
    out
}

fn too_long() -> String {
    format!(
        "a row of it is longer than {} MB, where a quotation mark may not be closed",
        MAX_RECORD_BYTES >> 20
    )
}

/// Fails where one record takes too many bytes: they are all held until its end is found.
struct RecordBound<'b, R> {
    inner: R,
    /// Bytes since the last record ended.
    bytes: &'b Cell<u64>,
}

impl<R: Read> Read for RecordBound<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.bytes.get() > MAX_RECORD_BYTES {
            return Err(std::io::Error::other(too_long()));
        }
        let n = self.inner.read(out)?;
        self.bytes.set(self.bytes.get() + n as u64);
        Ok(n)
    }
}

/// What lies between the values: the sign that cuts most of the first lines into equally many.
pub(crate) fn delimiter(text: &str, usual: u8) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|l| !l.is_empty()).take(8).collect();
    let count = |sign: u8| {
        let first = lines
            .first()
            .map_or(0, |l| l.bytes().filter(|b| *b == sign).count());
        let same = lines
            .iter()
            .filter(|l| l.bytes().filter(|b| *b == sign).count() == first)
            .count();
        if first == 0 {
            0
        } else {
            same * 2 + usize::from(sign == usual)
        }
    };
    b",;\t|"
        .iter()
        .copied()
        .max_by_key(|sign| count(*sign))
        .filter(|sign| count(*sign) > 0)
        .unwrap_or(usual)
}
