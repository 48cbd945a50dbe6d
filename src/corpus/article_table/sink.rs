//! Where a growing part of the table goes: memory or a file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::article_table::Bytes;

/// A part that grows at its end.
pub(super) struct Sink {
    place: Place,
    len: u64,
    /// Hash of what was added since the last flush.
    fresh: blake3::Hasher,
}

enum Place {
    Memory(Vec<u8>),
    File(BufWriter<File>, PathBuf),
}

impl Sink {
    pub(super) fn in_memory() -> Self {
        Self {
            place: Place::Memory(Vec::new()),
            len: 0,
            fresh: blake3::Hasher::new(),
        }
    }

    /// Goes on at `len`; what a killed process wrote beyond it is cut off.
    pub(super) fn at(path: &Path, len: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let there = file.metadata()?.len();
        if there < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if there > len {
            file.set_len(len)?;
        }
        file.seek(SeekFrom::Start(len))?;
        Ok(Self {
            place: Place::File(BufWriter::with_capacity(1 << 20, file), path.to_owned()),
            len,
            fresh: blake3::Hasher::new(),
        })
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.place {
            Place::Memory(all) => all.extend_from_slice(bytes),
            Place::File(file, _) => file.write_all(bytes)?,
        }
        self.fresh.update(bytes);
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Makes everything durable and gives the hash of what was added since the last time.
    pub(super) fn flush(&mut self) -> io::Result<blake3::Hash> {
        if let Place::File(file, _) = &mut self.place {
            file.flush()?;
            file.get_ref().sync_data()?;
        }
        let hash = self.fresh.finalize();
        self.fresh.reset();
        Ok(hash)
    }

    /// What there is now. In memory that is a copy: ask once, at the end.
    pub(super) fn bytes(&self) -> io::Result<Bytes> {
        match &self.place {
            Place::Memory(all) => Ok(Bytes::Heap(Arc::new(all.clone()))),
            Place::File(_, path) => Bytes::map(path, self.len),
        }
    }
}
