//! Writing a file so that at every instant either the old or the new one is there, whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes `content` to a sibling, flushes it, lets `check` look at it, renames it to `path` and
/// flushes the folder. On an error nothing is left behind and `path` is as it was.
///
/// # Errors
/// What the system says, or what `check` says of the sibling.
pub fn write_atomically<E: From<io::Error>>(
    path: &Path,
    content: &[u8],
    check: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    // A link keeps pointing at the file that is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    // Deleted when dropped, so an error on the way leaves nothing behind.
    let mut sibling = tempfile::Builder::new()
        .prefix(".dateline-")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    if let Ok(old) = fs::metadata(path) {
        fs::set_permissions(sibling.path(), old.permissions())?;
    } else {
        make_readable(sibling.as_file())?;
    }
    sibling.write_all(content)?;
    sibling.as_file().sync_all()?;
    check(sibling.path())?;
    sibling.persist(path).map_err(|e| e.error)?;
    // The content is flushed and in place; some network drives cannot flush folders, and that is no
    // reason to call it unsaved.
    flush_folder(folder).unwrap_or_default();
    Ok(())
}

/// Temporary files are private to their owner; a document gets the ordinary rights of a new file.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Makes a rename durable. Windows cannot open a folder as a file and needs no such flush.
fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        Ok(())
    } else {
        File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_check_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        write_atomically::<io::Error>(&path, b"old", |_| Ok(())).unwrap();
        let refused = write_atomically(&path, b"new", |_| Err(io::Error::other("no")));
        assert!(refused.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
