//! What can be found in texts alone, after loading: the language of each article, near-duplicates, names.
//!
//! Vocabulary: an [`Enricher`] finds one thing; what it found is published in a [`Derived`], an
//! immutable snapshot beside the corpus with a number of its own, never in cells inside the corpus. A
//! snapshot is published as soon as an enricher is done, so that nothing waits for the slowest; a
//! cache of answers depends on the number of the snapshot it read. What was found of an earlier corpus
//! is taken over where the texts are the same.
//!
//! Useful for: facts that take long to find and that the analyst never changes. Not useful for: what
//! the analyst says of an article (that is the workspace), what a query asks of the text (the index).
//!
//! A new one is a file here with an [`Enricher`] and a line in [`ENRICHERS`]; copy `language.rs` for
//! one that looks at each text alone, `near_duplicates.rs` for one that needs all of them.

mod derived;
pub mod language;
mod language_names;
pub mod names;
mod near_duplicates;
mod run;
#[cfg(test)]
#[path = "../../tests/seams/script.rs"]
mod script;

use std::any::Any;
use std::sync::Arc;

pub use derived::Derived;
pub use language::Languages;
pub use near_duplicates::{Groups, NAME as NEAR_DUPLICATES, NearDuplicates, near_duplicates};
pub use run::{Task, background_pool, run, run_only, run_these};

/// What an enricher found, whatever it is.
pub type Finding = Arc<dyn Any + Send + Sync>;

/// What the finding of an article depends on, and so how much of it the next corpus takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The text of that article alone: taken over text by text ([`Task::each_article`]).
    Article,
    /// All texts: taken over while all of them are the same.
    Corpus,
}

/// Finds one thing in the texts of a corpus.
pub trait Enricher: Send + Sync {
    /// Its name: what other enrichers and fields of the query call it by.
    fn name(&self) -> &'static str;

    /// Rises when the same texts give another finding: what an older version found is not taken over.
    fn version(&self) -> u32;

    /// Names of the enrichers whose findings it reads; they stand before it in the table.
    fn reads(&self) -> &'static [&'static str] {
        &[]
    }

    /// What its findings depend on.
    fn scope(&self) -> Scope;

    /// Finds it, on the processors of the thread pool that this is called from; `None` when cancelled.
    fn find(&self, task: &Task<'_>) -> Option<Finding>;
}

/// All enrichers, in the order in which they run: what is quick and what others read comes first.
pub static ENRICHERS: &[&dyn Enricher] = &[
    &language::DetectLanguages,
    &near_duplicates::FindDuplicates,
    &names::FindNames,
    #[cfg(test)]
    &script::FindCyrillic,
];

#[cfg(test)]
mod tests;
