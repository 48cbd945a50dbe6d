//! Chips: parts of the filter that can be taken away.

use egui::{Align2, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::super::icons::{self, Icon};
use super::super::theme;

/// A chip with its words and a cross; says whether it was clicked away.
pub fn removable(ui: &mut Ui, words: &str) -> Response {
    let theme = theme::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), theme.small(), theme.color.text);
    let size = vec2(
        galley.size().x + theme.space.m * 2.0 + icons::SIZE,
        2.0 * f32::from(theme.radius.chip),
    );
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("remove filter {words}")));
    let painter = ui.painter();
    painter.rect_filled(rect, theme.radius.chip, theme.color.selected);
    if response.has_focus() {
        painter.rect_stroke(
            rect,
            theme.radius.chip,
            Stroke::new(1.5, theme.color.accent),
            StrokeKind::Inside,
        );
    }
    let text = Align2::LEFT_CENTER
        .anchor_size(rect.left_center() + vec2(theme.space.m, 0.0), galley.size());
    painter.galley(text.min, galley, theme.color.text);
    let cross = rect
        .with_min_x(rect.right() - theme.space.s - icons::SIZE)
        .with_max_x(rect.right() - theme.space.xs);
    let color = if response.hovered() {
        theme.color.text
    } else {
        theme.color.weak
    };
    icons::paint(painter, cross.shrink(theme.space.xxs), Icon::Close, color);
    response
}

/// A key as it is printed on a keyboard.
pub fn key_cap(ui: &mut Ui, words: &str) -> Response {
    let theme = theme::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), theme.tiny(), theme.color.weak);
    let size = vec2(galley.size().x.max(7.0) + theme.space.s, 16.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect(
        rect,
        theme.radius.tint,
        theme.color.raised,
        Stroke::new(1.0, theme.color.line),
        StrokeKind::Inside,
    );
    let text = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    ui.painter().galley(text.min, galley, theme.color.weak);
    response
}
