//! Folders as earlier versions left them open as before. They lie in `tests/formats/folder-*`, their work
//! folder named `dateline`, and are never changed.

use std::fs;

use super::*;
use crate::store::{Lock, RealDisk};

/// A copy of a golden folder.
fn folder(name: &str) -> (tempfile::TempDir, PathBuf) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats")
        .join(name);
    let to = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(&from).unwrap();
        let path: PathBuf = path
            .components()
            .map(|c| match c.as_os_str().to_str() {
                Some("dateline") => ".dateline".into(),
                _ => c.as_os_str().to_owned(),
            })
            .collect();
        let path = to.path().join(path);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&path).unwrap();
        } else {
            fs::copy(entry.path(), &path).unwrap();
        }
    }
    let file = to.path().join("news.ron");
    (to, file)
}

/// The tracks, how many steps can be undone, and how many earlier versions there are.
const FOLDERS: [(&str, &[&str], usize, usize); 4] = [
    ("folder-1-pending", &["one", "two", "three"], 3, 0),
    ("folder-2-pending", &["one", "two", "three", "five"], 5, 1),
    ("folder-2-closed", &["one", "two", "three"], 3, 1),
    ("folder-2-fallback", &["one", "two", "three"], 3, 1),
];

fn names(workspace: &Workspace) -> Vec<String> {
    let new = workspace
        .tracks
        .iter()
        .filter(|t| t.query.starts_with("golden"));
    let mut names: Vec<String> = new.map(|t| t.name.to_string()).collect();
    names.sort();
    names
}

#[test]
fn folders_of_every_earlier_version_open_as_they_were_left() {
    for (name, tracks, steps, earlier) in FOLDERS {
        let (_folder, file) = folder(name);
        let fallback = file.with_file_name("unsaved.journal");
        let _lock = Lock::take(&file, "me").unwrap();
        let open = || WorkspaceLog::open(&RealDisk, &file, Some(fallback.clone()), true).unwrap();
        let mut tracks: Vec<String> = tracks.iter().map(|t| (*t).to_owned()).collect();
        tracks.sort();
        let mut opened = open();
        assert_eq!(opened.recovered.problems, Vec::<String>::new(), "{name}");
        assert_eq!(names(&opened.opened.workspace), tracks, "{name}");
        assert_eq!(opened.history.steps().len(), steps, "{name}");
        assert_eq!(backups(&RealDisk, &file).unwrap().len(), earlier, "{name}");
        // The work goes on: applied once, and written as this version does.
        opened
            .history
            .undo(&mut opened.opened.workspace, stamp())
            .unwrap();
        let fresh = opened.history.take_fresh();
        assert_eq!(
            opened.workspace_log.append(&fresh).unwrap(),
            Appended::Journal
        );
        assert!(!fallback.exists(), "{name}");
        let again = open();
        assert_eq!(again.opened.workspace, opened.opened.workspace, "{name}");
        assert_eq!(again.history.steps().len(), steps, "{name}");
        let sequence = again.history.sequence();
        let written = again
            .workspace_log
            .compact(&again.opened.workspace, sequence);
        written.unwrap();
        let mut last = open();
        assert_eq!(last.recovered, Recovered::default(), "{name}");
        assert_eq!(last.history.steps().len(), steps, "{name}");
        // All of it can be taken back.
        let workspace = &mut last.opened.workspace;
        while last.history.undo(workspace, stamp()).unwrap().is_some() {}
        assert_eq!(names(workspace), Vec::<String>::new(), "{name}");
    }
}
