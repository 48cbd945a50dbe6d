//! What was done, by whom and when: a tree of steps, of which one path is in force.
//!
//! Undo walks up, redo walks down again; an edit after an undo begins a new branch and the old one stays
//! listed. Everything that happens is also an [`Entry`] with a sequence number, in the order in which it
//! happened: the journal is the list of entries, and replaying them gives the same tree.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::describe::RecordRef;
use super::{Change, Edit, EditError, Workspace};

/// A run of edits that belong together: typing one note, dragging one edge. Edits of one gesture
/// join into one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gesture(pub String);

/// Who does something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Arc<str>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// An edit was made.
    Do(Edit),
    /// The edit of this sequence number was taken back.
    Undo(u64),
    /// The edit of this sequence number was made again.
    Redo(u64),
    /// Something changed that is no step: an article seen, ranges found again.
    Quiet(Vec<Change>),
}

impl Happening {
    /// What it is called.
    pub fn label(&self) -> String {
        match self {
            Self::Do(edit) => edit.label.clone(),
            Self::Undo(_) => "undo".to_owned(),
            Self::Redo(_) => "redo".to_owned(),
            Self::Quiet(_) => "reading".to_owned(),
        }
    }
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number; each is one more than the one before.
    pub sequence: u64,
    /// Who and when.
    pub stamp: Stamp,
    /// What.
    pub what: Happening,
}

/// One step of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its sequence number; 0 while its gesture goes on.
    pub sequence: u64,
    /// Who and when.
    pub stamp: Stamp,
    /// The edit.
    pub edit: Edit,
    /// The step before it; none for the first that is known.
    parent: Option<usize>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    Done,
    /// Taken back; redo makes it again.
    Undone,
    /// On a branch that was left.
    Left,
}

/// What a change of a kind that quiet changes touch as well is about.
fn record_of(change: &Change) -> Option<RecordRef> {
    change.is_quiet_kind().then(|| change.record()).flatten()
}

/// The steps, and what has happened since the journal was last told.
#[derive(Clone, Debug, Default)]
pub struct History {
    steps: Vec<Step>,
    /// The last step that is in force.
    here: Option<usize>,
    /// Steps that redo makes again, the next one last.
    undone: Vec<usize>,
    /// What they were before the gesture that goes on: where nothing comes of it, they are so again.
    undone_before: Vec<usize>,
    /// The gesture of the last step, while it may go on.
    gesture: Option<Gesture>,
    /// The number of the last entry.
    sequence: u64,
    /// Entries that the journal does not have yet.
    fresh: Vec<Entry>,
    /// Which steps touch what quiet changes touch as well.
    touching: HashMap<RecordRef, Vec<usize>>,
}

impl History {
    /// The history of a workspace whose last entry has this number, from the entries that are known, in
    /// their order. Steps before a gap cannot be gone back to: only what follows one by one up to that
    /// number counts. Entries that refer to steps that are not known any more are passed over.
    pub fn replayed(sequence: u64, entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut out = Self::default();
        let mut known: Vec<Entry> = entries.into_iter().collect();
        known.retain(|e| e.sequence <= sequence);
        let follow = |(back, entry): (u64, &Entry)| entry.sequence + back == sequence;
        let run = (0..)
            .zip(known.iter().rev())
            .take_while(|pair| follow(*pair));
        let run = run.count();
        for entry in known.split_off(known.len() - run) {
            out.take(entry);
        }
        out.sequence = sequence;
        out
    }

    /// Takes in an entry that the journal has already.
    pub fn take(&mut self, entry: Entry) {
        self.sequence = entry.sequence;
        match entry.what {
            Happening::Do(edit) => {
                self.push(entry.sequence, entry.stamp, edit);
                self.undone.clear();
            }
            Happening::Undo(step) => {
                if let Some(at) = self.here.filter(|at| self.is(*at, step)) {
                    self.walk_up(at);
                }
            }
            Happening::Redo(step) => {
                let child = self.steps.iter().rposition(|s| s.sequence == step);
                let fits = |at: &usize| self.steps.get(*at).is_some_and(|s| s.parent == self.here);
                if let Some(at) = child.filter(fits) {
                    self.walk_down(at);
                }
            }
            Happening::Quiet(changes) => self.carry(&changes),
        }
    }

    fn is(&self, at: usize, sequence: u64) -> bool {
        self.steps.get(at).is_some_and(|s| s.sequence == sequence)
    }

    fn push(&mut self, sequence: u64, stamp: Stamp, edit: Edit) {
        let at = self.steps.len();
        self.steps.push(Step {
            sequence,
            stamp,
            edit,
            parent: self.here,
        });
        self.here = Some(at);
        // A gesture that goes on is looked through when it ends.
        if sequence > 0 {
            self.note_things(at);
        }
    }

    fn note_things(&mut self, at: usize) {
        let Some(step) = self.steps.get(at) else {
            return;
        };
        for thing in step.edit.changes.iter().filter_map(record_of) {
            let touching = self.touching.entry(thing).or_default();
            if touching.last() != Some(&at) {
                touching.push(at);
            }
        }
    }

    fn walk_up(&mut self, at: usize) {
        self.here = self.steps.get(at).and_then(|s| s.parent);
        self.undone.push(at);
    }

    fn walk_down(&mut self, at: usize) {
        // Down another branch, what was undone on this one is no way on any more.
        if self.undone.last() == Some(&at) {
            self.undone.pop();
        } else {
            self.undone.clear();
        }
        self.here = Some(at);
    }

    fn record(&mut self, stamp: Stamp, what: Happening) -> u64 {
        self.sequence += 1;
        self.fresh.push(Entry {
            sequence: self.sequence,
            stamp,
            what,
        });
        self.sequence
    }

    /// Applies an edit and remembers it. An edit that changes nothing is not remembered; one of the
    /// same gesture as the last joins it.
    ///
    /// # Errors
    /// An edit that does not fit; nothing has changed then.
    pub fn commit(
        &mut self,
        workspace: &mut Workspace,
        edit: Edit,
        gesture: Option<Gesture>,
        stamp: Stamp,
    ) -> Result<bool, EditError> {
        if edit.is_empty() {
            return Ok(false);
        }
        workspace.apply(&edit)?;
        let joins = gesture.is_some() && gesture == self.gesture;
        if joins && let Some(step) = self.open_step() {
            let before = std::mem::replace(&mut step.edit, Edit::new(String::new(), Vec::new()));
            step.edit = before.followed_by(edit);
            step.stamp = stamp;
            if step.edit.is_empty() {
                // Typed and taken back: the next change must not join the step before.
                self.forget_open_step();
            }
            return Ok(true);
        }
        self.rest();
        self.push(0, stamp, edit);
        self.undone_before = std::mem::take(&mut self.undone);
        self.gesture = gesture;
        if self.gesture.is_none() {
            self.close();
        }
        Ok(true)
    }

    /// The step whose gesture goes on.
    fn open_step(&mut self) -> Option<&mut Step> {
        let at = self.here?;
        self.steps.get_mut(at).filter(|s| s.sequence == 0)
    }

    fn forget_open_step(&mut self) {
        self.gesture = None;
        if let Some(step) = self.steps.pop() {
            self.here = step.parent;
            self.undone = std::mem::take(&mut self.undone_before);
        }
    }

    /// Gives the last step its number.
    fn close(&mut self) {
        if let Some(step) = self.open_step() {
            let (stamp, edit) = (step.stamp.clone(), step.edit.clone());
            let sequence = self.record(stamp, Happening::Do(edit));
            if let Some(step) = self.open_step() {
                step.sequence = sequence;
            }
            if let Some(at) = self.here {
                self.note_things(at);
            }
        }
    }

    /// Ends the gesture: the next edit is a step of its own.
    pub fn rest(&mut self) {
        self.close();
        self.gesture = None;
    }

    /// Whether a gesture goes on whose edits have no number yet.
    pub fn is_open(&self) -> bool {
        let last = self.here.and_then(|at| self.steps.get(at));
        last.is_some_and(|s| s.sequence == 0)
    }

    /// What undo would take back.
    pub fn next_undo(&self) -> Option<&Edit> {
        self.here.and_then(|at| self.steps.get(at)).map(|s| &s.edit)
    }

    /// What redo would do again.
    pub fn next_redo(&self) -> Option<&Edit> {
        let at = *self.undone.last()?;
        self.steps.get(at).map(|s| &s.edit)
    }

    /// Takes the last edit back and returns it; `None` where there is none.
    ///
    /// # Errors
    /// An edit that no longer fits; it stays where it was.
    pub fn undo(
        &mut self,
        workspace: &mut Workspace,
        stamp: Stamp,
    ) -> Result<Option<&Edit>, EditError> {
        self.rest();
        let Some((at, step)) = self.here.and_then(|at| Some((at, self.steps.get(at)?))) else {
            return Ok(None);
        };
        workspace.apply(&step.edit.inverse())?;
        let sequence = step.sequence;
        self.walk_up(at);
        self.record(stamp, Happening::Undo(sequence));
        Ok(self.steps.get(at).map(|s| &s.edit))
    }

    /// Does the last undone edit again and returns it; `None` where there is none.
    ///
    /// # Errors
    /// An edit that no longer fits; it stays where it was.
    pub fn redo(
        &mut self,
        workspace: &mut Workspace,
        stamp: Stamp,
    ) -> Result<Option<&Edit>, EditError> {
        self.rest();
        let Some(at) = self.undone.last().copied() else {
            return Ok(None);
        };
        self.redo_step(at, workspace, stamp)?;
        Ok(self.steps.get(at).map(|s| &s.edit))
    }

    fn redo_step(
        &mut self,
        at: usize,
        workspace: &mut Workspace,
        stamp: Stamp,
    ) -> Result<(), EditError> {
        let Some(step) = self.steps.get(at) else {
            return Ok(());
        };
        workspace.apply(&step.edit)?;
        let sequence = step.sequence;
        self.walk_down(at);
        self.record(stamp, Happening::Redo(sequence));
        Ok(())
    }

    /// Goes to just after a step, on whatever branch: undoes up to where the branches part, then redoes
    /// down. `None` goes before the first step that is known.
    ///
    /// # Errors
    /// An edit that no longer fits; the walk ends before it.
    pub fn go_to(
        &mut self,
        target: Option<usize>,
        workspace: &mut Workspace,
        stamp: &Stamp,
    ) -> Result<(), EditError> {
        self.rest();
        let mut down = Vec::new();
        let mut at = target.filter(|t| *t < self.steps.len());
        let in_force = self.path();
        while let Some(step) = at.filter(|at| !in_force.contains(at)) {
            down.push(step);
            at = self.steps.get(step).and_then(|s| s.parent);
        }
        while self.here != at {
            if self.undo(workspace, stamp.clone())?.is_none() {
                break;
            }
        }
        for step in down.into_iter().rev() {
            self.redo_step(step, workspace, stamp.clone())?;
        }
        Ok(())
    }

    /// The steps in force, the last first.
    fn path(&self) -> std::collections::HashSet<usize> {
        let mut out = std::collections::HashSet::new();
        let mut at = self.here;
        while let Some(step) = at.filter(|at| out.insert(*at)) {
            at = self.steps.get(step).and_then(|s| s.parent);
        }
        out
    }

    /// All steps in the order in which they were made, each with where it stands.
    pub fn steps(&self) -> Vec<(&Step, Standing)> {
        let in_force = self.path();
        let undone: std::collections::HashSet<usize> = self.undone.iter().copied().collect();
        let standing = |at: usize| {
            if in_force.contains(&at) {
                Standing::Done
            } else if undone.contains(&at) {
                Standing::Undone
            } else {
                Standing::Left
            }
        };
        let steps = self.steps.iter().enumerate();
        steps.map(|(at, step)| (step, standing(at))).collect()
    }

    /// The last step that is in force, by its place among [`Self::steps`].
    pub fn here(&self) -> Option<usize> {
        self.here
    }

    /// Carries a change that was made beside the history (an article seen, ranges found again) into
    /// the remembered states, so that undo and redo still fit and take back only what they did.
    pub fn follow(&mut self, quiet: &Edit, stamp: Stamp) {
        self.rest();
        self.carry(&quiet.changes);
        self.record(stamp, Happening::Quiet(quiet.changes.clone()));
    }

    fn carry(&mut self, changes: &[Change]) {
        for now in changes {
            let Some(touching) = record_of(now).and_then(|t| self.touching.get(&t)) else {
                continue;
            };
            for at in touching {
                if let Some(step) = self.steps.get_mut(*at) {
                    step.edit.changes.iter_mut().for_each(|c| c.follow(now));
                }
            }
        }
    }

    /// Makes in a workspace what an entry says that comes right after those of this history.
    ///
    /// # Errors
    /// An entry that does not fit; nothing has changed then.
    pub fn apply_recorded(
        &self,
        workspace: &mut Workspace,
        what: &Happening,
    ) -> Result<(), EditError> {
        workspace.apply(&self.recorded(what)?)
    }

    /// The edit that an entry makes which comes right after those of this history.
    ///
    /// # Errors
    /// It refers to a step that is not known.
    pub fn recorded(&self, what: &Happening) -> Result<Edit, EditError> {
        let step = |sequence: u64| {
            let found = self.steps.iter().rfind(|s| s.sequence == sequence);
            found.map(|s| &s.edit).ok_or(EditError)
        };
        Ok(match what {
            Happening::Do(edit) => edit.clone(),
            Happening::Undo(sequence) => step(*sequence)?.inverse(),
            Happening::Redo(sequence) => step(*sequence)?.clone(),
            Happening::Quiet(changes) => Edit::new(String::new(), changes.clone()),
        })
    }

    /// Forgets all steps: what they need on disk is gone, and to undo one would not last.
    pub fn forget(&mut self) {
        self.rest();
        self.steps.clear();
        self.touching.clear();
        self.undone.clear();
        self.here = None;
    }

    /// The number of the last entry.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Takes the entries that the journal does not have yet, in their order.
    pub fn take_fresh(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.fresh)
    }
}

mod rebase;
#[cfg(test)]
mod tests;
