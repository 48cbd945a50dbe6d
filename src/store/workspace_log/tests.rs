//! What a crash, a full disk or a lost flush may take: never what was acknowledged.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::store::backups::backups;
use crate::store::disk::faulty::{Fault, FaultyDisk};
use crate::store::disk::model::ModelDisk;
use crate::store::disk::replace;
use crate::store::document::workspace_to_ron;
use crate::workspace::{Change, Edit, Slot, Stamp, Swap, Track, TrackId};

const FILE: &str = "/w/workspace.ron";
const FALLBACK: &str = "/home/unsaved/w.journal";

/// An analyst with a workspace log: what was done, and what was acknowledged.
struct Analyst<'d> {
    workspace_log: Arc<WorkspaceLog<'d>>,
    workspace: Workspace,
    history: History,
    /// Done and not yet acknowledged.
    waiting: Vec<Entry>,
    /// The last entry that was acknowledged.
    acknowledged: u64,
    /// Whether a compaction that changed the file was acknowledged after the last entry.
    compacted: bool,
    /// The last entry that the file is known to hold.
    in_file: u64,
    /// The workspace after each entry.
    states: Vec<Workspace>,
}

fn stamp() -> Stamp {
    Stamp {
        at: Timestamp::UNIX_EPOCH,
        by: "a".into(),
    }
}

fn new_disk() -> ModelDisk {
    let disk = ModelDisk::default();
    disk.create_folder(Path::new("/w")).unwrap();
    disk.create_folder(Path::new("/home")).unwrap();
    disk.flush_folder(Path::new("/")).unwrap();
    let text = workspace_to_ron(&Workspace::default(), 0).unwrap();
    replace::<io::Error>(&disk, Path::new(FILE), text.as_bytes(), |_| Ok(())).unwrap();
    disk
}

fn open(disk: &dyn Disk, fallback: bool) -> OpenedLog<'_> {
    let fallback = fallback.then(|| PathBuf::from(FALLBACK));
    WorkspaceLog::open(disk, Path::new(FILE), fallback, true).unwrap()
}

impl<'d> Analyst<'d> {
    fn new(disk: &'d dyn Disk, fallback: bool) -> Self {
        Self::with(open(disk, fallback))
    }

    fn with(opened: OpenedLog<'d>) -> Self {
        Self {
            workspace_log: Arc::new(opened.workspace_log),
            states: vec![opened.opened.workspace.clone()],
            workspace: opened.opened.workspace,
            history: opened.history,
            waiting: Vec::new(),
            acknowledged: 0,
            compacted: false,
            in_file: opened.opened.sequence,
        }
    }

    /// Adds a track with a name of some length, so that lines are longer than a sector now and then.
    fn add(&mut self, size: usize) {
        let track = Track {
            id: TrackId::random(),
            name: "x".repeat(size).into(),
            slot: Slot::after(0),
            query: "bakhmut".into(),
            shown: true,
        };
        let edit = Edit::new(
            "add track",
            vec![Change::Track(Swap {
                before: None,
                after: Some((0, track)),
            })],
        );
        let history = &mut self.history;
        history
            .commit(&mut self.workspace, edit, None, stamp())
            .unwrap();
        self.note();
    }

    fn undo(&mut self) {
        self.history.undo(&mut self.workspace, stamp()).unwrap();
        self.note();
    }

    fn note(&mut self) {
        for entry in self.history.take_fresh() {
            self.waiting.push(entry);
            self.states.push(self.workspace.clone());
        }
    }

    /// Tries to make everything durable.
    fn flush(&mut self) {
        let Some(last) = self.waiting.last().map(|e| e.sequence) else {
            return;
        };
        if self.workspace_log.append(&self.waiting).is_ok() {
            self.acknowledged = last;
            self.compacted = false;
            self.waiting.clear();
        }
    }

    fn compact(&mut self) {
        let sequence = self.history.sequence();
        if self
            .workspace_log
            .compact(&self.workspace, sequence)
            .is_ok()
        {
            self.acknowledged = sequence;
            self.compacted = sequence > 0;
            self.in_file = sequence;
        }
    }

    /// A compaction during which the last entry came.
    fn compact_before_last(&mut self) {
        let sequence = self.history.sequence().saturating_sub(1);
        let workspace = self.states.get(sequence as usize);
        let Some(workspace) = workspace.filter(|_| sequence > self.in_file) else {
            return;
        };
        if self.workspace_log.compact(workspace, sequence).is_ok() {
            self.acknowledged = self.acknowledged.max(sequence);
            self.compacted = true;
            self.in_file = sequence;
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Add(size) => {
                self.add(size);
                self.flush();
            }
            Act::Two(a, b) => {
                self.add(a);
                self.add(b);
                self.flush();
            }
            Act::Undo => {
                self.undo();
                self.flush();
            }
            Act::Late => self.add(30),
            Act::Compact => self.compact(),
            Act::CompactBeforeLast => self.compact_before_last(),
        }
    }

    /// What is wrong with the disk as it is found, if anything.
    fn problem(&self, disk: &dyn Disk, has_faults: bool) -> Option<String> {
        let fallback = has_faults.then(|| PathBuf::from(FALLBACK));
        let opened = match WorkspaceLog::open(disk, Path::new(FILE), fallback, true) {
            Ok(opened) => opened,
            Err(e) => return Some(format!("it does not open: {e}")),
        };
        let sequence = opened.history.sequence();
        if sequence < self.acknowledged {
            let acknowledged = self.acknowledged;
            return Some(format!(
                "{acknowledged} was acknowledged, {sequence} is there"
            ));
        }
        if self.states.get(sequence as usize) != Some(&opened.opened.workspace) {
            return Some("it is not the workspace of that moment".to_owned());
        }
        // A write that failed may leave torn lines, which are put aside and told.
        if !opened.recovered.problems.is_empty() && !has_faults {
            return Some(format!("{:?}", opened.recovered.problems));
        }
        let known = self.history.steps().len();
        let all = self.acknowledged == self.history.sequence() && self.waiting.is_empty();
        if all && opened.history.steps().len() != known {
            return Some("steps of the history are missing".to_owned());
        }
        let kept = match backups(disk, Path::new(FILE)) {
            Ok(kept) => kept,
            Err(e) => return Some(format!("backups: {e}")),
        };
        // Where the system refuses several times in a row, an earlier generation may not last.
        if self.compacted && kept.is_empty() && !has_faults {
            return Some("the previous generation was not kept".to_owned());
        }
        kept.iter()
            .find(|b| open_on(disk, &b.path).is_err())
            .map(|b| format!("a backup cannot be read: {}", b.path.display()))
    }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Add(usize),
    Two(usize, usize),
    Undo,
    /// Done, and not made durable yet.
    Late,
    Compact,
    CompactBeforeLast,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..1500_usize).prop_map(Act::Add),
        1 => (0..600_usize, 0..600_usize).prop_map(|(a, b)| Act::Two(a, b)),
        2 => Just(Act::Undo),
        1 => Just(Act::Late),
        2 => Just(Act::Compact),
        1 => Just(Act::CompactBeforeLast),
    ]
}

/// A stream of yes and no.
fn keeper(seed: u64) -> impl FnMut() -> bool {
    let mut state = seed | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 60 & 1 == 1
    }
}

fn cases() -> u32 {
    let asked = std::env::var("DATELINE_CRASHES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn a_crash_keeps_everything_that_was_acknowledged(
        acts in proptest::collection::vec(act(), 1..14),
        seeds in proptest::collection::vec(any::<u64>(), 4),
    ) {
        let disk = new_disk();
        let mut analyst = Analyst::new(&disk, false);
        for act in acts {
            analyst.act(act);
            for seed in &seeds {
                let after = disk.crashed(&mut keeper(*seed));
                let problem = analyst.problem(&after, false);
                prop_assert_eq!(problem, None);
            }
        }
    }

    /// After a crash the work goes on, and a second crash takes nothing either.
    #[test]
    fn work_goes_on_after_a_crash(
        acts in proptest::collection::vec(act(), 1..8),
        further in proptest::collection::vec(act(), 1..8),
        seeds in (any::<u64>(), any::<u64>()),
    ) {
        let disk = new_disk();
        let mut first = Analyst::new(&disk, false);
        first.add(9);
        // Written and not acknowledged: it may be there afterwards, whole, or not.
        for act in acts {
            first.act(act);
        }
        let disk = disk.crashed(&mut keeper(seeds.0));
        let mut second = Analyst::new(&disk, false);
        let there = second.history.sequence();
        prop_assert!(there >= first.acknowledged);
        second.states = first.states.get(..=there as usize).unwrap().to_vec();
        for act in further {
            second.act(act);
            let after = disk.crashed(&mut keeper(seeds.1));
            prop_assert_eq!(second.problem(&after, false), None);
        }
    }
}

const SCENE: [Act; 15] = [
    Act::Late,
    Act::Compact,
    Act::Add(40),
    Act::Two(700, 20),
    Act::Undo,
    Act::Compact,
    Act::Add(1200),
    Act::Undo,
    Act::CompactBeforeLast,
    Act::Add(10),
    Act::Two(5, 900),
    Act::Compact,
    Act::Add(300),
    Act::CompactBeforeLast,
    Act::Add(20),
];

/// Each operation that changes the disk fails once, a few times, or from then on until the analyst tries
/// again at the end; each write stops half way once.
#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_every_file_can_be_read() {
    let counted = new_disk();
    let layer = FaultyDisk::new(&counted, Fault::NoFlush { at: usize::MAX });
    let mut analyst = Analyst::new(&layer, true);
    for act in SCENE {
        analyst.act(act);
    }
    let operations = layer.operations();
    assert!(operations > 40, "{operations}");
    let faults = (0..operations).flat_map(|at| {
        let fails = [1, 3, usize::MAX / 2].map(|count| Fault::Fails { from: at, count });
        fails.into_iter().chain([Fault::Torn { at }])
    });
    for fault in faults {
        let disk = new_disk();
        let layer = FaultyDisk::new(&disk, fault);
        let mut analyst = Analyst::new(&layer, true);
        for act in SCENE {
            analyst.act(act);
            // As it is found now, and after a crash now.
            let found = analyst.problem(&disk.crashed(&mut || true), true);
            assert_eq!(found, None, "{fault:?} {act:?}");
            for seed in [3, 77, 12_345] {
                let found = analyst.problem(&disk.crashed(&mut keeper(seed)), true);
                assert_eq!(found, None, "{fault:?} {act:?} {seed}");
            }
        }
        // The disk has room again: everything that was done is made durable.
        let history = analyst.history;
        if !matches!(fault, Fault::Fails { count, .. } if count > 3) {
            let mut again = Analyst::new(&disk, true);
            let there = again.history.sequence() as usize;
            assert!(there <= history.sequence() as usize);
            again.add(5);
            again.act(Act::Compact);
            assert_eq!(again.acknowledged, again.history.sequence());
        }
    }
}

/// Every flush is needed: without any one of them there is a crash that takes something acknowledged.
#[test]
fn without_any_one_flush_something_is_lost() {
    let counted = new_disk();
    let layer = FaultyDisk::new(&counted, Fault::NoFlush { at: usize::MAX });
    let mut analyst = Analyst::new(&layer, false);
    for act in SCENE {
        analyst.act(act);
    }
    let flushes = layer.flushes();
    assert!(flushes > 15, "{flushes}");
    let mut unneeded = Vec::new();
    for at in 0..flushes {
        let disk = new_disk();
        let layer = FaultyDisk::new(&disk, Fault::NoFlush { at });
        let mut analyst = Analyst::new(&layer, false);
        let lost = SCENE.into_iter().any(|act| {
            analyst.act(act);
            (0..60_u64).any(|seed| {
                let seed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let after = disk.crashed(&mut keeper(seed));
                analyst.problem(&after, false).is_some()
            })
        });
        if !lost {
            unneeded.push(at);
        }
    }
    assert!(unneeded.is_empty(), "of {flushes}: {unneeded:?}");
}

#[test]
fn entries_go_to_the_fallback_place_and_back() {
    let disk = new_disk();
    let layer = FaultyDisk::new(&disk, Fault::NoFlush { at: usize::MAX });
    let mut analyst = Analyst::new(&layer, true);
    analyst.act(Act::Add(5));
    let made = layer.operations();
    let layer = FaultyDisk::new(&disk, Fault::Fails { from: 0, count: 1 });
    let mut analyst = Analyst::new(&layer, true);
    analyst.add(7);
    let appended = analyst.workspace_log.append(&analyst.waiting).unwrap();
    assert!(
        matches!(appended, Appended::Fallback(_)),
        "{appended:?} {made}"
    );
    assert!(disk.len(Path::new(FALLBACK)).unwrap().is_some());
    // Another start finds it there, and brings it back with the next entry.
    let opened = open(&disk, true);
    assert_eq!(opened.opened.workspace, analyst.workspace);
    assert_eq!(opened.recovered.replayed.len(), 2);
    let mut analyst = Analyst::new(&disk, true);
    analyst.add(8);
    assert_eq!(
        analyst.workspace_log.append(&analyst.waiting).unwrap(),
        Appended::Journal
    );
    assert_eq!(disk.len(Path::new(FALLBACK)).unwrap(), None);
    assert_eq!(open(&disk, true).opened.workspace, analyst.workspace);
}

#[test]
fn a_file_replaced_by_an_older_one_stays_and_what_does_not_fit_is_kept() {
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    analyst.act(Act::Add(5));
    let old = disk.read(Path::new(FILE)).unwrap();
    analyst.act(Act::Compact);
    analyst.act(Act::Add(6));
    disk.create(Path::new(FILE), &old, Path::new(FILE)).unwrap();
    let opened = open(&disk, false);
    assert_eq!(opened.opened.workspace, Workspace::default());
    assert_eq!(opened.recovered.problems.len(), 1);
    let kept = disk.list(Path::new("/w/.dateline")).unwrap();
    assert!(kept.iter().any(|n| n.contains("unplaced")), "{kept:?}");
    // And the work goes on.
    let mut again = Analyst::new(&disk, false);
    again.act(Act::Add(1));
    assert_eq!(open(&disk, false).opened.workspace.tracks.len(), 1);
}

#[test]
fn a_damaged_line_ends_what_is_read_and_the_rest_is_kept() {
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    for _ in 0..3 {
        analyst.act(Act::Add(5));
    }
    let path = Path::new("/w/.dateline/workspace.ron.journal");
    let mut bytes = disk.read(path).unwrap();
    // The first line is the head, the second the first entry.
    let ends = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n');
    let second = ends.map(|(at, _)| at).nth(1).unwrap() + 60;
    bytes[second] ^= 1;
    disk.create(path, &bytes, path).unwrap();
    let opened = open(&disk, false);
    assert_eq!(opened.history.sequence(), 1);
    assert_eq!(opened.recovered.problems.len(), 1);
    let kept = disk.list(Path::new("/w/.dateline")).unwrap();
    assert!(kept.iter().any(|n| n.contains("damaged")), "{kept:?}");
}

#[test]
fn a_journal_of_another_version_of_the_file_is_put_aside_and_told() {
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    for _ in 0..3 {
        analyst.act(Act::Add(5));
    }
    // A file from somewhere else, further on than this journal.
    let text = workspace_to_ron(&Workspace::default(), 30).unwrap();
    disk.create(Path::new(FILE), text.as_bytes(), Path::new(FILE))
        .unwrap();
    let opened = open(&disk, false);
    assert_eq!(opened.opened.workspace, Workspace::default());
    assert_eq!(opened.recovered.problems.len(), 1);
    let kept = disk.list(Path::new("/w/.dateline")).unwrap();
    assert!(kept.iter().any(|n| n.contains("unplaced")), "{kept:?}");
}

#[test]
fn what_the_journal_has_is_not_written_twice_and_a_gap_is_refused() {
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    analyst.add(5);
    analyst.add(6);
    let both = analyst.waiting.clone();
    analyst.workspace_log.append(&both[..1]).unwrap();
    analyst.workspace_log.append(&both).unwrap();
    assert_eq!(open(&disk, false).history.sequence(), 2);
    analyst.add(7);
    analyst.add(8);
    let gap = analyst.waiting.last().cloned().unwrap();
    assert!(analyst.workspace_log.append(&[gap]).is_err());
    assert!(
        analyst.workspace_log.is_lost(),
        "only the whole file makes it good again"
    );
    analyst.act(Act::Compact);
    analyst.add(9);
    let last = analyst.waiting.last().cloned().unwrap();
    analyst.workspace_log.append(&[last]).unwrap();
    assert_eq!(open(&disk, false).opened.workspace, analyst.workspace);
}

#[test]
fn the_first_file_never_takes_the_place_of_somebody_elses() {
    let disk = new_disk();
    let mut other = Analyst::new(&disk, false);
    other.act(Act::Add(5));
    let mine = WorkspaceLog::new(&disk, Path::new(FILE), None);
    let refused = mine.begin(&Workspace::default(), 0, &[]);
    assert!(matches!(refused, Err(SaveError::ChangedOnDisk(_))));
    assert_eq!(open(&disk, false).opened.workspace, other.workspace);
}

mod damage;
mod golden;
mod lineage;
mod links;
mod two;
mod waiting;
