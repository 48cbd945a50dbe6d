//! Beside the text: tag chips in the margin, and the map of marks on the scrollbar.

use std::collections::{HashMap, HashSet};

use egui::epaint::CubicBezierShape;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::ReaderPanel;
use crate::app::command::ViewCommand;
use crate::app::{Command, Hovered, ReaderDoc};
use crate::ui::Cx;
use crate::ui::widgets::swatch;
use crate::workspace::AnnotationId;

impl ReaderPanel {
    /// Names of tags beside the rows where their marks begin; they push each other down.
    pub(super) fn margin(&self, ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) {
        let theme = cx.theme;
        let mut y = area.top();
        let mut told = HashSet::new();
        let mut heights: HashMap<AnnotationId, f32> = HashMap::new();
        for placed in &self.scene.placed {
            for mark in self.marks.of_block(placed.number) {
                if !placed.block.span.contains(mark.span.start()) || !told.insert(mark.id) {
                    continue;
                }
                let Some(row) = self.scene.rects_in(placed, mark.span).first().copied() else {
                    continue;
                };
                let top = (row.center().y - 8.0).max(y);
                if top + 16.0 > area.bottom() {
                    break;
                }
                y = top + 17.0;
                heights.insert(mark.id, top + 8.0);
                let Some(annotation) = cx.state.session.workspace().annotations.get(mark.id) else {
                    continue;
                };
                let tag = annotation
                    .tag
                    .and_then(|t| cx.state.session.workspace().codebook.get(t));
                let name = tag.map_or("note", |t| &t.name);
                let rect = Rect::from_min_size(
                    pos2(area.left(), top),
                    vec2(area.width() - theme.space.s, 16.0),
                );
                let response =
                    ui.interact(rect, ui.scope_id().with(("chip", mark.id)), Sense::CLICK);
                let path = tag.map_or_else(
                    || "note".to_owned(),
                    |t| cx.state.session.workspace().codebook.path(t.id),
                );
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::Button, true, format!("choose annotation {path}"))
                });
                if response.contains_pointer() {
                    *cx.hovered = Some(Hovered::Annotation(mark.id));
                }
                if response.clicked() {
                    cx.send(Command::View(ViewCommand::Choose(Some(mark.id))));
                }
                let strong = cx.state.reading.selection.annotation == Some(mark.id);
                let over = cx.state.view.hover.shown() == Some(&Hovered::Annotation(mark.id));
                let color = if strong || over {
                    theme.color.text
                } else {
                    theme.color.weak
                };
                swatch::tag_line(ui.painter(), rect.left_center(), mark.slot, theme);
                let font = if strong {
                    egui::FontId::new(theme.text.tiny, theme.bold().family)
                } else {
                    theme.tiny()
                };
                let mut job = LayoutJob::simple_singleline(name.to_owned(), font, color);
                job.wrap = TextWrapping::truncate_at_width(rect.width() - 20.0);
                let galley = ui.painter().layout_job(job);
                ui.painter().galley(
                    pos2(rect.left() + 20.0, rect.center().y - galley.size().y / 2.0),
                    galley,
                    color,
                );
                response.on_hover_text(path);
            }
        }
        self.arcs(ui, cx, area, &heights);
    }

    /// Quiet arcs at the left of the names of annotations that are related.
    fn arcs(&self, ui: &Ui, cx: &Cx<'_>, area: Rect, heights: &HashMap<AnnotationId, f32>) {
        let theme = cx.theme;
        let chosen = cx.state.reading.selection.annotation;
        let hovered = match cx.state.view.hover.shown() {
            Some(Hovered::Annotation(id)) => Some(*id),
            _ => None,
        };
        let x = area.left() - 3.0;
        for (one, other) in &self.marks.relations {
            let ends = (heights.get(one), heights.get(other));
            let (Some(from), Some(to)) = ends else {
                continue;
            };
            let is_end = |id: Option<AnnotationId>| id.is_some_and(|id| id == *one || id == *other);
            let strong = is_end(chosen) || is_end(hovered);
            let color = if strong {
                theme.color.accent
            } else {
                theme.color.edge
            };
            let reach = 6.0 + ((to - from).abs() * 0.06).min(10.0);
            let curve = CubicBezierShape::from_points_stroke(
                [
                    pos2(x, *from),
                    pos2(x - reach, *from),
                    pos2(x - reach, *to),
                    pos2(x, *to),
                ],
                false,
                Color32::TRANSPARENT,
                Stroke::new(if strong { 1.5 } else { 1.0 }, color),
            );
            ui.painter().add(curve);
            // The head of the arrow, where the relation goes to.
            ui.painter().circle_filled(pos2(x, *to), 2.0, color);
        }
    }

    /// The scrollbar: where in the text one is, and where its marks lie.
    pub(super) fn map(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, doc: &ReaderDoc, track: Rect) {
        let theme = cx.theme;
        let track = track.shrink2(vec2(1.0, theme.space.xs));
        let response = ui.interact(track, ui.scope_id().with("map"), Sense::CLICK | Sense::DRAG);
        if let Some(pos) = response.interact_pointer_pos() {
            self.scene
                .scroll_to_share((pos.y - track.top()) / track.height());
        }
        let length = doc.text().len().max(1) as f32;
        let y = |byte: u32| track.top() + byte as f32 / length * track.height();
        let seen = self.scene.placed.first().zip(self.scene.placed.last());
        if let Some((first, last)) = seen {
            let view = Rect::from_min_max(
                pos2(track.left(), y(first.block.span.start)),
                pos2(
                    track.right(),
                    y(last.block.span.end).max(y(first.block.span.start) + 8.0),
                ),
            );
            let color = if response.hovered() || response.dragged() {
                theme.color.hover
            } else {
                theme.color.panel
            };
            ui.painter().rect_filled(
                track,
                theme.radius.tint,
                theme.color.page.lerp_to_gamma(theme.color.panel, 0.5),
            );
            ui.painter()
                .rect_filled(view.intersect(track), theme.radius.tint, color);
            let edge = Stroke::new(1.0, theme.color.edge);
            let view = view.intersect(track);
            ui.painter()
                .rect_stroke(view, theme.radius.tint, edge, StrokeKind::Inside);
        }
        // One tick a pixel row and side is enough, however many marks there are.
        let mut drawn = HashSet::new();
        let mut tick = |byte: u32, color: Color32, right: bool| {
            let at = y(byte).round();
            if drawn.insert((at as i32, right)) {
                let half = track.center().x;
                let (from, to) = if right {
                    (half, track.right())
                } else {
                    (track.left(), half + 1.0)
                };
                ui.painter().hline(from..=to, at, (2.0, color));
            }
        };
        for span in &doc.query {
            tick(span.start, theme.color.accent, false);
        }
        for track in &doc.tracks {
            for span in &track.spans {
                tick(span.start, theme.color.slot(track.slot), false);
            }
        }
        for mark in &self.marks.all {
            tick(
                mark.span.start,
                mark.slot.map_or(theme.color.weak, |s| theme.color.slot(s)),
                true,
            );
        }
    }
}
