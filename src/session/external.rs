//! Changes of the workspace file by somebody else: noticed, merged by id, shown where both changed one
//! thing. A window that may only look follows what the one at work does.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::jobs::{DECIDE, LOOK};
use super::{Session, SessionEvent};
use crate::analysis::Aspects;
use crate::jobs::RunMode;
use crate::session::log::Severity;
use crate::store::{
    self, Access, Branch, Disk, Fingerprint, Follower, ReadOnlyReason, RealDisk, WorkspaceLog,
};
use crate::text::counted::counted;
use crate::workspace::Workspace;
use crate::workspace::merge::{Conflict, Merged, merge, offered, take_theirs};

/// How often it is looked whether the file has changed.
const EVERY: Duration = Duration::from_secs(2);

/// Length and time of change of the files of a workspace: cheap to ask for.
pub type FileStamp = Vec<Option<(u64, SystemTime)>>;

/// What other programs did to the files of the workspace, as far as it is known.
#[derive(Default)]
pub struct ExternalChanges {
    /// The workspace as the file held it when it was last read or written: what both sides grew from.
    pub(super) synced: Arc<Workspace>,
    /// The files when they were last looked at.
    stamp: FileStamp,
    looked: Option<Instant>,
    pub(super) looking: bool,
    /// What a window that only looks has read so far; a look has it while it runs.
    follower: Arc<Mutex<Option<Follower>>>,
    /// What both changed, until it is decided.
    pub conflicts: Vec<Conflict>,
    /// The other side when each of them came up.
    others: Vec<Other>,
}

/// The other side of a conflict.
#[derive(Clone)]
struct Other {
    /// What it wrote.
    theirs: Arc<Workspace>,
    /// Changes that went another way and are kept until all that they would bring is decided; none where
    /// another program wrote into the file.
    branch: Option<Arc<Branch>>,
}

impl ExternalChanges {
    /// Whether a look is under way.
    pub(super) fn is_looking(&self) -> bool {
        self.looking
    }

    /// A workspace as its file holds it.
    pub(super) fn opened(synced: Workspace) -> Self {
        Self {
            synced: Arc::new(synced),
            ..Self::default()
        }
    }
}

/// What the other side wrote.
#[derive(Debug)]
pub enum Found {
    /// Nothing new.
    Nothing,
    /// The file holds something else now.
    Changed(Box<Incoming>),
    /// The file is not there any more.
    Vanished,
    /// The file has changed and cannot be read or written any more; why.
    Unreadable(String),
    /// What the window at work has done so far.
    Followed(Box<Workspace>),
}

/// What another program wrote, merged with what was here.
#[derive(Debug)]
pub struct Incoming {
    theirs: Arc<Workspace>,
    fingerprint: Fingerprint,
    merged: Merged,
    /// Which revision of the workspace it was merged with.
    revision: u64,
}

fn stamp_of(file: &Path) -> FileStamp {
    [file, &store::companion(file, "journal")]
        .iter()
        .map(|path| {
            let meta = std::fs::metadata(path).ok()?;
            Some((meta.len(), meta.modified().ok()?))
        })
        .collect()
}

impl Session {
    /// Looks from time to time whether the file has changed; at once where `now`.
    pub fn look_for_external_changes(&mut self, now: bool) {
        let instant = self.instant();
        let due = now
            || self
                .external_changes
                .looked
                .is_none_or(|at| instant.saturating_duration_since(at) >= EVERY);
        // Tests say themselves when it is time.
        let may = now || self.jobs.mode() == RunMode::Threads;
        let follows = self.is_following();
        let writes = self.saving.is_running() || !(self.may_edit() || follows);
        let Some(project) = &self.project else {
            return;
        };
        if !due || !may || self.external_changes.looking || writes || !self.saving.has_file() {
            return;
        }
        self.external_changes.looked = Some(instant);
        self.external_changes.looking = true;
        let (file, before) = (project.file.clone(), self.external_changes.stamp.clone());
        let number = self.saving.number();
        let workspace_log = self.saving.workspace_log.clone();
        let follower = Arc::clone(&self.external_changes.follower);
        let (base, mine) = (
            Arc::clone(&self.external_changes.synced),
            Arc::clone(&self.workspace),
        );
        let revision = self.revision;
        self.jobs.start(LOOK, move |_| {
            let stamp = stamp_of(&file);
            let found = if stamp == before {
                Found::Nothing
            } else if follows {
                follow(&follower, &file, &mine)
            } else {
                look(&file, workspace_log.as_deref(), |theirs, fingerprint| {
                    let theirs = Arc::new(theirs);
                    let merged = merge(&base, &mine, &theirs);
                    Found::Changed(Box::new(Incoming {
                        theirs,
                        fingerprint,
                        merged,
                        revision,
                    }))
                })
            };
            move |session: &mut Self| session.looked_outside(number, stamp, found)
        });
    }

    /// Whether this window only shows what another does.
    pub fn is_following(&self) -> bool {
        let access = self.project.as_ref().map(|p| &p.access);
        matches!(access, Some(Access::ReadOnly(ReadOnlyReason::InUse { .. })))
    }

    pub(super) fn looked_outside(&mut self, number: u64, stamp: FileStamp, found: Found) {
        self.external_changes.looking = false;
        // What was written here meanwhile is nothing from outside.
        if number != self.saving.number() || self.saving.is_running() {
            return;
        }
        self.external_changes.stamp = stamp;
        match found {
            Found::Nothing => {}
            Found::Changed(incoming) if incoming.revision != self.revision => {
                self.merge_again(*incoming);
            }
            Found::Changed(incoming) => self.merge_outside(*incoming),
            Found::Vanished => {
                self.tell(
                    Severity::Error,
                    "The workspace file was taken away by another program. Your work is here and in its journal; the file is written again.",
                );
                self.saving.accept();
                self.write_journal(false);
            }
            Found::Unreadable(why) => {
                self.tell(
                    Severity::Error,
                    format!("The workspace file was changed by another program and cannot be taken in: {why} Your work is kept in the journal; save a copy, then compare the two."),
                );
            }
            Found::Followed(workspace) => {
                let sources = self.workspace.sources != workspace.sources;
                self.workspace = Arc::from(workspace);
                self.raise(Aspects::ALL);
                if sources {
                    self.start_loading();
                } else {
                    self.check_annotations(false);
                }
            }
        }
    }

    /// Something was done here while what the other wrote was merged: it is merged with that as well.
    fn merge_again(&mut self, incoming: Incoming) {
        self.external_changes.looking = true;
        let number = self.saving.number();
        let stamp = self.external_changes.stamp.clone();
        let (base, mine) = (
            Arc::clone(&self.external_changes.synced),
            Arc::clone(&self.workspace),
        );
        let revision = self.revision;
        self.jobs.start(LOOK, move |_| {
            let merged = merge(&base, &mine, &incoming.theirs);
            let found = Found::Changed(Box::new(Incoming {
                merged,
                revision,
                ..incoming
            }));
            move |session: &mut Self| session.looked_outside(number, stamp, found)
        });
    }

    /// Takes in what only the other changed; what both changed is shown.
    fn merge_outside(&mut self, incoming: Incoming) {
        let Incoming {
            theirs,
            fingerprint,
            merged,
            ..
        } = incoming;
        self.history.rest();
        self.external_changes.synced = Arc::clone(&theirs);
        if let Some(workspace_log) = &self.saving.workspace_log {
            workspace_log.accept(fingerprint);
        }
        self.saving.accept();
        let changes = merged.edit.as_ref().map_or(0, |e| e.changes.len());
        if let Some(edit) = merged.edit {
            self.edit(edit, None);
        } else {
            self.touch();
        }
        let told = counted(changes, "change was", "changes were");
        let taken = format!(
            "The workspace file was changed by another program: {told} taken in, as one step. Edit, History shows each."
        );
        if merged.conflicts.is_empty() {
            if changes > 0 {
                self.tell(Severity::Warning, taken);
            }
            return;
        }
        let n = counted(merged.conflicts.len(), "thing was", "things were");
        self.tell(
            Severity::Warning,
            format!("{taken} {n} changed on both sides: File, Conflicts shows them. What the other program wrote is kept under File, Earlier versions."),
        );
        for conflict in merged.conflicts {
            // What was undecided before is decided with what is there now.
            self.forget_conflict(|known| known.what == conflict.what);
            self.external_changes.conflicts.push(conflict);
            self.external_changes.others.push(Other {
                theirs: Arc::clone(&theirs),
                branch: None,
            });
        }
        self.event(SessionEvent::Conflicts);
    }

    /// Offers changes that went another way than the workspace: nothing of them is taken in before
    /// somebody says so.
    pub(super) fn offer(&mut self, branches: Vec<Branch>) {
        if !self.may_edit() {
            return;
        }
        let known = self.external_changes.conflicts.len();
        for branch in branches {
            let branch = Arc::new(branch);
            let Some((base, theirs)) = branch.sides.as_deref() else {
                continue;
            };
            let offered = offered(base, &self.workspace, theirs);
            if offered.is_empty() {
                // All of it is here already.
                self.keep_decided(branch);
                continue;
            }
            let theirs = Arc::new(theirs.clone());
            for conflict in offered {
                self.external_changes.conflicts.push(conflict);
                self.external_changes.others.push(Other {
                    theirs: Arc::clone(&theirs),
                    branch: Some(Arc::clone(&branch)),
                });
            }
        }
        let n = self.external_changes.conflicts.len() - known;
        if n > 0 {
            let n = counted(n, "thing differs", "things differ");
            self.tell(
                Severity::Warning,
                format!("In changes that went another way than this workspace {n} from what is here: File, Conflicts shows them and takes what you choose. They are kept until you have decided about all of them."),
            );
            self.event(SessionEvent::Conflicts);
        }
    }

    /// Notes on disk that somebody has decided about a branch.
    fn keep_decided(&mut self, branch: Arc<Branch>) {
        let Some(workspace_log) = self.saving.workspace_log.clone() else {
            return;
        };
        self.jobs.start(DECIDE, move |_| {
            let outcome = workspace_log.decided(&branch);
            move |session: &mut Self| {
                if let Err(error) = outcome {
                    session.tell(
                        Severity::Warning,
                        format!("What you decided could not be noted, so it will be asked again: {error}. {}", branch.kept.display()),
                    );
                }
            }
        });
    }

    /// Takes a conflict out of the list.
    fn forget_conflict(&mut self, which: impl Fn(&Conflict) -> bool) {
        if let Some(at) = self.external_changes.conflicts.iter().position(which) {
            self.external_changes.conflicts.remove(at);
            self.external_changes.others.remove(at);
        }
    }

    /// Decides a conflict: what the other wrote, or what is here.
    pub fn decide_conflict(&mut self, at: usize, takes_theirs: bool) {
        if at >= self.external_changes.conflicts.len() {
            return;
        }
        let conflict = self.external_changes.conflicts.remove(at);
        let other = self.external_changes.others.remove(at);
        if takes_theirs
            && let Some(edit) = take_theirs(&conflict.what, &self.workspace, &other.theirs)
        {
            self.edit(edit, None);
        }
        let Some(branch) = other.branch else { return };
        let is_of_it = |o: &Other| o.branch.as_ref().is_some_and(|b| Arc::ptr_eq(b, &branch));
        if !self.external_changes.others.iter().any(is_of_it) {
            self.keep_decided(branch);
        }
    }
}

/// What the file holds, where it is not what was last read or written here.
fn look(
    file: &Path,
    workspace_log: Option<&WorkspaceLog<'static>>,
    changed: impl FnOnce(Workspace, Fingerprint) -> Found,
) -> Found {
    match RealDisk.read(file) {
        Ok(bytes) if workspace_log.is_some_and(|v| v.is_seen(Fingerprint::of(&bytes))) => {
            Found::Nothing
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Found::Vanished,
        Err(e) => Found::Unreadable(format!("{e}.")),
        Ok(_) => match store::open(file) {
            Ok(opened) if opened.access == Access::ReadWrite => {
                // It is written anew from here, with what is decided here.
                if let Some(Err(error)) = workspace_log.map(WorkspaceLog::keep_backup) {
                    return Found::Unreadable(format!("it cannot be kept beside: {error}."));
                }
                changed(opened.workspace, opened.fingerprint)
            }
            Ok(_) => Found::Unreadable("it holds what this version does not know.".to_owned()),
            Err(e) => Found::Unreadable(e.to_string()),
        },
    }
}

/// What the window at work has made durable, where that is not what is shown.
fn follow(follower: &Mutex<Option<Follower>>, file: &Path, shown: &Workspace) -> Found {
    let mut follower = follower.lock().unwrap_or_else(PoisonError::into_inner);
    let follower = follower.get_or_insert_with(|| Follower::new(file, &store::data_folder()));
    // Where it is being replaced right now, the next look finds it.
    let seen = follower.look().ok().and_then(|_| follower.workspace());
    match seen.filter(|workspace| *workspace != shown) {
        Some(workspace) => Found::Followed(Box::new(workspace.clone())),
        None => Found::Nothing,
    }
}
