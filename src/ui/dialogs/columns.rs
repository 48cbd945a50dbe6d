//! What the columns of tables mean: shown with the first records, changed, remembered in the workspace.

use egui::{ComboBox, RichText, Ui};

use super::super::Cx;
use super::column_table::ColumnTable;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::command::FileCommand;
use crate::app::{Command, State};
use crate::corpus::Mapping;
use crate::session::tables::Table;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "columns",
    title: "Columns of tables",
    width: Width::Table,
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
    shown: ColumnTable,
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
            shown: ColumnTable::default(),
            changed: false,
        }
    }
}

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
            self.shown = ColumnTable::default();
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
        self.shown.show(ui, theme, mapping, &preview.1);
        ui.add_space(theme.space.s);
        ui.checkbox(&mut mapping.left_out, "Leave this table out");
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
