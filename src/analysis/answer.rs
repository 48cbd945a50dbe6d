//! What a query or a track finds, or why it could not be found out.

use std::sync::Arc;

use super::inputs::BaseInputs;
use super::reads::named_tracks;
use super::tracks::TrackAnswer;
use crate::analysis::WorkspaceFacts;
use crate::index::EngineError;
use crate::query::{MentionCounts, Query, QueryError};

/// Why there is no answer. Never to be taken for no mentions.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The query cannot be understood.
    #[error("{0}")]
    Query(QueryError),
    /// The words of the articles cannot be read.
    #[error("{0}")]
    Index(Arc<EngineError>),
    /// A track asks for others that ask for it.
    #[error("it asks for tracks that ask for each other in a circle")]
    Circle,
    /// A track that is asked for has no answer itself.
    #[error("the track “{name}” has no answer: {error}")]
    Track {
        /// Its name.
        name: Arc<str>,
        /// Why.
        error: Box<AnswerError>,
    },
}

impl From<EngineError> for AnswerError {
    fn from(error: EngineError) -> Self {
        Self::Index(Arc::new(error))
    }
}

impl From<QueryError> for AnswerError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl AnswerError {
    /// Whether the program failed, not the one who wrote the query.
    pub fn is_failure(&self) -> bool {
        match self {
            Self::Query(_) | Self::Circle => false,
            Self::Index(_) => true,
            Self::Track { error, .. } => error.is_failure(),
        }
    }
}

/// What the query finds.
#[derive(Clone, Debug)]
pub struct QueryAnswer {
    /// Mentions in all articles.
    pub counts: Arc<MentionCounts>,
    /// Mentions in the filtered articles.
    pub mentions: u64,
    /// Of these, those in articles that are reviewed or dismissed.
    pub reviewed: u64,
}

/// Counts a query that may ask for tracks.
///
/// # Errors
/// What the index cannot read, and tracks it asks for that have no answer.
pub(super) fn count(
    inputs: &BaseInputs,
    query: &Query,
    facts: &WorkspaceFacts,
    tracks: &[TrackAnswer],
) -> Result<Arc<MentionCounts>, AnswerError> {
    for track in named_tracks(query, &inputs.workspace) {
        let answer = tracks.iter().find(|t| t.id == track.id);
        if let Some(error) = answer.and_then(|t| t.error.as_ref()) {
            return Err(unanswered(&track.name, error));
        }
    }
    inputs.cache.count(inputs, query, facts)
}

/// A track that is needed has no answer.
pub(super) fn unanswered(name: &Arc<str>, error: &AnswerError) -> AnswerError {
    AnswerError::Track {
        name: Arc::clone(name),
        error: Box::new(error.clone()),
    }
}
