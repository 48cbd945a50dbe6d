//! The records of a table as they were written, also by programs that quote badly.
//!
//! A field in quotation marks ends where a mark stands before a delimiter or the end of the line. One that is
//! never closed so takes no other record with it: then its mark is a sign like any other. Whether marks are
//! escaped by a backslash, as databases write them, the file shows.

use std::collections::VecDeque;
use std::io::BufRead;

use super::dialect::Dialect;
use crate::import::limits::{MAX_COLUMNS, MAX_RECORD_BYTES};
use crate::import::lines::{LineEncoding, LineFaults};

/// Longest field in quotation marks, in bytes: longer ones were never closed.
const MAX_FIELD: usize = 16 << 20;
/// Marks without an end, after which no field is taken for quoted over several lines any more.
const MOST_OPEN: u32 = 200;

/// Reads records one by one.
pub(super) struct Rows<R> {
    input: R,
    encoding: LineEncoding,
    delimiter: char,
    /// Lines that were looked at already.
    ahead: VecDeque<String>,
    /// Lines taken in from the file.
    lines: u64,
    /// Whether `\"` is a quotation mark inside a field.
    has_backslashes: bool,
    /// Whether all fields stand in marks.
    quotes_all: bool,
    /// Values of a usual record.
    width: usize,
    /// Columns that hold numbers or dates.
    typed: Vec<usize>,
    /// Those of dates.
    dated: Vec<usize>,
    open: u32,
    first_open: Option<u64>,
    /// Values of the widest record, where those are more than a table may have.
    widest: usize,
    faults: LineFaults,
    failed: Option<String>,
    /// Whether it failed at a line that is too long.
    is_too_long: bool,
}

/// What is to be said of the records that were read.
pub(super) struct RowFaults {
    pub(super) lines: LineFaults,
    /// Why reading ended early, and whether a line was too long.
    pub(super) failed: Option<String>,
    pub(super) is_too_long: bool,
    /// Quotation marks that were never closed, and the line of the first.
    pub(super) open: Option<(u32, u64)>,
    /// Values of the widest record, where those are too many; else 0.
    pub(super) widest: usize,
}

/// One field, and where the next begins in its line; `None` at the end of it.
struct Field {
    value: String,
    next: Option<usize>,
}

impl<R: BufRead> Rows<R> {
    /// Records of lines in this encoding, as the beginning of the file shows them.
    pub(super) fn new(input: R, encoding: LineEncoding, dialect: &Dialect) -> Self {
        Self {
            input,
            encoding,
            delimiter: dialect.delimiter,
            ahead: VecDeque::new(),
            lines: 0,
            has_backslashes: dialect.has_backslashes,
            quotes_all: dialect.quotes_all,
            width: dialect.width,
            typed: dialect.typed.clone(),
            dated: dialect.dated.clone(),
            open: 0,
            first_open: None,
            widest: 0,
            faults: LineFaults::default(),
            failed: None,
            is_too_long: false,
        }
    }

    /// What is to be said of the records that were read.
    pub(super) fn into_faults(self) -> RowFaults {
        RowFaults {
            open: self.first_open.map(|first| (self.open, first)),
            lines: self.faults,
            is_too_long: self.is_too_long,
            failed: self.failed,
            widest: self.widest,
        }
    }

    /// The next line with its end, decoded.
    fn read_line(&mut self) -> Option<String> {
        let mut raw = Vec::new();
        match self.input.take_line(&mut raw) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(e) => {
                self.is_too_long = raw.len() as u64 > MAX_RECORD_BYTES;
                self.failed = Some(e.to_string());
                return None;
            }
        }
        self.lines += 1;
        let (text, fault) = self.encoding.decode(&raw);
        self.faults.add(self.lines, &fault);
        Some(text.into_owned())
    }

    fn next_line(&mut self) -> Option<String> {
        match self.ahead.pop_front() {
            Some(line) => Some(line),
            None => self.read_line(),
        }
    }

    /// The line so many behind the current one, which stays to be read.
    fn peek(&mut self, at: usize) -> Option<&str> {
        while self.ahead.len() <= at {
            let line = self.read_line()?;
            self.ahead.push_back(line);
        }
        self.ahead.get(at).map(String::as_str)
    }

    /// Cuts a line into fields; those in quotation marks may go on in the lines behind it.
    fn record(&mut self, mut line: String) -> Vec<String> {
        let mut out = Vec::with_capacity(self.width.max(4));
        let mut at = 0;
        loop {
            let field = match self.quoted(&line, at, out.len()) {
                Quoted::Closed(field) => field,
                Quoted::No => plain(&line, at, self.delimiter),
                Quoted::Open => match self.over_lines(&mut line, at, out.len()) {
                    Some(field) => field,
                    None => plain(&line, at, self.delimiter),
                },
            };
            out.push(field.value);
            match field.next {
                Some(next) if out.len() == MAX_COLUMNS => {
                    out.extend(self.behind(line.get(next..).unwrap_or_default()));
                    return out;
                }
                Some(next) => at = next,
                None => return out,
            }
        }
    }

    /// What stands behind the most columns that a table may have, as one value.
    fn behind(&mut self, rest: &str) -> Option<String> {
        let cells = || rest.split(self.delimiter);
        self.widest = self.widest.max(MAX_COLUMNS + cells().count());
        let filled: Vec<&str> = cells().map(str::trim).filter(|c| !c.is_empty()).collect();
        (!filled.is_empty()).then(|| filled.join(", "))
    }

    /// The field of this number that begins at `at`, if it stands in quotation marks and ends on this line.
    fn quoted(&self, line: &str, at: usize, field: usize) -> Quoted {
        let rest = line.get(at..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        if !rest.get(blanks..).unwrap_or_default().starts_with('"') {
            return Quoted::No;
        }
        let start = at + blanks + 1;
        match self.marks(line, start) {
            Scan::NotYet => Quoted::Open,
            // `"Breaking" news`: nothing is quoted here, if the values fit so.
            Scan::Stray if self.fits_plain(rest, field) => Quoted::No,
            Scan::Stray | Scan::Closed => match self.closed(line, start) {
                Some(found) if self.is_needless(line, start, &found) => Quoted::No,
                Some(found) => Quoted::Closed(found),
                None => Quoted::No,
            },
        }
    }

    /// Whether the rest of a line is as many values as are missing, or the last, without regard to marks.
    fn fits_plain(&self, rest: &str, field: usize) -> bool {
        let missing = self.width.saturating_sub(field);
        self.delimiter == '\t' || missing <= 1 || rest.split(self.delimiter).count() == missing
    }

    /// Whether marks around a field are signs of it: between tabs a field needs none, and programs that set
    /// them do so where they must.
    fn is_needless(&self, line: &str, start: usize, field: &Field) -> bool {
        let end = field.next.unwrap_or(line.len());
        let inside = line.get(start..end).unwrap_or_default();
        let inside = inside.trim_end_matches(['\r', '\n', '\t']);
        let inside = inside.strip_suffix('"').unwrap_or(inside);
        self.delimiter == '\t' && !self.quotes_all && !inside.contains(['\t', '"', ',', '\n'])
    }

    /// The field whose content begins at `start`, if it is closed in this text. A mark that neither is
    /// doubled nor ends it is a sign of it.
    fn closed(&self, text: &str, start: usize) -> Option<Field> {
        let bytes = text.as_bytes();
        let mut value = String::new();
        let mut from = start;
        let mut at = start;
        while let Some(found) = text.get(at..)?.find('"') {
            let mark = at + found;
            let behind = bytes.get(mark + 1).copied();
            let piece = text.get(from..mark)?;
            if self.has_backslashes && is_escaped(piece) {
                value.push_str(piece.get(..piece.len() - 1)?);
                value.push('"');
            } else if behind == Some(b'"') {
                value.push_str(piece);
                value.push('"');
                from = mark + 2;
                at = from;
                continue;
            } else if let Some(end) = self.end_of_field(text, mark + 1) {
                value.push_str(piece);
                if self.has_backslashes && value.contains('\\') {
                    value = value.replace("\\\\", "\\").replace("\\\n", "\n");
                }
                return Some(Field {
                    value,
                    next: end.next(),
                });
            } else {
                value.push_str(piece);
                value.push('"');
            }
            from = mark + 1;
            at = from;
        }
        None
    }

    /// What follows a closing mark at `at`: the next field, or the end of the line. `None` where it is
    /// neither, so that the mark closed nothing.
    fn end_of_field(&self, text: &str, at: usize) -> Option<FieldEnd> {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start_matches([' ', '\r']);
        let skipped = rest.len() - trimmed.len();
        match trimmed.chars().next() {
            None | Some('\n') => Some(FieldEnd::OfLine),
            Some(c) if c == self.delimiter => Some(FieldEnd::Before(at + skipped + c.len_utf8())),
            Some(_) => None,
        }
    }

    /// A field that goes on in the lines behind, where those are not records of their own. `line` then is the
    /// text of all of them.
    fn over_lines(&mut self, line: &mut String, at: usize, field: usize) -> Option<Field> {
        if self.open >= MOST_OPEN {
            return None;
        }
        let start = at + line.get(at..)?.find('"')? + 1;
        let number = self.lines - self.ahead.len() as u64;
        let mut whole = line.clone();
        let mut taken = 0;
        let mut scanned = whole.len();
        let is_closed = loop {
            let Some(more) = self.peek(taken).map(str::to_owned) else {
                break false;
            };
            if self.is_record(&more, field) || whole.len() > MAX_FIELD {
                break false;
            }
            whole.push_str(&more);
            taken += 1;
            match self.marks(&whole, scanned) {
                Scan::Closed => break true,
                // Marks that are neither doubled nor at an end show that this one was never opened.
                Scan::Stray => break false,
                Scan::NotYet => scanned = whole.len(),
            }
        };
        let field = is_closed.then(|| self.closed(&whole, start)).flatten();
        if field.is_some() {
            self.ahead.drain(..taken);
            *line = whole;
        } else {
            self.open += 1;
            self.first_open.get_or_insert(number);
        }
        field
    }

    /// What the marks of a text say from `at` on, inside a field in marks.
    fn marks(&self, text: &str, mut at: usize) -> Scan {
        let bytes = text.as_bytes();
        while let Some(found) = text.get(at..).and_then(|rest| rest.find('"')) {
            let mark = at + found;
            let is_sign =
                self.has_backslashes && is_escaped(text.get(at..mark).unwrap_or_default());
            if is_sign {
                at = mark + 1;
            } else if bytes.get(mark + 1) == Some(&b'"') {
                at = mark + 2;
            } else if self.end_of_field(text, mark + 1).is_some() {
                return Scan::Closed;
            } else {
                return Scan::Stray;
            }
        }
        Scan::NotYet
    }

    /// Whether a line looks like a record of its own: it has all values, and numbers and dates where others
    /// have them.
    fn is_record(&self, line: &str, field: usize) -> bool {
        if self.width < 2 || !line.contains(self.delimiter) {
            return false;
        }
        let cells: Vec<&str> = line
            .trim_end_matches(['\r', '\n'])
            .split(self.delimiter)
            .collect();
        if self.delimiter == '\t' {
            return cells.len() == self.width;
        }
        // Numbers between commas stand in tables inside a text as well; a date at its place does not.
        let cell = |at: &usize| cells.get(*at).map_or("", |c| c.trim_matches('"'));
        let typed = || self.typed.iter().filter(|at| **at != field);
        cells.len() >= self.width
            && typed().all(|at| is_typed(cell(at)))
            && self
                .dated
                .iter()
                .any(|at| *at != field && is_date_like(cell(at)))
    }
}

/// Where a field ends.
enum FieldEnd {
    /// Before the next, which begins there.
    Before(usize),
    /// With its line.
    OfLine,
}

impl FieldEnd {
    fn next(self) -> Option<usize> {
        match self {
            Self::Before(next) => Some(next),
            Self::OfLine => None,
        }
    }
}

/// What begins with a quotation mark.
enum Quoted {
    Closed(Field),
    /// Not on this line.
    Open,
    /// Nothing in marks.
    No,
}

/// What marks inside a field in marks say.
enum Scan {
    /// One ends it.
    Closed,
    /// One neither is doubled nor ends it.
    Stray,
    /// Neither of these stands there.
    NotYet,
}

/// A field without quotation marks around it.
fn plain(line: &str, at: usize, delimiter: char) -> Field {
    let rest = line.get(at..).unwrap_or_default();
    let end = rest.find(delimiter);
    let value = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    Field {
        value: value.trim_end_matches(['\r', '\n']).to_owned(),
        next: end.map(|end| at + end + delimiter.len_utf8()),
    }
}

/// Whether an odd number of backslashes stands at the end.
fn is_escaped(before: &str) -> bool {
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// Whether a value is a number or begins like a date: what a line of prose has not at this place.
pub(super) fn is_typed(value: &str) -> bool {
    let value = value.trim();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && digits * 2 >= value.len() && value.len() <= 40
}

/// Whether a value begins with three numbers between signs, as dates do.
pub(super) fn is_date_like(value: &str) -> bool {
    let day = value.trim().split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let is_number = |p: &&str| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_number)
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        loop {
            let line = self.next_line()?;
            if !line.trim_end_matches(['\r', '\n']).is_empty() {
                return Some(self.record(line));
            }
        }
    }
}

/// Lines up to a length.
trait TakeLine {
    /// Reads up to the end of a line, which may be a carriage return alone.
    fn take_line(&mut self, out: &mut Vec<u8>) -> std::io::Result<usize>;
}

impl<R: BufRead> TakeLine for R {
    fn take_line(&mut self, out: &mut Vec<u8>) -> std::io::Result<usize> {
        loop {
            let buffer = self.fill_buf()?;
            if buffer.is_empty() {
                return Ok(out.len());
            }
            // A carriage return alone ends a line as well; one before a line feed belongs to it.
            if out.last() == Some(&b'\r') {
                if buffer.first() == Some(&b'\n') {
                    out.push(b'\n');
                    self.consume(1);
                }
                return Ok(out.len());
            }
            let end = buffer.iter().position(|b| matches!(b, b'\n' | b'\r'));
            let taken = end.map_or(buffer.len(), |at| at + 1);
            out.extend_from_slice(buffer.get(..taken).unwrap_or(buffer));
            let is_whole = end.is_some_and(|at| buffer.get(at) == Some(&b'\n'));
            self.consume(taken);
            if is_whole {
                return Ok(out.len());
            }
            if out.len() as u64 > MAX_RECORD_BYTES {
                return Err(std::io::Error::other(format!(
                    "a row of it is longer than {} MB",
                    MAX_RECORD_BYTES >> 20
                )));
            }
        }
    }
}
