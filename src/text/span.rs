//! A range of bytes in one text.

use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of UTF-8 bytes in one text, both on character boundaries.
///
/// Texts are at most 4 GiB by the import limits, so 32 bits are enough. Ordered by start, then end.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Self {
        Self { start, end }
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

impl Span {
    /// A span of bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// First byte, for slicing.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte, for slicing.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes; 0 for a reversed span.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `byte` lies inside.
    pub fn contains(self, byte: usize) -> bool {
        self.start() <= byte && byte < self.end()
    }

    /// Whether all of `other` lies inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The part that lies in both, if any.
    pub fn intersect(self, other: Self) -> Option<Self> {
        let both = Self {
            start: self.start.max(other.start),
            end: self.end.min(other.end),
        };
        (!both.is_empty()).then_some(both)
    }

    /// The smallest span over both.
    pub fn union(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The same span, `by` bytes further on.
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start() + by, self.end() + by)
    }

    /// The words it covers, or `None` where it leaves the text or cuts a character.
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.start()..self.end())
    }

    /// Without white space at either end; empty at its start where there is nothing else.
    pub fn trimmed(self, text: &str) -> Self {
        let Some(words) = self.get(text) else {
            return self;
        };
        let lead = words.len() - words.trim_start().len();
        let kept = words.trim().len();
        Self::new(self.start() + lead, self.start() + lead + kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_keeps_the_words() {
        let text = "a  word \n";
        assert_eq!(Span::new(1, 9).trimmed(text).get(text), Some("word"));
        assert!(Span::new(1, 3).trimmed(text).is_empty());
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }
}
