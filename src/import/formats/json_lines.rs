//! JSON Lines: an object a line, an article each. Read as a stream, of any size.

use std::io::{BufRead, Read};

use rayon::prelude::*;

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::JsonShape;
use crate::import::json_value::value_of;
use crate::import::limits::MAX_RECORD_BYTES;
use crate::import::mapping::Record;
use crate::import::records::{BadRecords, SAMPLE, cut_columns, guess, record_of};

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

/// Reads one JSON object a line.
pub(crate) fn json_lines(
    mut input: impl BufRead,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) {
    let mut lines_of = Lines {
        mapping: mapping.cloned(),
        bad: BadRecords::default(),
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
        if block.is_empty() {
            break;
        }
        if lines_of.first_line == 1
            && let Some(rest) = block.strip_prefix(b"\xEF\xBB\xBF")
        {
            block = rest.to_vec();
        }
        if !lines_of.read(&block, outlet) || ends {
            break;
        }
    }
    lines_of.bad.hand_over(outlet);
}

/// Lines that are held as records at once: short ones are many.
const LINES: usize = 64 << 10;

/// What came of a line.
enum Made {
    Nothing,
    /// An article, and whether it had too many columns.
    Article(Draft, bool),
    /// No article: the number of the line, and why.
    Bad(u64, String),
}

/// Lines into articles.
struct Lines {
    mapping: Option<Mapping>,
    bad: BadRecords,
    /// The number of the next line, from 1.
    first_line: u64,
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
        let parsed: Vec<Result<Option<Record>, String>> =
            lines.par_iter().map(|line| json_record(line)).collect();
        let first = parsed.iter().filter_map(|r| r.as_ref().ok()?.as_ref());
        if outlet.takes_records(first.take(SAMPLE)) {
            return None;
        }
        if self.mapping.is_none() {
            let records = parsed.iter().filter_map(|r| r.as_ref().ok()?.as_ref());
            self.mapping = guess(None, records.filter(|r| !r.is_empty()));
        }
        // Records of nothing say nothing of those that follow.
        let nothing = Mapping::default();
        let known = self.mapping.as_ref().unwrap_or(&nothing);
        let first_line = self.first_line;
        let made: Vec<Made> = parsed
            .into_par_iter()
            .enumerate()
            .map(|(i, record)| {
                let number = first_line + i as u64;
                match record {
                    Ok(None) => Made::Nothing,
                    Ok(Some(mut record)) => {
                        let is_cut = cut_columns(&mut record);
                        match known.draft(record, number) {
                            Some(draft) => Made::Article(draft, is_cut),
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
                    drafts.push(draft);
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

fn json_record(line: &[u8]) -> Result<Option<Record>, String> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    record_of(value_of(line)?).map(Some)
}
