//! A file that was read, whatever came of it.

use crate::corpus::Problem;
use crate::corpus::article_table::row::{read_str, read_u32, write_str, write_u32};

/// A file as it was when it was read. Its articles are rows of its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// Source it belongs to.
    pub source: String,
    /// Path within the source, with `/`.
    pub path: String,
    /// Size, time of change, and everything else that decides how it was read; zeros for a file that
    /// was not read to its end.
    pub fingerprint: [u8; 16],
    /// Bytes of the file.
    pub bytes: u64,
    /// What could not be taken in, or only with a doubt.
    pub problems: Vec<Problem>,
}

impl TableFile {
    /// The fingerprint of a file that was not read to its end.
    pub const UNFINISHED: [u8; 16] = [0; 16];
}

/// Says that a file begins.
pub(super) fn write_start(out: &mut Vec<u8>, file: &TableFile) {
    out.push(START);
    write_str(out, &file.source);
    write_str(out, &file.path);
    out.extend(file.bytes.to_le_bytes());
}

/// Says that a file was read to its end.
pub(super) fn write_end(
    out: &mut Vec<u8>,
    number: u32,
    fingerprint: [u8; 16],
    problems: &[Problem],
) {
    out.push(END);
    write_u32(out, number);
    out.extend(fingerprint);
    // A list that cannot be written is an empty list.
    let written = serde_json::to_string(problems).unwrap_or_default();
    write_str(out, if problems.is_empty() { "" } else { &written });
}

const START: u8 = 0;
const END: u8 = 1;

/// Reads what the two above wrote, end to end.
pub(super) fn read_files(mut bytes: &[u8]) -> Option<Vec<TableFile>> {
    let mut out: Vec<TableFile> = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        bytes = rest;
        match *kind {
            START => {
                let source = read_str(&mut bytes)?.to_owned();
                let path = read_str(&mut bytes)?.to_owned();
                let (size, rest) = bytes.split_first_chunk::<8>()?;
                bytes = rest;
                out.push(TableFile {
                    source,
                    path,
                    fingerprint: TableFile::UNFINISHED,
                    bytes: u64::from_le_bytes(*size),
                    problems: Vec::new(),
                });
            }
            END => {
                let number = read_u32(&mut bytes)?;
                let (fingerprint, rest) = bytes.split_first_chunk::<16>()?;
                bytes = rest;
                let problems = read_str(&mut bytes)?;
                let file = out.get_mut(number as usize)?;
                file.fingerprint = *fingerprint;
                if !problems.is_empty() {
                    file.problems = serde_json::from_str(problems).ok()?;
                }
            }
            _ => return None,
        }
    }
    Some(out)
}

/// A file struck out: its rows do not count any more.
pub(super) fn write_dead(out: &mut Vec<u8>, file: u32) {
    write_u32(out, file);
}

pub(super) fn read_dead(mut bytes: &[u8]) -> Vec<u32> {
    let mut out = Vec::new();
    while let Some(file) = read_u32(&mut bytes) {
        out.push(file);
    }
    out
}
