//! Icons, drawn as lines: sharp at every size, in the colour of their text.

use egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, vec2,
};

use super::theme;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Search,
    Close,
    Left,
    Right,
    Up,
    Down,
    Plus,
    Eye,
    EyeOff,
    Check,
    Pencil,
    Copy,
    Export,
    Warning,
    Unseen,
    Dismissed,
    More,
    Lock,
    Trash,
    Help,
}

/// Side of an icon, in points.
pub const SIZE: f32 = 14.0;

/// Draws an icon into the middle of a rectangle.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let side = SIZE.min(rect.width()).min(rect.height());
    let square = Rect::from_center_size(rect.center(), Vec2::splat(side));
    let at = |x: f32, y: f32| square.min + vec2(x, y) * (side / SIZE);
    let stroke = Stroke::new(1.4, color);
    let line = |points: &[(f32, f32)]| {
        painter.line(points.iter().map(|(x, y)| at(*x, *y)).collect(), stroke);
    };
    match icon {
        Icon::Search => {
            painter.circle_stroke(at(6.0, 6.0), 4.0, stroke);
            line(&[(9.0, 9.0), (12.5, 12.5)]);
        }
        Icon::Copy => {
            let page = |x: f32, y: f32| Rect::from_min_max(at(x, y), at(x + 7.0, y + 8.5));
            painter.rect_stroke(page(4.5, 4.0), 1.0, stroke, StrokeKind::Middle);
            line(&[(2.0, 9.5), (2.0, 1.5), (8.5, 1.5)]);
        }
        Icon::Close => {
            line(&[(3.5, 3.5), (10.5, 10.5)]);
            line(&[(10.5, 3.5), (3.5, 10.5)]);
        }
        Icon::Left => line(&[(8.5, 3.0), (4.5, 7.0), (8.5, 11.0)]),
        Icon::Right => line(&[(5.5, 3.0), (9.5, 7.0), (5.5, 11.0)]),
        Icon::Up => line(&[(3.0, 8.5), (7.0, 4.5), (11.0, 8.5)]),
        Icon::Down => line(&[(3.0, 5.5), (7.0, 9.5), (11.0, 5.5)]),
        Icon::Plus => {
            line(&[(7.0, 2.5), (7.0, 11.5)]);
            line(&[(2.5, 7.0), (11.5, 7.0)]);
        }
        Icon::Eye => eye(painter, &at, stroke),
        Icon::EyeOff => {
            eye(painter, &at, stroke);
            line(&[(2.5, 12.0), (11.5, 2.0)]);
        }
        Icon::Check => line(&[(2.5, 7.5), (5.5, 10.5), (11.5, 3.5)]),
        Icon::Pencil => line(&[
            (3.0, 11.0),
            (3.6, 8.4),
            (9.4, 2.6),
            (11.4, 4.6),
            (5.6, 10.4),
            (3.0, 11.0),
        ]),
        Icon::Export => {
            line(&[(7.0, 1.8), (7.0, 8.6)]);
            line(&[(4.2, 6.0), (7.0, 8.8), (9.8, 6.0)]);
            line(&[(2.5, 11.8), (11.5, 11.8)]);
        }
        Icon::Warning => {
            line(&[(7.0, 2.0), (12.6, 12.0), (1.4, 12.0), (7.0, 2.0)]);
            line(&[(7.0, 5.6), (7.0, 8.6)]);
            painter.circle_filled(at(7.0, 10.3), 0.8, color);
        }
        Icon::Unseen => {
            painter.circle_filled(at(7.0, 7.0), 2.6, color);
        }
        Icon::Dismissed => {
            painter.circle_stroke(at(7.0, 7.0), 4.6, stroke);
            line(&[(3.8, 10.2), (10.2, 3.8)]);
        }
        Icon::More => {
            for x in [3.0, 7.0, 11.0] {
                painter.circle_filled(at(x, 7.0), 1.2, color);
            }
        }
        Icon::Trash => {
            line(&[(2.5, 4.0), (11.5, 4.0)]);
            line(&[(5.0, 4.0), (5.0, 2.2), (9.0, 2.2), (9.0, 4.0)]);
            line(&[(3.6, 4.0), (4.2, 12.0), (9.8, 12.0), (10.4, 4.0)]);
        }
        Icon::Help => {
            painter.circle_stroke(at(7.0, 7.0), 6.0, stroke);
            line(&[
                (5.2, 5.4),
                (5.6, 4.4),
                (7.0, 3.8),
                (8.5, 4.5),
                (8.5, 5.8),
                (7.0, 7.0),
                (7.0, 8.2),
            ]);
            painter.circle_filled(at(7.0, 10.2), 0.9, color);
        }
        Icon::Lock => {
            painter.rect_stroke(
                Rect::from_min_max(at(3.0, 6.5), at(11.0, 12.0)),
                CornerRadius::same(1),
                stroke,
                StrokeKind::Middle,
            );
            line(&[(4.8, 6.5), (4.8, 4.0), (7.0, 2.2), (9.2, 4.0), (9.2, 6.5)]);
        }
    }
}

fn eye(painter: &Painter, at: &impl Fn(f32, f32) -> Pos2, stroke: Stroke) {
    let arc = |bend: f32| -> Vec<Pos2> {
        (0..=12)
            .map(|i| {
                let x = 1.0 + i as f32;
                at(x, 7.0 + bend * (1.0 - ((x - 7.0) / 6.0).powi(2)))
            })
            .collect()
    };
    painter.add(Shape::line(arc(-3.8), stroke));
    painter.add(Shape::line(arc(3.8), stroke));
    painter.circle_stroke(at(7.0, 7.0), 1.7, stroke);
}

/// A small button with an icon and a name that is read aloud and shown on hover.
pub fn button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    button_enabled(ui, icon, name, true)
}

/// The same, which may be out of use.
pub fn button_enabled(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    let theme = theme::of(ui);
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(22.0), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if ui.is_rect_visible(rect) {
        if enabled && (response.hovered() || response.has_focus()) {
            ui.painter()
                .rect_filled(rect, theme.radius.field, theme.color.hover);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(
                rect,
                theme.radius.field,
                Stroke::new(1.5, theme.color.accent),
                StrokeKind::Inside,
            );
        }
        let color = if enabled {
            theme.color.weak
        } else {
            theme.color.line
        };
        paint(ui.painter(), rect, icon, color);
    }
    response.on_hover_text(name)
}
