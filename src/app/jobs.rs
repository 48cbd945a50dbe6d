//! Slow work on named threads.
//!
//! A job is a closure that gets a [`JobContext`] and returns an [`Event`]. Its outcome comes back
//! through a channel and wakes the window once. In place of threads, tests run jobs at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::Event;

/// Wakes the window so that it looks for events.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Where jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunMode {
    /// On threads of their own.
    Threads,
    /// At once, where they are started: for tests.
    InPlace,
}

/// An event, and whether it is the last of its job.
type Message = (Event, bool);

/// Reports events on the way of a job.
pub type Report<'r> = dyn Fn(Event) + 'r;

/// Starts jobs and collects their events.
pub struct Jobs {
    mode: RunMode,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    waker: Waker,
    running: usize,
}

impl Jobs {
    /// A runner. `waker` is called after every event.
    pub fn new(mode: RunMode, waker: Waker) -> Self {
        let (sender, receiver) = channel();
        Self {
            mode,
            sender,
            receiver,
            waker,
            running: 0,
        }
    }

    /// Where jobs run.
    pub fn mode(&self) -> RunMode {
        self.mode
    }

    /// What is called after every event.
    pub fn waker(&self) -> Waker {
        Arc::clone(&self.waker)
    }

    /// Sets what is called after every event.
    pub fn set_waker(&mut self, waker: Waker) {
        self.waker = waker;
    }

    /// Starts a job. One that panics comes back as [`Event::JobFailed`]: the window goes on.
    pub fn start(&mut self, name: &'static str, work: impl FnOnce() -> Event + Send + 'static) {
        self.start_reporting(name, |_| work());
    }

    /// Starts a job that reports events on its way before the last one.
    pub fn start_reporting(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&Report<'_>) -> Event + Send + 'static,
    ) {
        self.running += 1;
        let sender = self.sender.clone();
        let waker = Arc::clone(&self.waker);
        let run = move || {
            // The receiver is gone only when the window is: nobody is left to tell.
            let tell = |event, last| {
                if sender.send((event, last)).is_ok() {
                    waker();
                }
            };
            let report = |event| tell(event, false);
            let event = catch_unwind(AssertUnwindSafe(|| work(&report)));
            tell(event.unwrap_or(Event::JobFailed(name)), true);
        };
        match self.mode {
            RunMode::InPlace => run(),
            RunMode::Threads => {
                let thread = std::thread::Builder::new().name(name.to_owned());
                if thread.spawn(run).is_err()
                    && self.sender.send((Event::JobFailed(name), true)).is_ok()
                {
                    (self.waker)();
                }
            }
        }
    }

    /// The next event, if there is one.
    pub fn next_event(&mut self) -> Option<Event> {
        let (event, last) = self.receiver.try_recv().ok()?;
        self.running = self.running.saturating_sub(usize::from(last));
        Some(event)
    }

    /// Waits for the next event; `None` where nothing is running.
    pub fn wait(&mut self) -> Option<Event> {
        if self.running == 0 {
            return None;
        }
        let (event, last) = self.receiver.recv().ok()?;
        self.running -= usize::from(last);
        Some(event)
    }

    /// Whether a job is running or has an event waiting.
    pub fn is_busy(&self) -> bool {
        self.running > 0
    }
}
