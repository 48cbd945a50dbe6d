//! Who works on a workspace: one window or program at a time.
//!
//! The lock is the system's own on a file of the work folder, so that it goes with a process that dies;
//! who holds it stands in a file beside it.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, RealDisk};
use super::save::{make_work_folder, stem_of};

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
        let folder = make_work_folder(&RealDisk, file)?;
        let holder = folder.join(format!("{}.holder", stem_of(file)));
        let path = folder.join(format!("{}.lock", stem_of(file)));
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let words = fs::read_to_string(&holder).unwrap_or_default();
                let words = words.trim();
                let somebody = if words.is_empty() {
                    "another window"
                } else {
                    words
                };
                return Err(LockError::Held(somebody.to_owned()));
            }
            // Some network drives know no locks: working without one is better than not at all.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(e.into()),
        }
        RealDisk.create(&holder, format!("{}\n", words(name)).as_bytes(), &holder)?;
        let file = Arc::new(Held { file: lock, path });
        Ok(Self { file, holder })
    }

    /// What tells whether it is still held.
    pub fn right(&self) -> Arc<dyn Right> {
        Arc::<Held>::clone(&self.file)
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
