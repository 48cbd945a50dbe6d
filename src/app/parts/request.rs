//! Asking a job for something again and again: one runs, the last wish counts.

use std::sync::atomic::{AtomicU64, Ordering};

/// A request to a job: whether one runs, and whether another is due.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::app) struct Request {
    /// The number of the job that runs. Numbers are never used twice, so that what comes of a request of
    /// another workspace is known as such.
    running: Option<u64>,
    due: bool,
}

impl Request {
    /// An answer is wanted, to how things are when the job starts.
    pub fn ask(&mut self) {
        self.due = true;
    }

    /// The number of the request to start now, if one is due and none is running.
    pub fn start(&mut self) -> Option<u64> {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        if !self.due || self.running.is_some() {
            return None;
        }
        self.due = false;
        self.running = Some(NUMBERS.fetch_add(1, Ordering::Relaxed));
        self.running
    }

    /// The job ended without an answer.
    pub fn fail(&mut self) {
        self.running = None;
    }

    /// Whether an answer is of the job that runs, which then has ended.
    pub fn finish(&mut self, number: u64) -> bool {
        let is_ours = self.running == Some(number);
        if is_ours {
            self.running = None;
        }
        is_ours
    }
}
