//! Small parts that several panels use.

pub mod beside;
pub mod chip;
pub mod field;
pub mod in_sight;
pub mod kept_scroll;
pub mod list;
pub mod rows;
pub mod stepper;
pub mod swatch;

use egui::{Response, Ui};

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
