//! How one annotation relates to another.

use std::collections::BTreeSet;

use egui::{Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::annotation_list::AnnotationList;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::command::AnnotateCommand;
use crate::app::{Command, Wanted};
use crate::workspace::AnnotationId;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "relate",
    title: "Relate to another annotation",
    width: Width::Wide,
    foot: true,
    example: |state| Some(request(super::first_annotation(state)?)),
};

/// Opens it for an annotation.
pub(in crate::ui) fn request(from: AnnotationId) -> DialogRequest {
    DialogRequest::new(&INFO, move |_| Relate::new(from))
}

/// What is usually said, offered before anything was.
const USUAL: [&str; 4] = ["contradicts", "confirms", "repeats", "follows from"];

/// Height of the list of annotations, in points.
const LIST: f32 = 216.0;

struct Relate {
    from: AnnotationId,
    name: String,
    typed: String,
    list: AnnotationList,
    /// The marked one.
    to: Option<AnnotationId>,
}

impl Relate {
    fn new(from: AnnotationId) -> Self {
        Self {
            from,
            name: String::new(),
            typed: String::new(),
            list: AnnotationList::default(),
            to: None,
        }
    }
}

impl Body for Relate {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let workspace = &cx.state.session.workspace();
        let Some(from) = workspace.annotations.get(self.from) else {
            return false;
        };
        let quote: String = from.quote().replace('\n', " ").chars().take(120).collect();
        ui.label(RichText::new(format!("“{quote}”")).font(theme.bold()));
        let id = Id::unique("relation name");
        let hint = "contradicts, confirms, …";
        field::line(ui, id, &mut self.name, "Relation", hint);
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let said = workspace.relations.iter().map(|r| r.name.to_string());
        let names: BTreeSet<String> = said.chain(USUAL.map(str::to_owned)).collect();
        ui.horizontal_wrapped(|ui| {
            for name in names.iter().take(12) {
                if ui.selectable_label(self.name == *name, name).clicked() {
                    self.name.clone_from(name);
                }
            }
        });
        let id = Id::unique("relation target");
        let hint = "words of the other annotation";
        field::line(ui, id, &mut self.typed, "Other annotation", hint);
        let wanted = Wanted {
            words: self.typed.clone(),
            not: Some(self.from),
            ..Wanted::default()
        };
        let picked = self.list.show(ui, cx, &wanted, room(ui, LIST), |_| "");
        self.to = picked.under.filter(|_| !self.name.trim().is_empty());
        // A click only points at one; Enter means it.
        let entered = picked.walked.entered.is_some() && picked.walked.moved.is_none();
        !(entered && self.relate(cx))
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let meant = foot.choice("Relate to the marked one", self.to.is_some());
        !(meant && self.relate(cx))
    }
}

impl Relate {
    /// Relates it to the marked one; whether there is one.
    fn relate(&self, cx: &mut Cx<'_>) -> bool {
        let Some(to) = self.to else { return false };
        cx.send(Command::Annotate(AnnotateCommand::Relate {
            from: self.from,
            to,
            name: self.name.clone(),
        }));
        true
    }
}
