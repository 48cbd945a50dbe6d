//! Readers of what others made run in processes of their own: with a limit on time, on what they say, and
//! where the system has it on memory. Their death is an entry of the report and costs one file.
//!
//! Vocabulary: a *child* is this very program, started with [`ARGUMENT`]; it carries out *calls*, one after
//! the other, that come on its input, a line each. A [`Service`] is what a call may ask for, by its name; its
//! answer are lines, and one that says that it is done. A [`pool::Pool`] keeps children that have nothing to do for
//! the next call: ten thousand small pages need two for each processor. Small files are asked for several in a
//! call, since a call costs as much as a small page; where it fails, each of those that it did not get to is asked for alone. A child that dies,
//! hangs or says too much is ended with the call that did it, and another is started.
//!
//! Useful for: readers of files ([`FILES`]), readers of exchange formats. Not useful for: what must be
//! heard faster than within some milliseconds, or asks for what only the window's process holds. Where no
//! program was named ([`use_program`]), as in a library and in unit tests, readers run in place.
//!
//! # What holds where
//!
//! | limit | Linux, BSD | macOS | Windows |
//! | --- | --- | --- | --- |
//! | time of a call, by the parent's clock | yes | yes | yes |
//! | length of the answer and of a line of it | yes | yes | yes |
//! | stack of the reader | yes | yes | yes |
//! | ends with the parent, whatever it does | yes | yes | yes |
//! | memory (address space) | yes | no: the system does not hold it | no |
//! | time of the processor, in its life | yes | yes | no |
//! | writes no file, leaves no memory image behind | yes | yes | no |
//! | is ended before the window where memory runs out | Linux | no | no |
//!
//! A child ends with its parent because its input does: a thread of it waits for nothing else.

mod child;
mod files;
pub(crate) mod pool;

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

pub use child::{Answer, child};
pub use files::FILES;
pub(crate) use files::{ReadRequest, Told, read_sandboxed, read_together, take_told};
use pool::Pool;

/// First argument of a child.
pub const ARGUMENT: &str = "read-sandboxed";

/// Something that a child does.
pub struct Service {
    /// By what a call asks for it: letters alone.
    pub name: &'static str,
    /// Does it: gets what is asked, a line, and answers in lines.
    ///
    /// # Errors
    /// What ends the child: nobody listens, or it was asked for what it does not understand.
    pub run: fn(&str, &mut Answer<'_>) -> io::Result<()>,
}

static POOL: OnceLock<Arc<Pool>> = OnceLock::new();

/// Names the program that is started for sandboxed readers: this one, by its path.
pub fn use_program(path: PathBuf) {
    // The first one counts; a second one would say the same.
    POOL.get_or_init(|| Arc::new(Pool::new(path)));
}

/// The children of this process; none where no program was named.
pub(crate) fn pool() -> Option<&'static Arc<Pool>> {
    POOL.get()
}
