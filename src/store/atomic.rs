//! Writing a file so that at every instant either the old or the new one is there, whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::companions::is_in_work_folder;

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
    stream_atomically(path, |out| Ok(out.write_all(content)?), check)
}

/// As [`write_atomically`], for what is made while it is written: `write` is given the sibling. What it
/// says comes back once the file is in its place. Where it fails, nothing is left behind.
///
/// A device or a pipe is not replaced but written into as it is. The work folder of a workspace is no place
/// for anything else.
///
/// # Errors
/// What the system says, what `write` says, or what `check` says of the sibling.
pub fn stream_atomically<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
    check: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<T, E> {
    if is_in_work_folder(path) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the folder .dateline is for Dateline's own files",
        )
        .into());
    }
    // By whatever links: `/dev/stdout` is a pipe as often as not.
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|m| !m.is_file() && !m.is_dir()) {
        let mut out =
            BufWriter::with_capacity(BUFFER_BYTES, File::options().write(true).open(path)?);
        let said = write(&mut out)?;
        out.flush()?;
        check(path)?;
        return Ok(said);
    }
    // A link keeps pointing at the file that is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    // Deleted when dropped, so an error on the way leaves nothing behind.
    let mut named = tempfile::Builder::new();
    named.prefix(".dateline-").suffix(".tmp");
    if old.is_none() {
        ordinary_rights(&mut named);
    }
    let sibling = named.tempfile_in(folder)?;
    if let Some(old) = old {
        fs::set_permissions(sibling.path(), old.permissions())?;
    }
    let mut out = BufWriter::with_capacity(
        BUFFER_BYTES,
        Flushing {
            file: sibling.as_file(),
            waiting_bytes: 0,
        },
    );
    let said = write(&mut out)?;
    out.flush()?;
    // Only borrows the file; it must be gone before the file is renamed.
    drop(out);
    sibling.as_file().sync_all()?;
    check(sibling.path())?;
    sibling.persist(path).map_err(|e| e.error)?;
    // The content is flushed and in place; some network drives cannot flush folders, and that is no
    // reason to call it unsaved.
    flush_folder(folder).unwrap_or_default();
    Ok(said)
}

/// How much is handed to the system at once.
const BUFFER_BYTES: usize = 64 << 10;

/// How much may wait for the disk. The last flush is then as short as those before, and whoever cancels a
/// long export need not wait for all of it.
const FLUSH_BYTES: usize = 8 << 20;

/// A file that is flushed to the disk while it grows.
struct Flushing<'f> {
    file: &'f File,
    waiting_bytes: usize,
}

impl Write for Flushing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.waiting_bytes += written;
        if self.waiting_bytes >= FLUSH_BYTES {
            self.file.sync_data()?;
            self.waiting_bytes = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Temporary files are private to their owner; a document gets the rights that the user gives to new files.
#[cfg(unix)]
fn ordinary_rights(named: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    named.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn ordinary_rights(_: &mut tempfile::Builder<'_, '_>) {}

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

    #[cfg(unix)]
    #[test]
    fn a_device_or_a_pipe_is_written_into_and_stays_one() {
        use std::io::Read as _;
        use std::os::unix::fs::FileTypeExt as _;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        for target in [&pipe, &link] {
            let reader = std::thread::spawn({
                let pipe = pipe.clone();
                move || {
                    let mut got = String::new();
                    File::open(pipe).unwrap().read_to_string(&mut got).unwrap();
                    got
                }
            });
            write_atomically::<io::Error>(target, b"words", |_| Ok(())).unwrap();
            assert_eq!(reader.join().unwrap(), "words");
        }
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        if Path::new("/dev/full").exists() {
            let full = write_atomically::<io::Error>(Path::new("/dev/full"), b"words", |_| Ok(()));
            assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
            let kind = fs::metadata("/dev/full").unwrap().file_type();
            assert!(kind.is_char_device());
            write_atomically::<io::Error>(Path::new("/dev/null"), b"words", |_| Ok(())).unwrap();
        }
    }

    #[test]
    fn the_work_folder_is_no_target_by_whatever_way() {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join(".dateline");
        fs::create_dir_all(work.join("backups")).unwrap();
        fs::create_dir(folder.path().join("other")).unwrap();
        let write = |path: &Path| write_atomically::<io::Error>(path, b"words", |_| Ok(()));
        for target in ["x.csv", "workspace.ron.journal", "backups/x.ron"] {
            assert!(write(&work.join(target)).is_err(), "{target}");
        }
        assert!(write(&folder.path().join("other/../.dateline/x.csv")).is_err());
        #[cfg(unix)]
        {
            let way = folder.path().join("way");
            std::os::unix::fs::symlink(&work, &way).unwrap();
            assert!(write(&way.join("x.csv")).is_err());
            let journal = work.join("w.ron.journal");
            fs::write(&journal, "entries").unwrap();
            let link = folder.path().join("link.csv");
            std::os::unix::fs::symlink(&journal, &link).unwrap();
            assert!(write(&link).is_err());
            assert_eq!(fs::read(&journal).unwrap(), b"entries");
            fs::remove_file(&journal).unwrap();
        }
        assert_eq!(fs::read_dir(&work).unwrap().count(), 1);
        write(&folder.path().join("dateline.csv")).unwrap();
    }

    #[test]
    fn what_is_streamed_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let long = vec![b'x'; 3 * FLUSH_BYTES + 1];
        let n = stream_atomically::<_, io::Error>(
            &path,
            |out| {
                out.write_all(&long)?;
                out.write_all(b"end")?;
                Ok(7)
            },
            |_| Ok(()),
        );
        assert_eq!(n.unwrap(), 7);
        assert_eq!(fs::metadata(&path).unwrap().len(), long.len() as u64 + 3);
        let stopped: io::Result<()> = stream_atomically(
            &path,
            |out| {
                out.write_all(&long)?;
                Err(io::Error::other("stopped"))
            },
            |_| Ok(()),
        );
        assert!(stopped.is_err());
        assert_eq!(fs::metadata(&path).unwrap().len(), long.len() as u64 + 3);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
