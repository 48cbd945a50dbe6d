//! Where annotations stand that lost their place: taken as proposed, or given by the analyst.

use std::sync::Arc;

use crate::app::state::State;
use crate::workspace::{Annotation, AnnotationId, Change, Edit, Swap};

impl State {
    /// An annotation whose words were changed gets the place that was proposed for it.
    pub(in crate::app) fn take_place(&mut self, id: AnnotationId) {
        let lost = self.session.unplaced().iter().find(|u| u.annotation == id);
        let proposed = lost.and_then(|u| u.proposed.clone());
        let before = self.session.workspace.annotations.get(id).cloned();
        let (Some(proposed), Some(before)) = (proposed, before) else {
            return;
        };
        let after = Annotation {
            anchors: proposed.anchors.clone(),
            version: proposed.version,
            ..(*before).clone()
        };
        self.put_to_place(&before, after);
    }

    /// Whether an annotation has no place in its article as it is now.
    pub fn is_unplaced(&self, id: AnnotationId) -> bool {
        self.session.unplaced().iter().any(|u| u.annotation == id)
    }

    /// An annotation without a place is about the selected passage from now on.
    pub(in crate::app) fn place_at_selection(&mut self, id: AnnotationId) {
        let before = self.session.workspace.annotations.get(id).cloned();
        let open = self.open_doc().zip(self.selected_span());
        let (Some(before), Some((doc, span))) = (before.filter(|_| self.is_unplaced(id)), open)
        else {
            return;
        };
        let moved = Annotation {
            article: doc.article.id.clone(),
            ..(*before).clone()
        };
        let span = span.trimmed(doc.text());
        if let Some(after) = moved.with_spans(doc.text(), [span]) {
            self.put_to_place(&before, after);
            self.let_go();
            self.reading.selection.annotation = Some(id);
        }
    }

    fn put_to_place(&mut self, before: &Arc<Annotation>, after: Annotation) {
        let id = before.id;
        let after = Annotation {
            modified: self.session.now(),
            ..after
        };
        self.edit(Edit::new(
            "place annotation",
            vec![Change::Annotation(Swap {
                before: Some(Arc::clone(before)),
                after: Some(Arc::new(after)),
            })],
        ));
        self.session.placed(id);
    }
}
