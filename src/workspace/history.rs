//! What was done and can be undone, what was undone and can be redone.

use super::{Edit, EditError, Workspace};

/// A run of edits that belong together: typing one note, dragging one edge. Edits of one gesture
/// join into one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gesture(pub String);

/// The edits of this session.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Edit>,
    undone: Vec<Edit>,
    gesture: Option<Gesture>,
}

impl History {
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
    ) -> Result<bool, EditError> {
        if edit.is_empty() {
            return Ok(false);
        }
        workspace.apply(&edit)?;
        self.undone.clear();
        let joins = gesture.is_some() && gesture == self.gesture;
        match self.done.pop() {
            Some(last) if joins => {
                let joined = last.followed_by(edit);
                if joined.is_empty() {
                    // Typed and taken back: the next change must not join the step before.
                    self.gesture = None;
                    return Ok(true);
                }
                self.done.push(joined);
            }
            last => {
                self.done.extend(last);
                self.done.push(edit);
            }
        }
        self.gesture = gesture;
        Ok(true)
    }

    /// Ends the gesture: the next edit is a step of its own.
    pub fn rest(&mut self) {
        self.gesture = None;
    }

    /// What undo would take back.
    pub fn next_undo(&self) -> Option<&Edit> {
        self.done.last()
    }

    /// What redo would do again.
    pub fn next_redo(&self) -> Option<&Edit> {
        self.undone.last()
    }

    /// Takes the last edit back and returns it; `None` where there is none.
    ///
    /// # Errors
    /// An edit that no longer fits; it stays where it was.
    pub fn undo(&mut self, workspace: &mut Workspace) -> Result<Option<&Edit>, EditError> {
        self.rest();
        let Some(edit) = self.done.last() else {
            return Ok(None);
        };
        workspace.apply(&edit.inverse())?;
        self.undone.extend(self.done.pop());
        Ok(self.undone.last())
    }

    /// Does the last undone edit again and returns it; `None` where there is none.
    ///
    /// # Errors
    /// An edit that no longer fits; it stays where it was.
    pub fn redo(&mut self, workspace: &mut Workspace) -> Result<Option<&Edit>, EditError> {
        self.rest();
        let Some(edit) = self.undone.last() else {
            return Ok(None);
        };
        workspace.apply(edit)?;
        self.done.extend(self.undone.pop());
        Ok(self.done.last())
    }

    /// Carries a change that was made beside the history (an article seen, ranges found again) into
    /// the remembered states, so that undo and redo still fit and take back only what they did.
    pub fn follow(&mut self, quiet: &Edit) {
        let remembered = self.done.iter_mut().chain(&mut self.undone);
        for change in remembered.flat_map(|edit| &mut edit.changes) {
            for now in &quiet.changes {
                change.follow(now);
            }
        }
    }

    /// Edits that can be undone, oldest first.
    pub fn done(&self) -> &[Edit] {
        &self.done
    }
}

#[cfg(test)]
mod tests;
