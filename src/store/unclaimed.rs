//! What no workspace has taken in: entries in the user's data folder, parts that were put aside beside a
//! workspace, and files that a program which was ended has left on the way.
//!
//! Useful for: showing what is there and with what in it, and taking it back by hand. Not useful for: what
//! comes back by itself when a workspace is opened (that is the workspace log).

use std::io;
use std::path::{Path, PathBuf};

use super::companions::{key, stem_of, work_folder};
use super::disk::{Disk, RealDisk};
use super::journal;
use crate::workspace::Entry;

/// The folder of the data folder for entries that could not be written beside their workspace.
const UNSAVED: &str = "unsaved";

/// What something is that was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftKind {
    /// Entries that could not be written beside their workspace.
    Fallback,
    /// Entries that did not fit their workspace, or could not be read.
    Aside,
    /// On its way to become one of the others when the program was ended.
    Temporary,
    /// Something else, by whatever way it came there.
    Other,
}

impl LeftKind {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fallback => "changes that could not be written beside their workspace",
            Self::Aside => "changes that were put aside",
            Self::Temporary => "left by a program that was ended while it saved",
            Self::Other => "not made by Dateline",
        }
    }
}

/// Something that was left.
#[derive(Clone, Debug)]
pub struct LeftBehind {
    /// Its file.
    pub path: PathBuf,
    /// What it is.
    pub kind: LeftKind,
    /// Entries that can be read.
    pub entries: Vec<Entry>,
    /// Where the workspace lay that they are of, where it is written.
    pub workspace: Option<String>,
    /// What cannot be read, and why.
    pub damage: Option<String>,
}

/// What lies in a data folder, by name.
///
/// # Errors
/// The folder cannot be listed.
pub fn left_behind(data_folder: &Path) -> io::Result<Vec<LeftBehind>> {
    let mut out = Vec::new();
    for folder in [data_folder.to_owned(), data_folder.join(UNSAVED)] {
        for name in RealDisk.list(&folder)? {
            let path = folder.join(&name);
            if !path.is_dir() {
                let kind = if path.extension().is_some_and(|e| e == "tmp") {
                    LeftKind::Temporary
                } else if path.extension().is_some_and(|e| e == "journal") {
                    LeftKind::Fallback
                } else if name.contains("damaged-") || name.contains("unplaced-") {
                    LeftKind::Aside
                } else {
                    LeftKind::Other
                };
                out.extend(looked_at(path, kind));
            }
        }
    }
    Ok(out)
}

/// What was put aside beside a workspace file, by name.
///
/// # Errors
/// The folder cannot be listed.
pub fn left_beside(file: &Path) -> io::Result<Vec<LeftBehind>> {
    let folder = work_folder(file);
    let mut out = Vec::new();
    for name in RealDisk.list(&folder)? {
        let is_part = [key(file), stem_of(file)].iter().any(|start| {
            let kind = name.strip_prefix(start.as_str());
            let kind = kind.and_then(|rest| rest.strip_prefix('.'));
            kind.is_some_and(|kind| kind.starts_with("damaged-") || kind.starts_with("unplaced-"))
        });
        if is_part {
            out.extend(looked_at(folder.join(name), LeftKind::Aside));
        }
    }
    Ok(out)
}

/// What is in a file; none where it is empty.
fn looked_at(path: PathBuf, kind: LeftKind) -> Option<LeftBehind> {
    let (entries, workspace, damage) = match RealDisk.read(&path) {
        Ok(bytes) if bytes.is_empty() => return None,
        Ok(bytes) => {
            let read = journal::read(&bytes);
            let damage = read.damage.map(|(line, why)| format!("line {line}: {why}"));
            let rest = (read.good < bytes.len() as u64).then(|| "its end was cut off".to_owned());
            // Behind what cannot be read there may be more that can.
            let entries = journal::read_any(&bytes).into_iter();
            let entries = entries.map(|(entry, _)| entry).collect();
            let workspace = read.head.and_then(|head| head.file);
            (entries, workspace, damage.or(rest))
        }
        Err(why) => (Vec::new(), None, Some(why.to_string())),
    };
    Some(LeftBehind {
        path,
        kind,
        entries,
        workspace,
        damage,
    })
}

/// Takes something away that was left, once all of it is in a workspace; `false` where there is something else
/// in it by now, and it stays.
///
/// # Errors
/// What the system says.
pub fn remove_left(left: &LeftBehind) -> io::Result<bool> {
    let there = looked_at(left.path.clone(), left.kind);
    let is_same =
        there.is_none_or(|now| (&now.entries, &now.damage) == (&left.entries, &left.damage));
    if is_same {
        RealDisk.remove(&left.path)?;
    }
    Ok(is_same)
}
