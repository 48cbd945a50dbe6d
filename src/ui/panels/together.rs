//! Together: which tracks are mentioned side by side, and how much more often than by chance.

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::widgets::table_view::{TableView, table_buttons};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told, tools_row};
use crate::analysis::Tabular as _;
use crate::analysis::together::{Together, TogetherView, Unit};
use crate::app::command::{QueryCommand, ViewCommand};
use crate::app::{Command, State, ViewWish};
use crate::ui::widgets::choice::choice;

/// The panel's id.
pub const PANE: Pane = Pane::new("Together");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Together",
    place: Place {
        side: Side::Bottom,
        order: 6,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<TogetherPanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct TogetherPanel {
    looking: Looking<TogetherView>,
    table: TableView<Together>,
    unit: Unit,
}

impl Panel for TogetherPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if !table.pairs.is_empty() => table,
            Ok(Some(_)) => {
                let words =
                    "Follow two names or more to see where they are mentioned side by side.";
                return told(ui, cx, words);
            }
            Ok(None) => return told(ui, cx, "The tracks are being counted …"),
            Err(error) => return told(ui, cx, &format!("Nothing could be counted: {error}")),
        };
        tools_row(ui, cx, |ui| {
            let words = table.notes().join("; ");
            ui.label(RichText::new(words).color(cx.theme.color.weak));
        });
        let picked = self.table.show(ui, cx, PANE.focus_id(), &table, None);
        if let Some(pair) = picked.row.and_then(|row| table.pairs.get(row)) {
            let (a, b) = &pair.queries;
            let text = format!("({a}) AND ({b})");
            cx.send(Command::Query(QueryCommand::SetText(text)));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<TogetherView>() {
            table_buttons(ui, cx, &table, "together");
        }
        let words = |unit: &Unit| format!("in {}", unit.words());
        if let Some(unit) = choice(ui, "Shared", &words(&self.unit), &Unit::ALL, words) {
            self.unit = unit;
            let wish = ViewWish::choose::<TogetherView>(unit);
            cx.send(Command::View(ViewCommand::Look(wish)));
        }
    }
}
