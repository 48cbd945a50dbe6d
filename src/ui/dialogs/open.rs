//! Opens or adds folders and files: a path field that is always there, and the desktop's own dialogs
//! beside it.

use std::path::PathBuf;

use egui::{Id, RichText, Ui};

use super::super::native_dialog::NativeDialog;
use super::super::widgets::field;
use super::super::{Ask, Cx};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::FileCommand;

/// Opens a workspace, a folder or files.
pub(in crate::ui) static OPEN: DialogInfo = DialogInfo {
    id: "open",
    title: "Open",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(to_open()),
};

/// Adds some to the open workspace.
pub(in crate::ui) static ADD: DialogInfo = DialogInfo {
    id: "add-articles",
    title: "Add articles",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(to_add()),
};

/// Opens a workspace, a folder or files.
pub(in crate::ui) fn to_open() -> DialogRequest {
    DialogRequest::new(&OPEN, |_| Open::new(false))
}

/// Adds some to the open workspace.
pub(in crate::ui) fn to_add() -> DialogRequest {
    DialogRequest::new(&ADD, |_| Open::new(true))
}

/// Opens or adds folders and files.
struct Open {
    add: bool,
    path: String,
    /// Whether there is something at the path.
    ready: bool,
}

impl Open {
    fn new(add: bool) -> Self {
        let here = std::env::current_dir()
            .map(|d| format!("{}/", d.display()))
            .unwrap_or_default();
        Self {
            add,
            path: here,
            ready: false,
        }
    }
}

impl Body for Open {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        ui.label(
            RichText::new("A folder of articles, a workspace.ron, or a file")
                .color(theme.color.weak),
        );
        let id = Id::unique("path to open");
        field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        // Where the disk has not answered yet, opening it tells what is wrong.
        let there = field::what_is_there(ui, id, &self.path, fresh);
        self.ready = !self.path.trim().is_empty() && there.is_none_or(|there| there.exists);
        ui.add_space(theme.space.xs);
        ui.horizontal(|ui| {
            for (label, what) in [
                ("Choose folder …", NativeDialog::Folder { add: self.add }),
                ("Choose files …", NativeDialog::Files { add: self.add }),
            ] {
                if ui.button(label).clicked() {
                    cx.ask(Ask::Native(what));
                }
            }
        });
        if !self.ready && !self.path.trim().is_empty() {
            ui.label(
                RichText::new("There is no file or folder of this name.")
                    .color(theme.color.weak)
                    .size(theme.text.small),
            );
        }
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let label = if self.add { "Add" } else { "Open" };
        if !foot.choice(label, self.ready) {
            return true;
        }
        let paths = vec![PathBuf::from(self.path.trim())];
        cx.send(Command::File(if self.add {
            FileCommand::AddSource(paths)
        } else {
            FileCommand::Open(paths)
        }));
        false
    }
}
