//! The chart as a picture: scalable (SVG), with title, axes, legend and a footnote of definitions.
//!
//! Every mark carries its numbers as attributes (`data-series`, `data-bin`, `data-value`, `data-mentions`,
//! `data-of-words`), written as the table writes them, so that a picture can be checked against its table.
//! The same chart gives the same bytes on every machine.

mod words;

use super::TimelineExport;
use crate::analysis::{ChartForm, Tally, rolling};
use crate::workspace::Slot;

pub(in crate::exchange) use words::escaped;
use words::{footnote, grid, legend, number, put, px, short, text, tick, title_of};

/// How the picture looks.
#[derive(Clone, Debug)]
pub struct ChartLook {
    /// Width, in pixels.
    pub width: u32,
    /// Height, in pixels.
    pub height: u32,
    /// Bars, lines, stacked bars or strips.
    pub form: ChartForm,
    /// Whether each strip has a scale of its own.
    pub own_scales: bool,
    /// Bins of the rolling mean; 0 for none.
    pub window: usize,
    /// Whether intervals are drawn.
    pub intervals: bool,
    /// The colour of each series.
    pub slots: Vec<Slot>,
    /// What stands above the chart.
    pub title: String,
    /// Days that are marked, with their labels.
    pub events: Vec<(jiff::civil::Date, String)>,
}

impl Default for ChartLook {
    fn default() -> Self {
        Self {
            width: 1200,
            height: 600,
            form: ChartForm::Automatic,
            own_scales: false,
            window: 0,
            intervals: false,
            slots: Vec::new(),
            title: String::new(),
            events: Vec::new(),
        }
    }
}

/// Colours of the palette on paper; those of the light theme, as a test of the window asserts.
pub const PAPER_SLOTS: [&str; 12] = [
    "#4477AA", "#CC4458", "#228833", "#8F7000", "#AA3377", "#007A87", "#7B5FC4", "#B5541C",
    "#5C6B2E", "#7A4B3A", "#4A5A9E", "#6E6E76",
];
/// Patterns of lines, so that colour is not the only sign.
const DASHES: [&str; 5] = ["", "7 3", "2 3", "9 3 2 3", "4 2"];
const TEXT: &str = "#1E2226";
const WEAK: &str = "#5F6368";
const LINE: &str = "#E2DED5";
const FONT: &str = "'Dateline Sans', Inter, 'Helvetica Neue', Arial, sans-serif";

/// Room at the left and the right of the plot, and for lanes, in pixels.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const LANE: f64 = 84.0;
/// Where something is drawn.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn y(self, value: f64, most: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * value / most
    }

    fn bin(self, at: f64, bins: usize) -> f64 {
        self.left + (self.right - self.left) * at / bins.max(1) as f64
    }
}

/// The chart as SVG.
pub fn timeline_svg(export: &TimelineExport<'_>, look: &ChartLook) -> String {
    let mut out = String::new();
    let (width, height) = (f64::from(look.width), f64::from(look.height));
    let notes = footnote(export, look, width);
    let series = export.series.len();
    let timeline = export.timeline;
    let has_lane = timeline.undated.articles > 0 || timeline.imprecise.articles > 0;
    let plot = Area {
        left: LEFT + if has_lane { LANE } else { 0.0 },
        right: width - RIGHT,
        top: 76.0,
        bottom: height - 34.0 - 14.0 * notes.len() as f64 - 18.0,
    };
    let form = look
        .form
        .resolved((plot.right - plot.left) as f32, timeline.bins.len(), series);
    put(
        &mut out,
        &format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"{FONT}\">\n<title>{}</title>\n<desc>{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n",
            look.width,
            look.height,
            look.width,
            look.height,
            escaped(&look.title),
            escaped(&notes.join(" ")),
        ),
    );
    text(
        &mut out,
        (LEFT - 44.0, 28.0),
        17,
        TEXT,
        "start",
        &look.title,
    );
    legend(&mut out, export, look, width);
    let drawing = Drawing {
        export,
        look,
        form,
        plot,
    };
    if form == ChartForm::Multiples {
        drawing.multiples(&mut out);
    } else {
        drawing.together(&mut out);
    }
    drawing.ticks(&mut out);
    drawing.events(&mut out);
    if has_lane {
        drawing.lanes(&mut out);
    }
    for (n, line) in notes.iter().enumerate() {
        let y = height - 14.0 * (notes.len() - n) as f64;
        text(&mut out, (LEFT - 44.0, y), 11, WEAK, "start", line);
    }
    out.push_str("</svg>\n");
    out
}

struct Drawing<'d> {
    export: &'d TimelineExport<'d>,
    look: &'d ChartLook,
    form: ChartForm,
    plot: Area,
}

impl Drawing<'_> {
    fn slot(&self, series: usize) -> &'static str {
        let slot = self
            .look
            .slots
            .get(series)
            .copied()
            .unwrap_or_else(|| Slot::after(series));
        let at = usize::from(slot.number()) - 1;
        PAPER_SLOTS.get(at).copied().unwrap_or(TEXT)
    }

    /// The largest value that is drawn of some series, and the step of the grid.
    fn scale(&self, series: std::ops::Range<usize>) -> (f64, f64) {
        let timeline = self.export.timeline;
        let tallies = timeline
            .bins
            .iter()
            .map(|b| &b.tally)
            .chain([&timeline.undated, &timeline.imprecise]);
        let of = |tally: &Tally| {
            let top = |i: usize| {
                let value = tally.value(i, self.export.measure)?;
                let interval = tally.interval(i, self.export.measure);
                let interval = interval.filter(|_| self.look.intervals);
                // A bin of hardly any words does not flatten all others.
                Some(interval.map_or(value, |i| i.high.min(value.max(1.0) * 3.0)))
            };
            if self.form == ChartForm::Stacked {
                let values = series
                    .clone()
                    .filter_map(|i| tally.value(i, self.export.measure));
                values.sum()
            } else {
                series.clone().filter_map(top).fold(0.0, f64::max)
            }
        };
        let most = tallies.map(of).fold(0.0, f64::max);
        grid(
            if most > 0.0 { most } else { 1.0 },
            self.export.measure.is_count(),
        )
    }

    fn grid(out: &mut String, area: Area, (most, step): (f64, f64)) {
        let lines = (most / step).round() as usize;
        for n in 0..=lines {
            let value = n as f64 * step;
            let y = area.y(value, most);
            put(
                out,
                &format!(
                    "<line x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{LINE}\"/>\n",
                    px(area.left),
                    px(area.right),
                    px(y),
                    px(y)
                ),
            );
            text(
                out,
                (area.left - 8.0, y + 4.0),
                12,
                WEAK,
                "end",
                &number(value),
            );
        }
    }

    fn gaps(&self, out: &mut String, area: Area) {
        let bins = &self.export.timeline.bins;
        for (at, _) in bins.iter().enumerate().filter(|(_, b)| b.tally.is_gap()) {
            let (left, right) = (
                area.bin(at as f64 + 0.15, bins.len()),
                area.bin(at as f64 + 0.85, bins.len()),
            );
            put(
                out,
                &format!(
                    "<line class=\"gap\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{WEAK}\" stroke-dasharray=\"1.5 3\"/>\n",
                    px(left),
                    px(right),
                    px(area.bottom - 2.0),
                    px(area.bottom - 2.0)
                ),
            );
        }
    }

    /// All series on one axis.
    fn together(&self, out: &mut String) {
        let series = self.export.series.len();
        let (most, step) = self.scale(0..series);
        let axis = self.export.measure.axis_words();
        let (x, y) = (
            self.plot.left - 46.0,
            f64::midpoint(self.plot.top, self.plot.bottom),
        );
        put(
            out,
            &format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{WEAK}\" text-anchor=\"middle\" transform=\"rotate(-90 {} {})\">{}</text>\n",
                px(x),
                px(y),
                px(x),
                px(y),
                escaped(axis)
            ),
        );
        Self::grid(out, self.plot, (most, step));
        self.gaps(out, self.plot);
        for at in 0..series {
            if self.form == ChartForm::Lines {
                self.line(out, at, self.plot, most);
            } else {
                self.bars(out, at, self.plot, most);
            }
        }
        for at in (0..series).filter(|_| self.look.window > 1) {
            self.mean(out, at, self.plot, most);
        }
    }

    fn bars(&self, out: &mut String, series: usize, area: Area, most: f64) {
        let timeline = self.export.timeline;
        let bins = timeline.bins.len();
        let is_stacked = self.form == ChartForm::Stacked;
        let group = f64::from(ChartForm::GROUP);
        let of = if is_stacked {
            1
        } else {
            self.export.series.len().max(1)
        };
        let place = if is_stacked { 0 } else { series };
        let each = group / of as f64;
        for (at, bin) in timeline.bins.iter().enumerate() {
            let Some(value) = bin.tally.value(series, self.export.measure) else {
                continue;
            };
            let below: f64 = if is_stacked {
                (0..series)
                    .filter_map(|i| bin.tally.value(i, self.export.measure))
                    .sum()
            } else {
                0.0
            };
            let left = area.bin(at as f64 + (1.0 - group) / 2.0 + each * place as f64, bins);
            let right = area.bin(
                at as f64 + (1.0 - group) / 2.0 + each * (place as f64 + 0.95),
                bins,
            );
            let (top, bottom) = (area.y(below + value, most), area.y(below, most));
            let color = self.slot(series);
            let fill = if bin.tally.has_few_articles(series) {
                format!("fill=\"none\" stroke=\"{color}\"")
            } else {
                format!("fill=\"{color}\"")
            };
            let faint = if bin.outside { " opacity=\"0.35\"" } else { "" };
            put(
                out,
                &format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {fill}{faint} {}>{}</rect>\n",
                    px(left),
                    px(top),
                    px(right - left),
                    px(bottom - top),
                    self.numbers(series, &bin.tally, &timeline.unit.label(bin.start)),
                    self.tip(series, &bin.tally, &timeline.unit.label(bin.start)),
                ),
            );
            if self.look.intervals
                && !is_stacked
                && let Some(i) = bin.tally.interval(series, self.export.measure)
            {
                let x = f64::midpoint(left, right);
                put(
                    out,
                    &format!(
                        "<line class=\"interval\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{TEXT}\" stroke-width=\"1\"/>\n",
                        px(x),
                        px(x),
                        px(area.y(i.low.min(most), most)),
                        px(area.y(i.high.min(most), most))
                    ),
                );
            }
        }
    }

    /// A dot a bin, and a line through each run without a gap.
    fn line(&self, out: &mut String, series: usize, area: Area, most: f64) {
        let timeline = self.export.timeline;
        let bins = timeline.bins.len();
        let color = self.slot(series);
        let mut run: Vec<String> = Vec::new();
        let dash = DASHES.get(series % DASHES.len()).copied().unwrap_or("");
        let flush = |out: &mut String, run: &mut Vec<String>| {
            if run.len() > 1 && self.look.window < 2 {
                put(
                    out,
                    &format!(
                        "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.6\" stroke-dasharray=\"{dash}\"/>\n",
                        run.join(" ")
                    ),
                );
            }
            run.clear();
        };
        let mut dots = String::new();
        for (at, bin) in timeline.bins.iter().enumerate() {
            let Some(value) = bin.tally.value(series, self.export.measure) else {
                flush(out, &mut run);
                continue;
            };
            let (x, y) = (area.bin(at as f64 + 0.5, bins), area.y(value, most));
            run.push(format!("{},{}", px(x), px(y)));
            let label = timeline.unit.label(bin.start);
            let fill = if bin.tally.has_few_articles(series) {
                "#FFFFFF"
            } else {
                color
            };
            put(
                &mut dots,
                &format!(
                    "<circle cx=\"{}\" cy=\"{}\" r=\"3\" fill=\"{fill}\" stroke=\"{color}\" {}>{}</circle>\n",
                    px(x),
                    px(y),
                    self.numbers(series, &bin.tally, &label),
                    self.tip(series, &bin.tally, &label),
                ),
            );
        }
        flush(out, &mut run);
        out.push_str(&dots);
    }

    /// The rolling mean, with its interval as a band.
    fn mean(&self, out: &mut String, series: usize, area: Area, most: f64) {
        let timeline = self.export.timeline;
        let bins = timeline.bins.len();
        let color = self.slot(series);
        let smooth = rolling(timeline, series, self.export.measure, self.look.window);
        let point = |at: usize, value: f64| {
            format!(
                "{},{}",
                px(area.bin(at as f64 + 0.5, bins)),
                px(area.y(value.min(most), most))
            )
        };
        let places: Vec<usize> = (0..smooth.len()).collect();
        let there = |at: &usize| smooth.get(*at).is_some_and(Option::is_some);
        for run in places
            .chunk_by(|a, b| there(a) == there(b))
            .filter(|run| run.first().is_some_and(there))
        {
            let value = |at: &usize| smooth.get(*at).copied().flatten().map(|s| (*at, s));
            let values: Vec<_> = run.iter().filter_map(value).collect();
            let highs = values
                .iter()
                .filter_map(|(at, s)| Some(point(*at, s.interval?.high)));
            let lows = values
                .iter()
                .rev()
                .filter_map(|(at, s)| Some(point(*at, s.interval?.low)));
            let band: Vec<String> = highs.chain(lows).collect();
            if band.len() > 2 {
                put(
                    out,
                    &format!(
                        "<polygon class=\"band\" points=\"{}\" fill=\"{color}\" opacity=\"0.16\"/>\n",
                        band.join(" ")
                    ),
                );
            }
            let line: Vec<String> = values.iter().map(|(at, s)| point(*at, s.value)).collect();
            put(
                out,
                &format!(
                    "<polyline class=\"mean\" points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.8\"/>\n",
                    line.join(" ")
                ),
            );
        }
    }

    /// A strip a series.
    fn multiples(&self, out: &mut String) {
        let series = self.export.series.len().max(1);
        let each = (self.plot.bottom - self.plot.top) / series as f64;
        let all = self.scale(0..self.export.series.len());
        for (at, name) in self.export.series.iter().enumerate() {
            let top = self.plot.top + each * at as f64;
            let area = Area {
                top: top + 16.0,
                bottom: top + each - 6.0,
                ..self.plot
            };
            let (most, step) = if self.look.own_scales {
                self.scale(at..at + 1)
            } else {
                all
            };
            text(
                out,
                (area.left, top + 11.0),
                12,
                self.slot(at),
                "start",
                &title_of(name),
            );
            let whole = (most, if each < 90.0 { most } else { step });
            Self::grid(out, area, whole);
            self.gaps(out, area);
            if self.look.window > 1 {
                self.mean(out, at, area, most);
            }
            self.line(out, at, area, most);
        }
    }

    fn ticks(&self, out: &mut String) {
        let timeline = self.export.timeline;
        let bins = timeline.bins.len();
        let room = ((self.plot.right - self.plot.left) / 78.0).max(1.0) as usize;
        let every = bins.div_ceil(room).max(1);
        for (at, bin) in timeline.bins.iter().enumerate().step_by(every) {
            let x = self.plot.bin(at as f64 + 0.5, bins);
            let label = tick(timeline.unit, bin, at == 0);
            text(
                out,
                (x, self.plot.bottom + 18.0),
                12,
                WEAK,
                "middle",
                &label,
            );
        }
    }

    fn events(&self, out: &mut String) {
        let timeline = self.export.timeline;
        let bins = timeline.bins.len();
        for (day, label) in &self.look.events {
            let Some((at, bin)) = timeline
                .bins
                .iter()
                .enumerate()
                .find(|(_, b)| b.start <= *day && *day <= b.last)
            else {
                continue;
            };
            let days = f64::from((bin.last - bin.start).get_days() + 1);
            let inside = f64::from((*day - bin.start).get_days()) + 0.5;
            let x = self.plot.bin(at as f64 + inside / days, bins);
            put(
                out,
                &format!(
                    "<g class=\"event\" data-day=\"{day}\"><line x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{TEXT}\" stroke-dasharray=\"3 3\"/>",
                    px(x),
                    px(x),
                    px(self.plot.top - 8.0),
                    px(self.plot.bottom)
                ),
            );
            text(
                out,
                (x + 4.0, self.plot.top - 10.0),
                12,
                TEXT,
                "start",
                label,
            );
            out.push_str("</g>\n");
        }
    }

    /// Articles that have no place on the axis.
    fn lanes(&self, out: &mut String) {
        let timeline = self.export.timeline;
        let x = LEFT - 40.0;
        let mut y = self.plot.top;
        for (name, tally) in [
            ("undated", &timeline.undated),
            ("imprecise", &timeline.imprecise),
        ] {
            if tally.articles == 0 {
                continue;
            }
            text(
                out,
                (x, y),
                12,
                WEAK,
                "start",
                &format!("{name}, {}", tally.articles),
            );
            for (series, of) in self.export.series.iter().enumerate() {
                y += 16.0;
                let value = tally
                    .value(series, self.export.measure)
                    .map_or_else(|| "–".to_owned(), number);
                put(
                    out,
                    &format!(
                        "<text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{}\" {}>{}{}</text>\n",
                        px(x),
                        px(y),
                        self.slot(series),
                        self.numbers(series, tally, name),
                        self.tip(series, tally, name),
                        escaped(&format!("{} {value}", short(&title_of(of)))),
                    ),
                );
            }
            y += 28.0;
        }
    }
}
