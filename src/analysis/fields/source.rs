//! Who published an article, the analyst's word first.

use crate::analysis::Aspect;
use std::collections::HashMap;

use super::values::ValueMatcher;
use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::corpus::ArticleIx;
use crate::query::{FieldTest, Holds, QueryError};

/// `source:`
pub(super) const FIELD: Field = Field {
    name: "source",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Article,
    example: "source:seeds",
    help: "who published it",
    reads: None,
    changes_with: &[Aspect::Publishers],
    values,
    condition,
};

fn values(known: &Known<'_>) -> Vec<String> {
    let names = known.sources.iter();
    names.map(|(name, _)| name.clone()).collect()
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let matcher = ValueMatcher::new(test.text()?);
    let said: HashMap<ArticleIx, bool> = facts
        .overridden(|o| o.source.as_deref())
        .map(|(at, source)| (at, matcher.fits(source)))
        .collect();
    let names = facts.corpus.table().names().all();
    let fitting: Vec<bool> = names.iter().map(|n| matcher.fits(n)).collect();
    let publishers = &facts.corpus.columns().publishers;
    Ok(Box::new(move |at| {
        said.get(&at).copied().unwrap_or_else(|| {
            let number = publishers.get(at.ix()).copied().unwrap_or(0);
            fitting.get(number as usize).copied().unwrap_or(false)
        })
    }))
}
