//! Annotated sets, codebooks, charts and tables, for other programs.
//!
//! Vocabulary: an [`AnnotatedSet`] gives the codebook once, then the articles one by one with their
//! annotations, then the relations, whoever holds them: a [`WorkspaceSet`] is the open workspace, whole or
//! the part that a list shows. A [`Format`] says what it *holds* and writes or reads a set; there is one
//! table of them, and one file each. What a format cannot hold is in a [`LossReport`]: counts in, counts
//! out, each kind of loss with its first examples. Nothing is dropped in silence.
//!
//! | folder | what | the table |
//! | --- | --- | --- |
//! | `formats` | annotated sets | [`FORMATS`] |
//! | `codebook` | codebooks alone | [`codebook::CODEBOOK_FORMATS`] |
//! | `tables` | anything that is `Tabular` | - |
//! | `charts` | what a chart draws | - |
//! | `report`, `references`, `bundle` | for people without the program | - |
//!
//! Everything streams: a set is never copied, a file is written beside its place and takes it when it is
//! whole, and cancelling is heard between two records.
//!
//! Useful for: handing work to somebody else, or taking it over. Not useful for: keeping one's own work
//! (that is `store`).

pub mod bundle;
pub mod charts;
pub mod codebook;
mod document;
pub mod formats;
mod given;
pub mod intake;
mod loss;
pub mod merge;
pub mod packed;
mod record;
pub mod references;
pub mod report;
#[cfg(test)]
mod sample;
mod set;
pub mod tables;
mod target;
mod workspace_set;
mod write;

pub use charts::{TimelineExport, timeline_csv, timeline_json};
pub use formats::{FORMATS, Format, Holding};
pub use given::{GivenDocument, GivenLink, GivenMark, GivenSet, OffsetUnit};
pub use loss::{Loss, LossReport, RecordKind};
pub use record::{ExportRecord, RelationRecord, each_record};
pub use set::{AnnotatedSet, FurtherRecord, SetArticle};
pub use tables::{csv_writer, defused};
pub use target::is_source;
pub use workspace_set::WorkspaceSet;
pub use write::{write_set, write_set_to};

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The system refused.
    #[error("the export could not be written: {0}. Choose another place or free some space")]
    Io(#[from] std::io::Error),
    /// A value that the format cannot hold.
    #[error("the export could not be written: {0}")]
    Format(String),
    /// The file is the workspace or one of its articles.
    #[error(
        "nothing was exported: it would overwrite the workspace or an article. Choose another name"
    )]
    IsSource,
    /// A format that is only read.
    #[error("the export could not be written: {0} can be read, and not written")]
    ReadOnlyFormat(&'static str),
    /// Stopped by the analyst; nothing was written.
    #[error("the export was cancelled; nothing was written")]
    Cancelled,
}

impl ExportError {
    /// What the writer of comma-separated values says: the system's own words where it was the system.
    fn from_csv(error: csv::Error) -> Self {
        let words = error.to_string();
        match error.into_kind() {
            csv::ErrorKind::Io(why) => Self::Io(why),
            _ => Self::Format(words),
        }
    }
}
