//! Strings that many rows share.

use std::collections::HashMap;
use std::sync::Arc;

use crate::corpus::article_table::row::{read_str, write_str};

/// Strings by number; number 0 is the empty string.
#[derive(Clone, Debug)]
pub struct Names {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Default for Names {
    fn default() -> Self {
        let empty: Arc<str> = "".into();
        Self {
            numbers: [(Arc::clone(&empty), 0)].into(),
            all: vec![empty],
        }
    }
}

impl Names {
    /// The string of a number; empty for an unknown one.
    pub fn get(&self, number: u32) -> &Arc<str> {
        static NONE: std::sync::LazyLock<Arc<str>> = std::sync::LazyLock::new(|| "".into());
        self.all.get(number as usize).unwrap_or(&NONE)
    }

    /// The number of a string, if it has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// How many there are, the empty one included.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Never: the empty string is always there.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Arc<str>] {
        &self.all
    }

    /// The number of a string; a new one where it had none, and then also its written form.
    pub(super) fn number(&mut self, name: &str) -> (u32, Option<Vec<u8>>) {
        if let Some(known) = self.find(name) {
            return (known, None);
        }
        let number = self.all.len() as u32;
        let shared: Arc<str> = name.into();
        self.all.push(Arc::clone(&shared));
        self.numbers.insert(shared, number);
        let mut written = Vec::with_capacity(name.len() + 4);
        write_str(&mut written, name);
        (number, Some(written))
    }

    /// Reads what [`Self::number`] wrote, end to end.
    pub(super) fn read(mut written: &[u8]) -> Option<Self> {
        let mut out = Self::default();
        while !written.is_empty() {
            let name = read_str(&mut written)?;
            out.number(name);
        }
        Some(out)
    }
}
