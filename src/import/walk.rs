//! Which files a source has.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use rayon::slice::ParallelSliceMut;
use walkdir::{DirEntry, WalkDir};

use crate::corpus::{LoadReport, OwnExport, Problem, ProblemKind, PublicationDate, SourceSpec};
use crate::import::LoadProgress;
use crate::import::head::FileHead;
use crate::import::input::Input;
use crate::import::junk;
use crate::import::limits::MAX_FOLDERS;
use crate::import::recognise::recognise;
use crate::import::sidecar;
use crate::import::sidecar::SidecarRow;
use crate::import::year_names;

/// A file to read.
#[derive(Clone, Debug)]
pub struct FoundFile {
    /// Path within the source, with `/`.
    pub path: String,
    /// Where it lies.
    pub on_disk: PathBuf,
    /// Its size when the folder was listed.
    pub bytes: u64,
    /// When it was last changed, as far as the system tells.
    pub changed: Option<SystemTime>,
    /// What a sidecar of metadata says of it.
    pub sidecar: Option<Arc<SidecarRow>>,
    /// The year that its name begins with, where those of all files of its folder do.
    pub year: Option<PublicationDate>,
}

/// Lists the files of a source in the order of their paths. Hidden files and folders, those of the system,
/// workspaces and links out of the folder are left out, other files in the format of workspaces too; links,
/// backup copies, the parts of saved pages and what Dateline has exported are reported. `None` when cancelled.
pub fn files_of(
    source: &SourceSpec,
    report: &mut LoadReport,
    progress: &LoadProgress,
) -> Option<Vec<FoundFile>> {
    let mut files = if source.files.is_empty() {
        whole_folder(source, report, progress)?
    } else {
        named_files(source, report, progress)?
    };
    sidecar::attach(&mut files, report, progress);
    year_names::attach(&mut files);
    (!progress.cancelled()).then_some(files)
}

fn count(progress: &LoadProgress, bytes: u64) {
    progress.found.fetch_add(1, Ordering::Relaxed);
    progress.bytes_found.fetch_add(bytes, Ordering::Relaxed);
}

fn named_files(
    source: &SourceSpec,
    report: &mut LoadReport,
    progress: &LoadProgress,
) -> Option<Vec<FoundFile>> {
    let mut out = Vec::new();
    for path in &source.files {
        if progress.cancelled() {
            return None;
        }
        let on_disk = source.root.join(path);
        match std::fs::metadata(&on_disk) {
            Ok(meta) if !meta.is_file() => report.problems.push(Problem {
                path: path.clone(),
                kind: ProblemKind::Unreadable("it is not a file".to_owned()),
            }),
            Ok(meta) => {
                count(progress, meta.len());
                out.push(FoundFile {
                    path: path.clone(),
                    on_disk,
                    bytes: meta.len(),
                    changed: meta.modified().ok(),
                    sidecar: None,
                    year: None,
                });
            }
            Err(e) => report.problems.push(Problem {
                path: path.clone(),
                kind: ProblemKind::Unreadable(e.to_string()),
            }),
        }
    }
    Some(out)
}

fn whole_folder(
    source: &SourceSpec,
    report: &mut LoadReport,
    progress: &LoadProgress,
) -> Option<Vec<FoundFile>> {
    let root = std::fs::canonicalize(&source.root).unwrap_or_else(|_| source.root.clone());
    let mut out = Vec::new();
    // Not sorted on the way: a large folder would be read to its end before a request to stop is heard.
    let walk = WalkDir::new(&root).max_depth(MAX_FOLDERS).into_iter();
    let parts = RefCell::new(Vec::new());
    let is_entered = |entry: &DirEntry| {
        let is_parts = is_part_of_page(entry);
        if is_parts {
            parts.borrow_mut().push(entry.path().to_owned());
        }
        !is_parts && is_entered(entry)
    };
    for entry in walk.filter_entry(is_entered) {
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
            if entry.depth() == MAX_FOLDERS {
                report.problems.extend(left_out(&root, entry.path()));
            }
            continue;
        }
        let name = entry.file_name().to_str();
        if let Some(what) = name.and_then(junk::left_out) {
            report.problems.push(no_article(&root, entry.path(), what));
            continue;
        }
        let is_ron = is_ron(name);
        match found(&root, entry.path(), entry.path_is_symlink()) {
            Ok(Some(file)) if is_ron => report.problems.extend(own_export(file)),
            Ok(Some(file)) => {
                count(progress, file.bytes);
                out.push(file);
            }
            Ok(None) => {}
            Err(problem) => report.problems.push(problem),
        }
    }
    out.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let parts = parts.into_inner();
    let parts = parts
        .iter()
        .map(|folder| no_article(&root, folder, junk::PARTS_OF_PAGE));
    report.problems.extend(parts);
    Some(out)
}

fn no_article(root: &Path, path: &Path, what: &str) -> Problem {
    Problem {
        path: path
            .strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string(),
        kind: ProblemKind::NoArticle(what.to_owned()),
    }
}

/// Whether it is the folder that a browser has made beside a page it saved.
fn is_part_of_page(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_str();
    let Some(pages) = name.and_then(junk::pages_of_parts) else {
        return false;
    };
    entry.depth() > 0
        && entry.file_type().is_dir()
        && pages
            .iter()
            .any(|page| entry.path().with_file_name(page).is_file())
}

/// A folder too deep to be entered, where there is something in it.
fn left_out(root: &Path, folder: &Path) -> Option<Problem> {
    let is_empty = std::fs::read_dir(folder).is_ok_and(|mut all| all.next().is_none());
    let path = folder.strip_prefix(root).unwrap_or(folder);
    (!is_empty).then(|| Problem {
        path: path.display().to_string(),
        kind: ProblemKind::Limit(format!(
            "folders lie more than {MAX_FOLDERS} deep inside each other, and what is in this one is left out"
        )),
    })
}

fn is_entered(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_str();
    let is_left_out = is_hidden(name)
        || name.is_some_and(junk::is_of_system)
        || entry.file_type().is_dir() && is_ron(name);
    entry.depth() == 0 || !is_left_out
}

fn found(root: &Path, path: &Path, is_link: bool) -> Result<Option<FoundFile>, Problem> {
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
    Ok(Some(FoundFile {
        path: path_in_source,
        on_disk: path.to_owned(),
        bytes: meta.len(),
        changed: meta.modified().ok(),
        sidecar: None,
        year: None,
    }))
}

/// Whether a file at this path could be an article: neither hidden nor one of Dateline's own.
pub fn is_article_path(path: &Path) -> bool {
    let names = path.iter().map(|part| part.to_str());
    names.rev().take(3).all(|name| !is_ours_or_hidden(name))
}

fn is_ours_or_hidden(name: Option<&str>) -> bool {
    is_hidden(name) || is_ron(name)
}

fn is_hidden(name: Option<&str>) -> bool {
    name.is_some_and(|n| n.starts_with('.'))
}

/// Whether it has the ending of workspaces. A folder of that name is left out as well.
fn is_ron(name: Option<&str>) -> bool {
    let ending = name.and_then(|n| Path::new(n).extension());
    ending.is_some_and(|e| e.eq_ignore_ascii_case("ron"))
}

/// An export among the files that are left out by their ending. The workspace itself lies beside the
/// articles of most people: that goes without saying.
fn own_export(file: FoundFile) -> Option<Problem> {
    let head = Input::open(&file.on_disk, None).ok()?.head().ok()?;
    let what = recognise(&FileHead::new(&file.path, &head))?;
    let is_said = match what {
        OwnExport::Annotations | OwnExport::Chart | OwnExport::Codebook => true,
        OwnExport::Workspace => false,
    };
    is_said.then_some(Problem {
        path: file.path,
        kind: ProblemKind::OwnExport(what),
    })
}
