//! When work is made durable, and what the status bar may say about it.
//!
//! Every edit goes into the journal at once; those that come while one is being written go with the next.
//! The workspace file is written in full when nothing has been done for a moment, when the journal has
//! grown large, on demand and on closing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::jobs::{JOURNAL, SAVE};
use super::{Project, Session};
use crate::corpus::ArticleId;
use crate::session::log::Severity;
use crate::store::{
    Access, Appended, Fingerprint, Lock, LockError, ReadOnlyReason, SaveError, WorkspaceLog,
};
use crate::text::counted::counted;
use crate::workspace::integrity;
use crate::workspace::{Entry, Happening, Workspace};

mod elsewhere;
mod status;

pub use status::SaveStatus;

/// How long an edit of a gesture may wait for the next: typing a note.
const REST: Duration = Duration::from_millis(500);

/// How long nothing must be done before the file is written in full.
const IDLE: Duration = Duration::from_secs(2);

/// How long what is no work to lose (articles seen, the place in the reader) may wait.
const QUIET: Duration = Duration::from_secs(30);

/// How long to wait after a failure before trying again.
const RETRY: Duration = Duration::from_secs(5);

/// Bytes of the file up to which it is written when idle; a larger one when its journal has grown.
const SMALL: u64 = 16 << 20;

/// A file that is being written in full.
#[derive(Debug)]
struct Compaction {
    /// The workspace it is written from.
    workspace: Arc<Workspace>,
    /// Entries that go straight into its history: those of a first file.
    first: Vec<Entry>,
}

/// The state of saving.
#[derive(Debug, Default)]
pub struct Saving {
    /// Which opening of a workspace it is of: what jobs bring of another is passed over.
    number: u64,
    /// Where the work goes.
    pub(super) workspace_log: Option<Arc<WorkspaceLog<'static>>>,
    /// Entries that no job has been given yet.
    waiting: Vec<Entry>,
    /// Entries that a job is writing.
    writing: Vec<Entry>,
    /// The file that is being written.
    compacting: Option<Compaction>,
    /// The last entry that the file holds.
    compacted: u64,
    /// When the last edit was made durable.
    saved_at: Option<Timestamp>,
    /// When something was last done.
    touched: Option<Instant>,
    /// Since when something has changed that may wait.
    quiet_since: Option<Instant>,
    /// Why the last attempt failed.
    failure: Option<String>,
    /// Why entries are in the fallback place.
    elsewhere: Option<String>,
    /// The last entry that was tried to be made durable.
    tried: u64,
    /// Whether it is being found out who has the right to change the workspace now.
    retaking: bool,
    /// Why the file could not be written; the journal holds everything.
    uncompacted: Option<String>,
    /// The journal is not tried before then.
    not_before: Option<Instant>,
    /// The file is not tried before then.
    file_not_before: Option<Instant>,
    /// The file on disk is somebody else's and was merged: until it is written anew, the journal does not
    /// fit it.
    must_rewrite: bool,
    /// What was found that does not hold together, as it was told last.
    faults: Vec<String>,
}

/// What of a workspace does not hold together and can be repaired. It is saved all the same: nothing is
/// lost by it.
fn faults(workspace: &Workspace) -> Vec<String> {
    let found = integrity::check(workspace, None).into_iter();
    let structural = found.filter(|f| f.repair.is_some());
    structural.map(|f| f.what).collect()
}

impl Saving {
    /// A workspace as it was opened, whose file holds everything up to an entry.
    pub(super) fn opened(workspace_log: WorkspaceLog<'static>, compacted: u64) -> Self {
        static OPENINGS: AtomicU64 = AtomicU64::new(1);
        Self {
            number: OPENINGS.fetch_add(1, Ordering::Relaxed),
            workspace_log: Some(Arc::new(workspace_log)),
            compacted,
            ..Self::default()
        }
    }

    /// Whether the workspace has a file.
    pub(super) fn has_file(&self) -> bool {
        self.workspace_log.as_ref().is_some_and(|v| v.has_file())
    }

    /// Which opening of a workspace it is of.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The file holds something else now: it is written anew.
    pub(super) fn accept(&mut self) {
        self.uncompacted = None;
        self.file_not_before = None;
        self.must_rewrite = true;
    }

    /// Whether a job is writing.
    pub(super) fn is_running(&self) -> bool {
        !self.writing.is_empty() || self.compacting.is_some() || self.retaking
    }

    /// Something has changed that need not be written at once.
    fn touch_quietly(&mut self, now: Instant) {
        self.quiet_since.get_or_insert(now);
    }

    /// Whether work waits that would be lost now.
    fn has_work(&self) -> bool {
        let first = self.compacting.iter().flat_map(|c| &c.first);
        let mut all = self.waiting.iter().chain(&self.writing).chain(first);
        all.any(|e| !matches!(e.what, Happening::Quiet(_)))
    }

    fn may_try(&self, at_once: bool, now: Instant) -> bool {
        at_once || self.not_before.is_none_or(|at| now >= at)
    }
}

impl Session {
    /// Starts what is due of making work durable. `at_once` asks for everything, the file included.
    pub(super) fn save_if_due(&mut self, at_once: bool) {
        let now = self.instant();
        let rested = self
            .saving
            .touched
            .is_none_or(|at| now.saturating_duration_since(at) >= REST);
        if at_once || rested {
            self.history.rest();
        }
        self.write_journal(at_once);
        self.write_file(at_once);
    }

    /// Gives what has happened to the journal, unless that is being written already.
    pub(super) fn write_journal(&mut self, at_once: bool) {
        let now = self.instant();
        self.saving.waiting.extend(self.history.take_fresh());
        let Some(workspace_log) = self
            .saving
            .workspace_log
            .clone()
            .filter(|_| self.may_edit())
        else {
            return;
        };
        let may_try = self.saving.may_try(at_once, now);
        // Only the journal's own retry waits: what is new goes to the fallback place at once.
        let last = self.saving.waiting.last();
        let is_new = last.is_some_and(|e| e.sequence > self.saving.tried);
        let is_free = self.saving.writing.is_empty() && (may_try || is_new);
        let quiet = self
            .saving
            .quiet_since
            .is_none_or(|at| now.saturating_duration_since(at) < QUIET);
        let only_quiet = !self.saving.has_work();
        // A folder does not get a workspace because somebody has read in it.
        let can_wait = only_quiet && (!workspace_log.has_file() || (quiet && !at_once));
        let stranded = workspace_log.has_stranded() && may_try;
        if !is_free || (self.saving.waiting.is_empty() || can_wait) && !stranded {
            return;
        }
        if !workspace_log.has_file() {
            self.make_file();
            return;
        }
        let entries = std::mem::take(&mut self.saving.waiting);
        self.saving.writing.clone_from(&entries);
        if let Some(last) = entries.last() {
            self.saving.tried = last.sequence;
        }
        if may_try {
            self.saving.not_before = None;
        }
        let number = self.saving.number;
        self.jobs.start(JOURNAL, move |_| {
            let outcome = if may_try {
                workspace_log.append(&entries)
            } else {
                workspace_log.append_elsewhere(&entries)
            };
            move |session: &mut Self| session.journaled(number, outcome)
        });
    }

    /// Writes the first file of a workspace.
    pub(super) fn make_file(&mut self) {
        let Some(workspace_log) = self.saving.workspace_log.clone() else {
            return;
        };
        if self.saving.compacting.is_some() {
            return;
        }
        // An edit that goes on would be in the file and, with a later number, in the journal.
        self.history.rest();
        self.saving.waiting.extend(self.history.take_fresh());
        let entries = std::mem::take(&mut self.saving.waiting);
        let sequence = self.history.sequence();
        self.saving.not_before = None;
        self.saving.compacting = Some(Compaction {
            workspace: Arc::clone(&self.workspace),
            first: entries.clone(),
        });
        let mut workspace = (*self.workspace).clone();
        workspace.view = self.place.clone();
        self.saving.quiet_since = None;
        let number = self.saving.number;
        let wanted = self.lock_wanted();
        self.jobs.start(SAVE, move |_| {
            let lock = wanted.map(|(file, name)| Lock::take_first(&file, &name));
            let (lock, holder) = match lock {
                None => (None, None),
                Some(Ok(lock)) => (Some(lock), None),
                Some(Err(LockError::Held(holder))) => (None, Some(holder)),
                // What stands against it will be said when the file is written.
                Some(Err(_)) => (None, None),
            };
            if let Some(lock) = &lock {
                workspace_log.hold(lock.right());
            }
            let outcome = match &holder {
                Some(_) => None,
                None => Some(workspace_log.begin(&workspace, sequence, &entries)),
            };
            move |session: &mut Self| session.first_saved(number, sequence, (lock, holder), outcome)
        });
    }

    /// The first file of the workspace has been written, or somebody else began to work on it before.
    fn first_saved(
        &mut self,
        number: u64,
        sequence: u64,
        (lock, holder): (Option<Lock>, Option<String>),
        outcome: Option<Result<Fingerprint, SaveError>>,
    ) {
        if number != self.saving.number {
            return;
        }
        if let (Some(project), Some(lock)) = (&mut self.project, lock) {
            project.lock = Some(lock);
        }
        if let Some(holder) = holder {
            let written = self.saving.compacting.take();
            let first = written.map(|c| c.first).unwrap_or_default();
            self.saving.waiting.splice(0..0, first);
            let message = format!(
                "What you did last is not saved: {holder} has begun to work on this folder. File, Save a copy keeps it."
            );
            if let Some(project) = &mut self.project {
                project.access = Access::ReadOnly(ReadOnlyReason::InUse { holder });
            }
            self.save_failed_with(message);
        }
        if let Some(outcome) = outcome {
            self.saved(number, sequence, outcome);
            self.write_searches();
        }
    }

    /// File and name for the right to change the open workspace, where this window may work on it and has
    /// it not yet.
    fn lock_wanted(&self) -> Option<(std::path::PathBuf, String)> {
        let free = |p: &&Project| p.lock.is_none() && p.access == Access::ReadWrite;
        let project = self.project.as_ref().filter(free)?;
        Some((project.file.clone(), self.author.clone()))
    }

    /// Writes the file in full where that is due.
    fn write_file(&mut self, at_once: bool) {
        let now = self.instant();
        let Some(workspace_log) = self
            .saving
            .workspace_log
            .clone()
            .filter(|_| self.may_edit())
        else {
            return;
        };
        let is_idle = self
            .saving
            .touched
            .is_none_or(|at| now.saturating_duration_since(at) >= IDLE);
        let waited = |since: Option<Instant>| {
            since.is_some_and(|at| now.saturating_duration_since(at) >= QUIET)
        };
        let has_edits = self.saving.compacted != self.history.sequence();
        let due = at_once
            || workspace_log.wants_compaction()
            || workspace_log.is_lost()
            || self.saving.must_rewrite
            || (is_idle
                && workspace_log.file_bytes() < SMALL
                && (has_edits || waited(self.saving.quiet_since)));
        let later = self.saving.file_not_before;
        let may_try = at_once || later.is_none_or(|at| self.instant() >= at);
        // Who has changed it is found out first.
        let is_free =
            self.saving.compacting.is_none() && may_try && !self.external_changes.is_looking();
        // What the file holds and the journal never got could not be undone after the next start.
        let is_journaled = self.saving.waiting.is_empty() && self.saving.writing.is_empty();
        let is_free =
            is_free && (is_journaled || workspace_log.is_lost() || self.saving.failure.is_some());
        if !due || !is_free || self.history.is_open() || !self.is_compaction_wanted() {
            return;
        }
        let sequence = self.history.sequence();
        self.saving.compacting = Some(Compaction {
            workspace: Arc::clone(&self.workspace),
            first: Vec::new(),
        });
        self.saving.file_not_before = None;
        self.saving.quiet_since = None;
        let number = self.saving.number;
        let (workspace, view) = (Arc::clone(&self.workspace), self.place.clone());
        self.jobs.start(SAVE, move |_| {
            // Where one was reading changes with every scroll and is kept apart till now.
            let mut workspace = Arc::unwrap_or_clone(workspace);
            workspace.view = view;
            let outcome = workspace_log.compact(&workspace, sequence);
            let faults = faults(&workspace);
            move |session: &mut Self| {
                let is_written = outcome.is_ok() && number == session.saving.number;
                session.saved(number, sequence, outcome);
                if is_written {
                    session.tell_faults(faults);
                }
            }
        });
    }

    /// Saves everything now, the file included.
    pub fn save(&mut self) {
        self.save_if_due(true);
    }

    /// Where the analyst reads is another place: written with the workspace, some time.
    pub fn set_place(&mut self, byte: u32) {
        if self.place.place != byte {
            self.place.place = byte;
            self.touch_quietly();
        }
    }

    /// The analyst reads this article now.
    pub fn set_open_article(&mut self, id: &ArticleId) {
        self.place.article = Some(id.clone());
    }

    /// Something has changed that need not be written at once.
    pub(super) fn touch_quietly(&mut self) {
        let now = self.instant();
        self.saving.touch_quietly(now);
    }

    /// Something was done: it goes into the journal.
    pub(super) fn touch(&mut self) {
        self.saving.touched = Some(self.instant());
        self.write_journal(false);
    }

    /// Entries have been written, or could not be.
    pub(super) fn journaled(&mut self, number: u64, outcome: Result<Appended, SaveError>) {
        if number != self.saving.number {
            return;
        }
        let written = std::mem::take(&mut self.saving.writing);
        match outcome {
            Ok(Appended::Journal) => {
                if !written.is_empty() {
                    self.saving.saved_at = Some(self.now());
                }
                self.saving.failure = None;
                self.saving.elsewhere = None;
            }
            Ok(Appended::Fallback(elsewhere)) => {
                self.saving.saved_at = Some(self.now());
                self.saving.failure = None;
                self.kept_elsewhere(&elsewhere);
            }
            Err(error) => {
                self.saving.waiting.splice(0..0, written);
                self.save_failed_with(error.to_string());
            }
        }
        self.tell_notes();
        self.retake_right();
        self.write_journal(false);
    }

    fn save_failed_with(&mut self, message: String) {
        if self.saving.failure.as_ref() != Some(&message) {
            self.tell(Severity::Error, message.clone());
        }
        self.saving.failure = Some(message);
        self.saving.not_before = Some(self.instant() + RETRY);
    }

    /// A job that writes has stopped by a fault: it is tried again.
    pub(super) fn save_job_failed(&mut self, is_journal: bool) {
        let again = if is_journal {
            std::mem::take(&mut self.saving.writing)
        } else {
            let stopped = self.saving.compacting.take();
            stopped.map(|c| c.first).unwrap_or_default()
        };
        self.saving.waiting.splice(0..0, again);
        self.save_failed_with("the program could not save; it tries again".to_owned());
    }

    /// Says once what does not hold together.
    pub(super) fn tell_faults(&mut self, faults: Vec<String>) {
        if let Some(first) = faults.first().filter(|_| faults != self.saving.faults) {
            let n = counted(faults.len(), "thing does", "things do");
            let message = format!(
                "The workspace was saved, but {n} not hold together: {first}. “dateline check --repair” mends this."
            );
            self.tell(Severity::Warning, message);
        }
        self.saving.faults = faults;
    }

    /// The file has been written in full, or could not be.
    pub(super) fn saved(
        &mut self,
        number: u64,
        sequence: u64,
        outcome: Result<Fingerprint, SaveError>,
    ) {
        if number != self.saving.number {
            return;
        }
        let written = self.saving.compacting.take();
        match outcome {
            Ok(_) => {
                self.saving.compacted = sequence;
                if let Some(written) = written {
                    self.external_changes.synced = written.workspace;
                }
                self.saving.must_rewrite = false;
                let log = self.saving.workspace_log.as_ref();
                if log.is_some_and(|log| !log.has_stranded()) {
                    self.saving.elsewhere = None;
                }
                self.saving.saved_at = Some(self.now());
                self.saving.failure = None;
                self.saving.uncompacted = None;
                self.saving.not_before = None;
                self.saving.file_not_before = None;
            }
            Err(error) => {
                // What the journal has been given is safe there.
                let is_first = !self.saving.has_file();
                let first = written.map(|c| c.first).unwrap_or_default();
                self.saving.waiting.splice(0..0, first);
                let message = error.to_string();
                if is_first {
                    self.save_failed_with(message);
                } else {
                    let is_changed = matches!(error, SaveError::ChangedOnDisk(_));
                    if self.saving.uncompacted.as_ref() != Some(&message) && !is_changed {
                        self.tell(Severity::Error, message.clone());
                    }
                    self.saving.uncompacted = Some(message);
                    self.saving.file_not_before = Some(self.instant() + RETRY);
                    if is_changed {
                        // It is merged and then written again.
                        self.look_for_external_changes(true);
                    }
                }
            }
        }
        self.tell_notes();
        self.retake_right();
        self.write_journal(false);
    }
}
