//! Articles and where they come from; read-only once loaded.
//!
//! Vocabulary: an [`Article`] is what is known of one document (title, date, origin, metadata); a
//! [`Corpus`] is all articles of a workspace in one order, an immutable snapshot with a generation
//! number, over a [`table`] in memory or in the cache; its [`Columns`] are compact arrays parallel to
//! it, its texts are fetched on demand; a [`PublicationDate`] carries value, precision, basis and the
//! raw words it came from; a [`LoadReport`] lists what could not be taken in and why.
//!
//! Useful for: reading files into articles, asking an article for its parts. Not useful for: what
//! the analyst says about an article (a corrected date, a status): that is `workspace`.

mod article;
pub mod article_table;
pub mod columns;
mod corpus_set;
mod date;
mod download_fact;
mod draft;
mod earlier;
mod origins;
mod read_date;
mod report;
mod report_groups;
mod serial;
mod source_spec;

pub use article::{Article, ArticleId, SourceId, TextHash, stated_title_of, title_of};
pub use columns::Columns;
pub use corpus_set::{ArticleIx, Corpus, MetadataColumn, NOWHERE};
pub use date::{
    DateBasis, Precision, PublicationDate, date_in_file_name, header_date, parse_date, written_date,
};
pub use download_fact::DownloadFact;
pub use draft::Draft;
pub use origins::{IN_ADDRESS, IN_PROPERTIES, Known, Origins};
pub use read_date::{
    ColumnDates, DateEvidence, DateOrder, DateStyle, OrderReason, date_in_address, decide_dates,
    original_address, read_date,
};
pub use report::{LoadReport, OwnExport, Problem, ProblemKind};
pub use report_groups::{ProblemGroup, ReportSection, group_problems};
pub use serial::Serial;
pub use source_spec::{Mapping, SourceSpec};
