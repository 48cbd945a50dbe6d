//! Saves a copy of the workspace.

use egui::Ui;

use super::super::Cx;
use super::super::native_dialog::NativeDialog;
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::FileCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "save-copy",
    title: "Save a copy",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state| {
        SaveCopy(Place::beside_workspace(state, "workspace copy.ron"))
    })
}

struct SaveCopy(Place);

impl Body for SaveCopy {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        self.0.show(ui, cx, fresh, NativeDialog::SaveCopy);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.0.foot(foot, "Save") else {
            return true;
        };
        cx.send(Command::File(FileCommand::SaveAs(path)));
        false
    }
}
