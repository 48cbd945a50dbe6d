//! Tables that were never read: what their columns mean is shown and can be changed before they are.

use egui::{ComboBox, RichText, Ui};

use super::super::{Cx, grouped};
use super::column_table::ColumnTable;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::corpus::Mapping;
use crate::import::Preview;
use crate::session::tables::{Layout, Table};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "new-tables",
    title: "What the columns mean",
    width: Width::Table,
    foot: true,
    example: |_| {
        Some(DialogRequest::new(&INFO, |_| {
            NewTables::new(vec![example()])
        }))
    },
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state| {
        NewTables::new(state.session.new_tables().waiting.clone())
    })
}

struct NewTables {
    layouts: Vec<Layout>,
    mappings: Vec<Mapping>,
    chosen: usize,
    shown: ColumnTable,
}

impl NewTables {
    fn new(layouts: Vec<Layout>) -> Self {
        Self {
            mappings: layouts.iter().map(|l| l.preview.guess.clone()).collect(),
            layouts,
            chosen: 0,
            shown: ColumnTable::default(),
        }
    }
}

/// A table that waits, as an example.
fn example() -> Layout {
    let columns = ["title", "text"].map(str::to_owned);
    let record = columns.clone().map(|c| (c.clone(), c));
    Layout {
        tables: vec![Table {
            source: 0,
            path: "articles.csv".to_owned(),
        }],
        preview: Preview {
            columns: columns.to_vec(),
            records: vec![record.into_iter().collect()],
            guess: Mapping {
                title: Some("title".to_owned()),
                text: Some("text".to_owned()),
                ..Mapping::default()
            },
        },
    }
}

/// How a layout is called: its first table, and how many more look the same.
fn name(layout: &Layout) -> String {
    let first = layout.tables.first().map_or("", |t| &t.path);
    match layout.tables.len() {
        0 | 1 => first.to_owned(),
        n => format!("{first} and {} more with the same columns", n - 1),
    }
}

impl NewTables {
    /// Leaves out the table that is shown, and shows the next; where none is left to decide on, the others
    /// are read. `true` where the dialog stays.
    fn leave_out(&mut self, cx: &mut Cx<'_>) -> bool {
        if let Some(mapping) = self.mappings.get_mut(self.chosen) {
            mapping.left_out = true;
        }
        let open = |at: &usize| self.mappings.get(*at).is_some_and(|m| !m.left_out);
        let count = self.mappings.len();
        let mut others = (self.chosen + 1..count).chain(0..self.chosen);
        match others.find(open) {
            Some(next) => {
                self.chosen = next;
                self.shown = ColumnTable::default();
                true
            }
            None => self.read(cx),
        }
    }

    /// Reads all tables as they were taken; the dialog is done.
    fn read(&mut self, cx: &mut Cx<'_>) -> bool {
        let mappings = std::mem::take(&mut self.mappings);
        cx.send(Command::File(FileCommand::ReadTables(mappings)));
        false
    }
}

impl Body for NewTables {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let Some(layout) = self.layouts.get(self.chosen) else {
            return false;
        };
        if self.layouts.len() > 1 {
            let mut chosen = self.chosen;
            let combo = ComboBox::from_id_salt("layout")
                .width(ui.available_width())
                .selected_text(name(layout))
                .show_ui(ui, |ui| {
                    for (i, layout) in self.layouts.iter().enumerate() {
                        let is_left_out = self.mappings.get(i).is_some_and(|m| m.left_out);
                        let mut words = name(layout);
                        if is_left_out {
                            words.push_str(" (left out)");
                        }
                        ui.selectable_value(&mut chosen, i, words);
                    }
                });
            let combo = combo.response;
            combo.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Table"));
            if chosen != self.chosen {
                // To look at it again is to take it in again.
                self.chosen = chosen;
                self.shown = ColumnTable::default();
                if let Some(mapping) = self.mappings.get_mut(chosen) {
                    mapping.left_out = false;
                }
            }
        } else {
            ui.label(RichText::new(name(layout)).font(theme.bold()));
        }
        let (Some(layout), Some(mapping)) = (
            self.layouts.get(self.chosen),
            self.mappings.get_mut(self.chosen),
        ) else {
            return false;
        };
        self.shown.show(ui, theme, mapping, &layout.preview);
        ui.add_space(theme.space.s);
        let has_words = mapping.has_words();
        if !has_words {
            let words = "Without a column for text or title it gives no articles.";
            ui.label(RichText::new(words).color(theme.color.warning));
        }
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let has_words = self.mappings.get(self.chosen);
        let has_words = has_words.is_some_and(|m| m.has_words() && !m.left_out);
        let read = self.layouts.iter().zip(&self.mappings);
        let read = read
            .filter(|(_, m)| !m.left_out)
            .map(|(l, _)| l.tables.len());
        let words = match read.sum() {
            1 => "Read the table".to_owned(),
            n => format!("Read {} tables", grouped(n as u64)),
        };
        if foot.main(&words, has_words || self.layouts.len() > 1) {
            return self.read(cx);
        }
        if foot.other("Leave this table out (Esc)", true) {
            return self.leave_out(cx);
        }
        true
    }

    fn escaped(&mut self, cx: &mut Cx<'_>) -> bool {
        self.leave_out(cx)
    }
}
