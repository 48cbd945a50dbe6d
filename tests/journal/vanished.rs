//! Folders and files that are moved, renamed or taken away while a workspace is open, or after its program
//! was killed.

use std::fs;
use std::path::PathBuf;

use super::*;

/// A workspace in a folder of its own, and the user's data folder beside that.
struct Place {
    folder: tempfile::TempDir,
    file: PathBuf,
    data: PathBuf,
}

impl Place {
    /// With the tracks 1 and 2: the file holds the first, the journal of a program that was killed the second.
    fn killed() -> Self {
        let place = Self::new();
        let mut talk = place.talk();
        assert!(talk.add(1).is_some());
        assert_eq!(talk.end().0, 0);
        let mut talk = place.talk();
        assert!(talk.add(2).is_some());
        talk.kill();
        place
    }

    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("project/workspace.ron");
        store::save(&file, &Workspace::default(), None, false).unwrap();
        let data = folder.path().join("data");
        Self { folder, file, data }
    }

    fn talk(&self) -> Talk {
        Talk::new(&self.file, &self.data)
    }

    fn run(&self, arguments: &[&str], path: &Path) -> (i32, String) {
        let out = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .arg(path)
            .env("DATELINE_DATA", &self.data)
            .env("DATELINE_CACHE", self.folder.path().join("cache"))
            .output()
            .unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        (out.status.code().unwrap_or(-1), said)
    }

    /// The tracks that a workspace file has once it is opened.
    fn tracks(&self, file: &Path) -> Vec<u64> {
        let fallback = store::fallback_of(file, &self.data);
        let found = WorkspaceLog::open(&RealDisk, file, Some(fallback), true).unwrap();
        numbers(&found.opened.workspace)
    }
}

#[test]
fn a_folder_that_was_moved_is_not_made_anew_and_nothing_is_lost() {
    let place = Place::new();
    let mut talk = place.talk();
    assert!(talk.add(1).is_some());
    let before = place.file.parent().unwrap();
    let after = place.folder.path().join("moved");
    fs::rename(before, &after).unwrap();
    talk.add(2);
    let (code, said) = talk.end();
    assert_ne!(code, 0);
    assert!(said.contains("its folder is not there any more"), "{said}");
    assert!(!before.exists(), "nothing is made where it lay");
    assert_eq!(place.tracks(&after.join("workspace.ron")), [2, 1]);
}

#[cfg(unix)]
#[test]
fn what_is_private_stays_so_when_its_file_is_taken_away() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&place.file, fs::Permissions::from_mode(0o600)).unwrap();
    let mut talk = place.talk();
    assert!(talk.add(1).is_some());
    fs::remove_file(&place.file).unwrap();
    assert!(talk.add(2).is_some());
    assert_eq!(talk.end().0, 0);
    assert_eq!(mode(&place.file), 0o600);
    let work = place.file.with_file_name(".dateline");
    for entry in fs::read_dir(work).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && name != ".gitignore" {
            assert_eq!(mode(&entry.path()), 0o600, "{name}");
        }
    }
}

#[test]
fn changes_come_along_when_their_file_is_renamed() {
    let place = Place::killed();
    let renamed = place.file.with_file_name("renamed.ron");
    fs::rename(&place.file, &renamed).unwrap();
    assert_eq!(place.tracks(&renamed), [2, 1]);
    let mut talk = Talk::new(&renamed, &place.data);
    assert!(talk.add(3).is_some());
    assert_eq!(talk.end().0, 0);
    assert_eq!(place.tracks(&renamed), [3, 2, 1]);
    assert!(!store::companion(&place.file, "journal").exists());
}

#[test]
fn a_copy_under_another_name_leaves_the_journal_to_the_first() {
    let place = Place::killed();
    let copy = place.file.with_file_name("copy.ron");
    fs::copy(&place.file, &copy).unwrap();
    assert_eq!(place.tracks(&copy), [1]);
    assert_eq!(place.tracks(&place.file), [2, 1]);
}

#[test]
fn a_file_that_is_gone_is_told_and_put_together_again() {
    let place = Place::killed();
    fs::remove_file(&place.file).unwrap();
    let folder = place.file.parent().unwrap();
    let (_, said) = place.run(&["info"], folder);
    assert!(said.contains("is not there any more"), "{said}");
    let (code, said) = place.run(&["check", "--repair"], folder);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("put together again"), "{said}");
    assert_eq!(place.tracks(&place.file), [2, 1]);
}

#[test]
fn a_first_edit_beside_what_a_file_has_left_keeps_all_of_it() {
    let place = Place::killed();
    let history = fs::read(store::companion(&place.file, "history")).unwrap();
    fs::remove_file(&place.file).unwrap();
    let mut talk = Talk::new(place.file.parent().unwrap(), &place.data);
    assert!(talk.add(9).is_some());
    let (_, said) = talk.end();
    assert!(said.contains("They were kept"), "{said}");
    let work = place.file.with_file_name(".dateline");
    let all = fs::read_dir(work).unwrap().flatten();
    let mut all = all.filter(|e| e.path().is_file());
    let has_it = |e: fs::DirEntry| fs::read(e.path()).unwrap() == history;
    assert!(all.any(has_it), "{said}");
}

#[test]
fn what_cannot_be_read_of_another_workspace_stops_none() {
    let place = Place::killed();
    fs::create_dir_all(place.data.join("unsaved/x.journal")).unwrap();
    assert_eq!(place.tracks(&place.file), [2, 1]);
    assert_eq!(place.run(&["info"], &place.file).0, 0);
}

#[cfg(unix)]
#[test]
fn a_damaged_file_is_repaired_by_way_of_a_link() {
    let place = Place::killed();
    let bytes = fs::read(&place.file).unwrap();
    fs::write(&place.file, &bytes[..bytes.len() / 2]).unwrap();
    let link = place.folder.path().join("link.ron");
    std::os::unix::fs::symlink(&place.file, &link).unwrap();
    let (code, said) = place.run(&["check", "--repair"], &link);
    assert_eq!(code, 0, "{said}");
    assert_eq!(place.tracks(&place.file), [2, 1]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(!place.folder.path().join(".dateline").exists());
}
