//! What is known of a workspace on disk while it is worked on.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::store::lineage::{HEAD_VERSION, Head, Identity, Lineage};
use crate::store::open::Fingerprint;

#[derive(Debug, Default)]
pub(super) struct State {
    /// Which workspace it is.
    pub identity: Identity,
    /// What the workspace file holds: there the lines begin.
    pub start: Start,
    /// The entries since then that are durable somewhere, and those that are just being written.
    pub lines: Vec<Line>,
    /// How many of them are in the journal; the rest is in the fallback place.
    pub written: usize,
    /// Bytes of the journal that are good.
    pub journal: u64,
    /// The journal as it was found, where it is not what the head and the lines give: it is written as a
    /// whole then.
    pub found: Option<Vec<u8>>,
    /// Lines that the journal or a fallback place has, the file holds, and the history lacks.
    pub unremembered: BTreeMap<u64, Held>,
    /// Whether a write stopped half way: what then stands behind the journal is ours.
    pub is_torn: bool,
    /// Which line is to be looked at next, whether it still stands in the journal, and where.
    pub looked: (usize, u64),
    /// Bytes of the history up to its last whole line.
    pub history: u64,
    /// Whether the history's name is durable.
    pub is_history_named: bool,
    /// Whether the name of the work folder is durable.
    pub has_folder: bool,
    /// Whether the journal's name is durable.
    pub is_named: bool,
    /// Whether the journal has vanished under us: only a file written anew makes the work whole again.
    pub is_lost: bool,
    /// Whether somebody else has, or may have, the right to change the workspace.
    pub is_taken: bool,
    /// Fallback places of which the lines, and what was put aside, have all.
    pub fallbacks: Vec<PathBuf>,
    /// The sums of entries that the file or its history holds as well.
    pub kept: HashSet<String>,
    /// Where entries were put aside, by their sums.
    pub aside: HashMap<String, PathBuf>,
    /// What could not be put aside yet, and under which name; before that nothing may be written over it.
    pub asides: Vec<(&'static str, Vec<u8>)>,
    /// The last entry that was given to be made durable, and is.
    pub given: u64,
    /// What the workspace file holds if it is the one that was written last and whose name is not known to
    /// be durable; none where the entries here lead to both that file and the one before.
    pub unsettled: Option<Start>,
    /// What the workspace file held when it was last read or written.
    pub seen: Option<Fingerprint>,
    /// Bytes of the workspace file.
    pub size: u64,
    pub keep_comments: bool,
}

/// What the workspace file holds.
#[derive(Clone, Debug)]
pub(super) struct Start {
    /// The last entry.
    pub after: u64,
    /// What led to it.
    pub lineage: Lineage,
    /// The content of the file.
    pub base: Lineage,
}

impl Default for Start {
    fn default() -> Self {
        let lineage = Lineage::random();
        Self {
            after: 0,
            base: lineage.clone(),
            lineage,
        }
    }
}

/// An entry as it stands in the journal.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub sequence: u64,
    pub sum: String,
    /// The lineage with it.
    pub lineage: Lineage,
    pub text: String,
}

/// An entry that the file holds.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub sum: String,
    /// The lineage without it; none where it is not known.
    pub before: Option<Lineage>,
    pub text: String,
}

impl State {
    /// Entries that the file holds and the history lacks, the oldest first, up to where the lines begin; with
    /// the entry after which they come, and its lineage.
    pub fn held_last(&self) -> Option<(u64, &Lineage, Vec<&Held>)> {
        let (mut after, mut lineage) = (self.start.after, None);
        let mut held = Vec::new();
        while let Some(one) = self.unremembered.get(&after)
            && let Some(before) = &one.before
        {
            after -= 1;
            lineage = Some(before);
            held.push(one);
        }
        held.reverse();
        lineage.map(|lineage| (after, lineage, held))
    }

    /// The last entry that is known here.
    pub fn last(&self) -> u64 {
        self.lines.last().map_or(self.start.after, |l| l.sequence)
    }

    /// The lineage of an entry; none where it is not known.
    pub fn lineage_at(&self, sequence: u64) -> Option<&Lineage> {
        if sequence == self.start.after {
            return Some(&self.start.lineage);
        }
        let at = self.lines.iter().find(|l| l.sequence == sequence);
        at.map(|line| &line.lineage)
    }

    /// What begins behind some of the lines.
    pub fn head(&self, skipped: usize, file: Option<&Path>) -> Head {
        let before = skipped.checked_sub(1).and_then(|at| self.lines.get(at));
        let (after, lineage) = before.map_or((self.start.after, &self.start.lineage), |line| {
            (line.sequence, &line.lineage)
        });
        Head {
            version: HEAD_VERSION,
            identity: self.identity.clone(),
            after,
            lineage: lineage.clone(),
            base: self.start.base.clone(),
            file: file.map(|path| path.to_string_lossy().into_owned()),
        }
    }

    /// Everything that only fallback places hold, or must.
    pub fn stranded(&self) -> &[Line] {
        self.lines.get(self.written..).unwrap_or_default()
    }

    /// Whether there is a history that a crash may take as a whole.
    pub fn has_unnamed_history(&self) -> bool {
        self.history > 0 && !self.is_history_named
    }

    /// The names in the work folder are durable: that of the journal, and that of the history if there is one.
    pub fn names_last(&mut self) {
        self.is_named = true;
        self.is_history_named = self.history > 0;
    }

    /// The journal is no place of ours any more: the fallback place gets all that the file lacks.
    pub fn lose_journal(&mut self) {
        self.written = 0;
        self.journal = 0;
        self.is_named = false;
        self.has_folder = false;
        self.found = None;
        self.looked = (0, 0);
    }
}
