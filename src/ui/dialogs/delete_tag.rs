//! Deleting a tag: what happens to its annotations is said first.

use egui::{RichText, Ui};

use super::super::{Cx, counted};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::CodebookCommand;
use crate::workspace::TagId;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "delete-tag",
    title: "Delete tag",
    width: Width::Wide,
    foot: true,
    example: |state| Some(request(super::first_tag(state)?)),
};

/// Opens it for a tag.
pub(in crate::ui) fn request(tag: TagId) -> DialogRequest {
    DialogRequest::new(&INFO, move |_| DeleteTag { tag })
}

struct DeleteTag {
    tag: TagId,
}

impl DeleteTag {
    fn delete(&self, cx: &mut Cx<'_>, with_annotations: bool) -> bool {
        cx.send(Command::Codebook(CodebookCommand::Delete {
            tag: self.tag,
            with_annotations,
        }));
        false
    }
}

impl Body for DeleteTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let book = &cx.state.session.workspace().codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        let all = cx.state.search.base.tag_usage(self.tag).all;
        let below = book.with_sub_tags(self.tag).len().saturating_sub(1);
        let mut words = format!("“{}”", book.path(self.tag));
        if below > 0 {
            words += &format!(" and {}", counted(below, "sub-tag", "sub-tags"));
        }
        ui.label(format!("{words} will be deleted from the codebook."));
        if all == 0 {
            ui.label("No annotation uses it.");
        } else {
            ui.label(format!(
                "{} it.",
                counted(all, "annotation uses", "annotations use")
            ));
            let words = format!(
                "Delete the tag and {}",
                counted(all, "annotation", "annotations")
            );
            if ui.button(words).clicked() {
                return self.delete(cx, true);
            }
        }
        let undo = RichText::new("Undo brings everything back.")
            .color(cx.theme.color.weak)
            .size(cx.theme.text.small);
        ui.label(undo);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let label = if cx.state.search.base.tag_usage(self.tag).all == 0 {
            "Delete"
        } else {
            "Delete the tag, keep its annotations as plain notes"
        };
        if foot.choice(label, true) {
            return self.delete(cx, false);
        }
        true
    }
}
