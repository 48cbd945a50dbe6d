//! Which annotations of a tag go to a new one.

use std::collections::BTreeSet;

use egui::{Id, Ui};

use super::super::widgets::field;
use super::super::{Cx, counted};
use super::annotation_list::AnnotationList;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::command::CodebookCommand;
use crate::app::{Command, Wanted};
use crate::workspace::{AnnotationId, TagId};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "split-tag",
    title: "Split tag",
    width: Width::Wide,
    foot: true,
    example: |state| Some(request(super::first_tag(state)?)),
};

/// Opens it for a tag.
pub(in crate::ui) fn request(tag: TagId) -> DialogRequest {
    DialogRequest::new(&INFO, move |_| SplitTag::new(tag))
}

/// Which annotations of a tag go to a new one.
struct SplitTag {
    tag: TagId,
    name: String,
    words: String,
    chosen: BTreeSet<AnnotationId>,
    list: AnnotationList,
}

impl SplitTag {
    fn new(tag: TagId) -> Self {
        Self {
            tag,
            name: String::new(),
            words: String::new(),
            chosen: BTreeSet::new(),
            list: AnnotationList::default(),
        }
    }
}

/// Height of the list of annotations, in points.
const LIST: f32 = 264.0;

impl Body for SplitTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let book = &cx.state.session.workspace().codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        ui.label(format!(
            "A new tag beside “{}” gets the annotations that you choose, by Enter or a click:",
            book.path(self.tag)
        ));
        let id = Id::unique("split name");
        field::line(ui, id, &mut self.name, "Name of the new tag", "name");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let id = Id::unique("split words");
        let hint = "words of the quotation or the note";
        field::line(ui, id, &mut self.words, "Only annotations with", hint);
        let wanted = Wanted {
            words: self.words.clone(),
            tag: Some(self.tag),
            ..Wanted::default()
        };
        let chosen = &self.chosen;
        let mark = |id| if chosen.contains(&id) { "goes" } else { "" };
        let picked = self.list.show(ui, cx, &wanted, room(ui, LIST), mark);
        if let Some(id) = picked.walked.entered.and(picked.under)
            && !self.chosen.remove(&id)
        {
            self.chosen.insert(id);
        }
        let all = format!("Choose all {} listed", picked.first.len());
        if ui.button(all).clicked() {
            self.chosen.extend(picked.first.iter().copied());
        }
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let ready = !self.name.trim().is_empty();
        if self.chosen.is_empty() {
            // An empty new tag takes the button, not an Enter after its name.
            foot.without_enter();
        }
        let words = format!(
            "Split off {}",
            counted(self.chosen.len(), "annotation", "annotations")
        );
        if !foot.choice(&words, ready) {
            return true;
        }
        cx.send(Command::Codebook(CodebookCommand::Split {
            tag: self.tag,
            name: self.name.clone(),
            annotations: self.chosen.iter().copied().collect(),
        }));
        false
    }
}
