//! Numbers that tell snapshots apart.

use std::sync::atomic::{AtomicU64, Ordering};

static LAST: AtomicU64 = AtomicU64::new(0);

/// A number that nothing else in this process has. What is kept between snapshots is known by it: an
/// address may be used again once its owner is gone, a serial number never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serial(u64);

impl Serial {
    /// One that was never given before.
    pub fn fresh() -> Self {
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// As a bare number, at least 1.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl Default for Serial {
    fn default() -> Self {
        Self::fresh()
    }
}
