//! Another tag for all annotations that the list shows.

use egui::{RichText, Ui};

use super::super::{Cx, counted};
use super::tag_choice::tag_choice;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::workspace::TagId;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "retag-listed",
    title: "Change the tag of all listed",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| RetagListed::default())
}

/// Another tag for all annotations that the list shows.
#[derive(Default)]
struct RetagListed {
    tag: Option<TagId>,
}

impl Body for RetagListed {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let n = cx.state.search.base.annotations;
        let listed = counted(n, "annotation that is", "annotations that are");
        ui.label(format!("The {listed} listed get:"));
        tag_choice(ui, cx, &mut self.tag, Some("no tag: plain notes"), fresh);
        let undo = RichText::new(
            "The list shows what the filter and its own field let pass. Undo takes it back.",
        );
        ui.label(undo.color(cx.theme.color.weak).size(cx.theme.text.small));
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let any = cx.state.search.base.annotations > 0;
        if !foot.choice("Change the tag", any) {
            return true;
        }
        cx.send(Command::Annotate(AnnotateCommand::RetagListed(self.tag)));
        false
    }
}
