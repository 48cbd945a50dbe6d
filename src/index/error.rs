//! Why an engine cannot answer.

use crate::corpus::ArticleIx;

/// Why an engine cannot answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The files of the index are damaged or gone.
    #[error("the index cannot be read: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// A text that must be read is not there.
    #[error("the text of article {} of the corpus cannot be read", .0.0)]
    NoText(ArticleIx),
}

impl From<std::io::Error> for EngineError {
    fn from(e: std::io::Error) -> Self {
        Self::Index(e.into())
    }
}
