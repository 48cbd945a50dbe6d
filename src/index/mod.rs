//! Answers about a whole corpus: which articles a query matches and how often it is mentioned in
//! each, which words there are.
//!
//! Vocabulary: an [`Engine`] answers, of the one corpus it was made of; a [`Page`] is a stretch of
//! the articles that match, in the order of the corpus. What a query means is not decided here but by
//! the span evaluator ([`crate::query`]), so that all engines give the same answers; one test holds
//! every engine to that. [`local`] keeps words and positions in an index on this machine; [`scan`]
//! keeps nothing and reads every text. An engine that asks other machines is a third folder here.
//!
//! An engine that cannot answer says so: an error is never an empty answer.
//!
//! Useful for: counts per article, candidates for completion. Not useful for: places in bytes, which
//! need the text ([`crate::query::TokenizedText`]).

mod error;
pub mod local;
mod page;
pub mod scan;

use std::sync::Arc;

pub use error::EngineError;
pub use local::Index;
pub use page::{Match, Page};
pub use scan::Scan;

use crate::corpus::{ArticleIx, Corpus};
use crate::query::{MentionCounts, Prepared};

/// Answers queries over all articles of one corpus.
///
/// Every call may fail, as the answer may lie on a disk or on another machine. A query whose
/// [`Prepared::is_cancelled`] has become true may be answered with anything: nobody waits for it.
pub trait Engine: Send + Sync + std::fmt::Debug {
    /// The corpus it is of.
    fn corpus(&self) -> &Arc<Corpus>;

    /// Counts the mentions of a query in every article.
    ///
    /// # Errors
    /// What it answers from cannot be read.
    fn count(&self, query: &Prepared<'_>) -> Result<MentionCounts, EngineError>;

    /// The articles from `from` on that match, at most `limit`, in the order of the corpus.
    ///
    /// # Errors
    /// What it answers from cannot be read.
    fn page(
        &self,
        query: &Prepared<'_>,
        from: ArticleIx,
        limit: usize,
    ) -> Result<Page, EngineError> {
        Ok(Page::of(&self.count(query)?, from, limit))
    }

    /// Words that begin with a folded stem and the number of articles that hold them, at most
    /// `limit`, the most frequent first, equal ones by their letters. Articles that were struck out of
    /// a library may still count.
    ///
    /// # Errors
    /// What it answers from cannot be read.
    fn words_with_prefix(
        &self,
        stem: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, EngineError>;

    /// Words within `distance` letters of a folded word or beginning with it, with the number of
    /// articles that hold them, the most frequent first; the word itself left out. A swap of
    /// neighbours counts one.
    ///
    /// # Errors
    /// What it answers from cannot be read.
    fn near_spellings(&self, word: &str, distance: u8) -> Result<Vec<(String, u64)>, EngineError>;
}

/// The engine of the open articles; before any are open, one over none.
#[derive(Clone, Debug)]
pub struct OpenEngine(Arc<dyn Engine>);

impl Default for OpenEngine {
    fn default() -> Self {
        Self(Arc::new(Scan::default()))
    }
}

impl From<Arc<dyn Engine>> for OpenEngine {
    fn from(engine: Arc<dyn Engine>) -> Self {
        Self(engine)
    }
}

impl std::ops::Deref for OpenEngine {
    type Target = Arc<dyn Engine>;

    fn deref(&self) -> &Arc<dyn Engine> {
        &self.0
    }
}

/// The most frequent first, equal ones by their letters.
fn by_frequency(words: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut out: Vec<(String, u64)> = words.into_iter().collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

#[cfg(test)]
mod tests;
