//! Files into articles: one file per format, all returning articles and a report.
//!
//! Vocabulary: a [`crate::corpus::SourceSpec`] names a folder or some files of it; a [`Found`] is a file of it; a
//! [`crate::corpus::Draft`] is one article as an importer gives it; an [`Outlet`] takes drafts and problems in,
//! batch by batch, so that a file of any size can be read; a [`crate::corpus::Problem`] is a file or record that
//! could not be taken in, or was only with a doubt, with the reason and what to do about it. Partial
//! failure is an entry of the [`crate::corpus::LoadReport`], never an error: everything else loads.
//!
//! Formats are recognised by content ([`sniff`]). Nothing here follows a link out of the chosen
//! folder, reads beyond the [`limits`], or reaches the network.

mod cyrillic;
mod decode;
pub mod formats;
pub mod limits;
mod mapping;
mod outlet;
mod preview;
mod read;
pub mod sandbox;
mod sidecar;
mod sniff;
mod walk;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use decode::{Decoded, decode};
pub use formats::text_file::draft_from_text;
pub use mapping::Record;
pub use outlet::Outlet;
pub use preview::{Preview, preview};
pub use read::{fingerprint, is_small, read_file};
pub use sidecar::Said;
pub use sniff::{Format, sniff};
pub use walk::{Found, files_of, is_article_path};

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
