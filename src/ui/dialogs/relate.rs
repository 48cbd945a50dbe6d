//! How one annotation relates to another.

use std::collections::BTreeSet;

use egui::{Button, Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::annotation_list::AnnotationList;
use super::{Body, entered};
use crate::app::command::AnnotateCommand;
use crate::app::{Command, Wanted};
use crate::workspace::AnnotationId;

/// What is usually said, offered before anything was.
const USUAL: [&str; 4] = ["contradicts", "confirms", "repeats", "follows from"];

/// Height of the list of annotations, in points.
const LIST: f32 = 216.0;

pub(super) struct Relate {
    from: AnnotationId,
    name: String,
    typed: String,
    list: AnnotationList,
}

impl Relate {
    pub fn new(from: AnnotationId) -> Self {
        Self {
            from,
            name: String::new(),
            typed: String::new(),
            list: AnnotationList::default(),
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
        let named = field::line(ui, id, &mut self.name, "Relation", hint);
        let mut done = entered(ui, &named);
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
        let typed = field::line(ui, id, &mut self.typed, "Other annotation", hint);
        done |= entered(ui, &typed);
        let wanted = Wanted {
            words: self.typed.clone(),
            not: Some(self.from),
            ..Wanted::default()
        };
        let picked = self.list.show(ui, cx, &wanted, LIST, |_| "");
        // A click only points at one; Enter means it.
        done |= picked.walked.entered.is_some() && picked.walked.moved.is_none();
        let to = picked.under.filter(|_| !self.name.trim().is_empty());
        let button = ui.add_enabled(to.is_some(), Button::new("Relate to the marked one"));
        if let Some(to) = to.filter(|_| button.clicked() || done) {
            cx.send(Command::Annotate(AnnotateCommand::Relate {
                from: self.from,
                to,
                name: self.name.clone(),
            }));
            return false;
        }
        true
    }
}
