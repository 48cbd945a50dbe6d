//! A workspace file that cannot be read any more, put together again from its earlier versions.
//!
//! Useful for: a file that something else has cut short, written over or taken away. Not useful for: going
//! back on purpose, which is an edit of the session.

use std::io;
use std::path::{Path, PathBuf};

use super::backups::backups;
use super::companions::{companion, readable};
use super::disk::{Disk, read_if_there, replace_like, replace_through};
use super::open::open_on;
use super::save::make_work_folder;

/// What was put in place of a file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The earlier version that has its name now. What was done since is offered when it is opened.
    pub backup: PathBuf,
    /// Where the unreadable file is kept; none where there was none.
    pub kept: Option<PathBuf>,
}

/// Puts the newest earlier version that can be read in the place of a workspace file; what stands there is
/// kept. None where there is no such version: nothing has changed then. Only who has the right to change
/// the workspace may do this.
///
/// # Errors
/// What the system says.
pub fn restore(disk: &dyn Disk, file: &Path) -> io::Result<Option<Restored>> {
    let all = backups(disk, file)?;
    let readable = all.into_iter().find(|b| open_on(disk, &b.path).is_ok());
    let Some(backup) = readable.map(|b| b.path) else {
        return Ok(None);
    };
    let there = read_if_there(disk, file)?;
    let mut kept = None;
    if !there.is_empty() {
        make_work_folder(disk, file)?;
        let hash = blake3::hash(&there).to_hex();
        let hash = hash.get(..8).unwrap_or_default();
        let path = companion(file, &format!("unreadable-{hash}.ron"));
        replace_like(disk, &path, file, &there)?;
        kept = Some(path);
    }
    let content = disk.read(&backup)?;
    let through = make_work_folder(disk, file)?;
    replace_through::<io::Error>(disk, file, (&through, file), &content, |_| Ok(()))?;
    Ok(Some(Restored { backup, kept }))
}

/// What a workspace file that is not there any more has left beside it, in words; none where it never was
/// there, or only its lock and its settings are left.
pub fn left_of_gone(file: &Path) -> Option<String> {
    let disk = &super::RealDisk;
    let has = |kind| {
        let path = readable(disk, file, kind).ok()?;
        disk.len(&path).ok()?.filter(|len| *len > 0).map(|_| path)
    };
    let newest = backups(disk, file).unwrap_or_default().into_iter().next();
    let left = newest.map(|backup| backup.path);
    let left: Vec<String> = [left, has("journal"), has("history")]
        .iter()
        .flatten()
        .map(|path| path.display().to_string())
        .collect();
    if left.is_empty() {
        return None;
    }
    Some(format!(
        "The workspace file is not there any more, but what belongs to it is: {}. If it was renamed, open it by its new name; else “dateline check --repair” puts it together again. {}",
        left.join(", "),
        file.display()
    ))
}

/// What one can do about a workspace file that cannot be read: names only what is there.
pub(super) fn advice(file: &Path) -> String {
    let kept = backups(&super::RealDisk, file).unwrap_or_default();
    let Some(newest) = kept.first() else {
        return "Correct it; there is no earlier version of it to go back to".to_owned();
    };
    let since: Vec<String> = ["history", "journal"]
        .map(|kind| readable(&super::RealDisk, file, kind))
        .iter()
        .flatten()
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect();
    let since = match &since[..] {
        [] => String::new(),
        some => format!(", and what was done since in {}", some.join(" and ")),
    };
    format!(
        "The version before is in {}{since}. “dateline check --repair” puts them together again, and keeps what cannot be read",
        newest.path.display()
    )
}
