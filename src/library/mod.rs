//! The library: corpus and index of a workspace, in the cache folder and brought up to date.
//!
//! Vocabulary: the *folder* of a library holds the table (texts and tables, [`crate::corpus::article_table`])
//! and the index; a *commit* makes both durable at once: the table's lengths are the payload of the
//! index's commit, which replaces one small file, so that a killed process leaves either the state
//! before or the state after. [`Library::update`] compares the files of the sources with what is on
//! the table and takes in what is new, changed or gone, file by file.
//!
//! Useful for: opening a million articles in a second. Not useful for: anything of the analyst's: the
//! library is a cache, deleting it costs time, never work.

mod folder;
mod ingest;
mod storage;
mod stream;
pub mod update;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tantivy::{IndexReader, ReloadPolicy};

pub use folder::{CacheEntry, bytes_of, clear, entries, folder_of};
use storage::CacheStorage;
pub use stream::stream;

use crate::corpus::article_table::{ArticleTable, ArticleTableError, ArticleTableWriter, Lengths};
use crate::corpus::{Corpus, LoadReport, SourceId};
use crate::index::{Engine, Index};
use crate::text::WORDS_VERSION;

/// Rises when the table or the index is written in another way, or readers make other articles of the same
/// files: an older cache is then rebuilt.
const FORMAT: u32 = 3;

/// Time until the first commit of a long update, so that there is something to work with.
const FIRST_COMMIT: Duration = Duration::from_secs(3);

/// Why a library cannot be opened or grown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// Another window or program works on it.
    #[error("another window is using the cache of this workspace")]
    Busy,
    /// What the system says.
    #[error("the cache cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// What the index says.
    #[error("the index cannot be used: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// Another version of Dateline wrote it, which cut texts into other words or kept them otherwise.
    #[error("another version of Dateline wrote the cache")]
    OtherVersion,
    /// The table does not hold together.
    #[error("the cache cannot be used: {0}")]
    ArticleTable(#[from] ArticleTableError),
}

/// What a commit of the index carries.
#[derive(serde::Serialize, serde::Deserialize)]
struct Payload {
    format: u32,
    /// Of the words in the index. Caches from before it was kept have none.
    #[serde(default)]
    words: u32,
    lengths: Lengths,
}

/// Corpus and index of one workspace.
pub struct Library {
    storage: CacheStorage,
    index: tantivy::Index,
    reader: IndexReader,
    table: Option<ArticleTableWriter>,
    lengths: Lengths,
    rebuilt: Option<String>,
    first_commit: Duration,
}

/// A state of the library that does not change any more.
#[derive(Debug)]
pub struct Snapshot {
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: Arc<dyn Engine>,
    /// What could not be taken in.
    pub report: LoadReport,
}

impl Library {
    /// Opens the library in `folder`, or begins it. What is damaged, of another program or of an
    /// older format is thrown away and begun anew; [`Self::rebuilt`] says so.
    ///
    /// # Errors
    /// Another process works on it; the folder cannot be written.
    pub fn open(folder: &Path, of: &Path) -> Result<Self, LibraryError> {
        let storage = CacheStorage::folder(folder, of)?;
        match Self::with(storage, None) {
            Ok(library) => Ok(library),
            Err((storage, why)) => {
                storage.wipe()?;
                Self::with(storage, Some(why.to_string())).map_err(|(_, e)| e)
            }
        }
    }

    /// A library in memory, for what is small or passing.
    ///
    /// # Errors
    /// What the index says.
    pub fn in_memory() -> Result<Self, LibraryError> {
        Self::with(CacheStorage::Memory, None).map_err(|(_, e)| e)
    }

    fn with(
        storage: CacheStorage,
        rebuilt: Option<String>,
    ) -> Result<Self, (CacheStorage, LibraryError)> {
        let opened = Self::parts(&storage);
        match opened {
            Ok((index, reader, lengths)) => Ok(Self {
                storage,
                index,
                reader,
                table: None,
                lengths,
                rebuilt,
                first_commit: FIRST_COMMIT,
            }),
            Err(e) => Err((storage, e)),
        }
    }

    fn parts(
        storage: &CacheStorage,
    ) -> Result<(tantivy::Index, IndexReader, Lengths), LibraryError> {
        let index = storage.index()?;
        index.tokenizers().register(
            crate::index::local::TOKENIZER,
            crate::index::local::WordTokenizer::default(),
        );
        let lengths = match index.load_metas()?.payload {
            None => Lengths::default(),
            Some(written) => {
                let payload: Payload = serde_json::from_str(&written)
                    .map_err(|_| ArticleTableError::Damaged("lengths"))?;
                if payload.format != FORMAT || payload.words != WORDS_VERSION {
                    return Err(LibraryError::OtherVersion);
                }
                payload.lengths
            }
        };
        // Damage shows here, before anything is built on it.
        if let Some(folder) = storage.table_folder() {
            ArticleTable::open(&folder, &lengths)?;
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(0)
            .try_into()?;
        Ok((index, reader, lengths))
    }

    /// Why what was there before was thrown away, where it was.
    pub fn rebuilt(&self) -> Option<&str> {
        self.rebuilt.as_deref()
    }

    /// Sets how soon an update makes durable what it has read. Each further commit comes after three
    /// times as long, as every commit costs.
    pub fn commit_after(&mut self, time: Duration) {
        self.first_commit = time;
    }

    /// Where it lies; `None` in memory.
    pub fn folder(&self) -> Option<PathBuf> {
        self.storage.path()
    }

    /// Whether nothing was ever put in.
    pub fn is_empty(&self) -> bool {
        self.lengths.files == 0
    }

    /// The state of the last commit, with the articles of `sources` in their order.
    ///
    /// # Errors
    /// What is damaged.
    pub fn snapshot(
        &self,
        generation: u64,
        sources: &[SourceId],
    ) -> Result<Snapshot, LibraryError> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let table = match (self.storage.table_folder(), &self.table) {
            (Some(folder), _) => ArticleTable::open(&folder, &self.lengths)?,
            (None, Some(table)) => table.table()?,
            (None, None) => ArticleTable::default(),
        };
        let mut report = LoadReport::default();
        let of_source = |s: &str| sources.iter().any(|id| &*id.0 == s);
        for (_, file) in table.live_files().filter(|(_, f)| of_source(&f.source)) {
            report.problems.extend(file.problems.iter().cloned());
        }
        report.sort();
        let corpus = Arc::new(Corpus::new(generation, table, sources));
        let index = Arc::new(Index::new(&searcher, Arc::clone(&corpus))?);
        Ok(Snapshot {
            corpus,
            index,
            report,
        })
    }

    /// Compares everything with the hashes that were kept: slow, for a background thread.
    ///
    /// # Errors
    /// What is damaged; then [`Self::start_over`].
    pub fn verify(&self) -> Result<(), LibraryError> {
        if let Some(folder) = self.storage.table_folder() {
            ArticleTable::verify(&folder, &self.lengths)?;
        }
        let damaged = self.index.validate_checksum()?;
        if damaged.is_empty() {
            Ok(())
        } else {
            Err(ArticleTableError::Damaged("words").into())
        }
    }

    /// Throws everything away; the next update reads all files again.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn start_over(self, why: &str) -> Result<Self, LibraryError> {
        let Self { storage, .. } = self;
        storage.wipe()?;
        Self::with(storage, Some(why.to_owned())).map_err(|(_, e)| e)
    }
}

#[cfg(test)]
mod tests;
