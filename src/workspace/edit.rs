//! Edits: reversible changes, each carrying the state before and after.

use super::Workspace;
use super::kinds::{Change, Scratch};

/// One reversible change of the analyst's own data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it does, for the menu: `tag “claim / losses”`.
    pub label: String,
    /// Its parts, in order.
    pub changes: Vec<Change>,
}

/// An edit that does not fit the workspace: something is not as it was when the edit was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this change no longer fits: what it changes is not as it was")]
pub struct EditError;

impl Edit {
    /// An edit of these parts.
    pub fn new(label: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            label: label.into(),
            changes,
        }
    }

    /// The edit that takes this one back.
    pub fn inverse(&self) -> Self {
        Self {
            label: self.label.clone(),
            changes: self.changes.iter().rev().map(Change::inverse).collect(),
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.iter().all(Change::is_empty)
    }

    /// This edit followed by a later one, as one: where both change one annotation or article, the
    /// states between are dropped.
    pub fn followed_by(mut self, later: Self) -> Self {
        for change in later.changes {
            // Changes of other kinds between do not touch it.
            let kind = std::mem::discriminant(&change);
            let mut earlier = self.changes.iter_mut().rev();
            let same = earlier.find(|c| std::mem::discriminant(*c) == kind);
            if !same.is_some_and(|same| same.join(&change)) {
                self.changes.push(change);
            }
        }
        self
    }
}

impl Workspace {
    /// Makes all changes of an edit, or none.
    ///
    /// # Errors
    /// A change whose state before is not what is there; the workspace then stays as it was.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        let mut scratch = Scratch::default();
        for (done, change) in edit.changes.iter().enumerate() {
            if change.apply(self, &mut scratch).is_err() {
                let mut scratch = Scratch::default();
                for back in edit.changes.iter().take(done).rev().map(Change::inverse) {
                    // What was just done fits backwards by construction.
                    back.apply(self, &mut scratch)?;
                }
                return Err(EditError);
            }
        }
        Ok(())
    }
}
