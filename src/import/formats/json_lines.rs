//! JSON Lines: an object a line, an article each. Read as a stream, of any size.

use std::io::{BufRead, Read};

use rayon::prelude::*;
use serde_json::Value;

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::JsonShape;
use crate::import::mapping::Record;
use crate::import::records::{BadRecords, SAMPLE, columns_of, record_of};

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
    read: |input, context, outlet| {
        json_lines(input.stream(), context.mapping, outlet);
        Ok(())
    },
};

/// Bytes that are parsed at once, on all processors.
const BLOCK: usize = 4 << 20;
/// Longest record, in bytes.
const MAX_RECORD: usize = 64 << 20;

/// Reads one JSON object a line.
pub(crate) fn json_lines(
    mut input: impl BufRead,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let mut mapping = mapping.cloned();
    let mut bad = BadRecords::default();
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
