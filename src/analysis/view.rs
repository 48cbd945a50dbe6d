//! Tables and charts: each is computed from one snapshot, and shown beside it.

use super::answer::AnswerError;
use super::base::Base;
use super::cancel::Cancel;

/// A table or chart of a [`Base`].
///
/// Implemented by a type without values in a file of its own; what the analyst chooses about it is its
/// `Spec`, what is drawn, copied and exported is its `Table`. It reads nothing but the snapshot, so that it
/// cannot disagree with the rows of the table, and it asks `cancel` at least every 0.1 s.
pub trait View: 'static {
    /// What the analyst chooses about it.
    type Spec: Clone + PartialEq + Send + 'static;
    /// What is drawn.
    type Table: Send + Sync + 'static;

    /// Its name in words, for logs and the names of jobs.
    const NAME: &'static str;

    /// Computes the table.
    ///
    /// # Errors
    /// [`ViewError::Cancelled`] where nobody waits any more, [`ViewError::Answer`] where what is to be shown
    /// could not be counted.
    fn compute(base: &Base, spec: &Self::Spec, cancel: &Cancel) -> Result<Self::Table, ViewError>;
}

/// Why there is no table.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ViewError {
    /// Nobody waits for it any more.
    #[error("it was given up")]
    Cancelled,
    /// Something that it counts has no answer.
    #[error("{0}")]
    Answer(AnswerError),
}

impl From<AnswerError> for ViewError {
    fn from(error: AnswerError) -> Self {
        Self::Answer(error)
    }
}
