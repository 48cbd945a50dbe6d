//! Small parts that several panels use.

pub mod beside;
pub mod chip;
pub mod choice;
pub mod field;
pub mod in_sight;
pub mod kept_scroll;
pub mod list;
pub mod rows;
pub mod stepper;
pub mod swatch;
pub mod table_view;

use egui::{Response, Stroke, StrokeKind, Ui};

use super::theme;

/// The ring around a button that has the focus, as on dialogs and the welcome.
pub fn focus_ring(ui: &Ui, response: &Response) {
    let theme = theme::of(ui);
    if response.has_focus() {
        let line = Stroke::new(2.0, theme.color.accent);
        let radius = theme.radius.field + 2;
        let rect = response.rect.expand(2.0);
        ui.painter()
            .rect_stroke(rect, radius, line, StrokeKind::Outside);
    }
}

/// Whether an item of a menu was chosen; the menu then closes. The toolkit closes it only for a click of
/// the pointer.
pub fn picked(ui: &Ui, item: &Response) -> bool {
    let picked = item.clicked();
    if picked {
        ui.close();
    }
    picked
}

/// An item of a menu, and whether it was chosen.
pub fn menu_item(ui: &mut Ui, words: &str) -> bool {
    let button = ui.button(words);
    picked(ui, &button)
}
