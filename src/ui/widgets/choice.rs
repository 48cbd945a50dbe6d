//! A choice among a few things, as quiet text in the head of a panel.

use egui::{Align2, Rect, Sense, Ui, vec2};

use super::super::icons::{self, Icon};
use super::super::theme;

/// A choice as quiet text with a small arrow, which opens a menu.
pub fn choice<T>(
    ui: &mut Ui,
    name: &str,
    now: &str,
    all: &[T],
    words: impl Fn(&T) -> String,
) -> Option<T>
where
    T: Clone,
{
    let theme = theme::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(now.to_owned(), theme.body(), theme.color.weak);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 24.0, 22.0), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}: {now}"))
    });
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, theme.radius.field, theme.color.hover);
    }
    let at = Align2::LEFT_CENTER.anchor_size(
        rect.left_center() + vec2(theme.space.xs, 0.0),
        galley.size(),
    );
    ui.painter().galley(at.min, galley, theme.color.weak);
    icons::paint(
        ui.painter(),
        Rect::from_center_size(rect.right_center() - vec2(9.0, 0.0), vec2(9.0, 9.0)),
        Icon::Down,
        theme.color.weak,
    );
    let mut picked = None;
    egui::Popup::menu(&response).show(|ui| {
        egui::ScrollArea::vertical()
            .max_height(320.0)
            .show(ui, |ui| {
                for item in all {
                    let label = words(item);
                    let choice = ui.selectable_label(label == now, label);
                    if super::picked(ui, &choice) {
                        picked = Some(item.clone());
                    }
                }
            });
    });
    response.on_hover_text(name);
    picked
}
