//! What the files beside a workspace hold beyond it, when it is opened.
//!
//! Entries are the same only if what they say is: their numbers alone prove nothing. Those that continue
//! the file are replayed; those that went another way are put aside, told and offered.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::append::journal_text;
use super::branch::{led_to, taken_back};
use super::{Branch, Held, Line, Recovered, Start, State, WorkspaceLog, said};
use crate::store::companions::key;
use crate::store::disk::{folder_of, read_if_there};
use crate::store::journal::{self, Found, Read};
use crate::store::lineage::{HEAD_VERSION, Head, Identity, Lineage};
use crate::store::open::{OpenError, Opened};
use crate::text::counted::counted;
use crate::workspace::{Entry, History, Workspace};

/// A workspace that is being opened.
pub(super) struct Opening<'l, 'd> {
    workspace_log: &'l WorkspaceLog<'d>,
    state: State,
    /// The last entry that the file holds.
    sequence: u64,
    /// Whether the file says which workspace it is: those of earlier versions do not.
    says_identity: bool,
    /// Whether the file, or what continues it, says so.
    knows_identity: bool,
    /// What the history holds, by number, each with its sum.
    past: BTreeMap<u64, (Entry, String)>,
    /// The entries of the lines.
    entries: Vec<Entry>,
    recovered: Recovered,
    astray: Vec<Astray>,
    /// The sums of entries that went another way, decided about or not.
    told: HashSet<String>,
}

/// Entries that went another way.
struct Astray {
    head: Option<Head>,
    entries: Vec<Entry>,
    kept: PathBuf,
}

/// How a journal stands to the file.
enum Standing {
    /// It leads to the file, and perhaps beyond it.
    Continues,
    /// The file holds all of it.
    Past,
    /// It went another way; the entries that lead from the file to it, where the file is an older one.
    Astray(Vec<Entry>),
}

impl<'l, 'd> Opening<'l, 'd> {
    /// Reads the history.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn new(workspace_log: &'l WorkspaceLog<'d>, opened: &Opened) -> Result<Self, OpenError> {
        let (past, history) = workspace_log.past()?;
        let state = State {
            identity: opened.identity.clone().unwrap_or_else(|| {
                Identity::of_earlier(&opened.fingerprint.lineage(), &workspace_log.file)
            }),
            start: Start {
                after: opened.sequence,
                lineage: opened.lineage.clone(),
                base: opened.fingerprint.lineage(),
            },
            history,
            is_history_named: history > 0,
            ..State::default()
        };
        Ok(Self {
            workspace_log,
            state,
            sequence: opened.sequence,
            says_identity: opened.identity.is_some(),
            knows_identity: opened.identity.is_some(),
            past,
            entries: Vec::new(),
            recovered: Recovered::default(),
            astray: Vec::new(),
            told: HashSet::new(),
        })
    }

    pub(super) fn problem(&mut self, words: String) {
        self.recovered.problems.push(words);
    }

    /// Keeps what cannot be used. Where it cannot be kept now, nothing is written over it before it is.
    fn put_aside(&mut self, why: &'static str, content: &[u8]) -> io::Result<Option<PathBuf>> {
        let kept = self.workspace_log.put_aside(why, content);
        if kept.is_err() {
            self.state.asides.push((why, content.to_owned()));
        }
        kept
    }

    /// Takes in what the journal holds.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn take_journal(&mut self) -> Result<(), OpenError> {
        let path = self.workspace_log.journal_path();
        let bytes = self.workspace_log.read_beside(&path)?;
        if bytes.is_empty() {
            return Ok(());
        }
        let mut read = journal::read(&bytes);
        // What was found when it was opened was durable then.
        self.state.is_named = true;
        self.state.has_folder = true;
        self.state.journal = read.good;
        // Somebody who only looks may find a line that is just being written.
        if self.workspace_log.may_write || !read.is_unfinished {
            self.take_damage("the journal", &path, &read, &bytes);
        }
        match self.standing(&read) {
            Standing::Continues => {
                if let Some(head) = &read.head {
                    self.adopt(&head.identity);
                }
                self.take_found(&mut read, &bytes);
                self.state.written = self.state.lines.len();
            }
            Standing::Past => self.take_found(&mut read, &bytes),
            Standing::Astray(between) => {
                let good = bytes.get(..read.good as usize).unwrap_or_default();
                self.lead_astray(read, between, good);
            }
        }
        let lines = self.state.written;
        let ours = journal_text(&self.state, lines);
        if ours.is_ok_and(|ours| ours.as_bytes() != bytes) {
            self.state.found = Some(bytes);
        }
        Ok(())
    }

    /// Keeps and tells what of a file cannot be read.
    fn take_damage(&mut self, what: &str, place: &Path, read: &Read, bytes: &[u8]) {
        let Some((line, why)) = read.damage else {
            return;
        };
        let rest = bytes.get(read.good as usize..).unwrap_or_default();
        let kept = self.put_aside("damaged", rest);
        self.problem(format!(
            "line {line} of {what} cannot be read: {why}. What stands from there on was kept: {}",
            said(&kept, place)
        ));
    }

    /// Takes in the entries of a journal that leads to the file or beyond it.
    fn take_found(&mut self, read: &mut Read, bytes: &[u8]) {
        let mut lineage = read.head.as_ref().map(|head| head.lineage.clone());
        for found in std::mem::take(&mut read.entries) {
            let before = lineage.clone();
            lineage = lineage.map(|before| before.after(&found.sum));
            if found.entry.sequence > self.sequence {
                let text = bytes.get(found.start as usize..found.end as usize);
                self.push(found, text.unwrap_or_default());
            } else {
                self.take_held(found, before);
            }
        }
    }

    /// Takes in an entry that the file holds.
    fn take_held(&mut self, found: Found, before: Option<Lineage>) {
        let number = found.entry.sequence;
        let known = self.past.get(&number);
        if known.is_some_and(|(_, sum)| *sum == found.sum) {
            return;
        }
        if let Ok(text) = journal::line(&found.entry) {
            let sum = found.sum.clone();
            let held = Held { sum, before, text };
            self.state.unremembered.insert(number, held);
        }
        self.past.insert(number, (found.entry, found.sum));
    }

    /// A file of an earlier version does not say which workspace it is; what continues it does.
    fn adopt(&mut self, identity: &Identity) {
        if !std::mem::replace(&mut self.knows_identity, true) {
            self.state.identity = identity.clone();
        }
    }

    /// Adds an entry to the lines.
    fn push(&mut self, found: Found, text: &[u8]) {
        let last = self.state.lines.last();
        let before = last.map_or(&self.state.start.lineage, |l| &l.lineage);
        let lineage = before.after(&found.sum);
        let text = String::from_utf8_lossy(text);
        // A line end that is missing or wrong is put right.
        let body = text.get(..=text.rfind(')').unwrap_or_default());
        self.state.lines.push(Line {
            sequence: found.entry.sequence,
            lineage,
            sum: found.sum,
            text: format!("{}\n", body.unwrap_or_default()),
        });
        self.entries.push(found.entry);
    }

    fn last(&self) -> u64 {
        self.state.last()
    }

    fn sum_of(&self, sequence: u64) -> Option<&str> {
        if sequence > self.sequence {
            let line = self.state.lines.iter().find(|l| l.sequence == sequence);
            return line.map(|l| l.sum.as_str());
        }
        self.past.get(&sequence).map(|(_, sum)| sum.as_str())
    }

    /// The lineage that entries of the history make of one; none where one is missing.
    fn through_past(&self, lineage: &Lineage, after: u64, up_to: u64) -> Option<Lineage> {
        let mut lineage = lineage.clone();
        for number in after + 1..=up_to {
            lineage = lineage.after(&self.past.get(&number)?.1);
        }
        Some(lineage)
    }

    /// Whether a lineage is what the file or its journal were after an entry.
    fn is_on_the_way(&self, after: u64, lineage: &Lineage) -> bool {
        if after >= self.sequence {
            return self.state.lineage_at(after) == Some(lineage);
        }
        self.through_past(lineage, after, self.sequence).as_ref() == Some(&self.state.start.lineage)
    }

    /// Whether what begins with a head leads to the file, and perhaps beyond it.
    fn passes(&self, head: &Head, entries: &[Found]) -> bool {
        let start = &self.state.start;
        let mut lineage = head.lineage.clone();
        let mut passes = head.after == self.sequence && lineage == start.lineage;
        for found in entries {
            lineage = lineage.after(&found.sum);
            passes |= found.entry.sequence == self.sequence && lineage == start.lineage;
        }
        passes
    }

    /// How a journal stands to the file.
    fn standing(&self, read: &Read) -> Standing {
        let Some(head) = &read.head else {
            return self.standing_of_old(&read.entries);
        };
        if self.says_identity && self.state.identity != head.identity {
            return Standing::Astray(Vec::new());
        }
        if self.passes(head, &read.entries) {
            return Standing::Continues;
        }
        let start = &self.state.start;
        let sums = read.entries.iter().map(|found| found.sum.as_str());
        let lineage = sums.fold(head.lineage.clone(), |before, sum| before.after(sum));
        let last = read.entries.last().map_or(head.after, |f| f.entry.sequence);
        if last < self.sequence {
            let leads_here = self.through_past(&lineage, last, self.sequence);
            if leads_here.as_ref() == Some(&start.lineage) || self.is_in_past(&read.entries) {
                return Standing::Past;
            }
        }
        if head.after > self.sequence {
            // The file was replaced by an older one of its own: the history leads from it to the journal.
            let through = self.through_past(&start.lineage, self.sequence, head.after);
            if through.as_ref() == Some(&head.lineage) {
                let between = self.past.range(self.sequence + 1..=head.after);
                return Standing::Astray(between.map(|(_, (entry, _))| entry.clone()).collect());
            }
        }
        Standing::Astray(Vec::new())
    }

    /// The same of a journal of an earlier version, which does not say where it begins.
    fn standing_of_old(&self, entries: &[Found]) -> Standing {
        let numbers = entries.iter().map(|found| found.entry.sequence);
        let first = numbers.clone().next().unwrap_or_default();
        let last = numbers.max().unwrap_or_default();
        if last < self.sequence && !self.is_in_past(entries) {
            // Neither in the file's own past nor after it: the file comes from somewhere else.
            return Standing::Astray(Vec::new());
        }
        let differs = |found: &&Found| {
            let known = self.past.get(&found.entry.sequence);
            found.entry.sequence <= self.sequence && known.is_some_and(|(_, sum)| *sum != found.sum)
        };
        if first > self.sequence + 1 || entries.iter().any(|found| differs(&found)) {
            return Standing::Astray(Vec::new());
        }
        Standing::Continues
    }

    fn is_in_past(&self, entries: &[Found]) -> bool {
        let is_past = |found: &Found| {
            let known = self.past.get(&found.entry.sequence);
            known.is_some_and(|(_, sum)| *sum == found.sum)
        };
        entries.iter().all(is_past)
    }

    /// Puts a journal aside that does not continue the file.
    fn lead_astray(&mut self, read: Read, between: Vec<Entry>, good: &[u8]) {
        if read.entries.is_empty() && between.is_empty() {
            return;
        }
        let is_older = !between.is_empty();
        let head = if is_older {
            Some(self.head_at_file())
        } else {
            read.head
        };
        let mut entries = between;
        entries.extend(read.entries.into_iter().map(|found| found.entry));
        let content = match head.as_ref().filter(|_| is_older) {
            Some(head) => content_of(head, &entries).unwrap_or_else(|_| good.to_owned()),
            None => good.to_owned(),
        };
        let words = "changes of the journal belong to another version of the file than the one that is there now";
        let place = self.workspace_log.journal_path();
        self.tell_astray(words, &place, head, entries, &content);
    }

    fn head_at_file(&self) -> Head {
        Head {
            version: HEAD_VERSION,
            identity: self.state.identity.clone(),
            after: self.sequence,
            lineage: self.state.start.lineage.clone(),
            base: self.state.start.base.clone(),
            file: None,
        }
    }

    /// Keeps, tells and offers entries that went another way. Where they are kept, as soon as they can be.
    fn tell_astray(
        &mut self,
        words: &str,
        place: &Path,
        head: Option<Head>,
        entries: Vec<Entry>,
        content: &[u8],
    ) -> PathBuf {
        let sums = entries.iter().filter_map(|e| journal::summed_line(e).ok());
        self.told.extend(sums.map(|(_, sum)| sum));
        let place_aside = self.workspace_log.aside("unplaced", content);
        let decided = self.workspace_log.aside("decided", content);
        if self
            .workspace_log
            .disk
            .len(&decided)
            .is_ok_and(|len| len.is_some())
        {
            // They are found again, and somebody has decided about them.
            return place_aside;
        }
        let kept = self.put_aside("unplaced", content);
        self.problem(format!(
            "{} {words}. They were kept: {}",
            entries.len(),
            said(&kept, place)
        ));
        self.astray.push(Astray {
            head,
            entries,
            // Where it could not be put aside now, it will be before anything is decided about it.
            kept: match kept {
                Ok(None) => place.to_owned(),
                Ok(Some(_)) | Err(_) => place_aside.clone(),
            },
        });
        place_aside
    }

    /// Tells what the history holds beyond a file that was replaced by an older one, as far as no journal
    /// has told or continues it.
    pub fn take_history_beyond(&mut self) {
        let lines = self.state.lines.iter().map(|line| line.sum.clone());
        self.told.extend(lines);
        let beyond = self.past.range(self.sequence + 1..);
        let untold = beyond.filter(|(_, (_, sum))| !self.told.contains(sum));
        let entries: Vec<Entry> = untold.map(|(_, (entry, _))| entry.clone()).collect();
        if entries.is_empty() {
            return;
        }
        let follows = entries
            .first()
            .is_some_and(|e| e.sequence == self.sequence + 1);
        let head = self.head_at_file();
        let Ok(content) = content_of(&head, &entries) else {
            return;
        };
        let words =
            "changes were made in a later version of the file than the one that is there now";
        let place = self.workspace_log.history_path();
        self.tell_astray(
            words,
            &place,
            Some(head).filter(|_| follows),
            entries,
            &content,
        );
    }

    /// The history up to the file.
    pub fn history(&self) -> History {
        let past = self.past.range(..=self.sequence);
        History::replayed(self.sequence, past.map(|(_, (entry, _))| entry.clone()))
    }

    /// Makes what follows the file in a workspace that is as the file; what does not fit is put aside.
    pub fn replay(&mut self, workspace: &mut Workspace, history: &mut History) {
        let fits = self.entries.iter().position(|entry| {
            let fits = history.apply_recorded(workspace, &entry.what).is_ok();
            if fits {
                self.recovered.replayed.push(entry.what.label());
                history.take(entry.clone());
            }
            !fits
        });
        let Some(misfit) = fits else { return };
        let head = self.state.head(misfit, None);
        let left = self.entries.split_off(misfit);
        let lines = self.state.lines.split_off(misfit);
        self.state.written = self.state.written.min(misfit);
        let Ok(content) = content_of(&head, &left) else {
            return;
        };
        let words = "changes of the journal do not fit the workspace as it is now, as happens when the file was replaced by another one";
        let place = self.workspace_log.journal_path();
        let kept = self.tell_astray(words, &place, Some(head), left, &content);
        let sums = lines.into_iter().map(|line| line.sum);
        self.state.aside.extend(sums.map(|sum| (sum, kept.clone())));
        if self.state.found.is_none() && self.state.is_named {
            // What was replayed stays in the journal; the next entry takes the place of the rest.
            let path = self.workspace_log.journal_path();
            self.state.found = read_if_there(self.workspace_log.disk, &path).ok();
        }
    }

    /// Finds what was put aside before and nobody has decided about.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn list_undecided(&mut self) -> Result<(), OpenError> {
        let log = self.workspace_log;
        let folder = folder_of(&log.journal_path()).to_owned();
        let prefix = format!("{}.unplaced-", key(&log.file));
        let unreadable = |why| OpenError::Unreadable {
            why,
            path: folder.clone(),
        };
        let names = log.disk.list(&folder).map_err(unreadable)?;
        let known: HashSet<PathBuf> = self.astray.iter().map(|a| a.kept.clone()).collect();
        for name in names.into_iter().filter(|n| n.starts_with(&prefix)) {
            let path = folder.join(name);
            if known.contains(&path) {
                continue;
            }
            let read = journal::read(&log.read_beside(&path)?);
            // Those of earlier versions were told then, and do not say where they belong.
            let Some(head) = read.head.filter(|_| !read.entries.is_empty()) else {
                continue;
            };
            self.problem(format!(
                "{} that went another way than the workspace are kept and nobody has decided about them: {}",
                counted(read.entries.len(), "change", "changes"),
                path.display()
            ));
            self.astray.push(Astray {
                head: Some(head),
                entries: read.entries.into_iter().map(|found| found.entry).collect(),
                kept: path,
            });
        }
        Ok(())
    }

    /// What was found. `base` is the workspace as the file holds it.
    pub fn end(mut self, base: &Workspace) -> (State, Recovered) {
        let astray = std::mem::take(&mut self.astray);
        if !astray.is_empty() {
            let past: BTreeMap<u64, Entry> = self
                .past
                .iter()
                .filter(|(number, _)| **number <= self.sequence)
                .map(|(number, (entry, _))| (*number, entry.clone()))
                .chain(self.entries.iter().map(|e| (e.sequence, e.clone())))
                .collect();
            for branch in astray {
                let sides = self.sides(base, &past, &branch);
                self.recovered.branches.push(Branch {
                    kept: branch.kept,
                    labels: branch.entries.iter().map(|e| e.what.label()).collect(),
                    entries: branch.entries.len(),
                    sides,
                });
            }
        }
        self.state.given = self.last();
        (self.state, self.recovered)
    }

    /// The workspace where the ways parted, and what the entries make of it.
    fn sides(
        &self,
        base: &Workspace,
        past: &BTreeMap<u64, Entry>,
        branch: &Astray,
    ) -> Option<Box<(Workspace, Workspace)>> {
        let head = branch.head.as_ref()?;
        if !self.is_on_the_way(head.after, &head.lineage) {
            return None;
        }
        let parting = if head.after >= self.sequence {
            let up_to = (head.after - self.sequence) as usize;
            let entries = self.entries.get(..up_to)?;
            led_to(base, self.sequence, past, entries)?
        } else {
            taken_back(base, self.sequence, past, head.after)?
        };
        let theirs = led_to(&parting, head.after, past, &branch.entries)?;
        Some(Box::new((parting, theirs)))
    }
}

mod fallbacks;

/// Entries with where they begin, as they are put aside.
fn content_of(head: &Head, entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut text = journal::head_line(head).map_err(io::Error::other)?;
    text.push_str(&super::texts(entries)?);
    Ok(text.into_bytes())
}

impl WorkspaceLog<'_> {
    /// What is kept beside the workspace file; nothing where it is not there.
    pub(super) fn read_beside(&self, path: &Path) -> Result<Vec<u8>, OpenError> {
        read_if_there(self.disk, path).map_err(|why| OpenError::Unreadable {
            why,
            path: path.to_owned(),
        })
    }
}
