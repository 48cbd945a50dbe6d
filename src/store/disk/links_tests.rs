//! What a received workspace may carry in place of what the program keeps beside it: links to files of the
//! user's, pipes, folders, files that have another name as well. Whatever it is, the user's file stays what it
//! was, and nothing that was acknowledged is lost.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{Disk, RealDisk, replace};
use crate::store::companions::{companion, write_companion};
use crate::store::{Appended, Lock, WorkspaceLog, backups, save};
use crate::workspace::{
    Change, Edit, Entry, History, Slot, Stamp, Swap, Track, TrackId, Workspace,
};

const PRECIOUS: &[u8] = b"the user's own\n";

/// A workspace as it was received, with a file of the user's elsewhere.
struct Received {
    _folder: tempfile::TempDir,
    file: PathBuf,
    work: PathBuf,
    precious: PathBuf,
    elsewhere: PathBuf,
    fallback: PathBuf,
}

impl Received {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The work folder is looked for in a path without links, as the session gives it.
        let root = fs::canonicalize(folder.path()).unwrap();
        let (home, place) = (root.join("home"), root.join("received"));
        let elsewhere = home.join("folder");
        fs::create_dir_all(&elsewhere).unwrap();
        fs::create_dir(&place).unwrap();
        let precious = home.join("precious.txt");
        fs::write(&precious, PRECIOUS).unwrap();
        let file = place.join("workspace.ron");
        save(&file, &Workspace::default(), None, false).unwrap();
        fs::remove_dir_all(place.join(".dateline")).unwrap();
        fs::create_dir(place.join(".dateline")).unwrap();
        Self {
            work: place.join(".dateline"),
            fallback: root.join("data/unsaved/x.journal"),
            _folder: folder,
            file,
            precious,
            elsewhere,
        }
    }

    /// Works on it as far as it goes: takes the lock, opens, adds, writes in full, adds. Says what was
    /// acknowledged at last: how many tracks, and whether some of it is in the fallback place.
    fn work(&self) -> Result<(usize, bool), String> {
        let said = |e: &dyn std::error::Error| e.to_string();
        let lock = Lock::take(&self.file, "Ada").map_err(|e| said(&e))?;
        let fallback = Some(self.fallback.clone());
        let found = WorkspaceLog::open(&RealDisk, &self.file, fallback, true);
        let found = found.map_err(|e| said(&e))?;
        let (mut workspace, mut history) = (found.opened.workspace, found.history);
        let mut is_aside = false;
        for n in 0..3 {
            let entries = add_track(&mut workspace, &mut history);
            let appended = found.workspace_log.append(&entries);
            is_aside |= matches!(appended.map_err(|e| said(&e))?, Appended::Fallback(_));
            if n == 1 {
                let sequence = history.sequence();
                let written = found.workspace_log.compact(&workspace, sequence);
                written.map_err(|e| said(&e))?;
            }
        }
        write_companion(&self.file, "searches", b"[]").map_err(|e| said(&e))?;
        drop(lock);
        Ok((workspace.tracks.len(), is_aside))
    }

    /// What was the user's still is.
    fn check(&self, what: &str) {
        assert_eq!(fs::read(&self.precious).unwrap(), PRECIOUS, "{what}");
        let inside = fs::read_dir(&self.elsewhere).unwrap().count();
        assert_eq!(inside, 0, "{what}: something was written elsewhere");
        let home = self.precious.parent().unwrap();
        assert_eq!(fs::read_dir(home).unwrap().count(), 2, "{what}");
    }

    fn tracks(&self) -> usize {
        let fallback = Some(self.fallback.clone());
        let found = WorkspaceLog::open(&RealDisk, &self.file, fallback, false).unwrap();
        found.opened.workspace.tracks.len()
    }
}

fn add_track(workspace: &mut Workspace, history: &mut History) -> Vec<Entry> {
    let track = Track {
        id: TrackId::random(),
        name: "track".into(),
        slot: Slot::after(0),
        query: "bakhmut".into(),
        shown: true,
    };
    let added = Change::Track(Swap {
        before: None,
        after: Some((0, track)),
    });
    let stamp = Stamp {
        at: Timestamp::UNIX_EPOCH,
        by: "a".into(),
    };
    let edit = Edit::new("add track", vec![added]);
    history.commit(workspace, edit, None, stamp).unwrap();
    history.take_fresh()
}

const COMPANIONS: [&str; 6] = ["journal", "history", "lock", "holder", "searches", "x"];

fn mkfifo(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[test]
fn a_link_in_place_of_any_companion_leads_nowhere() {
    for kind in COMPANIONS {
        for is_old in [false, true] {
            for dangles in [false, true] {
                let received = Received::new();
                let target = if dangles {
                    received.elsewhere.join("new.txt")
                } else {
                    received.precious.clone()
                };
                let place = if is_old {
                    received.work.join(format!("workspace.{kind}"))
                } else {
                    companion(&received.file, kind)
                };
                symlink(&target, &place).unwrap();
                let what = format!("{} (dangling: {dangles})", place.display());
                let outcome = received.work();
                received.check(&what);
                match outcome {
                    // Refused in words that name it; without it everything works.
                    Err(why) => {
                        assert!(why.contains(place.to_str().unwrap()), "{what}: {why}");
                        fs::remove_file(&place).unwrap();
                        assert_eq!(received.work(), Ok((3, false)), "{what}");
                    }
                    Ok((tracks, _)) => assert_eq!(received.tracks(), tracks, "{what}"),
                }
                received.check(&what);
            }
        }
    }
}

#[test]
fn a_pipe_or_a_folder_in_place_of_a_companion_is_refused_at_once() {
    for kind in COMPANIONS {
        for is_pipe in [true, false] {
            let received = Received::new();
            let place = companion(&received.file, kind);
            if is_pipe {
                mkfifo(&place);
            } else {
                fs::create_dir(&place).unwrap();
            }
            // No wait for ever, no panic; what is said names it.
            if let Err(why) = received.work() {
                assert!(
                    why.contains(kind) || why.contains("directory"),
                    "{kind}: {why}"
                );
            }
            received.check(kind);
        }
    }
}

#[test]
fn a_work_folder_that_is_a_link_is_refused_and_so_is_one_inside_it() {
    for inside in ["", "backups"] {
        let received = Received::new();
        let place = received.work.join(inside);
        fs::remove_dir(&received.work).unwrap();
        if !inside.is_empty() {
            fs::create_dir(&received.work).unwrap();
        }
        symlink(&received.elsewhere, place.components().as_path()).unwrap();
        let why = received.work().unwrap_err();
        assert!(why.contains("no folder of its own"), "{why}");
        received.check(inside);
        fs::remove_file(place.components().as_path()).unwrap();
        let (tracks, _) = received.work().unwrap();
        assert_eq!(received.tracks(), tracks);
    }
}

/// The names under which files were written before they took their own could be foretold; every one of them
/// may lie there as a link.
#[test]
fn no_name_on_the_way_can_be_foretold() {
    let received = Received::new();
    let process = std::process::id();
    let names = ["workspace.ron", "workspace.journal", "workspace.history"];
    for name in names {
        for place in [received.file.parent().unwrap(), &received.work] {
            let temporary = place.join(format!(".{name}.{process}.tmp"));
            symlink(&received.precious, temporary).unwrap();
        }
    }
    assert_eq!(received.work(), Ok((3, false)));
    received.check("temporary names");
    let (one, other) = (RealDisk.unguessable(), RealDisk.unguessable());
    assert_ne!(one, other);
    assert_eq!(one.len(), 26);
}

/// A link planted while a program works.
#[test]
fn a_link_planted_at_work_costs_nothing_that_was_acknowledged() {
    for kind in ["journal", "history"] {
        let received = Received::new();
        let lock = Lock::take(&received.file, "Ada").unwrap();
        let fallback = Some(received.fallback.clone());
        let found = WorkspaceLog::open(&RealDisk, &received.file, fallback, true).unwrap();
        let (mut workspace, mut history) = (found.opened.workspace, found.history);
        let log = found.workspace_log;
        for n in 0..2 {
            let entries = add_track(&mut workspace, &mut history);
            log.append(&entries).unwrap();
            if n == 0 {
                log.compact(&workspace, history.sequence()).unwrap();
            }
        }
        let place = companion(&received.file, kind);
        fs::remove_file(&place).unwrap_or_default();
        symlink(&received.precious, &place).unwrap();
        let entries = add_track(&mut workspace, &mut history);
        let appended = log.append(&entries).unwrap();
        assert_eq!(kind == "journal", matches!(appended, Appended::Fallback(_)));
        // Written in full, it is all there whatever lies beside it.
        drop(log.compact(&workspace, history.sequence()));
        received.check(kind);
        fs::remove_file(&place).unwrap_or_default();
        assert_eq!(received.tracks(), 3, "{kind}");
        drop(lock);
    }
}

/// A folder copied by links, as some backups are, has the journal under two names.
#[test]
fn a_file_that_has_another_name_as_well_is_parted_from_it() {
    for kind in ["journal", "history"] {
        let received = Received::new();
        assert_eq!(received.work(), Ok((3, false)));
        let place = companion(&received.file, kind);
        let copy = received.work.with_file_name("copy");
        fs::hard_link(&place, &copy).unwrap();
        let before = fs::read(&copy).unwrap();
        assert_eq!(received.work(), Ok((6, false)), "{kind}");
        assert_eq!(fs::read(&copy).unwrap(), before, "{kind}");
        assert_eq!(received.tracks(), 6);
    }
    // A file of the user's own, under the name of a companion that holds nothing yet.
    let received = Received::new();
    fs::hard_link(&received.precious, companion(&received.file, "history")).unwrap();
    drop(received.work());
    received.check("hard link");
}

#[test]
fn backups_are_written_anew_whatever_lies_there() {
    let received = Received::new();
    assert_eq!(received.work(), Ok((3, false)));
    let kept = backups(&RealDisk, &received.file).unwrap();
    let path = &kept.first().unwrap().path;
    let content = fs::read(path).unwrap();
    fs::remove_file(path).unwrap();
    symlink(&received.precious, path).unwrap();
    replace::<std::io::Error>(&RealDisk, path, &content, |_| Ok(())).unwrap();
    received.check("backup");
    assert!(!fs::symlink_metadata(path).unwrap().is_symlink());
}

#[test]
fn a_cache_that_came_with_a_workspace_may_lead_nowhere() {
    use super::refuse_foreign_cache;
    let received = Received::new();
    let cache = received.work.join("cache");
    refuse_foreign_cache(&cache).unwrap();
    fs::create_dir_all(cache.join("index")).unwrap();
    fs::write(cache.join("index/meta.json"), "{}").unwrap();
    refuse_foreign_cache(&cache).unwrap();
    let place = cache.join("workspace.txt");
    symlink(&received.precious, &place).unwrap();
    assert!(refuse_foreign_cache(&cache).is_err());
    fs::remove_file(&place).unwrap();
    fs::hard_link(&received.precious, &place).unwrap();
    assert!(refuse_foreign_cache(&cache).is_err());
    fs::remove_dir_all(&cache).unwrap();
    symlink(&received.elsewhere, &cache).unwrap();
    assert!(refuse_foreign_cache(&cache).is_err());
}

#[test]
fn the_workspace_itself_may_be_opened_by_a_link_and_stays_one() {
    let received = Received::new();
    let link = received.elsewhere.with_file_name("link.ron");
    symlink(&received.file, &link).unwrap();
    let opened = crate::store::open(&link).unwrap();
    save(&link, &opened.workspace, Some(opened.fingerprint), false).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}
