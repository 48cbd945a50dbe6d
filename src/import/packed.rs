//! What one packed file has inside, unpacked as a stream with a limit on what comes out.

use std::fs::File;
use std::io::{self, Read};

use crate::corpus::ProblemKind;
use crate::import::archive::one_level_down;
use crate::import::context::ReadContext;
use crate::import::formats::{Format, sniff};
use crate::import::head::{FileHead, HEAD_BYTES};
use crate::import::input::{Input, Stoppable};
use crate::import::limits::MAX_RATIO;
use crate::import::read::read_input;
use crate::import::{FoundFile, Outlet};

/// Bytes that may come out whatever went in: small files pack well.
const GRACE: u64 = 64 << 20;

/// Reads what `unpacked` gives, by its own format. `words` say what it was packed in.
pub(crate) fn read_unpacked<'i>(
    words: &str,
    unpacked: impl Read + 'i,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let broken = |why: String| ProblemKind::Broken(words.to_owned(), why);
    let outcome = one_level_down(context, |context| {
        let bounded = Bounded::new(unpacked, context.bytes);
        // Little that is packed may become much: a request to stop is heard on this side as well.
        let mut input = Input::streaming(Stoppable::new(bounded, outlet.stop()));
        let first = input.head().map_err(|e| broken(e.to_string()))?;
        let bytes = context.bytes;
        let head = FileHead::new(inner_name(context.head.name), &first);
        read_input(input, &mut context.inside(&head, bytes), outlet)
    });
    outcome.map_err(|kind| match kind {
        // What cannot be read any further is the packing.
        ProblemKind::Unreadable(why) => broken(why),
        other => other,
    })
}

/// Whether what is packed in a file asks for a child; also where it cannot be unpacked.
pub(crate) fn is_inside_sandboxed<R: Read>(
    file: &FoundFile,
    unpack: impl FnOnce(File) -> io::Result<R>,
) -> bool {
    let inside = || -> io::Result<&'static Format> {
        let mut first = Vec::with_capacity(HEAD_BYTES);
        unpack(File::open(&file.on_disk)?)?
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut first)?;
        Ok(sniff(&FileHead::new(inner_name(&file.path), &first)))
    };
    inside().map_or(true, |format| (format.sandboxed)(file))
}

/// The name inside: without its last ending.
pub(crate) fn inner_name(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(inner, _)| inner)
}

/// Stops with an error where more comes out than `packed` bytes can honestly hold.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Bounded<R> {
    fn new(inner: R, packed: u64) -> Self {
        Self {
            inner,
            left: packed.saturating_mul(MAX_RATIO).max(GRACE),
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            io::Error::other(format!(
                "it unpacks to more than {MAX_RATIO} times its size"
            ))
        })?;
        Ok(n)
    }
}
