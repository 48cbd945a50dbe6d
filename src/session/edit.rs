//! Edits: made, undone, redone. The only place that changes the workspace.

use std::sync::Arc;

use super::Session;
use super::log::Severity;
use crate::analysis::{Aspects, raised_by};
use crate::store::Access;
use crate::workspace::{Annotation, Change, Edit, Gesture, Swap};

impl Session {
    /// Makes an edit; one with a gesture is one step with those of the same gesture before it, until it
    /// rests. Refused with a word in the log where the workspace may only be read, or where the edit does
    /// not fit what is there.
    pub fn edit(&mut self, edit: Edit, gesture: Option<String>) {
        if let Some(Access::ReadOnly(reason)) = self.project.as_ref().map(|p| &p.access) {
            let message = format!(
                "Nothing was changed: the workspace is open for reading only, because {reason}."
            );
            self.tell(Severity::Warning, message);
            return;
        }
        if self.project.is_none() {
            return;
        }
        let reload = touches_sources(&edit);
        let raised = edit.changes.iter().map(raised_by).collect();
        let stamp = self.stamp();
        let workspace = Arc::make_mut(&mut self.workspace);
        let gesture = gesture.map(Gesture);
        match self.history.commit(workspace, edit, gesture, stamp) {
            Ok(true) => self.edited(reload, raised),
            Ok(false) => {}
            Err(error) => self.tell(Severity::Error, format!("Nothing was changed: {error}.")),
        }
    }

    /// Makes a change that is no step of the history: an article seen, annotations re-anchored. Whether it
    /// fits the workspace.
    pub fn edit_quietly(&mut self, edit: &Edit) -> bool {
        let fits = Arc::make_mut(&mut self.workspace).apply(edit).is_ok();
        if fits {
            self.revision += 1;
            self.versions.after(edit);
            // A read-only workspace is shown as it is now, and never written.
            if self.may_edit() {
                let stamp = self.stamp();
                self.history.follow(edit, stamp);
                self.touch_quietly();
            }
        }
        fits
    }

    /// Typing has paused: the next edit is a step of its own.
    pub fn rest(&mut self) {
        self.history.rest();
        self.write_journal(false);
    }

    /// Takes the last step back. The annotation that it touched, as it is then.
    pub fn undo(&mut self) -> Option<Arc<Annotation>> {
        self.step_history(true)
    }

    /// Does the last step that was taken back again. The annotation that it touched, as it is then.
    pub fn redo(&mut self) -> Option<Arc<Annotation>> {
        self.step_history(false)
    }

    fn step_history(&mut self, back: bool) -> Option<Arc<Annotation>> {
        if !self.may_edit() {
            return None;
        }
        let stamp = self.stamp();
        let workspace = Arc::make_mut(&mut self.workspace);
        let done = if back {
            self.history.undo(workspace, stamp)
        } else {
            self.history.redo(workspace, stamp)
        };
        match done {
            Ok(Some(edit)) => {
                let reload = touches_sources(edit);
                let moves = touches_anchors(edit);
                let raised = edit.changes.iter().map(raised_by).collect();
                let shown = edit.changes.iter().find_map(|c| annotation_of(c, back));
                self.edited(reload, raised);
                if moves {
                    self.check_annotations(false);
                }
                shown
            }
            Ok(None) => None,
            Err(error) => {
                self.tell(Severity::Error, format!("Nothing was changed: {error}."));
                None
            }
        }
    }

    /// Goes to just after a step of the history, on whatever branch; none for before the first.
    pub fn go_to_step(&mut self, step: Option<usize>) {
        if !self.may_edit() {
            return;
        }
        let stamp = self.stamp();
        let workspace = Arc::make_mut(&mut self.workspace);
        let before = workspace.sources.clone();
        let outcome = self.history.go_to(step, workspace, &stamp);
        let reload = workspace.sources != before;
        self.edited(reload, Aspects::ALL);
        if let Err(error) = outcome {
            self.tell(Severity::Error, format!("The walk ended early: {error}."));
        }
        self.check_annotations(false);
    }

    /// The workspace is another: versions rise, what hangs on it is mended, the journal is written.
    pub(super) fn edited(&mut self, reload: bool, raised: Aspects) {
        self.raise(raised);
        self.touch();
        if reload {
            self.start_loading();
        }
    }

    /// The workspace was changed in a way that everybody must look at.
    pub(super) fn raise(&mut self, raised: Aspects) {
        self.revision += 1;
        self.edits += 1;
        self.versions.raise(raised);
        let workspace = Arc::clone(&self.workspace);
        self.unplaced
            .retain(|u| workspace.annotations.get(u.annotation).is_some());
    }
}

fn touches_sources(edit: &Edit) -> bool {
    edit.changes.iter().any(|c| matches!(c, Change::Source(_)))
}

/// Whether annotations may stand elsewhere after it, or are there that were not.
fn touches_anchors(edit: &Edit) -> bool {
    edit.changes.iter().any(|change| {
        if let Change::Annotation(Swap { before, after }) = change {
            let place = |a: &Arc<Annotation>| (a.article.clone(), a.version, a.anchors.clone());
            return before.as_ref().map(place) != after.as_ref().map(place);
        }
        matches!(change, Change::Source(_) | Change::Article(_))
    })
}

/// The annotation that a change leaves, so that undo and redo can show what they did.
fn annotation_of(change: &Change, back: bool) -> Option<Arc<Annotation>> {
    let Change::Annotation(Swap { before, after }) = change else {
        return None;
    };
    if back { before.clone() } else { after.clone() }
}
