//! Exports annotations.

use egui::{RichText, ScrollArea, Ui};

use super::super::native_dialog::NativeDialog;
use super::super::{Cx, counted};
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::command::{ExportScope, FileCommand};
use crate::app::{Command, State};
use crate::exchange::{Format, Holding};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "export-annotations",
    title: "Export annotations",
    width: Width::Table,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, Export::new)
}

struct Export {
    format: &'static Format,
    scope: ExportScope,
    place: Place,
}

impl Export {
    fn new(state: &State) -> Self {
        let format = Format::usual();
        let is_narrowed = !state.search.filter.is_empty() || state.search.query.query.is_some();
        let scope = match is_narrowed {
            _ if !state.reading.selection.marked.is_empty() => ExportScope::Chosen,
            true => ExportScope::Listed,
            false => ExportScope::All,
        };
        let name = format!("annotations.{}", format.extension());
        Self {
            format,
            scope,
            place: Place::in_export_folder(state, &name),
        }
    }
}

impl Body for Export {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let before = self.format;
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(FORMATS_WIDTH);
                ScrollArea::vertical()
                    .max_height(room(ui, 330.0))
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        for format in Format::writable() {
                            ui.radio_value(&mut self.format, format, format.words);
                        }
                    });
            });
            ui.vertical(|ui| self.settings(ui, cx, fresh, before));
        });
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.place.foot(foot, "Export") else {
            return true;
        };
        cx.send(Command::File(FileCommand::Export {
            format: self.format,
            path,
            scope: self.scope,
        }));
        false
    }
}

/// Width of the list of formats, in points.
const FORMATS_WIDTH: f32 = 280.0;

impl Export {
    /// What is exported, what is lost, and where it is written.
    fn settings(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool, before: &'static Format) {
        if before != self.format {
            let path = self.place.path.clone();
            let stem = before
                .endings
                .iter()
                .find_map(|e| path.strip_suffix(e)?.strip_suffix('.'));
            let stem = stem.unwrap_or(&path);
            self.place.path = format!("{stem}.{}", self.format.extension());
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
            &mut self.scope,
            ExportScope::All,
            format!("All annotations ({all})"),
        );
        ui.radio_value(
            &mut self.scope,
            ExportScope::Listed,
            format!("Only those that filter and search show ({shown})"),
        );
        let chosen = cx.state.reading.selection.marked.len();
        if chosen > 0 {
            let articles = counted(chosen, "selected article", "selected articles");
            let words = format!("Only those of the {articles}");
            ui.radio_value(&mut self.scope, ExportScope::Chosen, words);
        }
        let native = NativeDialog::Export {
            format: self.format,
            scope: self.scope,
        };
        self.place.show(ui, cx, fresh, native);
    }
}
