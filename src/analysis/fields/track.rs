//! The tracks that an article mentions.

use crate::analysis::Aspect;
use std::sync::Arc;

use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::query::{FieldTest, Glob, Holds, MentionCounts, QueryError};
use crate::text::fold;

/// `track:`
pub(super) const FIELD: Field = Field {
    name: "track",
    aliases: &[],
    kind: Kind::Text,
    origin: Origin::Analyst,
    example: "track:bakhmut",
    help: "articles that mention a track",
    reads: None,
    changes_with: &[Aspect::TrackQueries],
    values,
    condition,
};

fn values(known: &Known<'_>) -> Vec<String> {
    let tracks = known.workspace.tracks.iter();
    tracks.map(|t| t.name.to_string()).collect()
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let glob = Glob::new(&test.text()?.pattern);
    let tracks = facts.workspace.tracks.iter();
    let named = tracks.filter(|t| glob.matches(&fold(&t.name)));
    let counts: Vec<Arc<MentionCounts>> = named
        .filter_map(|t| facts.tracks.get(&t.id).cloned())
        .collect();
    Ok(Box::new(move |at| counts.iter().any(|c| c.of(at.ix()) > 0)))
}
