//! What the columns of tables mean: shown with the first records, changed, remembered in the workspace.

use egui::{ComboBox, Grid, Label, RichText, ScrollArea, Ui};

use super::super::Cx;
use super::super::theme::Theme;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::command::FileCommand;
use crate::app::{Command, State};
use crate::corpus::{DateOrder, Mapping, OrderReason};
use crate::import::Preview;
use crate::session::tables::Table;

/// Records that are shown.
const SHOWN: usize = 3;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "columns",
    title: "Columns of tables",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, Columns::new)
}

struct Columns {
    tables: Vec<Table>,
    chosen: usize,
    /// The table whose preview was asked for, and the mapping as it is being changed.
    asked: Option<usize>,
    mapping: Option<Mapping>,
    /// Whether it is another than what was said.
    changed: bool,
}

impl Columns {
    fn new(state: &State) -> Self {
        Self {
            tables: state.session.tables(),
            chosen: 0,
            asked: None,
            mapping: None,
            changed: false,
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
        let preview = cx.state.tools.preview.clone().filter(|p| p.0 == table);
        let Some(preview) = preview else {
            ui.label(weak("Looking at the first records …"));
            return true;
        };
        let said = cx
            .state
            .session
            .workspace()
            .sources
            .get(table.source)
            .and_then(|s| s.mappings.get(&table.path));
        let mapping = self
            .mapping
            .get_or_insert_with(|| said.unwrap_or(&preview.1.guess).clone());
        mapping_ui(ui, theme, mapping, &preview.1);
        records_ui(ui, theme, &preview.1);
        ui.checkbox(&mut mapping.left_out, "Leave this table out");
        if ui.button("As guessed").clicked() {
            mapping.clone_from(&preview.1.guess);
        }
        self.changed = said.unwrap_or(&preview.1.guess) != mapping;
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let meant = self.tables.get(self.chosen).zip(self.mapping.as_ref());
        let Some((table, mapping)) = meant else {
            foot.done();
            return true;
        };
        let ready = self.changed && (mapping.has_words() || mapping.left_out);
        if !foot.choice("Use, and read again", ready) {
            return true;
        }
        cx.send(Command::File(FileCommand::MapColumns(
            table.clone(),
            Box::new(mapping.clone()),
        )));
        false
    }
}

/// A choice of a column for each part of an article.
pub(super) fn mapping_ui(ui: &mut Ui, theme: &Theme, mapping: &mut Mapping, preview: &Preview) {
    let words = "What each part of an article is taken from; every other column becomes a field";
    ui.label(
        RichText::new(words)
            .color(theme.color.weak)
            .size(theme.text.small),
    );
    let first = |column: &String| {
        let mut values = preview.records.iter().flatten();
        values.find(|(c, _)| c == column).map(|(_, v)| one_line(v))
    };
    Grid::new("columns").num_columns(3).show(ui, |ui| {
        for (name, part) in PARTS {
            ui.label(name);
            let column = part(mapping);
            let words = column.clone().unwrap_or_else(|| "none".to_owned());
            ComboBox::from_id_salt(("column", name))
                .selected_text(words)
                .show_ui(ui, |ui| {
                    ui.selectable_value(column, None, "none");
                    for choice in &preview.columns {
                        ui.selectable_value(column, Some(choice.clone()), choice);
                    }
                })
                .response
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
            let example = column.as_ref().and_then(first).unwrap_or_default();
            let example = RichText::new(example).color(theme.color.weak);
            ui.add(Label::new(example).truncate());
            ui.end_row();
        }
    });
    dates_ui(ui, theme, mapping, preview);
}

/// How the dates of the chosen column are read, why so, and the choice of another order.
fn dates_ui(ui: &mut Ui, theme: &Theme, mapping: &mut Mapping, preview: &Preview) {
    let Some(column) = mapping.date.clone() else {
        mapping.date_order = None;
        return;
    };
    let seen = preview.dates(&column, mapping.date_order);
    if seen.values == 0 {
        return;
    }
    ui.label(format!(
        "Date: {} of {} understood in the first records of the column {column}",
        seen.understood, seen.values
    ));
    if seen.reason != OrderReason::NotNeeded {
        let order = seen.style.order.map_or("no order", DateOrder::words);
        ui.label(format!("Read with {order}: {}.", seen.reason.words()));
        ui.horizontal(|ui| {
            let order = &mut mapping.date_order;
            ui.radio_value(order, None, "As the values show");
            ui.radio_value(order, Some(DateOrder::DayFirst), "Day first");
            ui.radio_value(order, Some(DateOrder::MonthFirst), "Month first");
        });
    }
    if let Some(value) = seen.not_understood {
        let words = format!(
            "Not understood: “{}”. Such records become undated articles.",
            one_line(&value)
        );
        ui.label(RichText::new(words).color(theme.color.warning));
    }
}

/// The beginning of a value, for a line that is cut where it does not fit.
fn one_line(value: &str) -> String {
    let short: String = value.chars().take(200).collect();
    short.replace(['\n', '\r'], " ")
}

/// The first records, to see what the columns hold.
pub(super) fn records_ui(ui: &mut Ui, theme: &Theme, preview: &Preview) {
    ui.add_space(theme.space.s);
    let area = ScrollArea::vertical().max_height(room(ui, 220.0));
    area.auto_shrink([false, true]).show(ui, |ui| {
        for (number, record) in preview.records.iter().take(SHOWN).enumerate() {
            let head = format!("Record {}", number + 1);
            ui.label(RichText::new(head).font(theme.bold()));
            Grid::new(("record", number)).num_columns(2).show(ui, |ui| {
                for (column, value) in record {
                    ui.label(RichText::new(column).color(theme.color.weak));
                    ui.add(Label::new(one_line(value)).truncate());
                    ui.end_row();
                }
            });
        }
    });
}
