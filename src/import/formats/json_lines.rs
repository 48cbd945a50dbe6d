//! JSON Lines: an object a line, an article each. Read as a stream, of any size; a line with a fault, or in
//! another encoding, costs no other one anything. A file that only has the name is read as what it is: a list,
//! or objects over several lines.

use std::io::{BufRead, Read};

use rayon::prelude::*;
use serde_json::Value;

use crate::corpus::{DateStyle, Draft, Mapping, ProblemKind};
use crate::import::context::ReadContext;
use crate::import::formats::delimited::is_wide;
use crate::import::formats::{Contents, Format, Sniff, json};
use crate::import::head::{HEAD_BYTES, JsonShape};
use crate::import::input::Input;
use crate::import::json_mend::mended;
use crate::import::json_record::record_of;
use crate::import::json_value::value_of;
use crate::import::limits::{MAX_RECORD_BYTES, MAX_WHOLE_BYTES};
use crate::import::lines::{LineEncoding, LineFault, LineFaults};
use crate::import::mapping::Record;
use crate::import::records::{BadRecords, DateTally, SAMPLE, cut_columns, guess};
use crate::import::{Outlet, decode_until};

pub(crate) static FORMAT: Format = Format {
    words: "a file of JSON lines",
    names: &["JSON Lines"],
    endings: &["jsonl", "ndjson"],
    contents: Contents::Records,
    sniff: Sniff {
        by_name: &["jsonl", "ndjson"],
        shape: |head| head.json() == Some(JsonShape::Lines),
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
    if !is_one_a_line(context.head.text()) {
        return json::read(input, context, outlet);
    }
    if is_wide(context.head.bytes) {
        let bytes = input.whole(MAX_WHOLE_BYTES)?;
        let decoded = decode_until(&bytes, outlet.stop())?;
        outlet.add_problems(decoded.doubt());
        let known = (decoded.encoding, decoded.guessed);
        lines_as(
            decoded.text.as_bytes(),
            LineEncoding::made_of(decoded.encoding),
            known,
            context.mapping,
            outlet,
        );
        return Ok(());
    }
    let encoding = match &input {
        Input::Bytes(bytes) => LineEncoding::of(bytes),
        Input::Stream(_) | Input::File(_) => LineEncoding::of(context.head.bytes),
    };
    lines_as(
        input.stream(),
        encoding,
        encoding.name(),
        context.mapping,
        outlet,
    );
    Ok(())
}

/// Whether the first line is a record by itself, or too long to tell.
fn is_one_a_line(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{1E}', '\u{FEFF}', ' ', '\t', '\r', '\n']);
    let Some((line, rest)) = start.split_once('\n') else {
        // One record, or all of them in one value; a longer line says nothing yet.
        return !start.starts_with('[') && text.len() > HEAD_BYTES / 2;
    };
    if rest.trim().is_empty() {
        return false;
    }
    let is_record = |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|v| v.is_object());
    let line = line.trim().trim_end_matches(',');
    // A bad first line is one bad line, where the second is a record.
    let second = || {
        start
            .lines()
            .nth(1)
            .is_some_and(|l| is_record(l.trim().trim_end_matches(',')))
    };
    is_record(line) || is_record(&mended(line)) || !line.starts_with('[') && second()
}

/// Reads the lines, whose articles are then of this encoding.
fn lines_as(
    input: impl BufRead,
    encoding: LineEncoding,
    (name, guessed): (&'static str, bool),
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let note = |draft: &mut Draft| {
        draft.encoding = name.into();
        draft.encoding_guessed = guessed;
    };
    let ((), problems) = outlet.through(note, |o| json_lines(input, encoding, mapping, o));
    outlet.add_problems(problems);
}

/// Bytes that are parsed at once, on all processors.
const BLOCK: usize = 4 << 20;

/// Reads one JSON object a line.
fn json_lines(
    mut input: impl BufRead,
    encoding: LineEncoding,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let mut lines_of = Lines {
        mapping: mapping.cloned(),
        encoding,
        bad: BadRecords::default(),
        style: None,
        dates: DateTally::default(),
        faults: LineFaults::default(),
        mended: 0,
        first_line: 1,
    };
    let mut block = Vec::with_capacity(BLOCK + (1 << 16));
    loop {
        if outlet.is_stopped() {
            break;
        }
        block.clear();
        let failed = fill(&mut input, &mut block).err();
        if failed.is_some() {
            // What came whole before it is kept.
            let whole = block.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            block.truncate(whole);
        }
        let ends = failed.is_some();
        if let Some(why) = failed {
            outlet.problem(ProblemKind::Broken(FORMAT.words.to_owned(), why));
        }
        if block.is_empty() || !lines_of.read(&block, outlet) || ends {
            break;
        }
    }
    lines_of.bad.hand_over(outlet);
    outlet.add_problems(lines_of.dates.doubt());
    outlet.add_problems(lines_of.faults.doubts(encoding.name().0));
    if lines_of.mended > 0 {
        outlet.problem(ProblemKind::Doubt(format!(
            "has faults in {} of its lines of JSON that were mended",
            lines_of.mended
        )));
    }
}

/// Lines that are held as records at once: short ones are many.
const LINES: usize = 64 << 10;

/// What came of a line.
enum Made {
    Nothing,
    /// An article, and whether it had too many columns.
    Article(Box<Draft>, bool),
    /// No article: the number of the line, and why.
    Bad(u64, String),
}

/// Lines into articles.
struct Lines {
    mapping: Option<Mapping>,
    encoding: LineEncoding,
    bad: BadRecords,
    /// How dates are written, as the first lines show it.
    style: Option<DateStyle>,
    dates: DateTally,
    faults: LineFaults,
    /// Lines whose faults were mended.
    mended: u64,
    /// The number of the next line, from 1.
    first_line: u64,
}

/// What a line gave.
struct Line {
    record: Result<Option<Record>, String>,
    fault: LineFault,
    is_mended: bool,
}

impl Lines {
    /// Reads a block of whole lines; `false` where nothing more is wanted.
    fn read(&mut self, block: &[u8], outlet: &mut Outlet<'_>) -> bool {
        let lines: Vec<&[u8]> = block
            .strip_suffix(b"\n")
            .unwrap_or(block)
            .split(|b| *b == b'\n')
            .collect();
        let mut some = lines.chunks(LINES).peekable();
        while let Some(lines) = some.next() {
            let bytes = if some.peek().is_none() {
                block.len() as u64
            } else {
                0
            };
            let Some(drafts) = self.drafts(lines, outlet) else {
                return false;
            };
            if !outlet.deliver(drafts, bytes) {
                return false;
            }
        }
        true
    }

    /// The articles of some lines; none where the records themselves are wanted, and no more of them.
    fn drafts(&mut self, lines: &[&[u8]], outlet: &mut Outlet<'_>) -> Option<Vec<Draft>> {
        let encoding = self.encoding;
        let parsed: Vec<Line> = lines
            .par_iter()
            .map(|line| json_record(line, encoding))
            .collect();
        for (number, line) in (self.first_line..).zip(&parsed) {
            self.faults.add(number, &line.fault);
            self.mended += u64::from(line.is_mended);
        }
        let first = parsed
            .iter()
            .filter_map(|l| l.record.as_ref().ok()?.as_ref());
        if outlet.takes_records(first.take(SAMPLE)) {
            return None;
        }
        if self.mapping.is_none() {
            let records = parsed
                .iter()
                .filter_map(|l| l.record.as_ref().ok()?.as_ref());
            self.mapping = guess(None, records.filter(|r| !r.is_empty()));
        }
        // Records of nothing say nothing of those that follow.
        let nothing = Mapping::default();
        let known = self.mapping.as_ref().unwrap_or(&nothing);
        let records = parsed
            .iter()
            .filter_map(|l| l.record.as_ref().ok()?.as_ref());
        let style = *self.style.get_or_insert_with(|| known.date_style(records));
        let first_line = self.first_line;
        let made: Vec<Made> = parsed
            .into_par_iter()
            .enumerate()
            .map(|(i, line)| {
                let number = first_line + i as u64;
                match line.record {
                    Ok(None) => Made::Nothing,
                    Ok(Some(mut record)) => {
                        let is_cut = cut_columns(&mut record);
                        match known.draft(record, number, &style) {
                            Some(draft) => Made::Article(Box::new(draft), is_cut),
                            None => Made::Bad(number, "it has no text".to_owned()),
                        }
                    }
                    Err(why) => Made::Bad(number, why),
                }
            })
            .collect();
        let mut drafts = Vec::with_capacity(made.len());
        for one in made {
            match one {
                Made::Nothing => {}
                Made::Bad(number, why) => self.bad.add(number, why),
                Made::Article(draft, is_cut) => {
                    if is_cut {
                        self.bad.add_cut();
                    }
                    self.dates.add(&draft, known);
                    drafts.push(*draft);
                }
            }
        }
        self.first_line += lines.len() as u64;
        Some(drafts)
    }
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
            .take(MAX_RECORD_BYTES)
            .read_until(b'\n', block)
            .map_err(|e| e.to_string())?;
        if more as u64 == MAX_RECORD_BYTES {
            return Err(format!(
                "a line is longer than {} MB",
                MAX_RECORD_BYTES >> 20
            ));
        }
    }
    Ok(())
}

fn json_record(line: &[u8], encoding: LineEncoding) -> Line {
    let mut out = Line {
        record: Ok(None),
        fault: LineFault::default(),
        is_mended: false,
    };
    let line = line.trim_ascii();
    if line.is_empty() {
        return out;
    }
    out.record = match value_of(line) {
        Ok(value) => record_of(value).map(Some),
        Err(why) => {
            let (text, fault) = encoding.decode(line);
            out.fault = fault;
            let text = text
                .trim_start_matches(['\u{1E}', '\u{FEFF}'])
                .trim_end_matches([',', ' ']);
            let strict = value_of(text.as_bytes());
            out.is_mended = strict.is_err();
            let value = strict.or_else(|_| value_of(mended(text).as_bytes()));
            value.map_err(|_| why).and_then(record_of).map(Some)
        }
    };
    out.is_mended &= out.record.is_ok();
    out
}
