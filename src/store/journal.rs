//! The journal: what happened, one entry a line, each with its number and a checksum.
//!
//! A line is RON: `(sum: "9f3c…", entry: (…))`. The sum is the first 16 digits of the BLAKE3 hash of what
//! stands behind `entry: `, up to the last parenthesis. A line that is cut off or damaged ends what is
//! read; so does a number that does not follow.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::document::options;
use super::open::MAX_SEQUENCE;
use crate::workspace::kinds::ChangeRecord;
use crate::workspace::{Change, Edit, Entry, Happening, Stamp};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Entry")]
struct EntryRecord {
    sequence: u64,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    by: Arc<str>,
    what: WhatRecord,
}

#[derive(Serialize, Deserialize)]
enum WhatRecord {
    Do(EditRecord),
    Undo(u64),
    Redo(u64),
    Quiet(Vec<ChangeRecord>),
}

/// An edit as it stands in a journal, and as `dateline edit` reads it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Edit")]
struct EditRecord {
    #[serde(default)]
    label: String,
    changes: Vec<ChangeRecord>,
}

impl From<&Edit> for EditRecord {
    fn from(edit: &Edit) -> Self {
        Self {
            label: edit.label.clone(),
            changes: edit.changes.iter().map(ChangeRecord::from).collect(),
        }
    }
}

impl From<EditRecord> for Edit {
    fn from(record: EditRecord) -> Self {
        Self::new(
            record.label,
            record.changes.into_iter().map(Change::from).collect(),
        )
    }
}

/// Reads an edit as a journal holds it: `(label: "…", changes: [Annotation(after: (…))])`.
///
/// # Errors
/// What is wrong, with line and column.
pub fn edit_from_ron(text: &str) -> Result<Edit, ron::error::SpannedError> {
    options().from_str::<EditRecord>(text).map(Edit::from)
}

/// The edit as RON on one line.
///
/// # Errors
/// Only what the serializer refuses, which no edit contains.
pub fn edit_to_ron(edit: &Edit) -> ron::Result<String> {
    options().to_string(&EditRecord::from(edit))
}

const HEAD: &str = "(sum: \"";
const MIDDLE: &str = "\", entry: ";
const SUM: usize = 16;

fn sum(entry: &str) -> String {
    let hash = blake3::hash(entry.as_bytes()).to_hex();
    hash.as_str().chars().take(SUM).collect()
}

/// An entry as a line of the journal, its end included.
///
/// # Errors
/// Only what the serializer refuses, which no entry contains.
pub(super) fn line(entry: &Entry) -> ron::Result<String> {
    let record = EntryRecord {
        sequence: entry.sequence,
        at: entry.stamp.at,
        by: Arc::clone(&entry.stamp.by),
        what: match &entry.what {
            Happening::Do(edit) => WhatRecord::Do(edit.into()),
            Happening::Undo(step) => WhatRecord::Undo(*step),
            Happening::Redo(step) => WhatRecord::Redo(*step),
            Happening::Quiet(changes) => {
                WhatRecord::Quiet(changes.iter().map(ChangeRecord::from).collect())
            }
        },
    };
    let body = options().to_string(&record)?;
    Ok(format!("{HEAD}{}{MIDDLE}{body})\n", sum(&body)))
}

/// What a line says; the reason where it is damaged.
fn entry(line: &str) -> Result<Entry, &'static str> {
    let rest = line.strip_prefix(HEAD).ok_or("it does not begin as one")?;
    let (written, rest) = rest.split_at_checked(SUM).ok_or("it is cut off")?;
    let body = rest
        .strip_prefix(MIDDLE)
        .and_then(|r| r.strip_suffix(')'))
        .ok_or("it is cut off")?;
    if sum(body) != written {
        return Err("its checksum does not fit");
    }
    let record: EntryRecord = options()
        .from_str(body)
        .map_err(|_| "it is written by a newer version")?;
    if record.sequence > MAX_SEQUENCE {
        return Err("its number is beyond all counting");
    }
    Ok(Entry {
        sequence: record.sequence,
        stamp: Stamp {
            at: record.at,
            by: record.by,
        },
        what: match record.what {
            WhatRecord::Do(edit) => Happening::Do(edit.into()),
            WhatRecord::Undo(step) => Happening::Undo(step),
            WhatRecord::Redo(step) => Happening::Redo(step),
            WhatRecord::Quiet(changes) => {
                Happening::Quiet(changes.into_iter().map(Change::from).collect())
            }
        },
    })
}

/// What a journal holds.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Its entries, each with the number of bytes up to its end.
    pub entries: Vec<(Entry, u64)>,
    /// Bytes of what can be read.
    pub good: u64,
    /// The line that cannot be read, and why; a last line that was being written is none.
    pub damage: Option<(usize, &'static str)>,
}

/// Reads a journal up to the first line that is damaged or whose number does not follow.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut out = Read::default();
    let mut at = 0;
    for (number, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        at += line.len() as u64;
        let text = std::str::from_utf8(line).map_err(|_| "it is no text");
        let whole = text.and_then(|t| t.strip_suffix('\n').ok_or("it is cut off"));
        let follows = |entry: &Entry| {
            let last = out.entries.last();
            last.is_none_or(|(before, _)| before.sequence + 1 == entry.sequence)
        };
        match whole.and_then(entry) {
            Ok(entry) if follows(&entry) => {
                out.entries.push((entry, at));
                out.good = at;
            }
            Ok(_) => {
                out.damage = Some((number + 1, "its number does not follow"));
                return out;
            }
            Err(why) => {
                // A last line without an end was being written when the program stopped.
                let is_last = at == bytes.len() as u64;
                out.damage = (!is_last || text.is_ok_and(|t| t.ends_with('\n')))
                    .then_some((number + 1, why));
                return out;
            }
        }
    }
    out
}

/// Every entry that can be read, whatever lies between: for the history, which nothing depends on.
pub(super) fn read_any(bytes: &[u8]) -> Vec<Entry> {
    bytes
        .split_inclusive(|b| *b == b'\n')
        .filter_map(|line| entry(std::str::from_utf8(line).ok()?.strip_suffix('\n')?).ok())
        .collect()
}

#[cfg(test)]
mod tests;
