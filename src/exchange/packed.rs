//! Sets of several files: written into one ZIP archive, read from an archive, a folder or a file.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{ZipArchive, ZipWriter};

use super::ExportError;

/// Bytes of one file, of all files, and how many files, at most: what a set of annotations may be.
const MOST_BYTES: u64 = 1 << 30;
const MOST_IN_ALL: u64 = 4 << 30;
const MOST_FILES: usize = 200_000;

/// An archive while it is written. The same files give the same bytes: they have no time.
pub struct Packer<W: Write>(ZipWriter<StreamWriter<W>>);

fn failed(error: zip::result::ZipError) -> ExportError {
    match error {
        zip::result::ZipError::Io(why) => ExportError::Io(why),
        other => ExportError::Format(other.to_string()),
    }
}

impl<W: Write> Packer<W> {
    /// An archive with nothing in it.
    pub fn new(out: W) -> Self {
        Self(ZipWriter::new_stream(out))
    }

    /// Puts a file in.
    ///
    /// # Errors
    /// What the system says.
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        self.0.start_file(name, options).map_err(failed)?;
        self.0.write_all(bytes)?;
        self.0.flush()?;
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<(), ExportError> {
        self.0.finish().map_err(failed)?.into_inner().flush()?;
        Ok(())
    }
}

/// A file of a set: its name, with `/` between folders, and its bytes.
pub type NamedFile = (String, Vec<u8>);

/// The files that a path holds: those of an archive or of a folder, in the order of their names, or the one.
///
/// # Errors
/// In words: what cannot be read, and what is more than a set may be.
pub fn files_of(path: &Path) -> Result<Vec<NamedFile>, String> {
    let why = |e: &dyn std::fmt::Display| format!("{e}: {}", path.display());
    if path.is_dir() {
        return of_folder(path);
    }
    let size = std::fs::metadata(path).map_err(|e| why(&e))?.len();
    if size > MOST_BYTES {
        return Err(why(&"the file is larger than 1 GB"));
    }
    let bytes = std::fs::read(path).map_err(|e| why(&e))?;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return of_archive(bytes).map_err(|e| why(&e));
    }
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(vec![(name, bytes)])
}

fn of_folder(path: &Path) -> Result<Vec<NamedFile>, String> {
    let mut out = Vec::new();
    let mut total = 0;
    let walk = walkdir::WalkDir::new(path)
        .follow_links(false)
        .sort_by_file_name();
    for entry in walk {
        let entry = entry.map_err(|e| format!("{e}: {}", path.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes =
            std::fs::read(entry.path()).map_err(|e| format!("{e}: {}", entry.path().display()))?;
        total += bytes.len() as u64;
        if total > MOST_IN_ALL || out.len() >= MOST_FILES {
            return Err(format!(
                "the folder holds more than a set of annotations may: {}",
                path.display()
            ));
        }
        let inside = entry.path().strip_prefix(path).unwrap_or(entry.path());
        out.push((inside.to_string_lossy().replace('\\', "/"), bytes));
    }
    Ok(out)
}

fn of_archive(bytes: Vec<u8>) -> Result<Vec<NamedFile>, String> {
    let packed = bytes.len() as u64;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    if archive.len() > MOST_FILES {
        return Err("the archive holds more files than a set of annotations may".to_owned());
    }
    let mut out = Vec::new();
    let mut total = 0_u64;
    // No honest archive of texts unpacks to more than this.
    let most = (packed * 500).clamp(1 << 20, MOST_IN_ALL);
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|e| e.to_string())?;
        if !file.is_file() {
            continue;
        }
        let name = file.name().map_err(|e| e.to_string())?.replace('\\', "/");
        let mut content = Vec::new();
        let read = file
            .take(MOST_BYTES)
            .read_to_end(&mut content)
            .map_err(|e| format!("{name}: {e}"))?;
        total += read as u64;
        if total > most {
            return Err("the archive unpacks to far more than it holds: it is not read".to_owned());
        }
        out.push((name, content));
    }
    out.sort();
    Ok(out)
}

/// The text of a file: UTF-8 with or without byte order mark, or UTF-16 with one.
///
/// # Errors
/// In words, with the name.
pub fn text_of(name: &str, bytes: &[u8]) -> Result<String, String> {
    let decoded = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return text_of(name, rest),
        [0xFF, 0xFE, ..] => encoding_rs::UTF_16LE.decode(bytes).0,
        [0xFE, 0xFF, ..] => encoding_rs::UTF_16BE.decode(bytes).0,
        _ => {
            return String::from_utf8(bytes.to_vec()).map_err(|e| {
                format!("{name} is not UTF-8: byte {}", e.utf8_error().valid_up_to())
            });
        }
    };
    Ok(decoded.into_owned())
}
