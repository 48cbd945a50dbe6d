//! The chart: mentions over time, by the measure that is chosen, with what it is divided by.
//!
//! Bins are places 0, 1, 2, … on the plot's axis, so that every bin has one width; ticks are labels of
//! the calendar. The plot never pans or zooms: dragging is the brush.
//!
//! - `plot`: bars, gaps, axes;
//! - `brush`: dragging, clicking, the keyboard;
//! - `multiples`: strips, intervals, rolling means, marked days;
//! - `lane`: articles without a place on the axis;
//! - `words`: what a bin says in words, on hover and to assistive technology.

mod brush;
mod lane;
mod multiples;
mod plot;
mod words;

use egui::{Align2, Key, Modifiers, Rect, Sense, Ui, vec2};
use jiff::civil::Date;

use super::super::commands::UiCommand;
use super::super::icons::{self, Icon};
use super::super::widgets::choice::choice;
use super::super::widgets::swatch;
use super::super::{Ask, Cx, grouped};
use super::{Pane, Panel, PanelInfo, Place, Side, empty, tracks};
use crate::analysis::{
    BinUnit, ChartForm, Denominator, Measure, SeriesOf, Split, Timeline, UnitChoice,
};
use crate::app::command::{FilterCommand, TrackCommand, ViewCommand};
use crate::app::{Command, State};
use crate::workspace::filter::FacetField;
use crate::workspace::{Slot, Track, TrackId, initials};

/// The panel's id.
pub const PANE: Pane = Pane::new("Timeline");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Timeline",
    place: Place {
        side: Side::Bottom,
        order: 1,
    },
    digit: Some(8),
    shows_focus: true,
    make: || Box::<TimelinePanel>::default(),
};

/// Height below which the chart has no legend, and breadth below which its head has fewer choices, in points.
const LOW: f32 = 130.0;
const NARROW: f32 = 620.0;

/// The chart's own state.
#[derive(Default)]
pub struct TimelinePanel {
    /// The brush while it is dragged: the day it began at, and the day it has come to.
    drag: Option<(Date, Date)>,
    /// The bin that the keyboard is at.
    cursor: Option<usize>,
    /// The bin whose menu is open.
    asked: Option<usize>,
    titles: words::HoverTitles,
}

/// A series as it is drawn.
pub(super) struct SeriesLook {
    pub name: String,
    /// What stands before its name: the letter of a track.
    pub initial: String,
    pub slot: Slot,
    /// The track; none where the chart is split.
    pub track: Option<TrackId>,
}

impl SeriesLook {
    /// The series of the chart, in order.
    fn all(state: &State) -> Vec<Self> {
        let Some(chart) = state.search.chart.table() else {
            return Vec::new();
        };
        if let Some(split) = &chart.split {
            let values = split.values.iter().enumerate();
            let look = |(i, value): (usize, &Option<String>)| Self {
                name: value.clone().unwrap_or_else(|| "all others".to_owned()),
                initial: String::new(),
                slot: Slot::after(i),
                track: None,
            };
            return values.map(look).collect();
        }
        let workspace = state.session.workspace();
        let of_no_track = |name: &str| Self {
            name: name.to_owned(),
            initial: String::new(),
            slot: Slot::least_used(workspace.tracks.iter().map(|t| t.slot)),
            track: None,
        };
        let signs = initials(&workspace.tracks);
        let look = |of: &SeriesOf| {
            Some(match of {
                SeriesOf::Track(id) => {
                    let at = workspace.tracks.iter().position(|t| t.id == *id)?;
                    let sign = signs.get(at).map_or("", String::as_str);
                    Self::of_track(workspace.tracks.get(at)?, sign)
                }
                SeriesOf::Search => of_no_track("search"),
                SeriesOf::Articles => of_no_track("articles"),
            })
        };
        chart.series.iter().filter_map(look).collect()
    }

    fn of_track(track: &Track, sign: &str) -> Self {
        Self {
            name: track.name.to_string(),
            initial: format!("{sign} "),
            slot: track.slot,
            track: Some(track.id),
        }
    }
}

/// What stands at the right of the chart's tabs: measure, bins, denominators, export.
fn draw_head(ui: &mut Ui, cx: &mut Cx<'_>) {
    if icons::button(ui, Icon::Export, "Export the chart").clicked() {
        cx.ask(Ask::Run(UiCommand::EXPORT_CHART));
    }
    drawing_menu(ui, cx);
    let chart = cx.state.view.chart.clone();
    let is_narrow = ui.available_width() < NARROW;
    let denominators = [Denominator::Filter, Denominator::Corpus];
    if !is_narrow
        && let Some(d) = choice(
            ui,
            "Divided by",
            chart.denominator.words(),
            &denominators,
            |d| d.words().to_owned(),
        )
    {
        cx.send(Command::View(ViewCommand::ChartDenominator(d)));
    }
    let unit = match (chart.unit, cx.state.search.chart.table()) {
        (UnitChoice::Fixed(unit), _) => unit.words().to_owned(),
        (UnitChoice::Automatic, Some(c)) => format!("{} (automatic)", c.timeline.unit.words()),
        (UnitChoice::Automatic, None) => "automatic".to_owned(),
    };
    let units: Vec<UnitChoice> = std::iter::once(UnitChoice::Automatic)
        .chain(BinUnit::ALL.map(UnitChoice::Fixed))
        .collect();
    let name = |u: &UnitChoice| match u {
        UnitChoice::Automatic => "automatic".to_owned(),
        UnitChoice::Fixed(unit) => unit.words().to_owned(),
    };
    if let Some(u) = choice(ui, "Width of bins", &unit, &units, name) {
        cx.send(Command::View(ViewCommand::ChartUnit(u)));
    }
    if !is_narrow {
        split_choice(ui, cx);
    }
    if let Some(m) = choice(ui, "Measure", chart.measure.words(), &Measure::ALL, |m| {
        m.words().to_owned()
    }) {
        cx.send(Command::View(ViewCommand::ChartMeasure(m)));
    }
}

/// Bins of a rolling mean that can be chosen.
const WINDOWS: [usize; 5] = [0, 3, 5, 7, 13];

/// How the chart is drawn: the menu of its head, which stays open while it is tried out.
fn drawing_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let before = cx.state.view.chart.drawing;
    let mut drawing = before;
    let weak = cx.theme.color.weak;
    let more = icons::button(ui, Icon::More, "How the chart is drawn");
    let menu =
        egui::Popup::menu(&more).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let margin = egui::Margin::same(6);
    menu.frame(egui::Frame::popup(ui.style()).inner_margin(margin))
        .show(|ui| {
            // Menus draw no boxes; what is ticked here needs one.
            ui.reset_style();
            ui.label(egui::RichText::new("Drawn as").color(weak));
            for form in ChartForm::ALL {
                ui.radio_value(&mut drawing.form, form, form.words());
            }
            ui.separator();
            ui.label(egui::RichText::new("Rolling mean, in bins").color(weak));
            ui.horizontal(|ui| {
                for bins in WINDOWS {
                    let words = match bins {
                        0 => "none".to_owned(),
                        bins => bins.to_string(),
                    };
                    ui.selectable_value(&mut drawing.window, bins, words);
                }
            });
            ui.separator();
            ui.checkbox(&mut drawing.intervals, "Intervals at 95 %");
            ui.checkbox(&mut drawing.own_scales, "A scale of its own for each strip");
        });
    if drawing != before {
        cx.send(Command::View(ViewCommand::ChartDrawing(drawing)));
    }
}

/// What the chart is split by: nothing, source, language, or a column of the metadata.
fn split_choice(ui: &mut Ui, cx: &mut Cx<'_>) {
    let name = |split: &Option<Split>| match split {
        Some(split) => format!("by {}", split.words()),
        None => "by track".to_owned(),
    };
    let mut all = vec![None, Some(Split::Source)];
    if cx.state.derived().has_languages() {
        all.push(Some(Split::Field(FacetField::Language)));
    }
    let columns = cx.state.session.column_names().iter().map(|name| {
        let field = FacetField::Column(name.to_string());
        Some(Split::Field(field))
    });
    all.extend(columns);
    let now = name(&cx.state.view.chart.split);
    if let Some(split) = choice(ui, "Split by", &now, &all, name) {
        cx.send(Command::View(ViewCommand::ChartSplit(split)));
    }
}

impl Panel for TimelinePanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        draw_head(ui, cx);
    }
}

impl TimelinePanel {
    /// Draws the chart.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(error) = cx.state.search.chart.error() {
            empty(ui, cx, &format!("There is no chart: {error}"), None);
            return;
        }
        let Some(chart) = cx.state.search.chart.shared() else {
            empty(ui, cx, "The chart appears when articles are loaded.", None);
            return;
        };
        let timeline = &chart.timeline;
        let state = cx.state;
        let series = SeriesLook::all(state);
        let theme = cx.theme;
        let area = ui
            .available_rect_before_wrap()
            .shrink2(vec2(theme.space.m, theme.space.s));
        // A low panel has room for the bars alone.
        let legend = if area.height() < LOW { 0.0 } else { 22.0 };
        let charts = area.with_max_y(area.bottom() - legend);
        let lanes = lane::show(ui, cx, timeline, &series, charts);
        let rect = charts.with_min_x(charts.left() + lanes);
        if timeline.bins.is_empty() {
            let words = "No article here has a date that these bins can show.";
            ui.painter().text(
                rect.center(),
                Align2::CENTER_CENTER,
                words,
                theme.body(),
                theme.color.weak,
            );
        } else {
            let range = self
                .drag
                .map(|(a, b)| (a.min(b), a.max(b)))
                .or(state.search.filter.dates);
            let shown = plot::show(ui, cx, timeline, &series, rect, range);
            self.brush(ui, cx, timeline, &shown);
            self.keyboard(ui, cx, timeline, &shown);
            words::nodes(ui, cx, timeline, &series, &shown, &mut self.titles);
            if let Some(words) = timeline.widened() {
                let weak = theme.color.weak;
                let said = ui.painter().layout(words, theme.body(), weak, rect.width());
                ui.painter().galley(rect.left_top(), said, weak);
            }
        }
        if legend > 0.0 {
            let room = area.with_min_y(area.bottom() - legend);
            legend_ui(ui, cx, timeline, &series, room);
        }
    }

    /// Arrows walk through the bins, Enter filters, Shift takes in what is passed, Delete clears.
    fn keyboard(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, timeline: &Timeline, shown: &plot::Shown) {
        if !shown.response.has_focus() {
            self.cursor = None;
            return;
        }
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(PANE.focus_id(), filter));
        let last = timeline.bins.len().saturating_sub(1);
        let cursor = self.cursor.unwrap_or(0).min(last);
        for (key, by) in [(Key::ArrowLeft, -1_isize), (Key::ArrowRight, 1)] {
            let shift = ui.input(|i| i.modifiers.shift);
            if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                let next = if self.cursor.is_none() {
                    cursor
                } else {
                    cursor.saturating_add_signed(by).min(last)
                };
                self.cursor = Some(next);
                if let (true, Some(bin)) = (shift, timeline.bins.get(next)) {
                    let (from, to) = cx
                        .state
                        .search
                        .filter
                        .dates
                        .unwrap_or((bin.start, bin.last));
                    let dates = if by > 0 {
                        (from.min(bin.start), bin.last)
                    } else {
                        (bin.start, to.max(bin.last))
                    };
                    cx.send(Command::Filter(FilterCommand::Dates(Some(dates))));
                }
            }
        }
        if let Some(bin) = self.cursor.and_then(|c| timeline.bins.get(c)) {
            if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)) {
                cx.send(Command::Filter(FilterCommand::Dates(Some((
                    bin.start, bin.last,
                )))));
            }
            let rect = shown.bin_rect(self.cursor.unwrap_or(0));
            let stroke = egui::Stroke::new(1.5, cx.theme.color.accent);
            ui.painter()
                .rect_stroke(rect, cx.theme.radius.tint, stroke, egui::StrokeKind::Inside);
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Delete)) {
            cx.send(Command::Filter(FilterCommand::Dates(None)));
        }
    }
}

fn legend_ui(ui: &mut Ui, cx: &mut Cx<'_>, timeline: &Timeline, series: &[SeriesLook], area: Rect) {
    let theme = cx.theme;
    let chart = cx.state.search.chart.table();
    let is_volume = chart.is_some_and(|c| c.series == [SeriesOf::Articles] && c.split.is_none());
    let mut note = format!(
        "outlined: fewer than three articles · dots: no article that {} · triangle: the open article",
        timeline.unit.words()
    );
    if cx.state.search.filter.dates.is_some() {
        note += " · faint: outside the filter";
    }
    if is_volume {
        "Search, or follow a name, to see when it is mentioned".clone_into(&mut note);
    }
    let galley = ui
        .painter()
        .layout_no_wrap(note, theme.tiny(), theme.color.weak);
    let note_left = area.right() - galley.size().x;
    let mut x = area.left() + theme.space.xs;
    if let Some(split) = cx.state.search.chart.table().and_then(|c| c.split.as_ref()) {
        let words = format!("{} by {}:", split.subject, split.by);
        let text = ui
            .painter()
            .layout_no_wrap(words, theme.small(), theme.color.text);
        let at = Align2::LEFT_CENTER.anchor_size(egui::pos2(x, area.center().y + 1.0), text.size());
        x = at.right() + theme.space.m;
        ui.painter().galley(at.min, text, theme.color.text);
    }
    for (i, look) in series.iter().enumerate() {
        let mentions = grouped(timeline.mentions(i));
        let words = format!("{}{} {mentions}", look.initial, look.name);
        let text = ui
            .painter()
            .layout_no_wrap(words, theme.small(), theme.color.weak);
        let rect = Rect::from_min_size(
            egui::pos2(x, area.top() + 2.0),
            vec2(text.size().x + theme.space.l, area.height() - 2.0),
        );
        if rect.right() > area.right() {
            break;
        }
        if let Some(track) = look.track {
            let id = ui.scope_id().with(("legend", track));
            let response = ui.interact(rect, id, Sense::CLICK);
            let name = format!("hide track {}", look.name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.contains_pointer() {
                *cx.hovered = Some(crate::app::Hovered::Track(track));
            }
            if response.clicked() {
                cx.send(Command::Track(TrackCommand::Show(track, false)));
            }
            if let Some(track) = cx.state.session.workspace().track(track).cloned() {
                response.context_menu(|ui| tracks::menu(ui, cx, &track));
            }
            response.on_hover_text("Click to hide. Tracks shows it again.");
        }
        swatch::track_square(
            ui.painter(),
            rect.left_center() + vec2(4.5, 0.0),
            look.slot,
            theme,
        );
        let at = Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(14.0, 0.0), text.size());
        ui.painter().galley(at.min, text, theme.color.weak);
        x = rect.right() + theme.space.m;
    }
    if note_left > x + theme.space.m {
        let at =
            Align2::LEFT_CENTER.anchor_size(egui::pos2(note_left, area.center().y), galley.size());
        ui.painter().galley(at.min, galley, theme.color.weak);
    }
}
