//! How one annotation relates to another.

use std::collections::BTreeSet;

use egui::{Button, Id, RichText, ScrollArea, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::Body;
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::workspace::AnnotationId;

/// Annotations that are listed at once.
const LISTED: usize = 300;

/// What is usually said, offered before anything was.
const USUAL: [&str; 4] = ["contradicts", "confirms", "repeats", "follows from"];

pub(super) struct Relate {
    from: AnnotationId,
    name: String,
    typed: String,
    to: Option<AnnotationId>,
}

impl Relate {
    pub fn new(from: AnnotationId) -> Self {
        Self {
            from,
            name: String::new(),
            typed: String::new(),
            to: None,
        }
    }
}

impl Body for Relate {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let workspace = &cx.state.workspace;
        let Some(from) = workspace.annotations.get(self.from) else {
            return false;
        };
        let quote: String = from.quote().replace('\n', " ").chars().take(120).collect();
        ui.label(RichText::new(format!("“{quote}”")).font(theme.bold()));
        let id = Id::unique("relation name");
        field::line(
            ui,
            id,
            &mut self.name,
            "Relation",
            "contradicts, confirms, …",
        );
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
        field::line(
            ui,
            id,
            &mut self.typed,
            "Other annotation",
            "words of the other annotation",
        );
        let wanted = self.typed.trim().to_lowercase();
        // Those of the same article come first.
        let here = workspace.annotations.of(&from.article);
        let others = workspace.annotations.iter();
        let others = others.filter(|a| a.article != from.article);
        let fits = |a: &&std::sync::Arc<crate::workspace::Annotation>| {
            a.id != self.from && (wanted.is_empty() || a.quote().to_lowercase().contains(&wanted))
        };
        ScrollArea::vertical()
            .max_height(240.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for one in here.chain(others).filter(fits).take(LISTED) {
                    let tag = one
                        .tag
                        .map_or_else(|| "note".to_owned(), |tag| workspace.codebook.path(tag));
                    let quote: String = one.quote().replace('\n', " ").chars().take(90).collect();
                    let label = format!("{tag}: “{quote}”");
                    if ui
                        .selectable_label(self.to == Some(one.id), label)
                        .clicked()
                    {
                        self.to = Some(one.id);
                    }
                }
            });
        let ready = self.to.filter(|_| !self.name.trim().is_empty());
        if ui
            .add_enabled(ready.is_some(), Button::new("Relate"))
            .clicked()
            && let Some(to) = ready
        {
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
