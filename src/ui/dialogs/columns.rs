//! What the columns of tables mean: shown with the first records, changed, remembered in the workspace.

use std::sync::Arc;

use egui::{Button, ComboBox, Grid, RichText, ScrollArea, Ui};

use super::super::Cx;
use super::Body;
use crate::app::command::FileCommand;
use crate::app::tables::Table;
use crate::app::{Command, State};
use crate::corpus::import::Mapping;

/// Records that are shown.
const SHOWN: usize = 3;

pub(super) struct Columns {
    tables: Vec<Table>,
    chosen: usize,
    /// The table whose preview was asked for, and the mapping as it is being changed.
    asked: Option<usize>,
    mapping: Option<Mapping>,
}

impl Columns {
    pub fn new(state: &State) -> Self {
        Self {
            tables: state.tables(),
            chosen: 0,
            asked: None,
            mapping: None,
        }
    }
}

/// The parts of an article, and where a mapping keeps their columns.
type Part = (&'static str, fn(&mut Mapping) -> &mut Option<String>);

const PARTS: [Part; 7] = [
    ("Text", |m| &mut m.text),
    ("Title", |m| &mut m.title),
    ("Date", |m| &mut m.date),
    ("Source", |m| &mut m.publisher),
    ("Author", |m| &mut m.author),
    ("Address", |m| &mut m.url),
    ("Record key", |m| &mut m.id),
];

impl Body for Columns {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let weak = |words: &str| {
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small)
        };
        let Some(table) = self.tables.get(self.chosen).cloned() else {
            ui.label("There is no table among these articles. CSV, JSON, Parquet and workbooks have columns.");
            return true;
        };
        ComboBox::from_label("Table")
            .selected_text(&table.path)
            .show_ui(ui, |ui| {
                for (i, table) in self.tables.iter().enumerate() {
                    ui.selectable_value(&mut self.chosen, i, &table.path);
                }
            });
        if self.asked != Some(self.chosen) {
            self.asked = Some(self.chosen);
            self.mapping = None;
            cx.send(Command::File(FileCommand::PreviewTable(table.clone())));
        }
        let preview = cx.state.preview.clone().filter(|p| p.0 == table);
        let Some(preview) = preview else {
            ui.label(weak("Looking at the first records …"));
            return true;
        };
        let said = cx
            .state
            .workspace
            .sources
            .get(table.source)
            .and_then(|s| s.mappings.get(&table.path));
        let mapping = self
            .mapping
            .get_or_insert_with(|| said.unwrap_or(&preview.1.guess).clone());
        ui.label(weak(
            "What each part of an article is taken from; every other column becomes a field",
        ));
        let columns = &preview.1.columns;
        Grid::new("columns").num_columns(2).show(ui, |ui| {
            for (name, part) in PARTS {
                ui.label(name);
                let column = part(mapping);
                let words = column.clone().unwrap_or_else(|| "none".to_owned());
                ComboBox::from_id_salt(("column", name))
                    .selected_text(words)
                    .show_ui(ui, |ui| {
                        ui.selectable_value(column, None, "none");
                        for choice in columns {
                            ui.selectable_value(column, Some(choice.clone()), choice);
                        }
                    })
                    .response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
                ui.end_row();
            }
        });
        records(ui, cx, &preview);
        let mut stays = true;
        ui.horizontal(|ui| {
            let changed = said.unwrap_or(&preview.1.guess) != mapping;
            let ready = changed && mapping.has_words();
            if ui
                .add_enabled(ready, Button::new("Use, and read again"))
                .clicked()
            {
                cx.out.push(Command::File(FileCommand::MapColumns(
                    table.clone(),
                    Box::new(mapping.clone()),
                )));
                stays = false;
            }
            if ui.button("As guessed").clicked() {
                mapping.clone_from(&preview.1.guess);
            }
        });
        stays
    }
}

/// The first records, to see what the columns hold.
fn records(ui: &mut Ui, cx: &Cx<'_>, preview: &Arc<(Table, crate::corpus::import::Preview)>) {
    let theme = cx.theme;
    ui.add_space(theme.space.s);
    ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
        for (number, record) in preview.1.records.iter().take(SHOWN).enumerate() {
            let head = format!("Record {}", number + 1);
            ui.label(RichText::new(head).font(theme.bold()));
            Grid::new(("record", number)).num_columns(2).show(ui, |ui| {
                for (column, value) in record {
                    ui.label(RichText::new(column).color(theme.color.weak));
                    let short: String = value.chars().take(90).collect();
                    ui.label(short.replace(['\n', '\r'], " "));
                    ui.end_row();
                }
            });
        }
    });
}
