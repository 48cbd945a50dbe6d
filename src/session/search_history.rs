//! Searches of this workspace, kept beside it: they tell what somebody works on, and so must not show in
//! another workspace, in the workspace file or in an export.

use std::path::Path;

use super::Session;
use super::jobs::SEARCHES;
use super::log::Severity;
use crate::store;

/// Which companion of a workspace they are.
const KIND: &str = "searches";

/// Most searches that are remembered.
const MOST: usize = 50;

/// Searches of one workspace, the last first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchHistory(Vec<String>);

impl SearchHistory {
    /// Reads those of a workspace: none where the file is missing or damaged, as they are no work to lose.
    pub(super) fn read(workspace: &Path) -> Self {
        let text = store::read_companion(workspace, KIND);
        let all = text
            .ok()
            .and_then(|t| ron::de::from_bytes::<Vec<String>>(&t).ok());
        let mut all = all.unwrap_or_default();
        all.truncate(MOST);
        Self(all)
    }

    /// All of them, the last first.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    /// Puts one first; says whether that changed anything.
    fn remember(&mut self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || self.0.first().is_some_and(|first| first == text) {
            return false;
        }
        self.0.retain(|s| s != text);
        self.0.insert(0, text.to_owned());
        self.0.truncate(MOST);
        true
    }

    /// Writes them beside a workspace that has a file. Whoever may read that may read these, and nobody else.
    fn write(&self, workspace: &Path) -> std::io::Result<()> {
        if self.0.is_empty() {
            return store::remove_companion(workspace, KIND);
        }
        let text = ron::to_string(&self.0).map_err(std::io::Error::other)?;
        store::write_companion(workspace, KIND, text.as_bytes())
    }
}

impl Session {
    /// Remembers a search of this workspace.
    pub fn remember_search(&mut self, text: &str) {
        if self.search_history.remember(text) {
            self.write_searches();
        }
    }

    /// Forgets all searches of this workspace.
    pub fn clear_search_history(&mut self) {
        self.search_history = SearchHistory::default();
        self.write_searches();
        self.tell(
            Severity::Info,
            "The searches of this workspace are forgotten.",
        );
    }

    /// Writes them where the workspace has a file that this window may write; a folder does not get one
    /// because somebody searched in it.
    pub(super) fn write_searches(&mut self) {
        let Some(file) = self.own_file().filter(|_| self.saving.has_file()) else {
            return;
        };
        let searches = self.search_history.clone();
        self.jobs.start_latest(SEARCHES, move |_| {
            let outcome = searches.write(&file);
            move |session: &mut Self| {
                if let Err(error) = outcome {
                    let message = format!("The searches could not be kept: {error}.");
                    session.tell(Severity::Warning, message);
                }
            }
        });
    }
}
