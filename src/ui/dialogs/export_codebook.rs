//! Writes the codebook, for other workspaces and programs.

use std::path::PathBuf;

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::native_dialog::NativeDialog;
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::CodebookCommand;
use crate::exchange::codebook::{CODEBOOK_FORMATS, CodebookFormat};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "export-codebook",
    title: "Export codebook",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state| Export {
        place: {
            let ending = CodebookFormat::usual().extension();
            Place::in_export_folder(state, &format!("codebook.{ending}"))
        },
    })
}

struct Export {
    place: Place,
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        ui.horizontal(|ui| {
            for format in CODEBOOK_FORMATS {
                let path = PathBuf::from(&self.place.path);
                let is = CodebookFormat::by_ending(&path).is_some_and(|f| std::ptr::eq(f, *format));
                if ui.radio(is, format.words).clicked() {
                    let path = path.with_extension(format.extension());
                    self.place.path = path.display().to_string();
                }
            }
        });
        let words = CODEBOOK_FORMATS.iter().map(|format| format.holds);
        let words: Vec<&str> = words.collect();
        ui.label(RichText::new(words.join(" ")).color(cx.theme.color.weak));
        let path = PathBuf::from(&self.place.path);
        let format = CodebookFormat::by_ending(&path).unwrap_or(CodebookFormat::usual());
        let ending = format.extension();
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
