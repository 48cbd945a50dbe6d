//! Articles and where they come from; read-only once loaded.
//!
//! Vocabulary: an [`Article`] is one document with its text, title, date and origin; a [`Corpus`]
//! is all articles of a workspace in one order, an immutable snapshot with a generation number; a
//! [`PublicationDate`] carries value, precision, basis and the raw words it came from; a
//! [`LoadReport`] lists what could not be taken in and why.
//!
//! Useful for: reading files into articles, asking an article for its parts. Not useful for: what
//! the analyst says about an article (a corrected date, a status): that is `workspace`.

mod article;
mod corpus_set;
mod date;
pub mod import;

pub use article::{Article, ArticleId, SourceId, TextHash, title_of};
pub use corpus_set::{ArticleIx, Corpus};
pub use date::{
    DateBasis, Precision, PublicationDate, date_in_file_name, header_date, parse_date, written_date,
};
pub use import::{LoadReport, Problem, ProblemKind, SourceSpec};
