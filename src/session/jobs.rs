//! The session's slow work: its kinds, what comes of it, and waiting for it.

use super::log::Severity;
use super::{Backups, Session};
use crate::jobs::{JobKey, Jobs, RunMode};

/// Reading a workspace.
pub(super) const OPEN: JobKey = JobKey::new("open");
/// Reading articles; a later one waits for its turn inside.
pub(super) const LOAD: JobKey = JobKey::several("load", 2);
/// What is found in texts after loading.
pub(super) const EXAMINE: JobKey = JobKey::several("examine", 2);
/// Checking annotations against their articles.
pub(super) const CHECK: JobKey = JobKey::new("check annotations");
/// Giving entries to the journal.
pub(super) const JOURNAL: JobKey = JobKey::new("journal");
/// Finding out who has the right to change the workspace.
pub(super) const RETAKE: JobKey = JobKey::new("retake the right");
/// Keeping that somebody has decided about changes that went another way.
pub(super) const DECIDE: JobKey = JobKey::several("decide", 64);
/// Writing the workspace file in full.
pub(super) const SAVE: JobKey = JobKey::new("save");
/// Writing a copy.
pub(super) const COPY: JobKey = JobKey::new("save as");
/// Looking whether another program has changed the workspace file.
pub(super) const LOOK: JobKey = JobKey::new("look outside");
/// Listing earlier versions.
pub(super) const LIST_BACKUPS: JobKey = JobKey::new("list backups");
/// Reading one of them.
pub(super) const READ_BACKUP: JobKey = JobKey::new("read backup");
/// Finding out which sources a few paths are.
pub(super) const ADD_SOURCE: JobKey = JobKey::new("add source");
/// Beginning to watch the sources.
pub(super) const WATCH: JobKey = JobKey::new("watch");
/// Writing the searches of the workspace.
pub(super) const SEARCHES: JobKey = JobKey::new("searches");

impl Session {
    /// What runs beside the session.
    pub fn jobs(&self) -> &Jobs<Self> {
        &self.jobs
    }

    /// The same, to hold back and release: for tests.
    pub fn jobs_mut(&mut self) -> &mut Jobs<Self> {
        &mut self.jobs
    }

    /// Takes in what one job has brought; says whether there was something.
    pub fn poll(&mut self) -> bool {
        match self.jobs.next_outcome() {
            Some(outcome) => {
                outcome(self);
                true
            }
            None => false,
        }
    }

    /// Whether a job runs or has brought something.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy()
    }

    /// Starts what is due; says whether a job that runs in place may have brought something.
    pub fn start_due(&mut self) -> bool {
        let before = self.jobs.is_busy();
        self.run_pending();
        self.save_if_due(false);
        self.look_for_external_changes(false);
        !before && self.jobs.is_busy()
    }

    /// Waits until what the analyst did is on disk, or cannot be written; other jobs are not waited for
    /// longer than it takes.
    pub fn flush(&mut self) {
        // The journal, then the file, then what came meanwhile.
        for _ in 0..6 {
            while self.saving.is_running() {
                if !self.wait() {
                    return;
                }
            }
            if self.can_close() {
                return;
            }
            self.save_if_due(true);
        }
    }

    /// Waits for the next outcome and takes it in; `false` where nothing runs.
    fn wait(&mut self) -> bool {
        loop {
            let rung = self.jobs.bell().count();
            if self.poll() {
                return true;
            }
            // What is held back comes only when a test lets it.
            if !self.jobs.is_busy() || self.jobs.mode() == RunMode::Held {
                return false;
            }
            self.jobs.bell().wait_beyond(rung);
        }
    }

    /// A job stopped by a fault of the program.
    pub(super) fn job_failed(&mut self, key: JobKey) {
        match key {
            LOAD => self.loading = None,
            SAVE => self.save_job_failed(false),
            JOURNAL => self.save_job_failed(true),
            RETAKE => self.retake_failed(),
            LOOK => self.external_changes.looking = false,
            READ_BACKUP => self.backups = Backups::default(),
            _ => {}
        }
        self.tell(Severity::Error, fault(key));
    }
}

/// What is said when a job stopped by a fault.
pub fn fault(key: JobKey) -> String {
    let name = key.name;
    format!(
        "A fault in the program stopped the job “{name}”. Your work is safe; please report what you did."
    )
}
