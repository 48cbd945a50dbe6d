//! A panel over a view.

use egui::Ui;

use super::super::Cx;
use super::{Pane, Panel, PanelInfo, Place, Side};
use crate::analysis::{Cancel, Tabular, View, WeekdaysView};

pub const PANE: Pane = Pane::new("Weekdays");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Weekdays",
    place: Place {
        side: Side::Bottom,
        order: 9,
    },
    digit: Some(9),
    shows_focus: false,
    make: || Box::new(WeekdaysPanel),
};

struct WeekdaysPanel;

impl Panel for WeekdaysPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let base = &cx.state.search.base;
        match WeekdaysView::compute(base, &(), &Cancel::default()) {
            Ok(table) => {
                ui.label(format!("{}: {:?}", table.title(), table.0));
            }
            Err(error) => {
                ui.label(error.to_string());
            }
        }
    }
}
