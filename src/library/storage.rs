//! The cache storage of a library: a folder locked by one process, or memory.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;

use crate::corpus::article_table::{ArticleTableError, ArticleTableWriter, Lengths};
use crate::library::{LibraryError, folder};

pub(super) enum CacheStorage {
    Memory,
    Folder {
        path: PathBuf,
        /// Held while the library is open.
        _lock: File,
    },
}

const TABLE: &str = "articles";
const INDEX: &str = "index";

impl CacheStorage {
    pub fn folder(path: &Path, of: &Path) -> Result<Self, LibraryError> {
        folder::create_private(path)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LibraryError::Busy),
            // A file system without locks: two windows would disturb each other, one does not.
            Err(TryLockError::Error(_)) => {}
        }
        folder::write_owner(path, of)?;
        Ok(Self::Folder {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    pub fn path(&self) -> Option<PathBuf> {
        match self {
            Self::Memory => None,
            Self::Folder { path, .. } => Some(path.clone()),
        }
    }

    pub fn table_folder(&self) -> Option<PathBuf> {
        self.path().map(|p| p.join(TABLE))
    }

    /// Opens the index, or begins it.
    pub fn index(&self) -> Result<tantivy::Index, LibraryError> {
        let schema = crate::index::local::schema();
        match self.path() {
            None => Ok(tantivy::Index::create_in_ram(schema)),
            Some(path) => {
                std::fs::create_dir_all(path.join(TABLE))?;
                let place = path.join(INDEX);
                std::fs::create_dir_all(&place)?;
                let directory = MmapDirectory::open(&place).map_err(tantivy::TantivyError::from)?;
                Ok(tantivy::Index::open_or_create(directory, schema)?)
            }
        }
    }

    /// The writing end of the table.
    pub fn table(&self, lengths: &Lengths) -> Result<ArticleTableWriter, ArticleTableError> {
        match self.table_folder() {
            None => Ok(ArticleTableWriter::in_memory()),
            Some(folder) => ArticleTableWriter::open(&folder, lengths),
        }
    }

    /// Removes table and index.
    pub fn wipe(&self) -> io::Result<()> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        for part in [TABLE, INDEX] {
            match std::fs::remove_dir_all(path.join(part)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }
}
