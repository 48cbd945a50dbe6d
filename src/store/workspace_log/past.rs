//! Entries that the workspace file holds: from the journal into the history.

use std::collections::BTreeMap;
use std::io;

use super::append::journal_text;
use super::{Held, Start, State, WorkspaceLog};
use crate::store::disk::{folder_of, read_if_there, replace, write_companion_at};
use crate::store::journal;
use crate::store::open::OpenError;
use crate::store::save::make_work_folder;
use crate::workspace::Entry;

/// Bytes of history that are kept; then the older half goes.
const MAX_HISTORY: u64 = 64 << 20;

/// Entries by number, each with the sum of what it says.
pub(super) type Past = BTreeMap<u64, (Entry, String)>;

impl WorkspaceLog<'_> {
    /// Moves what the file holds now from the journal and the fallback place to the history: a later undo
    /// refers to it. Whatever fails, what is known here is as the file has it, and the journal is cut by
    /// the next write.
    pub(super) fn rotate(&self, state: &mut State, start: Start) -> io::Result<()> {
        let has_journal = state.is_named || state.found.is_some() || state.is_lost;
        if has_journal && state.found.is_none() && state.journal > 0 {
            state.found = Some(journal_text(state, state.written)?.into_bytes());
        }
        let held = state.lines.iter();
        let held = held.take_while(|l| l.sequence <= start.after).count();
        let mut before = state.start.lineage.clone();
        for line in state.lines.drain(..held) {
            if !state.fallbacks.is_empty() {
                state.kept.insert(line.sum.clone());
            }
            let held = Held {
                sum: line.sum,
                before: Some(std::mem::replace(&mut before, line.lineage)),
                text: line.text,
            };
            state.unremembered.insert(line.sequence, held);
        }
        state.written = state.written.saturating_sub(held);
        state.start = start;
        state.looked = (0, 0);
        self.write_asides(state)?;
        self.keep_what_is_not_ours(state)?;
        if !state.unremembered.is_empty() {
            if !state.has_folder {
                make_work_folder(self.disk, &self.file)?;
                self.disk.flush_folder(folder_of(&self.file))?;
                state.has_folder = true;
            }
            self.remember_held(state, true)?;
        }
        if state.stranded().is_empty() {
            self.drop_fallbacks(state);
        }
        state.is_lost = false;
        if !has_journal {
            return Ok(());
        }
        self.cut_journal(state)
    }

    /// Takes away from the journal what is not among the lines any more.
    fn cut_journal(&self, state: &mut State) -> io::Result<()> {
        let path = self.journal_path();
        let outcome = if state.written == 0 {
            // Should it come back after a crash: what it says is in the file already.
            self.disk.remove(&path)
        } else {
            let kept = state.written;
            self.rewrite_journal(state, kept)
        };
        if outcome.is_ok() {
            if state.written == 0 {
                state.journal = 0;
                state.found = None;
                state.is_torn = false;
                state.is_named = false;
            }
            return Ok(());
        }
        // Whichever has the name now, it is not known to be durable, and not what it should be.
        state.is_named = false;
        match read_if_there(self.disk, &path) {
            Ok(there) => state.found = Some(there),
            // Nobody knows where the next entry would go.
            Err(_) => state.is_lost = true,
        }
        outcome
    }

    /// Adds what the file holds, and the history lacks.
    /// Its name is made durable here or, where not `names_it`, by who writes the journal next.
    pub(super) fn remember_held(&self, state: &mut State, names_it: bool) -> io::Result<()> {
        if state.unremembered.is_empty() {
            return Ok(());
        }
        let old: String = state
            .unremembered
            .values()
            .map(|h| h.text.as_str())
            .collect();
        self.add_to_history(state, old.as_bytes())?;
        if names_it {
            self.name_history(state)?;
        }
        state.unremembered.clear();
        Ok(())
    }

    fn name_history(&self, state: &mut State) -> io::Result<()> {
        if !state.is_history_named {
            self.disk.flush_folder(folder_of(&self.history_path()))?;
            state.is_history_named = true;
        }
        Ok(())
    }

    /// Adds lines to the history.
    pub(super) fn remember(&self, state: &mut State, old: &[u8]) -> io::Result<()> {
        self.add_to_history(state, old)?;
        self.name_history(state)
    }

    /// Adds lines to the history, of which the older half goes where it has grown too long.
    fn add_to_history(&self, state: &mut State, old: &[u8]) -> io::Result<()> {
        let path = self.history_path();
        if self.disk.len(&path)?.unwrap_or(0) < state.history {
            // Somebody has taken it away; nothing depends on it.
            state.history = 0;
            state.is_history_named = false;
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
        state.history = len + old.len() as u64;
        Ok(())
    }

    /// What the history holds, by number, and how long it is up to its last whole line. What it holds
    /// beyond the file belongs to a file that was replaced by an older one.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub(super) fn past(&self) -> Result<(Past, u64), OpenError> {
        let history = self.read_beside(&self.history_path())?;
        let whole = history.iter().rposition(|b| *b == b'\n');
        let mut past = Past::new();
        for (entry, sum) in journal::read_any(&history) {
            // A number that comes again begins another life of the file.
            past.split_off(&entry.sequence);
            past.insert(entry.sequence, (entry, sum));
        }
        Ok((past, whole.map_or(0, |at| at as u64 + 1)))
    }
}
