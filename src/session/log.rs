//! What happened that the analyst should know.

use jiff::Timestamp;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something needs a look.
    Warning,
    /// Something did not work.
    Error,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// How bad.
    pub severity: Severity,
    /// What happened, to which file, and what to do.
    pub message: String,
}

/// All entries, oldest first, and how many of them have been shown.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<LogEntry>,
    seen: usize,
}

impl Log {
    /// Adds an entry.
    pub fn push(&mut self, at: Timestamp, severity: Severity, message: impl Into<String>) {
        self.entries.push(LogEntry {
            at,
            severity,
            message: message.into(),
        });
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> &[LogEntry] {
        &self.entries
    }

    /// Entries that have not been looked at.
    pub fn unseen(&self) -> &[LogEntry] {
        self.entries.get(self.seen..).unwrap_or_default()
    }

    /// All have been looked at.
    pub fn mark_seen(&mut self) {
        self.seen = self.entries.len();
    }
}
