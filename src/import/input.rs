//! What a reader reads from: bytes in memory, a stream, or a file on disk. A reader takes it in the shape it
//! can use; a request to stop is heard at every read.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::corpus::ProblemKind;
use crate::import::head::HEAD_BYTES;

/// Bytes of a file that are read at once.
const BUFFER_BYTES: usize = 256 << 10;

/// Reads on until somebody asks it to stop; then every read is an error.
pub(crate) struct Stoppable<'s, R> {
    inner: R,
    stop: Option<&'s AtomicBool>,
}

impl<'s, R> Stoppable<'s, R> {
    pub(crate) fn new(inner: R, stop: Option<&'s AtomicBool>) -> Self {
        Self { inner, stop }
    }
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.stop.is_some_and(|s| s.load(Ordering::Relaxed)) {
            return Err(io::Error::other("reading was stopped"));
        }
        // A large file is asked for piece by piece, so that a request to stop lies between two of them.
        let most = out.len().min(BUFFER_BYTES);
        self.inner.read(out.get_mut(..most).unwrap_or_default())
    }
}

impl<R: Seek> Seek for Stoppable<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Has nothing but an error to give.
struct Failing(String);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(self.0.clone()))
    }
}

/// Can be read from any place.
pub(crate) trait ReadSeek: Read + Seek {}

impl<R: Read + Seek> ReadSeek for R {}

/// What a file, or a file inside another, consists of.
pub(crate) enum Input<'i> {
    /// All of it, in memory.
    Bytes(&'i [u8]),
    /// What comes out of something else, once, from its beginning.
    Stream(Box<dyn BufRead + 'i>),
    /// A file on disk.
    File(Stoppable<'i, File>),
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(crate) fn unreadable(e: io::Error) -> ProblemKind {
    ProblemKind::Unreadable(e.to_string())
}

impl<'i> Input<'i> {
    /// A file on disk, which stops being read when `stop` is set.
    pub(crate) fn open(path: &Path, stop: Option<&'i AtomicBool>) -> Result<Self, ProblemKind> {
        let file = File::open(path).map_err(unreadable)?;
        Ok(Self::File(Stoppable::new(file, stop)))
    }

    /// What comes out of a reader.
    pub(crate) fn streaming(inner: impl Read + 'i) -> Self {
        Self::Stream(Box::new(BufReader::with_capacity(BUFFER_BYTES, inner)))
    }

    /// Its first bytes, which are still read afterwards.
    pub(crate) fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        match self {
            Self::Bytes(bytes) => {
                head.extend_from_slice(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
            }
            Self::File(file) => {
                file.by_ref()
                    .take(HEAD_BYTES as u64)
                    .read_to_end(&mut head)?;
                file.rewind()?;
            }
            Self::Stream(stream) => {
                let read = stream
                    .by_ref()
                    .take(HEAD_BYTES as u64)
                    .read_to_end(&mut head);
                let rest: Box<dyn BufRead + 'i> = match read {
                    Ok(_) => std::mem::replace(stream, Box::new(io::empty())),
                    Err(e) if head.is_empty() => return Err(e),
                    // Whoever reads on comes to the same fault; what came whole before it is kept.
                    Err(e) => Box::new(BufReader::new(Failing(e.to_string()))),
                };
                *stream = Box::new(Cursor::new(head.clone()).chain(rest));
            }
        }
        Ok(head)
    }

    /// The same behind its first bytes.
    pub(crate) fn without_first(self, bytes: usize) -> io::Result<Self> {
        match self {
            whole if bytes == 0 => Ok(whole),
            Self::Bytes(all) => Ok(Self::Bytes(all.get(bytes..).unwrap_or_default())),
            other => {
                let mut stream = other.stream();
                stream.read_exact(&mut vec![0; bytes])?;
                Ok(Self::Stream(stream))
            }
        }
    }

    /// All of it in memory.
    ///
    /// # Errors
    /// More than `limit` bytes; what the system says.
    pub(crate) fn whole(self, limit: u64) -> Result<Cow<'i, [u8]>, ProblemKind> {
        let known = match &self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.inner.metadata().map_err(unreadable)?.len(),
            Self::Stream(_) => 0,
        };
        if known > limit {
            return Err(ProblemKind::TooLarge {
                bytes: known,
                limit,
            });
        }
        if let Self::Bytes(bytes) = self {
            return Ok(Cow::Borrowed(bytes));
        }
        let mut out = Vec::new();
        // A file may have grown since it was looked at.
        let read = self.stream().take(limit + 1).read_to_end(&mut out);
        let bytes = read.map_err(unreadable)? as u64;
        if bytes > limit {
            return Err(ProblemKind::TooLarge { bytes, limit });
        }
        Ok(Cow::Owned(out))
    }

    /// All of it, bit by bit.
    pub(crate) fn stream(self) -> Box<dyn BufRead + 'i> {
        match self {
            Self::Bytes(bytes) => Box::new(bytes),
            Self::Stream(stream) => stream,
            Self::File(file) => Box::new(BufReader::with_capacity(BUFFER_BYTES, file)),
        }
    }

    /// The file on disk, where it is one.
    #[cfg(feature = "formats")]
    pub(crate) fn into_file(self) -> Option<File> {
        match self {
            Self::File(file) => Some(file.inner),
            Self::Bytes(_) | Self::Stream(_) => None,
        }
    }

    /// All of it, from any place; a stream is read into memory first.
    ///
    /// # Errors
    /// A stream of more than `limit` bytes; what the system says.
    pub(crate) fn seekable(self, limit: u64) -> Result<Box<dyn ReadSeek + 'i>, ProblemKind> {
        match self {
            Self::File(file) => Ok(Box::new(BufReader::with_capacity(HEAD_BYTES, file))),
            other => Ok(Box::new(Cursor::new(other.whole(limit)?))),
        }
    }
}
