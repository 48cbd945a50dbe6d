//! Earlier generations of the workspace file: listed, looked at, gone back to.

use std::path::PathBuf;
use std::sync::Arc;

use super::command::Effect;
use super::event::{DiskEvent, Event};
use super::log::Severity;
use super::state::State;
use crate::analysis::Aspects;
use crate::store::{self, Backup, RealDisk};
use crate::workspace::difference::difference;
use crate::workspace::telling::{Difference, differences};
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
pub struct Generations {
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

impl State {
    pub(super) fn list_backups(&mut self) {
        let Some(project) = &self.session.project else {
            return;
        };
        let file = project.file.clone();
        self.session.generations.listed = false;
        self.jobs.start("list backups", move || {
            Event::from(DiskEvent::Backups(
                store::backups(&RealDisk, &file).map_err(|e| e.to_string()),
            ))
        });
    }

    pub(super) fn backups_listed(&mut self, found: Result<Vec<Backup>, String>) {
        match found {
            Ok(all) => {
                self.session.generations.all = all;
                self.session.generations.chosen = None;
                self.session.generations.problem = None;
            }
            Err(why) => self.session.generations.problem = Some(why),
        }
        self.session.generations.listed = true;
    }

    pub(super) fn preview_backup(&mut self, path: PathBuf) {
        self.session.generations.wanted = Some(path);
        self.read_wanted();
    }

    /// Reads the one that is wanted, one at a time: of those that are passed by, none is read.
    fn read_wanted(&mut self) {
        if self.session.generations.reading {
            return;
        }
        let Some(path) = self.session.generations.wanted.clone() else {
            return;
        };
        self.session.generations.reading = true;
        let (now, revision) = (Arc::clone(&self.session.workspace), self.session.revision);
        self.jobs.start("read backup", move || {
            let read = store::open(&path).map_err(|e| e.to_string());
            let read = read.map(|then| Box::new(compare(&now, &then.workspace, revision)));
            Event::from(DiskEvent::BackupRead(path, read))
        });
    }

    pub(super) fn backup_read(&mut self, path: PathBuf, outcome: Result<Box<Read>, String>) {
        self.session.generations.reading = false;
        if self.session.generations.wanted.as_ref() != Some(&path) {
            return self.read_wanted();
        }
        // One of a workspace that was open before means nothing here.
        let folder = self
            .session
            .project
            .as_ref()
            .map(|p| store::backup_folder(&p.file));
        if path.parent() != folder.as_deref() {
            return;
        }
        match outcome {
            Ok(read) => {
                self.session.generations.problem = None;
                self.session.generations.chosen = Some(Chosen {
                    path,
                    annotations: read.annotations,
                    edit: Arc::new(read.edit),
                    differences: read.differences.into(),
                    revision: read.revision,
                });
            }
            Err(why) => {
                self.session.generations.chosen = None;
                self.session.generations.problem = Some(why);
            }
        }
    }

    /// Goes back to the generation that was looked at: one step that undo takes back.
    pub(super) fn restore_backup(&mut self) {
        let Some(chosen) = self.session.generations.chosen.take() else {
            return;
        };
        if chosen.revision != self.session.revision {
            self.tell(
                Severity::Warning,
                "Something was changed since the earlier version was looked at: look again.",
            );
            self.preview_backup(chosen.path);
        } else if chosen.edit.is_empty() {
            self.tell(Severity::Info, "That version is what there is now.");
        } else {
            self.commit(Arc::unwrap_or_clone(chosen.edit));
            self.tell(
                Severity::Info,
                "An earlier version is back. Undo returns to what was before.",
            );
        }
    }

    /// Goes to just after a step of the history, on whatever branch.
    pub(super) fn go_to_step(&mut self, step: Option<usize>) -> Vec<Effect> {
        if !self.may_edit() {
            return Vec::new();
        }
        let stamp = self.stamp();
        let workspace = Arc::make_mut(&mut self.session.workspace);
        let before = workspace.sources.clone();
        let outcome = self.session.history.go_to(step, workspace, &stamp);
        let reload = workspace.sources != before;
        self.edited(reload, Aspects::ALL);
        if let Err(error) = outcome {
            self.tell(Severity::Error, format!("The walk ended early: {error}."));
        }
        self.check_again();
        Vec::new()
    }
}
