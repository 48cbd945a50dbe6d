//! The kinds of jobs whose failing changes what is waited for.

use crate::jobs::JobKey;

/// The snapshot.
pub(super) const RESULTS: JobKey = JobKey::new("results");
/// The open article.
pub(super) const READER: JobKey = JobKey::new("reader");
/// Looking for the first hits of an article.
pub(super) const SNIPPETS: JobKey = JobKey::new("snippets");
