//! Where a file is to be written: a path field, the desktop's own dialog beside it, and whether something
//! would be replaced.

use std::path::PathBuf;

use egui::{Id, RichText, Ui};

use super::super::native_dialog::NativeDialog;
use super::super::widgets::field;
use super::super::{Ask, Cx};
use super::Foot;
use crate::app::State;

/// A place to write to, while it is chosen.
pub(super) struct Place {
    /// The path as it is typed.
    pub path: String,
    /// What lies there, as soon as the disk has answered.
    there: Option<field::There>,
    /// The button was meant before the disk had answered.
    meant: bool,
}

impl Place {
    /// A file of this name where exports go if nobody says otherwise: outside the articles.
    pub fn in_export_folder(state: &State, name: &str) -> Self {
        Self {
            path: state.export_folder().join(name).display().to_string(),
            there: None,
            meant: false,
        }
    }

    /// A file of this name beside the workspace.
    pub fn beside_workspace(state: &State, name: &str) -> Self {
        let project = state.session.project();
        let folder = project.as_ref().and_then(|p| p.file.parent());
        Self {
            path: folder.map_or_else(|| name.to_owned(), |f| f.join(name).display().to_string()),
            there: None,
            meant: false,
        }
    }

    /// Draws the field.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool, native: NativeDialog) {
        let theme = cx.theme;
        let id = Id::unique("path to write");
        field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        self.there = field::what_is_there(ui, id, &self.path, fresh);
        ui.add_space(theme.space.xs);
        if ui.button("Choose place …").clicked() {
            cx.ask(Ask::Native(native));
        }
        if self.there.is_some_and(|there| there.exists) {
            ui.label(
                RichText::new("A file of this name exists.")
                    .color(theme.color.warning)
                    .size(theme.text.small),
            );
        }
    }

    /// Draws the button that writes; the path when it was meant. Enter never replaces a file: that takes the
    /// button that says so. What was meant before the disk had answered is done when it has.
    pub fn foot(&mut self, foot: &mut Foot<'_>, label: &str) -> Option<PathBuf> {
        let path = self.path.trim();
        let there = self.there.unwrap_or_default();
        let writable = !path.is_empty() && !there.is_folder;
        let label = if there.exists {
            foot.without_enter();
            format!("{label} and replace")
        } else {
            label.to_owned()
        };
        let meant = foot.choice(&label, writable);
        if self.there.is_none() {
            self.meant |= meant;
            return None;
        }
        let was_meant = std::mem::take(&mut self.meant) && writable && !there.exists;
        (meant || was_meant).then(|| PathBuf::from(path))
    }
}
