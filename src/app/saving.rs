//! When work is made durable, and what the status bar may say about it.
//!
//! Every edit goes into the journal at once; those that come while one is being written go with the next.
//! The workspace file is written in full when nothing has been done for a moment, when the journal has
//! grown large, on demand and on closing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::event::{DiskEvent, Event};
use super::log::Severity;
use super::state::{Project, State};
use crate::store::{
    Access, Appended, Fingerprint, Lock, LockError, ReadOnlyReason, SaveError, Vault,
};
use crate::text::counted::counted;
use crate::workspace::integrity;
use crate::workspace::{Entry, Happening, Stamp, Workspace};

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

/// What stands in the status bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveStatus {
    /// Nothing to save yet.
    Untouched,
    /// As it was read from the disk.
    Unchanged,
    /// Everything is on disk since then.
    Saved(Timestamp),
    /// Being written, or about to be.
    Saving,
    /// On disk, but not where it belongs; why.
    Elsewhere(String),
    /// Not on disk; why.
    Failed(String),
    /// Open for reading only; why.
    ReadOnly(String),
}

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
    pub(super) vault: Option<Arc<Vault<'static>>>,
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
    pub(super) fn opened(vault: Vault<'static>, compacted: u64) -> Self {
        static OPENINGS: AtomicU64 = AtomicU64::new(1);
        Self {
            number: OPENINGS.fetch_add(1, Ordering::Relaxed),
            vault: Some(Arc::new(vault)),
            compacted,
            ..Self::default()
        }
    }

    /// Whether the workspace has a file.
    pub(super) fn has_file(&self) -> bool {
        self.vault.as_ref().is_some_and(|v| v.has_file())
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
        !self.writing.is_empty() || self.compacting.is_some()
    }

    /// Something has changed that need not be written at once.
    pub(super) fn touch_quietly(&mut self) {
        self.quiet_since.get_or_insert_with(Instant::now);
    }

    /// Whether work waits that would be lost now.
    fn has_work(&self) -> bool {
        let first = self.compacting.iter().flat_map(|c| &c.first);
        let mut all = self.waiting.iter().chain(&self.writing).chain(first);
        all.any(|e| !matches!(e.what, Happening::Quiet(_)))
    }

    fn may_try(&self, at_once: bool) -> bool {
        at_once || self.not_before.is_none_or(|at| Instant::now() >= at)
    }
}

impl State {
    /// Who does something now.
    pub(super) fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now(),
            by: self.settings.author.as_str().into(),
        }
    }

    /// What the status bar says about saving.
    pub fn save_status(&self) -> SaveStatus {
        let Some(project) = &self.session.project else {
            return SaveStatus::Untouched;
        };
        let saving = &self.session.saving;
        let is_stuck = saving.failure.is_some() && saving.has_work();
        if let Access::ReadOnly(reason) = &project.access
            && !is_stuck
        {
            return SaveStatus::ReadOnly(reason.to_string());
        }
        // The file is somebody else's, or gone: what is in the journal does not fit it.
        let stuck = saving.uncompacted.as_ref().filter(|_| saving.must_rewrite);
        if let Some(why) = saving.failure.as_ref().or(stuck) {
            SaveStatus::Failed(why.clone())
        } else if !self.is_saved() {
            SaveStatus::Saving
        } else if let Some(why) = saving.elsewhere.as_ref().or(saving.uncompacted.as_ref()) {
            SaveStatus::Elsewhere(why.clone())
        } else {
            saving.saved_at.map_or(
                if saving.has_file() {
                    SaveStatus::Unchanged
                } else {
                    SaveStatus::Untouched
                },
                SaveStatus::Saved,
            )
        }
    }

    /// Whether the analyst's work is on disk.
    pub fn is_saved(&self) -> bool {
        let saving = &self.session.saving;
        self.session.project.is_none()
            || (!self.session.history.is_open() && !saving.has_work() && !saving.must_rewrite)
    }

    /// Whether closing now would lose nothing, the place in the reader included.
    pub fn can_close(&self) -> bool {
        if !self.may_edit() {
            return !self.session.saving.has_work();
        }
        // Without a file, where one was reading is not worth making one; a file that cannot be written in
        // full leaves everything to the journal.
        let whole = !self.is_compaction_wanted() || self.session.saving.uncompacted.is_some();
        self.is_saved() && whole && !self.session.saving.is_running()
    }

    fn is_compaction_wanted(&self) -> bool {
        let saving = &self.session.saving;
        saving.has_file()
            && (saving.compacted != self.session.history.sequence()
                || saving.quiet_since.is_some()
                || saving.must_rewrite)
    }

    /// Whether what the file lacks is no work, and waits for its time.
    fn only_quiet_waits(&self) -> bool {
        !self.session.saving.waiting.is_empty() && !self.session.saving.has_work()
    }

    /// In how long something will be due, so that the window wakes then.
    pub fn save_due_in(&self) -> Option<Duration> {
        let saving = &self.session.saving;
        let left = |since: Option<Instant>, long: Duration| {
            since.map(|s| {
                long.saturating_sub(s.elapsed())
                    .max(Duration::from_millis(1))
            })
        };
        let rest = self
            .session
            .history
            .is_open()
            .then(|| left(saving.touched, REST))
            .flatten();
        let is_small = saving
            .vault
            .as_ref()
            .is_some_and(|v| v.file_bytes() < SMALL);
        let may_write = self.may_edit() && saving.has_file() && saving.compacting.is_none();
        let idle = if !may_write || !is_small || saving.file_not_before.is_some() {
            None
        } else if saving.compacted != self.session.history.sequence() && !self.only_quiet_waits() {
            left(saving.touched, IDLE)
        } else {
            left(saving.quiet_since, QUIET)
        };
        // One whose time has come was tried in the frame that it woke.
        let now = Instant::now();
        let retries = [saving.not_before, saving.file_not_before];
        let retries = retries.into_iter().flatten();
        let retries = retries.filter_map(|at| at.checked_duration_since(now));
        rest.into_iter().chain(idle).chain(retries).min()
    }

    /// Starts what is due of making work durable. `at_once` asks for everything, the file included.
    pub(super) fn save_if_due(&mut self, at_once: bool) {
        let rested = self
            .session
            .saving
            .touched
            .is_none_or(|at| at.elapsed() >= REST);
        if at_once || rested {
            self.session.history.rest();
        }
        self.write_journal(at_once);
        self.write_file(at_once);
    }

    /// Gives what has happened to the journal, unless that is being written already.
    pub(super) fn write_journal(&mut self, at_once: bool) {
        self.session
            .saving
            .waiting
            .extend(self.session.history.take_fresh());
        let Some(vault) = self
            .session
            .saving
            .vault
            .clone()
            .filter(|_| self.may_edit())
        else {
            return;
        };
        let is_free =
            self.session.saving.writing.is_empty() && self.session.saving.may_try(at_once);
        let quiet = self
            .session
            .saving
            .quiet_since
            .is_none_or(|at| at.elapsed() < QUIET);
        let only_quiet = !self.session.saving.has_work();
        // A folder does not get a workspace because somebody has read in it.
        let can_wait = only_quiet && (!vault.has_file() || (quiet && !at_once));
        let stranded = vault.has_stranded() && self.session.saving.may_try(at_once);
        if !is_free || (self.session.saving.waiting.is_empty() || can_wait) && !stranded {
            return;
        }
        if !vault.has_file() {
            self.make_file();
            return;
        }
        let entries = std::mem::take(&mut self.session.saving.waiting);
        self.session.saving.writing.clone_from(&entries);
        self.session.saving.not_before = None;
        let number = self.session.saving.number;
        self.jobs.start("journal", move || {
            let outcome = vault.append(&entries);
            Event::from(DiskEvent::Journaled { number, outcome })
        });
    }

    /// Writes the first file of a workspace.
    pub(super) fn make_file(&mut self) {
        let Some(vault) = self.session.saving.vault.clone() else {
            return;
        };
        if self.session.saving.compacting.is_some() || !self.take_lock() {
            return;
        }
        // An edit that goes on would be in the file and, with a later number, in the journal.
        self.session.history.rest();
        self.session
            .saving
            .waiting
            .extend(self.session.history.take_fresh());
        let entries = std::mem::take(&mut self.session.saving.waiting);
        let sequence = self.session.history.sequence();
        self.session.saving.not_before = None;
        self.session.saving.compacting = Some(Compaction {
            workspace: Arc::clone(&self.session.workspace),
            first: entries.clone(),
        });
        let mut workspace = (*self.session.workspace).clone();
        workspace.view = self.session.place.clone();
        self.session.saving.quiet_since = None;
        let number = self.session.saving.number;
        self.jobs.start("save", move || {
            let outcome = vault.begin(&workspace, sequence, &entries);
            Event::from(DiskEvent::Saved {
                number,
                sequence,
                outcome,
                faults: Vec::new(),
            })
        });
    }

    /// Takes the right to change the open workspace, where this window may work on it and has it not yet.
    pub(super) fn take_lock(&mut self) -> bool {
        let name = self.settings.author.clone();
        let free = |p: &&mut Project| p.lock.is_none() && p.access == Access::ReadWrite;
        let Some(project) = self.session.project.as_mut().filter(free) else {
            return true;
        };
        match Lock::take(&project.file, &name) {
            Ok(lock) => project.lock = Some(lock),
            Err(LockError::Held(holder)) => {
                let message = format!(
                    "What you did last is not saved: {holder} has begun to work on this folder. File, Save a copy keeps it."
                );
                project.access = Access::ReadOnly(ReadOnlyReason::InUse { holder });
                self.save_failed_with(message);
                return false;
            }
            // What stands against it will be said when the file is written.
            Err(_) => {}
        }
        true
    }

    /// Writes the file in full where that is due.
    fn write_file(&mut self, at_once: bool) {
        let Some(vault) = self
            .session
            .saving
            .vault
            .clone()
            .filter(|_| self.may_edit())
        else {
            return;
        };
        let is_idle = self
            .session
            .saving
            .touched
            .is_none_or(|at| at.elapsed() >= IDLE);
        let waited = |since: Option<Instant>| since.is_some_and(|at| at.elapsed() >= QUIET);
        let has_edits = self.session.saving.compacted != self.session.history.sequence();
        let due = at_once
            || vault.wants_compaction()
            || vault.is_lost()
            || self.session.saving.must_rewrite
            || (is_idle
                && vault.file_bytes() < SMALL
                && (has_edits || waited(self.session.saving.quiet_since)));
        let later = self.session.saving.file_not_before;
        let may_try = at_once || later.is_none_or(|at| Instant::now() >= at);
        // Who has changed it is found out first.
        let is_free = self.session.saving.compacting.is_none()
            && may_try
            && !self.session.outside.is_looking();
        // What the file holds and the journal never got could not be undone after the next start.
        let is_journaled =
            self.session.saving.waiting.is_empty() && self.session.saving.writing.is_empty();
        let is_free =
            is_free && (is_journaled || vault.is_lost() || self.session.saving.failure.is_some());
        if !due || !is_free || self.session.history.is_open() || !self.is_compaction_wanted() {
            return;
        }
        let sequence = self.session.history.sequence();
        self.session.saving.compacting = Some(Compaction {
            workspace: Arc::clone(&self.session.workspace),
            first: Vec::new(),
        });
        self.session.saving.file_not_before = None;
        self.session.saving.quiet_since = None;
        let number = self.session.saving.number;
        let (workspace, view) = (
            Arc::clone(&self.session.workspace),
            self.session.place.clone(),
        );
        self.jobs.start("save", move || {
            // Where one was reading changes with every scroll and is kept apart till now.
            let mut workspace = Arc::unwrap_or_clone(workspace);
            workspace.view = view;
            let outcome = vault.compact(&workspace, sequence);
            Event::from(DiskEvent::Saved {
                number,
                sequence,
                outcome,
                faults: faults(&workspace),
            })
        });
    }

    /// Something was done: it goes into the journal.
    pub(super) fn touch(&mut self) {
        self.session.saving.touched = Some(Instant::now());
        self.write_journal(false);
    }

    /// Entries have been written, or could not be.
    pub(super) fn journaled(&mut self, number: u64, outcome: Result<Appended, SaveError>) {
        if number != self.session.saving.number {
            return;
        }
        let written = std::mem::take(&mut self.session.saving.writing);
        match outcome {
            Ok(Appended::Journal) => {
                if !written.is_empty() {
                    self.session.saving.saved_at = Some(self.now());
                }
                self.session.saving.failure = None;
                self.session.saving.elsewhere = None;
            }
            Ok(Appended::Fallback(why)) => {
                self.session.saving.saved_at = Some(self.now());
                self.session.saving.failure = None;
                let message = format!(
                    "The workspace cannot be written: {why}. Your work is kept in your own folder and goes back as soon as it can; or save a copy elsewhere."
                );
                if self.session.saving.elsewhere.as_ref() != Some(&message) {
                    self.tell(Severity::Error, message.clone());
                }
                self.session.saving.elsewhere = Some(message);
                self.session.saving.not_before = Some(Instant::now() + RETRY);
                if self
                    .session
                    .saving
                    .vault
                    .as_ref()
                    .is_some_and(|v| v.is_lost())
                {
                    // What it held is in the file soon; steps that need it could not be undone for good.
                    self.session.history.forget();
                    self.tell(
                        Severity::Warning,
                        "The journal beside the workspace was taken away: what was done before cannot be undone any more.",
                    );
                }
            }
            Err(error) => {
                self.session.saving.waiting.splice(0..0, written);
                self.save_failed_with(error.to_string());
            }
        }
        self.write_journal(false);
    }

    fn save_failed_with(&mut self, message: String) {
        if self.session.saving.failure.as_ref() != Some(&message) {
            self.tell(Severity::Error, message.clone());
        }
        self.session.saving.failure = Some(message);
        self.session.saving.not_before = Some(Instant::now() + RETRY);
    }

    /// A job that writes has stopped by a fault: it is tried again.
    pub(super) fn save_job_failed(&mut self, is_journal: bool) {
        let again = if is_journal {
            std::mem::take(&mut self.session.saving.writing)
        } else {
            let stopped = self.session.saving.compacting.take();
            stopped.map(|c| c.first).unwrap_or_default()
        };
        self.session.saving.waiting.splice(0..0, again);
        self.save_failed_with("the program could not save; it tries again".to_owned());
    }

    /// Says once what does not hold together.
    pub(super) fn tell_faults(&mut self, faults: Vec<String>) {
        if let Some(first) = faults
            .first()
            .filter(|_| faults != self.session.saving.faults)
        {
            let n = counted(faults.len(), "thing does", "things do");
            let message = format!(
                "The workspace was saved, but {n} not hold together: {first}. “dateline check --repair” mends this."
            );
            self.tell(Severity::Warning, message);
        }
        self.session.saving.faults = faults;
    }

    /// The file has been written in full, or could not be.
    pub(super) fn saved(
        &mut self,
        number: u64,
        sequence: u64,
        outcome: Result<Fingerprint, SaveError>,
    ) {
        if number != self.session.saving.number {
            return;
        }
        let written = self.session.saving.compacting.take();
        match outcome {
            Ok(_) => {
                self.session.saving.compacted = sequence;
                if let Some(written) = written {
                    self.session.outside.synced = written.workspace;
                }
                self.session.saving.must_rewrite = false;
                self.session.saving.saved_at = Some(self.now());
                self.session.saving.failure = None;
                self.session.saving.uncompacted = None;
                self.session.saving.not_before = None;
                self.session.saving.file_not_before = None;
            }
            Err(error) => {
                // What the journal has been given is safe there.
                let is_first = !self.session.saving.has_file();
                let first = written.map(|c| c.first).unwrap_or_default();
                self.session.saving.waiting.splice(0..0, first);
                let message = error.to_string();
                if is_first {
                    self.save_failed_with(message);
                } else {
                    let is_changed = matches!(error, SaveError::ChangedOnDisk(_));
                    if self.session.saving.uncompacted.as_ref() != Some(&message) && !is_changed {
                        self.tell(Severity::Error, message.clone());
                    }
                    self.session.saving.uncompacted = Some(message);
                    self.session.saving.file_not_before = Some(Instant::now() + RETRY);
                    if is_changed {
                        // It is merged and then written again.
                        self.look_outside(true);
                    }
                }
            }
        }
        self.write_journal(false);
    }
}
