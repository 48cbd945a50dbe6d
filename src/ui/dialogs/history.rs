//! What was done, by whom and when, and earlier versions of the workspace: to go back to.

use egui::{Align, Id, Layout, RichText, ScrollArea, Sense, Ui, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::widgets::list::{ListLook, ListState};
use super::super::{Cx, counted};
use super::Body;
use super::differences::{Differences, Sides, line};
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::workspace::telling::{Difference, differences};
use crate::workspace::{Standing, Step};

/// Height of the list of steps, in points.
const STEPS: f32 = 220.0;

/// Height of what a step or a version changes, in points.
const CHANGES: f32 = 240.0;

/// Height of the list of earlier versions, in points.
const VERSIONS: f32 = 120.0;

fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// The steps of the history, the newest first, and what the one under the cursor changes.
#[derive(Default)]
pub(super) struct History {
    list: ListState,
    /// What the step of this number changes.
    told: Option<(usize, Vec<Difference>)>,
    changes: Differences,
}

impl Body for History {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let state = cx.state;
        let steps = state.session.history().steps();
        let words = "Enter or a click goes to just after a step. Steps that were taken back and steps of branches that were left stay here.";
        ui.label(
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small),
        );
        if steps.is_empty() {
            ui.label("Nothing has been done yet.");
            return true;
        }
        let here = state.session.history().here();
        let n = steps.len() + 1;
        // The last row is the beginning, before the first step.
        let step_of = |row: usize| steps.len().checked_sub(row + 1);
        let rows = (n as f32 * theme.size.table_row).min(STEPS);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), rows), Sense::hover());
        let look = ListLook {
            id: Id::unique("steps"),
            name: "Steps",
            rect,
            row: theme.size.table_row,
            theme,
        };
        if fresh {
            self.list
                .go_to(here.map_or(n - 1, |at| steps.len() - 1 - at));
        }
        let walked = self.list.show(ui, &look, n, |ui, row, rect| {
            let at = step_of(row);
            let (label, right) = told(at.and_then(|at| steps.get(at)), at == here);
            line(ui, cx, rect, &label, &right);
            format!("{label}, {right}")
        });
        if fresh {
            // After it is drawn: in its first frame a window is measured, and nothing in it keeps the focus.
            ui.memory_mut(|m| m.request_focus(look.id));
        }
        if let Some(step) = walked.entered.map(step_of).filter(|at| *at != here) {
            cx.send(Command::File(FileCommand::GoToStep(step)));
        }
        ui.label(
            RichText::new(counted(steps.len(), "step", "steps"))
                .color(theme.color.weak)
                .size(theme.text.small),
        );
        if let Some((at, (step, _))) =
            step_of(self.list.cursor).and_then(|at| Some((at, steps.get(at)?)))
        {
            if self.told.as_ref().is_none_or(|(of, _)| *of != at) {
                self.told = Some((at, differences(&step.edit)));
                self.changes = Differences::default();
            }
            let all = self.told.as_ref().map_or(&[][..], |(_, all)| all);
            let sides = Sides {
                before: "before this step",
                after: "after it",
            };
            self.changes.show(ui, cx, &step.edit, all, &sides, CHANGES);
        }
        true
    }
}

/// A step in words: what it did, and who did it when and what became of it.
fn told(step: Option<&(&Step, Standing)>, is_here: bool) -> (String, String) {
    let Some((step, standing)) = step else {
        let mark = if is_here { "here" } else { "" };
        return ("the beginning".to_owned(), mark.to_owned());
    };
    let mark = match standing {
        Standing::Done if is_here => "here",
        Standing::Done => "",
        Standing::Undone => "taken back",
        Standing::Left => "another branch",
    };
    let at = time(step.stamp.at);
    let parts = [mark, &*step.stamp.by, &at];
    let right = parts.into_iter().filter(|s| !s.is_empty());
    (
        step.edit.label.clone(),
        right.collect::<Vec<_>>().join(" · "),
    )
}

/// Earlier versions of the workspace file, and how each differs from now.
#[derive(Default)]
pub(super) struct Generations {
    list: ListState,
    /// Whether the list takes the focus when it is there.
    takes_focus: bool,
    changes: Differences,
}

impl Body for Generations {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let id = Id::unique("versions");
        if fresh {
            cx.send(Command::File(FileCommand::ListBackups));
            self.takes_focus = true;
            return true;
        }
        let found = cx.state.session.generations().clone();
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
        let rows = (found.all.len() as f32 * theme.size.table_row).min(VERSIONS);
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
        self.changes
            .show(ui, cx, &chosen.edit, &chosen.differences, &sides, CHANGES);
        let mut stays = true;
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let may = cx.state.session.may_edit() && !chosen.edit.is_empty();
            let button = ui.add_enabled(may, egui::Button::new("Go back to it"));
            if button
                .on_hover_text("One step: undo returns to what is now")
                .clicked()
            {
                cx.send(Command::File(FileCommand::Restore));
                stays = false;
            }
        });
        stays
    }
}

/// What was changed on both sides, side by side.
pub(super) struct Conflicts;

impl Body for Conflicts {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let conflicts = cx.state.session.outside().conflicts.clone();
        if conflicts.is_empty() {
            ui.label("Nothing was changed on both sides.");
            return true;
        }
        let words = "The workspace file was changed by another program. These things were changed here as well; until you decide, they are as they are here.";
        ui.label(RichText::new(words).color(theme.color.weak));
        ScrollArea::vertical().max_height(400.0).show(ui, |ui| {
            for (at, conflict) in conflicts.iter().enumerate().take(200) {
                ui.add_space(theme.space.s);
                ui.label(RichText::new(&conflict.title).font(theme.bold()));
                ui.columns(2, |sides| {
                    let both = [
                        ("here", &conflict.mine, false),
                        ("in the file", &conflict.theirs, true),
                    ];
                    for (ui, (side, said, theirs)) in sides.iter_mut().zip(both) {
                        ui.label(
                            RichText::new(side)
                                .color(theme.color.weak)
                                .size(theme.text.small),
                        );
                        ui.add(egui::Label::new(said).wrap());
                        let keep = if theirs { "Take this" } else { "Keep this" };
                        if ui.button(keep).clicked() {
                            cx.send(Command::File(FileCommand::Decide {
                                conflict: at,
                                theirs,
                            }));
                        }
                    }
                });
            }
        });
        true
    }
}
