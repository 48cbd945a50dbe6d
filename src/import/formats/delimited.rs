//! Tables of values between commas, tabs or semicolons: an article a row. UTF-8 is read as a stream, of
//! any size.

use std::io::Read;

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::MAX_WHOLE_BYTES;
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
            return outlet.problem(ProblemKind::Broken(FORMAT.words.to_owned(), e.to_string()));
        }
    };
    let rows_of = reader.into_records().map(|row| {
        row.map(|r| r.iter().map(str::to_owned).collect())
            .map_err(|e| e.to_string())
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
