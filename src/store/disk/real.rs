//! The file system of this machine.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::Disk;

/// The file system of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_part(&self, path: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut out = Vec::with_capacity(bytes);
        file.take(bytes as u64).read_to_end(&mut out)?;
        Ok(out)
    }

    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        match fs::metadata(path) {
            Ok(meta) => Ok(Some(meta.len())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn create(&self, path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
        let mut file = File::create(path)?;
        if let Ok(old) = fs::metadata(like) {
            // A file system without rights is no reason not to save.
            file.set_permissions(old.permissions()).unwrap_or_default();
        }
        file.write_all(content)
    }

    fn write_at(&self, path: &Path, at: u64, content: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        if file.metadata()?.len() != at {
            file.set_len(at)?;
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(content)
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        // Opened for writing: Windows flushes no other.
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        // Windows cannot open a folder as a file and needs no such flush.
        if cfg!(windows) {
            return Ok(());
        }
        match File::open(path)?.sync_all() {
            // Some network drives cannot flush folders; their server does what it does.
            Err(e) if is_unsupported(&e) => Ok(()),
            other => other,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        // A link keeps pointing at the file that is replaced.
        let to = fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.sort();
        Ok(names)
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}
