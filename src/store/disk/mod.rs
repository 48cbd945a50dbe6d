//! What the store asks of a file system, and nothing else: so that a model that loses what was not
//! flushed, or a layer that fails on purpose, can stand in for the real one.
//!
//! Writes are not durable before [`Disk::flush`]; new names, renames and removals not before
//! [`Disk::flush_folder`] of the folder they are in. No operation follows a link: who opens a workspace by a
//! link says first where it leads.

#[cfg(test)]
pub mod faulty;
#[cfg(unix)]
#[cfg(test)]
mod links_tests;
#[cfg(test)]
pub mod model;
mod real;

use std::fmt;
use std::io;
use std::path::Path;

use super::companions::sibling_in;
pub use real::{RealDisk, open_to_lock, refuse_foreign_cache, take_rights_of};

/// A file system.
pub trait Disk: fmt::Debug + Send + Sync {
    /// The whole content of a file.
    ///
    /// # Errors
    /// What the system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Up to so many bytes of a file from one on; fewer where it ends before.
    ///
    /// # Errors
    /// What the system says.
    fn read_part(&self, path: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>>;

    /// Bytes of a file; `None` where there is none.
    ///
    /// # Errors
    /// What the system says.
    fn len(&self, path: &Path) -> io::Result<Option<u64>>;

    /// Makes a file of this content anew, in place of one that is there: where that is a link, the link goes
    /// and what it leads to stays. The rights of `like` as it is, or as it was when it was last asked for;
    /// ordinary ones where it never was there.
    ///
    /// # Errors
    /// What the system says.
    fn create(&self, path: &Path, content: &[u8], like: &Path) -> io::Result<()>;

    /// Writes at `at`, which is the end of the file, and cuts off what may stand there.
    ///
    /// # Errors
    /// What the system says; a part may be written.
    fn write_at(&self, path: &Path, at: u64, content: &[u8]) -> io::Result<()>;

    /// Makes the content of a file durable.
    ///
    /// # Errors
    /// What the system says; then nothing is known of what is durable.
    fn flush(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// What the system says.
    fn flush_folder(&self, path: &Path) -> io::Result<()>;

    /// Gives a file another name in place of the file that has it.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Takes a file away; one that is not there is no error.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder in one that is there; one that is there already is no error.
    ///
    /// # Errors
    /// The folder above it is not there, or what the system says.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Names of the files in a folder, in order; none where there is no folder. What is no Unicode in them is
    /// replaced.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, path: &Path) -> io::Result<Vec<String>>;

    /// 26 letters and digits that nobody can have guessed.
    fn unguessable(&self) -> String {
        ulid::Ulid::generate().to_string()
    }
}

/// The whole content of a file; nothing where there is no file. Any other reason not to read it is an
/// error: what cannot be read must not be taken for empty.
///
/// # Errors
/// What the system says.
pub fn read_if_there(disk: &dyn Disk, path: &Path) -> io::Result<Vec<u8>> {
    match disk.read(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

/// Makes a file so that at every instant either the old or the new one is there, whole: a sibling is
/// written and flushed, `check` looks at it, it takes the name, and the folder is flushed.
///
/// # Errors
/// What the system says, or `check`; the old file is then as it was.
pub fn replace<E: From<io::Error>>(
    disk: &dyn Disk,
    path: &Path,
    content: &[u8],
    check: impl FnOnce(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    replace_through(disk, path, (folder_of(path), path), content, check)
}

/// [`replace`] with the rights of another file, where that exists.
///
/// # Errors
/// As [`replace`].
pub fn replace_like(disk: &dyn Disk, path: &Path, like: &Path, content: &[u8]) -> io::Result<()> {
    replace_through(disk, path, (folder_of(path), like), content, |_| Ok(()))
}

/// [`replace`] with the sibling in another folder of the same file system, and the rights of another file.
///
/// # Errors
/// As [`replace`].
pub fn replace_through<E: From<io::Error>>(
    disk: &dyn Disk,
    path: &Path,
    (through, like): (&Path, &Path),
    content: &[u8],
    check: impl FnOnce(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let sibling = sibling_in(through, path, &disk.unguessable());
    let written = disk
        .create(&sibling, content, like)
        .and_then(|()| disk.flush(&sibling))
        .map_err(E::from)
        .and_then(|()| check(&disk.read(&sibling)?))
        .and_then(|()| Ok(disk.rename(&sibling, path)?));
    if let Err(error) = written {
        // Nothing is left behind where that can be helped; the error is what counts.
        disk.remove(&sibling).unwrap_or_default();
        return Err(error);
    }
    disk.flush_folder(folder_of(path))?;
    Ok(())
}

/// [`Disk::write_at`] for a companion: where it is not there yet, it gets the rights of `like`.
///
/// # Errors
/// As [`Disk::write_at`].
pub fn write_companion_at(
    disk: &dyn Disk,
    path: &Path,
    at: u64,
    content: &[u8],
    like: &Path,
) -> io::Result<()> {
    if at == 0 && disk.len(path)?.is_none() {
        disk.create(path, content, like)
    } else {
        disk.write_at(path, at, content)
    }
}

/// Makes a folder, those above it included, and its name durable.
///
/// # Errors
/// What the system says.
pub fn make_folder(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    create_with_those_above(disk, path)?;
    // Those above may be new as well.
    for above in path
        .ancestors()
        .skip(1)
        .take(2)
        .filter(|p| p.parent().is_some())
    {
        disk.flush_folder(above)?;
    }
    Ok(())
}

fn create_with_those_above(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match (disk.create_folder(path), path.parent()) {
        (Err(e), Some(above)) if e.kind() == io::ErrorKind::NotFound => {
            create_with_those_above(disk, above)?;
            disk.create_folder(path)
        }
        (outcome, _) => outcome,
    }
}

/// The folder a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
