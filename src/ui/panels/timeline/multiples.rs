//! A strip a series, one below the other, and what is painted over bars and lines: intervals, rolling
//! means, marked days.

use egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::SeriesLook;
use super::plot::{Shown, grid, number, series_color};
use crate::analysis::{ChartForm, Interval, Measure, Timeline, rolling};
use crate::app::ChartDrawing;
use crate::ui::Cx;

/// Air between two strips, and room for the name of one, in points.
const GAP: f32 = 6.0;
const NAME: f32 = 15.0;

/// What is painted, and how.
pub(super) struct Strips<'s> {
    pub timeline: &'s Timeline,
    pub series: &'s [SeriesLook],
    pub measure: Measure,
    pub drawing: ChartDrawing,
}

/// Where one series is painted, and the top of its scale.
#[derive(Clone, Copy)]
struct Strip {
    rect: Rect,
    most: f64,
}

impl Strip {
    fn y(self, value: f64) -> f32 {
        let share = (value / self.most).clamp(0.0, 1.0) as f32;
        self.rect.bottom() - self.rect.height() * share
    }
}

impl Strips<'_> {
    /// Paints a strip for each series.
    pub fn multiples(&self, ui: &Ui, cx: &Cx<'_>, shown: &Shown) {
        let theme = cx.theme;
        let frame = *shown.transform.frame();
        let painter = ui.painter().with_clip_rect(frame.expand2(vec2(46.0, 4.0)));
        let each = frame.height() / self.series.len().max(1) as f32;
        let most_of = |of: std::ops::Range<usize>| {
            let values = self
                .timeline
                .bins
                .iter()
                .flat_map(|b| of.clone().filter_map(|i| b.tally.value(i, self.measure)));
            let most = values.fold(0.0_f64, f64::max);
            grid(if most > 0.0 { most } else { 1.0 }, self.measure)
        };
        let shared = most_of(0..self.series.len());
        for (at, look) in self.series.iter().enumerate() {
            let top = frame.top() + each * at as f32;
            let rect = Rect::from_min_max(
                pos2(frame.left(), top + NAME.min(each * 0.3)),
                pos2(frame.right(), top + each - GAP),
            );
            let (most, step) = if self.drawing.own_scales {
                most_of(at..at + 1)
            } else {
                shared
            };
            let strip = Strip { rect, most };
            for value in [0.0, if each < 90.0 { most } else { step }] {
                let y = strip.y(value);
                painter.hline(rect.x_range(), y, theme.hairline(ui));
                let at = pos2(rect.left() - 6.0, y);
                painter.text(
                    at,
                    Align2::RIGHT_CENTER,
                    number(value),
                    theme.tiny(),
                    theme.color.weak,
                );
            }
            let color = series_color(cx, look);
            self.mean(&painter, shown, at, strip, color);
            self.line(&painter, shown, at, strip, color);
            self.dots(cx, &painter, shown, at, strip);
            let name = format!("{}{}", look.initial, look.name);
            let place = pos2(rect.left() + 2.0, top + 1.0);
            painter.text(
                place,
                Align2::LEFT_TOP,
                name,
                theme.tiny(),
                theme.color.text,
            );
        }
    }

    /// Paints intervals and rolling means over bars and lines that share an axis.
    pub fn over(&self, ui: &Ui, cx: &Cx<'_>, shown: &Shown, most: f64, form: ChartForm) {
        if form == ChartForm::Stacked {
            return;
        }
        let frame = *shown.transform.frame();
        let ground = shown.transform.position_from_point_y(0.0);
        let top = shown.transform.position_from_point_y(most);
        let rect = Rect::from_min_max(pos2(frame.left(), top), pos2(frame.right(), ground));
        let painter = ui.painter().with_clip_rect(frame);
        let strip = Strip { rect, most };
        for (at, look) in self.series.iter().enumerate() {
            let color = series_color(cx, look);
            self.mean(&painter, shown, at, strip, color);
            if form == ChartForm::Lines {
                self.dots(cx, &painter, shown, at, strip);
            }
            if self.drawing.intervals && form == ChartForm::Bars {
                self.whiskers(&painter, shown, at, strip, cx.theme.color.text);
            }
        }
    }

    fn middle(shown: &Shown, bin: usize) -> f32 {
        let (left, right) = shown.bin_range(bin);
        f32::midpoint(left, right)
    }

    fn whiskers(
        &self,
        painter: &Painter,
        shown: &Shown,
        series: usize,
        strip: Strip,
        color: Color32,
    ) {
        let of = self.series.len().max(1) as f32;
        for (at, bin) in self.timeline.bins.iter().enumerate() {
            let Some(Interval { low, high }) = bin.tally.interval(series, self.measure) else {
                continue;
            };
            let (left, right) = shown.bin_range(at);
            let group = (right - left) * ChartForm::GROUP;
            let each = group / of;
            let x = f32::midpoint(left, right) - group / 2.0 + each * (series as f32 + 0.5);
            let line = Stroke::new(1.0, color);
            painter.vline(x, strip.y(high)..=strip.y(low), line);
            let tip = (each * 0.25).min(4.0);
            for value in [low, high] {
                painter.hline(x - tip..=x + tip, strip.y(value), line);
            }
        }
    }

    /// The rolling mean with its interval as a band, broken at gaps.
    fn mean(&self, painter: &Painter, shown: &Shown, series: usize, strip: Strip, color: Color32) {
        if self.drawing.window < 2 {
            return;
        }
        let smooth = rolling(self.timeline, series, self.measure, self.drawing.window);
        let all: Vec<_> = smooth.into_iter().enumerate().collect();
        for run in all.chunk_by(|a, b| a.1.is_some() == b.1.is_some()) {
            let mut line: Vec<Pos2> = Vec::new();
            let mut before: Option<(f32, f32, f32)> = None;
            for (at, value) in run {
                let Some(value) = value else { continue };
                let x = Self::middle(shown, *at);
                line.push(pos2(x, strip.y(value.value)));
                let Some(Interval { low, high }) = value.interval else {
                    continue;
                };
                let (low, high) = (strip.y(low), strip.y(high));
                if let Some((left, low_before, high_before)) = before {
                    let band = vec![
                        pos2(left, high_before),
                        pos2(x, high),
                        pos2(x, low),
                        pos2(left, low_before),
                    ];
                    let fill = color.gamma_multiply(0.18);
                    painter.add(Shape::convex_polygon(band, fill, Stroke::NONE));
                }
                before = Some((x, low, high));
            }
            painter.line(line, Stroke::new(1.8, color));
        }
    }

    /// A line through the bins of a series, broken at gaps, where there is no rolling mean.
    fn line(&self, painter: &Painter, shown: &Shown, series: usize, strip: Strip, color: Color32) {
        let mut run: Vec<Pos2> = Vec::new();
        for (at, bin) in self.timeline.bins.iter().enumerate() {
            let Some(value) = bin.tally.value(series, self.measure) else {
                self.flush(painter, &mut run, color);
                continue;
            };
            run.push(pos2(Self::middle(shown, at), strip.y(value)));
        }
        self.flush(painter, &mut run, color);
    }

    /// A dot a bin, hollow below three articles; where bins are many, only those that no line joins.
    fn dots(&self, cx: &Cx<'_>, painter: &Painter, shown: &Shown, series: usize, strip: Strip) {
        let Some(look) = self.series.get(series) else {
            return;
        };
        let color = series_color(cx, look);
        let bins = &self.timeline.bins;
        let value_at = |at: usize| bins.get(at)?.tally.value(series, self.measure);
        let is_dense = bins.len() > 120;
        for (at, bin) in bins.iter().enumerate() {
            let Some(value) = value_at(at) else {
                continue;
            };
            let before = at.checked_sub(1).and_then(value_at);
            if is_dense && before.or(value_at(at + 1)).is_some() {
                continue;
            }
            let color = if bin.outside {
                cx.theme.color.faint(color)
            } else {
                color
            };
            let fill = if bin.tally.has_few_articles(series) {
                cx.theme.color.page
            } else {
                color
            };
            let center = pos2(Self::middle(shown, at), strip.y(value));
            painter.circle(center, 2.6, fill, Stroke::new(1.2, color));
        }
    }

    fn flush(&self, painter: &Painter, run: &mut Vec<Pos2>, color: Color32) {
        if run.len() > 1 && self.drawing.window < 2 {
            painter.line(run.clone(), Stroke::new(1.4, color));
        }
        run.clear();
    }
}

/// The days that the analyst has marked: a dashed line with a flag and its label, which is left out where
/// the one before it has no room.
pub(super) fn events(ui: &Ui, cx: &Cx<'_>, timeline: &Timeline, shown: &Shown) {
    let theme = cx.theme;
    let frame = *shown.transform.frame();
    let mut marked: Vec<_> = cx.state.session.workspace().events.iter().collect();
    marked.sort_by_key(|e| e.day);
    let painter = ui.painter();
    let mut free = frame.left();
    for event in marked {
        let day = event.day;
        let Some((left, right)) = super::plot::brush_edges(timeline, shown, day, day) else {
            continue;
        };
        let x = f32::midpoint(left, right);
        let line = Stroke::new(1.0, theme.color.text);
        painter.extend(Shape::dashed_line(
            &[pos2(x, frame.top()), pos2(x, frame.bottom())],
            line,
            3.0,
            3.0,
        ));
        let flag = vec![
            pos2(x, frame.top()),
            pos2(x + 8.0, frame.top() + 3.5),
            pos2(x, frame.top() + 7.0),
        ];
        painter.add(Shape::convex_polygon(flag, theme.color.text, Stroke::NONE));
        let words = painter.layout_no_wrap(event.label.to_string(), theme.tiny(), theme.color.text);
        let at = pos2(x + 11.0, frame.top() - 3.0);
        if at.x >= free && at.x + words.size().x <= frame.right() {
            free = at.x + words.size().x + 8.0;
            let ground = Rect::from_min_size(at, words.size()).expand2(vec2(2.0, 0.0));
            painter.rect_filled(ground, 0.0, theme.color.page);
            painter.galley(at, words, theme.color.text);
        }
    }
}
