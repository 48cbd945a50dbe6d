//! Watching the sources: when files change while the window is open, it offers to read them again.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::jobs::RunMode;
use super::project::specs;
use super::state::State;
use crate::import::is_article_path;

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

impl State {
    /// Begins to watch the sources of the open workspace. Not where jobs run in place: tests decide
    /// themselves when something changes.
    pub(super) fn watch_sources(&mut self) {
        self.session.watch = None;
        let Some(project) = &self.session.project else {
            return;
        };
        if self.jobs.mode() == RunMode::InPlace {
            return;
        }
        let places: Vec<PathBuf> = specs(&project.file, &self.session.workspace)
            .into_iter()
            .flat_map(|spec| {
                if spec.files.is_empty() {
                    vec![spec.root]
                } else {
                    spec.files.iter().map(|f| spec.root.join(f)).collect()
                }
            })
            .collect();
        self.session.watch = Watch::start(&places, self.jobs.waker());
    }

    /// Whether files of the sources have changed since they were read.
    pub fn files_have_changed(&self) -> bool {
        let watch = self.session.watch.as_ref();
        watch.is_some_and(|w| w.changed.load(Ordering::Relaxed)) && self.session.loading.is_none()
    }
}
