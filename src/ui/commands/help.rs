//! Help.

use egui::Key;

use super::{Info, Menu, NONE, key};
use crate::ui::dialogs;

const fn row(id: &'static str, label: &'static str, act: super::Act) -> Info {
    Info::new(Menu::Help, id, label, act)
}

/// The rows of the menu.
pub(super) const ROWS: &[Info] = &[
    row("help.keys", "Keys", |w, _| {
        w.open_dialog(dialogs::keys::request());
    })
    .keys(&[key(NONE, Key::F1)]),
    row("help.query", "How to search", |w, _| {
        w.open_dialog(dialogs::query_help::request());
    }),
    row("help.about", "About Dateline", |w, _| {
        w.open_dialog(dialogs::about::request());
    })
    .section(),
];
