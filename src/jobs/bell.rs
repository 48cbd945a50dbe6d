//! What rings when an outcome has come.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Wakes the window so that it looks for outcomes.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

struct Rung {
    count: Mutex<u64>,
    changed: Condvar,
    waker: Mutex<Waker>,
}

/// Counts outcomes and wakes whoever waits for them. Clones are the same bell.
#[derive(Clone)]
pub struct Bell(Arc<Rung>);

impl Bell {
    /// A bell; `waker` is called at every ring.
    pub fn new(waker: Waker) -> Self {
        Self(Arc::new(Rung {
            count: Mutex::new(0),
            changed: Condvar::new(),
            waker: Mutex::new(waker),
        }))
    }

    /// Sets what is called at every ring.
    pub fn set_waker(&self, waker: Waker) {
        *self.0.waker.lock().unwrap_or_else(PoisonError::into_inner) = waker;
    }

    /// What is called at every ring.
    pub fn waker(&self) -> Waker {
        Arc::clone(&self.0.waker.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often it has rung.
    pub fn count(&self) -> u64 {
        // A poisoned lock only means that somebody stopped while counting; a number is a number.
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rings.
    pub fn ring(&self) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.changed.notify_all();
        (self.waker())();
    }

    /// Waits until it has rung more often than `seen` times.
    pub fn wait_beyond(&self, seen: u64) {
        let mut count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        while *count <= seen {
            count = self
                .0
                .changed
                .wait(count)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}
