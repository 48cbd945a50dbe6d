//! Compare: which words the articles of the table have more often than the others, or less.

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::widgets::table_view::{TableView, table_buttons};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told, tools_row};
use crate::analysis::Tabular as _;
use crate::analysis::word_list::{Keyness, KeynessSpec, KeynessView};
use crate::app::command::{QueryCommand, ViewCommand};
use crate::app::{Command, State, ViewWish};
use crate::ui::widgets::choice::choice;

/// The panel's id.
pub const PANE: Pane = Pane::new("Compare");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Compare",
    place: Place {
        side: Side::Bottom,
        order: 5,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<ComparePanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct ComparePanel {
    looking: Looking<KeynessView>,
    table: TableView<Keyness>,
    spec: KeynessSpec,
}

impl Panel for ComparePanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if !table.rows.is_empty() => table,
            Ok(Some(table)) => {
                let words = if table.articles.1 == 0 {
                    "Filter or search first: the articles of the table are compared with all others."
                } else {
                    "No word is frequent enough to compare."
                };
                return told(ui, cx, words);
            }
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
            let text = format!("\"{}\"", row.term);
            cx.send(Command::Query(QueryCommand::SetText(text)));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = cx.state.search.views.table::<KeynessView>();
        if let Some(table) = &table {
            table_buttons(ui, cx, table, "compare");
        }
        let before = self.spec;
        let terms = |n: &u8| match n {
            1 => "words".to_owned(),
            n => format!("{n} words in a row"),
        };
        let now = terms(&before.length);
        if let Some(length) = choice(ui, "What is compared", &now, &[1, 2, 3, 4, 5], terms) {
            self.spec.length = length;
        }
        if self.spec != before {
            let wish = ViewWish::choose::<KeynessView>(self.spec);
            cx.send(Command::View(ViewCommand::Look(wish)));
        }
    }
}
