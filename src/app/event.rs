//! What jobs bring back.

use std::path::PathBuf;

use super::project::{Loaded, Plan, ProjectError};
use super::reader_doc::ReaderDoc;
use super::results::Results;
use crate::exchange::ExportError;
use crate::store::{Fingerprint, SaveError};

/// The outcome of a job.
#[derive(Debug)]
pub enum Event {
    /// A workspace has been read, or could not be, for this request; its articles follow.
    Planned(u64, Box<Result<Plan, ProjectError>>),
    /// Sources have been read; `None` when cancelled.
    Loaded(Option<Box<Loaded>>),
    /// A new snapshot, of this request.
    Results(u64, Box<Results>),
    /// The open article is ready, of this request.
    Reader(u64, Box<ReaderDoc>),
    /// A save has ended.
    Saved {
        /// Which change of the workspace was written.
        revision: u64,
        /// Where.
        path: PathBuf,
        /// How it went.
        outcome: Result<Fingerprint, SaveError>,
    },
    /// An export has ended.
    Exported {
        /// Where.
        path: PathBuf,
        /// Records written.
        outcome: Result<usize, ExportError>,
    },
    /// A job stopped by a fault of the program; its name.
    JobFailed(&'static str),
}
