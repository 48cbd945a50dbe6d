//! Earlier versions of the workspace, and how each differs from now: to go back to.

use egui::{Id, RichText, Sense, Ui, vec2};

use super::super::widgets::list::{ListLook, ListState};
use super::super::{Cx, counted};
use super::differences::{Differences, Sides, line};
use super::history::time;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::Command;
use crate::app::command::FileCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "earlier-versions",
    title: "Earlier versions",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| EarlierVersions::default())
}

/// Height of the list of earlier versions, in points.
const VERSIONS: f32 = 120.0;

/// Height of what a version changes, in points.
const CHANGES: f32 = 240.0;

/// Earlier versions of the workspace file, and how each differs from now.
#[derive(Default)]
struct EarlierVersions {
    list: ListState,
    /// Whether the list takes the focus when it is there.
    takes_focus: bool,
    changes: Differences,
}

impl Body for EarlierVersions {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let id = Id::unique("versions");
        if fresh {
            cx.send(Command::File(FileCommand::ListBackups));
            self.takes_focus = true;
            return true;
        }
        let found = cx.state.session.backups().clone();
        if let Some(problem) = &found.problem {
            ui.label(RichText::new(problem).color(theme.color.error));
        }
        if !found.listed {
            ui.label("Looking for earlier versions …");
            return true;
        }
        if found.all.is_empty() {
            ui.label(
                "There is no earlier version yet: one is kept when the file is written in full.",
            );
            return true;
        }
        let rows = (found.all.len() as f32 * theme.size.table_row).min(room(ui, VERSIONS));
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), rows), Sense::hover());
        let look = ListLook {
            id,
            name: "Versions",
            rect,
            row: theme.size.table_row,
            theme,
        };
        let chosen = found.chosen.as_ref().map(|chosen| &chosen.path);
        let walked = self.list.show(ui, &look, found.all.len(), |ui, at, rect| {
            let Some(backup) = found.all.get(at) else {
                return String::new();
            };
            let shown = if chosen == Some(&backup.path) {
                "shown below"
            } else {
                ""
            };
            let at = time(backup.at);
            line(ui, cx, rect, &at, shown);
            at
        });
        if std::mem::take(&mut self.takes_focus) {
            ui.memory_mut(|m| m.request_focus(id));
        }
        if let Some(backup) = walked
            .moved
            .or(walked.entered)
            .and_then(|at| found.all.get(at))
        {
            self.changes = Differences::default();
            cx.send(Command::File(FileCommand::PreviewBackup(
                backup.path.clone(),
            )));
        }
        ui.add_space(theme.space.s);
        let Some(chosen) = &found.chosen else {
            ui.label(
                RichText::new("Choose one to see how it differs from now.").color(theme.color.weak),
            );
            return true;
        };
        let annotations = counted(chosen.annotations, "annotation", "annotations");
        ui.label(format!("It holds {annotations}. Going back to it means:"));
        if chosen.edit.is_empty() {
            ui.label("Nothing differs.");
        }
        let sides = Sides {
            before: "now",
            after: "in that version",
        };
        self.changes.show(
            ui,
            cx,
            &chosen.edit,
            &chosen.differences,
            &sides,
            room(ui, CHANGES),
        );
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let found = cx.state.session.backups();
        let differs = found.chosen.as_ref().is_some_and(|c| !c.edit.is_empty());
        // One step: undo returns to what is now. A list has the focus, so Enter is not meant for this.
        foot.without_enter();
        if !foot.choice("Go back to it", differs && cx.state.session.may_edit()) {
            return true;
        }
        cx.send(Command::File(FileCommand::Restore));
        false
    }
}
