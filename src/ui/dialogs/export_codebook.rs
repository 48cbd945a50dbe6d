//! Writes the codebook, for other workspaces and programs.

use std::path::PathBuf;

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::native_dialog::NativeDialog;
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot};
use crate::app::Command;
use crate::app::command::CodebookCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "export-codebook",
    title: "Export codebook",
    wide: false,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state| Export {
        place: Place::beside_workspace(state, "codebook.csv"),
    })
}

struct Export {
    place: Place,
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        ui.horizontal(|ui| {
            for (ending, words) in [("csv", "CSV"), ("ron", "RON"), ("qdc", "REFI-QDA")] {
                let path = PathBuf::from(&self.place.path);
                let is = path.extension().is_some_and(|e| e == ending);
                if ui.radio(is, words).clicked() {
                    self.place.path = path.with_extension(ending).display().to_string();
                }
            }
        });
        let words = "CSV and RON hold everything. REFI-QDA holds names, colours, folders and descriptions; keys, attributes and what is retired are left out.";
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let path = PathBuf::from(&self.place.path);
        let mut endings = ["ron", "qdc"].into_iter();
        let ending = endings.find(|e| path.extension().is_some_and(|own| own == *e));
        let ending = ending.unwrap_or("csv");
        let native = NativeDialog::ExportCodebook { ending };
        self.place.show(ui, cx, fresh, native);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.place.foot(foot, "Export") else {
            return true;
        };
        cx.send(Command::Codebook(CodebookCommand::Export(path)));
        false
    }
}
