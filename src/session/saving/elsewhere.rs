//! When the work goes elsewhere than beside its workspace, and when somebody else may have taken the right
//! to change it.

use std::path::PathBuf;

use super::RETRY;
use crate::session::Session;
use crate::session::jobs::RETAKE;
use crate::session::log::Severity;
use crate::store::{Access, Elsewhere, Lock, LockError, ReadOnlyReason};

impl Session {
    /// Says where entries are that the journal does not have.
    pub(super) fn kept_elsewhere(&mut self, elsewhere: &Elsewhere) {
        let Some(why) = &elsewhere.why else {
            // The journal was not tried again; where the entries are was told when it failed.
            return;
        };
        let message = format!(
            "The workspace cannot be written: {why}. Your work is kept in {} and goes back as soon as it can; or save a copy elsewhere.",
            elsewhere.place.display()
        );
        if self.saving.elsewhere.as_ref() != Some(&message) {
            self.tell(Severity::Error, message.clone());
        }
        self.saving.elsewhere = Some(message);
        self.saving.not_before = Some(self.instant() + RETRY);
        let log = self.saving.workspace_log.as_ref();
        if log.is_some_and(|log| log.is_lost()) {
            self.forget_steps();
        }
    }

    /// The journal has gone. What it held is in the file soon; steps that need it could not be undone for
    /// good.
    fn forget_steps(&mut self) {
        self.history.forget();
        self.tell(
            Severity::Warning,
            "The journal beside the workspace was taken away: what was done before cannot be undone any more.",
        );
    }

    /// Says what came up while something was written.
    pub(super) fn tell_notes(&mut self) {
        let log = self.saving.workspace_log.clone();
        for note in log.into_iter().flat_map(|log| log.take_notes()) {
            self.tell(Severity::Warning, note);
        }
    }

    /// Where the work folder was removed or replaced, asks for the right to change the workspace anew.
    /// Nothing is written beside the workspace before that is given.
    pub(super) fn retake_right(&mut self) {
        let log = self.saving.workspace_log.clone();
        let Some(log) = log.filter(|log| log.is_taken() && self.may_edit()) else {
            return;
        };
        if std::mem::replace(&mut self.saving.retaking, true) {
            return;
        }
        let (number, name) = (self.saving.number, self.author.clone());
        self.jobs.start(RETAKE, move |_| {
            let lock = if log.regains() {
                Ok(None)
            } else {
                Lock::take(log.file(), &name).map(Some)
            };
            if let Ok(Some(lock)) = &lock {
                log.hold(lock.right());
            }
            let place = log.kept_in();
            move |session: &mut Self| session.right_retaken(number, lock, place)
        });
    }

    /// A fault stopped the job: it is tried with the next write.
    pub(in crate::session) fn retake_failed(&mut self) {
        self.saving.retaking = false;
    }

    fn right_retaken(
        &mut self,
        number: u64,
        lock: Result<Option<Lock>, LockError>,
        place: Option<PathBuf>,
    ) {
        if number != self.saving.number {
            return;
        }
        self.saving.retaking = false;
        let log = self.saving.workspace_log.as_ref();
        let is_stranded = log.is_some_and(|log| log.has_stranded());
        let Some(project) = &mut self.project else {
            return;
        };
        match lock {
            Ok(lock) => {
                if lock.is_some() {
                    project.lock = lock;
                }
                self.tell(
                    Severity::Warning,
                    "The folder .dateline beside the workspace was removed or replaced while it was open. Your work is whole: it is written into the file again, and the folder is made anew.",
                );
                self.forget_steps();
                // The file is written from what is here, after what somebody else wrote was merged.
                self.saving.file_not_before = None;
                self.saving.not_before = None;
                self.write_file(false);
            }
            Err(LockError::Held(holder)) => {
                project.access = Access::ReadOnly(ReadOnlyReason::InUse {
                    holder: holder.clone(),
                });
                let kept = match place {
                    Some(place) => format!(
                        "What you did since the file was last written is kept, and offered when the workspace is opened next: {}",
                        place.display()
                    ),
                    None if self.saving.has_work() || is_stranded => {
                        "What you did last is not on disk: File, Save a copy keeps it.".to_owned()
                    }
                    None => "Everything you did is in the workspace file.".to_owned(),
                };
                let message = format!(
                    "The folder .dateline beside the workspace was removed or replaced while it was open, and {holder} works on it now. Nothing more is written there from this window. {kept}"
                );
                self.tell(Severity::Error, message);
            }
            Err(error) => {
                self.saving.not_before = Some(self.instant() + RETRY);
                self.tell(Severity::Error, format!("{error}."));
            }
        }
    }
}
