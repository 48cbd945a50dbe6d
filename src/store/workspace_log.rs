//! A workspace on disk while it is worked on: its file, its journal and its history.
//!
//! The journal holds what happened since the file was last written, each entry durable before it is
//! acknowledged. The file carries the number of the last entry that is in it; it is replaced atomically
//! (*compaction*), after which the entries it holds move from the journal to the history. At every
//! instant the file with the entries that follow it is the whole work.
//!
//! Where the journal cannot be written, entries go to a *fallback* place of the user's, and back as soon
//! as the journal can be written again.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::backups;
use super::companions::{self, companion, work_folder};
use super::disk::{Disk, folder_of, read_if_there, replace_like};
use super::document::document_to_ron;
use super::lineage::{Lineage, Origin};
use super::lock::Right;
use super::open::{Fingerprint, OpenError, Opened, open_on};
use super::save::{SaveError, make_work_folder, save_on};
use crate::workspace::{Entry, History, Workspace};

/// How often one who only looks looks again where the files do not fit each other.
const LOOKS: usize = 3;

/// Bytes of the journal from which the file is written anew, at least.
const MAX_JOURNAL: u64 = 16 << 20;

/// A workspace on disk.
#[derive(Debug)]
pub struct WorkspaceLog<'d> {
    disk: &'d dyn Disk,
    file: PathBuf,
    fallback: Option<PathBuf>,
    may_write: bool,
    /// Companions that have the name of an earlier version; none where this one may write.
    earlier: Vec<&'static str>,
    /// Held while the disk works.
    state: Mutex<State>,
    /// What is asked every frame, held only to look at it.
    glance: Mutex<Glance>,
    /// The right to change the workspace, asked before each write; none where nobody else can have it.
    right: Mutex<Option<Arc<dyn Right>>>,
    /// What the analyst should know that came up while something was written.
    notes: Mutex<Vec<String>>,
}

/// What a window asks of a workspace log again and again: it must not wait for the disk.
#[derive(Clone, Copy, Debug, Default)]
struct Glance {
    has_file: bool,
    is_lost: bool,
    is_taken: bool,
    has_stranded: bool,
    journal: u64,
    size: u64,
}

/// What came back that the workspace file did not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Labels of the entries that were replayed, the oldest first.
    pub replayed: Vec<String>,
    /// What could not be replayed, and where it is kept.
    pub problems: Vec<String>,
    /// Entries that went another way than the file: told among the problems, and offered until somebody
    /// has decided.
    pub branches: Vec<Branch>,
}

/// A workspace as opened.
#[derive(Debug)]
pub struct OpenedLog<'d> {
    /// Where further entries go.
    pub workspace_log: WorkspaceLog<'d>,
    /// The workspace, with everything that was acknowledged.
    pub opened: Opened,
    /// What was done, as far back as it is kept.
    pub history: History,
    /// What came back.
    pub recovered: Recovered,
    /// The workspace as the file itself holds it.
    pub base: Workspace,
}

impl<'d> WorkspaceLog<'d> {
    /// Opens the workspace in `file`, replays what its journal and the fallback place hold beyond it,
    /// and reads its history. Nothing is written but what must be put aside because it does not fit, and
    /// that only where `may_write`.
    ///
    /// # Errors
    /// A file that is no workspace; a journal, history or fallback place that is there and cannot be read.
    pub fn open(
        disk: &'d dyn Disk,
        file: &Path,
        fallback: Option<PathBuf>,
        may_write: bool,
    ) -> Result<OpenedLog<'d>, OpenError> {
        let mut before = Vec::new();
        for _ in 0..LOOKS {
            let found = Self::open_once(disk, file, fallback.clone(), may_write)?;
            // Whoever is at work may have replaced one of the files between two that were read.
            if may_write || found.recovered.problems == before {
                return Ok(found);
            }
            before = found.recovered.problems;
        }
        Self::open_once(disk, file, fallback, may_write)
    }

    fn open_once(
        disk: &'d dyn Disk,
        file: &Path,
        fallback: Option<PathBuf>,
        may_write: bool,
    ) -> Result<OpenedLog<'d>, OpenError> {
        let mut opened = open_on(disk, file)?;
        let path = file.to_owned();
        let (earlier, told) = companions::found(disk, file, may_write)
            .map_err(|why| OpenError::Unreadable { why, path })?;
        let mut workspace_log = Self::new(disk, file, fallback);
        workspace_log.may_write = may_write;
        workspace_log.earlier = earlier;
        let mut opening = Opening::new(&workspace_log, &opened)?;
        for words in told {
            opening.problem(words);
        }
        opening.take_what_the_file_holds()?;
        opening.take_journal()?;
        opening.take_history_beyond();
        opening.take_fallbacks()?;
        let mut history = opening.history();
        let base = opened.workspace.clone();
        opening.replay(&mut opened.workspace, &mut history);
        opening.list_undecided()?;
        let (mut state, recovered) = opening.end(&base);
        state.seen = Some(opened.fingerprint);
        state.size = disk.len(file).ok().flatten().unwrap_or(0);
        state.keep_comments = opened.has_comments;
        workspace_log.publish(&state);
        *workspace_log.state() = state;
        Ok(OpenedLog {
            workspace_log,
            opened,
            history,
            recovered,
            base,
        })
    }

    /// A workspace that has no file yet: [`Self::begin`] makes one.
    pub fn new(disk: &'d dyn Disk, file: &Path, fallback: Option<PathBuf>) -> Self {
        Self {
            disk,
            file: file.to_owned(),
            fallback,
            may_write: true,
            earlier: Vec::new(),
            state: Mutex::default(),
            glance: Mutex::default(),
            right: Mutex::default(),
            notes: Mutex::default(),
        }
    }

    /// From now on asks before each write whether the right to change the workspace is still held. What
    /// was written under an earlier one has perhaps gone: the file is to be written anew.
    pub fn hold(&self, right: Arc<dyn Right>) {
        let mut held = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(right);
        drop(held);
        let mut state = self.state();
        if std::mem::take(&mut state.is_taken) {
            state.is_lost = true;
            self.publish(&state);
        }
    }

    /// Whether the right is held again that seemed to have gone, as where the work folder was away for a
    /// moment.
    pub fn regains(&self) -> bool {
        let regains = self.is_held().unwrap_or(false);
        let mut state = self.state();
        if regains && std::mem::take(&mut state.is_taken) {
            state.is_lost = true;
            self.publish(&state);
        }
        regains
    }

    /// Whether the right to change the workspace is still held here, where that can be asked.
    fn is_held(&self) -> io::Result<bool> {
        let right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        let right = right.clone();
        right.map_or(Ok(true), |right| right.is_held())
    }

    /// What the analyst should know that came up while something was written; told once.
    pub fn take_notes(&self) -> Vec<String> {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut notes)
    }

    fn note(&self, words: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push(words);
    }

    /// Writes the first file of a workspace, and the entries that led to it into its history. A journal of
    /// a file that has gone is put aside.
    ///
    /// # Errors
    /// See [`SaveError`].
    pub fn begin(
        &self,
        workspace: &Workspace,
        sequence: u64,
        entries: &[Entry],
    ) -> Result<Fingerprint, SaveError> {
        // Somebody else's file, and the journal that belongs to it, stay as they are.
        let there = match self.disk.read(&self.file) {
            Ok(bytes) => Some(Fingerprint::of(&bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(SaveError::Io(e)),
        };
        if there.is_some() && there != self.state().seen {
            return Err(SaveError::ChangedOnDisk(self.file.clone()));
        }
        if !self.is_held()? {
            return Err(SaveError::Taken(self.file.clone()));
        }
        self.put_orphans_aside()?;
        *self.state() = State {
            seen: there,
            ..State::default()
        };
        let written = self.compact(workspace, sequence)?;
        make_work_folder(self.disk, &self.file)?;
        self.remember(&mut self.state(), texts(entries)?.as_bytes())?;
        self.state().given = sequence;
        self.disk.flush_folder(folder_of(&self.file))?;
        Ok(written)
    }

    /// The journal, the history and the fallback place of a file that has gone: kept and told.
    fn put_orphans_aside(&self) -> Result<(), SaveError> {
        let beside = [self.journal_path(), self.history_path()];
        for orphan in beside.iter().chain(&self.fallback) {
            let content = read_if_there(self.disk, orphan)?;
            if content.is_empty() {
                continue;
            }
            let kept = self.put_aside("unplaced", &content)?;
            self.disk.remove(orphan)?;
            if let Some(kept) = kept {
                self.note(format!(
                    "Changes of an earlier workspace of this name were found beside it and are no part of this one. They were kept: {}",
                    kept.display()
                ));
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock only means that a write stopped by a fault; what it says is still so.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn beside(&self, kind: &str) -> PathBuf {
        let has_earlier = self.earlier.contains(&kind);
        let earlier = companions::earlier(&self.file, kind).filter(|_| has_earlier);
        earlier.unwrap_or_else(|| companion(&self.file, kind))
    }

    pub(super) fn journal_path(&self) -> PathBuf {
        self.beside("journal")
    }

    fn history_path(&self) -> PathBuf {
        self.beside("history")
    }

    /// The workspace file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    fn glance(&self) -> MutexGuard<'_, Glance> {
        self.glance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes what the disk has become known to those who only glance.
    fn publish(&self, state: &State) {
        *self.glance() = Glance {
            has_file: state.seen.is_some(),
            is_lost: state.is_lost,
            is_taken: state.is_taken,
            has_stranded: !state.stranded().is_empty(),
            journal: state.journal,
            size: state.size,
        };
    }

    /// Whether the workspace has a file.
    pub fn has_file(&self) -> bool {
        self.glance().has_file
    }

    /// Whether there are entries that only the fallback place has.
    pub fn has_stranded(&self) -> bool {
        self.glance().has_stranded
    }

    /// Whether the journal has vanished: the file must be written anew.
    pub fn is_lost(&self) -> bool {
        self.glance().is_lost
    }

    /// Whether the work folder was removed or replaced, so that somebody else may have the right to change
    /// the workspace: nothing is written beside it until [`Self::hold`] is given another right.
    pub fn is_taken(&self) -> bool {
        self.glance().is_taken
    }

    /// Bytes of the journal that are good.
    pub(super) fn journal_bytes(&self) -> u64 {
        self.glance().journal
    }

    /// Bytes of the workspace file when it was last read or written.
    pub fn file_bytes(&self) -> u64 {
        self.glance().size
    }

    /// Whether the journal has grown so far that the file should be written anew: 16 MB, or a quarter of
    /// the file where that is more.
    pub fn wants_compaction(&self) -> bool {
        let glance = *self.glance();
        glance.journal > MAX_JOURNAL.max(glance.size / 4)
    }

    /// Where something is kept that cannot be used.
    fn aside(&self, why: &str, content: &[u8]) -> PathBuf {
        let hash = blake3::hash(content).to_hex();
        self.beside(&format!("{why}-{}", hash.get(..8).unwrap_or_default()))
    }

    /// Keeps what cannot be used, once; gives where, none where one only looks.
    fn put_aside(&self, why: &str, content: &[u8]) -> io::Result<Option<PathBuf>> {
        if !self.may_write {
            return Ok(None);
        }
        let path = self.aside(why, content);
        if self.disk.len(&path)? == Some(content.len() as u64) {
            // Whoever put it there may have been ended, or refused, before it was durable.
            self.disk.flush(&path)?;
            self.disk.flush_folder(folder_of(&path))?;
        } else {
            make_work_folder(self.disk, &self.file)?;
            replace_like(self.disk, &path, &self.file, content)?;
        }
        self.disk.flush_folder(folder_of(&self.file))?;
        Ok(Some(path))
    }

    /// Writes the workspace file in full, with everything up to the entry `sequence`, and moves what it
    /// holds from the journal to the history. Entries may be appended meanwhile.
    ///
    /// # Errors
    /// See [`SaveError`]; the file and the journal are then as they were, or the file is new and the
    /// journal still holds what it has: both are whole.
    pub fn compact(&self, workspace: &Workspace, sequence: u64) -> Result<Fingerprint, SaveError> {
        let (seen, keep_comments, is_known, lineage, origin) = {
            let mut state = self.state();
            if state.is_taken || !self.is_held()? {
                return Err(self.is_taken_now(&mut state));
            }
            if sequence < state.start.after {
                let words = "the workspace file holds later changes already";
                return Err(SaveError::Io(io::Error::other(words)));
            }
            let known = state.lineage_at(sequence).cloned();
            let is_known = known.is_some();
            // What never came here led to it: nothing else continues that.
            let lineage = known.unwrap_or_else(Lineage::random);
            let origin = Origin {
                sequence,
                identity: Some(state.identity.clone()),
                lineage: Some(lineage.clone()),
            };
            (state.seen, state.keep_comments, is_known, lineage, origin)
        };
        let document = (workspace, &origin);
        let may = || {
            if self.is_held()? {
                Ok(())
            } else {
                Err(SaveError::Taken(self.file.clone()))
            }
        };
        let outcome = save_on(self.disk, &self.file, document, (seen, keep_comments), may);
        let start = |written: Fingerprint| Start {
            after: sequence,
            lineage,
            base: written.lineage(),
        };
        if let Err(SaveError::Taken(_)) = outcome {
            return Err(self.is_taken_now(&mut self.state()));
        }
        if let Err(SaveError::Io(_)) = outcome {
            // It may have got as far as taking its name: what then stands there is ours.
            let meant = document_to_ron(workspace, &origin).ok();
            let there = self.disk.read(&self.file).ok();
            if meant.map(String::into_bytes) == there {
                let mut state = self.state();
                state.seen = there.as_deref().map(Fingerprint::of);
                // Otherwise the entries here lead to it as well.
                state.unsettled = state.seen.filter(|_| !is_known).map(start);
                self.publish(&state);
            }
            return outcome;
        }
        let written = outcome?;
        let mut state = self.state();
        state.seen = Some(written);
        // Journal and history may be those of somebody else by now.
        if !self.is_held()? {
            return Err(self.is_taken_now(&mut state));
        }
        let rotated = self.is_written(&mut state, start(written));
        self.publish(&state);
        rotated?;
        Ok(written)
    }

    /// The file holds this now, and its name is durable.
    fn is_written(&self, state: &mut State, start: Start) -> io::Result<()> {
        state.unsettled = None;
        state.keep_comments = false;
        state.size = self.disk.len(&self.file)?.unwrap_or(0);
        // The folder of the file was flushed after the work folder was made.
        let ignore = work_folder(&self.file).join(".gitignore");
        state.has_folder = self.disk.len(&ignore)?.is_some();
        self.rotate(state, start)
    }

    /// Makes the file that was written last durable, where that failed and nothing that is kept here leads
    /// to it: until then no entry could be told to follow it or the one before.
    fn settle(&self, state: &mut State) -> io::Result<()> {
        let Some(start) = state.unsettled.clone() else {
            return Ok(());
        };
        self.disk.flush_folder(folder_of(&self.file))?;
        self.is_written(state, start)
    }

    /// Puts the file as it is now aside, whatever was put aside before; says where.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep_backup(&self) -> io::Result<PathBuf> {
        let content = self.disk.read(&self.file)?;
        make_work_folder(self.disk, &self.file)?;
        backups::keep(self.disk, &self.file, &content, Timestamp::now())
    }

    /// Whether the file held this when it was last read or written here.
    pub fn is_seen(&self, content: Fingerprint) -> bool {
        self.state().seen == Some(content)
    }

    /// Takes what another program wrote into the workspace file for what is there now.
    pub fn accept(&self, seen: Fingerprint) {
        let mut state = self.state();
        state.seen = Some(seen);
        self.publish(&state);
    }
}

/// Entries as lines.
fn texts(entries: &[Entry]) -> io::Result<String> {
    let lines = entries.iter().map(super::journal::line);
    lines
        .collect::<ron::Result<String>>()
        .map_err(io::Error::other)
}

/// Where something is that was put aside; `place` is where it still is if it was not.
fn said(kept: &io::Result<Option<PathBuf>>, place: &Path) -> String {
    match kept {
        Ok(Some(path)) => path.display().to_string(),
        Ok(None) => place.display().to_string(),
        Err(e) => format!(
            "{} (not beside the workspace, because {e})",
            place.display()
        ),
    }
}

mod append;
mod branch;
mod fallback;
mod opening;
mod past;
mod state;
#[cfg(test)]
mod tests;

pub use append::{Appended, Elsewhere};
pub use branch::Branch;
pub use fallback::{Fallback, fallback_of, fallbacks, parts_aside};
use opening::Opening;
use state::{Held, Line, Start, State};
