//! A copy of the workspace elsewhere, which is then the one that is open.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::external::ExternalChanges;
use super::jobs::COPY;
use super::log::Severity;
use super::opening::parent_of;
use super::saving::Saving;
use super::{Project, Session, SessionEvent};
use crate::analysis::Aspects;
use crate::store::{self, Access, Disk, Lock, RealDisk, WorkspaceLog, resolve_path};
use crate::workspace::{Change, Edit, Entry, History, Source, Swap, Workspace};

/// A copy that was written.
struct Copied {
    history: History,
    workspace_log: WorkspaceLog<'static>,
    lock: Lock,
    workspace: Workspace,
}

/// What a copy is made of.
struct Original {
    workspace: Workspace,
    history: History,
    old_base: PathBuf,
    name: String,
    /// The right to the own file, where the copy is written over it.
    own: Option<Lock>,
}

impl Session {
    /// Writes a copy beside the window; what was asked for after it waits until it is there.
    pub(super) fn write_copy(&mut self, path: PathBuf) {
        let Some(project) = &mut self.project else {
            return;
        };
        // Only the job may ask the disk which file this is: the own one by its written path is lent.
        let is_own = project.file == path;
        let own = is_own.then(|| project.lock.take()).flatten();
        let old_base = parent_of(&project.file);
        self.history.rest();
        let sequence = self.history.sequence();
        let number = self.saving.number();
        let mut workspace = (*self.workspace).clone();
        workspace.view = self.place.clone();
        let original = Original {
            workspace,
            history: self.history.clone(),
            old_base,
            name: self.author.clone(),
            own,
        };
        let own_file = self.own_file();
        self.copying = true;
        self.jobs.start(COPY, move |_| {
            let outcome = copy(&path, original, own_file.as_deref());
            move |session: &mut Self| session.copied(&path, number, sequence, outcome)
        });
    }

    /// A copy has been written, or could not be: only then is it what this session works on.
    fn copied(
        &mut self,
        path: &Path,
        number: u64,
        sequence: u64,
        outcome: Result<Copied, (String, Option<Lock>)>,
    ) {
        self.copying = false;
        let copied = match outcome {
            Ok(copied) => copied,
            Err((error, lent)) => {
                let is_open = number == self.saving.number();
                if let (Some(project), Some(lock)) = (&mut self.project, lent)
                    && is_open
                {
                    project.lock = Some(lock);
                }
                self.tell(Severity::Error, format!("{error}. {}", path.display()));
                return;
            }
        };
        let path = copied.workspace_log.file().to_owned();
        if number != self.saving.number() {
            // Another workspace was opened meanwhile: that one stays.
            self.tell(
                Severity::Info,
                format!("The copy was saved. {}", path.display()),
            );
            return;
        }
        if sequence != self.history.sequence() || self.history.is_open() {
            // Something was done meanwhile: it is to be in the copy as well.
            drop(copied);
            self.write_copy(path);
            return;
        }
        self.project = Some(Project {
            file: path.clone(),
            access: Access::ReadWrite,
            lock: Some(copied.lock),
            copied_from: None,
        });
        self.external_changes = ExternalChanges::opened(copied.workspace.clone());
        self.workspace = Arc::new(copied.workspace);
        let compacted = copied.history.sequence();
        self.history = copied.history;
        self.saving = Saving::opened(copied.workspace_log, compacted);
        self.raise(Aspects::ALL);
        self.write_searches();
        self.event(SessionEvent::Moved(path.clone()));
        self.tell(
            Severity::Info,
            format!("Saved as a copy, which is open now. {}", path.display()),
        );
    }
}

/// Writes a copy; on failure gives back the right that was lent, with the reason.
fn copy(
    path: &Path,
    original: Original,
    own_file: Option<&Path>,
) -> Result<Copied, (String, Option<Lock>)> {
    let Original {
        mut workspace,
        history,
        old_base,
        name,
        own,
    } = original;
    let new_base = parent_of(path);
    if store::is_in_work_folder(path) {
        let words =
            "Nothing was saved: this folder is where Dateline keeps its own files; choose another";
        return Err((words.to_owned(), own));
    }
    let made = std::fs::create_dir_all(&new_base);
    if let Err(error) = made.and_then(|()| writable(&new_base)) {
        return Err((format!("Nothing was saved: {error}"), own));
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let path = std::fs::canonicalize(&path).unwrap_or(path);
    if own.is_none() && own_file == Some(path.as_path()) {
        return Err((
            "Nothing was saved: this is the open workspace itself; choose another name".to_owned(),
            None,
        ));
    }
    let lock = match own.map_or_else(|| Lock::take(&path, &name), Ok) {
        Ok(lock) => lock,
        Err(error) => return Err((format!("Nothing was saved: {error}"), None)),
    };
    // The sources stay where they are; only the way to them changes, in what can be undone as well.
    let lead = |source: &mut Source| {
        source.path = store::relative_path(&new_base, &resolve_path(&old_base, &source.path));
    };
    workspace.sources.iter_mut().for_each(lead);
    let entries = led(&history, &lead);
    let fallback = store::fallback_of(&path, &store::data_folder());
    let workspace_log = WorkspaceLog::new(&RealDisk, &path, Some(fallback));
    workspace_log.hold(lock.right());
    if let Ok(bytes) = RealDisk.read(workspace_log.file()) {
        workspace_log.accept(store::Fingerprint::of(&bytes));
    }
    if is_protected(workspace_log.file()) {
        return Err((
            "Nothing was saved: this file is damaged, protected or of a newer version; choose another name".to_owned(),
            Some(lock),
        ));
    }
    let last = entries.len() as u64;
    if let Err(error) = workspace_log.begin(&workspace, last, &entries) {
        return Err((error.to_string(), Some(lock)));
    }
    Ok(Copied {
        history: History::replayed(last, entries),
        workspace_log,
        lock,
        workspace,
    })
}

/// The history of a copy, with the ways to its sources as they are there.
fn led(history: &History, lead: &dyn Fn(&mut Source)) -> Vec<Entry> {
    history.rebased(|edit| {
        let mut edit: Edit = edit.clone();
        for change in &mut edit.changes {
            if let Change::Source(Swap { before, after }) = change {
                let both = before.iter_mut().chain(after);
                both.for_each(|(_, source)| lead(source));
            }
        }
        edit
    })
}

/// Whether there is a file that must not be replaced.
fn is_protected(path: &Path) -> bool {
    path.exists() && !store::open(path).is_ok_and(|opened| opened.access == Access::ReadWrite)
}

/// An error where no file can be made in a folder.
fn writable(folder: &Path) -> std::io::Result<()> {
    if store::is_writable_folder(folder) {
        return Ok(());
    }
    Err(std::io::Error::new(
        std::io::ErrorKind::PermissionDenied,
        "the folder cannot be written",
    ))
}
