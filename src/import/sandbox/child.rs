//! The side that reads: one call after the other, with limits on itself.

use std::io::{self, BufRead, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::Service;
use crate::import::limits::CHILD_STACK_BYTES;
#[cfg(unix)]
use crate::import::limits::{CHILD_MEMORY_BYTES, CHILD_SECONDS, MANY_SECONDS};

/// What is said at once: as much as a pipe holds.
const BUFFER_BYTES: usize = 64 << 10;

/// Begins a line of an answer.
pub(super) const LINE: u8 = b'+';
/// The line that ends an answer.
pub(super) const END: &[u8] = b".\n";

/// Where a service puts its answer.
pub struct Answer<'o> {
    out: &'o mut dyn Write,
    failed: Option<io::Error>,
}

impl Answer<'_> {
    /// Says a line, which holds no line feed; `false` where nobody listens any more.
    pub fn say(&mut self, line: &[u8]) -> bool {
        if self.failed.is_none() {
            let written = self
                .out
                .write_all(&[LINE])
                .and_then(|()| self.out.write_all(line))
                .and_then(|()| self.out.write_all(b"\n"));
            self.failed = written.err();
        }
        self.failed.is_none()
    }
}

/// What a child does: carries out calls for some of these services until its input ends. It returns when
/// the parent is gone even though a reader is at work: the process is to be ended then.
///
/// # Errors
/// No thread could be started.
pub fn child(services: &'static [&'static Service]) -> io::Result<()> {
    limit_self();
    let (calls, next) = channel();
    let (ended, end) = channel();
    let at_end = Ends(ended.clone());
    std::thread::Builder::new()
        .name("hear parent".to_owned())
        .spawn(move || {
            let _at_end = at_end;
            hear(&calls);
        })?;
    let at_end = Ends(ended);
    std::thread::Builder::new()
        .name("reader".to_owned())
        .stack_size(CHILD_STACK_BYTES)
        .spawn(move || {
            let _at_end = at_end;
            // What a fault is called the parent says; what was read before it is said.
            let work = || {
                work(
                    services,
                    &next,
                    &mut BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock()),
                )
            };
            catch_unwind(AssertUnwindSafe(work)).unwrap_or(Ok(()))
        })?;
    // Whichever comes first: the parent is gone, or the reader is.
    end.recv().unwrap_or(());
    Ok(())
}

/// Says when it is dropped, at the end of a thread or at a fault of it.
struct Ends(Sender<()>);

impl Drop for Ends {
    fn drop(&mut self) {
        // Nobody listens where the other thread ended first.
        self.0.send(()).unwrap_or(());
    }
}

/// Waits for calls until the input ends. Nothing else is done here, so that its end is heard at once.
fn hear(calls: &Sender<String>) {
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if calls.send(line).is_err() {
            return;
        }
    }
}

/// Carries out calls, `NAME TASK` each.
fn work(
    services: &[&'static Service],
    calls: &Receiver<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for call in calls {
        let (name, task) = call.split_once(' ').unwrap_or((&call, ""));
        let service = services.iter().find(|s| s.name == name);
        let service = service.ok_or(io::ErrorKind::InvalidInput)?;
        let mut answer = Answer {
            out: &mut *out,
            failed: None,
        };
        (service.run)(task, &mut answer)?;
        answer.failed.map_or(Ok(()), Err)?;
        out.write_all(END)?;
        out.flush()?;
    }
    Ok(())
}

/// Bounds what this process may take, as far as the system holds it; elsewhere the parent's clock must do.
fn limit_self() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let limit = |n| Rlimit {
            current: Some(n),
            maximum: Some(n),
        };
        let processors = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
        let seconds = (MANY_SECONDS + CHILD_SECONDS) * processors;
        // A system that refuses one leaves the others in force.
        setrlimit(Resource::As, limit(CHILD_MEMORY_BYTES)).unwrap_or(());
        setrlimit(Resource::Cpu, limit(seconds)).unwrap_or(());
        setrlimit(Resource::Fsize, limit(0)).unwrap_or(());
        setrlimit(Resource::Core, limit(0)).unwrap_or(());
    }
    // Where memory runs out the system ends this process rather than the one with the analyst's work.
    #[cfg(target_os = "linux")]
    std::fs::write("/proc/self/oom_score_adj", "1000").unwrap_or(());
}
