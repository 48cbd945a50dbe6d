//! What changed in the source of the open article: shown, hidden, gone through.

use super::effect::Effect;
use super::revised::Comparing;
use super::selection::Passage;
use super::state::State;
use crate::text::Span;

impl State {
    /// Shows or hides what changed in the source of the open article, against one of its earlier versions.
    pub(super) fn compare(&mut self, comparing: Comparing) {
        if comparing.version != self.reading.comparing.version {
            self.reading.doc_request.ask();
        }
        self.reading.comparing = comparing;
    }

    /// Goes to the next or previous place where the source was changed.
    pub(super) fn step_change(&mut self, by: isize) -> Vec<Effect> {
        let Some(doc) = self.current_doc() else {
            return Vec::new();
        };
        let Some(revised) = &doc.revised else {
            return Vec::new();
        };
        let caret = self.reading.selection.passage.map(|p| p.caret as u32);
        let places: Vec<u32> = revised.changes.iter().map(|c| c.after.start).collect();
        let next = match (caret, by > 0) {
            (None, true) => places.first(),
            (None, false) => places.last(),
            (Some(at), true) => places.iter().find(|p| **p > at),
            (Some(at), false) => places.iter().rfind(|p| **p < at),
        };
        let Some(byte) = next.copied() else {
            return Vec::new();
        };
        self.reading.comparing.shown = true;
        self.reading.selection.passage = Some(Passage::caret_at(byte as usize));
        // Some text is wanted above it.
        vec![Effect::ScrollReader(Span {
            start: byte,
            end: byte + 1,
        })]
    }
}
