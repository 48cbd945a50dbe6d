//! Preferences are written beside the window: a disk may take its time.

use std::path::{Path, PathBuf};

use super::state::State;
use crate::jobs::JobKey;
use crate::session::Severity;

/// Writing the preferences.
const SETTINGS: JobKey = JobKey::new("settings");

impl State {
    /// Writes the preferences as they are now; a failure is told.
    pub fn keep_settings(&mut self, path: PathBuf) {
        let settings = self.settings.clone();
        self.jobs.start_latest(SETTINGS, move |_| {
            let outcome = settings.write(&path);
            move |state: &mut Self| {
                if let Err(error) = outcome {
                    let message = format!(
                        "Your preferences could not be kept: {error}. {}",
                        path.display()
                    );
                    state.session.tell(Severity::Warning, message);
                }
            }
        });
    }

    /// Writes the preferences here and now, when the window closes: after one that is under way, so that
    /// older ones do not take the place of these.
    ///
    /// # Errors
    /// The system refused.
    pub fn keep_settings_at_the_end(&mut self, path: &Path) -> std::io::Result<()> {
        while self.jobs.is_running(SETTINGS) {
            let rung = self.jobs.bell().count();
            if !self.poll() {
                self.jobs.bell().wait_beyond(rung);
            }
        }
        self.settings.write(path)
    }
}
