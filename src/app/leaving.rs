//! What waits until the open work is on disk: another workspace, a copy elsewhere. The window goes on
//! meanwhile.

use std::path::PathBuf;

use super::command::Effect;
use super::project::{Plan, ProjectError, Purpose};
use super::saving::SaveStatus;
use super::state::State;

/// Reads a workspace, on a thread of its own.
pub(super) type Planning = Box<dyn FnOnce(Purpose<'_>) -> Result<Plan, ProjectError> + Send>;

/// What waits.
pub(super) enum Later {
    /// Read another workspace.
    Open(Planning),
    /// One was read: it takes the place of the open one.
    TakeOver(u64, Box<Result<Plan, ProjectError>>),
    /// Write a copy, and go on with it.
    SaveAs(PathBuf),
}

impl State {
    /// Does something as soon as the open work is on disk. Of two things that wait the later one is meant.
    pub(super) fn once_saved(&mut self, later: Later) -> Vec<Effect> {
        self.session.later = Some(later);
        self.go_on()
    }

    /// Does what waited, once it may.
    pub(super) fn go_on(&mut self) -> Vec<Effect> {
        let Some(later) = self.session.later.take() else {
            return Vec::new();
        };
        let is_copy = matches!(later, Later::SaveAs(_));
        let is_stuck = matches!(self.save_status(), SaveStatus::Failed(_));
        // What is under way to the old place ends first; a copy is made although that cannot be written.
        let is_ready = self.can_close() || is_stuck || is_copy;
        if self.session.saving.is_running() || !is_ready {
            self.session.later = Some(later);
            if !self.session.saving.is_running() {
                self.save_if_due(true);
            }
            return Vec::new();
        }
        match later {
            Later::SaveAs(path) => self.write_copy(path),
            Later::Open(_) | Later::TakeOver(..) if self.refuses_to_leave() => {}
            Later::Open(work) => self.start_planning(work),
            Later::TakeOver(number, outcome) => return self.take_over(number, *outcome),
        }
        Vec::new()
    }
}
