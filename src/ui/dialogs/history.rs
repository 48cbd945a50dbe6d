//! What was done, by whom and when, and earlier versions of the workspace: to go back to.

use egui::{Align, Layout, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::widgets::rows::{Heights, RowsState};
use super::super::{Cx, counted};
use super::Body;
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::workspace::Standing;

/// Height of the lists, in points.
const HEIGHT: f32 = 380.0;

fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// The steps of the history, the newest first; a click goes to just after one.
#[derive(Default)]
pub(super) struct History {
    rows: RowsState,
}

impl Body for History {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let state = cx.state;
        let steps = state.history.steps();
        let words = "A click goes to just after a step. Steps that were taken back and steps of branches that were left stay here.";
        ui.label(
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small),
        );
        if steps.is_empty() {
            ui.label("Nothing has been done yet.");
            return true;
        }
        let here = state.history.here();
        let size = vec2(ui.available_width(), HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let heights = Heights {
            row: f64::from(theme.size.table_row),
            others: &[],
            other: 0.0,
        };
        let mut wanted = None;
        let id = ui.scope_id().with("steps");
        let n = steps.len() + 1;
        self.rows
            .show(ui, id, rect, n, &heights, theme, |ui, row, rect| {
                // The last row is the beginning, before the first step.
                let at = steps.len().checked_sub(row + 1);
                let is_here = at == here;
                let response = ui.interact(rect, ui.scope_id().with(("step", at)), Sense::CLICK);
                let (label, stamp, standing) = match at.and_then(|at| steps.get(at)) {
                    Some((step, standing)) => {
                        let by = if step.stamp.by.is_empty() {
                            String::new()
                        } else {
                            format!("{} · ", step.stamp.by)
                        };
                        let stamp = format!("{by}{}", time(step.stamp.at));
                        (step.edit.label.clone(), stamp, *standing)
                    }
                    None => ("the beginning".to_owned(), String::new(), Standing::Done),
                };
                let (color, mark) = match standing {
                    Standing::Done => (theme.color.text, ""),
                    Standing::Undone => (theme.color.weak, "taken back"),
                    Standing::Left => (theme.color.weak, "another branch"),
                };
                let says = format!("{label}, {stamp} {mark}");
                response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_here, &says));
                if is_here {
                    ui.painter().rect_filled(rect, 0.0, theme.color.selected);
                } else if response.hovered() || response.has_focus() {
                    ui.painter().rect_filled(rect, 0.0, theme.color.hover);
                }
                let inner = rect.shrink2(vec2(theme.space.s, 0.0));
                let right = [mark, &stamp].into_iter().filter(|s| !s.is_empty());
                let right = right.collect::<Vec<_>>().join(" · ");
                let painter = ui.painter().with_clip_rect(inner.intersect(ui.clip_rect()));
                let right = painter.layout_no_wrap(right, theme.small(), theme.color.weak);
                let place =
                    egui::Align2::RIGHT_CENTER.anchor_size(inner.right_center(), right.size());
                let mut job = egui::text::LayoutJob::simple_singleline(label, theme.body(), color);
                let room = place.left() - inner.left() - theme.space.m;
                job.wrap = egui::text::TextWrapping::truncate_at_width(room);
                let left = painter.layout_job(job);
                let at_left =
                    egui::Align2::LEFT_CENTER.anchor_size(inner.left_center(), left.size());
                painter.galley(at_left.min, left, color);
                painter.galley(place.min, right, theme.color.weak);
                if response.clicked() {
                    wanted = Some(at);
                }
            });
        if let Some(step) = wanted.filter(|at| *at != here) {
            cx.send(Command::File(FileCommand::GoToStep(step)));
        }
        ui.label(
            RichText::new(counted(steps.len(), "step", "steps"))
                .color(theme.color.weak)
                .size(theme.text.small),
        );
        true
    }
}

/// Earlier versions of the workspace file, and how each differs from now.
pub(super) struct Generations;

impl Body for Generations {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        if fresh {
            cx.send(Command::File(FileCommand::ListBackups));
            return true;
        }
        let found = cx.state.generations.clone();
        if let Some(problem) = &found.problem {
            ui.label(RichText::new(problem).color(theme.color.error));
        }
        if found.all.is_empty() {
            ui.label(
                "There is no earlier version yet: one is kept when the file is written in full.",
            );
            return true;
        }
        let chosen = found.chosen.as_ref().map(|(path, ..)| path);
        ScrollArea::vertical()
            .max_height(200.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for backup in &found.all {
                    let is_chosen = chosen == Some(&backup.path);
                    if ui.selectable_label(is_chosen, time(backup.at)).clicked() {
                        let path = backup.path.clone();
                        cx.send(Command::File(FileCommand::PreviewBackup(path)));
                    }
                }
            });
        ui.add_space(theme.space.s);
        let Some((_, workspace, differs)) = &found.chosen else {
            ui.label(
                RichText::new("Choose one to see how it differs from now.").color(theme.color.weak),
            );
            return true;
        };
        let annotations = counted(workspace.annotations.len(), "annotation", "annotations");
        ui.label(RichText::new(format!("It holds {annotations}. Against now:")).font(theme.bold()));
        for (kind, differs) in differs.iter().filter(|(_, d)| !d.is_empty()) {
            ui.label(format!("{kind}: {}", differs.words()));
        }
        if differs.iter().all(|(_, d)| d.is_empty()) {
            ui.label("nothing differs");
        }
        let mut stays = true;
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let may = cx.state.may_edit();
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
        let conflicts = cx.state.outside.conflicts.clone();
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
