//! JSON Lines: an object a line, an article each. Read as a stream, of any size; a line with a fault, or in
//! another encoding, costs no other one anything. A file that only has the name is read as what it is: a list,
//! or objects over several lines.

use std::io::{BufRead, Read};

use rayon::prelude::*;
use serde_json::Value;

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::context::ReadContext;
use crate::import::formats::delimited::is_wide;
use crate::import::formats::{Contents, Format, Sniff, json};
use crate::import::head::JsonShape;
use crate::import::input::Input;
use crate::import::json_mend::mended;
use crate::import::json_record::record_of;
use crate::import::limits::MAX_WHOLE_BYTES;
use crate::import::lines::{LineEncoding, LineFault, LineFaults};
use crate::import::mapping::Record;
use crate::import::records::{BadRecords, SAMPLE, columns_of};
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
        lines_as(decoded.text.as_bytes(), LineEncoding::of(b""), known, context.mapping, outlet);
        return Ok(());
    }
    let encoding = match &input {
        Input::Bytes(bytes) => LineEncoding::of(bytes),
        Input::Stream(_) | Input::File(_) => LineEncoding::of(context.head.bytes),
    };
    lines_as(input.stream(), encoding, encoding.name(), context.mapping, outlet);
    Ok(())
}

/// Whether the first line is a record by itself, or too long to tell.
fn is_one_a_line(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{1E}', '\u{FEFF}', ' ', '\t', '\r', '\n']);
    let Some((line, _)) = start.split_once('\n') else {
        return !start.starts_with('[');
    };
    let is_record = |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|v| v.is_object());
    let line = line.trim().trim_end_matches(',');
    // A bad first line is one bad line, where the second is a record.
    let second = || start.lines().nth(1).is_some_and(|l| is_record(l.trim().trim_end_matches(',')));
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
/// Longest record, in bytes.
const MAX_RECORD: usize = 64 << 20;

/// What a line gave.
struct Line {
    record: Result<Option<Record>, String>,
    fault: LineFault,
    is_mended: bool,
}

/// Reads one JSON object a line.
fn json_lines(
    mut input: impl BufRead,
    encoding: LineEncoding,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let mut mapping = mapping.cloned();
    let mut bad = BadRecords::default();
    let mut faults = LineFaults::default();
    let mut mended_lines = 0;
    let mut first_line = 1;
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
        if block.is_empty() {
            break;
        }
        let lines: Vec<&[u8]> = block.split(|b| *b == b'\n').collect();
        let parsed: Vec<Line> = lines
            .par_iter()
            .map(|line| json_record(line, encoding))
            .collect();
        for (number, line) in (first_line..).zip(&parsed) {
            faults.add(number, &line.fault);
            mended_lines += u64::from(line.is_mended);
        }
        let first = parsed.iter().filter_map(|l| l.record.as_ref().ok()?.as_ref());
        if outlet.takes_records(first.take(SAMPLE)) {
            return;
        }
        let known = mapping.get_or_insert_with(|| {
            let sample: Vec<Record> = parsed
                .iter()
                .filter_map(|l| l.record.as_ref().ok()?.clone())
                .take(SAMPLE)
                .collect();
            Mapping::guess(&columns_of(&sample), &sample)
        });
        let made: Vec<Result<Option<Draft>, (u64, String)>> = parsed
            .into_par_iter()
            .enumerate()
            .map(|(i, line)| {
                let number = first_line + i as u64;
                match line.record {
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
                Err((number, why)) => bad.add(number, why),
            }
        }
        first_line += lines.len() as u64 - 1;
        let bytes = block.len() as u64;
        if !outlet.deliver(drafts, bytes) || ends {
            break;
        }
    }
    bad.hand_over(outlet);
    outlet.add_problems(faults.doubts(encoding.name().0));
    if mended_lines > 0 {
        outlet.problem(ProblemKind::Doubt(format!(
            "has faults in {mended_lines} of its lines of JSON that were mended"
        )));
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
            .take(MAX_RECORD as u64)
            .read_until(b'\n', block)
            .map_err(|e| e.to_string())?;
        if more == MAX_RECORD {
            return Err(format!("a line is longer than {} MB", MAX_RECORD >> 20));
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
    out.record = match serde_json::from_slice::<Value>(line) {
        Ok(value) => record_of(value).map(Some),
        Err(e) => {
            let (text, fault) = encoding.decode(line);
            out.fault = fault;
            let text = text.trim_start_matches(['\u{1E}', '\u{FEFF}']).trim_end_matches([',', ' ']);
            let strict = serde_json::from_str::<Value>(text);
            out.is_mended = strict.is_err();
            let value = strict.or_else(|_| serde_json::from_str(&mended(text)));
            value.map_err(|_| e.to_string()).and_then(record_of).map(Some)
        }
    };
    out.is_mended &= out.record.is_ok();
    out
}
