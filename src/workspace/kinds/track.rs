//! Tracks, in the order of columns and series.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Item, Kind, Steps, SwapOf, list};
use crate::corpus::Corpus;
use crate::workspace::describe::{Names, lines};
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings, Repair};
use crate::workspace::{Slot, Track, TrackId, Workspace};

/// A track in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Track")]
pub struct TrackRecord {
    id: TrackId,
    name: Arc<str>,
    slot: Slot,
    query: Arc<str>,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    shown: bool,
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_yes(flag: &bool) -> bool {
    *flag
}

impl From<Track> for TrackRecord {
    fn from(
        Track {
            id,
            name,
            slot,
            query,
            shown,
        }: Track,
    ) -> Self {
        Self {
            id,
            name,
            slot,
            query,
            shown,
        }
    }
}

impl From<TrackRecord> for Track {
    fn from(
        TrackRecord {
            id,
            name,
            slot,
            query,
            shown,
        }: TrackRecord,
    ) -> Self {
        Self {
            id,
            name,
            slot,
            query,
            shown,
        }
    }
}

fn key(track: &Track) -> TrackId {
    track.id
}

impl Kind for Track {
    type State = Item<Track>;
    type Id = TrackId;
    type Scratch = list::Ids<TrackId>;
    type Before = Option<(usize, TrackRecord)>;
    type After = Option<(usize, TrackRecord)>;
    type Section = Vec<TrackRecord>;

    const NAMES: (&'static str, &'static str) = ("track", "tracks");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<TrackId> {
        list::said(state.as_ref()).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state.as_ref())
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state.as_ref())
    }

    fn find<'w>(workspace: &'w Workspace, id: &TrackId) -> Option<&'w Self> {
        workspace.track(*id)
    }

    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError> {
        list::apply(&mut workspace.tracks, swap, scratch, key)
    }

    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool {
        list::joins(earlier, later)
    }

    fn rebase(_: &mut SwapOf<Self>, _: &SwapOf<Self>) {}

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        (
            list::written(swap.before.as_ref()),
            list::written(swap.after.as_ref()),
        )
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        SwapOf::<Self> {
            before: list::read(before),
            after: list::read(after),
        }
    }

    fn section(workspace: &Workspace) -> Self::Section {
        let all = workspace.tracks.iter().cloned();
        all.map(TrackRecord::from).collect()
    }

    fn take_section(workspace: &mut Workspace, section: Self::Section) {
        workspace.tracks = section.into_iter().map(Track::from).collect();
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        list::difference(&from.tracks, &to.tracks, key)
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<TrackId> {
        let (all, both) = list::merge(&base.tracks, &mine.tracks, &theirs.tracks, key);
        merged.tracks = all;
        both
    }

    fn take_theirs(id: &TrackId, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>> {
        list::take_theirs(&mine.tracks, &theirs.tracks, |t| t.id == *id)
    }

    fn check(workspace: &Workspace, _: Option<&Corpus>, out: &mut Findings) {
        let mut known = HashSet::new();
        for (at, track) in workspace.tracks.iter().enumerate() {
            if !known.insert(track.id) {
                let what = format!("track “{}” ({}): another has its id", track.name, track.id);
                let repair: Repair = Box::new(move |w| {
                    if let Some(track) = w.tracks.get_mut(at) {
                        track.id = TrackId::random();
                    }
                });
                let words = "the second gets an id of its own";
                out.add(Check::Ids, what, Some((words, repair)));
            }
            if let Err(problem) = track.parsed() {
                let what = format!("track “{}”: {problem}", track.name);
                out.add(Check::Queries, what, None);
            }
        }
    }

    fn title(&self, _: &TrackId, _: &Names<'_>) -> String {
        self.name.to_string()
    }

    fn words(&self, _: &Names<'_>) -> String {
        let shown = if self.shown { "" } else { "hidden" };
        lines([&*self.name, &self.query, shown])
    }

    fn heading(_: &TrackId, _: Option<&Self>) -> String {
        Self::NAMES.0.to_owned()
    }
}
