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
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::backups;
use super::companions::{self, companion, work_folder};
use super::disk::{Disk, folder_of, make_folder, read_if_there, replace_like, write_companion_at};
use super::document::workspace_to_ron;
use super::journal;
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
}

/// What a window asks of a workspace log again and again: it must not wait for the disk.
#[derive(Clone, Copy, Debug, Default)]
struct Glance {
    has_file: bool,
    is_lost: bool,
    has_stranded: bool,
    journal: u64,
    size: u64,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes of the journal that are good; what may stand behind them is cut off by the next entry.
    journal: u64,
    /// Bytes of the history up to its last whole line.
    history: u64,
    /// The last entry of the journal; 0 where it has none.
    journal_ends_at: u64,
    /// Whether the name of the work folder is durable.
    has_folder: bool,
    /// Whether the journal's name is durable.
    is_named: bool,
    /// Whether the journal has vanished under us: only a file written anew makes the work whole again.
    is_lost: bool,
    /// Entries that only the fallback place has.
    stranded: Vec<Entry>,
    /// The last entry that is durable somewhere.
    durable: u64,
    /// What the workspace file held when it was last read or written.
    seen: Option<Fingerprint>,
    /// Bytes of the workspace file.
    size: u64,
    keep_comments: bool,
}

/// What came back that the workspace file did not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Labels of the entries that were replayed, the oldest first.
    pub replayed: Vec<String>,
    /// What could not be replayed, and where it is kept.
    pub problems: Vec<String>,
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

/// Where entries went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Into the journal.
    Journal,
    /// Into the fallback place; why the journal could not be written.
    Fallback(String),
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
        for _ in 0..LOOKS {
            let found = Self::open_once(disk, file, fallback.clone(), may_write)?;
            // Whoever is at work may have replaced one of the files between two that were read.
            if may_write || found.recovered.problems.is_empty() {
                return Ok(found);
            }
        }
        Self::open_once(disk, file, fallback, may_write)
    }

    fn open_once(
        disk: &'d dyn Disk,
        file: &Path,
        fallback: Option<PathBuf>,
        may_write: bool,
    ) -> Result<OpenedLog<'d>, OpenError> {
        let unreadable = |why| OpenError::Unreadable {
            why,
            path: file.to_owned(),
        };
        let mut opened = open_on(disk, file)?;
        let mut recovered = Recovered::default();
        let earlier = if may_write {
            recovered.problems = companions::take_over(disk, file).map_err(unreadable)?;
            Vec::new()
        } else {
            let earlier = |kind: &'static str| {
                let path = companions::readable(disk, file, kind)?;
                Ok((path != companion(file, kind)).then_some(kind))
            };
            let all = ["journal", "history"].map(earlier).into_iter();
            let all = all.collect::<io::Result<Vec<_>>>().map_err(unreadable)?;
            all.into_iter().flatten().collect()
        };
        let workspace_log = Self {
            disk,
            file: file.to_owned(),
            fallback,
            may_write,
            earlier,
            state: Mutex::default(),
            glance: Mutex::default(),
        };
        let (past, fresh) = workspace_log.entries(opened.sequence, &mut recovered)?;
        let mut history = History::replayed(opened.sequence, past);
        let base = opened.workspace.clone();
        workspace_log.replay(fresh, &mut opened.workspace, &mut history, &mut recovered)?;
        {
            let mut state = workspace_log.state();
            state.durable = history.sequence();
            if state.journal_ends_at < opened.sequence {
                // Left by a compaction whose last step a crash took back: the file holds all of it, and what
                // comes next does not follow it.
                state.journal = 0;
                state.journal_ends_at = 0;
            }
            state.seen = Some(opened.fingerprint);
            state.size = disk.len(file).ok().flatten().unwrap_or(0);
            state.keep_comments = opened.has_comments;
            workspace_log.publish(&state);
        }
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
        }
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
        let journal = self.journal_path();
        for orphan in std::iter::once(&journal).chain(&self.fallback) {
            let content = read_if_there(self.disk, orphan)?;
            if !content.is_empty() {
                self.put_aside("unplaced", &content)?;
                self.disk.remove(orphan)?;
            }
        }
        self.disk.remove(&self.history_path())?;
        *self.state() = State {
            seen: there,
            ..State::default()
        };
        let written = self.compact(workspace, sequence)?;
        make_work_folder(self.disk, &self.file)?;
        self.remember(&mut self.state(), lines(entries)?.as_bytes())?;
        self.disk.flush_folder(folder_of(&self.file))?;
        Ok(written)
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
            has_stranded: !state.stranded.is_empty(),
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

    /// Keeps what cannot be used, once; gives where, none where one only looks.
    fn put_aside(&self, why: &str, content: &[u8]) -> io::Result<Option<PathBuf>> {
        if !self.may_write {
            return Ok(None);
        }
        let hash = blake3::hash(content).to_hex();
        let path = self.beside(&format!("{why}-{}", hash.get(..8).unwrap_or_default()));
        if self.disk.len(&path)?.is_none() {
            make_work_folder(self.disk, &self.file)?;
            replace_like(self.disk, &path, &self.file, content)?;
        }
        Ok(Some(path))
    }

    /// Makes entries durable: they are on disk when this returns. The numbers must follow the last.
    ///
    /// # Errors
    /// Neither the journal nor the fallback place can be written; nothing of the entries is then counted
    /// as durable, and they can be given again.
    pub fn append(&self, entries: &[Entry]) -> Result<Appended, SaveError> {
        let mut state = self.state();
        let mut all = std::mem::take(&mut state.stranded);
        let known = all.len();
        all.extend_from_slice(entries);
        let last = all.last().map_or(state.durable, |e| e.sequence);
        let why = match self.write_journal(&mut state, &all) {
            Ok(()) => {
                state.durable = last;
                if let Some(fallback) = self.fallback.as_ref().filter(|_| known > 0) {
                    // What is in the journal as well does no harm there.
                    self.disk.remove(fallback).unwrap_or_default();
                }
                self.publish(&state);
                return Ok(Appended::Journal);
            }
            Err(why) => why,
        };
        let outcome = match &self.fallback {
            Some(fallback) => self.write_fallback(fallback, &all),
            None => Err(why.to_string().into()),
        };
        if outcome.is_err() {
            all.truncate(known);
            state.stranded = all;
            self.publish(&state);
            return Err(SaveError::Io(why));
        }
        state.stranded = all;
        state.durable = last;
        self.publish(&state);
        Ok(Appended::Fallback(why.to_string()))
    }

    fn write_journal(&self, state: &mut State, entries: &[Entry]) -> io::Result<()> {
        // What it has already is not written twice, and a gap would hide all that follows.
        let known = entries.partition_point(|e| e.sequence <= state.journal_ends_at);
        let entries = entries.get(known..).unwrap_or_default();
        let Some(first) = entries.first() else {
            return Ok(());
        };
        if state.journal_ends_at > 0 && first.sequence != state.journal_ends_at + 1 {
            state.is_lost = true;
        }
        let text = lines(entries)?;
        let path = self.journal_path();
        if self.disk.len(&path)?.unwrap_or(0) < state.journal {
            state.is_lost = true;
        }
        if state.is_lost {
            let why = "the journal beside the workspace has been taken away or cut short";
            return Err(io::Error::new(io::ErrorKind::NotFound, why));
        }
        if !state.has_folder {
            make_work_folder(self.disk, &self.file)?;
            self.disk.flush_folder(folder_of(&self.file))?;
            state.has_folder = true;
        }
        write_companion_at(self.disk, &path, state.journal, text.as_bytes(), &self.file)?;
        self.disk.flush(&path)?;
        if !state.is_named {
            self.disk.flush_folder(folder_of(&path))?;
            state.is_named = true;
        }
        state.journal += text.len() as u64;
        state.journal_ends_at = entries.last().map_or(0, |e| e.sequence);
        Ok(())
    }

    fn write_fallback(
        &self,
        path: &Path,
        entries: &[Entry],
    ) -> Result<(), Box<dyn std::error::Error>> {
        let text = lines(entries)?;
        make_folder(self.disk, folder_of(path))?;
        replace_like(self.disk, path, &self.file, text.as_bytes())?;
        Ok(())
    }

    /// Writes the workspace file in full, with everything up to the entry `sequence`, and moves what it
    /// holds from the journal to the history. Entries may be appended meanwhile.
    ///
    /// # Errors
    /// See [`SaveError`]; the file and the journal are then as they were, or the file is new and the
    /// journal still holds what it has: both are whole.
    pub fn compact(&self, workspace: &Workspace, sequence: u64) -> Result<Fingerprint, SaveError> {
        let (seen, keep_comments) = {
            let state = self.state();
            (state.seen, state.keep_comments)
        };
        let document = (workspace, sequence);
        let outcome = save_on(self.disk, &self.file, document, seen, keep_comments);
        if let Err(SaveError::Io(_)) = outcome {
            // It may have got as far as taking its name: what then stands there is ours.
            let meant = workspace_to_ron(workspace, sequence).ok();
            let there = self.disk.read(&self.file).ok();
            if meant.map(String::into_bytes) == there {
                let mut state = self.state();
                state.seen = there.as_deref().map(Fingerprint::of);
                self.publish(&state);
            }
        }
        let written = outcome?;
        let mut state = self.state();
        state.seen = Some(written);
        state.keep_comments = false;
        state.size = self.disk.len(&self.file)?.unwrap_or(0);
        // The folder of the file was flushed after the work folder was made.
        state.has_folder = self
            .disk
            .len(&work_folder(&self.file).join(".gitignore"))?
            .is_some();
        state.durable = state.durable.max(sequence);
        let rotated = self
            .rotate(&mut state, sequence)
            .and_then(|()| self.remember_stranded(&mut state, sequence));
        self.publish(&state);
        rotated?;
        Ok(written)
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

fn lines(entries: &[Entry]) -> io::Result<String> {
    let lines = entries.iter().map(journal::line);
    lines
        .collect::<ron::Result<String>>()
        .map_err(io::Error::other)
}

fn said(kept: &io::Result<Option<PathBuf>>) -> String {
    match kept {
        Ok(Some(path)) => path.display().to_string(),
        Ok(None) => "in the journal".to_owned(),
        Err(e) => format!("not, because {e}"),
    }
}

/// Where the entries of a workspace go when its own folder cannot be written: a place of the user's, by
/// the path of the workspace.
pub fn fallback_of(file: &Path, root: &Path) -> PathBuf {
    // The same for a file that does not exist yet as for the one it becomes.
    let folder = std::fs::canonicalize(folder_of(file));
    let folder =
        folder.unwrap_or_else(|_| std::path::absolute(folder_of(file)).unwrap_or_default());
    let path = folder.join(file.file_name().unwrap_or_default());
    // As it is: two names that are no Unicode are two.
    let hash = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    let name: String = hash.as_str().chars().take(32).collect();
    root.join("unsaved").join(format!("{name}.journal"))
}

mod past;
mod replay;
#[cfg(test)]
mod tests;
