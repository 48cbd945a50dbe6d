//! Hits one below the other, each in its context with its article and day: any of them can be left out.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Color32, FontId, Id, Key, Modifiers, Painter, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::super::icons::{self, Icon};
use super::super::theme::Theme;
use super::super::widgets::list::{ListLook, ListState};
use crate::analysis::Base;
use crate::analysis::passages::{FoundPassage, Taken};
use crate::corpus::written_date;

/// The hits, and which of them are taken.
pub(super) struct HitLines<'a> {
    pub base: &'a Base,
    pub found: &'a [FoundPassage],
    pub taken: &'a Taken,
}

/// Where the parts of a line begin, in points from its left edge; the day, the title and the context before
/// the hit end where the next begins.
const CHECK: f32 = 22.0;
const DAY: f32 = CHECK + 4.0;
const TITLE: f32 = DAY + 90.0;
const BEFORE: f32 = TITLE + 120.0;
const HIT: f32 = BEFORE + 186.0;
const GAP: f32 = 8.0;

/// Draws the lines in the room that is left; gives the one that was taken in or left out.
pub(super) fn show(
    ui: &mut Ui,
    theme: &Theme,
    list: &mut ListState,
    lines: &HitLines<'_>,
) -> Option<usize> {
    let row = theme.size.table_row;
    let size = vec2(ui.available_width(), ui.available_height().max(row));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let look = ListLook {
        id: Id::unique("hits to tag"),
        name: "Hits",
        rect,
        row,
        theme,
    };
    let has_focus = ui.memory(|m| m.has_focus(look.id));
    let space = has_focus && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Space));
    let walked = list.show(ui, &look, lines.found.len(), |ui, at, rect| {
        line(ui, theme, lines, at, rect)
    });
    // A click on the mark itself; elsewhere it only puts the cursor there.
    let clicked = walked.entered.filter(|at| walked.moved == Some(*at));
    let on_mark = ui.input(|i| i.pointer.interact_pos());
    let on_mark = on_mark.is_some_and(|p| p.x < rect.left() + DAY);
    let by_key = (space && !lines.found.is_empty()).then_some(list.cursor);
    clicked.filter(|_| on_mark).or(by_key)
}

/// One line; what it says.
fn line(ui: &mut Ui, theme: &Theme, lines: &HitLines<'_>, at: usize, rect: Rect) -> String {
    let Some(found) = lines.found.get(at) else {
        return String::new();
    };
    let is_taken = lines.taken.contains(at);
    let metadata = &lines.base.metadata;
    let day = metadata
        .date(found.at)
        .map_or_else(|| "no date".to_owned(), |(day, of)| written_date(day, of));
    let title = metadata.title_or_opening(found.at);
    let painter = ui.painter_at(rect);
    mark(&painter, theme, rect, is_taken);
    let above = at.checked_sub(1).and_then(|above| lines.found.get(above));
    let weak = theme.color.weak;
    if above.is_none_or(|above| above.at != found.at) {
        let color = theme.color.text;
        cut(&painter, rect, DAY..TITLE, &day, theme.small(), color);
        cut(&painter, rect, TITLE..BEFORE, &title, theme.small(), color);
    }
    let anchor = &found.anchor;
    let [before, quote, after] =
        [&anchor.before, &anchor.quote, &anchor.after].map(|s| one_line(s));
    let font = theme.serif(theme.text.body);
    // The context ends at the hit, and loses its beginning where there is no room.
    let galley = painter.layout_no_wrap(before.clone(), font.clone(), weak);
    let middle = rect.center().y;
    let place = rect.left() + HIT - galley.size().x;
    let room = Rect::from_x_y_ranges(rect.left() + BEFORE..=rect.left() + HIT, rect.y_range());
    let top = middle - galley.size().y / 2.0;
    painter
        .with_clip_rect(room.intersect(painter.clip_rect()))
        .galley(pos2(place, top), galley, weak);
    let mut job = LayoutJob::default();
    let mut lit = TextFormat::simple(theme.serif_bold(theme.text.body), theme.color.text);
    if !is_taken {
        lit.color = weak;
        lit.strikethrough = Stroke::new(1.0, weak);
    }
    job.append(&quote, 0.0, lit);
    job.append(&after, 0.0, TextFormat::simple(font, weak));
    job.wrap = TextWrapping::truncate_at_width(rect.width() - HIT - GAP);
    let galley = painter.layout_job(job);
    let top = middle - galley.size().y / 2.0;
    painter.galley(pos2(rect.left() + HIT, top), galley, weak);
    let fate = if is_taken { "taken" } else { "left out" };
    format!("{day}, {title}: {before}{quote}{after}, {fate}")
}

/// The mark of a line that is taken, or left out.
fn mark(painter: &Painter, theme: &Theme, rect: Rect, is_taken: bool) {
    let center = pos2(rect.left() + CHECK / 2.0, rect.center().y);
    let square = Rect::from_center_size(center, vec2(14.0, 14.0));
    if is_taken {
        painter.rect_filled(square, theme.radius.tint, theme.color.accent);
        icons::paint(painter, square, Icon::Check, theme.color.raised);
    } else {
        let edge = Stroke::new(1.0, theme.color.edge);
        painter.rect_stroke(square, theme.radius.tint, edge, StrokeKind::Inside);
    }
}

/// Words between two distances from the left edge, cut where they do not fit.
fn cut(
    painter: &Painter,
    rect: Rect,
    within: Range<f32>,
    words: &str,
    font: FontId,
    color: Color32,
) {
    let mut job = LayoutJob::single_section(one_line(words), TextFormat::simple(font, color));
    job.wrap = TextWrapping::truncate_at_width(within.end - within.start - GAP);
    let galley = painter.layout_job(job);
    let top = rect.center().y - galley.size().y / 2.0;
    painter.galley(pos2(rect.left() + within.start, top), galley, color);
}

/// Words without line ends, which a line does not have.
fn one_line(words: &str) -> String {
    words.replace(['\n', '\r', '\t'], " ")
}
