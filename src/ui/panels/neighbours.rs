//! Neighbours: the words around mentions, and how much more often than by chance (collocates).

use egui::{RichText, Ui};

use super::super::widgets::table_view::{TableView, table_buttons};
use super::super::{Cx, counted, grouped};
use super::looking::Looking;
use super::subject::{nothing, subject_choice};
use super::{Pane, Panel, PanelInfo, Place, Side, told, tools_row};
use crate::analysis::collocates::{Collocates, CollocatesSpec, CollocatesView};
use crate::app::command::{QueryCommand, ViewCommand};
use crate::app::{Command, State, ViewWish};
use crate::ui::widgets::choice::choice;

/// The panel's id.
pub const PANE: Pane = Pane::new("Neighbours");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Neighbours",
    place: Place {
        side: Side::Bottom,
        order: 4,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<NeighboursPanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct NeighboursPanel {
    looking: Looking<CollocatesView>,
    table: TableView<Collocates>,
    spec: CollocatesSpec,
}

/// Words on either side that can be chosen.
const WINDOWS: [u8; 5] = [1, 2, 3, 5, 10];
/// Least times that can be chosen.
const LEAST: [u32; 5] = [1, 2, 3, 5, 10];

impl Panel for NeighboursPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let found = self.looking.table(ui, cx);
        let known = found.as_ref().ok().and_then(|t| t.as_deref());
        self.tools(ui, cx, known);
        let table = match found {
            Ok(Some(table)) if !table.rows.is_empty() => table,
            Ok(Some(table)) => {
                let words = if table.mentions > 0 {
                    "No word stands around the mentions often enough.".to_owned()
                } else {
                    nothing(cx, self.spec.subject, "the words around it")
                };
                return told(ui, cx, &words);
            }
            Ok(None) => return told(ui, cx, "The words are being counted …"),
            Err(error) => {
                let words = format!("Nothing could be counted: {error}");
                return told(ui, cx, &words);
            }
        };
        let picked = self.table.show(ui, cx, PANE.focus_id(), &table, None);
        if let Some(row) = picked.row.and_then(|row| table.rows.get(row)) {
            // The lines in which both stand.
            let (left, right) = self.spec.window;
            let n = left.max(right);
            let query = self.spec.subject.query(&cx.state.search.base);
            let subject = query.map(|q| q.to_string()).unwrap_or_default();
            let text = format!("({subject}) NEAR/{} {}", n.saturating_sub(1), row.word);
            cx.send(Command::Query(QueryCommand::SetText(text)));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<CollocatesView>() {
            table_buttons(ui, cx, &table, "neighbours");
        }
        if let Some(subject) = subject_choice(ui, cx, self.spec.subject) {
            self.spec.subject = subject;
            self.choose(cx);
        }
    }
}

impl NeighboursPanel {
    fn choose(&self, cx: &mut Cx<'_>) {
        let wish = ViewWish::choose::<CollocatesView>(self.spec);
        cx.send(Command::View(ViewCommand::Look(wish)));
    }

    /// The window, and from how many times on.
    fn tools(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: Option<&Collocates>) {
        let before = self.spec;
        tools_row(ui, cx, |ui| {
            let window = |n: &u8| match n {
                1 => "1 word on either side".to_owned(),
                n => format!("{n} words on either side"),
            };
            let now = window(&before.window.0);
            if let Some(n) = choice(ui, "Window", &now, &WINDOWS, window) {
                self.spec.window = (n, n);
            }
            let sentences = |across: &bool| {
                let words = if *across {
                    "across sentences"
                } else {
                    "within the sentence"
                };
                words.to_owned()
            };
            let now = sentences(&before.crosses_sentences);
            if let Some(across) = choice(ui, "Sentences", &now, &[false, true], sentences) {
                self.spec.crosses_sentences = across;
            }
            let times = |n: &u32| match n {
                1 => "once or more".to_owned(),
                n => format!("{n} times or more"),
            };
            if let Some(least) = choice(ui, "Least times", &times(&before.least), &LEAST, times) {
                self.spec.least = least;
            }
            if let Some(table) = table {
                let mentions = counted(table.mentions as usize, "mention", "mentions");
                let words = format!("{mentions}, {} words in all", grouped(table.words));
                ui.label(RichText::new(words).color(cx.theme.color.weak));
            }
        });
        if self.spec != before {
            self.choose(cx);
        }
    }
}
