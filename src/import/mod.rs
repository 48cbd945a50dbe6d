//! Files into articles: one file per format, all returning articles and a report.
//!
//! Vocabulary: a [`crate::corpus::SourceSpec`] names a folder or some files of it; a [`FoundFile`] is a file of
//! it; a [`crate::corpus::Draft`] is one article as an importer gives it; an [`Outlet`] takes drafts and
//! problems in, batch by batch, so that a file of any size can be read; a [`crate::corpus::Problem`] is a file
//! or record that could not be taken in, or was only with a doubt, with the reason and what to do about it.
//! Partial failure is an entry of the [`crate::corpus::LoadReport`], never an error: everything else loads.
//!
//! The life of one file: [`files_of`] finds it, perhaps with a row of a [`SidecarRow`]'s table; its beginning
//! (`FileHead`) tells its [`Format`] and whether Dateline wrote it itself (`recognise`); the format's reader
//! gets an `Input` and a `ReadContext` and fills the outlet, in a child where the format asks for one
//! ([`sandbox`]): all do whose readers build trees of what others wrote (`markup`) or are large. A new format is one file in [`formats`] and one line in its table.
//!
//! Laws: whatever the bytes, the outcome is articles and problems and never nothing at all; a request to
//! stop is heard between any two reads and records. Nothing here follows a link out of the chosen folder,
//! reads beyond the [`limits`], or reaches the network.

mod archive;
mod context;
mod cyrillic;
mod declared;
mod decode;
mod document_xml;
pub mod formats;
mod head;
mod inline_html;
mod input;
mod json_mend;
mod json_record;
mod json_value;
mod junk;
pub mod limits;
mod lines;
mod mapping;
pub(crate) mod markup;
mod outlet;
mod packed;
mod preview;
mod read;
mod recognise;
mod records;
pub mod sandbox;
mod sidecar;
mod signatures;
mod table_head;
mod walk;
mod year_names;
mod zip_head;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub(crate) use decode::decode_until;
pub use decode::{Decoded, decode};
pub use formats::text_file::draft_from_text;
pub use formats::{Contents, FORMATS, Format, endings, is_archive, is_table, names};
pub use mapping::Record;
pub use outlet::Outlet;
pub use preview::{Preview, preview, preview_until};
pub use read::{
    ReadAhead, fingerprint, is_small, read_ahead, read_file, read_file_after, read_file_unprotected,
};
pub use sidecar::SidecarRow;
pub use walk::{FoundFile, files_of, is_article_path};

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

    /// Counts from the beginning again; a request to stop stays one.
    pub fn restart(&self) {
        for count in [
            &self.found,
            &self.done,
            &self.bytes_found,
            &self.bytes,
            &self.articles,
        ] {
            count.store(0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests;
