//! A table that does not change any more.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::corpus::article_table::bytes::Bytes;
use crate::corpus::article_table::file::{TableFile, read_dead, read_files};
use crate::corpus::article_table::names::Names;
use crate::corpus::article_table::row::{Row, Strings};
use crate::corpus::article_table::writer::{Lengths, PARTS};

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArticleTableError {
    /// What the system says.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its parts do not fit together.
    #[error("its {0} are damaged")]
    Damaged(&'static str),
}

/// Articles, immutable. Cheap to clone but for the list of files.
#[derive(Clone, Debug, Default)]
pub struct ArticleTable {
    texts: Bytes,
    rows: Bytes,
    heap: Bytes,
    names: Names,
    files: Vec<TableFile>,
    dead: Vec<bool>,
}

impl ArticleTable {
    /// Maps the finished part of the table in `folder`.
    ///
    /// # Errors
    /// What the system says; parts that do not fit together.
    pub fn open(folder: &Path, lengths: &Lengths) -> Result<Self, ArticleTableError> {
        let [texts, rows, heap, names, files, dead] = PARTS;
        let map = |part: &str, len| Bytes::map(&folder.join(part), len);
        Self::read([
            map(texts, lengths.texts)?,
            map(rows, lengths.rows)?,
            map(heap, lengths.heap)?,
            map(names, lengths.names)?,
            map(files, lengths.files)?,
            map(dead, lengths.dead)?,
        ])
    }

    pub(super) fn read(parts: [Bytes; 6]) -> Result<Self, ArticleTableError> {
        let [texts, rows, heap, names, files, dead] = parts;
        if !rows.as_slice().len().is_multiple_of(Row::BYTES) {
            return Err(ArticleTableError::Damaged("rows"));
        }
        let names = Names::read(names.as_slice()).ok_or(ArticleTableError::Damaged("names"))?;
        let entries = read_files(files.as_slice()).ok_or(ArticleTableError::Damaged("files"))?;
        let mut struck = vec![false; entries.len()];
        for file in read_dead(dead.as_slice()) {
            if let Some(slot) = struck.get_mut(file as usize) {
                *slot = true;
            }
        }
        Ok(Self {
            texts,
            rows,
            heap,
            names,
            files: entries,
            dead: struck,
        })
    }

    /// Compares every part with the hashes that were kept when it was written: slow, for a
    /// background thread.
    ///
    /// # Errors
    /// The first part that is not what was written.
    pub fn verify(folder: &Path, lengths: &Lengths) -> Result<(), ArticleTableError> {
        let ends = [
            lengths.texts,
            lengths.rows,
            lengths.heap,
            lengths.names,
            lengths.files,
            lengths.dead,
        ];
        for (i, (part, end)) in PARTS.into_iter().zip(ends).enumerate() {
            let bytes = Bytes::map(&folder.join(part), end)?;
            let mut start = 0;
            let mut pieces = Vec::new();
            for flush in &lengths.hashes {
                let end = flush.ends.get(i).copied().unwrap_or_default();
                let hash = flush.hashes.get(i).map(String::as_str).unwrap_or_default();
                pieces.push((start, end, hash));
                start = end;
            }
            let whole = pieces.par_iter().all(|(start, end, hash)| {
                let piece = bytes.get(*start, end.saturating_sub(*start) as usize);
                blake3::hash(piece).to_hex().starts_with(hash)
            });
            if !whole || start != end {
                return Err(ArticleTableError::Damaged(part));
            }
        }
        Ok(())
    }

    /// Number of rows, struck-out ones included.
    pub fn row_count(&self) -> u32 {
        (self.rows.as_slice().len() / Row::BYTES) as u32
    }

    /// A row; an empty one beyond the last.
    pub fn row(&self, number: u32) -> Row {
        Row::read(
            self.rows
                .get(u64::from(number) * Row::BYTES as u64, Row::BYTES),
        )
    }

    /// Whether the row's file is struck out.
    pub fn is_dead(&self, row: &Row) -> bool {
        self.dead.get(row.file as usize).copied().unwrap_or(true)
    }

    /// Shared strings.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// All files, struck-out ones included.
    pub fn files(&self) -> &[TableFile] {
        &self.files
    }

    /// Files that count, with their numbers.
    pub fn live_files(&self) -> impl Iterator<Item = (u32, &TableFile)> {
        (0..)
            .zip(&self.files)
            .zip(&self.dead)
            .filter(|(_, dead)| !**dead)
            .map(|(entry, _)| entry)
    }

    /// The text of a row; empty where it is damaged.
    pub fn text(&self, row: &Row) -> &str {
        std::str::from_utf8(self.text_bytes(row)).unwrap_or_default()
    }

    /// The bytes of the text of a row.
    pub fn text_bytes(&self, row: &Row) -> &[u8] {
        self.texts.get(row.text_at, row.text_len as usize)
    }

    /// Part of the text of a row.
    pub fn title(&self, row: &Row) -> &str {
        let start = row.text_at + u64::from(row.title_start);
        let len = row.title_end.saturating_sub(row.title_start) as usize;
        std::str::from_utf8(self.texts.get(start, len)).unwrap_or_default()
    }

    pub(in crate::corpus) fn strings(&self, row: &Row) -> Strings<'_> {
        Strings::read(self.heap.get(row.heap_at, row.heap_len as usize)).unwrap_or_default()
    }
}
