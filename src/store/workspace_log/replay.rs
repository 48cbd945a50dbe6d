//! What the files beside a workspace hold beyond it, when it is opened.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Recovered, WorkspaceLog, said};
use crate::store::disk::read_if_there;
use crate::store::journal;
use crate::store::open::OpenError;
use crate::workspace::{Entry, Happening, History, Workspace};

impl WorkspaceLog<'_> {
    /// Entries up to a number, and those that follow it one by one.
    ///
    /// # Errors
    /// What is there and cannot be read.
    pub(super) fn entries(
        &self,
        sequence: u64,
        recovered: &mut Recovered,
    ) -> Result<(Vec<Entry>, Vec<Entry>), OpenError> {
        let bytes = self.read_beside(&self.journal_path())?;
        let read = journal::read(&bytes);
        {
            let mut state = self.state();
            state.journal = read.good;
            state.journal_ends_at = read.entries.last().map_or(0, |(entry, _)| entry.sequence);
            // What was found when it was opened was durable then.
            state.is_named = !bytes.is_empty();
            state.has_folder = state.is_named;
        }
        if let Some((line, why)) = read.damage {
            let rest = bytes.get(read.good as usize..).unwrap_or_default();
            let kept = self.put_aside("damaged", rest);
            recovered.problems.push(format!(
                "line {line} of the journal cannot be read: {why}. What stands from there on was kept: {}",
                said(&kept)
            ));
        }
        let ends_at = read.entries.last().map_or(0, |(entry, _)| entry.sequence);
        let past = self.past()?;
        let mut by_number: BTreeMap<u64, Entry> = BTreeMap::new();
        for (entry, _) in read.entries {
            by_number.insert(entry.sequence, entry);
        }
        let is_past = |(number, entry): (&u64, &Entry)| past.get(number) == Some(entry);
        if ends_at < sequence && !by_number.iter().all(is_past) {
            // Neither in the file's own past nor after it: the file comes from somewhere else.
            let kept = self.put_aside("unplaced", &bytes);
            recovered.problems.push(format!(
                "{} changes of the journal belong to another version of the file than the one that is there now. They were kept: {}",
                by_number.len(),
                said(&kept)
            ));
            by_number.clear();
        }
        let stranded = self.fallback.as_ref().map(|f| self.read_beside(f));
        let stranded = journal::read(&stranded.transpose()?.unwrap_or_default()).entries;
        for (entry, _) in stranded {
            if entry.sequence > ends_at.max(sequence) {
                // The next append takes it to the journal.
                self.state().stranded.push(entry.clone());
            }
            by_number.entry(entry.sequence).or_insert(entry);
        }
        let fresh = by_number.split_off(&(sequence + 1));
        for (number, entry) in past.into_iter().filter(|(n, _)| *n <= sequence) {
            by_number.entry(number).or_insert(entry);
        }
        Ok((
            by_number.into_values().collect(),
            fresh.into_values().collect(),
        ))
    }

    /// What is kept beside the workspace file; nothing where it is not there.
    pub(super) fn read_beside(&self, path: &Path) -> Result<Vec<u8>, OpenError> {
        read_if_there(self.disk, path).map_err(|why| OpenError::Unreadable {
            why,
            path: path.to_owned(),
        })
    }

    pub(super) fn replay(
        &self,
        fresh: Vec<Entry>,
        workspace: &mut Workspace,
        history: &mut History,
        recovered: &mut Recovered,
    ) -> Result<(), OpenError> {
        let mut rest = fresh.into_iter();
        let misfit = loop {
            let Some(entry) = rest.next() else {
                return Ok(());
            };
            let follows = entry.sequence == history.sequence() + 1;
            if !follows || history.apply_recorded(workspace, &entry.what).is_err() {
                break entry;
            }
            recovered.replayed.push(match &entry.what {
                Happening::Do(edit) => edit.label.clone(),
                Happening::Undo(_) => "undo".to_owned(),
                Happening::Redo(_) => "redo".to_owned(),
                Happening::Quiet(_) => "reading".to_owned(),
            });
            history.take(entry);
        };
        let left: String = std::iter::once(misfit)
            .chain(rest)
            .filter_map(|entry| journal::line(&entry).ok())
            .collect();
        let kept = self.put_aside("unplaced", left.as_bytes());
        recovered.problems.push(format!(
            "{} changes of the journal do not fit the workspace as it is now, as happens when the file was replaced by another one. They were kept: {}",
            left.lines().count(),
            said(&kept)
        ));
        // What was replayed stays in the journal; the next entry takes the place of the rest.
        let bytes = self.read_beside(&self.journal_path())?;
        let read = journal::read(&bytes);
        let replayed = |(entry, _): &&(Entry, u64)| entry.sequence <= history.sequence();
        let last = read.entries.iter().rev().find(replayed);
        let mut state = self.state();
        state.stranded.retain(|e| e.sequence <= history.sequence());
        state.journal = last.map_or(0, |(_, end)| *end);
        state.journal_ends_at = last.map_or(0, |(entry, _)| entry.sequence);
        Ok(())
    }
}
