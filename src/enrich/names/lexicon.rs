//! How the corpus itself writes a word: with a capital where none was needed, or small.

use std::collections::HashMap;

use super::scan::{Shape, Word};

/// How often a word stands small, and with a capital where only a name has one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CaseCount {
    pub small: u32,
    pub capital: u32,
    /// With a capital where any word has one.
    pub opening: u32,
}

impl CaseCount {
    fn add(&mut self, other: Self) {
        self.small += other.small;
        self.capital += other.capital;
        self.opening += other.opening;
    }
}

/// Counts of the words that have a capital anywhere.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    counts: HashMap<Box<str>, CaseCount>,
}

impl Lexicon {
    /// Takes in the words of a text.
    pub fn add(&mut self, words: &[Word<'_>]) {
        for word in words {
            let proves = !word.opens && !word.loud;
            let count = match word.shape {
                Shape::Number => continue,
                Shape::Small => CaseCount {
                    small: 1,
                    ..CaseCount::default()
                },
                _ => CaseCount {
                    small: 0,
                    capital: u32::from(proves),
                    opening: u32::from(!proves),
                },
            };
            self.add_count(&word.key, count);
        }
    }

    fn add_count(&mut self, key: &str, count: CaseCount) {
        if let Some(known) = self.counts.get_mut(key) {
            known.add(count);
        } else {
            self.counts.insert(key.into(), count);
        }
    }

    /// Both together.
    pub fn merged(mut self, other: Self) -> Self {
        if self.counts.len() < other.counts.len() {
            return other.merged(self);
        }
        for (key, count) in other.counts {
            self.counts.entry(key).or_default().add(count);
        }
        self
    }

    /// Lets go of what is never asked: words that have no capital anywhere.
    pub fn pruned(mut self) -> Self {
        self.counts.retain(|_, c| c.capital + c.opening > 0);
        self.counts.shrink_to_fit();
        self
    }

    /// How a word is written.
    pub fn of(&self, key: &str) -> CaseCount {
        self.counts.get(key).copied().unwrap_or_default()
    }
}
