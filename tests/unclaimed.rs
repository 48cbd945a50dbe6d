//! `dateline unclaimed`: changes that no workspace has are listed, and taken back.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dateline::store::{self, RealDisk, WorkspaceLog};
use dateline::workspace::Workspace;
use serde_json::Value;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .args(arguments)
            .env("DATELINE_DATA", self.path("data"))
            .env("DATELINE_CACHE", self.path("cache"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn workspace(&self, name: &str) -> PathBuf {
        let file = self.path(name).join("workspace.ron");
        store::save(&file, &Workspace::default(), None, false).unwrap();
        file
    }

    /// What a program that was killed at work has left: a journal of so many changes.
    fn journal(&self, changes: usize) -> Vec<u8> {
        let file = self.workspace("killed");
        let mut child = self
            .command(&["edit", file.to_str().unwrap(), "--by", "Ada"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut heard = BufReader::new(child.stdout.take().unwrap()).lines();
        for n in 0..changes {
            writeln!(
                input,
                "(label: \"add wheat {n}\", changes: [Track(after: (0, (id: \"01J000000000000000000000{n:02}\", name: \"Wheat {n}\", slot: 1, query: \"wheat\")))])"
            )
            .unwrap();
            heard.next().unwrap().unwrap();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let journal = store::companion(&file, "journal");
        let bytes = fs::read(&journal).unwrap();
        fs::remove_dir_all(file.parent().unwrap()).unwrap();
        bytes
    }

    fn left(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path("data/unsaved").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

fn words(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn tracks(file: &Path) -> Vec<String> {
    let found = WorkspaceLog::open(&RealDisk, file, None, false).unwrap();
    let tracks = found.opened.workspace.tracks.iter();
    tracks.map(|t| t.name.to_string()).collect()
}

#[test]
fn what_no_workspace_has_is_listed_with_what_is_in_it() {
    let place = Place::new();
    let nothing = place.run(&["unclaimed"]);
    assert_eq!(nothing.status.code(), Some(0));
    assert!(nothing.stdout.is_empty());
    let journal = place.journal(3);
    place.left("0123456789abcdef.journal", &journal);
    place.left(
        ".0123456789abcdef.journal.4711.tmp",
        &journal[..journal.len() - 9],
    );
    place.left("notes.txt", b"mine");
    place.left("empty.journal", b"");
    let file = place.workspace("w");
    let aside = store::companion(&file, "unplaced-01234567");
    fs::create_dir_all(aside.parent().unwrap()).unwrap();
    fs::write(&aside, &journal).unwrap();
    let list = |arguments: &[&str]| -> Vec<(String, usize, bool)> {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(0));
        let all: Value = serde_json::from_slice(&output.stdout).unwrap();
        let one = |v: &Value| {
            let path = v["path"].as_str().unwrap();
            let name = path.rsplit('/').next().unwrap().to_owned();
            (
                name,
                v["changes"].as_array().unwrap().len(),
                v["damage"].is_null(),
            )
        };
        all.as_array().unwrap().iter().map(one).collect()
    };
    let known = [
        (".0123456789abcdef.journal.4711.tmp".to_owned(), 2, false),
        ("0123456789abcdef.journal".to_owned(), 3, true),
        ("notes.txt".to_owned(), 0, false),
    ];
    assert_eq!(list(&["unclaimed", "--json"]), known);
    let with_workspace = list(&["unclaimed", words(&file), "--json"]);
    assert_eq!(with_workspace.len(), 4);
    assert!(with_workspace[3].0.contains("unplaced-"));
    let said = String::from_utf8(place.run(&["unclaimed"]).stdout).unwrap();
    assert!(
        said.contains("Ada: add wheat 0") && said.contains("not all of it can be read"),
        "{said}"
    );
}

#[test]
fn changes_are_taken_back_once_and_the_file_goes_only_when_all_of_it_is_there() {
    let place = Place::new();
    let journal = place.journal(4);
    let whole = place.left("0123456789abcdef.journal", &journal);
    let part = place.left("fedcba9876543210.journal", &journal[..journal.len() - 9]);
    let (file, other) = (place.workspace("w"), place.workspace("x"));
    let taken = place.run(&["unclaimed", words(&file), "--take", words(&whole)]);
    let said = String::from_utf8(taken.stderr).unwrap();
    assert_eq!(taken.status.code(), Some(0), "{said}");
    assert_eq!(tracks(&file), ["Wheat 3", "Wheat 2", "Wheat 1", "Wheat 0"]);
    assert!(!whole.exists());
    // They are steps like any other, of those who made them.
    let found = WorkspaceLog::open(&RealDisk, &file, None, false).unwrap();
    assert_eq!(found.history.steps().len(), 4);
    assert_eq!(&*found.history.steps()[0].0.stamp.by, "Ada");
    // A part of a file is taken in, and the file stays; what is there already is not taken twice.
    for (target, expected) in [(&other, 3), (&file, 4)] {
        let taken = place.run(&["unclaimed", words(target), "--take", words(&part)]);
        assert_eq!(taken.status.code(), Some(1));
        assert_eq!(tracks(target).len(), expected);
        assert!(part.exists());
    }
}

#[test]
fn only_what_is_listed_is_taken() {
    let place = Place::new();
    let journal = place.journal(1);
    let file = place.workspace("w");
    let elsewhere = place.path("elsewhere.journal");
    fs::write(&elsewhere, &journal).unwrap();
    let nothing = place.left("notes.txt", b"mine");
    for wrong in [&elsewhere, &nothing, &place.path("none")] {
        let refused = place.run(&["unclaimed", words(&file), "--take", words(wrong)]);
        assert_eq!(refused.status.code(), Some(2), "{}", wrong.display());
    }
    assert_eq!(fs::read(&elsewhere).unwrap(), journal);
    assert_eq!(fs::read(&nothing).unwrap(), b"mine");
    assert!(tracks(&file).is_empty());
    // Somebody else works there.
    let left = place.left("0123456789abcdef.journal", &journal);
    let lock = store::Lock::take(&file, "Olena").unwrap();
    let held = place.run(&["unclaimed", words(&file), "--take", words(&left)]);
    assert_eq!(held.status.code(), Some(6));
    assert!(left.exists());
    drop(lock);
}
