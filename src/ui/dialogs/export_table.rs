//! Writes a table of a panel.

use std::path::Path;
use std::sync::Arc;

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::native_dialog::NativeDialog;
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::analysis::SharedTable;
use crate::analysis::coverage::AuditList;
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::exchange::tables::TableFile;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "export-table",
    title: "Save table",
    width: Width::Narrow,
    foot: true,
    example: |state| {
        let table = AuditList(Arc::clone(&state.search.base));
        Some(request(SharedTable(Arc::new(table)), "articles"))
    },
};

/// Opens it for a table; its file is called `name` at first.
pub(in crate::ui) fn request(table: SharedTable, name: &'static str) -> DialogRequest {
    DialogRequest::new(&INFO, move |state| ExportTable {
        table,
        place: Place::in_export_folder(state, &format!("{name}.csv")),
    })
}

struct ExportTable {
    table: SharedTable,
    place: Place,
}

impl Body for ExportTable {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let path = self.place.path.trim().to_owned();
        let now = TableFile::of(Path::new(&path));
        ui.horizontal_wrapped(|ui| {
            let is_graph = self.table.0.graph().is_some();
            let fits = |file: &TableFile| is_graph || *file != TableFile::Graphml;
            for file in TableFile::ALL.into_iter().filter(fits) {
                let words = file.ending().to_uppercase();
                if ui.selectable_label(file == now, words).clicked() {
                    let path = Path::new(&path).with_extension(file.ending());
                    self.place.path = path.display().to_string();
                }
            }
        });
        let words = self.table.0.title();
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let native = NativeDialog::Table(self.table.clone());
        self.place.show(ui, cx, fresh, native);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.place.foot(foot, "Save") else {
            return true;
        };
        let command = FileCommand::ExportTable(self.table.clone(), path);
        cx.send(Command::File(command));
        false
    }
}
