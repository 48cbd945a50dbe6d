//! The side that starts a reader and listens to it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::{ARGUMENT, ChildLine, ChildTask, ReadRequest, SECONDS_FOR_MANY};
use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::mapping::Record;

/// Longest time for a file that is one article.
const SECONDS: u64 = 60;
/// Longest time for a look at the first records.
const SECONDS_FOR_SAMPLE: u64 = 20;
/// Most bytes a child may say.
const OUTPUT: u64 = 256 << 20;
const OUTPUT_FOR_MANY: u64 = 8 << 30;

/// How long a silent child is waited for before it is asked whether it is still wanted.
const STEP: Duration = Duration::from_millis(20);

/// Batches of lines that wait at most.
const WAITING: usize = 4;
/// Drafts that are handed on together.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 16 << 20;

/// Reads a file in a child of this program.
pub(super) fn read_in_child(
    program: &Path,
    request: &ReadRequest<'_>,
    many: bool,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let failed = |e: std::io::Error| ProblemKind::ReaderDied(format!("could not be started: {e}"));
    let task = ChildTask {
        mapping: request.mapping.cloned(),
        of_folder: request.of_folder,
        sample: outlet.is_sampling(),
    };
    let task = serde_json::to_string(&task).map_err(|e| failed(e.into()))?;
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .arg(request.on_disk)
        .arg(request.path)
        .arg(task)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map(Running)
        .map_err(failed)?;
    let Some(output) = child.0.stdout.take() else {
        return Err(ProblemKind::ReaderDied("said nothing".into()));
    };
    let (seconds, most) = if outlet.is_sampling() {
        (SECONDS_FOR_SAMPLE, OUTPUT)
    } else if many {
        (SECONDS_FOR_MANY, OUTPUT_FOR_MANY)
    } else {
        (SECONDS, OUTPUT)
    };
    let (sender, receiver) = sync_channel(WAITING);
    // Not joined: it ends with the child's output, which whatever the child started may hold open.
    std::thread::Builder::new()
        .name("listen to reader".to_owned())
        .spawn(move || listen(output, most, &sender))
        .map_err(failed)?;
    let until = Instant::now() + Duration::from_secs(seconds);
    match hear(&receiver, until, outlet) {
        Heard::End => Ok(()),
        Heard::Stopped => Err(ProblemKind::Limit("reading was stopped".into())),
        Heard::TooMuch => Err(ProblemKind::Limit(format!(
            "it gives more than {} MB of text",
            most >> 20
        ))),
        Heard::Late => Err(ProblemKind::ReaderDied(format!(
            "was stopped after {seconds} seconds"
        ))),
        Heard::Broken => Err(ProblemKind::ReaderDied(
            "stopped by a fault, or for want of memory".into(),
        )),
    }
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

/// How listening to a child ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// It said that it came to its end.
    End,
    /// Nobody wants more.
    Stopped,
    /// It said more than it may.
    TooMuch,
    /// Its time is over.
    Late,
    /// It fell silent, or said what nobody understands.
    Broken,
}

/// Some lines of a child, put together by kind.
#[derive(Default)]
struct Lines {
    drafts: Vec<Draft>,
    records: Vec<Record>,
    problems: Vec<ProblemKind>,
    /// Why nothing follows.
    last: Option<Heard>,
}

/// Takes in what the child says, until its end, until `until`, or until nobody wants more.
fn hear(receiver: &Receiver<Lines>, until: Instant, outlet: &mut Outlet<'_>) -> Heard {
    loop {
        if outlet.is_stopped() {
            return Heard::Stopped;
        }
        if Instant::now() > until {
            return Heard::Late;
        }
        let lines = match receiver.recv_timeout(STEP) {
            Ok(lines) => lines,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Heard::Broken,
        };
        outlet.takes_records(lines.records.iter());
        outlet.add_problems(lines.problems);
        let wanted = lines.drafts.is_empty() || outlet.deliver(lines.drafts, 0);
        match lines.last {
            Some(last) if wanted => return last,
            _ if !wanted => return Heard::Stopped,
            _ => {}
        }
    }
}

/// Reads the child's lines and sends them on, until its end or until nobody listens.
fn listen(output: ChildStdout, most: u64, sender: &SyncSender<Lines>) {
    let mut input = BufReader::new(output.take(most));
    let mut line = Vec::new();
    let mut lines = Lines::default();
    let (mut heard, mut waiting) = (0, 0);
    loop {
        line.clear();
        lines.last = match input.read_until(b'\n', &mut line) {
            Ok(n) if n > 0 => {
                heard += n as u64;
                waiting += n;
                push(&line, &mut lines)
            }
            _ if heard >= most => Some(Heard::TooMuch),
            _ => Some(Heard::Broken),
        };
        // A line cut off by the limit is no fault of the child's.
        if lines.last == Some(Heard::Broken) && heard >= most {
            lines.last = Some(Heard::TooMuch);
        }
        let ends = lines.last.is_some();
        let full = lines.drafts.len() >= BATCH || waiting > BATCH_BYTES;
        if ends || full {
            waiting = 0;
            if sender.send(std::mem::take(&mut lines)).is_err() || ends {
                return;
            }
        }
    }
}

fn push(line: &[u8], lines: &mut Lines) -> Option<Heard> {
    match serde_json::from_slice(line) {
        Ok(ChildLine::Draft(draft)) => lines.drafts.push(*draft),
        Ok(ChildLine::Record(record)) => lines.records.push(record),
        Ok(ChildLine::Problem(kind)) => lines.problems.push(kind),
        Ok(ChildLine::End) => return Some(Heard::End),
        Err(_) => return Some(Heard::Broken),
    }
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
