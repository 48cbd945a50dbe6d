//! `dateline edit` is killed at any instant; what it acknowledged is there afterwards. `DATELINE_KILLS`
//! sets how often (50).
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dateline::store::{self, OpenedLog, RealDisk, WorkspaceLog, edit_to_ron};
use dateline::workspace::{Change, Edit, Slot, Swap, Track, TrackId, Workspace};

#[path = "journal/vanished.rs"]
mod vanished;

/// The edit of this number: a track that carries it.
fn edit(n: u64) -> String {
    let track = Track {
        id: TrackId::random(),
        name: format!("track {n}").into(),
        slot: Slot::after(0),
        query: "x".repeat((n as usize * 37) % 900 + 1).into(),
        shown: true,
    };
    let change = Change::Track(Swap {
        before: None,
        after: Some((0, track)),
    });
    edit_to_ron(&Edit::new("add track", vec![change])).unwrap()
}

fn program(file: &Path, compact_after: u64) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("edit")
        .arg(file)
        .args(["--compact-after", &compact_after.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn opened(file: &Path) -> OpenedLog<'static> {
    WorkspaceLog::open(&RealDisk, file, None, true).unwrap()
}

/// What stands in the workspace: the numbers of its tracks, the last first.
fn numbers(workspace: &Workspace) -> Vec<u64> {
    let names = workspace
        .tracks
        .iter()
        .map(|t| t.name.strip_prefix("track "));
    names.map(|n| n.unwrap().parse().unwrap()).collect()
}

/// How long until the kill: differs from run to run.
fn instant(n: u64) -> Duration {
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = clock.map_or(0, |c| c.subsec_nanos());
    let mixed = (u64::from(nanos) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Duration::from_micros(2_000 + (mixed >> 40) % 120_000)
}

#[test]
fn killed_at_any_instant_everything_acknowledged_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workspace.ron");
    store::save(&file, &Workspace::default(), None, false).unwrap();
    let kills = std::env::var("DATELINE_KILLS").ok();
    let kills: u64 = kills.and_then(|n| n.parse().ok()).unwrap_or(50);
    let mut done = 0_u64;
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for n in 0..kills {
        let mut child = program(&file, 3 + n % 7);
        let mut input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let acknowledged = Arc::new(AtomicU64::new(done));
        let seen = Arc::clone(&acknowledged);
        let reader = std::thread::spawn(move || {
            for line in output.lines() {
                let Ok(number) = line.unwrap_or_default().parse() else {
                    return;
                };
                seen.store(number, Ordering::SeqCst);
            }
        });
        let first = done + 1;
        let writer = std::thread::spawn(move || {
            // Until the program is gone.
            for number in first.. {
                if writeln!(input, "{}", edit(number)).is_err() {
                    return;
                }
            }
        });
        std::thread::sleep(instant(n));
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        writer.join().unwrap();
        let last = acknowledged.load(Ordering::SeqCst);
        let after = opened(&file);
        assert_eq!(after.recovered.problems, Vec::<String>::new(), "kill {n}");
        let there = after.history.sequence();
        assert!(
            there >= last,
            "kill {n}: {last} was acknowledged, {there} is there"
        );
        let expected: Vec<u64> = (1..=there).rev().collect();
        assert_eq!(numbers(&after.opened.workspace), expected, "kill {n}");
        let steps = after.history.steps().len() as u64;
        assert_eq!(steps, there, "kill {n}: every step can be undone");
        let kind = match there - last {
            _ if there == done => "nothing came",
            0 => "what was acknowledged",
            _ => "more than was acknowledged",
        };
        *found.entry(kind).or_default() += 1;
        done = there;
    }
    println!("{kills} kills, {done} edits; found {found:?}");
    assert!(done > kills, "the program must get to work: {found:?}");
    // And all of it can be taken back.
    let mut child = program(&file, 50);
    let mut input = child.stdin.take().unwrap();
    for _ in 0..done {
        writeln!(input, "undo").unwrap();
    }
    drop(input);
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(opened(&file).opened.workspace, Workspace::default());
}

/// A program that works on a workspace and is talked to line by line.
struct Talk {
    child: Child,
    input: std::process::ChildStdin,
    output: BufReader<std::process::ChildStdout>,
}

impl Talk {
    fn new(file: &Path, data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .arg("edit")
            .arg(file)
            .env("DATELINE_DATA", data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// The number under which an edit was acknowledged; none where the program ended.
    fn add(&mut self, number: u64) -> Option<u64> {
        writeln!(self.input, "{}", edit(number)).ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().parse().ok()
    }

    /// Ends it by closing its input; its exit code and what it said.
    fn end(self) -> (i32, String) {
        drop(self.input);
        let out = self.child.wait_with_output().unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        (out.status.code().unwrap_or(-1), said)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn an_edit_is_not_acknowledged_into_a_folder_that_was_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workspace.ron");
    let data = folder.path().join("data");
    store::save(&file, &Workspace::default(), None, false).unwrap();
    let work = folder.path().join(".dateline");
    for replaces in [false, true] {
        let mut talk = Talk::new(&file, &data);
        let before = numbers(&opened(&file).opened.workspace).len() as u64;
        assert!(talk.add(before + 1).is_some());
        let kept = folder.path().join("kept");
        std::fs::rename(&work, &kept).unwrap();
        if replaces {
            // As a backup program puts back what it has: other files of the same names.
            std::fs::create_dir(&work).unwrap();
            for entry in std::fs::read_dir(&kept).unwrap().flatten() {
                if entry.path().is_file() {
                    std::fs::copy(entry.path(), work.join(entry.file_name())).unwrap();
                }
            }
        }
        std::fs::remove_dir_all(&kept).unwrap();
        assert!(talk.add(before + 2).is_some());
        assert!(talk.add(before + 3).is_some());
        talk.kill();
        let there = numbers(&opened(&file).opened.workspace);
        let expected: Vec<u64> = (1..=before + 3).rev().collect();
        assert_eq!(there, expected, "replaced: {replaces}");
    }
}

#[test]
fn a_second_program_in_a_new_folder_keeps_its_work_and_the_first_says_where_its_own_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workspace.ron");
    let (mine, theirs) = (folder.path().join("mine"), folder.path().join("theirs"));
    store::save(&file, &Workspace::default(), None, false).unwrap();
    let mut first = Talk::new(&file, &mine);
    assert_eq!(first.add(1), Some(1));
    std::fs::remove_dir_all(folder.path().join(".dateline")).unwrap();
    let mut second = Talk::new(&file, &theirs);
    assert_eq!(second.add(101), Some(1));
    assert_eq!(
        first.add(2),
        None,
        "nothing goes into a folder of another's"
    );
    let (code, said) = first.end();
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("unsaved"), "{said}");
    assert_eq!(second.add(102), Some(2));
    second.kill();
    let [kept] = &store::fallbacks(&mine).unwrap()[..] else {
        panic!("one place");
    };
    assert_eq!(
        kept.entries, 2,
        "both, also the one whose folder was removed"
    );
    assert_eq!(
        kept.workspace.as_deref(),
        Some(&*std::fs::canonicalize(&file).unwrap())
    );
    assert!(kept.identity.is_some());
    assert_eq!(numbers(&opened(&file).opened.workspace), [102, 101]);
    // Its own next opening tells it, and keeps it beside the workspace.
    let (code, said) = Talk::new(&file, &mine).end();
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("2 changes") && said.contains("unplaced"),
        "{said}"
    );
    let parts = store::parts_aside(&file).unwrap();
    assert_eq!(parts.iter().map(|p| p.entries).sum::<usize>(), 2);
}

#[test]
fn a_workspace_file_that_was_cut_short_comes_back_as_the_message_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workspace.ron");
    let data = folder.path().join("data");
    store::save(&file, &Workspace::default(), None, false).unwrap();
    let mut talk = Talk::new(&file, &data);
    assert_eq!(talk.add(1), Some(1));
    assert_eq!(talk.end().0, 0);
    let mut talk = Talk::new(&file, &data);
    assert_eq!(talk.add(2), Some(2));
    assert_eq!(talk.end().0, 0);
    let mut talk = Talk::new(&file, &data);
    assert_eq!(talk.add(3), Some(3));
    talk.kill();
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let (code, said) = Talk::new(&file, &data).end();
    assert_ne!(code, 0);
    for ending in ["history", "journal"] {
        let place = folder
            .path()
            .join(format!(".dateline/workspace.ron.{ending}"));
        let place = std::fs::canonicalize(place).unwrap();
        assert!(said.contains(&place.display().to_string()), "{said}");
    }
    assert!(
        said.contains("backups") && said.contains("check --repair"),
        "{said}"
    );
    let repaired = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["check", "--repair"])
        .arg(&file)
        .env("DATELINE_DATA", &data)
        .env("DATELINE_CACHE", folder.path().join("cache"))
        .output()
        .unwrap();
    assert_eq!(repaired.status.code(), Some(0), "{repaired:?}");
    assert_eq!(numbers(&store::open(&file).unwrap().workspace), [3, 2, 1]);
    assert_eq!(opened(&file).recovered.problems, Vec::<String>::new());
}

#[test]
fn who_works_is_named_and_a_bad_line_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workspace.ron");
    store::save(&file, &Workspace::default(), None, false).unwrap();
    let lock = store::Lock::take(&file, "Olena").unwrap();
    let refused = program(&file, 5).wait_with_output().unwrap();
    assert_eq!(refused.status.code(), Some(6));
    drop(lock);
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("edit")
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{}\n(nonsense\n\n{}\nundo", edit(1), edit(2)).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "1\n2\n3\n");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("line 2"), "{said}");
    // Closed in good order, everything is in the file.
    assert_eq!(numbers(&store::open(&file).unwrap().workspace), [1]);
}

#[test]
fn check_names_what_is_wrong_and_repairs_it_after_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = store::write_sample(folder.path()).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    // Two tags with one key, and a line of an annotation that was copied.
    let broken = text.replacen("key: 't'", "key: 'c'", 1);
    let (_, annotations) = broken.split_once("\n  annotations: [\n").unwrap();
    let line = annotations.lines().next().unwrap();
    let broken = broken.replacen(line, &format!("{line}\n{line}"), 1);
    assert_ne!(broken, text);
    std::fs::write(&file, &broken).unwrap();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .env("DATELINE_CACHE", folder.path().join("cache"))
            .output()
            .unwrap()
    };
    let path = file.to_str().unwrap();
    let found = run(&["check", path]);
    assert_eq!(found.status.code(), Some(1));
    let said = String::from_utf8(found.stdout).unwrap();
    assert!(said.starts_with("tag-keys:"), "{said}");
    assert!(said.contains("annotation-ids:"), "{said}");
    let repaired = run(&["check", path, "--repair"]);
    assert_eq!(repaired.status.code(), Some(0), "{repaired:?}");
    assert_eq!(run(&["check", path]).status.code(), Some(0));
    let (before, after) = [&text, &std::fs::read_to_string(&file).unwrap()]
        .map(|text| store::workspace_from_ron(text).unwrap().0.annotations.len())
        .into();
    assert_eq!(after, before + 1, "both are kept");
    let backups = store::backups(&RealDisk, &file).unwrap();
    let kept = backups
        .iter()
        .map(|b| std::fs::read_to_string(&b.path).unwrap());
    assert!(kept.into_iter().any(|text| text == broken));
}
