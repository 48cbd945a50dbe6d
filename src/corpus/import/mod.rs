//! Files into articles: one file per format, all returning articles and a report.
//!
//! Vocabulary: a [`SourceSpec`] names a folder or some files of it; a [`Found`] is a file of it; a
//! [`Draft`] is one article as an importer gives it; an [`Outlet`] takes drafts and problems in,
//! batch by batch, so that a file of any size can be read; a [`Problem`] is a file or record that
//! could not be taken in, or was only with a doubt, with the reason and what to do about it. Partial
//! failure is an entry of the [`LoadReport`], never an error: everything else loads.
//!
//! Formats are recognised by content ([`sniff`]). Nothing here follows a link out of the chosen
//! folder, reads beyond the [`limits`], or reaches the network.

mod archive;
pub mod confined;
mod cyrillic;
mod decode;
mod draft;
mod feed;
mod html;
pub mod limits;
mod mail;
mod mapping;
mod office;
mod outlet;
mod packed;
#[cfg(feature = "formats")]
mod parquet_table;
#[cfg(feature = "formats")]
mod pdf;
mod preview;
mod read;
mod records;
mod report;
mod rtf;
mod side;
mod sniff;
mod text_file;
mod walk;
mod when;
#[cfg(feature = "formats")]
mod workbook;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::SourceId;
pub use decode::{Decoded, decode};
pub use draft::Draft;
pub use mapping::{Mapping, Record};
pub use outlet::Outlet;
pub use preview::{Preview, preview};
pub use read::{fingerprint, is_small, read_file};
pub use report::{LoadReport, Problem, ProblemKind};
pub use side::Said;
pub use sniff::{Format, sniff};
pub use text_file::draft_from_text;
pub use walk::{Found, files_of, is_article_path};
pub use when::read_date;

/// A folder, or some files of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSpec {
    /// Its name within the workspace.
    pub id: SourceId,
    /// The folder on disk.
    pub root: PathBuf,
    /// The files within it, with `/`; empty for all, recursively.
    pub files: Vec<String>,
    /// What the columns of its tables mean, by path, where the analyst has said so.
    pub mappings: BTreeMap<String, Mapping>,
}

/// How far loading has come; shared with whoever shows it, and the way to stop it.
#[derive(Debug, Default)]
pub struct LoadProgress {
    /// Files found so far.
    pub found: AtomicU64,
    /// Files read so far.
    pub done: AtomicU64,
    /// Bytes of all files found.
    pub bytes_found: AtomicU64,
    /// Bytes read so far.
    pub bytes: AtomicU64,
    /// Articles taken in so far.
    pub articles: AtomicU64,
    /// Set to stop.
    pub cancel: AtomicBool,
}

impl LoadProgress {
    /// Whether it was asked to stop.
    pub fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}
