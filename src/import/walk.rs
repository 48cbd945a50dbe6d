//! Which files a source has.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use walkdir::WalkDir;

use crate::corpus::{LoadReport, Problem, ProblemKind, SourceSpec};
use crate::import::LoadProgress;
use crate::import::sidecar;
use crate::import::sidecar::Said;

/// Deepest folder that is entered.
const MAX_DEPTH: usize = 64;

/// A file to read.
#[derive(Clone, Debug)]
pub struct Found {
    /// Path within the source, with `/`.
    pub path: String,
    /// Where it lies.
    pub on_disk: PathBuf,
    /// Its size when the folder was listed.
    pub bytes: u64,
    /// When it was last changed, as far as the system tells.
    pub changed: Option<SystemTime>,
    /// What a side file of metadata says of it.
    pub side: Option<Arc<Said>>,
}

/// Lists the files of a source in the order of their paths. Hidden files and folders, Dateline's
/// own files and links out of the folder are left out; only the last are reported. `None` when
/// cancelled.
pub fn files_of(
    source: &SourceSpec,
    report: &mut LoadReport,
    progress: &LoadProgress,
) -> Option<Vec<Found>> {
    let mut files = if source.files.is_empty() {
        whole_folder(source, report, progress)?
    } else {
        named_files(source, report, progress)
    };
    sidecar::attach(&mut files, report);
    Some(files)
}

fn count(progress: &LoadProgress, bytes: u64) {
    progress.found.fetch_add(1, Ordering::Relaxed);
    progress.bytes_found.fetch_add(bytes, Ordering::Relaxed);
}

fn named_files(
    source: &SourceSpec,
    report: &mut LoadReport,
    progress: &LoadProgress,
) -> Vec<Found> {
    let mut out = Vec::new();
    for path in &source.files {
        let on_disk = source.root.join(path);
        match std::fs::metadata(&on_disk) {
            Ok(meta) if !meta.is_file() => report.problems.push(Problem {
                path: path.clone(),
                kind: ProblemKind::Unreadable("it is not a file".to_owned()),
            }),
            Ok(meta) => {
                count(progress, meta.len());
                out.push(Found {
                    path: path.clone(),
                    on_disk,
                    bytes: meta.len(),
                    changed: meta.modified().ok(),
                    side: None,
                });
            }
            Err(e) => report.problems.push(Problem {
                path: path.clone(),
                kind: ProblemKind::Unreadable(e.to_string()),
            }),
        }
    }
    out
}

fn whole_folder(
    source: &SourceSpec,
    report: &mut LoadReport,
    progress: &LoadProgress,
) -> Option<Vec<Found>> {
    let root = std::fs::canonicalize(&source.root).unwrap_or_else(|_| source.root.clone());
    let mut out = Vec::new();
    let walk = WalkDir::new(&root)
        .max_depth(MAX_DEPTH)
        .sort_by_file_name()
        .into_iter();
    for entry in walk.filter_entry(|e| e.depth() == 0 || !is_ours_or_hidden(e.file_name().to_str()))
    {
        if progress.cancelled() {
            return None;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let path = e.path().unwrap_or(&root).display().to_string();
                let why = e
                    .io_error()
                    .map_or_else(|| e.to_string(), ToString::to_string);
                report.problems.push(Problem {
                    path,
                    kind: ProblemKind::Unreadable(why),
                });
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        match found(&root, entry.path(), entry.path_is_symlink()) {
            Ok(Some(file)) => {
                count(progress, file.bytes);
                out.push(file);
            }
            Ok(None) => {}
            Err(problem) => report.problems.push(problem),
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Some(out)
}

fn found(root: &Path, path: &Path, is_link: bool) -> Result<Option<Found>, Problem> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let shown = relative.display().to_string();
    let problem = |kind| Problem {
        path: shown.clone(),
        kind,
    };
    let unreadable = |e: std::io::Error| problem(ProblemKind::Unreadable(e.to_string()));
    if is_link {
        let target = std::fs::canonicalize(path).map_err(unreadable)?;
        if !target.starts_with(root) {
            return Err(problem(ProblemKind::LinkOutside));
        }
        if target.is_dir() {
            // Its files are found where they really lie.
            return Ok(None);
        }
    }
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if !meta.is_file() {
        return Ok(None);
    }
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    let path_in_source = parts.ok_or_else(|| problem(ProblemKind::Name))?.join("/");
    Ok(Some(Found {
        path: path_in_source,
        on_disk: path.to_owned(),
        bytes: meta.len(),
        changed: meta.modified().ok(),
        side: None,
    }))
}

/// Whether a file at this path could be an article: neither hidden nor one of Dateline's own.
pub fn is_article_path(path: &Path) -> bool {
    let names = path.iter().map(|part| part.to_str());
    names.rev().take(3).all(|name| !is_ours_or_hidden(name))
}

fn is_ours_or_hidden(name: Option<&str>) -> bool {
    // The workspace file and its backups lie beside the articles; they are not articles.
    name.is_some_and(|n| {
        n.starts_with('.')
            || Path::new(n)
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("ron"))
    })
}
