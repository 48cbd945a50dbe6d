//! What jobs bring back.

use std::path::PathBuf;
use std::sync::Arc;

use super::bulk::BulkPreview;
use super::find::FoundAnnotations;
use super::loading::Loaded;
use super::outside::{FileStamp, Found};
use super::project::{Checked, Plan, ProjectError};
use super::reader_doc::ReaderDoc;
use super::snippets::Snippets;
use super::tables::{Layout, Table};
use crate::analysis::Results;
use crate::analysis::facets::Facets;
use crate::exchange::codebook::ReadCodebook;
use crate::exchange::{ExportError, LossReport};
use crate::import::Preview;
use crate::library::LibraryError;
use crate::store::{Appended, Backup, Fingerprint, Lock, SaveError, Vault};
use crate::workspace::{History, Workspace};

/// The outcome of a job.
#[derive(Debug)]
pub enum Event {
    /// A workspace has been read, or could not be, for this request; its articles follow.
    Planned(u64, Box<Result<Plan, ProjectError>>),
    /// Articles of this loading have been read, or more of them; `None` when cancelled.
    Loaded(u64, Result<Option<Box<Loaded>>, LibraryError>),
    /// Annotations were checked against their articles.
    Checked {
        /// Which checking.
        number: u64,
        /// Whether the analyst hears of it.
        tells: bool,
        /// What was found.
        checked: Box<Checked>,
    },
    /// What takes long after loading is known of this corpus: languages, near-duplicates, and the columns
    /// of its metadata.
    Examined(u64, Result<Vec<Arc<str>>, LibraryError>),
    /// A new snapshot, of this request; none where it was given up.
    Results(u64, Option<Box<Results>>),
    /// Tables of this loading that are not read before somebody has seen their columns.
    TablesWait(u64, Vec<Layout>),
    /// The first records of a table.
    Previewed(Table, Box<Preview>),
    /// What a tag on every hit would tag.
    HitsFound(Box<BulkPreview>),
    /// Annotations that were looked for.
    FoundAnnotations(Box<FoundAnnotations>),
    /// The first hits of an article.
    Snippets(Box<Snippets>),
    /// Frequent words that begin with this.
    Words(String, Vec<String>),
    /// Spellings near the words of this query.
    Spellings(String, Vec<(String, u64)>),
    /// The facets of a snapshot: its generation and revision, and this request.
    Facets(u64, Box<Facets>),
    /// The open article is ready, of this request.
    Reader(u64, Box<ReaderDoc>),
    /// A job stopped by a fault of the program; its name.
    JobFailed(&'static str),
    /// Something was written, or read beside the articles.
    Disk(DiskEvent),
}

/// A copy of the workspace that was written elsewhere.
#[derive(Debug)]
pub struct SavedAs {
    /// Which opening of a workspace it is a copy of.
    pub number: u64,
    /// The last entry when it was begun.
    pub sequence: u64,
    /// What was done, as the copy tells it.
    pub history: History,
    /// Where it is kept.
    pub vault: Vault<'static>,
    /// The right to change it.
    pub lock: Lock,
    /// What it holds.
    pub workspace: Workspace,
    /// How it went.
    pub outcome: Result<(), String>,
}

/// What jobs bring back that write, or read beside the articles.
#[derive(Debug)]
pub enum DiskEvent {
    /// A copy of the workspace has been written elsewhere, or could not be.
    SavedAs(Box<SavedAs>),
    /// A codebook has been read, or could not be; why.
    CodebookRead(PathBuf, Result<Box<ReadCodebook>, String>),
    /// Entries have been given to the journal, or could not be.
    Journaled {
        /// Which opening of a workspace.
        number: u64,
        /// Where they went.
        outcome: Result<Appended, SaveError>,
    },
    /// It was looked whether somebody else has changed the workspace.
    Outside {
        /// Which opening of a workspace.
        number: u64,
        /// The files as they are now.
        stamp: FileStamp,
        /// What was found.
        found: Found,
    },
    /// Earlier generations of the workspace, the newest first.
    Backups(Result<Vec<Backup>, String>),
    /// One of them has been read.
    BackupRead(PathBuf, Result<Box<super::generations::Read>, String>),
    /// The workspace file has been written in full, or could not be.
    Saved {
        /// Which opening of a workspace.
        number: u64,
        /// The last entry that is in it.
        sequence: u64,
        /// How it went.
        outcome: Result<Fingerprint, SaveError>,
        /// What does not hold together, in words.
        faults: Vec<String>,
    },
    /// An export has ended.
    Exported {
        /// Which of the exports that are running.
        id: u64,
        /// Where.
        path: PathBuf,
        /// What was written and what not.
        outcome: Result<LossReport, ExportError>,
    },
}

impl From<DiskEvent> for Event {
    fn from(event: DiskEvent) -> Self {
        Self::Disk(event)
    }
}
