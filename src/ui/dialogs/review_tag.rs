//! What was coded before the meaning of a tag changed.

use egui::{RichText, Ui};

use super::super::Cx;
use super::annotation_list::AnnotationList;
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::command::{CodebookCommand, ViewCommand};
use crate::app::{Command, Wanted};
use crate::workspace::TagId;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "review-tag",
    title: "Coded before the meaning changed",
    width: Width::Wide,
    foot: true,
    example: |state| Some(request(super::first_tag(state)?)),
};

/// Opens it for a tag.
pub(in crate::ui) fn request(tag: TagId) -> DialogRequest {
    DialogRequest::new(&INFO, move |_| ReviewTag::new(tag))
}

/// Annotations that were made before the meaning of their tag changed: looked at one by one.
struct ReviewTag {
    tag: TagId,
    list: AnnotationList,
}

impl ReviewTag {
    fn new(tag: TagId) -> Self {
        Self {
            tag,
            list: AnnotationList::default(),
        }
    }
}

/// Height of the list of annotations, in points.
const LIST: f32 = 264.0;

impl Body for ReviewTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let book = &cx.state.session.workspace().codebook;
        let Some(tag) = book.get(self.tag).cloned() else {
            return false;
        };
        ui.label(RichText::new(book.path(tag.id)).font(theme.bold()));
        ui.label(&*tag.definition);
        let wanted = Wanted {
            tag: Some(self.tag),
            outdated: true,
            ..Wanted::default()
        };
        let words = "Coded before its meaning changed. The marked one is shown in the reader; Enter says that it still fits.";
        ui.label(RichText::new(words).color(theme.color.weak));
        let picked = self.list.show(ui, cx, &wanted, room(ui, LIST), |_| "");
        if fresh {
            ui.memory_mut(|m| m.request_focus(AnnotationList::id()));
        }
        if picked.all == 0 && cx.state.found(&wanted).is_some() {
            ui.label("Everything coded with it was made, or looked at, with this meaning.");
            return true;
        }
        let walked = picked.walked;
        if let Some(id) = walked.moved.and(picked.under) {
            cx.send(Command::View(ViewCommand::Choose(Some(id))));
        }
        let fits = |ids| Command::Codebook(CodebookCommand::StillFits(ids));
        // A click only points at one; Enter means it.
        let by_key = walked.entered.is_some() && walked.moved.is_none();
        let mut all = false;
        let mut one = by_key;
        ui.horizontal(|ui| {
            one |= ui.button("The marked one still fits").clicked();
            all = ui
                .button(format!("All {} listed still fit", picked.first.len()))
                .clicked();
        });
        if all {
            cx.send(fits(picked.first));
        } else if let Some(id) = picked.under.filter(|_| one) {
            cx.send(fits(vec![id]));
        }
        true
    }
}
