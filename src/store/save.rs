//! Writing a workspace file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::atomic::write_atomically;
use super::document::{workspace_from_ron, workspace_to_ron};
use super::open::Fingerprint;
use crate::workspace::Workspace;

/// The folder beside a workspace that holds its earlier generations.
pub const WORK_FOLDER: &str = ".dateline";

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
    let text = workspace_to_ron(workspace).map_err(|e| SaveError::ReadBack(e.to_string()))?;
    let on_disk = match fs::read(path) {
        Ok(bytes) => Some(Fingerprint::of(&bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(e.into()),
    };
    // A file that vanished is written again; one that appeared or changed is somebody's work.
    if on_disk.is_some() && on_disk != seen {
        return Err(SaveError::ChangedOnDisk(path.to_owned()));
    }
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    if on_disk.is_some() {
        keep_previous(path, keep_comments)?;
    }
    write_atomically(path, text.as_bytes(), |sibling| {
        read_back(sibling, workspace)
    })?;
    Ok(Fingerprint::of(text.as_bytes()))
}

fn read_back(sibling: &Path, workspace: &Workspace) -> Result<(), SaveError> {
    let text = fs::read_to_string(sibling)?;
    let read = workspace_from_ron(&text).map_err(|e| SaveError::ReadBack(e.to_string()))?;
    if read == *workspace {
        Ok(())
    } else {
        Err(SaveError::ReadBack("it differs".to_owned()))
    }
}

/// Copies the file on disk into the work folder before it is replaced.
fn keep_previous(path: &Path, keep_comments: bool) -> Result<(), SaveError> {
    let folder = path.with_file_name(WORK_FOLDER);
    if !folder.exists() {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    let stem = path
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    let old = fs::read(path)?;
    if keep_comments {
        let stamp = Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
        write_atomically::<SaveError>(
            &folder.join(format!("{stem}.with-comments-{stamp}.ron")),
            &old,
            |_| Ok(()),
        )?;
    }
    write_atomically::<SaveError>(&folder.join(format!("{stem}.previous.ron")), &old, |_| {
        Ok(())
    })?;
    Ok(())
}
