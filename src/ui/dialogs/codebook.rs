//! Deleting, merging and splitting tags: what happens to their annotations is said first. Codebooks from
//! and for other programs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::{Id, RichText, ScrollArea, Ui};

use super::super::run_command::NativeDialog;
use super::super::widgets::field;
use super::super::{Ask, Cx, counted};
use super::Body;
use super::annotation_list::AnnotationList;
use crate::app::command::CodebookCommand;
use crate::app::{Command, State, Wanted};
use crate::exchange::codebook::{CODEBOOK_FORMATS, CodebookFormat};
use crate::workspace::{AnnotationId, TagId};

pub(super) struct DeleteTag {
    pub tag: TagId,
}

impl Body for DeleteTag {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let book = &cx.state.session.workspace().codebook;
        if book.get(self.tag).is_none() {
            return false;
        }
        let all = cx.state.search.base.tag_usage(self.tag).all;
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
            let button = ui.button("Delete");
            if fresh {
                button.request_focus();
            }
            if button.clicked() {
                delete(false);
            }
        } else {
            ui.label(format!(
                "{} it.",
                counted(all, "annotation uses", "annotations use")
            ));
            let button = ui.button("Delete the tag, keep its annotations as plain notes");
            if fresh {
                button.request_focus();
            }
            if button.clicked() {
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
    words: String,
    chosen: BTreeSet<AnnotationId>,
    list: AnnotationList,
}

impl SplitTag {
    pub fn new(tag: TagId) -> Self {
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
        let named = field::line(ui, id, &mut self.name, "Name of the new tag", "name");
        let entered = super::entered(ui, &named);
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
        let picked = self.list.show(ui, cx, &wanted, LIST, mark);
        if let Some(id) = picked.walked.entered.and(picked.under)
            && !self.chosen.remove(&id)
        {
            self.chosen.insert(id);
        }
        let ready = !self.name.trim().is_empty();
        let mut pressed = false;
        ui.horizontal(|ui| {
            let all = format!("Choose all {} listed", picked.first.len());
            if ui.button(all).clicked() {
                self.chosen.extend(picked.first.iter().copied());
            }
            let words = format!(
                "Split off {}",
                counted(self.chosen.len(), "annotation", "annotations")
            );
            pressed = ui.add_enabled(ready, egui::Button::new(words)).clicked();
        });
        if pressed || (entered && ready && !self.chosen.is_empty()) {
            cx.send(Command::Codebook(CodebookCommand::Split {
                tag: self.tag,
                name: self.name.clone(),
                annotations: self.chosen.iter().copied().collect(),
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
        let formats = CODEBOOK_FORMATS.iter();
        let formats = formats.map(|f| format!("{} (.{})", f.words, f.extension()));
        let formats: Vec<String> = formats.collect();
        let words = format!(
            "{}, or another workspace. Tags that are here already stay as they are.",
            formats.join(", ")
        );
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let id = Id::unique("codebook to read");
        let entered = field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let path = PathBuf::from(self.path.trim());
        let ready = !self.path.trim().is_empty();
        let pressed = ui.horizontal(|ui| {
            if ui.button("Choose …").clicked() {
                cx.ask(Ask::Native(NativeDialog::ImportCodebook));
            }
            ui.add_enabled(ready, egui::Button::new("Import")).clicked()
        });
        // A file that is not there is told with its name.
        if pressed.inner || (entered && ready) {
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
        let format = CodebookFormat::usual();
        let name = format!("codebook.{}", format.extension());
        Self {
            path: super::files::in_export_folder(state, &name),
        }
    }
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        ui.horizontal(|ui| {
            for format in CODEBOOK_FORMATS {
                let path = PathBuf::from(&self.path);
                let is = path.extension().is_some_and(|e| e == format.extension());
                if ui.radio(is, format.words).clicked() {
                    let path = path.with_extension(format.extension());
                    self.path = path.display().to_string();
                }
            }
        });
        let words = CODEBOOK_FORMATS.iter().map(|format| format.holds);
        let words = words.collect::<Vec<_>>().join(" ");
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let id = Id::unique("codebook to write");
        let entered = field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let path = PathBuf::from(self.path.trim());
        let there = field::what_is_there(ui, id, &self.path, fresh);
        let label = if there.exists {
            "Replace the file"
        } else {
            "Export"
        };
        let ready = !self.path.trim().is_empty() && !there.is_folder;
        let format = CodebookFormat::by_ending(&path).unwrap_or(CodebookFormat::usual());
        let ending = format.extension();
        let pressed = ui.horizontal(|ui| {
            if ui.button("Choose …").clicked() {
                cx.ask(Ask::Native(NativeDialog::ExportCodebook { ending }));
            }
            ui.add_enabled(ready, egui::Button::new(label)).clicked()
        });
        if pressed.inner || (entered && ready && !there.exists) {
            cx.send(Command::Codebook(CodebookCommand::Export(path)));
            return false;
        }
        true
    }
}
