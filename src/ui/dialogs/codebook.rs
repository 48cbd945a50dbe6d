//! Deleting and merging tags: what happens to their annotations is said first.

use egui::{RichText, ScrollArea, Ui};

use super::super::{Cx, counted};
use super::Body;
use crate::app::Command;
use crate::app::command::CodebookCommand;
use crate::workspace::TagId;

pub(super) struct DeleteTag {
    pub tag: TagId,
}

impl Body for DeleteTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let book = &cx.state.workspace.codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        let (_, all) = cx.state.tag_usage(self.tag);
        let below = book.with_sub_tags(self.tag).len() - 1;
        let mut words = format!("“{}”", book.path(self.tag));
        if below > 0 {
            words += &format!(" and {}", counted(below, "sub-tag", "sub-tags"));
        }
        ui.label(format!("{words} will be deleted from the codebook."));
        let mut stays = true;
        let mut delete = |with_annotations| {
            cx.out.push(Command::Codebook(CodebookCommand::Delete {
                tag: self.tag,
                with_annotations,
            }));
            stays = false;
        };
        if all == 0 {
            ui.label("No annotation uses it.");
            if ui.button("Delete").clicked() {
                delete(false);
            }
        } else {
            ui.label(format!(
                "{} it.",
                counted(all, "annotation uses", "annotations use")
            ));
            if ui
                .button("Delete the tag, keep its annotations as plain notes")
                .clicked()
            {
                delete(false);
            }
            if ui
                .button(format!(
                    "Delete the tag and {}",
                    counted(all, "annotation", "annotations")
                ))
                .clicked()
            {
                delete(true);
            }
        }
        let undo = RichText::new("Undo brings everything back.")
            .color(cx.theme.color.weak)
            .size(cx.theme.text.small);
        ui.label(undo);
        stays
    }
}

/// Chooses the tag that another goes below, or is merged into.
pub(super) struct ChooseTag {
    tag: TagId,
    merge: bool,
}

impl ChooseTag {
    pub fn to_merge(tag: TagId) -> Self {
        Self { tag, merge: true }
    }

    pub fn to_move(tag: TagId) -> Self {
        Self { tag, merge: false }
    }
}

impl Body for ChooseTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let book = &cx.state.workspace.codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        let path = book.path(self.tag);
        if self.merge {
            let (own, _) = cx.state.tag_usage(self.tag);
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
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for (_, tag) in book.in_tree_order() {
                if below.contains(&tag.id) {
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
