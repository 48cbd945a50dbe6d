//! What something kept between frames was made of, so that it is made again when that has changed.

use std::sync::{Arc, Weak};

/// Remembers one shared value without keeping it alive. While it is remembered its address belongs to
/// no other, and a change in place gives it a new one: the same address is the same value.
#[derive(Debug)]
pub struct MadeOf<T>(Weak<T>);

impl<T> Default for MadeOf<T> {
    fn default() -> Self {
        Self(Weak::new())
    }
}

impl<T> MadeOf<T> {
    /// Whether this is another value than the one remembered; remembers it.
    pub fn is_new(&mut self, now: &Arc<T>) -> bool {
        let new = Weak::as_ptr(&self.0) != Arc::as_ptr(now);
        if new {
            self.0 = Arc::downgrade(now);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_seen_once_also_one_in_place() {
        let mut seen = MadeOf::default();
        let mut book = Arc::new(vec![1]);
        assert!(seen.is_new(&book));
        assert!(!seen.is_new(&book));
        Arc::make_mut(&mut book).push(2);
        assert!(seen.is_new(&book));
        assert!(!seen.is_new(&Arc::clone(&book)));
    }
}
