//! The service that reads a file of articles: what is asked, what is answered, and both sides of it.

use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::pool::{Call, Heard, Hearer, Outcome, Pool};
use super::{Answer, Service};
use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::limits::{
    MANY_ANSWER_BYTES, MANY_SECONDS, ONE_ANSWER_BYTES, ONE_SECONDS, SAMPLE_SECONDS,
    TOGETHER_SECONDS,
};
use crate::import::mapping::Record;
use crate::import::read::read_on_disk;

/// Reads a file and says what is in it.
pub static FILES: Service = Service {
    name: "files",
    run: read_and_say,
};

/// Drafts that are handed on together.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 16 << 20;

/// A file that is to be read.
pub(crate) struct ReadRequest<'r> {
    /// Path within the source.
    pub path: &'r str,
    /// Where it lies.
    pub on_disk: &'r Path,
    /// What its columns mean, where the analyst has said so.
    pub mapping: Option<&'r Mapping>,
    /// Whether its folder is read, rather than this file by its name.
    pub of_folder: bool,
}

/// One of the files of a call, as it is written for a child.
#[derive(Serialize, Deserialize)]
struct FileTask {
    on_disk: OsString,
    path: String,
    mapping: Option<Mapping>,
    of_folder: bool,
    /// The first records are wanted, and no articles.
    sample: bool,
}

/// What a child says, a line each.
#[derive(Serialize, Deserialize)]
pub(super) enum FileLine {
    Draft(Box<Draft>),
    /// A record as it stands in the file, where those were asked for.
    Record(Record),
    Problem(ProblemKind),
    /// That was all of one file.
    End,
}

/// Everything that a child said of a file.
#[derive(Default)]
pub(crate) struct Told(Vec<FileLine>);

/// Reads a file of such a format, in a child where that is possible. `many` says that it may hold many
/// articles, and so may take its time.
pub(crate) fn read_sandboxed(
    request: &ReadRequest<'_>,
    many: bool,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let Some(pool) = super::pool() else {
        let read = || read_on_disk(request, outlet);
        return catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            Err(ProblemKind::ReaderDied(
                "stopped by a fault of its own".into(),
            ))
        });
    };
    read_in_child(pool, request, many, outlet)
}

/// Reads a file in a child.
pub(super) fn read_in_child(
    pool: &Arc<Pool>,
    request: &ReadRequest<'_>,
    many: bool,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let failed = |e: io::Error| ProblemKind::ReaderDied(format!("could not be started: {e}"));
    let task = serde_json::to_string(&[FileTask::of(request, outlet.is_sampling())])
        .map_err(|e| failed(e.into()))?;
    let (seconds, answer_bytes) = if outlet.is_sampling() {
        (SAMPLE_SECONDS, ONE_ANSWER_BYTES)
    } else if many {
        (MANY_SECONDS, MANY_ANSWER_BYTES)
    } else {
        (ONE_SECONDS, ONE_ANSWER_BYTES)
    };
    let call = Call {
        service: FILES.name,
        task: &task,
        files: 1,
        time: Duration::from_secs(seconds),
        answer_bytes,
    };
    let mut taking = TakingIn {
        drafts: Vec::new(),
        bytes: 0,
        outlet,
    };
    let outcome = pool.call(&call, &mut taking);
    if !taking.outlet.is_stopped() {
        // What came before a fault is kept.
        taking.hand_on();
    }
    match outcome {
        Outcome::Stopped if outlet.was_told_to_stop() => {
            Err(ProblemKind::Limit("reading was stopped".into()))
        }
        // An outlet that has enough has said so.
        Outcome::Done | Outcome::Stopped => Ok(()),
        Outcome::TooMuch => Err(ProblemKind::Limit(format!(
            "it gives more than {} MB of text",
            answer_bytes >> 20
        ))),
        Outcome::Late => Err(ProblemKind::ReaderDied(format!(
            "was stopped after {seconds} seconds"
        ))),
        Outcome::Broken => Err(ProblemKind::ReaderDied(
            "stopped by a fault, or for want of memory".into(),
        )),
        Outcome::NotStarted(e) => Err(failed(e)),
    }
}

impl FileTask {
    fn of(request: &ReadRequest<'_>, sample: bool) -> Self {
        Self {
            on_disk: request.on_disk.as_os_str().to_owned(),
            path: request.path.to_owned(),
            mapping: request.mapping.cloned(),
            of_folder: request.of_folder,
            sample,
        }
    }
}

/// Reads some small files in one call: what one call costs is more than what a small page does. Gives what was
/// said of each up to the first of which it was not all: that one and those behind it are to be read by themselves, which
/// tells the one that is at fault from the others.
pub(crate) fn read_together(requests: &[ReadRequest<'_>], stop: &AtomicBool) -> Vec<Told> {
    match super::pool() {
        Some(pool) if requests.len() > 1 => told_together(pool, requests, stop),
        _ => Vec::new(),
    }
}

/// The same by a pool.
pub(super) fn told_together(
    pool: &Arc<Pool>,
    requests: &[ReadRequest<'_>],
    stop: &AtomicBool,
) -> Vec<Told> {
    let tasks: Vec<FileTask> = requests.iter().map(|r| FileTask::of(r, false)).collect();
    // A path that cannot be written down is told of when its file is read by itself.
    let Ok(task) = serde_json::to_string(&tasks) else {
        return Vec::new();
    };
    let call = Call {
        service: FILES.name,
        task: &task,
        files: requests.len() as u32,
        time: Duration::from_secs(TOGETHER_SECONDS),
        answer_bytes: ONE_ANSWER_BYTES,
    };
    let mut together = Together {
        told: Vec::new(),
        open: Told::default(),
        stop,
    };
    // However it ended: what was said to its end counts, and the rest is asked for again.
    pool.call(&call, &mut together);
    together.told.truncate(requests.len());
    together.told
}

/// Takes in what a child says of several files.
struct Together<'s> {
    /// Of those of which it has said everything.
    told: Vec<Told>,
    /// Of the next.
    open: Told,
    stop: &'s AtomicBool,
}

impl Hearer for Together<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn line(&mut self, line: &[u8]) -> Heard {
        match serde_json::from_slice(line) {
            Ok(FileLine::End) => self.told.push(std::mem::take(&mut self.open)),
            Ok(line) => self.open.0.push(line),
            Err(_) => return Heard::Nonsense,
        }
        Heard::GoOn
    }
}

/// Puts what was told of a file into an outlet.
pub(crate) fn take_told(told: Told, outlet: &mut Outlet<'_>) {
    let mut taking = TakingIn {
        drafts: Vec::new(),
        bytes: 0,
        outlet,
    };
    if told.0.into_iter().all(|line| taking.take(line)) {
        taking.hand_on();
    }
}

/// Takes in what a child says of a file.
struct TakingIn<'a, 'o> {
    drafts: Vec<Draft>,
    /// Bytes of lines since drafts were last handed on.
    bytes: usize,
    outlet: &'a mut Outlet<'o>,
}

impl TakingIn<'_, '_> {
    /// Hands on the articles that wait; `false` where nothing more is wanted.
    fn hand_on(&mut self) -> bool {
        self.bytes = 0;
        let drafts = std::mem::take(&mut self.drafts);
        if drafts.is_empty() {
            !self.outlet.is_stopped()
        } else {
            self.outlet.deliver(drafts, 0)
        }
    }

    /// Takes a line in; `false` where nothing more is wanted.
    fn take(&mut self, line: FileLine) -> bool {
        match line {
            FileLine::Draft(draft) => self.drafts.push(*draft),
            FileLine::Record(record) => {
                self.outlet.takes_records(std::iter::once(&record));
            }
            FileLine::Problem(kind) => self.outlet.problem(kind),
            FileLine::End => {}
        }
        let is_full = self.drafts.len() >= BATCH || self.bytes > BATCH_BYTES;
        !is_full || self.hand_on()
    }
}

impl Hearer for TakingIn<'_, '_> {
    fn is_stopped(&self) -> bool {
        self.outlet.is_stopped()
    }

    fn line(&mut self, line: &[u8]) -> Heard {
        self.bytes += line.len();
        match serde_json::from_slice(line) {
            Ok(line) => {
                if self.take(line) {
                    Heard::GoOn
                } else {
                    Heard::Enough
                }
            }
            Err(_) => Heard::Nonsense,
        }
    }
}

/// The child's side.
fn read_and_say(task: &str, answer: &mut Answer<'_>) -> io::Result<()> {
    let tasks: Vec<FileTask> = serde_json::from_str(task)?;
    for task in &tasks {
        read_one(task, answer);
    }
    Ok(())
}

/// Reads a file and says everything of it.
fn read_one(task: &FileTask, answer: &mut Answer<'_>) {
    let mut say = |line: &FileLine| -> bool {
        // Nothing of a line can fail to be written as JSON.
        serde_json::to_vec(line).is_ok_and(|line| answer.say(&line))
    };
    let mut take = |drafts: Vec<Draft>, _| {
        let mut each = drafts.into_iter();
        each.all(|draft| say(&FileLine::Draft(Box::new(draft))))
    };
    let mut outlet = if task.sample {
        Outlet::sampling(&mut take)
    } else {
        Outlet::new(&mut take)
    };
    let request = ReadRequest {
        path: &task.path,
        on_disk: Path::new(&task.on_disk),
        mapping: task.mapping.as_ref(),
        of_folder: task.of_folder,
    };
    let outcome = read_on_disk(&request, &mut outlet);
    let records = outlet.take_sample();
    let mut problems = outlet.into_problems();
    problems.extend(outcome.err());
    for record in records {
        say(&FileLine::Record(record));
    }
    for kind in problems {
        say(&FileLine::Problem(kind));
    }
    say(&FileLine::End);
}
