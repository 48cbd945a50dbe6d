//! The side that reads: one file, in a process of its own, with limits on itself.

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::{ChildLine, ChildTask, ReadRequest, SECONDS_FOR_MANY};
use crate::corpus::Draft;
use crate::import::Outlet;
use crate::import::read::read_on_disk;

/// Most memory of a child, in bytes of address space.
#[cfg(unix)]
const MEMORY: u64 = 4 << 30;

/// What the child does: reads one file and says what is in it. `arguments` are those behind
/// [`super::ARGUMENT`].
///
/// # Errors
/// What was wrong with the arguments or the output.
pub fn child(arguments: &[OsString]) -> std::io::Result<()> {
    let [on_disk, path, task] = arguments else {
        return Err(std::io::ErrorKind::InvalidInput.into());
    };
    limit_self();
    let path = path.to_string_lossy();
    let task: ChildTask = serde_json::from_str(&task.to_string_lossy())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut failed = None;
    let mut say = |line: &ChildLine, out: &mut dyn Write| {
        let written = serde_json::to_writer(&mut *out, line)
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
        each.all(|draft| say(&ChildLine::Draft(Box::new(draft)), &mut out))
    };
    let mut outlet = if task.sample {
        Outlet::sampling(&mut take)
    } else {
        Outlet::new(&mut take)
    };
    let request = ReadRequest {
        path: &path,
        on_disk: Path::new(on_disk),
        mapping: task.mapping.as_ref(),
        of_folder: task.of_folder,
    };
    let outcome = read_on_disk(&request, &mut outlet);
    let records = outlet.take_sample();
    let mut problems = outlet.into_problems();
    problems.extend(outcome.err());
    for record in records {
        say(&ChildLine::Record(record), &mut out);
    }
    for kind in problems {
        say(&ChildLine::Problem(kind), &mut out);
    }
    say(&ChildLine::End, &mut out);
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
