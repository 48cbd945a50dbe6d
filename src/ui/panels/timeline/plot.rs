//! The plot: bars, gaps and axes.

use egui::{Color32, Rect, Response, RichText, Sense, Shape, Stroke, Ui, UiBuilder, pos2, vec2};
use egui_plot::{
    AxisHints, Bar, BarChart, GridInput, GridMark, Line, Plot, PlotPoint, PlotTransform, PlotUi,
};
use jiff::civil::Date;

use super::SeriesLook;
use super::multiples::{self, Strips};
use crate::analysis::{Bin, BinUnit, ChartForm, Measure, Tally, Timeline};
use crate::app::Hovered;
use crate::ui::Cx;
use crate::ui::theme::Theme;

/// Share of a bin's width that its bars take.
const GROUP: f64 = 0.8;

/// Room for a first label with its year, in points.
const FIRST_LABEL: f32 = 66.0;

/// The plot as it was drawn.
pub(super) struct Shown {
    pub response: Response,
    pub transform: PlotTransform,
    pub bins: usize,
}

impl Shown {
    /// The bin at a horizontal place, kept within the chart.
    pub fn bin_at(&self, x: f32) -> usize {
        let value = self.transform.value_from_position(pos2(x, 0.0)).x.round();
        (value.max(0.0) as usize).min(self.bins.saturating_sub(1))
    }

    /// Left and right edge of a bin.
    pub fn bin_range(&self, bin: usize) -> (f32, f32) {
        let x = |v: f64| self.transform.position_from_point_x(v);
        (x(bin as f64 - 0.5), x(bin as f64 + 0.5))
    }

    /// The column of a bin.
    pub fn bin_rect(&self, bin: usize) -> Rect {
        let (left, right) = self.bin_range(bin);
        let frame = self.transform.frame();
        Rect::from_min_max(pos2(left, frame.top()), pos2(right, frame.bottom()))
    }
}

/// The largest value of any bar, and the step between lines of the grid.
pub(super) fn scale(
    timeline: &Timeline,
    series: usize,
    measure: Measure,
    intervals: bool,
) -> (f64, f64) {
    let tallies = timeline
        .bins
        .iter()
        .map(|b| &b.tally)
        .chain([&timeline.undated, &timeline.imprecise]);
    let top = |t: &Tally, i: usize| {
        let value = t.value(i, measure)?;
        let interval = t.interval(i, measure).filter(|_| intervals);
        // A bin of hardly any words does not flatten all others.
        Some(interval.map_or(value, |i| i.high.min(value.max(1.0) * 3.0)))
    };
    let most = tallies
        .flat_map(|t| (0..series).filter_map(move |i| top(t, i)))
        .fold(0.0_f64, f64::max);
    grid(if most > 0.0 { most } else { 1.0 }, measure)
}

/// The top of a scale that holds a value, and the step between lines of its grid.
pub(super) fn grid(most: f64, measure: Measure) -> (f64, f64) {
    let rough = most / 3.0;
    let power = 10.0_f64.powf(rough.log10().floor());
    let counts = measure.is_count();
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        .find(|s| *s >= rough)
        .unwrap_or(rough);
    let step = if counts { step.ceil().max(1.0) } else { step };
    ((most / step).ceil() * step, step)
}

pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    timeline: &Timeline,
    series: &[SeriesLook],
    rect: Rect,
    range: Option<(Date, Date)>,
) -> Shown {
    let theme = cx.theme;
    let measure = cx.state.chart_measure();
    let drawing = cx.state.view.chart.drawing;
    let n = timeline.bins.len();
    let form = drawing.form.resolved(rect.width() - 40.0, n, series.len());
    let (top, step) = if form == ChartForm::Stacked {
        stacked_scale(timeline, series.len(), measure)
    } else {
        scale(timeline, series.len(), measure, drawing.intervals)
    };
    let is_parted = form == ChartForm::Multiples;
    let n = timeline.bins.len();
    let ticks = ticks(timeline, rect.width());
    let labels: std::collections::BTreeMap<i64, String> = ticks.iter().cloned().collect();
    let marks: Vec<i64> = ticks.iter().map(|(at, _)| *at).collect();
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("plot"));
    let plot = Plot::new("timeline")
        .id(super::PANE.focus_id())
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .show_x(false)
        .show_y(false)
        .show_background(false)
        .sense(Sense::click_and_drag())
        .show_grid([false, !is_parted])
        .grid_color(theme.color.line)
        .grid_fade(0.0)
        .custom_x_axes(vec![x_axis(theme)])
        .custom_y_axes(vec![y_axis(theme, measure, rect.height() > NAMED)])
        .x_axis_formatter(move |mark, _| {
            labels
                .get(&(mark.value.round() as i64))
                .cloned()
                .unwrap_or_default()
        })
        .y_axis_formatter(move |mark, _| {
            if is_parted {
                String::new()
            } else {
                number(mark.value)
            }
        })
        .x_grid_spacer(move |_| {
            marks
                .iter()
                .map(|at| GridMark {
                    value: *at as f64,
                    step_size: 1e6,
                })
                .collect()
        })
        .y_grid_spacer(move |input: GridInput| {
            let lines = (input.bounds.1 / step).floor().max(0.0) as usize;
            (0..=lines)
                .map(|i| GridMark {
                    value: i as f64 * step,
                    step_size: 1e6,
                })
                .collect()
        });
    let shown = plot.show(&mut inner, |plot| {
        plot.set_plot_bounds_x(-0.5..=n as f64 - 0.5);
        plot.set_plot_bounds_y(0.0..=top * 1.04);
        if !is_parted {
            draw_series(plot, cx, timeline, series, (form, measure, range));
        }
    });
    let shown = Shown {
        response: shown.response,
        transform: shown.transform,
        bins: n,
    };
    let strips = Strips {
        timeline,
        series,
        measure,
        drawing,
    };
    if is_parted {
        strips.multiples(ui, cx, &shown);
    } else {
        strips.over(ui, cx, &shown, top, form);
    }
    overlay(ui, cx, timeline, &shown, range);
    multiples::events(ui, cx, timeline, &shown);
    shown
}

/// The top of a scale that holds all series on top of each other, and the step between its lines.
fn stacked_scale(timeline: &Timeline, series: usize, measure: Measure) -> (f64, f64) {
    let sums = timeline.bins.iter().map(|b| {
        let values = (0..series).filter_map(|i| b.tally.value(i, measure));
        values.sum::<f64>()
    });
    let most = sums.fold(0.0_f64, f64::max);
    grid(if most > 0.0 { most } else { 1.0 }, measure)
}

/// Bars or lines of all series on one axis.
fn draw_series(
    plot: &mut PlotUi<'_>,
    cx: &Cx<'_>,
    timeline: &Timeline,
    series: &[SeriesLook],
    (form, measure, range): (ChartForm, Measure, Option<(Date, Date)>),
) {
    let theme = cx.theme;
    for (i, look) in series.iter().enumerate() {
        let color = series_color(cx, look);
        if form == ChartForm::Lines {
            lines(timeline, i, measure, color, theme.color.faint(color))
                .for_each(|line| plot.line(line));
            continue;
        }
        let bars = timeline.bins.iter().enumerate().filter_map(|(at, bin)| {
            let outside = range.is_some_and(|(from, to)| bin.last < from || to < bin.start);
            let color = if outside {
                theme.color.faint(color)
            } else {
                color
            };
            if form == ChartForm::Stacked {
                stacked_bar(bin, at, i, measure, color)
            } else {
                bar(bin, at, i, series.len(), measure, color)
            }
        });
        plot.bar_chart(
            BarChart::new(format!("{i} {}", look.name), bars.collect())
                .color(color)
                .allow_hover(false),
        );
    }
}

fn x_axis(theme: &Theme) -> AxisHints<'static> {
    AxisHints::new_x()
        .tick_label_font(theme.small())
        .tick_label_color(theme.color.weak)
        .label_spacing(1.0..=2.0)
        .min_thickness(20.0)
}

/// Height from which the axis has room for its name, in points.
const NAMED: f32 = 90.0;

fn y_axis(theme: &Theme, measure: Measure, is_named: bool) -> AxisHints<'static> {
    let words = if is_named { measure.axis_words() } else { "" };
    let title = RichText::new(words).size(theme.text.tiny);
    AxisHints::new_y()
        .tick_label_font(theme.small())
        .tick_label_color(theme.color.weak)
        .label_spacing(1.0..=2.0)
        .label(title.color(theme.color.weak))
        .min_thickness(34.0)
}

/// The colour of a series: faint while the pointer is over another one.
pub(super) fn series_color(cx: &Cx<'_>, look: &SeriesLook) -> Color32 {
    let color = cx.theme.color.slot(look.slot);
    match cx.state.view.hover.shown() {
        Some(Hovered::Track(id)) if look.track.is_some_and(|t| t != *id) => {
            cx.theme.color.faint(color)
        }
        _ => color,
    }
}

fn bar(
    bin: &Bin,
    at: usize,
    series: usize,
    of: usize,
    measure: Measure,
    color: Color32,
) -> Option<Bar> {
    let value = bin.tally.value(series, measure)?;
    let each = GROUP / of as f64;
    let centre = at as f64 - GROUP / 2.0 + each * (series as f64 + 0.5);
    let bar = Bar::new(centre, value).width(each * 0.86);
    // Too few articles for the rate to mean much: hollow.
    Some(if bin.tally.has_few_articles(series) {
        bar.fill(Color32::TRANSPARENT)
            .stroke(Stroke::new(1.0, color))
    } else {
        bar.fill(color).stroke(Stroke::NONE)
    })
}

/// A bar on top of those of the series before it.
fn stacked_bar(
    bin: &Bin,
    at: usize,
    series: usize,
    measure: Measure,
    color: Color32,
) -> Option<Bar> {
    let value = bin.tally.value(series, measure)?;
    let below: f64 = (0..series)
        .filter_map(|i| bin.tally.value(i, measure))
        .sum();
    let bar = Bar::new(at as f64, value).width(GROUP).base_offset(below);
    Some(if bin.tally.has_few_articles(series) {
        bar.fill(Color32::TRANSPARENT)
            .stroke(Stroke::new(1.0, color))
    } else {
        bar.fill(color).stroke(Stroke::NONE)
    })
}

/// A line for every run of bins without a gap.
fn lines<'a>(
    timeline: &Timeline,
    series: usize,
    measure: Measure,
    color: Color32,
    faint: Color32,
) -> impl Iterator<Item = Line<'a>> {
    let mut runs: Vec<(bool, Vec<[f64; 2]>)> = Vec::new();
    let mut open = false;
    for (at, bin) in timeline.bins.iter().enumerate() {
        let Some(value) = bin.tally.value(series, measure) else {
            open = false;
            continue;
        };
        match runs.last_mut() {
            Some((outside, points)) if open && *outside == bin.outside => {
                points.push([at as f64, value])
            }
            _ => runs.push((bin.outside, vec![[at as f64, value]])),
        }
        open = true;
    }
    runs.into_iter().map(move |(outside, points)| {
        Line::new(String::new(), points)
            .color(if outside { faint } else { color })
            .width(1.4)
            .allow_hover(false)
    })
}

/// Gaps, the hovered bin and the brush, over the plot.
fn overlay(ui: &Ui, cx: &Cx<'_>, timeline: &Timeline, shown: &Shown, range: Option<(Date, Date)>) {
    let theme = cx.theme;
    let frame = *shown.transform.frame();
    let painter = ui.painter().with_clip_rect(frame.expand(1.0));
    let ground = shown
        .transform
        .position_from_point(&PlotPoint::new(0.0, 0.0))
        .y;
    for (at, _) in timeline
        .bins
        .iter()
        .enumerate()
        .filter(|(_, b)| b.tally.is_gap())
    {
        let (left, right) = shown.bin_range(at);
        let inset = (right - left) * 0.15;
        let ends = [
            pos2(left + inset, ground - 2.0),
            pos2(right - inset, ground - 2.0),
        ];
        painter.extend(Shape::dotted_line(&ends, theme.color.weak, 4.0, 0.9));
    }
    painter.hline(frame.x_range(), ground, theme.hairline(ui));
    if let Some(Hovered::Bin(day)) = cx.state.view.hover.shown()
        && let Some(at) = timeline.bins.iter().position(|b| b.start == *day)
    {
        painter.rect_filled(
            shown.bin_rect(at),
            0.0,
            theme.color.text.gamma_multiply(0.06),
        );
    }
    if let Some(Hovered::Article(ix)) = cx.state.view.hover.shown() {
        marker(cx, timeline, shown, &painter, Some(*ix), theme.color.weak);
    }
    marker(
        cx,
        timeline,
        shown,
        &painter,
        cx.state.open_ix(),
        theme.color.accent,
    );
    if let Some((from, to)) = range {
        let Some((left, right)) = brush_edges(timeline, shown, from, to) else {
            return;
        };
        let rect = Rect::from_min_max(pos2(left, frame.top()), pos2(right, ground));
        painter.rect_filled(rect, 0.0, theme.color.accent.gamma_multiply(0.07));
        for x in [left, right] {
            painter.vline(x, rect.y_range(), Stroke::new(1.5, theme.color.accent));
        }
    }
}

/// A small mark at the date of an article.
fn marker(
    cx: &Cx<'_>,
    timeline: &Timeline,
    shown: &Shown,
    painter: &egui::Painter,
    ix: Option<crate::corpus::ArticleIx>,
    color: Color32,
) {
    let date = ix
        .and_then(|ix| cx.state.session.corpus().get(ix))
        .and_then(|a| cx.state.session.workspace().effective(&a).date());
    let Some(date) = date.filter(|d| timeline.unit.can_hold(d.precision)) else {
        return;
    };
    let Some(at) = timeline
        .bins
        .iter()
        .position(|b| b.start <= date.day && date.day <= b.last)
    else {
        return;
    };
    let (left, right) = shown.bin_range(at);
    let tip = pos2(
        f32::midpoint(left, right),
        shown.transform.frame().top() + 6.0,
    );
    painter.add(Shape::convex_polygon(
        vec![tip, tip + vec2(-4.0, -6.0), tip + vec2(4.0, -6.0)],
        color,
        Stroke::NONE,
    ));
}

/// Where the brush begins and ends on screen; within a bin by its share of days.
pub(super) fn brush_edges(
    timeline: &Timeline,
    shown: &Shown,
    from: Date,
    to: Date,
) -> Option<(f32, f32)> {
    let first = timeline.bins.first()?;
    let last = timeline.bins.last()?;
    let place = |day: Date, end: bool| {
        let at = timeline
            .bins
            .iter()
            .position(|b| b.start <= day && day <= b.last);
        let Some((at, bin)) = at.and_then(|at| Some((at, timeline.bins.get(at)?))) else {
            return if day < first.start {
                shown.bin_range(0).0
            } else {
                shown.bin_range(shown.bins - 1).1
            };
        };
        let days = f64::from((bin.last - bin.start).get_days() + 1);
        let inside = f64::from((day - bin.start).get_days()) + if end { 1.0 } else { 0.0 };
        let (left, right) = shown.bin_range(at);
        left + (right - left) * (inside / days) as f32
    };
    (from <= last.last && first.start <= to).then(|| (place(from, false), place(to, true)))
}

/// Calendar labels and the bins they stand under; as many as fit.
fn ticks(timeline: &Timeline, width: f32) -> Vec<(i64, String)> {
    let n = timeline.bins.len();
    let fit = (width / 76.0).max(1.0) as usize;
    let starts = timeline.bins.iter().enumerate();
    let new_in = |unit: BinUnit| {
        let mut before: Option<Date> = None;
        starts
            .clone()
            .filter(move |(_, bin)| {
                // A week belongs to the month of its Thursday.
                let day = if timeline.unit == BinUnit::Week {
                    bin.start.saturating_add(jiff::Span::new().days(3))
                } else {
                    bin.start
                };
                let start = unit.start_of(day);
                let new = before != Some(start);
                before = Some(start);
                new
            })
            .collect::<Vec<_>>()
    };
    let coarser = BinUnit::ALL.into_iter().filter(|u| *u >= timeline.unit);
    for unit in coarser {
        let mut found = new_in(unit);
        // A first label that has no room before the second gives way to it.
        let bin_width = width / n.max(1) as f32;
        let crowded = |a: usize, b: usize| (b - a) as f32 * bin_width < FIRST_LABEL;
        if let [(first, _), (second, _), ..] = found.as_slice()
            && crowded(*first, *second)
        {
            found.remove(0);
        }
        if found.len() <= fit {
            let leading = found.first().map(|(at, _)| *at);
            let label = |(at, bin): &(usize, &Bin)| {
                let first = leading == Some(*at);
                let words = tick_label(unit, timeline.unit, bin.start, first);
                (*at as i64, words)
            };
            return found.iter().map(label).collect();
        }
    }
    let every = n.div_ceil(fit).max(1);
    starts
        .step_by(every)
        .map(|(at, bin)| (at as i64, BinUnit::Year.label(bin.start)))
        .collect()
}

fn tick_label(unit: BinUnit, bins: BinUnit, start: Date, first: bool) -> String {
    let day = if bins == BinUnit::Week && unit != BinUnit::Week {
        start.saturating_add(jiff::Span::new().days(3))
    } else {
        start
    };
    match unit {
        BinUnit::Day => day.strftime("%-d %b").to_string(),
        BinUnit::Week => unit.label(start),
        BinUnit::Month if first || day.month() == 1 => day.strftime("%b %Y").to_string(),
        BinUnit::Month => day.strftime("%b").to_string(),
        BinUnit::Quarter | BinUnit::Year => unit.label(unit.start_of(day)),
    }
}

/// A value of the axis: without decimals where it has none.
pub(super) fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 {
        crate::ui::grouped(value.round().max(0.0) as u64)
    } else if value < 1.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.1}")
    }
}
