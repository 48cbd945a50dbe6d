//! What only the disk can tell, asked beside the window's thread.

use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use egui::{Id, Ui};

/// How long a frame waits for a disk to say what lies at a path: those at hand answer in far less.
pub const PATIENCE: Duration = Duration::from_millis(30);

/// What was asked about some words.
struct Asked<T> {
    about: String,
    /// Set when the answer is there.
    found: Arc<OnceLock<T>>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        Self {
            about: self.about.clone(),
            found: Arc::clone(&self.found),
        }
    }
}

/// What `look` says about some words, kept under `id` until the words are others; nothing while it is looked
/// for. That is done beside the window, one thing at a time: a disk that is far away answers slowly. A frame
/// waits for it no longer than `patience`.
pub fn ask<T: Clone + Send + Sync + 'static>(
    ui: &Ui,
    id: Id,
    text: &str,
    patience: Duration,
    look: impl FnOnce(&str) -> T + Send + 'static,
) -> Option<T> {
    let known: Option<Asked<T>> = ui.data(|d| d.get_temp(id));
    if let Some(known) = known {
        if known.about == text {
            return known.found.get().cloned();
        }
        // The next is looked for when this one is there, which wakes the window.
        known.found.get()?;
    }
    let asked = Asked {
        about: text.to_owned(),
        found: Arc::default(),
    };
    let (about, found, ctx) = (
        asked.about.clone(),
        Arc::clone(&asked.found),
        ui.ctx().clone(),
    );
    let (done, answered) = mpsc::channel();
    let thread = std::thread::Builder::new().name("look".to_owned());
    let spawned = thread.spawn(move || {
        found.get_or_init(|| look(&about));
        // Nobody listens where the answer came too late: the window is woken instead.
        if done.send(()).is_err() {
            ctx.request_repaint();
        }
    });
    if spawned.is_err() {
        return None;
    }
    let in_time = answered.recv_timeout(patience).is_ok();
    drop(answered);
    if !in_time {
        // Between the end of the wait and the end of the listening the answer may have come unheard.
        ui.request_repaint_after(PATIENCE);
    }
    let answer = asked.found.get().cloned();
    ui.data_mut(|d| d.insert_temp(id, asked));
    answer
}

/// Forgets what was asked under `id`: it is asked again.
pub fn forget<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id) {
    ui.data_mut(|d| d.remove::<Asked<T>>(id));
}
