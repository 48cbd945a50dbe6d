//! The table: articles as they lie in memory and in the cache.
//!
//! Vocabulary: a *row* is one article in a table of fixed width; the *heap* holds what of it has no
//! fixed width; *names* are strings that many rows share (sources, publishers, encodings); *texts*
//! lie end to end, uncompressed. All of these only ever grow; a file that has changed is entered
//! anew and its old entry is struck out. [`Lengths`] says how much of each counts: whoever keeps
//! them durably (the index does, with its commit) decides what was finished, and what a killed
//! process left beyond is cut off at the next opening.
//!
//! Useful for: a million articles at hand without reading a million files. Not useful for: finding
//! words (that is `search`).

mod bytes;
mod file;
mod names;
mod reader;
mod row;
mod sink;
mod writer;

pub use bytes::Bytes;
pub use file::TableFile;
pub use names::Names;
pub use reader::{ArticleTable, ArticleTableError};
pub use row::Row;
pub use writer::{ArticleTableWriter, Lengths, PartHash, TableArticle};
