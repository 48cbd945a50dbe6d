//! The fields of the query: what is known of articles beside their text, `name:value`.
//!
//! Vocabulary: a [`Field`] has a name, other names it goes by, what it holds ([`Kind`]), a line of help
//! with an example that runs, proposals for its values, and its answer: a condition that is ready for
//! many articles. [`FIELDS`] is the table of them; completion, help and the command line take theirs
//! from it. Beside it every column of the articles' metadata is a field by its own name. A name that
//! is neither is refused when a query is made ready, with the nearest names there are: never an empty
//! answer. [`WorkspaceFacts`] answers with the table.
//!
//! Useful for: conditions of queries. Not useful for: the filter, which is chosen, not written.
//!
//! A new one is a file here and a line in [`FIELDS`]; copy `author.rs` for one that the articles know,
//! `by.rs` for one that the analyst says, `language.rs` for one that an enricher finds.

mod author;
mod by;
mod closed;
mod column;
mod date;
#[cfg(test)]
#[path = "../../../tests/seams/ending.rs"]
mod ending;
mod facts;
mod file;
mod language;
mod names;
mod note;
mod source;
mod status;
mod tag;
mod track;
mod values;
mod words;

use crate::analysis::Aspect;
use std::sync::Arc;

pub use closed::check_values;
pub use column::HELP as COLUMN_HELP;
pub use facts::WorkspaceFacts;
pub use names::{check, find, names, unknown};

use crate::corpus::Corpus;
use crate::enrich::Derived;
use crate::query::{FieldTest, Holds, Query, QueryError};
use crate::workspace::Workspace;

/// What a field holds, and so how its value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A day, month or year.
    Date,
    /// A number.
    Number,
}

/// Who knows what a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The article.
    Article,
    /// The analyst.
    Analyst,
}

/// What a completion may propose values of.
pub struct Known<'k> {
    /// The analyst's data.
    pub workspace: &'k Workspace,
    /// Sources with their number of articles.
    pub sources: &'k [(String, usize)],
    /// What enrichers found.
    pub derived: &'k Derived,
}

/// Makes a condition ready for many articles.
pub type Condition = for<'f> fn(&'f WorkspaceFacts, &FieldTest) -> Result<Holds<'f>, QueryError>;

/// A field of the query.
#[derive(Debug)]
pub struct Field {
    /// As it is typed before the colon, folded.
    pub name: &'static str,
    /// Other names it goes by, folded.
    pub aliases: &'static [&'static str],
    /// What it holds.
    pub kind: Kind,
    /// Who knows it.
    pub origin: Origin,
    /// A query that shows it, and that runs.
    pub example: &'static str,
    /// What that finds, and what else can be written, in a line.
    pub help: &'static str,
    /// The enricher without whose finding it answers nothing.
    pub reads: Option<&'static str>,
    /// The parts of the analyst's data, and of what was found, that decide its answer.
    pub changes_with: &'static [Aspect],
    /// Values that may be proposed while one is typed, in the order in which they are. Never slow.
    pub values: fn(&Known<'_>) -> Vec<String>,
    /// Its answer.
    pub condition: Condition,
}

impl Field {
    /// Whether a folded name is one of its names.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// Whether a value is of its kind.
    ///
    /// # Errors
    /// It is not; with its place in the query.
    pub fn check(&self, test: &FieldTest) -> Result<(), QueryError> {
        match self.kind {
            Kind::Text => test.text().map(|_| ()),
            Kind::Date => test.date().map(|_| ()),
            Kind::Number => test.number().map(|_| ()),
        }
    }
}

/// For fields whose values cannot be proposed.
fn no_values(_: &Known<'_>) -> Vec<String> {
    Vec::new()
}

/// All fields beside `title:`, which is a part of the language, and the columns of the metadata; in the
/// order of help and completion.
pub static FIELDS: &[Field] = &[
    source::FIELD,
    author::FIELD,
    file::FIELD,
    date::FIELD,
    words::FIELD,
    language::FIELD,
    tag::FIELD,
    note::FIELD,
    by::FIELD,
    status::FIELD,
    track::FIELD,
    #[cfg(test)]
    ending::FIELD,
];

/// Whether a query asks what tracks mention.
pub fn asks_for_tracks(query: &Query) -> bool {
    asks_for(query, track::FIELD.name)
}

/// Whether a condition asks what tracks mention.
pub fn is_of_tracks(test: &FieldTest) -> bool {
    find(&test.name).is_some_and(|field| field.name == track::FIELD.name)
}

/// Whether the tracks that a query asks for can be counted themselves: one that cannot is no zero.
/// `askable` says so of their queries.
///
/// # Errors
/// The first that cannot, with the place that asks for it.
pub fn check_tracks(
    query: &Query,
    workspace: &Workspace,
    askable: &dyn Fn(&Query) -> Result<(), QueryError>,
) -> Result<(), QueryError> {
    let mut fields = query.fields().into_iter();
    fields.try_for_each(|test| match find(&test.name) {
        Some(field) if field.name == track::FIELD.name => {
            track::check_tracks(&test, workspace, askable)
        }
        Some(_) | None => Ok(()),
    })
}

/// Whether a query asks for a field, by whichever of its names.
pub fn asks_for(query: &Query, name: &str) -> bool {
    let mut fields = query.fields().into_iter();
    fields.any(|test| find(&test.name).is_some_and(|field| field.name == name))
}

/// The enrichers that a query cannot be answered without.
pub fn enrichers_of(query: &Query) -> Vec<&'static str> {
    let fields = query.fields().into_iter();
    let mut out: Vec<&str> = fields.filter_map(|test| find(&test.name)?.reads).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// What enrichers must have found before a query can be answered, looked for at once.
pub fn derived_for(query: &Query, corpus: &Arc<Corpus>) -> Arc<Derived> {
    crate::enrich::run_only(&enrichers_of(query), corpus)
}

#[cfg(test)]
mod tests;
