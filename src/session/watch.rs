//! Watching the sources: when files change while the window is open, it offers to read them again.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Session;
use super::jobs::WATCH;
use crate::import::is_article_path;
use crate::jobs::RunMode;
use crate::session::opening::specs;

/// Watches the sources of a workspace until it is dropped.
pub(super) struct Watch {
    /// Stops watching when dropped.
    _watcher: RecommendedWatcher,
    changed: Arc<AtomicBool>,
}

impl Watch {
    /// Watches some folders and files. `None` where the system has no means or no room for it: the
    /// analyst can still reload by hand.
    fn start(places: &[PathBuf], wake: Arc<dyn Fn() + Send + Sync>) -> Option<Self> {
        let changed = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&changed);
        let mut watcher =
            notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                // Reading and opening are no changes; what the system lost count of may be one.
                let of_articles = match event {
                    Ok(event) => {
                        let changes = !matches!(event.kind, EventKind::Access(_));
                        changes && event.paths.iter().any(|p| is_article_path(p))
                    }
                    Err(_) => true,
                };
                if of_articles && !seen.swap(true, Ordering::Relaxed) {
                    wake();
                }
            })
            .ok()?;
        for place in places {
            watcher.watch(place, RecursiveMode::Recursive).ok()?;
        }
        Some(Self {
            _watcher: watcher,
            changed,
        })
    }
}

impl Session {
    /// Begins to watch the sources of the open workspace: that walks their folders, and so is a job. Not
    /// where jobs do not run by themselves: tests decide when something changes.
    pub(super) fn watch_sources(&mut self) {
        self.watch = None;
        let Some(project) = &self.project else { return };
        if self.jobs.mode() != RunMode::Threads {
            return;
        }
        let places: Vec<PathBuf> = specs(&project.file, &self.workspace)
            .into_iter()
            .flat_map(|spec| {
                if spec.files.is_empty() {
                    vec![spec.root]
                } else {
                    spec.files.iter().map(|f| spec.root.join(f)).collect()
                }
            })
            .collect();
        let (waker, generation) = (self.jobs.bell().waker(), self.generation);
        self.jobs.start_latest(WATCH, move |_| {
            let watch = Watch::start(&places, waker);
            move |session: &mut Self| {
                // Of sources that are not open any more, or are being read again, it is dropped.
                if generation == session.generation {
                    session.watch = watch;
                }
            }
        });
    }

    /// Whether files of the sources have changed since they were read.
    pub fn files_have_changed(&self) -> bool {
        let watch = self.watch.as_ref();
        watch.is_some_and(|w| w.changed.load(Ordering::Relaxed)) && self.loading.is_none()
    }
}
