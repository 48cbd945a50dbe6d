//! A layer that fails one operation on purpose, lets it wait, or leaves a flush out.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

use super::Disk;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The operation of this number fails, and so do all that follow until this many have.
    Fails {
        /// Counted from 0.
        from: usize,
        /// How many.
        count: usize,
    },
    /// A write stops half way and says so.
    Torn {
        /// Counted from 0 over all operations.
        at: usize,
    },
    /// The reading of this number fails.
    FailsRead {
        /// Counted from 0 over the readings.
        at: usize,
    },
    /// The operation of this number waits until [`FaultyDisk::release`].
    Waits {
        /// Counted from 0 over all operations.
        at: usize,
    },
    /// Flushes of this kind say yes and do nothing, counted from 0 over the flushes of one run.
    NoFlush {
        /// Which.
        at: usize,
    },
}

/// The layer.
#[derive(Debug)]
pub struct FaultyDisk<'d, D> {
    below: &'d D,
    fault: Fault,
    operations: AtomicUsize,
    flushes: AtomicUsize,
    reads: AtomicUsize,
    gate: (Mutex<Gate>, Condvar),
}

/// Where an operation that waits is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    NotReached,
    Waiting,
    Open,
}

impl<'d, D: Disk> FaultyDisk<'d, D> {
    /// Puts the layer over a disk.
    pub fn new(below: &'d D, fault: Fault) -> Self {
        Self {
            below,
            fault,
            operations: AtomicUsize::new(0),
            flushes: AtomicUsize::new(0),
            reads: AtomicUsize::new(0),
            gate: (Mutex::new(Gate::NotReached), Condvar::new()),
        }
    }

    /// Operations that changed something, or tried to, so far.
    pub fn operations(&self) -> usize {
        self.operations.load(Ordering::Relaxed)
    }

    /// Flushes so far.
    pub fn flushes(&self) -> usize {
        self.flushes.load(Ordering::Relaxed)
    }

    /// Readings so far.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// Waits until an operation waits.
    pub fn wait_until_reached(&self) {
        let (gate, changed) = &self.gate;
        let gate = gate.lock().unwrap();
        drop(
            changed
                .wait_while(gate, |g| *g == Gate::NotReached)
                .unwrap(),
        );
    }

    /// Lets the operation that waits go on.
    pub fn release(&self) {
        let (gate, changed) = &self.gate;
        *gate.lock().unwrap() = Gate::Open;
        changed.notify_all();
    }

    fn wait_at_gate(&self) {
        let (gate, changed) = &self.gate;
        let mut gate = gate.lock().unwrap();
        if *gate == Gate::NotReached {
            *gate = Gate::Waiting;
            changed.notify_all();
        }
        drop(changed.wait_while(gate, |g| *g != Gate::Open).unwrap());
    }

    fn next(&self) -> io::Result<usize> {
        let number = self.operations.fetch_add(1, Ordering::Relaxed);
        match self.fault {
            Fault::Fails { from, count } if (from..from + count).contains(&number) => {
                Err(io::Error::new(
                    io::ErrorKind::StorageFull,
                    "no space left on device (injected)",
                ))
            }
            Fault::Waits { at } if at == number => {
                self.wait_at_gate();
                Ok(number)
            }
            _ => Ok(number),
        }
    }

    fn next_read(&self) -> io::Result<()> {
        let number = self.reads.fetch_add(1, Ordering::Relaxed);
        if matches!(self.fault, Fault::FailsRead { at } if at == number) {
            let why = "the process cannot access the file (injected)";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        }
        Ok(())
    }

    fn flush_is_left_out(&self) -> bool {
        let number = self.flushes.fetch_add(1, Ordering::Relaxed);
        matches!(self.fault, Fault::NoFlush { at } if at == number)
    }

    fn half(&self, number: usize, content: &[u8]) -> Option<usize> {
        matches!(self.fault, Fault::Torn { at } if at == number).then_some(content.len() / 2)
    }
}

fn torn() -> io::Error {
    io::Error::new(
        io::ErrorKind::WriteZero,
        "the write stopped half way (injected)",
    )
}

impl<D: Disk> Disk for FaultyDisk<'_, D> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.next_read()?;
        self.below.read(path)
    }

    fn read_part(&self, path: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
        self.next_read()?;
        self.below.read_part(path, from, bytes)
    }

    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        self.below.len(path)
    }

    fn create(&self, path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
        let number = self.next()?;
        if let Some(half) = self.half(number, content) {
            self.below.create(path, &content[..half], like)?;
            return Err(torn());
        }
        self.below.create(path, content, like)
    }

    fn write_at(&self, path: &Path, at: u64, content: &[u8]) -> io::Result<()> {
        let number = self.next()?;
        if let Some(half) = self.half(number, content) {
            self.below.write_at(path, at, &content[..half])?;
            return Err(torn());
        }
        self.below.write_at(path, at, content)
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        self.next()?;
        if self.flush_is_left_out() {
            return Ok(());
        }
        self.below.flush(path)
    }

    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        self.next()?;
        if self.flush_is_left_out() {
            return Ok(());
        }
        self.below.flush_folder(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.next()?;
        self.below.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.next()?;
        self.below.remove(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.next()?;
        self.below.create_folder(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        self.below.list(path)
    }

    fn unguessable(&self) -> String {
        self.below.unguessable()
    }
}
