//! The tracks that an article mentions.

use crate::analysis::Aspect;
use std::sync::Arc;

use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::query::{FieldTest, Glob, Holds, MentionCounts, Query, QueryError};
use crate::text::fold;
use crate::workspace::{Track, Workspace};

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

fn named<'w>(workspace: &'w Workspace, glob: &Glob) -> impl Iterator<Item = &'w Track> {
    let tracks = workspace.tracks.iter();
    tracks.filter(move |t| glob.matches(&fold(&t.name)))
}

/// Whether the tracks that are asked for can be counted themselves; `askable` says so of their queries.
pub(super) fn check_tracks(
    test: &FieldTest,
    workspace: &Workspace,
    askable: &dyn Fn(&Query) -> Result<(), QueryError>,
) -> Result<(), QueryError> {
    for track in named(workspace, &Glob::new(&test.text()?.pattern)) {
        let parsed = track.parsed();
        let checked = parsed.and_then(|query| query.as_ref().map_or(Ok(()), askable));
        if let Err(why) = checked {
            let name = &track.name;
            return Err(test.value_error(format!("The track {name} cannot be counted. {why}")));
        }
    }
    Ok(())
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    check_tracks(test, &facts.workspace, &|query| facts.check_names(query))?;
    let glob = Glob::new(&test.text()?.pattern);
    let named = named(&facts.workspace, &glob);
    let counts: Vec<Arc<MentionCounts>> = named
        .filter_map(|t| facts.tracks.get(&t.id).cloned())
        .collect();
    Ok(Box::new(move |at| counts.iter().any(|c| c.of(at.ix()) > 0)))
}
