//! Tracks: what is followed.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::index::{Engine, EngineError};
use crate::jobs::JobKey;
use crate::query::{Query, Term};
use crate::session::Severity;
use crate::workspace::{Change, Edit, Slot, Swap, Track, TrackId};

/// Longest name, in characters, that is made of a query or a passage.
const LONGEST_NAME: usize = 40;

/// Looking for spellings near the words of a query.
const SPELLINGS: JobKey = JobKey::new("spellings");

/// Tracks.
#[derive(Clone, Debug)]
pub enum TrackCommand {
    /// Look for spellings near the words of this query.
    Propose(String),
    /// Follow a query.
    Add {
        /// Its name.
        name: String,
        /// The query.
        query: String,
    },
    /// Follow the selected words.
    AddFromSelection,
    /// Follow what the search field looks for.
    AddFromQuery,
    /// Change its name.
    Rename(TrackId, String),
    /// Change its query; one gesture until it rests.
    SetQuery(TrackId, String),
    /// Change its colour.
    Recolour(TrackId, Slot),
    /// Show or hide it.
    Show(TrackId, bool),
    /// Move it among the tracks.
    Shift(TrackId, isize),
    /// Stop following.
    Delete(TrackId),
}

impl State {
    pub(in crate::app) fn handle_track(&mut self, command: TrackCommand) -> Vec<Effect> {
        match command {
            TrackCommand::Propose(query) => self.propose_spellings(query),
            TrackCommand::Add { name, query } => self.add_track(&name, &query),
            TrackCommand::AddFromSelection => {
                let words = self
                    .selected_words()
                    .map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "));
                match words.and_then(|w| Some((w.clone(), Query::of_words(&w)?))) {
                    Some((words, query)) => self.add_track(&words, &query.to_string()),
                    None => self
                        .session
                        .tell(Severity::Warning, "Select the words to follow first."),
                }
            }
            TrackCommand::AddFromQuery => {
                let text = self.search.query.text.trim().to_owned();
                if self.search.query.query.is_some() && self.search.query.error.is_none() {
                    self.add_track(&text.replace('"', ""), &text);
                }
            }
            TrackCommand::Rename(id, name) => {
                if !name.trim().is_empty() {
                    self.change_track(id, "rename track", None, |t| t.name = name.trim().into());
                }
            }
            TrackCommand::SetQuery(id, query) => {
                self.change_track(
                    id,
                    "change query of track",
                    Some(format!("query {id}")),
                    |t| t.query = query.into(),
                );
            }
            TrackCommand::Recolour(id, slot) => {
                self.change_track(id, "recolour track", None, |t| t.slot = slot)
            }
            TrackCommand::Show(id, shown) => {
                let label = if shown { "show track" } else { "hide track" };
                self.change_track(id, label, None, |t| t.shown = shown);
            }
            TrackCommand::Shift(id, by) => self.shift_track(id, by),
            TrackCommand::Delete(id) => {
                if let Some((at, track)) = self.track_at(id) {
                    let label = format!("delete track “{}”", track.name);
                    self.edit(Edit::new(
                        label,
                        vec![Change::Track(Swap {
                            before: Some((at, track)),
                            after: None,
                        })],
                    ));
                }
            }
        }
        Vec::new()
    }

    fn add_track(&mut self, name: &str, query: &str) {
        if let Err(error) = Query::parse(query) {
            self.session.tell(
                Severity::Warning,
                format!("This cannot be followed: {error}"),
            );
            return;
        }
        if let Some(same) = self
            .session
            .workspace
            .tracks
            .iter()
            .find(|t| t.parsed() == Query::parse(query))
        {
            let (id, name, shown) = (same.id, same.name.clone(), same.shown);
            let message = if shown {
                format!("“{name}” follows just this already.")
            } else {
                self.change_track(id, "show track", None, |t| t.shown = true);
                format!("“{name}” follows just this already: it is shown again.")
            };
            self.session.tell(Severity::Info, message);
            return;
        }
        let place = self.session.workspace.tracks.len();
        let track = Track {
            id: TrackId::random(),
            name: name
                .trim()
                .chars()
                .take(LONGEST_NAME)
                .collect::<String>()
                .into(),
            slot: Slot::least_used(self.session.workspace.tracks.iter().map(|t| t.slot)),
            query: query.into(),
            shown: true,
        };
        let label = format!("follow “{}”", track.name);
        self.edit(Edit::new(
            label,
            vec![Change::Track(Swap {
                before: None,
                after: Some((place, track)),
            })],
        ));
    }

    fn track_at(&self, id: TrackId) -> Option<(usize, Track)> {
        self.session
            .workspace
            .tracks
            .iter()
            .cloned()
            .enumerate()
            .find(|(_, t)| t.id == id)
    }

    fn change_track(
        &mut self,
        id: TrackId,
        label: &str,
        gesture: Option<String>,
        with: impl FnOnce(&mut Track),
    ) {
        let Some((at, before)) = self.track_at(id) else {
            return;
        };
        let mut after = before.clone();
        with(&mut after);
        let label = format!("{label} “{}”", before.name);
        let change = Change::Track(Swap {
            before: Some((at, before)),
            after: Some((at, after)),
        });
        self.session.edit(Edit::new(label, vec![change]), gesture);
    }

    fn shift_track(&mut self, id: TrackId, by: isize) {
        let Some((at, track)) = self.track_at(id) else {
            return;
        };
        let to = at
            .saturating_add_signed(by)
            .min(self.session.workspace.tracks.len().saturating_sub(1));
        let label = format!("move track “{}”", track.name);
        self.edit(Edit::new(
            label,
            vec![Change::Track(Swap {
                before: Some((at, track.clone())),
                after: Some((to, track)),
            })],
        ));
    }

    /// Looks for spellings near the single words of a query.
    fn propose_spellings(&mut self, query: String) {
        let index = std::sync::Arc::clone(&self.session.index);
        self.jobs.start_latest(SPELLINGS, move |_| {
            let found = near_spellings(&*index, &query);
            move |state: &mut Self| match found {
                Ok(found) => state.search.spellings = Some((query, found)),
                Err(error) => state.no_words(&error),
            }
        });
    }
}

/// Most proposals.
const MAX_PROPOSALS: usize = 9;

/// Words of the corpus that are spelled nearly like those of a query and begin alike, with the number
/// of articles that hold them, the most frequent first.
fn near_spellings(index: &dyn Engine, query: &str) -> Result<Vec<(String, u64)>, EngineError> {
    let Ok(Some(parsed)) = Query::parse(query) else {
        return Ok(Vec::new());
    };
    // Spellings are added with OR, which beside other words would mean something else.
    let alternatives = match &parsed {
        Query::Term(_) => true,
        Query::Or(parts) => parts
            .iter()
            .all(|p| matches!(p, Query::Term(_) | Query::Phrase(_))),
        _ => false,
    };
    if !alternatives {
        return Ok(Vec::new());
    }
    let terms = parsed.terms();
    let words: Vec<&String> = terms
        .iter()
        .filter_map(|t| match t {
            Term::Word(word) => Some(word),
            Term::Exact(_) | Term::Wildcard(_) | Term::Fuzzy(..) | Term::Any => None,
        })
        .collect();
    let mut out: Vec<(String, u64)> = Vec::new();
    for word in &words {
        let letters = word.chars().count();
        if letters < 4 {
            continue;
        }
        let distance = if letters < 7 { 1 } else { 2 };
        let head: String = word.chars().take(2).collect();
        let near = index.near_spellings(word, distance)?.into_iter();
        out.extend(near.filter(|(w, _)| w.starts_with(&head) && !words.contains(&w)));
    }
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out.dedup_by(|a, b| a.0 == b.0);
    out.truncate(MAX_PROPOSALS);
    Ok(out)
}
