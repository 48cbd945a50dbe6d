//! How many words an article has.

use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
use crate::query::{FieldTest, Holds, QueryError};

/// `words:`
pub(super) const FIELD: Field = Field {
    name: "words",
    aliases: &[],
    kind: Kind::Number,
    origin: Origin::Article,
    example: "words:>200",
    help: "its length; also words:100..200",
    reads: None,
    changes_with: &[],
    values: no_values,
    condition,
};

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let number = test.number()?;
    let words = &facts.corpus.columns().words;
    Ok(Box::new(move |at| {
        let words = words.get(at.ix());
        words.is_some_and(|n| number.holds(f64::from(*n)))
    }))
}
