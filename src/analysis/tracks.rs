//! What the tracks find.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::answer::{self, AnswerError};
use super::inputs::BaseInputs;
use super::reads::named_tracks;
use crate::analysis::{WorkspaceFacts, asks_for_tracks};
use crate::query::{MentionCounts, Query};
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

/// A track that asks for others: they are counted before it.
struct Waiting {
    at: usize,
    id: TrackId,
    query: Query,
    /// The others.
    asks_for: HashSet<TrackId>,
}

/// What each track finds, in the order of the tracks; and what is then known of articles. Those that ask
/// for others are counted after them.
pub(super) fn answers(inputs: &BaseInputs) -> (Vec<TrackAnswer>, WorkspaceFacts) {
    let mut answers: Vec<TrackAnswer> = Vec::with_capacity(inputs.workspace.tracks.len());
    let mut waiting = Vec::new();
    let none = facts_of(inputs, &[]);
    for track in &inputs.workspace.tracks {
        let mut answer = TrackAnswer {
            id: track.id,
            counts: None,
            error: None,
        };
        match track.parsed() {
            Ok(Some(query)) if none.check(&query).is_err() => {
                answer.error = none.check(&query).err().map(Into::into);
            }
            Ok(Some(query)) if asks_for_tracks(&query) => {
                waiting.push(Waiting::new(answers.len(), track.id, query, inputs));
            }
            Ok(Some(query)) => answer.set(inputs.cache.count(inputs, &query, &none)),
            Ok(None) => {}
            Err(error) => answer.error = Some(error.into()),
        }
        answers.push(answer);
    }
    while !waiting.is_empty() {
        waiting = count_next(inputs, waiting, &mut answers);
    }
    let known = facts_of(inputs, &answers);
    (answers, known)
}

/// Counts those that wait for none of the others, and gives back those that go on waiting.
fn count_next(
    inputs: &BaseInputs,
    waiting: Vec<Waiting>,
    answers: &mut [TrackAnswer],
) -> Vec<Waiting> {
    let open: HashSet<TrackId> = waiting.iter().map(|w| w.id).collect();
    let is_ready = |w: &Waiting| w.asks_for.is_disjoint(&open);
    let (ready, mut rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
    let mut counted: Vec<(usize, Result<_, AnswerError>)> = Vec::new();
    if ready.is_empty() {
        let rest = std::mem::take(&mut rest);
        counted.extend(rest.into_iter().map(|w| (w.at, Err(AnswerError::Circle))));
    } else {
        let facts = facts_of(inputs, answers);
        let count = |w: &Waiting| answer::count(inputs, &w.query, &facts, answers);
        counted.extend(ready.iter().map(|w| (w.at, count(w))));
    }
    for (at, outcome) in counted {
        if let Some(answer) = answers.get_mut(at) {
            answer.set(outcome);
        }
    }
    rest
}

impl Waiting {
    fn new(at: usize, id: TrackId, query: Query, inputs: &BaseInputs) -> Self {
        let named = named_tracks(&query, &inputs.workspace).into_iter();
        // One that names all tracks means all others.
        let asks_for = named.map(|t| t.id).filter(|other| *other != id).collect();
        Self {
            at,
            id,
            query,
            asks_for,
        }
    }
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
        Arc::clone(&inputs.derived),
        known(tracks),
    )
    .while_growing(inputs.growing)
}

/// The counts of the tracks that have an answer.
pub(super) fn known(tracks: &[TrackAnswer]) -> HashMap<TrackId, Arc<MentionCounts>> {
    let known = tracks.iter();
    known
        .filter_map(|t| Some((t.id, Arc::clone(t.counts.as_ref()?))))
        .collect()
}
