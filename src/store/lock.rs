//! Who works on a workspace: one window or program at a time.
//!
//! The lock is the system's own on a file of the work folder, so that it goes with a process that dies;
//! who holds it stands in a file beside it.

use std::fmt::Debug;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::companions::{self, companion};
use super::disk::{Disk, RealDisk, folder_of, make_folder, open_to_lock};
use super::save::make_work_folder;

/// The right to change a workspace, as it is asked for before each write.
pub trait Right: Debug + Send + Sync {
    /// Whether it is still held: what grants it may have been removed or replaced, and be granted to
    /// somebody else by now.
    ///
    /// # Errors
    /// What the system says; then nobody knows.
    fn is_held(&self) -> io::Result<bool>;
}

/// The right to change a workspace; given back when dropped.
#[derive(Debug)]
pub struct Lock {
    file: Arc<Held>,
    holder: PathBuf,
}

/// A lock on a file, and where that lies.
#[derive(Debug)]
struct Held {
    file: File,
    path: PathBuf,
}

impl Right for Held {
    fn is_held(&self) -> io::Result<bool> {
        match is_same(&self.file, &self.path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            other => other,
        }
    }
}

/// Whether an open file is the one of this name; links are not followed.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (held, there) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok((held.dev(), held.ino()) == (there.dev(), there.ino()))
}

/// Whether an open file is the one of this name. Elsewhere a file that is open keeps its name, or the time
/// at which it was made tells it from another.
#[cfg(not(unix))]
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    let (held, there) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok(there.is_file() && held.created()? == there.created()?)
}

/// Why the right was not given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Somebody else has it; who.
    #[error("{0} is working on this workspace")]
    Held(String),
    /// What the system says.
    #[error("the workspace cannot be locked: {0}")]
    Io(#[from] io::Error),
}

impl Lock {
    /// Takes the right to change the workspace in `file` for `name`.
    ///
    /// # Errors
    /// Somebody else has it; the work folder cannot be written.
    pub fn take(file: &Path, name: &str) -> Result<Self, LockError> {
        make_work_folder(&RealDisk, file)?;
        let holder = companion(file, "holder");
        let path = companion(file, "lock");
        let lock = open_to_lock(&path, file)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&holder)),
            // Some network drives know no locks: working without one is better than not at all.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(e.into()),
        }
        refuse_earlier_holder(file)?;
        RealDisk.create(&holder, format!("{}\n", words(name)).as_bytes(), file)?;
        companions::remove_left_over(&RealDisk, file)?;
        companions::take_rights(file);
        let file = Arc::new(Held { file: lock, path });
        Ok(Self { file, holder })
    }

    /// [`Self::take`] for a workspace that gets its first file, and its folder where that is not there.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn take_first(file: &Path, name: &str) -> Result<Self, LockError> {
        make_folder(&RealDisk, folder_of(file))?;
        Self::take(file, name)
    }

    /// What tells whether it is still held.
    pub fn right(&self) -> Arc<dyn Right> {
        Arc::<Held>::clone(&self.file)
    }
}

/// The longest words about a holder that are read: a file that was put there may have any length.
const MAX_HOLDER: usize = 1000;

/// That somebody has the right; who, as far as it is written.
fn held(holder: &Path) -> LockError {
    let words = RealDisk.read(holder).unwrap_or_default();
    let words = String::from_utf8_lossy(words.get(..MAX_HOLDER).unwrap_or(&words)).into_owned();
    LockError::Held(match words.trim() {
        "" => "another window".to_owned(),
        words => words.to_owned(),
    })
}

/// Whoever works on the workspace with version 0.1 has its lock under another name; one that nobody has goes.
fn refuse_earlier_holder(file: &Path) -> Result<(), LockError> {
    let names = ["lock", "holder"].map(|kind| companions::earlier(file, kind));
    let [Some(lock), Some(holder)] = names else {
        return Ok(());
    };
    if RealDisk.len(&lock)?.is_none() {
        return Ok(());
    }
    match open_to_lock(&lock, file)?.try_lock() {
        Err(TryLockError::WouldBlock) => Err(held(&holder)),
        _ if companions::is_sole(&RealDisk, file)? => {
            RealDisk.remove(&lock)?;
            Ok(RealDisk.remove(&holder)?)
        }
        _ => Ok(()),
    }
}

/// A person, a machine and a process, as they are named to others.
fn words(name: &str) -> String {
    let name = if name.trim().is_empty() {
        "somebody"
    } else {
        name.trim()
    };
    let machine = fs::read_to_string("/etc/hostname")
        .ok()
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .unwrap_or_default();
    let on = match machine.trim() {
        "" => String::new(),
        machine => format!(" on {machine}"),
    };
    format!("{name}{on} (process {})", std::process::id())
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where somebody else may hold it by now, his name stays. What cannot be taken away is overwritten
        // by the next holder.
        if self.file.is_held().unwrap_or(false) {
            fs::remove_file(&self.holder).unwrap_or_default();
        }
        self.file.file.unlock().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_works_with_an_earlier_version_is_respected_and_an_old_lock_goes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("w.ron");
        let work = folder.path().join(".dateline");
        fs::create_dir(&work).unwrap();
        let old = File::create(work.join("w.lock")).unwrap();
        fs::write(work.join("w.holder"), "Olena (process 7)\n").unwrap();
        old.lock().unwrap();
        let refused = Lock::take(&file, "Jan").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Olena (process 7) is working on this workspace"
        );
        old.unlock().unwrap();
        let _taken = Lock::take(&file, "Jan").unwrap();
        assert!(!work.join("w.lock").exists() && !work.join("w.holder").exists());
    }

    #[test]
    fn two_names_that_differ_in_their_ending_are_two_workspaces() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Lock::take(&folder.path().join("a.ron"), "Olena").unwrap();
        Lock::take(&folder.path().join("a.RON"), "Jan").unwrap();
        Lock::take(&folder.path().join("a.ron.ron"), "Ada").unwrap();
    }

    #[test]
    fn the_second_is_told_who_has_it_and_gets_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("workspace.ron");
        let first = Lock::take(&file, "Olena").unwrap();
        let LockError::Held(who) = Lock::take(&file, "Jan").unwrap_err() else {
            panic!("not held")
        };
        assert!(who.starts_with("Olena"), "{who}");
        drop(first);
        Lock::take(&file, "Jan").unwrap();
    }
}
