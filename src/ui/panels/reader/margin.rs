//! Beside the text: tag chips in the margin, and the relations between what they stand for.

use std::collections::{HashMap, HashSet};

use egui::epaint::CubicBezierShape;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::ReaderPanel;
use crate::app::command::ViewCommand;
use crate::app::{Command, Hovered};
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
}
