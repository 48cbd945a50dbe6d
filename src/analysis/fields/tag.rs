//! The tags of an article's annotations.

use crate::analysis::Aspect;
use std::collections::HashSet;

use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::query::{FieldTest, Glob, Holds, QueryError};
use crate::text::fold;

/// `tag:`
pub(super) const FIELD: Field = Field {
    name: "tag",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Analyst,
    example: "tag:claim",
    help: "a tag or one below it; tag:=claim without those below",
    reads: None,
    changes_with: &[Aspect::Annotations, Aspect::Codebook],
    values,
    condition,
};

fn values(known: &Known<'_>) -> Vec<String> {
    let book = &known.workspace.codebook;
    book.tags().iter().map(|t| book.path(t.id)).collect()
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let asked = test.text()?;
    let glob = Glob::new(&asked.pattern);
    let book = &facts.workspace.codebook;
    let mut wanted = HashSet::new();
    for tag in book.tags() {
        let named = glob.matches(&fold(&tag.name)) || glob.matches(&fold(&book.path(tag.id)));
        if named && asked.whole {
            wanted.insert(tag.id);
        } else if named {
            wanted.extend(book.with_sub_tags(tag.id));
        }
    }
    let found = facts.annotated(|a| a.tag.is_some_and(|t| wanted.contains(&t)));
    Ok(Box::new(move |at| found.contains(&at)))
}
