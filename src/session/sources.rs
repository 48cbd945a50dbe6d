//! Sources of the workspace: added, taken out, read again.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::Session;
use super::jobs::ADD_SOURCE;
use super::log::Severity;
use super::opening::{parent_of, sources_of};
use crate::store::resolve_path;
use crate::workspace::{Change, Edit, Source, Swap};

impl Session {
    /// Adds folders and files to the workspace, or opens them where none is open.
    pub fn add_sources(&mut self, paths: Vec<PathBuf>) {
        let Some(project) = &self.project else {
            self.open(paths);
            return;
        };
        let base = parent_of(&project.file);
        let known = self.workspace.sources.clone();
        let number = self.saving.number();
        self.jobs.start(ADD_SOURCE, move |_| {
            let added = new_sources(&base, &paths, &known);
            move |session: &mut Self| {
                // Of another workspace, or beside another edit of the sources, the numbers are wrong.
                if number != session.saving.number() {
                    return;
                }
                if session.workspace.sources != known {
                    session.add_sources(paths);
                    return;
                }
                session.take_sources(added);
            }
        });
    }

    fn take_sources(&mut self, added: Vec<Source>) {
        let first = self.workspace.sources.len();
        let added = added.into_iter().enumerate();
        let changes: Vec<Change> = added
            .map(|(i, source)| {
                Change::Source(Swap {
                    before: None,
                    after: Some((first + i, source)),
                })
            })
            .collect();
        if changes.is_empty() {
            self.tell(
                Severity::Warning,
                "Nothing was added: the place is part of this workspace already, or does not exist.",
            );
        } else {
            self.edit(Edit::new("add articles", changes), None);
        }
    }

    /// Takes a source out of the workspace; its annotations stay, unplaced.
    pub fn remove_source(&mut self, at: usize) {
        if let Some(source) = self.workspace.sources.get(at).cloned() {
            let label = format!("remove source “{}”", source.id);
            let change = Change::Source(Swap {
                before: Some((at, source)),
                after: None,
            });
            self.edit(Edit::new(label, vec![change]), None);
        }
    }

    /// Reads all sources again.
    pub fn reload(&mut self) {
        self.start_loading();
    }

    /// Stops loading; what has been read so far stays.
    pub fn cancel_loading(&mut self) {
        if let Some(loading) = &self.loading {
            loading.progress.cancel.store(true, Ordering::Relaxed);
        }
    }
}

/// The sources that some paths are, without those that the workspace has already. Asks the disk.
fn new_sources(base: &Path, paths: &[PathBuf], known: &[Source]) -> Vec<Source> {
    let place = |p: &Path| std::fs::canonicalize(p).unwrap_or_else(|_| p.to_owned());
    let covered = |path: &Path| {
        known.iter().any(|source| {
            let root = place(&resolve_path(base, &source.path));
            let named = |f: &String| place(&root.join(f)) == place(path);
            let whole = source.files.is_empty() && place(path).starts_with(&root);
            whole || source.files.iter().any(named)
        })
    };
    let wanted: Vec<PathBuf> = paths
        .iter()
        .filter(|p| p.exists() && !covered(p))
        .cloned()
        .collect();
    sources_of(base, &wanted, known)
}
