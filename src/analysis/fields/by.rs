//! Who made an article's annotations.

use super::values::ValueMatcher;
use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
use crate::analysis::Aspect;
use crate::query::{FieldTest, Holds, QueryError};

/// `by:`
pub(super) const FIELD: Field = Field {
    name: "by",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Analyst,
    example: "by:anna",
    help: "who made one of its annotations",
    reads: None,
    changes_with: &[Aspect::Annotations],
    values: no_values,
    condition,
};

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let matcher = ValueMatcher::new(test.text()?);
    let found = facts.annotated(|a| matcher.fits(&a.author));
    Ok(Box::new(move |at| found.contains(&at)))
}
