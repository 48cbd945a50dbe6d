//! Moving the ends of the chosen annotation by keyboard.

use egui::{Stroke, Ui, vec2};

use super::ReaderPanel;
use super::caret::Motion;
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::text::Span;
use crate::ui::Cx;
use crate::workspace::{Annotation, AnnotationId};

/// One end of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Where its first range starts.
    Start,
    /// Where its last range ends.
    End,
}

/// Ranges as they are being changed; nothing is an edit before Enter.
pub(super) struct EdgeDraft {
    id: AnnotationId,
    end: End,
    spans: Vec<Span>,
}

impl ReaderPanel {
    /// Picks an end of the chosen annotation.
    pub fn pick_edge(&mut self, ui: &Ui, cx: &Cx<'_>, end: End) {
        let chosen = cx
            .state
            .reading
            .selection
            .annotation
            .and_then(|id| cx.state.session.workspace().annotations.get(id));
        // Ranges of another text, or of an older version of this one, cannot be moved in it.
        let is_current = |a: &Annotation| {
            let doc = cx.state.reading.doc.as_ref();
            doc.is_some_and(|d| d.article.id == a.article && d.article.hash == a.version)
        };
        let movable = chosen.filter(|a| !a.is_whole_article() && is_current(a));
        let Some(annotation) = movable else {
            return;
        };
        let kept = self
            .edge
            .take()
            .filter(|e| e.id == annotation.id)
            .map(|e| e.spans);
        let spans = kept.unwrap_or_else(|| annotation.spans().collect());
        self.edge = Some(EdgeDraft {
            id: annotation.id,
            end,
            spans,
        });
        ui.memory_mut(|m| m.request_focus(super::PANE.focus_id()));
    }

    /// Whether an end is picked.
    pub fn has_edge(&self) -> bool {
        self.edge.is_some()
    }

    /// Keeps the new ranges, or lets them go.
    pub fn end_edge(&mut self, cx: &mut Cx<'_>, keep: bool) {
        if let Some(draft) = self.edge.take().filter(|_| keep) {
            cx.send(Command::Annotate(AnnotateCommand::SetSpans(
                draft.id,
                draft.spans,
            )));
        }
    }

    pub(super) fn drop_stale_edge(&mut self, cx: &Cx<'_>) {
        let chosen = cx.state.reading.selection.annotation;
        self.edge = self.edge.take().filter(|e| chosen == Some(e.id));
    }

    pub(super) fn move_edge(&mut self, ui: &Ui, text: &str, motion: Motion) {
        let Some(mut draft) = self.edge.take() else {
            return;
        };
        match draft.end {
            End::Start => {
                if let Some(first) = draft.spans.first().copied() {
                    let start = self.moved(ui, text, first.start(), motion);
                    if start < first.end() {
                        draft.spans = replaced(&draft.spans, 0, Span::new(start, first.end()));
                    }
                }
            }
            End::End => {
                if let Some(last) = draft.spans.last().copied() {
                    let end = self.moved(ui, text, last.end(), motion);
                    if end > last.start() {
                        draft.spans = replaced(
                            &draft.spans,
                            draft.spans.len() - 1,
                            Span::new(last.start(), end),
                        );
                    }
                }
            }
        }
        self.edge = Some(draft);
    }

    /// Draws the draft: its ranges outlined, the picked end as a thick bar.
    pub(super) fn paint_edge(&self, ui: &Ui, cx: &Cx<'_>) {
        let Some(draft) = &self.edge else { return };
        let theme = cx.theme;
        for span in &draft.spans {
            for rect in self.scene.rects(*span) {
                let fill = theme.color.accent.gamma_multiply(0.18);
                ui.painter()
                    .rect_filled(rect.shrink2(vec2(0.0, 3.0)), theme.radius.tint, fill);
            }
        }
        let at = match draft.end {
            End::Start => draft.spans.first().map(|s| s.start()),
            End::End => draft.spans.last().map(|s| s.end()),
        };
        if let Some(rect) = at.and_then(|byte| self.scene.caret_rect(byte)) {
            ui.painter().line_segment(
                [rect.center_top(), rect.center_bottom()],
                Stroke::new(3.0, theme.color.accent),
            );
        }
    }
}

fn replaced(spans: &[Span], at: usize, with: Span) -> Vec<Span> {
    spans
        .iter()
        .enumerate()
        .map(|(i, s)| if i == at { with } else { *s })
        .collect()
}
