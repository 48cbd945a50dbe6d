//! What the tracks find.

use std::collections::HashMap;
use std::sync::Arc;

use super::answer::{self, AnswerError};
use super::inputs::BaseInputs;
use crate::analysis::WorkspaceFacts;
use crate::query::{Field, MentionCounts, Query};
use crate::workspace::TrackId;

/// What a track finds.
#[derive(Clone, Debug)]
pub struct TrackAnswer {
    /// The track.
    pub id: TrackId,
    /// Its mentions; `None` where its query is empty or there is no answer.
    pub counts: Option<Arc<MentionCounts>>,
    /// Why there is no answer.
    pub error: Option<AnswerError>,
}

/// What each track finds, in the order of the tracks; and what is then known of articles. Those that ask
/// for no other track are counted first.
pub(super) fn answers(inputs: &BaseInputs) -> (Vec<TrackAnswer>, WorkspaceFacts) {
    let facts = |known: &[TrackAnswer]| facts_of(inputs, known);
    let mut answers: Vec<TrackAnswer> = Vec::with_capacity(inputs.workspace.tracks.len());
    let mut later: Vec<(usize, Query)> = Vec::new();
    let none = facts(&[]);
    for track in &inputs.workspace.tracks {
        let mut answer = TrackAnswer {
            id: track.id,
            counts: None,
            error: None,
        };
        match track.parsed() {
            Ok(Some(query)) if asks_for_tracks(&query) => later.push((answers.len(), query)),
            Ok(Some(query)) => answer.set(inputs.cache.count(inputs, &query, &none)),
            Ok(None) => {}
            Err(error) => answer.error = Some(error.into()),
        }
        answers.push(answer);
    }
    if later.is_empty() {
        let known = facts(&answers);
        return (answers, known);
    }
    // One that asks for another that asks for a third finds nothing of the third's.
    let first = facts(&answers);
    let counted: Vec<_> = later
        .into_iter()
        .map(|(at, query)| (at, answer::count(inputs, &query, &first, &answers)))
        .collect();
    for (at, counted) in counted {
        if let Some(answer) = answers.get_mut(at) {
            answer.set(counted);
        }
    }
    let known = facts(&answers);
    (answers, known)
}

impl TrackAnswer {
    fn set(&mut self, counted: Result<Arc<MentionCounts>, AnswerError>) {
        match counted {
            Ok(counts) => self.counts = Some(counts),
            Err(error) => self.error = Some(error),
        }
    }
}

/// What is known of articles beside their text where these tracks are counted.
fn facts_of(inputs: &BaseInputs, tracks: &[TrackAnswer]) -> WorkspaceFacts {
    WorkspaceFacts::new(
        Arc::clone(&inputs.corpus),
        Arc::clone(&inputs.workspace),
        known(tracks),
    )
}

/// The counts of the tracks that have an answer.
pub(super) fn known(tracks: &[TrackAnswer]) -> HashMap<TrackId, Arc<MentionCounts>> {
    let known = tracks.iter();
    known
        .filter_map(|t| Some((t.id, Arc::clone(t.counts.as_ref()?))))
        .collect()
}

/// Whether a query asks what tracks mention.
pub fn asks_for_tracks(query: &Query) -> bool {
    let fields = query.fields();
    fields.iter().any(|t| t.field == Field::Track)
}
