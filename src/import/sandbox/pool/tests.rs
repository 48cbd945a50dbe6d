//! Programs that behave badly in the place of a reader.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use super::*;
use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::sandbox::files::{
    FileLine, ReadRequest, read_in_child, take_told, told_together,
};

/// A program that does as the script says, in a folder of its own, and how often it was started.
struct Program {
    folder: tempfile::TempDir,
    pool: Arc<Pool>,
}

impl Program {
    /// Each start of it leaves its number in `started`, in a line.
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (text, path) = (folder.path().join("text"), folder.path().join("reader"));
        let started = folder.path().join("started");
        let script = format!("#!/bin/sh\necho $$ >> {}\n{script}\n", started.display());
        std::fs::write(&text, script).unwrap();
        // Written by another process: a child that another test starts at this moment would hold our handle
        // open, and what is open for writing cannot be started.
        let copied = Command::new("cp").arg(&text).arg(&path).status().unwrap();
        assert!(copied.success());
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&path, mode).unwrap();
        Self {
            folder,
            pool: Arc::new(Pool::new(path)),
        }
    }

    fn started(&self) -> Vec<u32> {
        let all = std::fs::read_to_string(self.folder.path().join("started")).unwrap_or_default();
        all.lines().map(|n| n.parse().unwrap()).collect()
    }

    /// Has it read a file.
    fn read(&self) -> (Result<(), ProblemKind>, usize, Vec<ProblemKind>) {
        let mut drafts = 0;
        let mut take = |some: Vec<Draft>, _| {
            drafts += some.len();
            true
        };
        let mut outlet = Outlet::new(&mut take);
        let outcome = read_in_child(&self.pool, &request(self.folder.path()), false, &mut outlet);
        let problems = outlet.into_problems();
        (outcome, drafts, problems)
    }

    /// Asks it for something, within a time and a length.
    fn call(&self, time: Duration, answer_bytes: u64) -> (Outcome, Vec<Vec<u8>>) {
        let call = Call {
            service: "test",
            task: "task",
            files: 1,
            time,
            answer_bytes,
        };
        let mut lines = Lines(Vec::new());
        let outcome = self.pool.call(&call, &mut lines);
        (outcome, lines.0)
    }
}

/// Takes lines in, up to one that says that it is enough.
struct Lines(Vec<Vec<u8>>);

impl Hearer for Lines {
    fn is_stopped(&self) -> bool {
        false
    }

    fn line(&mut self, line: &[u8]) -> Heard {
        self.0.push(line.to_vec());
        if line == b"enough" {
            Heard::Enough
        } else {
            Heard::GoOn
        }
    }
}

/// Longer than any test takes.
const LONG: Duration = Duration::from_hours(1);

fn request(path: &Path) -> ReadRequest<'_> {
    ReadRequest {
        path: "a.pdf",
        on_disk: path,
        mapping: None,
        of_folder: false,
    }
}

fn line(line: &FileLine) -> String {
    format!("echo '+{}'\n", serde_json::to_string(line).unwrap())
}

/// Whether the system still knows a process, be it only that it has ended.
fn is_there(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
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
    let program = Program::new(&format!(
        "cat {held} &\necho ready > {said}\nread nothing < {held}",
        held = held.display(),
        said = said.display()
    ));
    let stop = AtomicBool::new(false);
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut take = |_, _| true;
            let mut outlet = Outlet::new(&mut take).stopped_by(&stop);
            let request = request(folder.path());
            let outcome = read_in_child(&program.pool, &request, true, &mut outlet);
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
    let said = [
        line(&FileLine::Draft(Box::default())),
        line(&FileLine::Problem(ProblemKind::Empty)),
    ];
    let program = Program::new(&format!("read call\n{}", said.concat()));
    let (outcome, drafts, problems) = program.read();
    assert!(
        matches!(outcome, Err(ProblemKind::ReaderDied(_))),
        "{outcome:?}"
    );
    assert_eq!((drafts, problems), (1, vec![ProblemKind::Empty]));
    assert_eq!(program.started().len(), 1, "it has said something");
}

/// What it said of a file to its end counts; of the next, at which it fell silent, nothing does.
#[test]
fn a_child_that_falls_silent_among_several_files_has_read_those_before() {
    let said = [
        line(&FileLine::Draft(Box::default())),
        line(&FileLine::Problem(ProblemKind::Empty)),
        line(&FileLine::End),
        line(&FileLine::End),
        line(&FileLine::Draft(Box::default())),
    ];
    let program = Program::new(&format!("read call\n{}", said.concat()));
    let requests = [(); 4].map(|()| request(program.folder.path()));
    let told = told_together(&program.pool, &requests, &AtomicBool::new(false));
    let found = told.into_iter().map(|told| {
        let mut drafts = 0;
        let mut take = |some: Vec<Draft>, _| {
            drafts += some.len();
            true
        };
        let mut outlet = Outlet::new(&mut take);
        take_told(told, &mut outlet);
        let problems = outlet.into_problems();
        (drafts, problems)
    });
    let found: Vec<_> = found.collect();
    assert_eq!(found, [(1, vec![ProblemKind::Empty]), (0, vec![])]);
}

#[test]
fn a_child_that_ends_well_ends_well_and_one_that_babbles_does_not() {
    assert_eq!(Program::new("read call; echo .").read().0, Ok(()));
    for babble in [
        "echo nonsense",
        "echo +nonsense",
        "printf +",
        "printf .",
        "",
    ] {
        let outcome = Program::new(babble).read().0;
        assert!(
            matches!(outcome, Err(ProblemKind::ReaderDied(_))),
            "{babble}: {outcome:?}"
        );
    }
}

#[test]
fn one_child_carries_out_one_call_after_the_other() {
    let program = Program::new("while read call; do echo \"+$call\"; echo .; done");
    for _ in 0..10 {
        let (outcome, lines) = program.call(LONG, 1000);
        assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
        assert_eq!(lines, [b"test task"]);
    }
    assert_eq!(program.started().len(), 1);
}

#[test]
fn a_child_that_died_while_it_was_kept_costs_no_file() {
    let program = Program::new("read call; echo +said; echo .");
    for _ in 0..3 {
        let (outcome, lines) = program.call(LONG, 1000);
        assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
        assert_eq!(lines, [b"said"]);
    }
    assert_eq!(program.started().len(), 3);
}

/// Of what it was asked last, a kept one is not the only one to die.
#[test]
fn what_ends_every_child_is_tried_no_more_than_twice() {
    let first = "[ $(wc -l < $(dirname $0)/started) = 1 ]";
    let program = Program::new(&format!("{first} && read call && echo .\nread call"));
    assert!(matches!(program.call(LONG, 1000).0, Outcome::Done));
    assert!(matches!(program.call(LONG, 1000).0, Outcome::Broken));
    assert_eq!(program.started().len(), 2);
    assert!(matches!(program.call(LONG, 1000).0, Outcome::Broken));
    assert_eq!(program.started().len(), 3, "none was kept that was broken");
}

/// Where the process lives on, or was not waited for, the system still has it.
#[test]
fn a_child_that_hangs_or_says_too_much_is_ended_and_forgotten() {
    let hangs = "read call; echo +enough; exec sleep 3600";
    let babbles = "read call; while echo +more; do :; done";
    for script in [hangs, babbles] {
        let program = Program::new(script);
        let (outcome, _) = program.call(LONG, 1000);
        assert!(
            matches!(outcome, Outcome::Stopped | Outcome::TooMuch),
            "{outcome:?}"
        );
        let processes = program.started();
        assert!(processes.len() == 1 && !is_there(processes[0]), "{script}");
    }
    let late = Program::new("read call; exec sleep 3600").call(Duration::ZERO, 1000);
    assert!(matches!(late.0, Outcome::Late));
}

#[test]
fn children_that_have_nothing_to_do_are_ended_and_leave_nothing() {
    let program = Program::new("while read call; do echo .; done; exec sleep 3600");
    assert!(matches!(program.call(LONG, 10).0, Outcome::Done));
    let process = program.started()[0];
    assert!(
        is_there(process) && program.pool.end_idle(LONG),
        "it is kept"
    );
    assert!(!program.pool.end_idle(Duration::ZERO), "none is left");
    assert!(!is_there(process));
}
