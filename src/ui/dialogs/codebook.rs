//! Deleting, merging and splitting tags: what happens to their annotations is said first. Codebooks from
//! and for other programs.

use std::collections::HashSet;
use std::path::PathBuf;

use egui::{Id, RichText, ScrollArea, Ui};

use super::super::widgets::field;
use super::super::{Cx, counted};
use super::Body;
use crate::app::command::CodebookCommand;
use crate::app::{Command, State};
use crate::workspace::{AnnotationId, TagId};

pub(super) struct DeleteTag {
    pub tag: TagId,
}

impl Body for DeleteTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let book = &cx.state.workspace.codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        let all = cx.state.results.tag_usage(self.tag).all;
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
            let own = cx.state.results.tag_usage(self.tag).own;
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

/// Which annotations of a tag go to a new one.
pub(super) struct SplitTag {
    tag: TagId,
    name: String,
    chosen: HashSet<AnnotationId>,
}

impl SplitTag {
    pub fn new(tag: TagId) -> Self {
        Self {
            tag,
            name: String::new(),
            chosen: HashSet::new(),
        }
    }
}

/// Annotations that are listed at once.
const LISTED: usize = 500;

impl Body for SplitTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let book = &cx.state.workspace.codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        ui.label(format!(
            "A new tag beside “{}” gets the annotations that you choose:",
            book.path(self.tag)
        ));
        let id = Id::unique("split name");
        field::line(ui, id, &mut self.name, "Name of the new tag", "name");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let all = cx.state.workspace.annotations.iter();
        let all = all.filter(|a| a.tag == Some(self.tag));
        ScrollArea::vertical()
            .max_height(300.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for one in all.take(LISTED) {
                    let mut on = self.chosen.contains(&one.id);
                    let quote = one.quote().replace('\n', " ");
                    let quote: String = quote.chars().take(110).collect();
                    if ui.checkbox(&mut on, quote).changed() {
                        if on {
                            self.chosen.insert(one.id);
                        } else {
                            self.chosen.remove(&one.id);
                        }
                    }
                }
            });
        let ready = !self.name.trim().is_empty();
        let words = format!(
            "Split off {}",
            counted(self.chosen.len(), "annotation", "annotations")
        );
        if ui.add_enabled(ready, egui::Button::new(words)).clicked() {
            let mut annotations: Vec<AnnotationId> = self.chosen.iter().copied().collect();
            annotations.sort_unstable();
            cx.send(Command::Codebook(CodebookCommand::Split {
                tag: self.tag,
                name: self.name.clone(),
                annotations,
            }));
            return false;
        }
        true
    }
}

/// Takes the tags of a file in.
#[derive(Default)]
pub(super) struct Import {
    path: String,
}

impl Body for Import {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let words = "CSV, RON, REFI-QDA (.qdc), or another workspace. Tags that are here already stay as they are.";
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let id = Id::unique("codebook to read");
        let entered = field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let path = PathBuf::from(self.path.trim());
        let ready = path.is_file();
        if ui.add_enabled(ready, egui::Button::new("Import")).clicked() || (entered && ready) {
            cx.send(Command::Codebook(CodebookCommand::Import(path)));
            return false;
        }
        true
    }
}

/// Writes the codebook.
pub(super) struct Export {
    path: String,
}

impl Export {
    pub fn new(state: &State) -> Self {
        let folder = state.project.as_ref().and_then(|p| p.file.parent());
        let path = folder.map_or_else(|| "codebook.csv".into(), |f| f.join("codebook.csv"));
        Self {
            path: path.display().to_string(),
        }
    }
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        ui.horizontal(|ui| {
            for (ending, words) in [("csv", "CSV"), ("ron", "RON"), ("qdc", "REFI-QDA")] {
                let path = PathBuf::from(&self.path);
                let is = path.extension().is_some_and(|e| e == ending);
                if ui.radio(is, words).clicked() {
                    self.path = path.with_extension(ending).display().to_string();
                }
            }
        });
        let words = "CSV and RON hold everything. REFI-QDA holds names, colours, folders and descriptions; keys, attributes and what is retired are left out.";
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let id = Id::unique("codebook to write");
        let entered = field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let path = PathBuf::from(self.path.trim());
        let label = if path.exists() {
            "Replace the file"
        } else {
            "Export"
        };
        let ready = !self.path.trim().is_empty() && !path.is_dir();
        let pressed = ui.add_enabled(ready, egui::Button::new(label)).clicked();
        if pressed || (entered && ready && !path.exists()) {
            cx.send(Command::Codebook(CodebookCommand::Export(path)));
            return false;
        }
        true
    }
}
