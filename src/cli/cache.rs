//! `dateline index` and `dateline cache`: what is kept between sessions.

use std::path::Path;
use std::time::Duration;

use super::terminal::{line, say};
use super::{ExitCode, Failure, Opened};
use crate::library;
use crate::library::CacheEntry;
use crate::session::{CachePlace, plan_path};
use crate::store::cache_folder;

/// Reads a workspace, folder or file into the cache, or brings it up to date there.
pub(super) fn index(path: &Path, commit_seconds: f64) -> Result<ExitCode, Failure> {
    let place = CachePlace::Folder(cache_folder());
    let commit = Duration::try_from_secs_f64(commit_seconds).map_err(|_| {
        let words = "--commit-seconds: write a number of seconds, for example 3";
        Failure::new(ExitCode::Usage, anyhow::anyhow!(words))
    })?;
    let opened = Opened::read_into(path, &place, Some(commit))?;
    let corpus = &opened.loaded.corpus;
    let mut out = std::io::stdout().lock();
    let words = format_args!("{} articles, {} words", corpus.len(), corpus.words());
    line(&mut out, words)?;
    if let Some(folder) = place.folder(&opened.plan.file) {
        line(&mut out, format_args!("{}", folder.display()))?;
    }
    Ok(ExitCode::Done)
}

fn entries() -> Result<Vec<CacheEntry>, Failure> {
    library::entries(&cache_folder()).map_err(|e| Failure::new(ExitCode::CannotOpen, e))
}

fn words(entry: &CacheEntry) -> String {
    let megabytes = entry.bytes.div_ceil(1 << 20);
    format!(
        "{megabytes:6} MB  {}  {}",
        entry.workspace,
        entry.folder.display()
    )
}

/// Lists what is in the cache.
pub(super) fn list() -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    for entry in entries()? {
        line(&mut out, format_args!("{}", words(&entry)))?;
    }
    Ok(ExitCode::Done)
}

/// Removes one cache, or all; says what was removed.
pub(super) fn clear(path: Option<&Path>) -> Result<ExitCode, Failure> {
    let wanted = path.map(|path| match plan_path(path) {
        Ok(plan) => library::folder_of(&cache_folder(), &plan.file),
        // Of a source that is gone, the cache is still here.
        Err(_) => library::folder_of(&cache_folder(), path),
    });
    let all = entries()?;
    let chosen = all
        .iter()
        .filter(|e| wanted.as_ref().is_none_or(|w| *w == e.folder));
    let mut removed = 0;
    let mut out = std::io::stdout().lock();
    let mut told = Ok(());
    for entry in chosen {
        library::clear(entry).map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
        // Whoever reads along may go; what is to be removed is removed all the same.
        let one = line(
            &mut out,
            format_args!("removed {}", words(entry).trim_start()),
        );
        told = told.and(one);
        removed += 1;
    }
    if removed == 0 {
        match path {
            Some(path) => say(format_args!(
                "there is no cache of this. {}",
                path.display()
            )),
            None => say("there is no cache"),
        }
    }
    told?;
    Ok(ExitCode::Done)
}
