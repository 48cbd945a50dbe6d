//! Drawing the page: tints and rings behind the words, underlines below them.

use egui::{
    Color32, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::changes;
use super::marks::{MAX_MARK_ROWS, Mark};
use super::scene::{META_HEIGHT, Placed};
use super::{ReaderPanel, meta_ui};
use crate::app::blocks::Kind;
use crate::app::{Hovered, ReaderDoc};
use crate::text::Span;
use crate::ui::Cx;
use crate::ui::widgets::swatch::{self, Pattern};

/// Most marks in view that are told to assistive technology one by one.
const MAX_NODES: usize = 400;

impl ReaderPanel {
    pub(super) fn paint(&self, ui: &mut Ui, cx: &mut Cx<'_>, doc: &ReaderDoc, focused: bool) {
        let passage = cx.state.reading.selection.passage;
        let mut nodes = 0;
        for placed in &self.scene.placed {
            if placed.block.kind == Kind::Meta {
                let width = placed.galley.job.wrap.max_width + 120.0;
                let line = Rect::from_min_size(placed.pos, vec2(width, META_HEIGHT));
                meta_ui(ui, cx, doc, line);
                if let Some(revised) = &doc.revised {
                    changes::line_ui(ui, cx, revised, line.translate(vec2(0.0, META_HEIGHT)));
                }
                continue;
            }
            if let (Kind::Before(number), Some(revised)) = (placed.block.kind, &doc.revised) {
                if let Some(before) = revised.before.get(number as usize) {
                    changes::paint_before(ui, cx, placed, before);
                }
                continue;
            }
            self.added(ui, cx, doc, placed);
            self.tints(ui, cx, doc, placed, &mut nodes);
            self.behind_annotations(ui, cx, placed);
            for span in overlapping(self.find.found(), placed.block.span) {
                for rect in self.scene.rects_in(placed, *span) {
                    let rect = self.text_rect(placed, rect);
                    ui.painter()
                        .rect_filled(rect, cx.theme.radius.tint, cx.theme.color.selected);
                }
            }
            if let Some(span) = passage
                .filter(|p| !p.is_caret())
                .map(crate::app::Passage::span)
            {
                let color = cx.theme.color.accent.gamma_multiply(0.28);
                for rect in self.scene.rects_in(placed, span) {
                    ui.painter().rect_filled(
                        self.text_rect(placed, rect),
                        cx.theme.radius.tint,
                        color,
                    );
                }
            }
            self.rings(ui, cx, doc, placed, &mut nodes);
            ui.painter()
                .galley(placed.pos, placed.galley.clone(), cx.theme.color.text);
            self.underlines(ui, cx, placed, &mut nodes);
        }
        if focused && let Some(caret) = self.scene.caret_rect(self.passage(cx).caret) {
            let line = Stroke::new(1.5, cx.theme.color.accent);
            let caret = caret.shrink2(vec2(0.0, 3.0));
            ui.painter()
                .line_segment([caret.center_top(), caret.center_bottom()], line);
        }
        self.paint_edge(ui, cx);
    }

    /// A row's rectangle without the leading.
    pub(super) fn text_rect(&self, placed: &Placed, rect: Rect) -> Rect {
        let size = if placed.block.kind == Kind::Title {
            23.0
        } else {
            self.scene.text_size()
        };
        let lead = ((rect.height() - size * 1.36) / 2.0).max(0.0);
        rect.shrink2(vec2(0.0, lead)).expand2(vec2(1.0, 0.0))
    }

    /// Mentions of tracks: a tint with a left edge in the track's own pattern.
    fn tints(
        &self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        doc: &ReaderDoc,
        placed: &Placed,
        nodes: &mut usize,
    ) {
        let theme = cx.theme;
        for track in &doc.tracks {
            let strong = cx.state.view.hover.shown() == Some(&Hovered::Track(track.id));
            for span in overlapping(&track.spans, placed.block.span) {
                let rects = self.scene.rects_in(placed, *span);
                for (i, row) in rects.iter().enumerate() {
                    let rect = self.text_rect(placed, *row);
                    ui.painter()
                        .rect_filled(rect, theme.radius.tint, theme.color.tint(track.slot));
                    if strong {
                        let stroke = Stroke::new(1.0, theme.color.slot(track.slot));
                        ui.painter().rect_stroke(
                            rect,
                            theme.radius.tint,
                            stroke,
                            StrokeKind::Inside,
                        );
                    }
                    if i == 0 {
                        let (top, bottom) = (
                            rect.left_top() + vec2(0.5, 1.0),
                            rect.left_bottom() - vec2(-0.5, 1.0),
                        );
                        let stroke = Stroke::new(2.0, theme.color.slot(track.slot));
                        swatch::line(
                            ui.painter(),
                            top,
                            bottom,
                            edge_pattern(track.number),
                            stroke,
                        );
                    }
                }
                // A mention that goes on in the next block was told with its beginning.
                let begins = placed.block.span.contains(span.start());
                if let Some(rect) = rects.first().filter(|_| begins && *nodes < MAX_NODES) {
                    *nodes += 1;
                    let words = span.get(doc.text()).unwrap_or_default();
                    let name = cx
                        .state
                        .session
                        .workspace()
                        .track(track.id)
                        .map_or("track", |t| &t.name);
                    let response = ui.interact(
                        *rect,
                        ui.scope_id().with(("mention", track.id, span.start)),
                        Sense::HOVER,
                    );
                    response.widget_info(|| {
                        WidgetInfo::labeled(Role::Mark, true, format!("mention of {name}: {words}"))
                    });
                    if response.contains_pointer() {
                        *cx.hovered = Some(Hovered::Track(track.id));
                    }
                }
            }
        }
    }

    /// Hits of the query have an outline, the current hit a ring.
    fn rings(&self, ui: &Ui, cx: &Cx<'_>, doc: &ReaderDoc, placed: &Placed, nodes: &mut usize) {
        for span in overlapping(&doc.query, placed.block.span) {
            let begins = placed.block.span.contains(span.start());
            let rects = self.scene.rects_in(placed, *span);
            let Some(rect) = rects.first().filter(|_| begins && *nodes < MAX_NODES) else {
                continue;
            };
            *nodes += 1;
            let words = span.get(doc.text()).unwrap_or_default();
            let id = ui.scope_id().with(("hit", span.start));
            let response = ui.interact(*rect, id, Sense::HOVER);
            response.widget_info(|| {
                WidgetInfo::labeled(Role::Mark, true, format!("hit of the search: {words}"))
            });
        }
        let theme = cx.theme;
        let current = cx
            .state
            .reading
            .selection
            .hit
            .and_then(|hit| doc.hits.get(hit));
        for span in overlapping(&doc.query, placed.block.span).filter(|s| Some(*s) != current) {
            for rect in self.scene.rects_in(placed, *span) {
                let stroke = Stroke::new(1.0, theme.color.edge);
                ui.painter().rect_stroke(
                    self.text_rect(placed, rect),
                    theme.radius.tint,
                    stroke,
                    StrokeKind::Outside,
                );
            }
        }
        if let Some(span) = current {
            for rect in self.scene.rects_in(placed, *span) {
                let stroke = Stroke::new(1.5, theme.color.accent);
                let rect = self.text_rect(placed, rect);
                ui.painter()
                    .rect_stroke(rect, theme.radius.tint + 1, stroke, StrokeKind::Outside);
            }
        }
    }

    /// The chosen annotation is filled and outlined, the hovered one filled.
    fn behind_annotations(&self, ui: &Ui, cx: &Cx<'_>, placed: &Placed) {
        let theme = cx.theme;
        let hovered = match cx.state.view.hover.shown() {
            Some(Hovered::Annotation(id)) => Some(*id),
            _ => None,
        };
        let chosen = cx.state.reading.selection.annotation;
        if hovered.is_none() && chosen.is_none() {
            return;
        }
        for mark in self.marks.of_block(placed.number) {
            let is_chosen = chosen == Some(mark.id);
            if !is_chosen && hovered != Some(mark.id) {
                continue;
            }
            let rows = self.scene.rects_in(placed, mark.span).into_iter();
            let rows: Vec<Rect> = rows.map(|row| self.text_rect(placed, row)).collect();
            for rect in &rows {
                let fill = mark.slot.map_or(theme.color.hover, |s| theme.color.tint(s));
                ui.painter().rect_filled(*rect, theme.radius.tint, fill);
            }
            if is_chosen {
                let stroke = Stroke::new(1.5, theme.color.accent);
                for outline in outlines(&rows) {
                    ui.painter().add(Shape::closed_line(outline, stroke));
                }
            }
        }
    }

    /// Annotations: stacked underlines, each in its tag's colour and pattern.
    fn underlines(&self, ui: &mut Ui, cx: &mut Cx<'_>, placed: &Placed, nodes: &mut usize) {
        for mark in self
            .marks
            .of_block(placed.number)
            .filter(|m| m.row < MAX_MARK_ROWS)
        {
            let rects = self.scene.rects_in(placed, mark.span);
            for rect in &rects {
                self.underline(ui, cx, placed, mark, *rect);
            }
            if let Some(rect) = rects
                .first()
                .filter(|_| placed.block.span.contains(mark.span.start()) && *nodes < MAX_NODES)
            {
                *nodes += 1;
                let words = mark.span.get(self.scene.text()).unwrap_or_default();
                let tag = cx
                    .state
                    .session
                    .workspace()
                    .annotations
                    .get(mark.id)
                    .and_then(|a| a.tag);
                let name = tag.map_or_else(
                    || "note".to_owned(),
                    |t| cx.state.session.workspace().codebook.path(t),
                );
                let response = ui.interact(
                    *rect,
                    ui.scope_id().with(("mark", mark.id, mark.span.start)),
                    Sense::HOVER,
                );
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::Mark, true, format!("annotation {name}: {words}"))
                });
                if response.contains_pointer() {
                    *cx.hovered = Some(Hovered::Annotation(mark.id));
                }
            }
        }
    }

    fn underline(&self, ui: &Ui, cx: &Cx<'_>, placed: &Placed, mark: &Mark, rect: Rect) {
        let theme = cx.theme;
        let size = if placed.block.kind == Kind::Title {
            theme.text.title
        } else {
            self.scene.text_size()
        };
        let y = rect.center().y + size * 0.33 + 3.5 + 3.0 * mark.row as f32;
        let color: Color32 = mark.slot.map_or(theme.color.weak, |s| theme.color.slot(s));
        let pattern = mark.slot.map_or(Pattern::Dotted, Pattern::of);
        swatch::line(
            ui.painter(),
            pos2(rect.left(), y),
            pos2(rect.right(), y),
            pattern,
            Stroke::new(2.0, color),
        );
    }
}

/// One outline around rows of text that lie below each other; rows that touch nowhere have one each.
fn outlines(rows: &[Rect]) -> Vec<Vec<Pos2>> {
    let meets = |a: &Rect, b: &Rect| a.left() < b.right() && b.left() < a.right();
    let groups = rows.chunk_by(|a, b| meets(a, b));
    let around = |rows: &[Rect]| {
        let mut grown: Vec<Rect> = rows.iter().map(|r| r.expand2(vec2(2.0, 1.0))).collect();
        // What lies between two rows belongs to both by half.
        for at in 1..grown.len() {
            if let Ok([above, below]) = grown.get_disjoint_mut([at - 1, at]) {
                let middle = f32::midpoint(above.bottom(), below.top());
                above.set_bottom(middle);
                below.set_top(middle);
            }
        }
        let right = grown.iter().flat_map(|r| [r.right_top(), r.right_bottom()]);
        let left = grown.iter().rev();
        let left = left.flat_map(|r| [r.left_bottom(), r.left_top()]);
        right.chain(left).collect()
    };
    groups.map(around).collect()
}

/// The pattern of the left edge of a track's tints, by its place among the shown tracks.
fn edge_pattern(number: usize) -> Pattern {
    match number % 5 {
        0 => Pattern::Solid,
        1 => Pattern::Dashed,
        2 => Pattern::Dotted,
        3 => Pattern::Double,
        _ => Pattern::Wavy,
    }
}

/// The spans that share a byte with `within`; spans are ordered and do not overlap.
pub(super) fn overlapping(spans: &[Span], within: Span) -> impl Iterator<Item = &Span> {
    let from = spans.partition_point(|s| s.end <= within.start);
    spans
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(move |s| s.start < within.end)
}
