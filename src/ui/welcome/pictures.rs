//! Three small pictures of what one can do.

use egui::{
    CornerRadius, Painter, Pos2, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::super::theme::Theme;
use crate::workspace::Slot;

/// Size of a picture, in points.
const SIZE: egui::Vec2 = vec2(88.0, 48.0);

/// A picture, what it shows, and how that works.
type Line = (fn(&Painter, Pos2, &Theme), &'static str, &'static str);

const LINES: [Line; 3] = [
    (
        bars,
        "See who is mentioned when",
        "Every bar is a count of words in dated articles.",
    ),
    (
        passage,
        "Read the passage behind every number",
        "One click leads from a bar to the sentence.",
    ),
    (
        tagged,
        "Tag it, and hand the set on",
        "As a table or to other programs, with every source.",
    ),
];

/// Draws the pictures with their words.
pub fn show(ui: &mut Ui, theme: &Theme) {
    for (picture, title, words) in LINES {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(SIZE, Sense::hover());
            let line = Stroke::new(1.0, theme.color.line);
            ui.painter().rect(
                rect,
                theme.radius.field,
                theme.color.page,
                line,
                StrokeKind::Inside,
            );
            picture(ui.painter(), rect.min, theme);
            ui.add_space(theme.space.m);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = theme.space.xxs;
                ui.add_space(theme.space.xs);
                ui.label(RichText::new(title).font(theme.bold()));
                ui.label(RichText::new(words).color(theme.color.weak));
            });
        });
    }
}

fn filled(painter: &Painter, min: Pos2, (x, y, w, h): (f32, f32, f32, f32), color: egui::Color32) {
    let rect = Rect::from_min_size(min + vec2(x, y), vec2(w, h));
    painter.rect_filled(rect, CornerRadius::ZERO, color);
}

fn bars(painter: &Painter, min: Pos2, theme: &Theme) {
    let (first, second) = (
        theme.color.slot(Slot::after(0)),
        theme.color.slot(Slot::after(1)),
    );
    for (x, height, color) in [
        (10.0, 14.0, first),
        (18.0, 7.0, second),
        (32.0, 20.0, first),
        (40.0, 12.0, second),
        (54.0, 27.0, first),
        (62.0, 18.0, second),
        (74.0, 10.0, first),
    ] {
        filled(painter, min, (x, 40.0 - height, 6.0, height), color);
    }
    let axis = [
        pos2(min.x + 8.0, min.y + 40.5),
        pos2(min.x + 80.0, min.y + 40.5),
    ];
    painter.line_segment(axis, Stroke::new(1.0, theme.color.edge));
}

fn passage(painter: &Painter, min: Pos2, theme: &Theme) {
    let weak = theme.color.line;
    filled(painter, min, (10.0, 10.0, 66.0, 2.0), theme.color.edge);
    filled(painter, min, (10.0, 18.0, 22.0, 2.0), theme.color.edge);
    filled(painter, min, (34.0, 14.0, 28.0, 10.0), theme.color.selected);
    filled(painter, min, (34.0, 14.0, 2.0, 10.0), theme.color.accent);
    filled(painter, min, (38.0, 18.0, 20.0, 2.0), theme.color.text);
    filled(painter, min, (66.0, 18.0, 10.0, 2.0), theme.color.edge);
    filled(painter, min, (10.0, 27.0, 66.0, 2.0), weak);
    filled(painter, min, (10.0, 36.0, 44.0, 2.0), weak);
}

fn tagged(painter: &Painter, min: Pos2, theme: &Theme) {
    let slot = theme.color.slot(Slot::after(4));
    filled(painter, min, (10.0, 10.0, 42.0, 2.0), theme.color.edge);
    filled(painter, min, (10.0, 18.0, 12.0, 2.0), theme.color.edge);
    filled(painter, min, (26.0, 18.0, 26.0, 2.0), theme.color.text);
    filled(painter, min, (26.0, 22.0, 26.0, 2.0), slot);
    filled(painter, min, (10.0, 36.0, 34.0, 2.0), theme.color.edge);
    let chip = Rect::from_min_size(min + vec2(59.0, 15.0), vec2(20.0, 11.0));
    painter.rect_filled(chip, 5.0, theme.color.selected);
    filled(painter, min, (63.0, 20.0, 4.0, 2.0), slot);
    filled(painter, min, (69.0, 20.0, 7.0, 2.0), theme.color.text);
}
