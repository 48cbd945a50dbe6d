//! The side that asks: children that are kept for the next call, and one call to one of them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::ARGUMENT;
use super::child::{END, LINE};
use crate::import::limits::{
    CHILD_FILES, CHILD_IDLE_SECONDS, CHILD_LINE_BYTES, CHILD_SECONDS, READERS_A_PROCESSOR,
};

/// How long a silent child is waited for before it is asked whether it is still wanted.
const STEP: Duration = Duration::from_millis(20);
/// How often it is looked whether children have had nothing to do for long.
const LOOK: Duration = Duration::from_secs(1);
/// How long a child may have nothing to do.
const IDLE_TIME: Duration = Duration::from_secs(CHILD_IDLE_SECONDS);
/// Batches of lines that wait at most.
const WAITING: usize = 4;
/// Bytes of lines that are handed on together.
const BATCH_BYTES: usize = 1 << 20;
const BUFFER_BYTES: usize = 64 << 10;

/// What is asked of a child.
pub(crate) struct Call<'c> {
    /// The name of the service.
    pub service: &'static str,
    /// What it is told: one line.
    pub task: &'c str,
    /// How many files it is about.
    pub files: u32,
    /// The longest time it may take.
    pub time: Duration,
    /// Most bytes of its answer.
    pub answer_bytes: u64,
}

/// Who listens to the answer.
pub(crate) trait Hearer {
    /// Whether nothing more is wanted: asked for while the child is silent.
    fn is_stopped(&self) -> bool;
    /// Takes a line in.
    fn line(&mut self, line: &[u8]) -> Heard;
}

/// What is said of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// More is wanted.
    GoOn,
    /// Nothing more is wanted.
    Enough,
    /// Nobody understands it.
    Nonsense,
}

/// How a call ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The child said that it is done.
    Done,
    /// Nobody wants more.
    Stopped,
    /// It said more than it may.
    TooMuch,
    /// Its time is over.
    Late,
    /// It fell silent, or said what nobody understands.
    Broken,
    /// No child could be started.
    NotStarted(io::Error),
}

/// Children of one program.
pub(crate) struct Pool {
    program: PathBuf,
    shared: Mutex<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Children that have nothing to do, and since when; the last one was used last.
    idle: Vec<(Instant, Worker)>,
    /// Whether a thread looks after them.
    is_kept: bool,
}

/// A child, and how to speak with it.
struct Worker {
    /// Held so that it ends with this value.
    _child: Running,
    calls: ChildStdin,
    answers: Receiver<Answers>,
    /// Files that it has read, and how long its calls took.
    done: u32,
    busy: Duration,
}

/// A child that is ended, and waited for, with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended by itself cannot be ended; either way it is waited for, so that the system
        // forgets it.
        if self.0.kill().is_ok() || self.0.try_wait().is_ok() {
            drop(self.0.wait());
        }
    }
}

/// Some lines of a child, and why nothing follows.
#[derive(Default)]
struct Answers {
    lines: Vec<u8>,
    last: Option<Last>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The answer is whole.
    Done,
    /// A line was too long.
    TooLong,
    /// It said what is no line of an answer, or nothing more.
    Closed,
}

impl Pool {
    /// Children of a program, none of which is started yet.
    pub(crate) fn new(program: PathBuf) -> Self {
        Self {
            program,
            shared: Mutex::default(),
        }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        // What is kept here is whole between any two steps.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls a child and listens to its answer. One that was kept and has died meanwhile, or dies without a
    /// word, is no fault of the call's: a new one is asked once more.
    pub(crate) fn call(self: &Arc<Self>, call: &Call<'_>, hearer: &mut dyn Hearer) -> Outcome {
        let kept = self.shared().idle.pop();
        if let Some((_, worker)) = kept {
            let (outcome, bytes) = self.carry_out(worker, call, hearer);
            let has_died = matches!(outcome, Outcome::Broken) && bytes == 0;
            if !has_died {
                return outcome;
            }
        }
        match self.start() {
            Ok(worker) => self.carry_out(worker, call, hearer).0,
            Err(e) => Outcome::NotStarted(e),
        }
    }

    fn start(&self) -> io::Result<Worker> {
        let mut command = Command::new(&self.program);
        command
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "dateline");
        // One at a time: where the system cannot open a pipe that children do not inherit, one would hold
        // the other's input open.
        let child = {
            let _one = self.shared();
            command.spawn()?
        };
        let mut child = Running(child);
        let pipes = child.0.stdin.take().zip(child.0.stdout.take());
        let (calls, output) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
        let (sender, answers) = sync_channel(WAITING);
        // Not joined: it ends with the child's output, which whatever the child started may hold open.
        std::thread::Builder::new()
            .name("listen to reader".to_owned())
            .spawn(move || listen(output, &sender))?;
        Ok(Worker {
            _child: child,
            calls,
            answers,
            done: 0,
            busy: Duration::ZERO,
        })
    }

    /// Has a child carry out a call; gives the bytes of its answer too. Only one that did is kept.
    fn carry_out(
        self: &Arc<Self>,
        mut worker: Worker,
        call: &Call<'_>,
        hearer: &mut dyn Hearer,
    ) -> (Outcome, u64) {
        let start = Instant::now();
        let asked = format!("{} {}\n", call.service, call.task);
        let told = worker.calls.write_all(asked.as_bytes());
        if told.and_then(|()| worker.calls.flush()).is_err() {
            return (Outcome::Broken, 0);
        }
        let (outcome, bytes) = hear(&worker.answers, start, call, hearer);
        worker.done += call.files;
        worker.busy += start.elapsed();
        let lasts = worker.done < CHILD_FILES && worker.busy.as_secs() < CHILD_SECONDS;
        if lasts && matches!(outcome, Outcome::Done) {
            self.keep(worker);
        }
        (outcome, bytes)
    }

    fn keep(self: &Arc<Self>, worker: Worker) {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let mut shared = self.shared();
        if shared.idle.len() > processors * READERS_A_PROCESSOR {
            return;
        }
        shared.idle.push((Instant::now(), worker));
        if !shared.is_kept {
            let pool = Arc::downgrade(self);
            let keeper = std::thread::Builder::new().name("end idle readers".to_owned());
            // Without it they live as long as this process.
            shared.is_kept = keeper.spawn(move || look_after(&pool)).is_ok();
        }
    }

    /// Ends children that have had nothing to do for so long; `false` where none is left.
    fn end_idle(&self, idle_time: Duration) -> bool {
        let mut shared = self.shared();
        let lasts = |since: &Instant| since.elapsed() < idle_time;
        let (kept, ended) = std::mem::take(&mut shared.idle)
            .into_iter()
            .partition(|(since, _)| lasts(since));
        shared.idle = kept;
        shared.is_kept = !shared.idle.is_empty();
        let is_kept = shared.is_kept;
        drop(shared);
        // Waited for outside the lock.
        let ended: Vec<(Instant, Worker)> = ended;
        drop(ended);
        is_kept
    }
}

/// Looks after children that have nothing to do, until none is left or their pool is gone.
fn look_after(pool: &Weak<Pool>) {
    loop {
        std::thread::sleep(LOOK);
        let Some(pool) = pool.upgrade() else { return };
        if !pool.end_idle(IDLE_TIME) {
            return;
        }
    }
}

/// Takes in what a child says, until it is done, until its time is over, or until nobody wants more. Gives
/// the bytes it said too.
fn hear(
    answers: &Receiver<Answers>,
    start: Instant,
    call: &Call<'_>,
    hearer: &mut dyn Hearer,
) -> (Outcome, u64) {
    let mut bytes = 0;
    loop {
        if hearer.is_stopped() {
            return (Outcome::Stopped, bytes);
        }
        if start.elapsed() > call.time {
            return (Outcome::Late, bytes);
        }
        let Answers { lines, last } = match answers.recv_timeout(STEP) {
            Ok(answers) => answers,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return (Outcome::Broken, bytes),
        };
        bytes += lines.len() as u64;
        if bytes > call.answer_bytes {
            return (Outcome::TooMuch, bytes);
        }
        for line in lines.split_inclusive(|b| *b == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            match hearer.line(line) {
                Heard::GoOn => {}
                Heard::Enough => return (Outcome::Stopped, bytes),
                Heard::Nonsense => return (Outcome::Broken, bytes),
            }
        }
        match last {
            None => {}
            Some(Last::Done) => return (Outcome::Done, bytes),
            Some(Last::TooLong) => return (Outcome::TooMuch, bytes),
            Some(Last::Closed) => return (Outcome::Broken, bytes),
        }
    }
}

/// Reads the child's lines and sends them on, for all of its life or until nobody listens.
fn listen(output: ChildStdout, sender: &SyncSender<Answers>) {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, output);
    let mut line = Vec::new();
    let mut answers = Answers::default();
    loop {
        line.clear();
        let read = input
            .by_ref()
            .take(CHILD_LINE_BYTES)
            .read_until(b'\n', &mut line);
        let is_whole = line.last() == Some(&b'\n');
        answers.last = match (read, line.split_first()) {
            (Ok(_), _) if is_whole && line == END => Some(Last::Done),
            (Ok(_), Some((&LINE, said))) if is_whole => {
                answers.lines.extend_from_slice(said);
                None
            }
            (Ok(n), _) if n as u64 >= CHILD_LINE_BYTES => Some(Last::TooLong),
            _ => Some(Last::Closed),
        };
        let ends = matches!(answers.last, Some(Last::TooLong | Last::Closed));
        // What was said while nobody was looking goes together; what is said slowly goes at once.
        let is_full = answers.lines.len() > BATCH_BYTES || input.buffer().is_empty();
        if answers.last.is_some() || is_full {
            let sent = sender.send(std::mem::take(&mut answers));
            if sent.is_err() || ends {
                return;
            }
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
