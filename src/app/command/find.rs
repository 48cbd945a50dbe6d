//! Annotations looked for by their words.

use std::sync::Arc;

use crate::app::found::{FoundAnnotations, Wanted, find};
use crate::app::state::State;
use crate::jobs::JobKey;

/// Looking for annotations.
const FIND: JobKey = JobKey::new("find annotations");

impl State {
    /// Looks for annotations.
    pub(in crate::app) fn find_annotations(&mut self, wanted: Wanted) {
        let (workspace, revision) = (Arc::clone(&self.session.workspace), self.session.revision());
        // Where one is chosen to go with another, those of the open article are near. Elsewhere the order
        // must not change with what is looked at.
        let here = self.reading.selection.article.clone();
        let here = here.filter(|_| wanted.not.is_some());
        self.jobs.start_latest(FIND, move |_| {
            let found = FoundAnnotations {
                revision,
                ..find(&workspace, &wanted, here.as_ref())
            };
            let found = FoundAnnotations { wanted, ..found };
            move |state: &mut Self| state.tools.found_annotations = Some(found)
        });
    }

    /// What was found of these, as the workspace is now; none while it is still looked for.
    pub fn found(&self, wanted: &Wanted) -> Option<&FoundAnnotations> {
        let found = self.tools.found_annotations.as_ref();
        found.filter(|f| f.wanted == *wanted && f.revision == self.session.revision())
    }
}
