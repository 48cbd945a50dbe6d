//! What may be said about saving, and when something is due.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{IDLE, QUIET, REST, SMALL};
use crate::session::Session;
use crate::store::Access;

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

impl Session {
    /// What the status bar says about saving.
    pub fn save_status(&self) -> SaveStatus {
        let Some(project) = &self.project else {
            return SaveStatus::Untouched;
        };
        let saving = &self.saving;
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
        let saving = &self.saving;
        self.project.is_none()
            || (!self.history.is_open() && !saving.has_work() && !saving.must_rewrite)
    }

    /// Whether closing now would lose nothing, the place in the reader included.
    pub fn can_close(&self) -> bool {
        if !self.may_edit() {
            return !self.saving.has_work();
        }
        // Without a file, where one was reading is not worth making one; a file that cannot be written in
        // full leaves everything to the journal.
        let whole = !self.is_compaction_wanted() || self.saving.uncompacted.is_some();
        self.is_saved() && whole && !self.saving.is_running()
    }

    pub(super) fn is_compaction_wanted(&self) -> bool {
        let saving = &self.saving;
        saving.has_file()
            && (saving.compacted != self.history.sequence()
                || saving.quiet_since.is_some()
                || saving.must_rewrite)
    }

    /// Whether what the file lacks is no work, and waits for its time.
    pub(super) fn only_quiet_waits(&self) -> bool {
        !self.saving.waiting.is_empty() && !self.saving.has_work()
    }

    /// In how long something will be due, so that the window wakes then.
    pub fn save_due_in(&self) -> Option<Duration> {
        let saving = &self.saving;
        let now = self.instant();
        let left = |since: Option<Instant>, long: Duration| {
            since.map(|s| {
                long.saturating_sub(now.saturating_duration_since(s))
                    .max(Duration::from_millis(1))
            })
        };
        let rest = self
            .history
            .is_open()
            .then(|| left(saving.touched, REST))
            .flatten();
        let is_small = saving
            .workspace_log
            .as_ref()
            .is_some_and(|v| v.file_bytes() < SMALL);
        let may_write = self.may_edit() && saving.has_file() && saving.compacting.is_none();
        let idle = if !may_write || !is_small || saving.file_not_before.is_some() {
            None
        } else if saving.compacted != self.history.sequence() && !self.only_quiet_waits() {
            left(saving.touched, IDLE)
        } else {
            left(saving.quiet_since, QUIET)
        };
        // One whose time has come was tried in the frame that it woke.
        let retries = [saving.not_before, saving.file_not_before];
        let retries = retries.into_iter().flatten();
        let retries = retries.filter_map(|at| at.checked_duration_since(now));
        rest.into_iter().chain(idle).chain(retries).min()
    }
}
