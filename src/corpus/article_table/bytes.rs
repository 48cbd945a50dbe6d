//! Bytes that do not change: in memory, or mapped from a file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use memmap2::Mmap;

/// Immutable bytes, cheap to clone.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// In memory.
    Heap(Arc<Vec<u8>>),
    /// The first bytes of a file.
    Mapped(Arc<Mmap>),
}

impl Default for Bytes {
    fn default() -> Self {
        Self::Heap(Arc::default())
    }
}

impl Bytes {
    /// Maps the first `len` bytes of a file.
    ///
    /// # Errors
    /// What the system says; a file that is shorter.
    pub fn map(path: &Path, len: u64) -> io::Result<Self> {
        if len == 0 {
            return Ok(Self::default());
        }
        let file = File::open(path)?;
        if file.metadata()?.len() < len {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file is shorter than it was",
            ));
        }
        let len = usize::try_from(len).map_err(io::Error::other)?;
        map_file(&file, len).map(|map| Self::Mapped(Arc::new(map)))
    }

    /// All of them.
    pub fn as_slice(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }

    /// Some of them; empty where they do not reach.
    pub fn get(&self, start: u64, len: usize) -> &[u8] {
        let Ok(start) = usize::try_from(start) else {
            return &[];
        };
        let end = start.saturating_add(len);
        self.as_slice().get(start..end).unwrap_or_default()
    }
}

#[expect(
    unsafe_code,
    reason = "mapping is sound while nobody shortens the file: it lies in a folder of ours (mode 0700), is locked by one process, and only ever grows"
)]
fn map_file(file: &File, len: usize) -> io::Result<Mmap> {
    // SAFETY: see the reason above; a reader never sees bytes beyond `len`, which were flushed before
    // their length was made known.
    unsafe { memmap2::MmapOptions::new().len(len).map(file) }
}
