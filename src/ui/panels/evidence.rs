//! Evidence: annotations as rows, their attributes as columns.

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::widgets::table_view::{TableView, table_buttons};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told};
use crate::analysis::evidence::{Evidence, EvidenceView};
use crate::app::command::ViewCommand;
use crate::app::{Command, State};

/// The panel's id.
pub const PANE: Pane = Pane::new("Evidence");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Evidence",
    place: Place {
        side: Side::Bottom,
        order: 7,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<EvidencePanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct EvidencePanel {
    looking: Looking<EvidenceView>,
    table: TableView<Evidence>,
}

impl Panel for EvidencePanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if !table.rows.is_empty() => table,
            Ok(Some(_)) => {
                let words = "No annotation is shown. Tag passages and fill in their attributes; they stand here under each other.";
                return told(ui, cx, words);
            }
            Ok(None) => return told(ui, cx, "The annotations are being gathered …"),
            Err(error) => return told(ui, cx, &format!("Nothing could be gathered: {error}")),
        };
        let picked = self.table.show(ui, cx, PANE.focus_id(), &table, None);
        if let Some(row) = picked.row.and_then(|row| table.rows.get(row)) {
            cx.send(Command::View(ViewCommand::Choose(Some(row.id))));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<EvidenceView>() {
            table_buttons(ui, cx, &table, "evidence");
            let words = crate::ui::counted(table.rows.len(), "annotation", "annotations");
            ui.label(RichText::new(words).color(cx.theme.color.weak));
        }
    }
}
