//! The path of an article's file.

use super::values::PathMatcher;
use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
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
    Ok(Box::new(move |at| path.fits(facts.corpus.path(at))))
}
