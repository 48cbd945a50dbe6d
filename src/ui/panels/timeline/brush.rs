//! The brush: dragging a range of days, moving its edges, clicking a bin.

use egui::{CursorIcon, PointerButton, Ui};
use jiff::civil::Date;

use super::TimelinePanel;
use super::plot::{Shown, brush_edges};
use crate::analysis::{Bin, Timeline};
use crate::app::command::FilterCommand;
use crate::app::{Command, Hovered};
use crate::ui::commands::UiCommand;
use crate::ui::dialogs;
use crate::ui::widgets::menu_item;
use crate::ui::{Ask, Cx};

/// How near an edge must be to be taken, in points.
const GRAB: f32 = 6.0;

impl TimelinePanel {
    pub(super) fn brush(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        timeline: &Timeline,
        shown: &Shown,
    ) {
        let response = &shown.response;
        let edges = cx
            .state
            .search
            .filter
            .dates
            .and_then(|(a, b)| Some(((a, b), brush_edges(timeline, shown, a, b)?)));
        if let Some(pos) = response.hover_pos() {
            let near = edges
                .is_some_and(|(_, (l, r))| (pos.x - l).abs() < GRAB || (pos.x - r).abs() < GRAB);
            ui.set_cursor_icon(if near {
                CursorIcon::ResizeHorizontal
            } else {
                CursorIcon::Crosshair
            });
            if let Some(bin) = timeline.bins.get(shown.bin_at(pos.x)) {
                *cx.hovered = Some(Hovered::Bin(bin.start));
            }
        }
        if response.drag_started_by(PointerButton::Primary) {
            let x = ui.input(|i| i.pointer.press_origin()).map(|p| p.x);
            self.drag = x.and_then(|x| begun(timeline, shown, x, edges));
        }
        if let (Some((from, _)), Some(pos)) = (self.drag, response.interact_pointer_pos())
            && let Some(bin) = timeline.bins.get(shown.bin_at(pos.x))
        {
            let to = if from <= bin.start {
                bin.last
            } else {
                bin.start
            };
            self.drag = Some((from, to));
        }
        if response.drag_stopped() {
            if let Some((a, b)) = self.drag.take() {
                cx.send(Command::Filter(FilterCommand::Dates(Some(whole_bins(
                    timeline,
                    a.min(b),
                    a.max(b),
                )))));
            }
        } else if response.double_clicked() {
            cx.send(Command::Filter(FilterCommand::Dates(None)));
        } else if response.clicked() {
            let bin = response
                .interact_pointer_pos()
                .and_then(|p| timeline.bins.get(shown.bin_at(p.x)));
            if let Some(bin) = bin {
                cx.send(Command::Filter(FilterCommand::Dates(Some((
                    bin.start, bin.last,
                )))));
            }
        }
        if response.secondary_clicked() {
            let at = response.interact_pointer_pos();
            self.asked = at.map(|pos| shown.bin_at(pos.x));
        }
        let bin = self.asked.and_then(|at| timeline.bins.get(at));
        response.context_menu(|ui| menu(ui, cx, bin));
    }
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>, bin: Option<&Bin>) {
    if let Some(bin) = bin {
        let first = cx
            .state
            .search
            .filter
            .dates
            .map_or(bin.start, |(from, _)| from);
        let last = cx.state.search.filter.dates.map_or(bin.last, |(_, to)| to);
        for (words, from, to) in [
            (format!("Show only {}", days(bin)), bin.start, bin.last),
            (
                format!("From {} on", bin.start),
                bin.start,
                last.max(bin.last),
            ),
            (
                format!("Up to {}", bin.last),
                first.min(bin.start),
                bin.last,
            ),
        ] {
            if menu_item(ui, &words) {
                cx.send(Command::Filter(FilterCommand::Dates(Some((from, to)))));
            }
        }
        ui.separator();
    }
    if menu_item(ui, "Copy numbers")
        && let Ok(text) = cx.state.chart_csv()
    {
        cx.ask(Ask::Copy(text));
    }
    if menu_item(ui, "Mark an event …") {
        cx.ask(Ask::Dialog(dialogs::events::request(bin.map(|b| b.start))));
    }
    if menu_item(ui, "Save as CSV, SVG or PNG …") {
        cx.ask(Ask::Run(UiCommand::EXPORT_CHART));
    }
    if menu_item(ui, "Clear the range") {
        cx.send(Command::Filter(FilterCommand::Dates(None)));
    }
}

/// The days of a bin, in words.
fn days(bin: &Bin) -> String {
    if bin.start == bin.last {
        bin.start.to_string()
    } else {
        format!("{} to {}", bin.start, bin.last)
    }
}

/// Where a drag begins: at the far edge when an edge is taken, else at the bin under the pointer.
fn begun(
    timeline: &Timeline,
    shown: &Shown,
    x: f32,
    edges: Option<((Date, Date), (f32, f32))>,
) -> Option<(Date, Date)> {
    if let Some(((from, to), (left, right))) = edges {
        if (x - left).abs() < GRAB {
            return Some((to, from));
        }
        if (x - right).abs() < GRAB {
            return Some((from, to));
        }
    }
    let bin = timeline.bins.get(shown.bin_at(x))?;
    Some((bin.start, bin.last))
}

/// The range widened to whole bins.
fn whole_bins(timeline: &Timeline, from: Date, to: Date) -> (Date, Date) {
    let first = timeline.bin_at(from).map_or(from, |b| b.start);
    let last = timeline.bin_at(to).map_or(to, |b| b.last);
    (first, last)
}
