//! Entries that the workspace file holds: from the journal into the history.

use std::collections::BTreeMap;
use std::io;

use super::{State, WorkspaceLog, lines};
use crate::store::disk::{folder_of, read_if_there, replace, write_companion_at};
use crate::store::journal;
use crate::store::open::OpenError;
use crate::store::save::make_work_folder;
use crate::workspace::Entry;

/// Bytes of history that are kept; then the older half goes.
const MAX_HISTORY: u64 = 64 << 20;

impl WorkspaceLog<'_> {
    /// Moves entries up to a number from the journal to the history.
    pub(super) fn rotate(&self, state: &mut State, sequence: u64) -> io::Result<()> {
        let path = self.journal_path();
        if self.disk.len(&path)?.unwrap_or(0) < state.journal {
            state.is_lost = true;
        }
        if std::mem::take(&mut state.is_lost) {
            // All that it held is in the file now.
            self.disk.remove(&path)?;
            state.journal = 0;
            state.journal_ends_at = 0;
            state.is_named = false;
            state.has_folder = false;
        }
        if !state.is_named {
            return Ok(());
        }
        let mut bytes = self.disk.read(&path)?;
        bytes.truncate(state.journal as usize);
        let read = journal::read(&bytes);
        let past = read
            .entries
            .iter()
            .rev()
            .find(|(e, _)| e.sequence <= sequence);
        let cut = past.map_or(0, |(_, end)| *end as usize);
        if cut == 0 {
            return Ok(());
        }
        let (old, rest) = bytes.split_at(cut);
        self.remember(state, old)?;
        if rest.is_empty() {
            // Should it come back after a crash: what it says is in the file already.
            self.disk.remove(&path)?;
            state.journal = 0;
            state.journal_ends_at = 0;
            state.is_named = false;
            return Ok(());
        }
        let outcome = replace::<io::Error>(self.disk, &path, rest, |_| Ok(()));
        if outcome.is_ok() {
            state.journal = rest.len() as u64;
        } else {
            // Whichever has the name now, it is not known to be durable.
            state.is_named = false;
            match read_if_there(self.disk, &path) {
                Ok(there) => {
                    let read = journal::read(&there);
                    state.journal = read.good;
                    state.journal_ends_at = read.entries.last().map_or(0, |(e, _)| e.sequence);
                }
                // Nobody knows where the next entry would go.
                Err(_) => state.is_lost = true,
            }
        }
        outcome
    }

    /// Entries that only the fallback place has and the file holds by now belong to the history: a later
    /// undo refers to them.
    pub(super) fn remember_stranded(&self, state: &mut State, sequence: u64) -> io::Result<()> {
        let (old, rest): (Vec<Entry>, Vec<Entry>) = state
            .stranded
            .iter()
            .cloned()
            .partition(|e| e.sequence <= sequence);
        if !old.is_empty() {
            make_work_folder(self.disk, &self.file)?;
            self.remember(state, lines(&old)?.as_bytes())?;
            self.disk.flush_folder(folder_of(&self.file))?;
            state.stranded = rest;
            if let Some(fallback) = self.fallback.as_ref().filter(|_| state.stranded.is_empty()) {
                self.disk.remove(fallback)?;
            }
        }
        Ok(())
    }

    /// Adds lines to the history, of which the older half goes where it has grown too long.
    pub(super) fn remember(&self, state: &mut State, old: &[u8]) -> io::Result<()> {
        let path = self.history_path();
        if self.disk.len(&path)?.unwrap_or(0) < state.history {
            // Somebody has taken it away; nothing depends on it.
            state.history = 0;
        }
        let len = state.history;
        if len + old.len() as u64 > MAX_HISTORY {
            let mut all = read_if_there(self.disk, &path)?;
            all.truncate(len as usize);
            all.extend_from_slice(old);
            let half = all.len() / 2;
            let line = all.iter().skip(half).position(|b| *b == b'\n');
            let rest = all.split_off(line.map_or(0, |at| half + at + 1));
            replace::<io::Error>(self.disk, &path, &rest, |_| Ok(()))?;
            state.history = rest.len() as u64;
            return Ok(());
        }
        write_companion_at(self.disk, &path, len, old, &self.file)?;
        self.disk.flush(&path)?;
        if len == 0 {
            self.disk.flush_folder(folder_of(&path))?;
        }
        state.history = len + old.len() as u64;
        Ok(())
    }

    /// What the history holds, by number. What it holds beyond the file belongs to a file that was replaced
    /// by an older one.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub(super) fn past(&self) -> Result<BTreeMap<u64, Entry>, OpenError> {
        let history = self.read_beside(&self.history_path())?;
        let whole = history.iter().rposition(|b| *b == b'\n');
        self.state().history = whole.map_or(0, |at| at as u64 + 1);
        let mut past: BTreeMap<u64, Entry> = BTreeMap::new();
        for entry in journal::read_any(&history) {
            // A number that comes again begins another life of the file.
            past.split_off(&entry.sequence);
            past.insert(entry.sequence, entry);
        }
        Ok(past)
    }
}
