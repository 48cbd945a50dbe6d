//! What was done, by whom and when: to go back to.

use egui::{Id, RichText, Sense, Ui, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::widgets::list::{ListLook, ListState};
use super::super::{Cx, counted};
use super::differences::{Differences, Sides, line};
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::workspace::describe::{Difference, differences};
use crate::workspace::{Standing, Step};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "history",
    title: "History",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| History::default())
}

/// Height of the list of steps, in points.
const STEPS: f32 = 220.0;

/// Height of what a step changes, in points.
const CHANGES: f32 = 240.0;

/// A time of this machine's zone, to the second.
pub(super) fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// The steps of the history, the newest first, and what the one under the cursor changes.
#[derive(Default)]
struct History {
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
        let rows = (n as f32 * theme.size.table_row).min(room(ui, STEPS));
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
            self.changes
                .show(ui, cx, &step.edit, all, &sides, room(ui, CHANGES));
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
