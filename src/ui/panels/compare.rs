//! Compare: which words the articles of the table have more often than the others, or less.

use egui::{Id, Key, RichText, Ui, vec2};

use super::super::Cx;
use super::super::widgets::field;
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
    /// What is being typed, and not yet compared with.
    typed: Option<String>,
}

impl Panel for ComparePanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if !table.rows.is_empty() => table,
            Ok(Some(table)) => {
                self.against(ui, cx, None);
                let words = if table.articles.1 == 0 && !self.spec.against.is_empty() {
                    "No other article is found by what stands there."
                } else if table.articles.1 == 0 {
                    "Filter or search first: the articles of the table are compared with all others."
                } else {
                    "No word is frequent enough to compare."
                };
                return told(ui, cx, words);
            }
            Ok(None) => return told(ui, cx, "The words are being counted …"),
            Err(error) => {
                self.against(ui, cx, None);
                let words = format!("Nothing could be counted: {error}");
                return told(ui, cx, &words);
            }
        };
        self.against(ui, cx, Some(&table));
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
        let before = self.spec.clone();
        let terms = |n: &u8| match n {
            1 => "words".to_owned(),
            n => format!("{n} words in a row"),
        };
        let now = terms(&before.length);
        if let Some(length) = choice(ui, "What is compared", &now, &[1, 2, 3, 4, 5], terms) {
            self.spec.length = length;
        }
        if self.spec != before {
            let wish = ViewWish::choose::<KeynessView>(self.spec.clone());
            cx.send(Command::View(ViewCommand::Look(wish)));
        }
    }
}

impl ComparePanel {
    /// What the articles of the table are compared with.
    fn against(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: Option<&Keyness>) {
        let before = self.spec.against.to_string();
        let mut typed = self.typed.clone().unwrap_or_else(|| before.clone());
        tools_row(ui, cx, |ui| {
            ui.label("compared with");
            let id = Id::unique("compared with");
            ui.allocate_ui(
                vec2((ui.available_width() * 0.35).clamp(120.0, 320.0), 26.0),
                |ui| {
                    let hint = "all others, or those of a search";
                    let field =
                        field::line(ui, id, &mut typed, "Compared with the articles of", hint);
                    let enters = field.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
                    if field.changed() {
                        self.typed = Some(typed.clone());
                    }
                    if enters || field.lost_focus() {
                        self.typed = None;
                        self.spec.against = typed.trim().into();
                    }
                },
            );
            if let Some(table) = table {
                let words = table.notes().join("; ");
                ui.label(RichText::new(words).color(cx.theme.color.weak));
            }
        });
        if *self.spec.against != *before {
            let wish = ViewWish::choose::<KeynessView>(self.spec.clone());
            cx.send(Command::View(ViewCommand::Look(wish)));
        }
    }
}
