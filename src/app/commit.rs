//! Edits: made, undone, redone, and what follows from them.

use std::sync::Arc;

use super::command::Effect;
use super::log::Severity;
use super::state::State;
use crate::analysis::{Aspects, raised_by};
use crate::store::Access;
use crate::workspace::{Change, Edit, Gesture};

impl State {
    /// Makes an edit. Refused with a word in the log where the workspace is read-only.
    pub(super) fn commit(&mut self, edit: Edit) {
        self.commit_gesture(edit, None);
    }

    /// Makes an edit that belongs to a run of them.
    pub(super) fn commit_gesture(&mut self, edit: Edit, gesture: Option<String>) {
        if let Some(Access::ReadOnly(reason)) = self.session.project.as_ref().map(|p| &p.access) {
            let message = format!(
                "Nothing was changed: the workspace is open for reading only, because {reason}."
            );
            self.tell(Severity::Warning, message);
            return;
        }
        if self.session.project.is_none() {
            return;
        }
        let reload = touches_sources(&edit);
        let raised = raised_by_all(&edit);
        let stamp = self.stamp();
        let workspace = Arc::make_mut(&mut self.session.workspace);
        match self
            .session
            .history
            .commit(workspace, edit, gesture.map(Gesture), stamp)
        {
            Ok(true) => self.edited(reload, raised),
            Ok(false) => {}
            Err(error) => self.tell(Severity::Error, format!("Nothing was changed: {error}.")),
        }
    }

    /// Makes a change that is no step of the history: an article seen, annotations re-anchored. Whether it
    /// fits the workspace.
    pub(super) fn apply_quietly(&mut self, edit: &Edit) -> bool {
        let fits = Arc::make_mut(&mut self.session.workspace)
            .apply(edit)
            .is_ok();
        if fits {
            self.session.revision += 1;
            self.session.versions.after(edit);
            // A read-only workspace is shown as it is now, and never written.
            if self.may_edit() {
                let stamp = self.stamp();
                self.session.history.follow(edit, stamp);
                self.session.saving.touch_quietly();
            }
            self.search.base_request.ask();
        }
        fits
    }

    pub(super) fn undo(&mut self, back: bool) -> Vec<Effect> {
        if !self.may_edit() {
            return Vec::new();
        }
        let stamp = self.stamp();
        let workspace = Arc::make_mut(&mut self.session.workspace);
        let done = if back {
            self.session.history.undo(workspace, stamp)
        } else {
            self.session.history.redo(workspace, stamp)
        };
        match done {
            Ok(Some(edit)) => {
                let reload = touches_sources(edit);
                let raised = raised_by_all(edit);
                let shown = edit.changes.iter().find_map(|c| annotation_of(c, back));
                self.edited(reload, raised);
                self.check_again();
                shown.map(|a| self.show_annotation(&a)).unwrap_or_default()
            }
            Ok(None) => Vec::new(),
            Err(error) => {
                self.tell(Severity::Error, format!("Nothing was changed: {error}."));
                Vec::new()
            }
        }
    }

    /// Finds out again which annotations have a place.
    pub(super) fn check_again(&mut self) {
        self.check_annotations(false);
    }

    pub(super) fn edited(&mut self, reload: bool, raised: Aspects) {
        self.session.revision += 1;
        self.session.versions.raise(raised);
        self.touch();
        self.repair();
        self.refresh();
        if reload {
            self.start_loading();
        }
    }

    /// Lets go of what has vanished.
    pub(super) fn repair(&mut self) {
        let workspace = Arc::clone(&self.session.workspace);
        self.reading.selection.annotation = self
            .reading
            .selection
            .annotation
            .filter(|id| workspace.annotations.get(*id).is_some());
        self.session
            .unplaced
            .retain(|u| workspace.annotations.get(u.annotation).is_some());
        self.reading
            .recent_tags
            .retain(|tag| workspace.codebook.get(*tag).is_some());
        for tags in [
            &mut self.search.filter.tags,
            &mut self.search.filter.not_tags,
        ] {
            tags.retain(|tag| workspace.codebook.get(*tag).is_some());
        }
        self.search
            .filter
            .tracks
            .retain(|track| workspace.track(*track).is_some());
    }
}

fn raised_by_all(edit: &Edit) -> Aspects {
    edit.changes.iter().map(raised_by).collect()
}

fn touches_sources(edit: &Edit) -> bool {
    edit.changes
        .iter()
        .any(|c| matches!(c, Change::Source { .. }))
}

/// The annotation that a change leaves, so that undo and redo can show what they did.
fn annotation_of(change: &Change, back: bool) -> Option<Arc<crate::workspace::Annotation>> {
    let Change::Annotation { before, after } = change else {
        return None;
    };
    if back { before.clone() } else { after.clone() }
}
