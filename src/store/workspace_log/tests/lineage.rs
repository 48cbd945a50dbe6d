//! Which entries belong to which file.

use super::*;

const JOURNAL: &str = "/w/.dateline/workspace.ron.journal";

fn write(disk: &ModelDisk, path: &str, content: &[u8]) {
    disk.create_folder(folder_of(Path::new(path))).unwrap();
    replace::<io::Error>(disk, Path::new(path), content, |_| Ok(())).unwrap();
}

/// A workspace whose file holds two entries, as it was copied to another machine.
fn copied() -> (ModelDisk, ModelDisk) {
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    analyst.act(Act::Add(5));
    analyst.act(Act::Add(6));
    analyst.act(Act::Compact);
    let copy = disk.crashed(&mut || true);
    (disk, copy)
}

/// The file of another workspace, which holds two entries too.
fn unrelated() -> Vec<u8> {
    let (disk, _) = copied();
    let workspace = Analyst::new(&disk, false).workspace;
    disk.remove(Path::new(FILE)).unwrap();
    let log = WorkspaceLog::new(&disk, Path::new(FILE), None);
    log.begin(&workspace, 2, &[]).unwrap();
    disk.read(Path::new(FILE)).unwrap()
}

/// Both machines go on from one file by as many entries. The journal of one beside the file of the other
/// has numbers that fit, and is not applied.
#[test]
fn the_journal_of_another_copy_is_offered_and_not_applied() {
    let (disk, copy) = copied();
    let mut here = Analyst::new(&disk, false);
    here.act(Act::Add(7));
    here.act(Act::Compact);
    here.act(Act::Add(17));
    let mut there = Analyst::new(&copy, false);
    there.act(Act::Add(8));
    there.act(Act::Compact);
    let file = copy.read(Path::new(FILE)).unwrap();
    write(&disk, FILE, &file);
    let opened = open(&disk, false);
    assert_eq!(opened.opened.workspace, there.workspace);
    assert_eq!(opened.recovered.replayed, Vec::<String>::new());
    assert_eq!(opened.recovered.problems.len(), 1);
    // And the other way round: the file as it was here, the journal from there.
    there.act(Act::Add(9));
    let journal = copy.read(Path::new(JOURNAL)).unwrap();
    let (disk, _) = copied();
    let mut here = Analyst::new(&disk, false);
    here.act(Act::Add(7));
    here.act(Act::Compact);
    write(&disk, JOURNAL, &journal);
    let opened = open(&disk, false);
    assert_eq!(opened.opened.workspace, here.workspace);
    assert_eq!(opened.recovered.problems.len(), 1);
    assert_eq!(opened.recovered.branches[0].entries, 1);
}

/// The folder as a whole may be moved: its journal continues its file there as well.
#[test]
fn a_folder_that_was_moved_with_its_journal_opens_as_before() {
    let (disk, copy) = copied();
    let mut there = Analyst::new(&copy, false);
    there.act(Act::Add(8));
    for (path, content) in copy.files(Path::new("/w")) {
        write(&disk, path.to_str().unwrap(), &content);
    }
    let opened = open(&disk, false);
    assert_eq!(opened.opened.workspace, there.workspace);
    assert_eq!(opened.recovered.problems, Vec::<String>::new());
}

#[test]
fn a_journal_beside_another_workspace_is_told_and_kept() {
    let (disk, _) = copied();
    let mut here = Analyst::new(&disk, false);
    here.act(Act::Add(7));
    // A file of an earlier version, and one of this version that is another workspace.
    let plain = workspace_to_ron(&Workspace::default(), 2).unwrap();
    let (other, _) = copied();
    let other = other.read(Path::new(FILE)).unwrap();
    for file in [plain.as_bytes(), &other] {
        let disk = disk.crashed(&mut || true);
        write(&disk, FILE, file);
        let opened = open(&disk, false);
        assert_eq!(opened.recovered.replayed, Vec::<String>::new());
        assert_eq!(opened.recovered.problems.len(), 1);
        let branch = &opened.recovered.branches[0];
        assert_eq!(branch.entries, 1);
        assert!(disk.read(&branch.kept).is_ok());
        // Working on does not take it away, nor what is told of it.
        let mut again = Analyst::new(&disk, false);
        again.act(Act::Add(3));
        again.act(Act::Compact);
        assert_eq!(open(&disk, false).recovered.branches.len(), 1);
    }
}

/// An older file of its own with what was done since: offered, and taken in it gives everything back.
#[test]
fn what_came_after_an_older_file_is_offered_as_a_whole() {
    for pending in [true, false] {
        let (disk, _) = copied();
        let old = disk.read(Path::new(FILE)).unwrap();
        let mut here = Analyst::new(&disk, false);
        here.act(Act::Add(7));
        here.act(Act::Undo);
        here.act(Act::Add(8));
        here.act(Act::Compact);
        if pending {
            here.act(Act::Add(9));
        }
        write(&disk, FILE, &old);
        let opened = open(&disk, false);
        assert_eq!(opened.opened.workspace.tracks.len(), 2);
        let [branch] = &opened.recovered.branches[..] else {
            panic!("{:?}", opened.recovered);
        };
        let merged = branch.merged(&opened.opened.workspace).unwrap();
        let mut all = opened.opened.workspace.clone();
        all.apply(&merged.edit.unwrap()).unwrap();
        // Only the order of tracks is the analyst's own.
        let sorted = |workspace: &Workspace| {
            let mut tracks = workspace.tracks.clone();
            tracks.sort_by_key(|t| t.id);
            tracks
        };
        assert_eq!(sorted(&all), sorted(&here.workspace));
    }
}

/// A file that was changed by hand keeps its lineage; what follows it still does where it fits.
#[test]
fn entries_that_follow_a_file_changed_by_hand_are_replayed_where_they_fit() {
    let (disk, _) = copied();
    let mut here = Analyst::new(&disk, false);
    here.act(Act::Add(7));
    let text = String::from_utf8(disk.read(Path::new(FILE)).unwrap()).unwrap();
    let changed = text.replacen("bakhmut", "donetsk", 1);
    assert_ne!(text, changed);
    write(&disk, FILE, changed.as_bytes());
    let opened = open(&disk, false);
    assert_eq!(opened.opened.workspace.tracks.len(), 3);
    assert_eq!(opened.recovered.problems, Vec::<String>::new());
    let here = &opened.opened.workspace.tracks;
    assert!(here.iter().any(|t| &*t.query == "donetsk"));
}

/// Entries in a fallback place are found again where the workspace was moved or renamed meanwhile, and
/// not where it still lies where it was.
#[test]
fn a_fallback_place_is_found_again_by_a_workspace_that_was_moved() {
    for moves in [true, false] {
        let (disk, _) = copied();
        let full = FaultyDisk::new(&disk, Fault::Fails { from: 0, count: 1 });
        let mut here = Analyst::with(open(&full, true));
        here.add(7);
        here.flush();
        let file = disk.read(Path::new(FILE)).unwrap();
        write(&disk, "/elsewhere/news.ron", &file);
        if moves {
            disk.remove(Path::new(FILE)).unwrap();
        }
        let own = Some(PathBuf::from("/home/unsaved/other.journal"));
        let moved = Path::new("/elsewhere/news.ron");
        let opened = WorkspaceLog::open(&disk, moved, own.clone(), true).unwrap();
        assert_eq!(
            opened.opened.workspace.tracks.len(),
            if moves { 3 } else { 2 }
        );
        let mut there = Analyst::with(opened);
        there.act(Act::Add(8));
        let gone = disk.len(Path::new(FALLBACK)).unwrap().is_none();
        assert_eq!(gone, moves, "it goes once it is in the journal");
        let opened = WorkspaceLog::open(&disk, moved, own, true).unwrap();
        assert_eq!(
            opened.opened.workspace.tracks.len(),
            if moves { 4 } else { 3 }
        );
    }
}

/// The place where another workspace kept something is never written over.
#[test]
fn a_fallback_place_of_another_workspace_is_told_and_stays() {
    let (disk, _) = copied();
    let full = FaultyDisk::new(&disk, Fault::Fails { from: 0, count: 1 });
    let mut here = Analyst::with(open(&full, true));
    here.add(7);
    here.flush();
    let before = disk.read(Path::new(FALLBACK)).unwrap();
    write(&disk, FILE, &unrelated());
    disk.remove_folder(Path::new("/w/.dateline"));
    let opened = open(&disk, true);
    assert_eq!(opened.recovered.problems.len(), 1);
    assert!(opened.recovered.problems[0].contains("another workspace"));
    let full = FaultyDisk::new(&disk, Fault::Fails { from: 0, count: 1 });
    let mut again = Analyst::with(open(&full, true));
    again.add(8);
    again.flush();
    assert_eq!(again.acknowledged, again.history.sequence());
    assert_eq!(disk.read(Path::new(FALLBACK)).unwrap(), before);
    assert_eq!(open(&disk, true).opened.workspace.tracks.len(), 3);
}
