//! Who wrote an article.

use std::collections::HashSet;
use std::sync::Arc;

use super::values::ValueMatcher;
use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
use crate::query::{FieldTest, Holds, QueryError};

/// `author:`
pub(super) const FIELD: Field = Field {
    name: "author",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Article,
    example: "author:reuters",
    help: "who wrote it",
    reads: None,
    changes_with: &[],
    values: no_values,
    condition,
};

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let matcher = ValueMatcher::new(test.text()?);
    let names = facts.corpus.table().names().all();
    let fitting: HashSet<Arc<str>> = names.iter().filter(|n| matcher.fits(n)).cloned().collect();
    Ok(Box::new(move |at| {
        fitting.contains(facts.corpus.author(at))
    }))
}
