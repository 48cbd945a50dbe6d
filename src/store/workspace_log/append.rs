//! Entries made durable: in the journal, or where that cannot be, in the fallback place.
//!
//! Before each write it is asked whether the right to change the workspace is still held, and looked
//! whether the journal still ends as it was written. What somebody else wrote there is kept and told;
//! what was damaged is written anew at once, while everything is still known here.

use std::io;
use std::path::{Path, PathBuf};

use super::{Held, Line, State, WorkspaceLog};
use crate::store::disk::{folder_of, read_if_there, replace_like, write_companion_at};
use crate::store::journal;
use crate::store::lineage::Lineage;
use crate::store::save::{SaveError, make_work_folder};
use crate::workspace::Entry;

/// Bytes of the journal that are looked at before each write. A journal that is longer is looked through
/// part by part.
const LOOKED_AT: u64 = 64 << 10;

const LOST: &str = "the journal beside the workspace has been taken away or cut short";
const TAKEN: &str =
    "the folder .dateline beside the workspace was removed or replaced while it was open";

/// Where entries went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Into the journal.
    Journal,
    /// Into the fallback place.
    Fallback(Elsewhere),
}

/// Where entries are that are not in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Why the journal could not be written; none where it was not tried.
    pub why: Option<String>,
    /// The file that has them.
    pub place: PathBuf,
}

/// How the journal was found before a write.
enum Found {
    /// As it was written here.
    Ours,
    /// Not there any more, or only its beginning.
    Lost,
    /// Something else: it is to be written as a whole.
    Other(Vec<u8>),
}

impl WorkspaceLog<'_> {
    /// Makes entries durable: they are on disk when this returns. The numbers must follow the last; what
    /// is known already is passed over.
    ///
    /// # Errors
    /// Neither the journal nor the fallback place can be written; nothing of the entries is then counted
    /// as durable, and they can be given again.
    pub fn append(&self, entries: &[Entry]) -> Result<Appended, SaveError> {
        self.append_to(entries, true)
    }

    /// The same, in the fallback place without trying the journal, which failed a moment ago.
    ///
    /// # Errors
    /// The fallback place cannot be written.
    pub fn append_elsewhere(&self, entries: &[Entry]) -> Result<Appended, SaveError> {
        self.append_to(entries, false)
    }

    fn append_to(&self, entries: &[Entry], tries_journal: bool) -> Result<Appended, SaveError> {
        let mut state = self.state();
        let settled = self.settle(&mut state);
        self.publish(&state);
        settled?;
        let known = state.lines.len();
        let outcome = self.append_all(&mut state, entries, tries_journal);
        if outcome.is_err() {
            state.lines.truncate(known);
        }
        self.publish(&state);
        outcome
    }

    fn append_all(
        &self,
        state: &mut State,
        entries: &[Entry],
        tries_journal: bool,
    ) -> Result<Appended, SaveError> {
        take_in(state, entries)?;
        let given = entries.last().map_or(0, |e| e.sequence);
        let mut why = None;
        if tries_journal {
            match self.write_journal(state) {
                Ok(()) => {
                    state.given = state.given.max(given);
                    // What is in the journal as well does no harm there.
                    self.drop_fallbacks(state);
                    return Ok(Appended::Journal);
                }
                Err(error) => why = Some(error),
            }
        }
        let is_new = |number: &u64| *number > state.given;
        let cannot_last = state.has_unnamed_history() || state.unremembered.keys().any(is_new);
        if let Some(why) = why.take_if(|_| cannot_last) {
            // The file holds them, and no other place could keep how to undo them: they are given again.
            return Err(SaveError::Io(why));
        }
        if state.stranded().is_empty() {
            return Ok(Appended::Journal);
        }
        match self.write_fallback(state) {
            Ok(place) => {
                state.given = state.given.max(given);
                let why = why.map(|e| e.to_string());
                Ok(Appended::Fallback(Elsewhere { why, place }))
            }
            // Why it is not where it belongs says more than why it is not elsewhere.
            Err(error) => Err(SaveError::Io(why.unwrap_or(error))),
        }
    }

    fn write_journal(&self, state: &mut State) -> io::Result<()> {
        if !self.is_held()? {
            state.is_taken = true;
        }
        if state.is_taken {
            // What it held may be gone: all that the file lacks goes to the fallback place.
            state.lose_journal();
            return Err(io::Error::other(TAKEN));
        }
        if state.stranded().is_empty() && state.unremembered.is_empty() {
            return Ok(());
        }
        self.write_asides(state)?;
        if !state.is_lost {
            match self.look(state)? {
                Found::Ours => {}
                Found::Lost => state.is_lost = true,
                Found::Other(there) => state.found = Some(there),
            }
        }
        if state.is_lost {
            state.lose_journal();
            return Err(io::Error::new(io::ErrorKind::NotFound, LOST));
        }
        if !state.has_folder {
            make_work_folder(self.disk, &self.file)?;
            self.disk.flush_folder(folder_of(&self.file))?;
            state.has_folder = true;
        }
        let is_all_held = state.stranded().is_empty();
        self.remember_held(state, is_all_held || state.found.is_some())?;
        if is_all_held {
            return Ok(());
        }
        if state.found.is_some() {
            let all = state.lines.len();
            return self.rewrite_journal(state, all);
        }
        let mut text = String::new();
        if state.journal == 0 {
            text = journal::head_line(&state.head(0, None)).map_err(io::Error::other)?;
        }
        text.extend(state.stranded().iter().map(|l| l.text.as_str()));
        let path = self.journal_path();
        // Where it fails, what then stands behind the end is ours.
        state.is_torn = true;
        write_companion_at(self.disk, &path, state.journal, text.as_bytes(), &self.file)?;
        self.disk.flush(&path)?;
        if !state.is_named || state.has_unnamed_history() {
            self.disk.flush_folder(folder_of(&path))?;
            state.names_last();
        }
        state.is_torn = false;
        state.journal += text.len() as u64;
        state.written = state.lines.len();
        Ok(())
    }

    /// The right has gone: what the journal held may be gone with it, and is kept elsewhere at once.
    pub(super) fn is_taken_now(&self, state: &mut State) -> SaveError {
        state.is_taken = true;
        state.lose_journal();
        let kept = if state.lines.is_empty() {
            Ok(())
        } else {
            self.write_fallback(state).map(drop)
        };
        self.publish(state);
        match kept {
            Ok(()) => SaveError::Taken(self.file.clone()),
            Err(error) => SaveError::Io(error),
        }
    }

    /// Writes the journal as a whole, with some of the lines.
    pub(super) fn rewrite_journal(&self, state: &mut State, lines: usize) -> io::Result<()> {
        let text = journal_text(state, lines)?;
        let path = self.journal_path();
        // Where it fails, what then stands there may be ours.
        state.is_torn = true;
        replace_like(self.disk, &path, &self.file, text.as_bytes())?;
        state.found = None;
        state.is_torn = false;
        state.names_last();
        state.looked = (0, 0);
        state.journal = text.len() as u64;
        state.written = lines;
        Ok(())
    }

    /// Looks whether the journal is what was written here, and keeps what somebody else wrote.
    fn look(&self, state: &mut State) -> io::Result<Found> {
        let path = self.journal_path();
        if state.found.is_some() || state.journal == 0 {
            return self.look_at_whole(state);
        }
        let last = state.written.checked_sub(1);
        let last = last.and_then(|at| state.lines.get(at));
        let from = match last {
            Some(last) if state.journal > LOOKED_AT => state.journal - last.text.len() as u64,
            _ => 0,
        };
        let expected = match last {
            Some(last) if from > 0 => last.text.clone(),
            _ => journal_text(state, state.written)?,
        };
        // One more: nothing may follow it.
        let there = self.disk.read_part(&path, from, expected.len() + 1);
        let is_whole = matches!(&there, Ok(there) if there == expected.as_bytes());
        match there {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Found::Lost),
            Err(e) => Err(e),
            Ok(_) if is_whole && (from == 0 || self.looks_on(state)?) => Ok(Found::Ours),
            Ok(_) => self.look_at_whole(state),
        }
    }

    /// Looks at the next part of a long journal; whether it is what was written here.
    fn looks_on(&self, state: &mut State) -> io::Result<bool> {
        let (mut at, mut from) = state.looked;
        if at == 0 {
            from = journal::head_line(&state.head(0, None))
                .map_err(io::Error::other)?
                .len() as u64;
        }
        let mut expected = String::new();
        for line in state.lines.iter().take(state.written).skip(at) {
            if expected.len() as u64 >= LOOKED_AT {
                break;
            }
            expected.push_str(&line.text);
            at += 1;
        }
        let path = self.journal_path();
        let there = self.disk.read_part(&path, from, expected.len())?;
        // From the beginning again: or it would only follow the end as that grows.
        let is_through = at >= state.written;
        state.looked = if is_through {
            (0, 0)
        } else {
            (at, from + expected.len() as u64)
        };
        Ok(there == expected.as_bytes())
    }

    /// Looks at all of the journal; keeps what somebody else wrote there.
    fn look_at_whole(&self, state: &mut State) -> io::Result<Found> {
        let there = read_if_there(self.disk, &self.journal_path())?;
        if let Some(found) = &state.found {
            if there == *found {
                return Ok(Found::Other(there));
            }
            if there.is_empty() && !found.is_empty() {
                return Ok(Found::Lost);
            }
            let rest = there.strip_prefix(found.as_slice());
            if state.is_torn && rest.is_some_and(|rest| !has_others(state, rest)) {
                return Ok(Found::Other(there));
            }
        }
        let ours = match (&state.found, state.journal) {
            (None, 0) => String::new(),
            _ => journal_text(state, state.written)?,
        };
        if there == ours.as_bytes() {
            return Ok(Found::Ours);
        }
        let rest = there.strip_prefix(ours.as_bytes());
        // A head alone is what a write that stopped left behind.
        let is_rest_ours = state.is_torn && rest.is_some_and(|rest| !has_others(state, rest));
        if is_rest_ours {
            return Ok(if ours.is_empty() {
                Found::Other(there)
            } else {
                Found::Ours
            });
        }
        if let Some(rest) = rest.filter(|_| !ours.is_empty()) {
            self.keep_others(state, rest)?;
        } else if has_others(state, &there) || (ours.is_empty() && state.found.is_none()) {
            self.keep_others(state, &there)?;
        } else if ours.as_bytes().starts_with(&there) {
            return Ok(Found::Lost);
        } else {
            self.note(format!(
                "The journal beside the workspace was damaged by something else while it was open. Nothing is lost: it is written anew from what this program still knows. {}",
                self.journal_path().display()
            ));
        }
        Ok(Found::Other(there))
    }

    /// Before the journal is cut or taken away: keeps what somebody else wrote there.
    pub(super) fn keep_what_is_not_ours(&self, state: &mut State) -> io::Result<()> {
        if state.is_lost || state.is_taken {
            let there = read_if_there(self.disk, &self.journal_path())?;
            if has_others(state, &there) {
                self.keep_others(state, &there)?;
            }
            return Ok(());
        }
        // Damage needs no answer: it is all in the file now.
        self.look_at_whole(state).map(drop)
    }

    /// Keeps lines that somebody else wrote into the journal, with where they begin.
    fn keep_others(&self, state: &mut State, there: &[u8]) -> io::Result<()> {
        let read = journal::read(there);
        let first = read.entries.first().map(|found| found.entry.sequence);
        let before = first.and_then(|first| first.checked_sub(1));
        let at = before.filter(|_| read.head.is_none()).and_then(|before| {
            let known = state.lines.iter().position(|l| l.sequence == before);
            (before == state.start.after)
                .then_some(0)
                .or(known.map(|at| at + 1))
        });
        let mut content = Vec::new();
        if let Some(skipped) = at {
            let head = journal::head_line(&state.head(skipped, None)).map_err(io::Error::other)?;
            content.extend_from_slice(head.as_bytes());
        }
        content.extend_from_slice(there);
        let kept = self.put_aside("unplaced", &content)?;
        let kept = kept.unwrap_or_else(|| self.journal_path());
        let says_where = at.is_some() || read.head.is_some();
        let fate = if says_where && !read.entries.is_empty() {
            "and offered when the workspace is opened next"
        } else {
            "but begins with what cannot be read; “dateline unclaimed” lists it"
        };
        self.note(format!(
            "Somebody else wrote into the journal of this workspace while it was open here. What they wrote is kept, {fate}: {}",
            kept.display()
        ));
        Ok(())
    }

    /// Puts aside what could not be put aside before: nothing may be written over it till then.
    pub(super) fn write_asides(&self, state: &mut State) -> io::Result<()> {
        while let Some((why, content)) = state.asides.first() {
            self.put_aside(why, content)?;
            state.asides.remove(0);
        }
        Ok(())
    }
}

/// Adds entries to the lines that are not written yet.
fn take_in(state: &mut State, entries: &[Entry]) -> io::Result<()> {
    for entry in entries {
        let last = state.last();
        if entry.sequence <= last {
            if entry.sequence > state.given {
                // The file was written with it before it came here: undoing it needs the history.
                let (text, sum) = journal::summed_line(entry).map_err(io::Error::other)?;
                let before = None;
                let held = Held { sum, before, text };
                state.unremembered.insert(entry.sequence, held);
            }
            continue;
        }
        if entry.sequence != last + 1 {
            // A gap would hide all that follows.
            state.is_lost = true;
            return Err(io::Error::other("the number of a change does not follow"));
        }
        let lineage = state
            .lines
            .last()
            .map_or(&state.start.lineage, |l| &l.lineage);
        let line = Line::of(entry, lineage)?;
        state.lines.push(line);
    }
    Ok(())
}

impl Line {
    /// An entry as it will stand in the journal, after those that led to a lineage.
    pub(super) fn of(entry: &Entry, before: &Lineage) -> io::Result<Self> {
        let (text, sum) = journal::summed_line(entry).map_err(io::Error::other)?;
        Ok(Self {
            sequence: entry.sequence,
            lineage: before.after(&sum),
            sum,
            text,
        })
    }
}

/// The journal with so many of the lines.
pub(super) fn journal_text(state: &State, lines: usize) -> io::Result<String> {
    let mut text = journal::head_line(&state.head(0, None)).map_err(io::Error::other)?;
    text.extend(state.lines.iter().take(lines).map(|l| l.text.as_str()));
    Ok(text)
}

/// Whether there are whole entries among some bytes that were not written here.
fn has_others(state: &State, there: &[u8]) -> bool {
    journal::read_any(there).iter().any(|(entry, sum)| {
        let is_it = |l: &Line| l.sequence == entry.sequence && l.sum == *sum;
        let past = state.unremembered.get(&entry.sequence);
        let is_past = past.is_some_and(|held| held.sum == *sum);
        !is_past && !state.lines.iter().any(is_it)
    })
}

/// The beginning of a name that is not taken: `name`, `name-2`, ...
pub(super) fn numbered(path: &Path, number: usize) -> PathBuf {
    if number < 2 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.{ending}"))
}
