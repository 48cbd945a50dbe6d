//! A field of the query: how the name of an article's file ends.

use super::values::ValueMatcher;
use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
use crate::query::{FieldTest, Holds, QueryError};

/// `ending:`
pub(super) const FIELD: Field = Field {
    name: "ending",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Article,
    example: "ending:txt",
    help: "how the name of its file ends",
    reads: None,
    changes_with: &[],
    values: no_values,
    condition,
};

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let matcher = ValueMatcher::new(test.text()?);
    Ok(Box::new(move |at| {
        let path = facts.corpus.path(at);
        path.rsplit_once('.')
            .is_some_and(|(_, ending)| matcher.fits(ending))
    }))
}
