//! Two programs with different data folders on one workspace, a full disk, a work folder that is removed or
//! replaced at any step, and files of other branches: whatever was acknowledged is in the workspace, or put
//! aside and told at the next opening.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::store::disk::model::ModelLock;

const WORK: &str = "/w/.dateline";
const LOCK: &str = "/w/.dateline/workspace.ron.lock";

fn fallback_of(who: usize) -> PathBuf {
    PathBuf::from(format!("/home/{who}/unsaved/w.journal"))
}

/// A disk on which one program finds no room beside the workspace.
#[derive(Debug)]
struct Room<'d> {
    below: &'d ModelDisk,
    is_full: AtomicBool,
}

impl Room<'_> {
    fn room(&self, path: &Path) -> io::Result<()> {
        if self.is_full.load(Ordering::Relaxed) && path.starts_with("/w") {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

impl Disk for Room<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.below.read(path)
    }
    fn read_part(&self, path: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
        self.below.read_part(path, from, bytes)
    }
    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        self.below.len(path)
    }
    fn create(&self, path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
        self.room(path)?;
        self.below.create(path, content, like)
    }
    fn write_at(&self, path: &Path, at: u64, content: &[u8]) -> io::Result<()> {
        self.room(path)?;
        self.below.write_at(path, at, content)
    }
    fn flush(&self, path: &Path) -> io::Result<()> {
        self.below.flush(path)
    }
    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        self.below.flush_folder(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.below.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.below.remove(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.below.create_folder(path)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        self.below.list(path)
    }
}

/// A program that works on the workspace, as `dateline edit` does.
struct Program<'d> {
    workspace_log: WorkspaceLog<'d>,
    workspace: Workspace,
    history: History,
    lock: Arc<ModelLock>,
    waiting: Vec<Entry>,
}

impl<'d> Program<'d> {
    fn open(model: &ModelDisk, disk: &'d dyn Disk, who: usize) -> Option<Self> {
        model.create_folder(Path::new(WORK)).unwrap();
        let lock = model.lock(Path::new(LOCK))?;
        let opened =
            WorkspaceLog::open(disk, Path::new(FILE), Some(fallback_of(who)), true).ok()?;
        opened.workspace_log.hold(Arc::<ModelLock>::clone(&lock));
        Some(Self {
            workspace_log: opened.workspace_log,
            workspace: opened.opened.workspace,
            history: opened.history,
            lock,
            waiting: Vec::new(),
        })
    }

    /// Makes an edit; whether it was acknowledged.
    fn add(&mut self, name: &str) -> bool {
        add(&mut self.workspace, &mut self.history, name);
        self.waiting.extend(self.history.take_fresh());
        let appended = self.workspace_log.append(&self.waiting).is_ok();
        if appended {
            self.waiting.clear();
        }
        appended
    }

    /// What `dateline edit` does where the work folder was taken: it goes on only if nobody else works on
    /// the workspace and the file can be written. Whether it goes on.
    fn goes_on(&mut self, model: &ModelDisk) -> bool {
        if self.workspace_log.is_taken() {
            model.create_folder(Path::new(WORK)).unwrap();
            let Some(lock) = model.lock(Path::new(LOCK)) else {
                return false;
            };
            self.workspace_log.hold(Arc::<ModelLock>::clone(&lock));
            self.lock = lock;
        }
        if self.workspace_log.is_lost() {
            self.history.forget();
            return self.compact();
        }
        true
    }

    fn compact(&mut self) -> bool {
        let sequence = self.history.sequence();
        let written = self.workspace_log.compact(&self.workspace, sequence);
        if written.is_ok() {
            self.waiting.clear();
        }
        written.is_ok()
    }
}

fn add(workspace: &mut Workspace, history: &mut History, name: &str) {
    let track = Track {
        id: TrackId::random(),
        name: name.into(),
        slot: Slot::after(0),
        query: "x".repeat(name.len() * 37 % 700).into(),
        shown: true,
    };
    let swap = Swap {
        before: None,
        after: Some((workspace.tracks.len(), track)),
    };
    let edit = Edit::new(name, vec![Change::Track(swap)]);
    history.commit(workspace, edit, None, stamp()).unwrap();
}

fn names(workspace: &Workspace) -> BTreeSet<String> {
    let names = workspace.tracks.iter().map(|t| t.name.to_string());
    names.collect()
}

/// What an opening by one of the programs has, or tells.
fn known(disk: &ModelDisk, who: usize) -> BTreeSet<String> {
    let disk = disk.crashed(&mut || true);
    let fallback = Some(fallback_of(who));
    let Ok(opened) = WorkspaceLog::open(&disk, Path::new(FILE), fallback, true) else {
        return BTreeSet::new();
    };
    let mut known = names(&opened.opened.workspace);
    for branch in opened.recovered.branches {
        let path = branch.kept.display().to_string();
        let problems = opened.recovered.problems.iter();
        assert!(problems.into_iter().any(|p| p.contains(&path)), "{path}");
        assert!(disk.read(&branch.kept).is_ok(), "{path}");
        known.extend(branch.labels);
    }
    known
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Open(usize),
    Add(usize),
    Compact(usize),
    Kill(usize),
    Full(usize, bool),
    Remove,
    Keep,
    PutBack,
    KeepFile,
    PutFileBack,
    CopyOfAnother(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..2_usize;
    prop_oneof![
        5 => who().prop_map(Step::Open),
        9 => who().prop_map(Step::Add),
        2 => who().prop_map(Step::Compact),
        3 => who().prop_map(Step::Kill),
        3 => (who(), any::<bool>()).prop_map(|(who, full)| Step::Full(who, full)),
        2 => Just(Step::Remove),
        1 => Just(Step::Keep),
        1 => Just(Step::PutBack),
        1 => Just(Step::KeepFile),
        1 => Just(Step::PutFileBack),
        1 => (0..4_u8).prop_map(Step::CopyOfAnother),
    ]
}

/// What was acknowledged, and what of it somebody has taken from the disk while a program still knew it.
#[derive(Default)]
struct Owed {
    acknowledged: BTreeSet<String>,
    hostages: [BTreeSet<String>; 2],
    /// What a file held that was replaced: from then on only the work folder has it.
    replaced: BTreeSet<String>,
    kept: BTreeMap<PathBuf, Vec<u8>>,
    kept_file: Option<Vec<u8>>,
    number: usize,
}

impl Owed {
    fn missing(&self, model: &ModelDisk) -> BTreeSet<String> {
        let there = [0, 1].map(|who| known(model, who));
        let is_there = |name: &&String| there.iter().any(|t| t.contains(*name));
        let missing = self.acknowledged.iter().filter(|name| !is_there(name));
        missing.cloned().collect()
    }

    /// Somebody has taken something from the disk. What no program at work knows either is gone for good,
    /// and so is what a file held that was replaced.
    fn taken(&mut self, model: &ModelDisk, programs: &[Option<Program<'_>>; 2], is_file: bool) {
        for name in self.missing(model) {
            let mut is_known = false;
            for (who, program) in programs.iter().enumerate() {
                let knows = program
                    .as_ref()
                    .is_some_and(|p| names(&p.workspace).contains(&name));
                if knows {
                    self.hostages[who].insert(name.clone());
                    is_known = true;
                }
            }
            if !is_known || is_file || self.replaced.contains(&name) {
                self.acknowledged.remove(&name);
            }
        }
    }

    /// A program has ended without having written since.
    fn ended(&mut self, model: &ModelDisk, who: usize) {
        for name in std::mem::take(&mut self.hostages[who]) {
            let other = self.hostages.iter().any(|h| h.contains(&name));
            if !other && self.missing(model).contains(&name) {
                self.acknowledged.remove(&name);
            }
        }
    }
}

fn cases() -> u32 {
    let asked = std::env::var("DATELINE_TWO").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(200)
}

/// Runs some steps; says what is missing after which.
fn run(steps: &[Step]) -> Result<Owed, String> {
    let model = new_disk();
    let rooms = [0, 1].map(|_| Room {
        below: &model,
        is_full: AtomicBool::new(false),
    });
    let mut programs: [Option<Program<'_>>; 2] = [None, None];
    let mut owed = Owed::default();
    for (at, step) in steps.iter().enumerate() {
        let before = in_file(&model);
        match *step {
            Step::Open(who) => {
                if programs[who].is_none() {
                    programs[who] = Program::open(&model, &rooms[who], who);
                }
            }
            Step::Add(who) => {
                owed.number += 1;
                let name = format!("{who} adds {}", owed.number);
                let Some(program) = &mut programs[who] else {
                    continue;
                };
                if program.add(&name) {
                    owed.acknowledged.insert(name);
                    // It has been told where the rest is, or it is whole again.
                    owed.hostages[who].clear();
                }
                if !program.goes_on(&model) {
                    programs[who] = None;
                    owed.ended(&model, who);
                }
            }
            Step::Compact(who) => {
                let written = programs[who].as_mut().is_some_and(Program::compact);
                if written {
                    owed.hostages[who].clear();
                }
            }
            Step::Kill(who) => {
                programs[who] = None;
                owed.ended(&model, who);
            }
            Step::Full(who, full) => rooms[who].is_full.store(full, Ordering::Relaxed),
            Step::Remove => model.remove_folder(Path::new(WORK)),
            Step::Keep => owed.kept = model.files(Path::new(WORK)),
            Step::PutBack => model.put_folder(Path::new(WORK), &owed.kept),
            Step::KeepFile => owed.kept_file = model.read(Path::new(FILE)).ok(),
            Step::PutFileBack => {
                if let Some(content) = &owed.kept_file {
                    replace::<io::Error>(&model, Path::new(FILE), content, |_| Ok(())).unwrap();
                }
            }
            Step::CopyOfAnother(edits) => copy_of_another(&model, &mut owed, edits),
        }
        let takes = matches!(
            step,
            Step::Remove | Step::PutBack | Step::PutFileBack | Step::CopyOfAnother(_)
        );
        if takes {
            let is_file = matches!(step, Step::PutFileBack | Step::CopyOfAnother(_));
            if is_file {
                let after = in_file(&model);
                owed.replaced.extend(before.difference(&after).cloned());
            }
            owed.taken(&model, &programs, is_file);
        }
        let hostages: BTreeSet<String> = owed.hostages.iter().flatten().cloned().collect();
        let missing = owed.missing(&model);
        let missing: Vec<&String> = missing.difference(&hostages).collect();
        if !missing.is_empty() {
            return Err(format!("{missing:?} is missing after step {at}, {step:?}"));
        }
    }
    Ok(owed)
}

/// What the workspace file by itself holds.
fn in_file(model: &ModelDisk) -> BTreeSet<String> {
    open_on(model, Path::new(FILE))
        .map_or_else(|_| BTreeSet::new(), |found| names(&found.workspace))
}

/// Somebody has copied the file to another machine, worked there, and puts that file back here.
fn copy_of_another(model: &ModelDisk, owed: &mut Owed, edits: u8) {
    let elsewhere = new_disk();
    let content = model.read(Path::new(FILE)).unwrap();
    replace::<io::Error>(&elsewhere, Path::new(FILE), &content, |_| Ok(())).unwrap();
    let mut there = Program::open(&elsewhere, &elsewhere, 1).unwrap();
    for _ in 0..edits {
        owed.number += 1;
        let name = format!("elsewhere {}", owed.number);
        if there.add(&name) {
            owed.acknowledged.insert(name);
        }
    }
    there.compact();
    let content = elsewhere.read(Path::new(FILE)).unwrap();
    replace::<io::Error>(model, Path::new(FILE), &content, |_| Ok(())).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn two_programs_lose_nothing_whoever_takes_their_folders_away(
        steps in proptest::collection::vec(step(), 1..30),
    ) {
        let outcome = run(&steps).map(drop);
        prop_assert_eq!(outcome, Ok(()), "{:?}", steps);
    }
}

/// The steps must reach what they are for: entries that go another way, and folders that are taken.
#[test]
fn random_steps_reach_other_ways() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let all = proptest::collection::vec(step(), 20..40);
    let (mut astray, mut whole) = (0, 0);
    for _ in 0..60 {
        let steps = all.new_tree(&mut runner).unwrap().current();
        let owed = run(&steps).unwrap_or_else(|why| panic!("{why}: {steps:?}"));
        whole += usize::from(owed.acknowledged.len() > 2);
        astray += usize::from(steps.iter().any(|s| matches!(s, Step::Remove)));
    }
    assert!(whole > 20 && astray > 20, "{whole} {astray}");
}

/// Found by the random steps: the history alone holds an entry, and a journal that goes on from there
/// another, when an older file is put back.
#[test]
fn what_only_the_history_holds_is_told_beside_a_journal_that_went_another_way() {
    let steps = [
        Step::KeepFile,
        Step::CopyOfAnother(1),
        Step::Open(0),
        Step::PutBack,
        Step::Add(0),
        Step::PutFileBack,
        Step::Add(0),
    ];
    assert_eq!(run(&steps).map(drop), Ok(()));
}

#[test]
fn what_went_to_the_fallback_place_is_told_where_another_took_its_numbers() {
    let model = new_disk();
    let rooms = [0, 1].map(|_| Room {
        below: &model,
        is_full: AtomicBool::new(false),
    });
    let mut first = Program::open(&model, &rooms[0], 0).unwrap();
    for n in 1..=8 {
        rooms[0].is_full.store(n > 3, Ordering::Relaxed);
        assert!(first.add(&format!("mine {n}")), "{n}");
    }
    drop(first);
    rooms[0].is_full.store(false, Ordering::Relaxed);
    let mut second = Program::open(&model, &rooms[1], 1).unwrap();
    for n in 4..=6 {
        assert!(second.add(&format!("theirs {n}")));
    }
    for compacts in [false, true] {
        if compacts {
            assert!(second.compact());
        }
        let disk = model.crashed(&mut || true);
        let fallback = Some(fallback_of(0));
        let opened = WorkspaceLog::open(&disk, Path::new(FILE), fallback, true).unwrap();
        let Recovered {
            problems, branches, ..
        } = &opened.recovered;
        let [branch] = &branches[..] else {
            panic!("one branch: {branches:?} {problems:?}");
        };
        assert_eq!(branch.entries, 5);
        assert_eq!(problems.len(), 1, "{problems:?}");
        let merged = branch.merged(&opened.opened.workspace).unwrap();
        let mut all = opened.opened.workspace.clone();
        all.apply(&merged.edit.unwrap()).unwrap();
        assert_eq!(all.tracks.len(), 3 + 3 + 5);
        assert_eq!(merged.conflicts, []);
        // It is told until somebody has decided, and then no more.
        let again = |disk: &ModelDisk| {
            let opened = WorkspaceLog::open(disk, Path::new(FILE), None, true).unwrap();
            opened.recovered.branches.len()
        };
        assert_eq!(again(&disk), 1);
        opened.workspace_log.decided(branch).unwrap();
        assert_eq!(again(&disk), 0);
    }
}

/// What went another way and finds no room to be put aside stays where it was found, which may hold other
/// things, until there is room: deciding about it moves nothing else.
#[test]
fn what_could_not_be_put_aside_is_before_it_is_decided_about() {
    let model = new_disk();
    let room = Room {
        below: &model,
        is_full: AtomicBool::new(false),
    };
    let mut first = Program::open(&model, &room, 0).unwrap();
    assert!(first.add("mine 1"));
    room.is_full.store(true, Ordering::Relaxed);
    assert!(first.add("mine 2"));
    drop(first);
    room.is_full.store(false, Ordering::Relaxed);
    let mut second = Program::open(&model, &model, 1).unwrap();
    assert!(second.add("theirs 2"));
    drop(second);
    room.is_full.store(true, Ordering::Relaxed);
    let fallback = || Some(fallback_of(0));
    let opened = WorkspaceLog::open(&room, Path::new(FILE), fallback(), true).unwrap();
    let [branch] = &opened.recovered.branches[..] else {
        panic!("one branch: {:?}", opened.recovered);
    };
    let kept = model.read(&fallback_of(0)).unwrap();
    assert!(opened.workspace_log.decided(branch).is_err());
    assert_eq!(model.read(&fallback_of(0)).unwrap(), kept);
    room.is_full.store(false, Ordering::Relaxed);
    opened.workspace_log.decided(branch).unwrap();
    assert_eq!(model.read(&fallback_of(0)).unwrap(), kept);
    let again = WorkspaceLog::open(&room, Path::new(FILE), fallback(), true).unwrap();
    assert_eq!(again.recovered.branches, []);
    let names: Vec<String> = again
        .opened
        .workspace
        .tracks
        .iter()
        .map(|t| t.name.to_string())
        .collect();
    assert_eq!(names, ["mine 1", "theirs 2"]);
}

#[test]
fn a_holder_whose_folder_was_removed_stops_where_another_works_now() {
    let model = new_disk();
    let mut first = Program::open(&model, &model, 0).unwrap();
    for n in 1..=3 {
        assert!(first.add(&format!("mine {n}")));
    }
    model.remove_folder(Path::new(WORK));
    let mut second = Program::open(&model, &model, 1).unwrap();
    assert!(second.add("theirs 1"));
    let journal = model
        .read(Path::new("/w/.dateline/workspace.ron.journal"))
        .unwrap();
    assert!(first.add("mine 4"), "kept elsewhere");
    assert!(first.workspace_log.is_taken());
    assert!(!first.goes_on(&model));
    assert!(!first.compact(), "nor is the file written over");
    let after = model
        .read(Path::new("/w/.dateline/workspace.ron.journal"))
        .unwrap();
    assert_eq!(journal, after);
    assert!(second.add("theirs 2"));
    drop((first, second));
    let told: Vec<String> = (1..=4).map(|n| format!("mine {n}")).collect();
    let opened = WorkspaceLog::open(&model, Path::new(FILE), Some(fallback_of(0)), true).unwrap();
    assert_eq!(opened.recovered.branches[0].labels, told);
    assert_eq!(opened.opened.workspace.tracks.len(), 2);
}

#[test]
fn a_holder_whose_folder_was_removed_makes_everything_whole_where_nobody_works() {
    let model = new_disk();
    let mut first = Program::open(&model, &model, 0).unwrap();
    for n in 1..=3 {
        assert!(first.add(&format!("mine {n}")));
    }
    model.remove_folder(Path::new(WORK));
    assert!(first.add("mine 4"));
    assert!(first.goes_on(&model));
    assert!(first.add("mine 5"));
    drop(first);
    let opened = open(&model, false);
    assert_eq!(opened.opened.workspace.tracks.len(), 5);
    assert_eq!(opened.recovered.problems, Vec::<String>::new());
}

/// Some network drives know no locks: then only the journal itself can tell.
#[test]
fn what_another_wrote_into_the_journal_is_kept_and_told() {
    let model = new_disk();
    let mut first = Analyst::new(&model, false);
    first.act(Act::Add(5));
    let mut second = Analyst::new(&model, false);
    second.act(Act::Add(6));
    second.act(Act::Add(7));
    first.act(Act::Add(8));
    let notes = first.workspace_log.take_notes();
    assert_eq!(notes.len(), 1, "{notes:?}");
    let opened = open(&model, false);
    assert_eq!(opened.opened.workspace, first.workspace);
    let [branch] = &opened.recovered.branches[..] else {
        panic!("{:?}", opened.recovered);
    };
    assert_eq!(branch.entries, 2);
    assert!(branch.sides.is_some());
    // So is what somebody wrote before the journal is cut by writing the file.
    let mut third = Analyst::new(&model, false);
    third.act(Act::Add(9));
    first.act(Act::Compact);
    let branches = open(&model, false).recovered.branches;
    assert_eq!(branches.len(), 2, "{branches:?}");
}
