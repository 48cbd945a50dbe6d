//! The notes of an article's annotations, and its memo.

use super::values::ValueMatcher;
use super::{Field, Kind, Origin, WorkspaceFacts, no_values};
use crate::analysis::Aspect;
use crate::query::{FieldTest, Holds, QueryError};

/// `note:`
pub(super) const FIELD: Field = Field {
    name: "note",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Analyst,
    example: "note:check",
    help: "words of your notes",
    reads: None,
    changes_with: &[Aspect::Annotations, Aspect::Memos],
    values: no_values,
    condition,
};

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let matcher = ValueMatcher::new(test.text()?);
    let mut found = facts.annotated(|a| matcher.fits(&a.note));
    let memos = facts.overridden(|o| Some(&*o.memo));
    let fitting = memos.filter(|(_, memo)| matcher.fits(memo));
    found.extend(fitting.map(|(at, _)| at));
    Ok(Box::new(move |at| found.contains(&at)))
}
