//! Slow work beside the window.
//!
//! Vocabulary: a *job* is a closure that runs on a thread of its own and gives an *outcome*: a closure
//! that changes the state `S` the jobs belong to, on that state's own thread, when it asks for it
//! ([`Jobs::next_outcome`]). A [`JobKey`] names a kind of job and says how many of it run at once, so that
//! the number of threads is bounded; further ones wait in line, or replace those that wait
//! ([`Jobs::start_latest`]). A [`Bell`] wakes whoever waits for outcomes; several [`Jobs`] may share one.
//! In place of threads, tests run jobs at once or hold them back and release them one by one.
//!
//! Useful for: reading, counting, writing, anything that may take longer than a frame. Not useful for:
//! splitting one computation over processors (that is rayon's).

mod bell;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

pub use bell::{Bell, Waker};

/// Where jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunMode {
    /// On threads of their own.
    Threads,
    /// At once, where they are started: for tests.
    InPlace,
    /// Not before [`Jobs::release`]: for tests of what comes late.
    Held,
}

/// A kind of job: its name, for threads and messages, and how many of it run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobKey {
    /// Its name.
    pub name: &'static str,
    /// How many of it run at once; further ones wait.
    pub at_once: usize,
}

impl JobKey {
    /// Of this kind one job runs at a time.
    pub const fn new(name: &'static str) -> Self {
        Self { name, at_once: 1 }
    }

    /// Of this kind a few jobs run at once.
    pub const fn several(name: &'static str, at_once: usize) -> Self {
        Self { name, at_once }
    }
}

/// What a job changes when it has ended, or on its way.
pub type Outcome<S> = Box<dyn FnOnce(&mut S) + Send>;

/// What a job gets: a way to hear that nobody waits for it any more, and to tell of things on its way.
pub struct JobContext<'j, S> {
    /// Set when the job is to stop.
    pub cancel: &'j Arc<AtomicBool>,
    report: &'j dyn Fn(Outcome<S>),
}

impl<S> JobContext<'_, S> {
    /// Whether nobody waits for the job any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Changes the state before the job has ended.
    pub fn report(&self, outcome: impl FnOnce(&mut S) + Send + 'static) {
        (self.report)(Box::new(outcome));
    }
}

type Work<S> = Box<dyn FnOnce(&JobContext<'_, S>) -> Outcome<S> + Send>;

/// A job that waits, or runs.
struct Job<S> {
    key: JobKey,
    cancel: Arc<AtomicBool>,
    work: Work<S>,
}

/// What comes through the channel: an outcome, and the job that ended with it, if it did.
struct Message<S> {
    outcome: Outcome<S>,
    ended: Option<JobKey>,
}

/// Starts jobs that change `S`, and collects their outcomes.
pub struct Jobs<S> {
    mode: RunMode,
    bell: Bell,
    sender: Sender<Message<S>>,
    receiver: Receiver<Message<S>>,
    /// Keys of the jobs that run, each with the way to stop it.
    running: Vec<(JobKey, Arc<AtomicBool>)>,
    waiting: VecDeque<Job<S>>,
    /// What happens when a job stops by a fault of the program.
    failed: fn(&mut S, JobKey),
}

impl<S: 'static> Jobs<S> {
    /// A runner. `failed` is called, on the state's own thread, for a job that stopped by a fault.
    pub fn new(mode: RunMode, bell: Bell, failed: fn(&mut S, JobKey)) -> Self {
        let (sender, receiver) = channel();
        Self {
            mode,
            bell,
            sender,
            receiver,
            running: Vec::new(),
            waiting: VecDeque::new(),
            failed,
        }
    }

    /// Where jobs run.
    pub fn mode(&self) -> RunMode {
        self.mode
    }

    /// What rings after every outcome.
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Starts a job, or puts it in line behind those of its kind.
    pub fn start<O>(
        &mut self,
        key: JobKey,
        work: impl FnOnce(&JobContext<'_, S>) -> O + Send + 'static,
    ) -> Arc<AtomicBool>
    where
        O: FnOnce(&mut S) + Send + 'static,
    {
        let cancel = Arc::<AtomicBool>::default();
        self.waiting.push_back(Job {
            key,
            cancel: Arc::clone(&cancel),
            work: Box::new(move |context| Box::new(work(context))),
        });
        self.start_waiting();
        cancel
    }

    /// Starts a job in place of all of its kind: those that wait are dropped, those that run are told
    /// to stop.
    pub fn start_latest<O>(
        &mut self,
        key: JobKey,
        work: impl FnOnce(&JobContext<'_, S>) -> O + Send + 'static,
    ) -> Arc<AtomicBool>
    where
        O: FnOnce(&mut S) + Send + 'static,
    {
        self.waiting.retain(|job| job.key != key);
        self.cancel(key);
        self.start(key, work)
    }

    /// Tells the running jobs of a kind to stop. Their outcomes still come.
    pub fn cancel(&self, key: JobKey) {
        let of_kind = self.running.iter().filter(|(k, _)| *k == key);
        of_kind.for_each(|(_, cancel)| cancel.store(true, Ordering::Relaxed));
    }

    fn has_room(&self, key: JobKey) -> bool {
        self.running.iter().filter(|(k, _)| *k == key).count() < key.at_once.max(1)
    }

    fn start_waiting(&mut self) {
        if self.mode == RunMode::Held {
            return;
        }
        while let Some(at) = self.waiting.iter().position(|job| self.has_room(job.key)) {
            let Some(job) = self.waiting.remove(at) else {
                return;
            };
            self.run(job);
        }
    }

    fn run(&mut self, job: Job<S>) {
        let Job { key, cancel, work } = job;
        self.running.push((key, Arc::clone(&cancel)));
        let (sender, bell, failed) = (self.sender.clone(), self.bell.clone(), self.failed);
        let run = move || {
            // The receiver is gone only when the state is: nobody is left to tell.
            let tell = |outcome, ended| {
                if sender.send(Message { outcome, ended }).is_ok() {
                    bell.ring();
                }
            };
            let report = |outcome| tell(outcome, None);
            let context = JobContext {
                cancel: &cancel,
                report: &report,
            };
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&context)))
                .unwrap_or_else(|_| Box::new(move |state: &mut S| failed(state, key)));
            tell(outcome, Some(key));
        };
        match self.mode {
            RunMode::InPlace | RunMode::Held => run(),
            RunMode::Threads => {
                let thread = std::thread::Builder::new().name(key.name.to_owned());
                if thread.spawn(run).is_err() {
                    let outcome: Outcome<S> = Box::new(move |state: &mut S| failed(state, key));
                    let ended = Some(key);
                    // This very state holds the receiver.
                    if self.sender.send(Message { outcome, ended }).is_ok() {
                        self.bell.ring();
                    }
                }
            }
        }
    }

    /// The next outcome, if there is one: call it with the state.
    pub fn next_outcome(&mut self) -> Option<Outcome<S>> {
        let Message { outcome, ended } = self.receiver.try_recv().ok()?;
        if let Some(key) = ended {
            let at = self.running.iter().position(|(k, _)| *k == key);
            at.map(|at| self.running.remove(at));
            self.start_waiting();
        }
        Some(outcome)
    }

    /// Whether a job of this kind runs, or has an outcome that was not asked for yet.
    pub fn is_running(&self, key: JobKey) -> bool {
        self.running.iter().any(|(k, _)| *k == key)
    }

    /// Whether a job runs, waits or has an outcome that was not asked for yet.
    pub fn is_busy(&self) -> bool {
        !self.running.is_empty() || !self.waiting.is_empty()
    }

    /// Names of the jobs that are held back, in order: for tests.
    pub fn held(&self) -> Vec<&'static str> {
        self.waiting.iter().map(|job| job.key.name).collect()
    }

    /// Runs the first job of this name that is held back: for tests. Says whether there was one.
    pub fn release(&mut self, name: &str) -> bool {
        let at = self.waiting.iter().position(|job| job.key.name == name);
        let job = at.and_then(|at| self.waiting.remove(at));
        let found = job.is_some();
        if let Some(job) = job {
            self.run(job);
        }
        found
    }

    /// From now on jobs run so: for tests. Those that were held back run where they are not any more.
    pub fn set_mode(&mut self, mode: RunMode) {
        self.mode = mode;
        self.start_waiting();
    }
}
