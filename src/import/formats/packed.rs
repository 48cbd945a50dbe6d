//! gzip and Zstandard around another file, unpacked as a stream with a limit on what comes out.

use std::io::{self, Read};

use crate::import::limits::MAX_RATIO;

/// Bytes that may come out whatever went in: small files pack well.
const GRACE: u64 = 64 << 20;

/// Unpacks gzip, all members of it.
pub(crate) fn gzip<R: Read>(packed: R) -> impl Read {
    flate2::read::MultiGzDecoder::new(packed)
}

/// Unpacks Zstandard, all frames of it.
///
/// # Errors
/// What the library says.
pub(crate) fn zstd<'r, R: Read + 'r>(packed: R) -> io::Result<impl Read + 'r> {
    zstd::stream::read::Decoder::new(packed)
}

/// The name inside: without its last ending.
pub(crate) fn inner_name(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(inner, _)| inner)
}

/// Stops with an error where more comes out than `packed` bytes can honestly hold.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Bounded<R> {
    pub(crate) fn new(inner: R, packed: u64) -> Self {
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
