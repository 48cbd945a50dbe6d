//! The language that was detected.

use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::analysis::Aspect;
use crate::enrich::language::{NAME, is_called, language_name};
use crate::query::{FieldTest, Glob, Holds, QueryError};

/// `language:`
pub(super) const FIELD: Field = Field {
    name: "language",
    aliases: &["lang"],
    kind: Kind::Text,
    origin: Origin::Article,
    example: "language:en",
    help: "en, eng and English mean the same; also language:unknown",
    reads: Some(NAME),
    changes_with: &[Aspect::Derived],
    values,
    condition,
};

fn values(known: &Known<'_>) -> Vec<String> {
    let present = known.derived.languages_present().iter();
    let names = present.map(|code| match *code {
        "" => "unknown".to_owned(),
        code => language_name(code).to_owned(),
    });
    names.collect()
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let glob = Glob::new(&test.text()?.pattern);
    let present = facts.derived.languages_present().iter();
    let fitting: Vec<&str> = present
        .copied()
        .filter(|code| is_called(code, &glob))
        .collect();
    // Before languages are known, "unknown" would be no answer: then it holds nowhere.
    Ok(Box::new(move |at| {
        fitting.contains(&facts.derived.language(at))
    }))
}
