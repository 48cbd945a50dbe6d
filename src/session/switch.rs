//! Going from one workspace to another, and what waits until the open work is on disk. The window goes on
//! meanwhile.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::external::ExternalChanges;
use super::jobs::OPEN;
use super::log::Severity;
use super::opening::{self, Plan, ProjectError, Purpose};
use super::saving::{SaveStatus, Saving};
use super::{Project, Session, SessionEvent};
use crate::analysis::Aspects;
use crate::store::Recovered;
use crate::text::counted::counted;

/// Reads a workspace, on a thread of its own.
pub(super) type ReadPlan = Box<dyn FnOnce(Purpose<'_>) -> Result<Plan, ProjectError> + Send>;

/// Something that waits.
pub(super) enum PendingAction {
    /// Write a copy, and go on with it.
    Copy(PathBuf),
    /// Read another workspace.
    Open(ReadPlan),
    /// One was read: it takes the place of the open one.
    Switch(u64, Box<Result<Plan, ProjectError>>),
}

/// What waits, in the order asked for: a copy asked for before another workspace is opened is written
/// before that.
#[derive(Default)]
pub(super) struct PendingActions(VecDeque<PendingAction>);

impl PendingActions {
    /// Puts an action behind those that wait. Of two openings the later one is meant.
    fn push(&mut self, action: PendingAction) {
        if !matches!(action, PendingAction::Copy(_)) {
            self.0.retain(|a| matches!(a, PendingAction::Copy(_)));
        }
        self.0.push_back(action);
    }
}

impl Session {
    /// Opens a workspace, a folder or files in place of what is open, once that is on disk.
    pub fn open(&mut self, paths: Vec<PathBuf>) {
        self.open_with(move |purpose| {
            opening::made_writable(opening::plan(&paths, purpose)?, purpose)
        });
    }

    /// Opens a new copy of the sample.
    pub fn open_sample(&mut self) {
        self.open_with(|purpose| opening::plan(&[opening::restore_sample()?], purpose));
    }

    fn open_with(
        &mut self,
        read: impl FnOnce(Purpose<'_>) -> Result<Plan, ProjectError> + Send + 'static,
    ) {
        self.when_saved(PendingAction::Open(Box::new(read)));
    }

    /// Writes a copy, once what is under way to the old place has ended, and goes on with it.
    pub fn save_as(&mut self, path: PathBuf) {
        self.when_saved(PendingAction::Copy(path));
    }

    /// Does something as soon as the open work is on disk.
    pub(super) fn when_saved(&mut self, action: PendingAction) {
        self.pending.push(action);
        self.run_pending();
    }

    /// Does what waits, as far as it may.
    pub(super) fn run_pending(&mut self) {
        while let Some(action) = self.pending.0.front() {
            let is_copy = matches!(action, PendingAction::Copy(_));
            let is_stuck = matches!(self.save_status(), SaveStatus::Failed(_));
            // What is under way to the old place ends first; a copy is made although that cannot be
            // written.
            let is_ready = self.can_close() || is_stuck || is_copy;
            if self.copying {
                return;
            }
            if self.saving.is_running() || !is_ready {
                if !self.saving.is_running() {
                    self.save_if_due(true);
                }
                return;
            }
            let Some(action) = self.pending.0.pop_front() else {
                return;
            };
            match action {
                PendingAction::Copy(path) => {
                    self.write_copy(path);
                    // What comes behind it waits until it is written.
                    return;
                }
                PendingAction::Open(_) | PendingAction::Switch(..) if self.refuses_to_leave() => {}
                PendingAction::Open(read) => self.start_reading_plan(read),
                PendingAction::Switch(number, outcome) => self.switch(number, *outcome),
            }
        }
    }

    fn start_reading_plan(&mut self, read: ReadPlan) {
        self.plan_number += 1;
        let number = self.plan_number;
        let name = self.author.clone();
        // It may be the same workspace that is opened again.
        let mine = self.own_file();
        self.jobs.start_latest(OPEN, move |_| {
            let purpose = Purpose::Work {
                name: &name,
                mine: mine.as_deref(),
            };
            let outcome = Box::new(read(purpose));
            move |session: &mut Self| {
                // Of two that were asked for, the later one is meant. What was done while it was being
                // read must not be lost.
                if number == session.plan_number {
                    session.when_saved(PendingAction::Switch(number, outcome));
                }
            }
        });
    }

    /// Says so where the open work is not on disk and must not be left.
    fn refuses_to_leave(&mut self) -> bool {
        // Also where the right to write was lost meanwhile.
        let unsaved = !self.is_saved();
        if unsaved {
            self.tell(
                Severity::Error,
                "Nothing was opened: the work in this window is not saved yet. Save it, or save a copy, first.",
            );
        }
        unsaved
    }

    fn switch(&mut self, number: u64, outcome: Result<Plan, ProjectError>) {
        if number != self.plan_number {
            return;
        }
        let plan = match outcome {
            Ok(plan) => plan,
            Err(error) => {
                self.tell(Severity::Error, format!("Nothing was opened: {error}"));
                return;
            }
        };
        let is_same = self.project.as_ref().is_some_and(|p| p.file == plan.file);
        let is_mine = is_same && self.may_edit() && self.saving.has_file();
        if is_mine && self.history.sequence() > plan.history.sequence() {
            // Something was done here after it was read.
            let file = plan.file.clone();
            drop(plan);
            self.open(vec![file]);
            return;
        }
        self.replace(plan);
    }

    /// A workspace takes the place of the one before. Everything that belongs to a workspace is built
    /// anew; only what belongs to the program goes on.
    pub fn replace(&mut self, plan: Plan) {
        if let Some(loading) = self.loading.take() {
            loading.progress.cancel.store(true, Ordering::Relaxed);
        }
        self.examining.store(true, Ordering::Relaxed);
        let (mode, bell) = (self.jobs.mode(), self.jobs.bell().clone());
        let blank = Self::new(self.author.clone(), mode, bell);
        let old = std::mem::replace(self, blank);
        let is_same = old.project.as_ref().is_some_and(|p| p.file == plan.file);
        self.jobs = old.jobs;
        self.log = old.log;
        self.events = old.events;
        self.clock = old.clock;
        self.skipped = old.skipped;
        self.cache_place = old.cache_place;
        self.asks_columns = old.asks_columns;
        self.pending = old.pending;
        self.copying = old.copying;
        self.load_turn = old.load_turn;
        // Numbers go on, so that what jobs bring of the last workspace is known as such.
        self.generation = old.generation;
        self.plan_number = old.plan_number;
        self.check_number = old.check_number + 1;
        self.revision = old.revision + 1;
        self.edits = old.edits + 1;
        self.versions.raise(Aspects::ALL);
        let kept = old.project.filter(|_| is_same);
        let lock = plan.lock.or_else(|| kept.and_then(|p| p.lock));
        let file = plan.file.clone();
        if let Some(lock) = &lock {
            plan.workspace_log.hold(lock.right());
        }
        self.saving = Saving::opened(plan.workspace_log, plan.compacted);
        self.external_changes = ExternalChanges::opened(plan.base);
        self.project = Some(Project {
            file: plan.file,
            access: plan.access,
            lock,
            copied_from: plan.copied_from,
        });
        self.place = plan.workspace.view.clone();
        self.workspace = Arc::new(plan.workspace);
        self.history = plan.history;
        self.search_history = plan.search_history;
        if let Some(notice) = plan.notice {
            self.tell(Severity::Warning, notice);
        }
        self.tell_recovered(&plan.recovered);
        self.offer(plan.recovered.branches);
        self.event(SessionEvent::Replaced(file));
        self.start_loading();
    }

    /// Says what came back from the journal.
    fn tell_recovered(&mut self, recovered: &Recovered) {
        let n = recovered.replayed.len();
        if let Some(last) = recovered.replayed.last().filter(|_| self.may_edit()) {
            let changes = counted(n, "change", "changes");
            self.tell(
                Severity::Info,
                format!(
                    "{changes} came back that the file did not hold yet, the last of them: {last}."
                ),
            );
        }
        for problem in &recovered.problems {
            self.tell(Severity::Error, problem.clone());
        }
    }
}
