//! Earlier generations of the workspace file: listed, looked at, gone back to.

use std::path::PathBuf;
use std::sync::Arc;

use super::command::Effect;
use super::event::{DiskEvent, Event};
use super::log::Severity;
use super::state::State;
use crate::store::{self, Backup, RealDisk};
use crate::workspace::Workspace;
use crate::workspace::difference::{Differs, difference, summary};

/// A generation that was looked at: its path, what it holds, and how it differs from now.
pub type Chosen = (PathBuf, Arc<Workspace>, Vec<(&'static str, Differs)>);

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub struct Generations {
    /// The generations, the newest first.
    pub all: Vec<Backup>,
    /// The one that was looked at.
    pub chosen: Option<Chosen>,
    /// Why one cannot be read.
    pub problem: Option<String>,
}

impl State {
    pub(super) fn list_backups(&mut self) {
        let Some(project) = &self.project else { return };
        let file = project.file.clone();
        self.jobs.start("list backups", move || {
            Event::from(DiskEvent::Backups(
                store::backups(&RealDisk, &file).map_err(|e| e.to_string()),
            ))
        });
    }

    pub(super) fn backups_listed(&mut self, found: Result<Vec<Backup>, String>) {
        match found {
            Ok(all) => {
                self.generations = Generations {
                    all,
                    ..Generations::default()
                }
            }
            Err(why) => self.generations.problem = Some(why),
        }
    }

    pub(super) fn preview_backup(&mut self, path: PathBuf) {
        self.jobs.start("read backup", move || {
            let read = store::open(&path).map(|opened| Box::new(opened.workspace));
            Event::from(DiskEvent::BackupRead(path, read.map_err(|e| e.to_string())))
        });
    }

    pub(super) fn backup_read(&mut self, path: PathBuf, outcome: Result<Box<Workspace>, String>) {
        // One of a workspace that was open before means nothing here.
        let folder = self.project.as_ref().map(|p| store::backup_folder(&p.file));
        if path.parent() != folder.as_deref() {
            return;
        }
        match outcome {
            Ok(workspace) => {
                let differs = summary(&self.workspace, &workspace);
                self.generations.problem = None;
                self.generations.chosen = Some((path, Arc::from(workspace), differs));
            }
            Err(why) => {
                self.generations.chosen = None;
                self.generations.problem = Some(why);
            }
        }
    }

    /// Goes back to the generation that was looked at: one step that undo takes back.
    pub(super) fn restore_backup(&mut self) {
        let Some((_, workspace, _)) = self.generations.chosen.take() else {
            return;
        };
        let edit = difference("restore an earlier version", &self.workspace, &workspace);
        if edit.is_empty() {
            self.tell(Severity::Info, "That version is what there is now.");
        } else {
            self.commit(edit);
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
        let workspace = Arc::make_mut(&mut self.workspace);
        let before = workspace.sources.clone();
        let outcome = self.history.go_to(step, workspace, &stamp);
        let reload = workspace.sources != before;
        self.edited(reload);
        if let Err(error) = outcome {
            self.tell(Severity::Error, format!("The walk ended early: {error}."));
        }
        self.check_again();
        Vec::new()
    }
}
