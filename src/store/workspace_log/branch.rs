//! Entries that went another way than the workspace file: another copy's, another program's, or those of
//! a file that was replaced by an older one. They are kept beside the workspace and offered, as a merge by
//! id, until somebody has decided.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::WorkspaceLog;
use crate::workspace::merge::{Merged, merge};
use crate::workspace::{Edit, Entry, History, Workspace};

/// Entries that went another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Where they are kept.
    pub kept: PathBuf,
    /// How many there are.
    pub entries: usize,
    /// What they are called, the oldest first.
    pub labels: Vec<String>,
    /// The workspace where the ways parted, and what the entries make of it; none where it is not known
    /// any more, or was another workspace.
    pub sides: Option<Box<(Workspace, Workspace)>>,
}

impl Branch {
    /// What it would bring into a workspace; none where it is not known on what it was made.
    pub fn merged(&self, mine: &Workspace) -> Option<Merged> {
        let (base, theirs) = &**self.sides.as_ref()?;
        Some(merge(base, mine, theirs))
    }
}

impl WorkspaceLog<'_> {
    /// Somebody has decided about a branch: it is told and offered no more, and stays where one can look
    /// it up.
    ///
    /// # Errors
    /// What the system says.
    pub fn decided(&self, branch: &Branch) -> std::io::Result<()> {
        // What it was found in may hold other things: only what was put aside is renamed.
        self.write_asides(&mut self.state())?;
        let content = self.disk.read(&branch.kept)?;
        let path = self.aside("decided", &content);
        self.disk.rename(&branch.kept, &path)?;
        self.disk.flush_folder(crate::store::disk::folder_of(&path))
    }
}

/// The workspace as it was after an entry that it holds: everything since then is taken back. None where
/// that is not known.
pub(super) fn taken_back(
    now: &Workspace,
    sequence: u64,
    past: &BTreeMap<u64, Entry>,
    after: u64,
) -> Option<Workspace> {
    let mut history = History::replayed(sequence, []);
    let mut done: Vec<(u64, Edit)> = Vec::new();
    let mut known: Vec<&Entry> = past.range(..=sequence).map(|(_, e)| e).collect();
    let follow = |(back, entry): &(u64, &&Entry)| entry.sequence + back == sequence;
    let run = (0..).zip(known.iter().rev()).take_while(follow).count();
    for entry in known.split_off(known.len() - run) {
        if entry.sequence > after {
            done.push((entry.sequence, history.recorded(&entry.what).ok()?));
        }
        history.take(entry.clone());
    }
    if done.first().map(|(first, _)| *first) != Some(after + 1) {
        return None;
    }
    let mut workspace = now.clone();
    for (_, edit) in done.iter().rev() {
        workspace.apply(&edit.inverse()).ok()?;
    }
    Some(workspace)
}

/// What entries make of a workspace whose last entry has this number; none where they do not fit it.
pub(super) fn led_to(
    base: &Workspace,
    after: u64,
    past: &BTreeMap<u64, Entry>,
    entries: &[Entry],
) -> Option<Workspace> {
    let known = past.range(..=after).map(|(_, e)| e.clone());
    let mut history = History::replayed(after, known);
    let mut workspace = base.clone();
    for entry in entries {
        if entry.sequence != history.sequence() + 1 {
            return None;
        }
        history.apply_recorded(&mut workspace, &entry.what).ok()?;
        history.take(entry.clone());
    }
    Some(workspace)
}
