//! The journal: what happened, one entry a line, each with its number and a checksum.
//!
//! A line is RON: `(sum: "9f3c…", entry: (…))`. The sum is the first 16 digits of the BLAKE3 hash of what
//! stands behind `entry: `, up to the last parenthesis. A line that is cut off or damaged ends what is
//! read; so does a number that does not follow. The first line says what the journal continues:
//! `(sum: "…", head: (…))`; those of earlier versions have none.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::document::options;
use super::lineage::{HEAD_VERSION, Head};
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
const MIDDLE_OF_HEAD: &str = "\", head: ";
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
    summed_line(entry).map(|(line, _)| line)
}

/// [`line`], with its sum.
///
/// # Errors
/// The same.
pub(super) fn summed_line(entry: &Entry) -> ron::Result<(String, String)> {
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
    let sum = sum(&body);
    Ok((format!("{HEAD}{sum}{MIDDLE}{body})\n"), sum))
}

/// The first line of a journal, its end included.
///
/// # Errors
/// Only what the serializer refuses, which no head contains.
pub(super) fn head_line(head: &Head) -> ron::Result<String> {
    let body = options().to_string(head)?;
    Ok(format!("{HEAD}{}{MIDDLE_OF_HEAD}{body})\n", sum(&body)))
}

/// The sum and the body of a line, where they fit each other.
fn parts<'l>(line: &'l str, middle: &str) -> Result<(&'l str, &'l str), &'static str> {
    let rest = line.strip_prefix(HEAD).ok_or("it does not begin as one")?;
    let (written, rest) = rest.split_at_checked(SUM).ok_or("it is cut off")?;
    let body = rest
        .strip_prefix(middle)
        .and_then(|r| r.strip_suffix(')'))
        .ok_or("it is cut off")?;
    if sum(body) != written {
        return Err("its checksum does not fit");
    }
    Ok((written, body))
}

const NEWER: &str = "it is written by a newer version";
const BEYOND: &str = "its number is beyond all counting";

/// What the first line says; none where it is no head.
fn head(line: &str) -> Option<Result<Head, &'static str>> {
    let (_, body) = parts(line, MIDDLE_OF_HEAD).ok()?;
    let head = options().from_str::<Head>(body).ok();
    let head = head.filter(|h| h.version <= HEAD_VERSION).ok_or(NEWER);
    let is_counted = |h: &Head| h.after <= MAX_SEQUENCE;
    Some(head.and_then(|h| is_counted(&h).then_some(h).ok_or(BEYOND)))
}

/// What a line says, with its sum; the reason where it is damaged.
fn entry(line: &str) -> Result<(Entry, String), &'static str> {
    let (sum, body) = parts(line, MIDDLE)?;
    let record: EntryRecord = options().from_str(body).map_err(|_| NEWER)?;
    if record.sequence > MAX_SEQUENCE {
        return Err(BEYOND);
    }
    let entry = read_entry(record);
    Ok((entry, sum.to_owned()))
}

fn read_entry(record: EntryRecord) -> Entry {
    Entry {
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
    }
}

/// An entry as it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What it says.
    pub entry: Entry,
    /// The sum of that.
    pub sum: String,
    /// Bytes up to the beginning of its line.
    pub start: u64,
    /// Bytes up to the end of its line.
    pub end: u64,
}

/// What a journal holds.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// What it continues; none in those of earlier versions.
    pub head: Option<Head>,
    /// Its entries.
    pub entries: Vec<Found>,
    /// Bytes of what can be read.
    pub good: u64,
    /// The line that cannot be read, and why.
    pub damage: Option<(usize, &'static str)>,
    /// Whether that is a last line without an end: perhaps it is only being written.
    pub is_unfinished: bool,
    /// Whether the last line that can be read lacks its end, or has another.
    pub lacks_end: bool,
}

/// A line as it should be, and whether its end is there. Whatever stands in the place of the end of a last
/// line, or nothing, the line itself is whole or not by its sum.
fn without_end(line: &[u8], is_last: bool) -> Result<(&str, bool), &'static str> {
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| "it is no text");
    if let Some(whole) = line.strip_suffix(b"\n") {
        return Ok((text(whole)?, true));
    }
    if !is_last {
        return Err("it is cut off");
    }
    match line.split_last() {
        Some((end, before)) if *end != b')' && before.ends_with(b")") => Ok((text(before)?, false)),
        _ => Ok((text(line)?, false)),
    }
}

/// Reads a journal up to the first line that is damaged or whose number does not follow. Told is every
/// line that cannot be read, also a last one that was perhaps only being written.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut out = Read::default();
    let mut at = 0;
    for (number, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let start = at;
        at += line.len() as u64;
        let is_unfinished = !line.ends_with(b"\n");
        let line = without_end(line, at == bytes.len() as u64);
        if number == 0
            && let Ok((text, has_end)) = line
            && let Some(found) = head(text)
        {
            match found {
                Ok(found) => out.head = Some(found),
                Err(why) => {
                    out.damage = Some((1, why));
                    return out;
                }
            }
            out.good = at;
            out.lacks_end = !has_end;
            continue;
        }
        let found = line.and_then(|(text, has_end)| Ok((entry(text)?, has_end)));
        let ((entry, sum), has_end) = match found {
            Ok(found) => found,
            Err(why) => {
                out.damage = Some((number + 1, why));
                out.is_unfinished = is_unfinished;
                return out;
            }
        };
        let before = out.entries.last().map(|found| found.entry.sequence);
        let before = before.or(out.head.as_ref().map(|head| head.after));
        if before.is_some_and(|before| before.checked_add(1) != Some(entry.sequence)) {
            out.damage = Some((number + 1, "its number does not follow"));
            return out;
        }
        out.entries.push(Found {
            entry,
            sum,
            start,
            end: at,
        });
        out.good = at;
        out.lacks_end = !has_end;
    }
    out
}

/// Every entry that can be read, whatever lies between: for the history, which nothing depends on.
pub(super) fn read_any(bytes: &[u8]) -> Vec<(Entry, String)> {
    bytes
        .split_inclusive(|b| *b == b'\n')
        .filter_map(|line| entry(std::str::from_utf8(line).ok()?.strip_suffix('\n')?).ok())
        .collect()
}

#[cfg(test)]
mod tests;
