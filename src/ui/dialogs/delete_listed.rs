//! All annotations that the list shows go.

use egui::{RichText, Ui};

use super::super::{Cx, counted, grouped};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::AnnotateCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "delete-listed",
    title: "Delete all listed",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| DeleteListed)
}

struct DeleteListed;

impl Body for DeleteListed {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let n = cx.state.search.base.annotations;
        let all = cx.state.session.workspace().annotations.len();
        ui.label(format!(
            "{} of {} will be deleted: those that are listed.",
            counted(n, "annotation", "annotations"),
            grouped(all as u64)
        ));
        let undo = RichText::new("Undo brings everything back.");
        ui.label(undo.color(cx.theme.color.weak).size(cx.theme.text.small));
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let n = cx.state.search.base.annotations;
        let words = format!("Delete {}", counted(n, "annotation", "annotations"));
        if !foot.choice(&words, n > 0) {
            return true;
        }
        cx.send(Command::Annotate(AnnotateCommand::DeleteListed));
        false
    }
}
