//! Names of companions, those of earlier versions, and what is left by a program that was ended.

use std::fs;

use super::*;
use crate::store::disk::model::ModelDisk;
use crate::store::workspace_log::WorkspaceLog;
use crate::store::{Lock, backups, workspace_to_ron};
use crate::workspace::Workspace;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats");

fn golden(name: &str) -> Vec<u8> {
    fs::read(Path::new(GOLDEN).join(name)).unwrap()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A folder as version 0.1 left it: a workspace with a pending journal and a history, and more beside it.
fn of_an_earlier_version(file: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join(WORK_FOLDER);
    fs::create_dir_all(work.join(BACKUPS)).unwrap();
    let file = folder.path().join(file);
    let stem = stem_of(&file);
    fs::write(&file, golden("work-2.ron")).unwrap();
    let beside = |kind: &str| work.join(format!("{stem}.{kind}"));
    fs::write(beside("journal"), golden("work-2.journal")).unwrap();
    fs::write(beside("history"), golden("work-2.history")).unwrap();
    fs::write(beside("searches"), "[\"bakhmut\"]").unwrap();
    fs::write(beside("damaged-01234567"), "a part").unwrap();
    fs::write(beside("with-comments-20260102-030405.ron"), "// mine").unwrap();
    let backup = work
        .join(BACKUPS)
        .join(format!("{stem}.20260102T030405Z.ron"));
    fs::write(backup, golden("workspace-2.ron")).unwrap();
    (folder, file)
}

#[test]
fn every_name_has_companions_of_its_own() {
    let long = |end: &str| format!("{}{end}.ron", "ł".repeat(110));
    let mut names = vec![
        "a.ron".into(),
        "a.RON".into(),
        "a.ron.ron".into(),
        "a".into(),
        "A.ron".into(),
        "~a~0123456789abcdef".into(),
        "a.journal.ron".into(),
        long("1"),
        long("2"),
    ]
    .into_iter()
    .map(std::ffi::OsString::from)
    .collect::<Vec<_>>();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        names.extend([
            std::ffi::OsString::from_vec(b"\xff.ron".to_vec()),
            std::ffi::OsString::from_vec(b"\xfe.ron".to_vec()),
        ]);
    }
    let kinds = ["journal", "history", "lock", "holder", "searches"];
    let mut all = std::collections::BTreeSet::new();
    for name in &names {
        for kind in kinds {
            let path = companion(Path::new(name), kind);
            // With what is put before and behind it, it fits every file system.
            assert!(name_of(&path).len() <= 143 - 32, "{}", path.display());
            assert!(all.insert(path), "{} {kind}", name.display());
        }
    }
    assert_eq!(
        name_of(&companion(Path::new("/w/a.ron"), "lock")),
        "a.ron.lock"
    );
}

#[test]
fn names_as_long_as_a_file_system_has_them_work() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        format!("{}.ron", "x".repeat(240)),
        format!("{}.ron", "ż".repeat(120)),
    ] {
        let file = folder.path().join(name);
        let lock = Lock::take(&file, "Ada").unwrap();
        let seen = crate::store::save(&file, &Workspace::default(), None, false).unwrap();
        let text = workspace_to_ron(&Workspace::default(), 0).unwrap();
        fs::write(&file, text.replacen('(', "( // mine\n", 1)).unwrap();
        assert_ne!(seen, crate::store::open(&file).unwrap().fingerprint);
        let seen = crate::store::open(&file).unwrap().fingerprint;
        crate::store::save(&file, &Workspace::default(), Some(seen), true).unwrap();
        assert_eq!(backups(&RealDisk, &file).unwrap().len(), 1);
        drop(lock);
        write_companion(&file, "searches", b"[]").unwrap();
        assert_eq!(read_companion(&file, "searches").unwrap(), b"[]");
    }
}

#[test]
fn what_an_earlier_version_left_is_used_once_and_renamed() {
    let (folder, file) = of_an_earlier_version("work.ron");
    let open = |may_write| WorkspaceLog::open(&RealDisk, &file, None, may_write).unwrap();
    // Who only looks sees it as well, and renames nothing.
    let before = RealDisk.list(&folder.path().join(WORK_FOLDER)).unwrap();
    let looked = open(false);
    assert_eq!(looked.recovered.replayed.len(), 11);
    assert_eq!(looked.history.steps().len(), 18);
    assert_eq!(
        RealDisk.list(&folder.path().join(WORK_FOLDER)).unwrap(),
        before
    );
    for _ in 0..2 {
        let found = open(true);
        assert_eq!(found.recovered.problems, Vec::<String>::new());
        assert_eq!(found.recovered.replayed.len(), 11);
        assert_eq!(found.history.steps().len(), 18);
        let sequence = found.history.sequence();
        let after = workspace_to_ron(&found.opened.workspace, sequence).unwrap();
        assert_eq!(after.as_bytes(), golden("work-2.after.ron"));
    }
    let names = RealDisk.list(&folder.path().join(WORK_FOLDER)).unwrap();
    let expected = [
        "backups",
        "work.ron.damaged-01234567",
        "work.ron.history",
        "work.ron.journal",
        "work.ron.searches",
        "work.ron.with-comments-20260102-030405.ron",
    ];
    assert_eq!(names, expected);
    let kept = backups(&RealDisk, &file).unwrap();
    assert_eq!(name_of(&kept[0].path), "work.ron.20260102T030405Z.ron");
    // Written in full, nothing comes back.
    let found = open(true);
    let sequence = found.history.sequence();
    let log = found.workspace_log;
    log.compact(&found.opened.workspace, sequence).unwrap();
    let found = open(true);
    assert_eq!(found.recovered.replayed, Vec::<String>::new());
    assert_eq!(found.history.steps().len(), 18);
}

#[test]
fn of_two_whose_stems_are_the_same_none_gets_the_changes_of_the_other() {
    let (folder, file) = of_an_earlier_version("work.ron");
    let other = folder.path().join("work.RON");
    fs::write(&other, golden("work-2.ron")).unwrap();
    let journal = folder.path().join(".dateline/work.journal");
    for file in [&file, &other] {
        let found = WorkspaceLog::open(&RealDisk, file, None, true).unwrap();
        assert_eq!(found.recovered.replayed, Vec::<String>::new());
        assert_eq!(found.recovered.problems.len(), 1, "and that is told");
        assert_eq!(fs::read(&journal).unwrap(), golden("work-2.journal"));
    }
    // Apart from each other it is clear whose they are.
    fs::remove_file(&other).unwrap();
    let found = WorkspaceLog::open(&RealDisk, &file, None, true).unwrap();
    assert_eq!(found.recovered.replayed.len(), 11);
}

#[test]
fn a_journal_of_this_version_is_not_taken_for_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join(WORK_FOLDER);
    fs::create_dir(&work).unwrap();
    // Of `work.ron`, which has been moved away.
    fs::write(work.join("work.ron.journal"), golden("work-2.journal")).unwrap();
    let file = folder.path().join("work.ron.ron");
    fs::write(&file, golden("work-2.ron")).unwrap();
    let found = WorkspaceLog::open(&RealDisk, &file, None, true).unwrap();
    assert_eq!(found.recovered.replayed, Vec::<String>::new());
    assert!(work.join("work.ron.journal").exists());
}

#[test]
fn an_earlier_version_that_worked_beside_this_one_is_put_aside_and_told() {
    let (folder, file) = of_an_earlier_version("work.ron");
    let work = folder.path().join(WORK_FOLDER);
    let journal = golden("work-2.journal");
    // As a crash leaves it: both names, one behind the other.
    fs::write(work.join("work.ron.journal"), &journal).unwrap();
    let half = journal.iter().position(|b| *b == b'\n').unwrap() + 1;
    fs::write(work.join("work.journal"), &journal[..half]).unwrap();
    let found = WorkspaceLog::open(&RealDisk, &file, None, true).unwrap();
    assert_eq!(found.recovered.problems, Vec::<String>::new());
    assert!(!work.join("work.journal").exists());
    // As another program leaves it.
    fs::write(work.join("work.journal"), "something else\n").unwrap();
    let found = WorkspaceLog::open(&RealDisk, &file, None, true).unwrap();
    assert_eq!(found.recovered.problems.len(), 1);
    assert_eq!(found.recovered.replayed.len(), 11);
    let names = RealDisk.list(&work).unwrap();
    let kept = names.iter().find(|n| n.contains("unplaced-")).unwrap();
    assert_eq!(fs::read(work.join(kept)).unwrap(), b"something else\n");
}

/// A crash at any step of the renaming leaves the changes under one name or both, and they are found.
#[test]
fn a_crash_while_names_are_changed_loses_nothing() {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut keep = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed >> 60 & 1 == 1
    };
    let file = Path::new("/w/work.ron");
    for _ in 0..50 {
        let disk = ModelDisk::default();
        disk.create_folder(Path::new("/w/.dateline/backups"))
            .unwrap();
        for (path, content) in [
            ("/w/work.ron", golden("work-2.ron")),
            ("/w/.dateline/work.journal", golden("work-2.journal")),
            ("/w/.dateline/work.history", golden("work-2.history")),
        ] {
            disk.create(Path::new(path), &content, Path::new(path))
                .unwrap();
            disk.flush(Path::new(path)).unwrap();
        }
        for folder in ["/", "/w", "/w/.dateline"] {
            disk.flush_folder(Path::new(folder)).unwrap();
        }
        take_over(&disk, file).unwrap();
        let after = disk.crashed(&mut keep);
        let found = WorkspaceLog::open(&after, file, None, true).unwrap();
        assert_eq!(found.recovered.problems, Vec::<String>::new());
        assert_eq!(found.recovered.replayed.len(), 11);
        assert_eq!(found.history.steps().len(), 18);
    }
}

#[test]
fn what_was_left_by_a_program_that_was_ended_goes_with_the_next_one_that_works() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.ron");
    crate::store::save(&file, &Workspace::default(), None, false).unwrap();
    let work = folder.path().join(WORK_FOLDER);
    fs::create_dir_all(work.join(BACKUPS)).unwrap();
    let random = "01J0000000000000000000000A";
    let ours = [
        format!(".a.ron.{random}.tmp"),
        format!(".a.ron.journal.{random}.tmp"),
        format!("backups/.a.ron.20260102T030405Z.ron.{random}.tmp"),
        ".a.journal.4711.tmp".to_owned(),
    ];
    let others = [
        format!(".a.RON.{random}.tmp"),
        format!(".a.ron.b.ron.{random}.tmp"),
        ".a.ron.notes.tmp".to_owned(),
        "a.ron.tmp".to_owned(),
    ];
    for name in ours.iter().chain(&others) {
        fs::write(work.join(name), "a part").unwrap();
    }
    drop(Lock::take(&file, "Ada").unwrap());
    for name in ours {
        assert!(!work.join(&name).exists(), "{name}");
    }
    for name in others {
        assert!(work.join(&name).exists(), "{name} is not of this workspace");
    }
}

#[cfg(unix)]
#[test]
fn what_lies_beside_a_private_workspace_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, file) = of_an_earlier_version("work.ron");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let fallback = folder.path().join("data/unsaved/x.journal");
    let lock = Lock::take(&file, "Ada").unwrap();
    let found = WorkspaceLog::open(&RealDisk, &file, Some(fallback), true).unwrap();
    let sequence = found.history.sequence();
    let log = found.workspace_log;
    log.compact(&found.opened.workspace, sequence).unwrap();
    log.keep_backup().unwrap();
    write_companion(&file, "searches", b"[]").unwrap();
    drop(lock);
    let _lock = Lock::take(&file, "Ada").unwrap();
    assert_eq!(mode(&file), 0o600);
    let work = folder.path().join(WORK_FOLDER);
    let mut seen = 0;
    for place in [work.clone(), work.join(BACKUPS)] {
        for name in RealDisk.list(&place).unwrap() {
            let path = place.join(&name);
            if path.is_file() && name != ".gitignore" {
                assert_eq!(mode(&path), 0o600, "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 7, "{seen}");
}
