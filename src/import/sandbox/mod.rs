//! Readers of formats that other programs made run in a process of their own: with a time limit, a
//! limit on what they say, and on Unix a limit on their memory. Their death is an entry of the report.
//!
//! The child is this very program, started with [`ARGUMENT`] and a path; it writes what it reads as
//! JSON lines, a [`ChildLine`] each. One thread listens to it; the thread that wants the articles waits for
//! that one in small steps, so that a request to stop and the end of its time are heard though the child
//! is silent. Where no program was named ([`use_program`]), as in a library, readers run in place.

mod child;
mod parent;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::mapping::Record;
use crate::import::read::read_on_disk;

pub use child::child;

/// First argument of a child.
pub const ARGUMENT: &str = "read-sandboxed";

/// Longest time for a file that holds many articles; also most time of the processor.
const SECONDS_FOR_MANY: u64 = 900;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that is started for sandboxed readers: this one, by its path.
pub fn use_program(path: PathBuf) {
    // The first one counts; a second one would say the same.
    PROGRAM.get_or_init(|| path);
}

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

/// What a child is asked for, beside the two paths.
#[derive(Default, Serialize, Deserialize)]
struct ChildTask {
    mapping: Option<Mapping>,
    of_folder: bool,
    /// The first records are wanted, and no articles.
    sample: bool,
}

/// What a child says, a line each.
#[derive(Serialize, Deserialize)]
enum ChildLine {
    Draft(Box<Draft>),
    /// A record as it stands in the file, where those were asked for.
    Record(Record),
    Problem(ProblemKind),
    /// The last line of a child that came to its end.
    End,
}

/// Reads a file of such a format, in a child where that is possible. `many` says that it may hold many
/// articles, and so may take its time.
pub(crate) fn read_sandboxed(
    request: &ReadRequest<'_>,
    many: bool,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    match PROGRAM.get() {
        None => {
            let read = || read_on_disk(request, outlet);
            catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
                Err(ProblemKind::ReaderDied(
                    "stopped by a fault of its own".into(),
                ))
            })
        }
        Some(program) => parent::read_in_child(program, request, many, outlet),
    }
}
