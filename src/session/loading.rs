//! Articles of a workspace: from the cache at once, then brought up to date.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Session;
use crate::corpus::{Corpus, LoadReport, SourceId};
use crate::import::LoadProgress;
use crate::index::Engine;
use crate::library;
use crate::library::{Library, LibraryError, Snapshot};
use crate::session::opening::specs;
use crate::session::tables;
use crate::session::tables::{Layout, NewTables};
use crate::store::{WORK_FOLDER, refuse_foreign_cache};
use crate::workspace::Workspace;

/// Articles that have been read.
#[derive(Debug)]
pub struct Loaded {
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: Arc<dyn Engine>,
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
                let folder = crate::session::opening::parent_of(workspace);
                Some(folder.join(WORK_FOLDER).join("cache"))
            }
        }
    }
}

/// Size of a cache in bytes: walks through its folder.
pub fn cache_bytes(folder: &Path) -> u64 {
    library::bytes_of(folder)
}

impl Session {
    /// From now on articles and words are kept on disk: beside the workspace, or in the platform's cache
    /// folder.
    pub fn use_cache(&mut self, beside_workspace: bool) {
        self.cache_place = if beside_workspace {
            CachePlace::BesideWorkspace
        } else {
            CachePlace::Folder(crate::store::cache_folder())
        };
    }

    /// The folder of the cache of this workspace, where it has one; its size is [`cache_bytes`].
    pub fn cache_folder(&self) -> Option<PathBuf> {
        self.cache_place.folder(&self.project.as_ref()?.file)
    }

    /// Bytes read and found, articles taken in, and the seconds that are left, while loading.
    pub fn loading_words(&self) -> Option<LoadingWords> {
        let loading = self.loading.as_ref()?;
        let read = |n: &std::sync::atomic::AtomicU64| n.load(Ordering::Relaxed);
        let progress = &loading.progress;
        let bytes = read(&progress.bytes);
        let found = read(&progress.bytes_found).max(bytes);
        let since = loading.since.elapsed().as_secs_f64();
        let left = (bytes > 0 && since > 1.0)
            .then(|| ((found - bytes) as f64 * since / bytes as f64).ceil() as u64);
        Some(LoadingWords {
            articles: read(&progress.articles),
            bytes,
            bytes_found: found,
            seconds_left: left,
        })
    }
}

/// How far loading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadingWords {
    /// Articles taken in.
    pub articles: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of all files found.
    pub bytes_found: u64,
    /// Seconds that are left; none while nothing tells.
    pub seconds_left: Option<u64>,
}

/// Generations of one loading: its number in the high part, the snapshot's in the low.
const SNAPSHOTS: u64 = 1 << 16;

/// Which articles are read, and where they are kept.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// The workspace file.
    pub file: &'a Path,
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Where the library is kept.
    pub place: &'a CachePlace,
    /// Number of the loading.
    pub number: u64,
    /// How soon what was read is made durable; none for the usual time.
    pub commit: Option<std::time::Duration>,
    /// Who is asked what the columns of new tables mean; none where they are read as guessed.
    pub asking: Option<Asking<'a>>,
}

/// Which new tables wait until the analyst has seen their columns.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// Those that were asked about before.
    pub known: &'a NewTables,
    /// Is told of those that wait.
    pub tell: &'a dyn Fn(Vec<Layout>),
}

/// Reads all articles of a workspace. `report` gets what there is on the way: what the cache held,
/// then more as it grows; the last state is returned. `None` when cancelled or when it failed, with
/// the reason in `failed`.
///
/// # Errors
/// The cache or the index cannot be written.
pub fn load_growing(
    opening: &Opening<'_>,
    progress: &LoadProgress,
    report: &dyn Fn(Loaded),
) -> Result<Option<Loaded>, LibraryError> {
    let Opening {
        file,
        workspace,
        place,
        number,
        commit,
        asking,
    } = *opening;
    let specs = specs(file, workspace);
    let sources: Vec<SourceId> = specs.iter().map(|s| s.id.clone()).collect();
    let mut generation = number * SNAPSHOTS;
    let mut next = || {
        generation += 1;
        generation
    };
    let (mut library, notice) = open(file, place)?;
    if let Some(time) = commit {
        library.commit_after(time);
    }
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
    let Some(mut plan) = library.compare(&specs, progress)? else {
        return Ok(None);
    };
    if let Some(asking) = asking {
        tables::hold(&mut plan, &specs, asking, progress);
    }
    let changes = library.take_in(&specs, plan, progress, |library| {
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
    // Articles are on screen by now: time to see whether what the cache says is what was written.
    let (mut changes, mut notice) = (changes, notice);
    if let Err(damage) = library.verify() {
        notice = Some(format!(
            "The cache was made anew: {damage}. Nothing of yours was in it."
        ));
        library = library.start_over(&damage.to_string())?;
        changes = library.update(&specs, progress, |_| ())?;
        if changes.cancelled {
            return Ok(None);
        }
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
    let opened = match place {
        // It may have come with the workspace, from anybody.
        CachePlace::BesideWorkspace => refuse_foreign_cache(&folder),
        _ => Ok(()),
    };
    let opened = opened.map_err(LibraryError::Io);
    match opened.and_then(|()| Library::open(&folder, file)) {
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
    commit: Option<std::time::Duration>,
    progress: &LoadProgress,
) -> Result<Option<Loaded>, LibraryError> {
    let opening = Opening {
        file,
        workspace,
        place,
        number: 1,
        commit,
        asking: None,
    };
    load_growing(&opening, progress, &|_| ())
}
