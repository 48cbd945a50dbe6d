//! The review status of an article.

use crate::analysis::Aspect;
use std::collections::HashMap;

use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::corpus::ArticleIx;
use crate::query::{FieldTest, Glob, Holds, QueryError};
use crate::workspace::ReviewStatus;

/// `status:`
pub(super) const FIELD: Field = Field {
    name: "status",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Analyst,
    example: "status:unseen",
    help: "its review status",
    reads: None,
    changes_with: &[Aspect::Statuses],
    values,
    condition,
};

fn values(_: &Known<'_>) -> Vec<String> {
    ReviewStatus::ALL.map(|s| s.words().to_owned()).into()
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let glob = Glob::new(&test.text()?.pattern);
    let fits = move |status: ReviewStatus| glob.matches(status.words());
    let said: HashMap<ArticleIx, ReviewStatus> = facts.overridden(|o| Some(o.status)).collect();
    Ok(Box::new(move |at| {
        fits(said.get(&at).copied().unwrap_or_default())
    }))
}
