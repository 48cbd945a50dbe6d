//! Exports annotations.

use egui::Ui;

use super::super::Cx;
use super::super::native_dialog::NativeDialog;
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot};
use crate::app::command::FileCommand;
use crate::app::{Command, State};
use crate::exchange::ExportFormat;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "export-annotations",
    title: "Export annotations",
    wide: false,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, Export::new)
}

struct Export {
    format: ExportFormat,
    filtered: bool,
    place: Place,
}

impl Export {
    fn new(state: &State) -> Self {
        let format = ExportFormat::JsonLines;
        let filtered = !state.search.filter.is_empty() || state.search.query.query.is_some();
        let name = format!("annotations.{}", format.extension());
        Self {
            format,
            filtered,
            place: Place::beside_workspace(state, &name),
        }
    }
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let before = self.format;
        ui.horizontal(|ui| {
            for format in ExportFormat::ALL {
                ui.radio_value(&mut self.format, format, format.words());
            }
        });
        if before != self.format {
            let stem = self
                .place
                .path
                .strip_suffix(before.extension())
                .unwrap_or(&self.place.path)
                .to_owned();
            self.place.path = stem + self.format.extension();
        }
        let shown = cx.state.search.base.annotations;
        let all = cx.state.session.workspace().annotations.len();
        ui.radio_value(
            &mut self.filtered,
            false,
            format!("All annotations ({all})"),
        );
        ui.radio_value(
            &mut self.filtered,
            true,
            format!("Only those that filter and search show ({shown})"),
        );
        let native = NativeDialog::Export {
            format: self.format,
            filtered: self.filtered,
        };
        self.place.show(ui, cx, fresh, native);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.place.foot(foot, "Export") else {
            return true;
        };
        cx.send(Command::File(FileCommand::Export {
            format: self.format,
            path,
            filtered: self.filtered,
        }));
        false
    }
}
