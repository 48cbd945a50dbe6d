//! Dispersion: where the mentions stand, a row an article, a tick a mention.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Rect, RichText, Shape, Stroke, Ui, pos2, vec2};

use super::super::Cx;
use super::super::theme::Theme;
use super::super::widgets::choice::choice;
use super::super::widgets::list::{ListLook, ListState};
use super::super::widgets::table_view::table_buttons;
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told};
use crate::analysis::dispersion::{Dispersion, DispersionRow, DispersionView};
use crate::analysis::hits::Subject;
use crate::app::command::ViewCommand;
use crate::app::{Command, State};
use crate::text::Span;
use crate::workspace::Slot;

/// The panel's id.
pub const PANE: Pane = Pane::new("Dispersion");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Dispersion",
    place: Place {
        side: Side::Bottom,
        order: 3,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<DispersionPanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct DispersionPanel {
    looking: Looking<DispersionView>,
    list: ListState,
    /// Whether all articles are drawn equally long.
    equal: bool,
}

/// Height of a row, widths of day and title and of what stands at the right, in points.
const ROW: f32 = 16.0;
const DAY: f32 = 84.0;
const TITLE: f32 = 220.0;
const EVENLY: f32 = 350.0;

impl Panel for DispersionPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) => table,
            Ok(None) => return told(ui, cx, "The mentions are being looked for …"),
            Err(error) => {
                let words = format!("Nothing could be counted: {error}");
                return told(ui, cx, &words);
            }
        };
        if table.series.is_empty() || table.rows.is_empty() {
            let words =
                "Search for something, or follow it, to see where it stands in the articles.";
            return told(ui, cx, words);
        }
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let aside = if area.width() > 760.0 { EVENLY } else { 0.0 };
        let rect = area.with_max_x(area.right() - aside);
        if aside > 0.0 {
            evenly(ui, cx, &table, area.with_min_x(rect.right()));
        }
        let look = ListLook {
            id: PANE.focus_id(),
            name: "Dispersion",
            rect,
            row: ROW,
            theme,
        };
        let slots: Vec<Slot> = table.series.iter().map(|s| slot(cx, s.subject)).collect();
        let equal = self.equal;
        let walked = self.list.show(ui, &look, table.rows.len(), |ui, at, rect| {
            let row = table.rows.get(at);
            row.map_or_else(String::new, |row| {
                draw(ui, theme, &table, row, &slots, rect, equal)
            })
        });
        if let Some(row) = walked.entered.and_then(|at| table.rows.get(at))
            && let Some(id) = cx.state.session.corpus().id(row.at)
        {
            let first = row.places.iter().flatten().map(|(_, byte)| *byte).min();
            let byte = first.unwrap_or(0) as usize;
            cx.send(Command::View(ViewCommand::OpenAt(
                id,
                Span::new(byte, byte),
            )));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<DispersionView>() {
            table_buttons(ui, cx, &table, "dispersion");
        }
        let words = |equal: &bool| {
            let words = if *equal {
                "equal length"
            } else {
                "length in words"
            };
            words.to_owned()
        };
        if let Some(equal) = choice(ui, "Length", &words(&self.equal), &[false, true], words) {
            self.equal = equal;
        }
    }
}

/// The place in the palette of a series.
fn slot(cx: &Cx<'_>, subject: Subject) -> Slot {
    let workspace = cx.state.session.workspace();
    match subject {
        Subject::Track(id) => workspace.track(id).map_or(Slot::after(0), |t| t.slot),
        Subject::Search => Slot::least_used(workspace.tracks.iter().map(|t| t.slot)),
    }
}

/// Draws the row of an article; what it says.
fn draw(
    ui: &Ui,
    theme: &Theme,
    table: &Dispersion,
    row: &DispersionRow,
    slots: &[Slot],
    rect: Rect,
    equal: bool,
) -> String {
    let painter = ui.painter_at(rect);
    let cut = |words: &str, left: f32, width: f32, color| {
        let mut job = LayoutJob::simple_singleline(words.to_owned(), theme.small(), color);
        job.wrap = TextWrapping::truncate_at_width(width);
        let galley = painter.layout_job(job);
        let top = rect.center().y - galley.size().y / 2.0;
        painter.galley(pos2(left, top), galley, color);
    };
    cut(&row.day, rect.left(), DAY - 8.0, theme.color.text);
    cut(&row.title, rect.left() + DAY, TITLE - 8.0, theme.color.weak);
    let share = if equal || table.longest == 0 {
        1.0
    } else {
        row.words as f32 / table.longest as f32
    };
    let left = rect.left() + DAY + TITLE;
    let bar = Rect::from_min_max(
        pos2(left, rect.top() + 3.0),
        pos2(rect.right(), rect.bottom() - 3.0),
    );
    let bar = bar.with_max_x(left + bar.width() * share);
    painter.rect_filled(bar, 0.0, theme.color.panel);
    let mut counts = Vec::new();
    for (number, (places, slot)) in row.places.iter().zip(slots).enumerate() {
        let color = theme.color.slot(*slot);
        for (place, _) in places {
            let x = bar.left() + bar.width() * place;
            painter.add(tick(number, x, rect, color));
        }
        if let Some(series) = table.series.get(number).filter(|_| !places.is_empty()) {
            counts.push(format!("{} {}", series.name, places.len()));
        }
    }
    format!("{}, {}: {}", row.day, row.title, counts.join(", "))
}

/// The tick of a series: its form is another as well as its colour.
fn tick(number: usize, x: f32, rect: Rect, color: egui::Color32) -> Shape {
    let (top, middle, bottom) = (rect.top() + 1.0, rect.center().y, rect.bottom() - 1.0);
    let line = Stroke::new(2.0, color);
    let between = |from: f32, to: f32| Shape::line_segment([pos2(x, from), pos2(x, to)], line);
    match number % 4 {
        0 => between(top, bottom),
        1 => between(top, middle),
        2 => between(middle, bottom),
        _ => Shape::circle_stroke(pos2(x, middle), 3.0, Stroke::new(1.5, color)),
    }
}

/// How evenly each series is spread.
fn evenly(ui: &mut Ui, cx: &Cx<'_>, table: &Dispersion, rect: Rect) {
    let theme = cx.theme;
    let inner = rect.shrink2(vec2(theme.space.l, theme.space.m));
    let mut side = ui.new_child(egui::UiBuilder::new().id_salt("evenly").max_rect(inner));
    side.set_clip_rect(rect.intersect(ui.clip_rect()));
    egui::Grid::new("how evenly")
        .num_columns(5)
        .spacing(vec2(theme.space.m, theme.space.s))
        .show(&mut side, |ui| {
            for head in ["How evenly", "Mentions", "Range", "DP", "DPnorm"] {
                let words = RichText::new(head).color(theme.color.weak);
                ui.label(words.size(theme.text.small));
            }
            ui.end_row();
            for series in &table.series {
                let mut job = LayoutJob::simple_singleline(
                    series.name.clone(),
                    theme.body(),
                    theme.color.text,
                );
                job.wrap = TextWrapping::truncate_at_width(90.0);
                let slot = slot(cx, series.subject);
                ui.horizontal(|ui| {
                    let (at, _) = ui.allocate_exact_size(vec2(9.0, 9.0), egui::Sense::hover());
                    let color = theme.color.slot(slot);
                    ui.painter().rect_filled(at, 2.0, color);
                    ui.label(job);
                });
                let number =
                    |n: Option<f64>| n.map_or_else(|| "–".to_owned(), |n| format!("{n:.2}"));
                ui.label(super::super::grouped(series.mentions));
                let spread = series.spread;
                ui.label(spread.map_or(0, |s| s.range).to_string());
                ui.label(RichText::new(number(spread.map(|s| s.dp))).font(theme.bold()));
                ui.label(number(spread.and_then(|s| s.dp_norm)));
                ui.end_row();
            }
        });
    let words = "DP: half the sum of the differences between each article’s share of the mentions and its share of the words. 0 is as even as the words.";
    side.label(
        RichText::new(words)
            .color(theme.color.weak)
            .size(theme.text.tiny),
    );
}
