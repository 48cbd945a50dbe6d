//! Earlier generations of the workspace file: listed, looked at, gone back to.

use std::path::PathBuf;
use std::sync::Arc;

use super::Session;
use super::jobs::{LIST_BACKUPS, READ_BACKUP};
use crate::session::log::Severity;
use crate::store::{self, Backup, RealDisk};
use crate::workspace::describe::{Difference, differences};
use crate::workspace::difference::difference;
use crate::workspace::{Edit, Workspace};

/// A generation that was looked at.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Its file.
    pub path: PathBuf,
    /// How many annotations it holds.
    pub annotations: usize,
    /// What going back to it would do to what is there now.
    pub edit: Arc<Edit>,
    /// The same, thing by thing.
    pub differences: Arc<[Difference]>,
    /// Which revision of the workspace it was compared with.
    revision: u64,
}

/// A generation, and what leads from now to it.
#[derive(Debug)]
pub struct Read {
    annotations: usize,
    edit: Edit,
    differences: Vec<Difference>,
    revision: u64,
}

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub struct Backups {
    /// The generations, the newest first.
    pub all: Vec<Backup>,
    /// Whether they are known by now.
    pub listed: bool,
    /// The one that was looked at.
    pub chosen: Option<Chosen>,
    /// The one that is to be looked at.
    wanted: Option<PathBuf>,
    /// Whether one is being read.
    reading: bool,
    /// Why one cannot be read.
    pub problem: Option<String>,
}

/// Compares a generation with what is there now.
fn compare(now: &Workspace, then: &Workspace, revision: u64) -> Read {
    let edit = difference("restore an earlier version", now, then);
    Read {
        annotations: then.annotations.len(),
        differences: differences(&edit),
        edit,
        revision,
    }
}

impl Session {
    /// Looks which earlier versions of the workspace there are.
    pub fn list_backups(&mut self) {
        let Some(project) = &self.project else {
            return;
        };
        let file = project.file.clone();
        self.backups.listed = false;
        let number = self.saving.number();
        self.jobs.start(LIST_BACKUPS, move |_| {
            let found = store::backups(&RealDisk, &file).map_err(|e| e.to_string());
            move |session: &mut Self| {
                if number == session.saving.number() {
                    session.backups_listed(found);
                }
            }
        });
    }

    fn backups_listed(&mut self, found: Result<Vec<Backup>, String>) {
        match found {
            Ok(all) => {
                self.backups.all = all;
                self.backups.chosen = None;
                self.backups.problem = None;
            }
            Err(why) => self.backups.problem = Some(why),
        }
        self.backups.listed = true;
    }

    /// Looks at one of them.
    pub fn preview_backup(&mut self, path: PathBuf) {
        self.backups.wanted = Some(path);
        self.read_wanted();
    }

    /// Reads the one that is wanted, one at a time: of those that are passed by, none is read.
    fn read_wanted(&mut self) {
        if self.backups.reading {
            return;
        }
        let Some(path) = self.backups.wanted.clone() else {
            return;
        };
        self.backups.reading = true;
        let (now, revision) = (Arc::clone(&self.workspace), self.revision);
        let number = self.saving.number();
        self.jobs.start(READ_BACKUP, move |_| {
            let read = store::open(&path).map_err(|e| e.to_string());
            let read = read.map(|then| compare(&now, &then.workspace, revision));
            move |session: &mut Self| {
                // One of a workspace that was open before means nothing here.
                if number == session.saving.number() {
                    session.backup_read(path, read);
                }
            }
        });
    }

    fn backup_read(&mut self, path: PathBuf, outcome: Result<Read, String>) {
        self.backups.reading = false;
        if self.backups.wanted.as_ref() != Some(&path) {
            return self.read_wanted();
        }
        match outcome {
            Ok(read) => {
                self.backups.problem = None;
                self.backups.chosen = Some(Chosen {
                    path,
                    annotations: read.annotations,
                    edit: Arc::new(read.edit),
                    differences: read.differences.into(),
                    revision: read.revision,
                });
            }
            Err(why) => {
                self.backups.chosen = None;
                self.backups.problem = Some(why);
            }
        }
    }

    /// Goes back to the generation that was looked at: one step that undo takes back.
    pub fn restore_backup(&mut self) {
        let Some(chosen) = self.backups.chosen.take() else {
            return;
        };
        if chosen.revision != self.revision {
            self.tell(
                Severity::Warning,
                "Something was changed since the earlier version was looked at: look again.",
            );
            self.preview_backup(chosen.path);
        } else if chosen.edit.is_empty() {
            self.tell(Severity::Info, "That version is what there is now.");
        } else {
            self.edit(Arc::unwrap_or_clone(chosen.edit), None);
            self.tell(
                Severity::Info,
                "An earlier version is back. Undo returns to what was before.",
            );
        }
    }
}
