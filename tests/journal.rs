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
