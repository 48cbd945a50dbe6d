//! Files into articles: one file per format, all returning articles and a report.
//!
//! Vocabulary: a [`SourceSpec`] names a folder or some files of it; a [`Problem`] is a file that
//! could not be taken in, or was only with a doubt, with the reason and what to do about it.
//! Partial failure is an entry of the [`LoadReport`], never an error: everything else loads.
//!
//! Nothing here follows a link out of the chosen folder, reads a file above [`MAX_FILE_BYTES`], or
//! reaches the network.

mod decode;
mod report;
mod text_file;
mod walk;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::{Article, Corpus, SourceId};
pub use decode::{Decoded, decode};
pub use report::{LoadReport, Problem, ProblemKind};
pub use text_file::article_from_text;

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// A folder, or some files of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSpec {
    /// Its name within the workspace.
    pub id: SourceId,
    /// The folder on disk.
    pub root: PathBuf,
    /// The files within it, with `/`; empty for all, recursively.
    pub files: Vec<String>,
}

/// How far loading has come; shared with whoever shows it, and the way to stop it.
#[derive(Debug, Default)]
pub struct LoadProgress {
    /// Files found so far.
    pub found: AtomicU64,
    /// Files read so far.
    pub done: AtomicU64,
    /// Bytes read so far.
    pub bytes: AtomicU64,
    /// Set to stop; [`load`] then returns `None`.
    pub cancel: AtomicBool,
}

impl LoadProgress {
    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// Reads all sources into one corpus. `None` when cancelled.
pub fn load(
    sources: &[SourceSpec],
    generation: u64,
    progress: &LoadProgress,
) -> Option<(Corpus, LoadReport)> {
    let mut report = LoadReport::default();
    let mut articles: Vec<Arc<Article>> = Vec::new();
    for source in sources {
        let files = walk::files_of(source, &mut report, progress)?;
        let read: Vec<_> = files
            .par_iter()
            .map(|file| read_one(source, file, progress))
            .collect();
        if progress.cancelled() {
            return None;
        }
        for (article, problem) in read {
            articles.extend(article.map(Arc::new));
            report.problems.extend(problem);
        }
    }
    report.problems.sort_by(|a, b| a.path.cmp(&b.path));
    Some((Corpus::new(generation, articles), report))
}

fn read_one(
    source: &SourceSpec,
    file: &walk::Found,
    progress: &LoadProgress,
) -> (Option<Article>, Option<Problem>) {
    if progress.cancelled() {
        return (None, None);
    }
    let outcome = read_file(source, file);
    progress.done.fetch_add(1, Ordering::Relaxed);
    progress.bytes.fetch_add(file.bytes, Ordering::Relaxed);
    match outcome {
        Ok((article, doubt)) => (Some(article), doubt),
        Err(problem) => (None, Some(problem)),
    }
}

fn read_file(
    source: &SourceSpec,
    file: &walk::Found,
) -> Result<(Article, Option<Problem>), Problem> {
    let problem = |kind| Problem {
        path: file.shown.clone(),
        kind,
    };
    if file.bytes > MAX_FILE_BYTES {
        return Err(problem(ProblemKind::TooLarge {
            bytes: file.bytes,
            limit: MAX_FILE_BYTES,
        }));
    }
    let bytes = std::fs::read(&file.on_disk)
        .map_err(|e| problem(ProblemKind::Unreadable(e.to_string())))?;
    // The file may have grown since the folder was listed.
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(problem(ProblemKind::TooLarge {
            bytes: bytes.len() as u64,
            limit: MAX_FILE_BYTES,
        }));
    }
    let decoded = decode(&bytes).map_err(&problem)?;
    let (article, doubt) = article_from_text(&source.id, &file.path, decoded).map_err(&problem)?;
    Ok((article, doubt.map(problem)))
}
