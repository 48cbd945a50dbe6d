//! Takes in the tags of a codebook of another workspace or program.

use std::path::PathBuf;

use egui::{Id, RichText, Ui};

use super::super::native_dialog::NativeDialog;
use super::super::widgets::field;
use super::super::{Ask, Cx};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::CodebookCommand;
use crate::exchange::codebook::CODEBOOK_FORMATS;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "import-codebook",
    title: "Import codebook",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| Import::default())
}

/// Takes the tags of a file in.
#[derive(Default)]
struct Import {
    path: String,
}

impl Body for Import {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let formats = CODEBOOK_FORMATS.iter();
        let formats = formats.map(|f| format!("{} (.{})", f.words, f.extension()));
        let formats: Vec<String> = formats.collect();
        let words = format!(
            "{}, or another workspace. Tags that are here already stay as they are.",
            formats.join(", ")
        );
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let id = Id::unique("codebook to read");
        field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        if ui.button("Choose …").clicked() {
            cx.ask(Ask::Native(NativeDialog::ImportCodebook));
        }
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let path = self.path.trim();
        // A file that is not there is told with its name.
        if !foot.choice("Import", !path.is_empty()) {
            return true;
        }
        let path = PathBuf::from(path);
        cx.send(Command::Codebook(CodebookCommand::Import(path)));
        false
    }
}
