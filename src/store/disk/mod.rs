//! What the store asks of a file system, and nothing else: so that a model that loses what was not
//! flushed, or a layer that fails on purpose, can stand in for the real one.
//!
//! Writes are not durable before [`Disk::flush`]; new names, renames and removals not before
//! [`Disk::flush_folder`] of the folder they are in.

#[cfg(test)]
pub mod faulty;
#[cfg(test)]
pub mod model;
mod real;

use std::fmt;
use std::io;
use std::path::Path;

pub use real::RealDisk;

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

    /// Makes a file of this content, in place of one that is there. Ordinary rights, or those of `like`
    /// where that exists.
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

    /// Makes a folder, those above it included.
    ///
    /// # Errors
    /// What the system says.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Names of the files in a folder, in order; none where there is no folder.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, path: &Path) -> io::Result<Vec<String>>;
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
    let folder = folder_of(path);
    let sibling = sibling_of(path);
    let written = disk
        .create(&sibling, content, path)
        .and_then(|()| disk.flush(&sibling))
        .map_err(E::from)
        .and_then(|()| check(&disk.read(&sibling)?))
        .and_then(|()| Ok(disk.rename(&sibling, path)?));
    if let Err(error) = written {
        // Nothing is left behind where that can be helped; the error is what counts.
        disk.remove(&sibling).unwrap_or_default();
        return Err(error);
    }
    disk.flush_folder(folder)?;
    Ok(())
}

/// Makes a folder, and its name durable.
///
/// # Errors
/// What the system says.
pub fn make_folder(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    disk.create_folder(path)?;
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

/// The folder a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The name under which a file is written before it takes its own: hidden, and none of ours by ending.
fn sibling_of(path: &Path) -> std::path::PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}
