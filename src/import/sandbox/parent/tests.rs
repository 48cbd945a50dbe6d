//! Programs that behave badly in the place of a reader.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use super::*;

/// A program that does as the script says.
fn program(folder: &Path, script: &str) -> std::path::PathBuf {
    let (text, path) = (folder.join("text"), folder.join("reader"));
    std::fs::write(&text, format!("#!/bin/sh\n{script}\n")).unwrap();
    // Written by another process: a child that another test starts at this moment would hold our handle
    // open, and what is open for writing cannot be started.
    let copied = Command::new("cp").arg(&text).arg(&path).status().unwrap();
    assert!(copied.success());
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(&path, mode).unwrap();
    path
}

fn request(path: &Path) -> ReadRequest<'_> {
    ReadRequest {
        path: "a.pdf",
        on_disk: path,
        mapping: None,
        of_folder: false,
    }
}

/// Reads with a program, in its own folder.
fn outcome_of(script: &str) -> (Result<(), ProblemKind>, usize, Vec<ProblemKind>) {
    let folder = tempfile::tempdir().unwrap();
    let program = program(folder.path(), script);
    let mut drafts = 0;
    let mut take = |some: Vec<Draft>, _| {
        drafts += some.len();
        true
    };
    let mut outlet = Outlet::new(&mut take);
    let outcome = read_in_child(&program, &request(folder.path()), false, &mut outlet);
    let problems = outlet.into_problems();
    (outcome, drafts, problems)
}

/// A pipe keeps the child silent for ever: only the request to stop can end the reading. What it started
/// itself holds its output open and outlives it.
#[test]
fn a_silent_child_hears_that_it_is_not_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said");
    let held = folder.path().join("held");
    for path in [&said, &held] {
        let made = Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    }
    let script = format!(
        "cat {held} &\necho ready > {said}\nread nothing < {held}",
        held = held.display(),
        said = said.display()
    );
    let program = program(folder.path(), &script);
    let stop = AtomicBool::new(false);
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut take = |_, _| true;
            let mut outlet = Outlet::new(&mut take).stopped_by(&stop);
            let outcome = read_in_child(&program, &request(folder.path()), true, &mut outlet);
            sender.send(outcome).unwrap();
        });
        // Opening waits for the child to run; it has said nothing then and never will.
        let ready = std::fs::read_to_string(&said).unwrap();
        assert_eq!(ready, "ready\n");
        assert!(receiver.try_recv().is_err(), "it is still being read");
        stop.store(true, Ordering::Relaxed);
    });
    let outcome = receiver.recv().unwrap();
    assert_eq!(
        outcome,
        Err(ProblemKind::Limit("reading was stopped".into()))
    );
    // Lets what the child had started go.
    drop(
        std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(&held),
    );
}

#[test]
fn a_child_that_falls_silent_is_a_fault_and_what_it_said_before_is_kept() {
    let draft = serde_json::to_string(&ChildLine::Draft(Box::default())).unwrap();
    let problem = serde_json::to_string(&ChildLine::Problem(ProblemKind::Empty)).unwrap();
    let (outcome, drafts, problems) = outcome_of(&format!("echo '{draft}'\necho '{problem}'"));
    assert!(
        matches!(outcome, Err(ProblemKind::ReaderDied(_))),
        "{outcome:?}"
    );
    assert_eq!((drafts, problems), (1, vec![ProblemKind::Empty]));
}

#[test]
fn a_child_that_ends_well_ends_well_and_one_that_babbles_does_not() {
    let end = serde_json::to_string(&ChildLine::End).unwrap();
    assert_eq!(outcome_of(&format!("echo '{end}'")).0, Ok(()));
    assert!(matches!(
        outcome_of("echo nonsense").0,
        Err(ProblemKind::ReaderDied(_))
    ));
}
