//! When the workspace is saved, and what the status bar may say about it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::event::Event;
use super::log::Severity;
use super::state::State;
use crate::store::{self, Access, Fingerprint, SaveError};

/// How long edits may gather before they are written. "Saved" must be true within a second.
const GATHER: Duration = Duration::from_millis(200);

/// How long changes that are no edits (articles seen, the place in the reader) may wait.
const QUIET: Duration = Duration::from_secs(30);

/// How long to wait after a failure before trying again.
const RETRY: Duration = Duration::from_secs(5);

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
    /// Not on disk; why.
    Failed(String),
    /// Open for reading only; why.
    ReadOnly(String),
}

/// The state of saving.
#[derive(Debug, Default)]
pub struct Saving {
    /// Last change that is on disk.
    saved_revision: u64,
    /// When that was.
    saved_at: Option<Timestamp>,
    /// The change that is being written.
    running: Option<u64>,
    /// Since when there is something to write.
    waiting_since: Option<Instant>,
    /// Since when something has changed that may wait.
    quiet_since: Option<Instant>,
    /// Why the last attempt failed.
    failure: Option<String>,
    /// Not before then.
    not_before: Option<Instant>,
    /// What is on disk.
    seen: Option<Fingerprint>,
    /// Whether comments must be put aside before the first rewrite.
    keep_comments: bool,
}

impl Saving {
    /// A workspace as it was read.
    pub(super) fn opened(seen: Option<Fingerprint>, keep_comments: bool, revision: u64) -> Self {
        Self {
            seen,
            keep_comments,
            saved_revision: revision,
            ..Self::default()
        }
    }

    /// Whether the workspace has a file.
    pub(super) fn has_file(&self) -> bool {
        self.seen.is_some()
    }

    /// Whether a save is under way.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// An edit has been made.
    pub(super) fn touch(&mut self) {
        self.waiting_since.get_or_insert_with(Instant::now);
    }

    /// Something has changed that need not be written at once.
    pub(super) fn touch_quietly(&mut self) {
        self.quiet_since.get_or_insert_with(Instant::now);
    }

    /// Whether a save is due. `at_once` asks for everything that is not on disk.
    fn is_due(&self, revision: u64, at_once: bool, now: Instant) -> bool {
        if self.running.is_some() {
            return false;
        }
        if at_once {
            return self.saved_revision != revision || self.quiet_since.is_some();
        }
        let waited = |since: Option<Instant>, long: Duration| {
            since.is_some_and(|s| now.duration_since(s) >= long)
        };
        let blocked = self.not_before.is_some_and(|at| now < at);
        !blocked
            && (waited(self.waiting_since, GATHER)
                || (self.seen.is_some() && waited(self.quiet_since, QUIET)))
    }
}

impl State {
    /// What the status bar says about saving.
    pub fn save_status(&self) -> SaveStatus {
        let Some(project) = &self.project else {
            return SaveStatus::Untouched;
        };
        if let Access::ReadOnly(reason) = &project.access {
            return SaveStatus::ReadOnly(reason.to_string());
        }
        let saving = &self.saving;
        if let Some(why) = &saving.failure {
            SaveStatus::Failed(why.clone())
        } else if saving.running.is_some() || saving.saved_revision != self.revision {
            SaveStatus::Saving
        } else {
            saving.saved_at.map_or(
                if saving.seen.is_some() {
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
        self.project.is_none()
            || (self.saving.running.is_none() && self.saving.saved_revision == self.revision)
    }

    /// Whether closing now would lose nothing, the place in the reader included.
    pub fn can_close(&self) -> bool {
        // Without a file, where one was reading is not worth making one.
        let quiet =
            self.saving.quiet_since.is_none() || self.saving.seen.is_none() || !self.may_edit();
        self.is_saved() && quiet || matches!(self.save_status(), SaveStatus::ReadOnly(_))
    }

    /// In how long a save will be due, so that the window wakes then.
    pub fn save_due_in(&self) -> Option<Duration> {
        let since = self
            .saving
            .waiting_since
            .filter(|_| self.saving.running.is_none())?;
        let retry = self.saving.not_before.map_or(Duration::ZERO, |at| {
            at.saturating_duration_since(Instant::now())
        });
        Some(
            GATHER
                .saturating_sub(since.elapsed())
                .max(retry)
                .max(Duration::from_millis(1)),
        )
    }

    /// Starts a save where one is due.
    pub(super) fn save_if_due(&mut self, at_once: bool) {
        if !self.may_edit() || !self.saving.is_due(self.revision, at_once, Instant::now()) {
            return;
        }
        let Some(project) = &self.project else { return };
        if self.saving.seen.is_none() && self.saving.saved_revision == self.revision {
            return;
        }
        let path = project.file.clone();
        let (workspace, view) = (Arc::clone(&self.workspace), self.view.clone());
        let (seen, keep_comments, revision) =
            (self.saving.seen, self.saving.keep_comments, self.revision);
        self.saving.running = Some(revision);
        self.saving.waiting_since = None;
        self.saving.quiet_since = None;
        self.jobs.start("save", move || {
            // Where one was reading changes with every scroll and is kept apart till now.
            let mut workspace = Arc::unwrap_or_clone(workspace);
            workspace.view = view;
            let outcome = store::save(&path, &workspace, seen, keep_comments);
            Event::Saved {
                revision,
                path,
                outcome,
            }
        });
    }

    /// The job that saves has stopped by a fault: it is tried again.
    pub(super) fn save_job_failed(&mut self) {
        self.saving.running = None;
        self.saving.failure = Some("the program could not save; it tries again".to_owned());
        self.saving.not_before = Some(Instant::now() + RETRY);
        self.saving.touch();
    }

    /// A save has ended.
    pub(super) fn saved(&mut self, revision: u64, outcome: Result<Fingerprint, SaveError>) {
        self.saving.running = None;
        match outcome {
            Ok(fingerprint) => {
                self.saving.seen = Some(fingerprint);
                self.saving.keep_comments = false;
                self.saving.saved_revision = revision;
                self.saving.saved_at = Some(self.now());
                self.saving.failure = None;
                self.saving.not_before = None;
                if revision != self.revision {
                    self.saving.touch();
                }
            }
            Err(error) => {
                let message = error.to_string();
                if self.saving.failure.as_ref() != Some(&message) {
                    self.tell(Severity::Error, message.clone());
                }
                self.saving.failure = Some(message);
                self.saving.not_before = Some(Instant::now() + RETRY);
                self.saving.touch();
            }
        }
    }
}
