//! Writing a workspace file in full.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::backups;
use super::companions::{companion, work_folder};
use super::disk::{Disk, RealDisk, folder_of, make_folder, replace_like, replace_through};
use super::document::{document_from_ron, document_to_ron};
use super::lineage::Origin;
use super::open::Fingerprint;
use crate::workspace::Workspace;

/// Why a workspace was not saved. The file on disk is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// The system refused.
    #[error(
        "the workspace could not be saved: {0}. Everything is kept in memory; free some space or save a copy elsewhere"
    )]
    Io(#[from] io::Error),
    /// The file is not what was last read or written.
    #[error("the workspace file was changed by another program and has not been overwritten; save your work as a copy, then compare the two. {}", .0.display())]
    ChangedOnDisk(PathBuf),
    /// The work folder was removed or replaced while the workspace was open.
    #[error("the folder .dateline beside the workspace was removed or replaced while it was open, so that somebody else may be working on it: nothing was written over. {}", .0.display())]
    Taken(PathBuf),
    /// What was written does not read back as what was meant.
    #[error("the workspace did not read back as it was written and has not been replaced: {0}")]
    ReadBack(String),
}

/// Saves a workspace in full and returns what is on disk now. `seen` is what was last read or
/// written there, `None` for a new file; `keep_comments` first puts a copy of the old file aside.
///
/// # Errors
/// See [`SaveError`]; the old file is intact then.
pub fn save(
    path: &Path,
    workspace: &Workspace,
    seen: Option<Fingerprint>,
    keep_comments: bool,
) -> Result<Fingerprint, SaveError> {
    // A link keeps pointing at the file that is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let origin = Origin::default();
    let document = (workspace, &origin);
    save_on(&RealDisk, path, document, (seen, keep_comments), || Ok(()))
}

/// [`save`] with where the workspace comes from. `may` is asked once more when all is written and only the
/// name is to be taken.
pub(super) fn save_on(
    disk: &dyn Disk,
    path: &Path,
    (workspace, origin): (&Workspace, &Origin),
    (seen, keep_comments): (Option<Fingerprint>, bool),
    may: impl FnOnce() -> Result<(), SaveError>,
) -> Result<Fingerprint, SaveError> {
    let unwritten = |e: ron::Error| SaveError::ReadBack(e.to_string());
    let text = document_to_ron(workspace, origin).map_err(unwritten)?;
    let there = || match disk.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    };
    let old = there()?;
    // A file that vanished is written again; one that appeared or changed is somebody's work.
    let is_others = |on_disk: Option<Fingerprint>| on_disk.is_some() && on_disk != seen;
    if is_others(old.as_deref().map(Fingerprint::of)) {
        return Err(SaveError::ChangedOnDisk(path.to_owned()));
    }
    // What is to become the file is written there: whoever is ended meanwhile leaves it where it is found.
    let through = match make_work_folder(disk, path) {
        // Only a first file makes its folder: one that has gone was moved, or its disk taken away.
        Err(e) if e.kind() == io::ErrorKind::NotFound && seen.is_none() => {
            make_folder(disk, folder_of(path))?;
            make_work_folder(disk, path)?
        }
        other => other?,
    };
    if let Some(old) = old.filter(|old| old != text.as_bytes()) {
        keep_previous(disk, path, &old, keep_comments)?;
    }
    replace_through(disk, path, (&through, path), text.as_bytes(), |written| {
        let differs = || SaveError::ReadBack("it differs".to_owned());
        let written = std::str::from_utf8(written).map_err(|_| differs())?;
        let read = document_from_ron(written).map_err(|e| SaveError::ReadBack(e.to_string()))?;
        if read.0 != *workspace || read.1 != *origin {
            return Err(differs());
        }
        // All of this takes its time, and others do not wait for it.
        if is_others(there()?.as_deref().map(Fingerprint::of)) {
            return Err(SaveError::ChangedOnDisk(path.to_owned()));
        }
        may()
    })?;
    Ok(Fingerprint::of(text.as_bytes()))
}

/// Makes the work folder where it is not there. Its name is durable once the folder of `file` is flushed.
///
/// # Errors
/// The folder of `file` has gone, or what the system says.
pub(super) fn make_work_folder(disk: &dyn Disk, file: &Path) -> io::Result<PathBuf> {
    let folder = work_folder(file);
    let ignore = folder.join(".gitignore");
    disk.create_folder(&folder).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => io::Error::new(
            io::ErrorKind::NotFound,
            format!(
                "its folder is not there any more, as when it was moved or its disk taken away: {}",
                folder_of(file).display()
            ),
        ),
        _ => e,
    })?;
    if disk.len(&ignore)?.is_none() {
        disk.create(&ignore, b"*\n", &ignore)?;
    }
    Ok(folder)
}

/// Puts the file aside before it is replaced; the work folder must be there.
fn keep_previous(
    disk: &dyn Disk,
    path: &Path,
    old: &[u8],
    keep_comments: bool,
) -> Result<(), SaveError> {
    let now = Timestamp::now();
    if keep_comments {
        let stamp = now.strftime("%Y%m%d-%H%M%S");
        let copy = companion(path, &format!("with-comments-{stamp}.ron"));
        replace_like(disk, &copy, path, old)?;
    }
    Ok(backups::put_aside(disk, path, old, now)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::faulty::{Fault, FaultyDisk};

    #[test]
    fn what_somebody_else_writes_while_a_file_is_saved_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("workspace.ron");
        let (old, new) = (Workspace::default(), Workspace::default());
        let origin = Origin {
            sequence: 1,
            ..Origin::default()
        };
        let disk = RealDisk;
        let saved =
            |disk: &dyn Disk, seen| save_on(disk, &file, (&new, &origin), (seen, false), || Ok(()));
        let seen = || Some(save(&file, &old, None, false).unwrap());
        let counted = FaultyDisk::new(&disk, Fault::NoFlush { at: usize::MAX });
        saved(&counted, seen()).unwrap();
        // The last two are the renaming itself, and the flush behind it.
        for at in 0..counted.operations() - 2 {
            fs::remove_dir_all(folder.path()).unwrap();
            fs::create_dir(folder.path()).unwrap();
            let seen = seen();
            let slow = FaultyDisk::new(&disk, Fault::Waits { at });
            std::thread::scope(|scope| {
                let worker = scope.spawn(|| saved(&slow, seen));
                slow.wait_until_reached();
                fs::write(&file, "(of somebody else)").unwrap();
                slow.release();
                let outcome = worker.join().unwrap();
                assert!(matches!(outcome, Err(SaveError::ChangedOnDisk(_))), "{at}");
            });
            assert_eq!(fs::read(&file).unwrap(), b"(of somebody else)");
        }
    }
}
