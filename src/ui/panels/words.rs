//! The words of the articles at hand: how often, in how many articles, how evenly.

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::widgets::table_view::{TableView, table_buttons};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told, tools_row};
use crate::analysis::Tabular as _;
use crate::analysis::word_list::{WordList, WordListView};
use crate::app::command::QueryCommand;
use crate::app::{Command, State};

/// The panel's id.
pub const PANE: Pane = Pane::new("Words");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Words",
    place: Place {
        side: Side::Bottom,
        order: 10,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<WordsPanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct WordsPanel {
    looking: Looking<WordListView>,
    table: TableView<WordList>,
}

impl Panel for WordsPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if !table.rows.is_empty() => table,
            Ok(Some(_)) => return told(ui, cx, "No article is in the table."),
            Ok(None) => return told(ui, cx, "The words are being counted …"),
            Err(error) => {
                let words = format!("Nothing could be counted: {error}");
                return told(ui, cx, &words);
            }
        };
        tools_row(ui, cx, |ui| {
            let words = table.notes().join("; ");
            ui.label(RichText::new(words).color(cx.theme.color.weak));
        });
        let picked = self.table.show(ui, cx, PANE.focus_id(), &table, None);
        if let Some(row) = picked.row.and_then(|row| table.rows.get(row)) {
            cx.send(Command::Query(QueryCommand::SetText(row.word.to_string())));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<WordListView>() {
            table_buttons(ui, cx, &table, "words");
        }
    }
}
