//! The exports that are running, each with a name and a way to stop it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::jobs::JobKey;

/// Writing an export.
pub(super) const EXPORT: JobKey = JobKey::several("export", 4);

/// The exports that are running, in the order in which they were asked for.
#[derive(Debug, Default)]
pub struct Exports {
    /// Where the folders of exports lie; the user's documents where it is none. For tests.
    pub home: Option<PathBuf>,
    running: Vec<RunningExport>,
    last_id: u64,
}

/// An export that is running.
#[derive(Debug)]
pub struct RunningExport {
    /// Which one.
    pub id: u64,
    /// Name of the file.
    pub name: String,
    /// Shared with the job for as long as it runs.
    cancel: Arc<AtomicBool>,
}

impl Exports {
    /// All that are running.
    pub fn iter(&self) -> impl Iterator<Item = &RunningExport> {
        self.running.iter()
    }

    /// Stops one; it says itself when it has stopped.
    pub(super) fn cancel(&self, id: u64) {
        for export in self.running.iter().filter(|e| e.id == id) {
            export.cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Begins one: its id, and the flag that stops it, which its job keeps for as long as it runs.
    pub(super) fn begin(&mut self, path: &Path) -> (u64, Arc<AtomicBool>) {
        self.last_id += 1;
        let name = path.file_name().unwrap_or(path.as_os_str());
        let cancel = Arc::new(AtomicBool::new(false));
        self.running.push(RunningExport {
            id: self.last_id,
            name: name.to_string_lossy().into_owned(),
            cancel: Arc::clone(&cancel),
        });
        (self.last_id, cancel)
    }

    /// One has ended.
    pub(super) fn end(&mut self, id: u64) {
        self.running.retain(|export| export.id != id);
    }

    /// A job has failed by a fault and cannot say which: those whose job is gone have ended.
    pub(super) fn drop_failed(&mut self) {
        self.running.retain(|e| Arc::strong_count(&e.cancel) > 1);
    }
}
