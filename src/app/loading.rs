//! Articles of a workspace: from the cache at once, then brought up to date.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::project::specs;
use crate::corpus::import::LoadProgress;
use crate::corpus::{Corpus, LoadReport, SourceId};
use crate::search::Index;
use crate::search::library::{self, Library, LibraryError, Snapshot};
use crate::workspace::Workspace;

/// Articles that have been read.
#[derive(Debug)]
pub struct Loaded {
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: Arc<Index>,
    /// What could not be taken in.
    pub report: LoadReport,
    /// What the analyst should know about it.
    pub notice: Option<String>,
    /// Whether more is to come of the same loading.
    pub more: bool,
}

/// Where the library of a workspace is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CachePlace {
    /// Nowhere: it is made anew in memory.
    #[default]
    Memory,
    /// In this folder, which holds one folder for each workspace.
    Folder(PathBuf),
    /// In this folder, where a cache is there already; else in memory.
    FolderIfThere(PathBuf),
    /// Beside the workspace, in its `.dateline` folder.
    BesideWorkspace,
}

impl CachePlace {
    /// The folder of the library of a workspace; `None` for memory.
    pub fn folder(&self, workspace: &Path) -> Option<PathBuf> {
        match self {
            Self::Memory => None,
            Self::Folder(root) => Some(library::folder_of(root, workspace)),
            Self::FolderIfThere(root) => {
                Some(library::folder_of(root, workspace)).filter(|f| f.is_dir())
            }
            Self::BesideWorkspace => {
                let folder = super::project::parent_of(workspace);
                Some(folder.join(".dateline").join("cache"))
            }
        }
    }
}

/// Generations of one loading: its number in the high part, the snapshot's in the low.
const SNAPSHOTS: u64 = 1 << 16;

/// The loading that a generation is of.
pub fn loading_of(generation: u64) -> u64 {
    generation / SNAPSHOTS
}

/// Reads all articles of a workspace. `report` gets what there is on the way: what the cache held,
/// then more as it grows; the last state is returned. `None` when cancelled or when it failed, with
/// the reason in `failed`.
pub fn load_growing(
    file: &Path,
    workspace: &Workspace,
    place: &CachePlace,
    number: u64,
    progress: &LoadProgress,
    report: &dyn Fn(Loaded),
) -> Result<Option<Loaded>, LibraryError> {
    let specs = specs(file, workspace);
    let sources: Vec<SourceId> = specs.iter().map(|s| s.id.clone()).collect();
    let mut generation = number * SNAPSHOTS;
    let mut next = || {
        generation += 1;
        generation
    };
    let (mut library, notice) = open(file, place)?;
    let loaded = |snapshot: Snapshot, notice: Option<String>, more| Loaded {
        corpus: snapshot.corpus,
        index: snapshot.index,
        report: snapshot.report,
        notice,
        more,
    };
    if !library.is_empty() {
        let first = library.snapshot(next(), &sources)?;
        if !first.corpus.is_empty() {
            report(loaded(first, None, true));
        }
    }
    let mut failed = None;
    let changes = library.update(&specs, progress, |library| {
        if library.folder().is_none() {
            return;
        }
        match library.snapshot(next(), &sources) {
            Ok(snapshot) => report(loaded(snapshot, None, true)),
            Err(e) => failed = Some(e),
        }
    })?;
    if let Some(e) = failed {
        return Err(e);
    }
    if changes.cancelled {
        return Ok(None);
    }
    let mut last = loaded(library.snapshot(next(), &sources)?, notice, false);
    last.report.problems.extend(changes.report.problems);
    last.report.sort();
    Ok(Some(last))
}

fn open(file: &Path, place: &CachePlace) -> Result<(Library, Option<String>), LibraryError> {
    let Some(folder) = place.folder(file) else {
        return Ok((Library::in_memory()?, None));
    };
    match Library::open(&folder, file) {
        Ok(library) => {
            let notice = library
                .rebuilt()
                .map(|why| format!("The cache was made anew: {why}. Nothing of yours was in it."));
            Ok((library, notice))
        }
        Err(e @ (LibraryError::Busy | LibraryError::Io(_))) => {
            let notice = format!(
                "The articles were read into memory: {e}. {}",
                folder.display()
            );
            Ok((Library::in_memory()?, Some(notice)))
        }
        Err(e) => Err(e),
    }
}

/// Reads all articles of a workspace at once; `None` when cancelled.
///
/// # Errors
/// The index cannot be made.
pub fn load(
    file: &Path,
    workspace: &Workspace,
    place: &CachePlace,
    progress: &LoadProgress,
) -> Result<Option<Loaded>, LibraryError> {
    load_growing(file, workspace, place, 1, progress, &|_| ())
}
