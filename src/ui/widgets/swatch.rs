//! How tracks and tags are told apart: colour, and beside it a pattern that needs no colour.

use egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::super::theme::{self, Theme};
use crate::workspace::Slot;

/// How a line is drawn, so that a dozen look like a dozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// One line.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Two lines.
    Double,
    /// A wave.
    Wavy,
}

impl Pattern {
    /// The pattern of a slot. Slots whose colours are alike have different ones.
    pub fn of(slot: Slot) -> Self {
        match slot.number() % 5 {
            1 => Self::Solid,
            2 => Self::Dashed,
            3 => Self::Dotted,
            4 => Self::Double,
            _ => Self::Wavy,
        }
    }
}

/// Draws a level or upright line in a pattern.
pub fn line(painter: &Painter, from: Pos2, to: Pos2, pattern: Pattern, stroke: Stroke) {
    let across = if (to.x - from.x).abs() > (to.y - from.y).abs() {
        vec2(0.0, 1.0)
    } else {
        vec2(1.0, 0.0)
    };
    match pattern {
        Pattern::Solid => {
            painter.line_segment([from, to], stroke);
        }
        Pattern::Dashed => {
            painter.extend(Shape::dashed_line(&[from, to], stroke, 4.0, 2.5));
        }
        Pattern::Dotted => {
            painter.extend(Shape::dotted_line(
                &[from, to],
                stroke.color,
                3.2,
                stroke.width * 0.6,
            ));
        }
        Pattern::Double => {
            let thin = Stroke::new(stroke.width * 0.6, stroke.color);
            painter.line_segment(
                [
                    from - across * stroke.width * 0.7,
                    to - across * stroke.width * 0.7,
                ],
                thin,
            );
            painter.line_segment(
                [
                    from + across * stroke.width * 0.7,
                    to + across * stroke.width * 0.7,
                ],
                thin,
            );
        }
        Pattern::Wavy => {
            let length = from.distance(to);
            let along = (to - from) / length.max(1.0);
            let steps = (length / 2.0).ceil().max(1.0) as usize;
            let point = |i: usize| {
                let side = if i.is_multiple_of(2) { -1.0 } else { 1.0 };
                from + along * (length * i as f32 / steps as f32) + across * side * 1.1
            };
            painter.line(
                (0..=steps).map(point).collect(),
                Stroke::new(stroke.width * 0.75, stroke.color),
            );
        }
    }
}

/// The short line that stands for a tag.
pub fn tag_line(painter: &Painter, at: Pos2, slot: Option<Slot>, theme: &Theme) {
    let color = slot.map_or(theme.color.weak, |s| theme.color.slot(s));
    let pattern = slot.map_or(Pattern::Solid, Pattern::of);
    line(
        painter,
        at,
        at + vec2(14.0, 0.0),
        pattern,
        Stroke::new(2.0, color),
    );
}

/// The small square that stands for a track.
pub fn track_square(painter: &Painter, centre: Pos2, slot: Slot, theme: &Theme) {
    painter.rect_filled(
        Rect::from_center_size(centre, Vec2::splat(9.0)),
        CornerRadius::same(2),
        theme.color.slot(slot),
    );
}

/// A palette of twelve; returns the slot that was chosen.
pub fn palette(ui: &mut Ui, chosen: Slot) -> Option<Slot> {
    let mut picked = None;
    let theme = theme::of(ui);
    ui.vertical(|ui| {
        for row in Slot::all().collect::<Vec<_>>().chunks(6) {
            ui.horizontal(|ui| {
                for slot in row {
                    let one = dot(ui, *slot, *slot == chosen, theme);
                    if super::picked(ui, &one) {
                        picked = Some(*slot);
                    }
                }
            });
        }
    });
    picked
}

fn dot(ui: &mut Ui, slot: Slot, chosen: bool, theme: &Theme) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(24.0), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            Role::Button,
            true,
            chosen,
            format!("colour {}", slot.number()),
        )
    });
    let color: Color32 = theme.color.slot(slot);
    ui.painter().circle_filled(rect.center(), 8.0, color);
    let line_at = pos2(rect.center().x - 5.0, rect.center().y);
    line(
        ui.painter(),
        line_at,
        line_at + vec2(10.0, 0.0),
        Pattern::of(slot),
        Stroke::new(1.6, theme.color.raised),
    );
    if chosen || response.has_focus() || response.hovered() {
        ui.painter()
            .circle_stroke(rect.center(), 10.5, Stroke::new(1.5, theme.color.accent));
    }
    response
}

/// A colour button that opens the palette.
pub fn palette_button(ui: &mut Ui, slot: Slot, name: &str) -> Option<Slot> {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect(
            rect,
            theme.radius.field,
            theme.color.hover,
            Stroke::new(1.0, theme.color.edge),
            StrokeKind::Inside,
        );
    }
    track_square(ui.painter(), rect.center(), slot, theme);
    let mut picked = None;
    egui::Popup::menu(&response).show(|ui| {
        picked = palette(ui, slot);
    });
    response.on_hover_text(name);
    picked
}
