//! The work cannot be saved and the window is to close.

use egui::{RichText, Ui};

use super::super::commands::UiCommand;
use super::super::{Ask, Cx};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "close-unsaved",
    title: "Your work is not saved",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request("The disk is full.".to_owned())),
};

/// Opens it; `why` says why the work cannot be saved.
pub(in crate::ui) fn request(why: String) -> DialogRequest {
    DialogRequest::new(&INFO, move |_| CloseUnsaved { why })
}

struct CloseUnsaved {
    why: String,
}

impl Body for CloseUnsaved {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        ui.label(RichText::new(&self.why).color(cx.theme.color.error));
        ui.label("Closing now would lose the changes since the last save.");
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        if foot.main("Save a copy …", true) {
            cx.ask(Ask::Run(UiCommand::SAVE_COPY));
            return false;
        }
        foot.leave("Keep working");
        if foot.other("Close without saving", true) {
            cx.ask(Ask::Abandon);
            return false;
        }
        true
    }
}
