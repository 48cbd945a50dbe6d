//! The path of an article's file, and in an archive the name inside.

use super::values::PathMatcher;
use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
use crate::import::is_archive;
use crate::query::{FieldTest, Holds, QueryError};

/// `file:`
pub(super) const FIELD: Field = Field {
    name: "file",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Article,
    example: "file:txt",
    help: "letters of the path of its file; * and ? over all of it",
    reads: None,
    changes_with: &[],
    values: no_values,
    condition,
};

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let path = PathMatcher::new(test.text()?);
    Ok(Box::new(move |at| {
        let file = facts.corpus.path(at);
        let inside = || facts.corpus.record(at).filter(|_| is_archive(file));
        path.fits(file) || inside().is_some_and(|inside| path.fits(inside))
    }))
}
