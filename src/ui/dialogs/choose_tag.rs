//! Chooses the tag that another goes below, or is merged into: what happens to its annotations is said
//! first.

use egui::{ScrollArea, Ui};

use super::super::{Cx, counted};
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::Command;
use crate::app::command::CodebookCommand;
use crate::workspace::TagId;

/// Which tag takes over.
pub(in crate::ui) static MERGE: DialogInfo = DialogInfo {
    id: "merge-tag",
    title: "Merge tag",
    width: Width::Narrow,
    foot: false,
    example: |state| Some(to_merge(super::first_tag(state)?)),
};

/// Which tag it goes below.
pub(in crate::ui) static MOVE: DialogInfo = DialogInfo {
    id: "move-tag",
    title: "Move tag",
    width: Width::Narrow,
    foot: false,
    example: |state| Some(to_move(super::first_tag(state)?)),
};

/// Chooses the tag that a tag is merged into.
pub(in crate::ui) fn to_merge(tag: TagId) -> DialogRequest {
    DialogRequest::new(&MERGE, move |_| ChooseTag { tag, merge: true })
}

/// Chooses the tag that a tag goes below.
pub(in crate::ui) fn to_move(tag: TagId) -> DialogRequest {
    DialogRequest::new(&MOVE, move |_| ChooseTag { tag, merge: false })
}

/// Chooses the tag that another goes below, or is merged into.
struct ChooseTag {
    tag: TagId,
    merge: bool,
}

impl Body for ChooseTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let book = &cx.state.session.workspace().codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        let path = book.path(self.tag);
        if self.merge {
            let own = cx.state.search.base.tag_usage(self.tag).own;
            let annotations = counted(own, "annotation", "annotations");
            ui.label(format!(
                "The {annotations} and the sub-tags of “{path}” go to:"
            ));
        } else {
            ui.label(format!("“{path}” goes below:"));
        }
        let below = book.with_sub_tags(self.tag);
        let mut stays = true;
        let mut first = fresh;
        ScrollArea::vertical()
            .max_height(room(ui, 320.0))
            .show(ui, |ui| {
                for (_, tag) in book.in_tree_order() {
                    if below.contains(&tag.id) || (self.merge && !tag.is_codable()) {
                        continue;
                    }
                    let button = ui.button(book.path(tag.id));
                    if std::mem::take(&mut first) {
                        button.request_focus();
                    }
                    if button.clicked() {
                        let command = if self.merge {
                            CodebookCommand::Merge(self.tag, tag.id)
                        } else {
                            CodebookCommand::Move(self.tag, Some(tag.id))
                        };
                        cx.out.push(Command::Codebook(command));
                        stays = false;
                    }
                }
            });
        stays
    }
}
