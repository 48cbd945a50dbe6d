//! Reading a workspace file.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::companions::is_inside_work_folder;
use super::disk::{Disk, RealDisk, folder_of};
use super::document::{Head, KIND, LARGE, Split, VERSION, options, workspace_from_text};
use super::lenient::{UnknownField, blank_field};
use super::lineage::{Identity, Lineage, Origin};
use super::paths::is_writable_folder;
use super::restore::advice;
use crate::workspace::Workspace;

/// Most unknown fields that are passed over before a file is refused.
const MAX_UNKNOWN: usize = 64;

/// The last number of an entry that is counted on from. No workspace comes there by work; a damaged or made-up
/// one may.
pub(super) const MAX_SEQUENCE: u64 = u64::MAX / 2;

/// What the disk held when it was last read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(blake3::Hash);

impl Fingerprint {
    /// Of the content of a file.
    pub fn of(content: &[u8]) -> Self {
        Self(blake3::hash(content))
    }

    /// The same as a lineage.
    pub(super) fn lineage(self) -> Lineage {
        Lineage::of_hash(self.0)
    }
}

/// Whether a workspace may be written where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may.
    ReadWrite,
    /// It may not.
    ReadOnly(ReadOnlyReason),
}

/// Why a workspace is open for reading only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadOnlyReason {
    /// A field that this version does not know would be lost on saving.
    #[error(
        "line {line} has a field `{name}` that this version of Dateline does not know and would lose; correct the file or use a newer version"
    )]
    UnknownField {
        /// Its name.
        name: String,
        /// Its line.
        line: usize,
    },
    /// Written by a newer version.
    #[error(
        "it was written by a newer version of Dateline (file version {found}, this program writes {VERSION}); use that version to change it"
    )]
    NewerVersion {
        /// The version of the file.
        found: u32,
    },
    /// Another window works on it.
    #[error("{holder} has it open; this window shows what is saved there")]
    InUse {
        /// Who.
        holder: String,
    },
    /// Its entries can be numbered no further.
    #[error(
        "its count of changes has come to its end; save a copy to change it, which counts anew"
    )]
    NumbersAtEnd,
    /// Something beside it leads elsewhere.
    #[error("{0}")]
    Foreign(String),
    /// The file or its folder cannot be written.
    #[error("its folder cannot be written; save a copy elsewhere to change it")]
    NotWritable,
}

/// Why a workspace cannot be opened at all. The file is never touched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The system refused.
    #[error("cannot read the workspace: {why}. {}. {}", what_to_do(why, path), path.display())]
    Unreadable {
        /// What the system says.
        why: std::io::Error,
        /// The file.
        path: PathBuf,
    },
    /// No file at all.
    #[error("a workspace is a file; this is a folder, a device or a pipe. {}", .0.display())]
    NoFile(PathBuf),
    /// Not RON, or not the shape of a workspace.
    #[error("line {line}, column {column}: {why}. The file was left as it is. {}. {}", advice(path), path.display())]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 1, in characters.
        column: usize,
        /// What is wrong.
        why: String,
        /// The file.
        path: PathBuf,
    },
    /// RON, but of another kind.
    #[error("this is not a Dateline workspace: its kind is `{kind}`. {}", path.display())]
    OtherKind {
        /// What it says it is.
        kind: String,
        /// The file.
        path: PathBuf,
    },
}

/// What one can do about a file that the system does not give, or that is no text.
fn what_to_do(why: &std::io::Error, path: &Path) -> String {
    if why.kind() == std::io::ErrorKind::InvalidData {
        return advice(path);
    }
    "Check that the file is there and that you may read it".to_owned()
}

impl OpenError {
    /// Whether the file is there and what stands in it cannot be read, so that an earlier version of it
    /// may help.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Malformed { .. } => true,
            Self::Unreadable { why, .. } => why.kind() == std::io::ErrorKind::InvalidData,
            Self::NoFile(_) | Self::OtherKind { .. } => false,
        }
    }

    /// Whether there is no file.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Unreadable { why, .. } if why.kind() == std::io::ErrorKind::NotFound)
    }
}

/// A workspace as read.
#[derive(Debug)]
pub struct Opened {
    /// The analyst's data.
    pub workspace: Workspace,
    /// Whether it may be written.
    pub access: Access,
    /// What was read.
    pub fingerprint: Fingerprint,
    /// Whether the file holds comments beside the program's own, which saving drops.
    pub has_comments: bool,
    /// The last entry of the journal that is in it.
    pub sequence: u64,
    /// Which workspace it is; none in a file of an earlier version.
    pub identity: Option<Identity>,
    /// Which entries led to it.
    pub(super) lineage: Lineage,
}

/// Reads a workspace file.
///
/// # Errors
/// Unreadable files, and files that are no workspace; see [`OpenError`].
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    // A workspace may be opened by a link; what is beside it, as an earlier version is, may not.
    let path = &match fs::canonicalize(path) {
        Ok(place) if !is_inside_work_folder(path) => place,
        _ => path.to_owned(),
    };
    let mut opened = open_on(&RealDisk, path)?;
    if opened.access == Access::ReadWrite && is_read_only(path) {
        opened.access = Access::ReadOnly(ReadOnlyReason::NotWritable);
    }
    Ok(opened)
}

/// [`open`] on a disk; what the system allows is not asked.
pub(super) fn open_on(disk: &dyn Disk, path: &Path) -> Result<Opened, OpenError> {
    let unreadable = |why| OpenError::Unreadable {
        why,
        path: path.to_owned(),
    };
    let bytes = disk.read(path).map_err(unreadable)?;
    let fingerprint = Fingerprint::of(&bytes);
    let mut text = String::from_utf8(bytes).map_err(|_| {
        unreadable(std::io::Error::new(
            std::io::ErrorKind::InvalidData,
            "it is not UTF-8 text",
        ))
    })?;
    // Taken out where it stands: a large workspace is not held twice.
    if text.starts_with('\u{FEFF}') {
        text.replace_range(..'\u{FEFF}'.len_utf8(), "");
    }
    let split = (text.len() >= LARGE).then(|| Split::of(&text)).flatten();
    let rest = split.as_ref().map_or(text.as_str(), |s| &s.rest);
    let head = options().from_str::<Head>(rest);
    // What is wrong is named with its place in the whole file.
    let head: Head = match head {
        Ok(head) => head,
        Err(_) => options().from_str(&text).map_err(|e| malformed(&e, path))?,
    };
    if head.kind != KIND {
        return Err(OpenError::OtherKind {
            kind: head.kind,
            path: path.to_owned(),
        });
    }
    let has_comments = has_own_comments(rest)
        || split.is_some_and(|s| {
            let lines = s.lines.par_iter();
            let maybe = lines.filter(|l| l.contains("//") || l.contains("/*"));
            maybe.any(|line| has_own_comments(line))
        });
    let ((workspace, origin), unknown) = read_around_unknown(text, path)?;
    let has_numbers = origin.sequence <= MAX_SEQUENCE;
    let access = if head.version > VERSION {
        Access::ReadOnly(ReadOnlyReason::NewerVersion {
            found: head.version,
        })
    } else if let Some(UnknownField { name, line }) = unknown {
        Access::ReadOnly(ReadOnlyReason::UnknownField { name, line })
    } else if has_numbers {
        Access::ReadWrite
    } else {
        Access::ReadOnly(ReadOnlyReason::NumbersAtEnd)
    };
    Ok(Opened {
        workspace,
        access,
        fingerprint,
        has_comments,
        // Nothing in a journal can follow such a number.
        sequence: origin.sequence.min(MAX_SEQUENCE),
        identity: origin.identity,
        lineage: origin.lineage.unwrap_or_else(|| fingerprint.lineage()),
    })
}

/// Reads the document; unknown fields are passed over and the first of them is returned.
fn read_around_unknown(
    mut text: String,
    path: &Path,
) -> Result<((Workspace, Origin), Option<UnknownField>), OpenError> {
    let mut first = None;
    for _ in 0..MAX_UNKNOWN {
        match workspace_from_text(text) {
            Ok(read) => return Ok((read, first)),
            Err(failed) => {
                let (error, back) = *failed;
                text = back;
                let ron::Error::NoSuchStructField { found, .. } = &error.code else {
                    return Err(malformed(&error, path));
                };
                let blanked = blank_field(&mut text, found, error.span.end);
                first = first.or(Some(blanked.ok_or_else(|| malformed(&error, path))?));
            }
        }
    }
    Err(OpenError::Malformed {
        line: first.map_or(1, |f| f.line),
        column: 1,
        why: format!("more than {MAX_UNKNOWN} fields are unknown to this version"),
        path: path.to_owned(),
    })
}

fn malformed(error: &ron::error::SpannedError, path: &Path) -> OpenError {
    OpenError::Malformed {
        line: error.span.end.line,
        column: error.span.end.col,
        why: error.code.to_string(),
        path: path.to_owned(),
    }
}

/// Whether a workspace file, or the folder it lies in, cannot be written.
pub fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.permissions().readonly())
        || !is_writable_folder(folder_of(path))
}

/// Whether a comment stands anywhere but in the lines that the program itself writes at the head.
fn has_own_comments(text: &str) -> bool {
    let ours = super::document::header_lines();
    let mut in_string = false;
    for line in text.lines() {
        if !in_string && ours.contains(&line) {
            continue;
        }
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' if in_string => {
                    chars.next();
                }
                '"' => in_string = !in_string,
                '/' if !in_string && matches!(chars.peek(), Some('/' | '*')) => return true,
                _ => {}
            }
        }
    }
    false
}
