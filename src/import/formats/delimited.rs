//! Tables of values between commas, tabs or semicolons: an article a row. Read as a stream, of any size,
//! line by line: a line in another encoding costs no other one anything.

mod dialect;
mod rows;

use std::io::BufRead;

use crate::corpus::{Draft, ProblemKind};
use crate::import::context::ReadContext;
use crate::import::decode::{decode, unmarked_utf16};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::FileHead;
use crate::import::input::Input;
use crate::import::limits::{MAX_COLUMNS, MAX_WHOLE_BYTES};
use crate::import::lines::LineEncoding;
use crate::import::records::{TableRows, rows as read_rows};
use crate::import::table_head::{SAMPLE_ROWS, TableHead};
use crate::import::{Outlet, decode_until};
use dialect::Dialect;
use rows::Rows;

pub(crate) static FORMAT: Format = Format {
    words: "a table of comma-separated values",
    names: &["CSV", "TSV"],
    endings: &["csv", "tsv", "tab"],
    contents: Contents::Records,
    sniff: Sniff {
        by_name: &["csv", "tsv", "tab"],
        shape: |head| dialect::looks_like_table(head.text()),
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
    let head = context.head;
    let problems = with_lines(input, head, outlet, |lines, encoding, outlet| {
        let (name, guessed) = encoding.name();
        let note = |draft: &mut Draft| {
            draft.encoding = name.into();
            draft.encoding_guessed = guessed;
        };
        let read = |outlet: &mut Outlet<'_>| {
            let mut table = Table::new(lines, encoding, head);
            let rows = TableRows {
                columns: std::mem::take(&mut table.columns),
                glue: table.delimiter.to_string(),
                rows: table.by_ref().map(Ok),
            };
            read_rows(rows, context.mapping, outlet);
            table.said(name)
        };
        let (said, problems) = outlet.through(note, read);
        problems.into_iter().chain(said).collect::<Vec<_>>()
    })?;
    outlet.add_problems(problems);
    Ok(())
}

/// Lines of a file whose letters are bytes, whatever they were.
fn with_lines<T>(
    input: Input<'_>,
    head: &FileHead<'_>,
    outlet: &mut Outlet<'_>,
    read: impl FnOnce(Box<dyn BufRead + '_>, LineEncoding, &mut Outlet<'_>) -> T,
) -> Result<T, ProblemKind> {
    // What is no text at all says so here; an empty beginning may be followed by something.
    match decode(head.bytes) {
        Err(ProblemKind::Empty) | Ok(_) => {}
        Err(other) => return Err(other),
    }
    if is_wide(head.bytes) {
        let bytes = input.whole(MAX_WHOLE_BYTES)?;
        let decoded = decode_until(&bytes, outlet.stop())?;
        outlet.add_problems(decoded.doubt());
        let read = read(
            Box::new(decoded.text.as_bytes()),
            LineEncoding::made_of(decoded.encoding),
            outlet,
        );
        return Ok(read);
    }
    let encoding = match &input {
        Input::Bytes(bytes) => LineEncoding::of(bytes),
        Input::Stream(_) | Input::File(_) => LineEncoding::of(head.bytes),
    };
    Ok(read(input.stream(), encoding, outlet))
}

/// Columns, rows, and what is to be said of a table.
pub(crate) type WholeTable = (Vec<String>, Vec<Vec<String>>, Vec<ProblemKind>);

/// All of a table that is in memory.
///
/// # Errors
/// What is no text.
pub(crate) fn whole_table(name: &str, bytes: &[u8]) -> Result<WholeTable, ProblemKind> {
    let head = FileHead::new(name, bytes);
    let decoded;
    let (lines, encoding) = if is_wide(head.bytes) {
        decoded = decode(bytes)?;
        (
            decoded.text.as_bytes(),
            LineEncoding::made_of(decoded.encoding),
        )
    } else {
        decode(head.bytes)?;
        let bytes = bytes.get(head.mark..).unwrap_or_default();
        (bytes, LineEncoding::of(bytes))
    };
    let mut table = Table::new(lines, encoding, &head);
    let columns = std::mem::take(&mut table.columns);
    let rows = table.by_ref().collect();
    Ok((columns, rows, table.said(encoding.name().0)))
}

/// Whether text of this beginning has letters of two bytes or four.
pub(crate) fn is_wide(head: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"\xFF\xFE", b"\xFE\xFF", b"\0\0\xFE\xFF"];
    marks.iter().any(|mark| head.starts_with(mark)) || unmarked_utf16(head).is_some()
}

/// A table whose head was found; gives the rows below it.
struct Table<R> {
    /// Names of the columns.
    columns: Vec<String>,
    delimiter: char,
    first: std::vec::IntoIter<Vec<String>>,
    rows: Rows<R>,
    doubts: Vec<ProblemKind>,
}

impl<R: BufRead> Table<R> {
    /// Reads the head of a table.
    fn new(lines: R, encoding: LineEncoding, head: &FileHead<'_>) -> Self {
        let is_tsv = head.has_ending(&["tsv", "tab"]);
        let dialect = Dialect::of(head.text(), if is_tsv { '\t' } else { ',' });
        let mut rows = Rows::new(lines, encoding, &dialect);
        if dialect.names_delimiter {
            rows.next();
        }
        let mut first: Vec<Vec<String>> = rows.by_ref().take(SAMPLE_ROWS).collect();
        // What stands behind too many names is none.
        let narrow = first
            .iter()
            .map(|row| row.iter().take(MAX_COLUMNS).cloned().collect());
        let found = TableHead::of(&narrow.collect::<Vec<Vec<String>>>());
        first.drain(..found.skipped.min(first.len()));
        Self {
            columns: found.columns,
            delimiter: dialect.delimiter,
            first: first.into_iter(),
            rows,
            doubts: found.doubts,
        }
    }

    /// What is to be said of it, once its rows were read.
    fn said(self, encoding: &str) -> Vec<ProblemKind> {
        let faults = self.rows.into_faults();
        let open = faults.open.map(|(times, line)| {
            let times = match times {
                1 => "a quotation mark that is never closed".to_owned(),
                n => format!("{n} quotation marks that are never closed, the first"),
            };
            ProblemKind::Doubt(format!(
                "has {times} in line {line}: it was taken for a sign of the text"
            ))
        });
        let failed = faults.failed.map(|why| {
            if faults.is_too_long {
                ProblemKind::Limit(why)
            } else {
                ProblemKind::Broken(FORMAT.words.to_owned(), why)
            }
        });
        let wide = (faults.widest > 0).then(|| {
            ProblemKind::Limit(format!(
                "it has {} columns, and those behind the first {MAX_COLUMNS} are read as one",
                faults.widest
            ))
        });
        self.doubts
            .into_iter()
            .chain(wide)
            .chain(open)
            .chain(faults.lines.doubts(encoding))
            .chain(failed)
            .collect()
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.first.next().or_else(|| self.rows.next())
    }
}

#[cfg(test)]
mod tests;
