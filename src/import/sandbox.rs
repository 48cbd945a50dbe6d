//! Readers of formats that other programs made run in a process of their own: with a time limit, a
//! limit on what they say, and on Unix a limit on their memory. Their death is an entry of the report.
//!
//! The child is this very program, started with [`ARGUMENT`] and a path; it writes what it reads as
//! JSON lines. Where no program was named ([`use_program`]), as in a library, readers run in place.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::corpus::Mapping;
use crate::corpus::{Draft, ProblemKind};
use crate::import::mapping::Record;
use crate::import::{Format, Found, Outlet, read};

/// First argument of a child.
pub const ARGUMENT: &str = "read-sandboxed";

/// Longest time for a file that is one article, and for one that holds many.
const SECONDS: u64 = 60;
const SECONDS_FOR_MANY: u64 = 900;
/// Longest time for a look at the first records.
const SECONDS_FOR_SAMPLE: u64 = 20;
/// Most bytes a child may say.
const OUTPUT: u64 = 256 << 20;
const OUTPUT_FOR_MANY: u64 = 8 << 30;
/// Most memory of a child, in bytes of address space.
#[cfg(unix)]
const MEMORY: u64 = 4 << 30;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// What a child is asked for.
const SAMPLE: &str = "first-records";
const ALL: &str = "articles";

/// Names the program that is started for confined readers: this one, by its path.
pub fn use_program(path: PathBuf) {
    // The first word counts; a second one would say the same.
    PROGRAM.get_or_init(|| path);
}

/// What a child says, a line each.
#[derive(Serialize, Deserialize)]
enum Said {
    Draft(Box<Draft>),
    /// A record as it stands in the file, where those were asked for.
    Record(Record),
    Problem(ProblemKind),
    /// The last line of a child that came to its end.
    End,
}

fn holds_many(format: Format) -> bool {
    matches!(
        format,
        Format::Mbox
            | Format::Zip
            | Format::Tar
            | Format::Parquet
            | Format::Workbook
            | Format::Gzip
            | Format::Zstd
    )
}

/// Reads a file of such a format, in a child where that is possible.
pub(crate) fn read_sandboxed(
    format: Format,
    file: &Found,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    match PROGRAM.get() {
        None => {
            let read = || read::read_in_place(format, &file.path, &file.on_disk, mapping, outlet);
            catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
                Err(ProblemKind::ReaderDied(
                    "stopped by a fault of its own".into(),
                ))
            })
        }
        Some(program) => in_child(program, format, file, mapping, outlet),
    }
}

fn in_child(
    program: &Path,
    format: Format,
    file: &Found,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let failed = |e: std::io::Error| ProblemKind::ReaderDied(format!("could not be started: {e}"));
    let mapping = mapping
        .and_then(|m| serde_json::to_string(m).ok())
        .unwrap_or_default();
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .arg(&file.on_disk)
        .arg(&file.path)
        .arg(mapping)
        .arg(if outlet.is_sampling() { SAMPLE } else { ALL })
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let Some(output) = child.stdout.take() else {
        return Err(ProblemKind::ReaderDied("said nothing".into()));
    };
    let (seconds, most) = if outlet.is_sampling() {
        (SECONDS_FOR_SAMPLE, OUTPUT)
    } else if holds_many(format) {
        (SECONDS_FOR_MANY, OUTPUT_FOR_MANY)
    } else {
        (SECONDS, OUTPUT)
    };
    let watch = Watch::start(child, Duration::from_secs(seconds)).map_err(failed)?;
    let outcome = listen(output, most, outlet);
    let late = watch.end();
    match outcome {
        Heard::End => Ok(()),
        Heard::Stopped => Err(ProblemKind::Limit("reading was stopped".into())),
        Heard::TooMuch => Err(ProblemKind::Limit(format!(
            "it gives more than {} MB of text",
            most >> 20
        ))),
        Heard::Broken if late => Err(ProblemKind::ReaderDied(format!(
            "was stopped after {seconds} seconds"
        ))),
        Heard::Broken => Err(ProblemKind::ReaderDied(
            "stopped by a fault, or for want of memory".into(),
        )),
    }
}

enum Heard {
    End,
    Stopped,
    TooMuch,
    Broken,
}

/// Drafts that are handed on together.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 16 << 20;

fn listen(output: impl Read, most: u64, outlet: &mut Outlet<'_>) -> Heard {
    let mut lines = BufReader::new(output.take(most));
    let mut line = Vec::new();
    let mut drafts = Vec::new();
    let mut heard = 0;
    let mut waiting = 0;
    let result = loop {
        line.clear();
        match lines.read_until(b'\n', &mut line) {
            Ok(n) if n > 0 => heard += n as u64,
            _ => {
                break if heard >= most {
                    Heard::TooMuch
                } else {
                    Heard::Broken
                };
            }
        }
        match serde_json::from_slice(&line) {
            Ok(Said::Draft(draft)) => {
                waiting += draft.text.len();
                drafts.push(*draft);
                let full = drafts.len() >= BATCH || waiting > BATCH_BYTES;
                if full {
                    waiting = 0;
                }
                if full && !outlet.deliver(std::mem::take(&mut drafts), 0) {
                    return Heard::Stopped;
                }
            }
            Ok(Said::Record(record)) => {
                outlet.takes_records(std::iter::once(&record));
            }
            Ok(Said::Problem(kind)) => outlet.problem(kind),
            Ok(Said::End) => break Heard::End,
            Err(_) => break Heard::Broken,
        }
    };
    if outlet.deliver(drafts, 0) {
        result
    } else {
        Heard::Stopped
    }
}

/// Ends a child that takes too long.
struct Watch {
    child: Arc<Mutex<Child>>,
    done: Arc<AtomicBool>,
    late: Arc<AtomicBool>,
}

impl Watch {
    fn start(child: Child, limit: Duration) -> std::io::Result<Self> {
        let out = Self {
            child: Arc::new(Mutex::new(child)),
            done: Arc::default(),
            late: Arc::default(),
        };
        let (child, done, late) = (
            Arc::clone(&out.child),
            Arc::clone(&out.done),
            Arc::clone(&out.late),
        );
        std::thread::Builder::new()
            .name("watch reader".to_owned())
            .spawn(move || {
                let since = Instant::now();
                while !done.load(Ordering::Relaxed) {
                    if since.elapsed() > limit {
                        late.store(true, Ordering::Relaxed);
                        end(&child);
                        return;
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
            })?;
        Ok(out)
    }

    /// Ends the child and says whether it was ended for being late.
    fn end(self) -> bool {
        self.done.store(true, Ordering::Relaxed);
        end(&self.child);
        self.late.load(Ordering::Relaxed)
    }
}

fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    // One that has ended by itself cannot be ended; either way it is reaped.
    if child.kill().is_ok() || child.try_wait().is_ok() {
        drop(child.wait());
    }
}

/// What the child does: reads one file and says what is in it. `arguments` are those behind
/// [`ARGUMENT`].
///
/// # Errors
/// What was wrong with the arguments or the output.
pub fn child(arguments: &[OsString]) -> std::io::Result<()> {
    let [on_disk, path, mapping, wanted] = arguments else {
        return Err(std::io::ErrorKind::InvalidInput.into());
    };
    limit_self();
    let path = path.to_string_lossy();
    let mapping: Option<Mapping> = serde_json::from_str(&mapping.to_string_lossy()).ok();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut failed = None;
    let mut say = |said: &Said, out: &mut dyn Write| {
        let written = serde_json::to_writer(&mut *out, said)
            .map_err(std::io::Error::from)
            .and_then(|()| out.write_all(b"\n"));
        if let Err(e) = written {
            failed.get_or_insert(e);
            return false;
        }
        true
    };
    let mut take = |drafts: Vec<Draft>, _| {
        let mut each = drafts.into_iter();
        each.all(|draft| say(&Said::Draft(Box::new(draft)), &mut out))
    };
    let mut outlet = if wanted == SAMPLE {
        Outlet::sampling(&mut take)
    } else {
        Outlet::new(&mut take)
    };
    let on_disk = Path::new(on_disk);
    let format = read::format_of(&path, on_disk);
    let outcome = format.and_then(|format| {
        read::read_in_place(format, &path, on_disk, mapping.as_ref(), &mut outlet)
    });
    let records = outlet.take_sample();
    let mut problems = outlet.into_problems();
    problems.extend(outcome.err());
    for record in records {
        say(&Said::Record(record), &mut out);
    }
    for kind in problems {
        say(&Said::Problem(kind), &mut out);
    }
    say(&Said::End, &mut out);
    out.flush()?;
    failed.map_or(Ok(()), Err)
}

/// On Unix, bounds memory and processor time of this process; elsewhere the parent's clock must do.
fn limit_self() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let limit = |n| Rlimit {
            current: Some(n),
            maximum: Some(n),
        };
        // A system that refuses leaves the other limits in force.
        setrlimit(Resource::As, limit(MEMORY)).unwrap_or(());
        setrlimit(Resource::Cpu, limit(SECONDS_FOR_MANY)).unwrap_or(());
        setrlimit(Resource::Core, limit(0)).unwrap_or(());
    }
}
