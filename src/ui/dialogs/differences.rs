//! What an edit changes, thing by thing: a list, and below it what the one under the cursor was and
//! becomes.

use egui::{Align2, Id, Label, Rect, RichText, ScrollArea, Sense, Ui, vec2};

use super::super::Cx;
use super::super::widgets::list::{ListLook, ListState};
use crate::workspace::Edit;
use crate::workspace::describe::{Difference, Names, RecordState, summary};

/// Height of the two sides of a thing, in points.
const SIDES: f32 = 120.0;

/// What the two sides of a thing are called.
pub(super) struct Sides {
    pub before: &'static str,
    pub after: &'static str,
}

/// The list of what an edit changes.
#[derive(Default)]
pub(super) struct Differences {
    list: ListState,
    /// How many there are of each kind, and of which list that was counted.
    summary: (usize, String),
}

impl Differences {
    /// Draws them in a height of so many points.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        edit: &Edit,
        all: &[Difference],
        sides: &Sides,
        height: f32,
    ) {
        let theme = cx.theme;
        let of = all.as_ptr() as usize;
        if self.summary.0 != of {
            self.summary = (of, summary(all).join(" · "));
        }
        ui.label(RichText::new(&self.summary.1).font(theme.bold()));
        if all.is_empty() {
            return;
        }
        let names = Names {
            codebook: &cx.state.session.workspace().codebook,
            edit: Some(edit),
        };
        let row = theme.size.table_row;
        let rows = (all.len() as f32 * row).min((height - SIDES).max(row));
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), rows), Sense::hover());
        let look = ListLook {
            id: Id::unique("differences"),
            name: "Differences",
            rect,
            row,
            theme,
        };
        self.list.show(ui, &look, all.len(), |ui, at, rect| {
            let Some(one) = all.get(at) else {
                return String::new();
            };
            let (kind, _) = one.thing.kind();
            let said = one.after(edit).or(one.before(edit));
            let title = said.map_or_else(String::new, |said| names.title(&one.thing, said));
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            let fate = format!("{kind} {}", one.fate.words());
            line(ui, cx, rect, &title, &fate);
            format!("{fate}: {title}")
        });
        let Some(one) = all.get(self.list.cursor) else {
            return;
        };
        ui.add_space(theme.space.xs);
        let words = |said: Option<RecordState<'_>>| {
            said.map_or_else(|| "not there".to_owned(), |said| names.words(said))
        };
        let both = [
            (sides.before, words(one.before(edit))),
            (sides.after, words(one.after(edit))),
        ];
        ScrollArea::vertical()
            .id_salt("sides")
            .max_height(SIDES)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.columns(2, |columns| {
                    for (ui, (side, said)) in columns.iter_mut().zip(&both) {
                        ui.label(
                            RichText::new(*side)
                                .color(theme.color.weak)
                                .size(theme.text.small),
                        );
                        ui.add(Label::new(RichText::new(said).size(theme.text.small)).wrap());
                    }
                });
            });
    }
}

/// A row: words at the left, cut where room ends, and quiet ones at the right.
pub(super) fn line(ui: &Ui, cx: &Cx<'_>, rect: Rect, left: &str, right: &str) {
    let theme = cx.theme;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let right = painter.layout_no_wrap(right.to_owned(), theme.small(), theme.color.weak);
    let place = Align2::RIGHT_CENTER.anchor_size(rect.right_center(), right.size());
    let mut job =
        egui::text::LayoutJob::simple_singleline(left.to_owned(), theme.body(), theme.color.text);
    let room = place.left() - rect.left() - theme.space.m;
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let left = painter.layout_job(job);
    let at = Align2::LEFT_CENTER.anchor_size(rect.left_center(), left.size());
    painter.galley(at.min, left, theme.color.text);
    painter.galley(place.min, right, theme.color.weak);
}
