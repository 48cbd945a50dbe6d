//! A panel over a view.

use egui::Ui;

use super::super::Cx;
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side};
use crate::analysis::{Tabular, WeekdaysView};
use crate::app::{Command, State};

pub const PANE: Pane = Pane::new("Weekdays");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Weekdays",
    place: Place {
        side: Side::Bottom,
        order: 9,
    },
    digit: None,
    shows_focus: false,
    make: || Box::<WeekdaysPanel>::default(),
};

#[derive(Default)]
struct WeekdaysPanel {
    looking: Looking<WeekdaysView>,
}

impl Panel for WeekdaysPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let words = match self.looking.table(ui, cx) {
            Ok(Some(table)) => format!("{}: {:?}", table.title(), table.0),
            Ok(None) => "Being counted".to_owned(),
            Err(error) => error.to_string(),
        };
        ui.label(words);
    }
}
