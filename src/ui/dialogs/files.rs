//! Places on disk: a path field that is always there, and the desktop's own dialogs beside it.

use std::path::PathBuf;

use egui::{Button, Id, RichText, Ui};

use super::super::commands::UiCommand;
use super::super::run_command::NativeDialog;
use super::super::widgets::field;
use super::super::{Ask, Cx};
use super::Body;
use crate::app::command::FileCommand;
use crate::app::{Command, State};
use crate::exchange::{Format, Holding};

/// Opens or adds folders and files.
pub(super) struct Open {
    add: bool,
    path: String,
}

impl Open {
    pub fn new(add: bool) -> Self {
        let here = std::env::current_dir()
            .map(|d| format!("{}/", d.display()))
            .unwrap_or_default();
        Self { add, path: here }
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
        let entered = field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let path = PathBuf::from(self.path.trim());
        let ready = field::what_is_there(ui, id, &self.path, fresh).exists;
        let mut stays = true;
        ui.add_space(theme.space.s);
        ui.horizontal(|ui| {
            let label = if self.add { "Add" } else { "Open" };
            if ui.add_enabled(ready, Button::new(label)).clicked() || (entered && ready) {
                let paths = vec![path.clone()];
                cx.send(Command::File(if self.add {
                    FileCommand::AddSource(paths)
                } else {
                    FileCommand::Open(paths)
                }));
                stays = false;
            }
            for (label, what) in [
                ("Choose folder …", NativeDialog::Folder { add: self.add }),
                ("Choose files …", NativeDialog::Files { add: self.add }),
            ] {
                if ui.button(label).clicked() {
                    cx.ask(Ask::Native(what));
                }
            }
        });
        if !ready && !self.path.trim().is_empty() {
            ui.label(
                RichText::new("There is no file or folder of this name.")
                    .color(theme.color.weak)
                    .size(theme.text.small),
            );
        }
        stays
    }
}

/// Saves a copy of the workspace.
pub(super) struct SaveCopy {
    path: String,
}

impl SaveCopy {
    pub fn new(state: &State) -> Self {
        let beside = beside_workspace(state, "workspace copy.ron");
        Self { path: beside }
    }
}

impl Body for SaveCopy {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let save = |path| Command::File(FileCommand::SaveAs(path));
        place(
            ui,
            cx,
            fresh,
            &mut self.path,
            "Save",
            &save,
            NativeDialog::SaveCopy,
        )
    }
}

/// Exports annotations.
pub(super) struct Export {
    format: &'static Format,
    filtered: bool,
    path: String,
}

impl Export {
    pub fn new(state: &State) -> Self {
        let format = Format::usual();
        let filtered = !state.search.filter.is_empty() || state.search.query.query.is_some();
        Self {
            format,
            filtered,
            path: in_export_folder(state, &format!("annotations.{}", format.extension())),
        }
    }
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let before = self.format;
        ui.horizontal(|ui| {
            for format in Format::writable() {
                ui.radio_value(&mut self.format, format, format.words);
            }
        });
        if before != self.format {
            let path = PathBuf::from(&self.path);
            let is_named = path
                .extension()
                .is_some_and(|e| before.endings.iter().any(|b| e == *b));
            if is_named {
                let path = path.with_extension(self.format.extension());
                self.path = path.display().to_string();
            } else {
                self.path += &format!(".{}", self.format.extension());
            }
        }
        let lacks: Vec<&str> = self.format.lacks().map(Holding::words).collect();
        if !lacks.is_empty() {
            let words = format!("Its files do not hold: {}.", lacks.join("; "));
            let words = RichText::new(words).color(cx.theme.color.weak);
            ui.label(words.size(cx.theme.text.small));
        }
        let shown = cx.state.search.base.annotations;
        let all = cx.state.session.workspace().annotations.len();
        ui.radio_value(
            &mut self.filtered,
            false,
            format!("All annotations ({all})"),
        );
        ui.radio_value(
            &mut self.filtered,
            true,
            format!("Only those that filter and search show ({shown})"),
        );
        let (format, filtered) = (self.format, self.filtered);
        let export = |path| {
            Command::File(FileCommand::Export {
                format,
                path,
                filtered,
            })
        };
        place(
            ui,
            cx,
            fresh,
            &mut self.path,
            "Export",
            &export,
            NativeDialog::Export { format, filtered },
        )
    }
}

/// Exports the chart.
pub(super) struct ExportChart {
    path: String,
}

impl ExportChart {
    pub fn new(state: &State) -> Self {
        Self {
            path: in_export_folder(state, "timeline.csv"),
        }
    }
}

impl Body for ExportChart {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let words =
            "Every bin as it is drawn, with counts, intervals and what is divided by, as CSV.";
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        let export = |path| Command::File(FileCommand::ExportChart(path));
        place(
            ui,
            cx,
            fresh,
            &mut self.path,
            "Export",
            &export,
            NativeDialog::ExportChart,
        )
    }
}

/// Where an export goes if nobody says otherwise: outside the articles.
pub(super) fn in_export_folder(state: &State, name: &str) -> String {
    state.export_folder().join(name).display().to_string()
}

fn beside_workspace(state: &State, name: &str) -> String {
    let folder = state
        .session
        .project()
        .as_ref()
        .and_then(|p| p.file.parent());
    folder.map_or_else(|| name.to_owned(), |f| f.join(name).display().to_string())
}

/// A field for where to write; says whether it would replace something.
fn place(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    fresh: bool,
    path: &mut String,
    label: &str,
    command: &dyn Fn(PathBuf) -> Command,
    native: NativeDialog,
) -> bool {
    let theme = cx.theme;
    let id = Id::unique("path to write");
    let entered = field::path(ui, id, path, "Path");
    if fresh {
        ui.memory_mut(|m| m.request_focus(id));
    }
    let target = PathBuf::from(path.trim());
    let there = field::what_is_there(ui, id, path, fresh);
    let exists = there.exists;
    let writable = !path.trim().is_empty() && !there.is_folder;
    let mut stays = true;
    ui.add_space(theme.space.s);
    ui.horizontal(|ui| {
        let label = if exists {
            format!("{label} and replace")
        } else {
            label.to_owned()
        };
        // Enter never replaces: that takes the button that says so.
        if ui.add_enabled(writable, Button::new(label)).clicked()
            || (entered && writable && !exists)
        {
            cx.send(command(target.clone()));
            stays = false;
        }
        if ui.button("Choose place …").clicked() {
            cx.ask(Ask::Native(native));
        }
    });
    if exists {
        ui.label(
            RichText::new("A file of this name exists.")
                .color(theme.color.warning)
                .size(theme.text.small),
        );
    }
    stays
}

/// The work cannot be saved and the window is to close.
pub(super) struct CloseUnsaved {
    pub why: String,
}

impl Body for CloseUnsaved {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        ui.label(RichText::new(&self.why).color(cx.theme.color.error));
        ui.label("Closing now would lose the changes since the last save.");
        let mut stays = true;
        ui.horizontal(|ui| {
            if ui.button("Save a copy …").clicked() {
                cx.ask(Ask::Run(UiCommand::SaveCopy));
                stays = false;
            }
            if ui.button("Keep working").clicked() {
                stays = false;
            }
            if ui.button("Close without saving").clicked() {
                cx.ask(Ask::Abandon);
                stays = false;
            }
        });
        stays
    }
}
