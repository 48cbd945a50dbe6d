//! Words and numbers of a chart's picture: legend, footnote, scales.

use std::fmt::Write as _;

use super::super::TimelineExport;
use super::{ChartLook, Drawing, LEFT, PAPER_SLOTS, RIGHT, TEXT};
use crate::analysis::{Bin, BinUnit, Tally};
use crate::workspace::Slot;

/// Width of a letter of the footnote, roughly, in pixels.
pub(super) const LETTER: f64 = 5.7;

impl Drawing<'_> {
    /// The numbers of a mark, as the table has them.
    pub(super) fn numbers(&self, series: usize, tally: &Tally, bin: &str) -> String {
        let count = tally.series.get(series).copied().unwrap_or_default();
        let of = tally.of(series);
        let value = tally
            .value(series, self.export.measure)
            .map(|v| format!("{v:.6}"));
        format!(
            "data-series=\"{series}\" data-bin=\"{}\" data-value=\"{}\" data-mentions=\"{}\" data-of-articles=\"{}\" data-of-words=\"{}\"",
            escaped(bin),
            value.unwrap_or_default(),
            count.mentions,
            of.articles,
            of.words
        )
    }

    pub(super) fn tip(&self, series: usize, tally: &Tally, bin: &str) -> String {
        let name = self
            .export
            .series
            .get(series)
            .map(title_of)
            .unwrap_or_default();
        let count = tally.series.get(series).copied().unwrap_or_default();
        let of = tally.of(series);
        let value = tally
            .value(series, self.export.measure)
            .map_or_else(|| "–".to_owned(), number);
        let measure = self.export.measure.words();
        let words = format!(
            "{name}, {bin}: {value} {measure}; {} mentions in {} of {} articles with {} words",
            count.mentions, count.articles, of.articles, of.words
        );
        format!("<title>{}</title>", escaped(&words))
    }
}

pub(super) fn title_of(name: &crate::analysis::SeriesName) -> String {
    match &name.value {
        Some(value) => value.clone(),
        None => name.track.clone(),
    }
}

pub(super) fn short(words: &str) -> String {
    words.chars().take(8).collect()
}

pub(super) fn legend(out: &mut String, export: &TimelineExport<'_>, look: &ChartLook, width: f64) {
    let mut x = LEFT - 44.0;
    for (at, name) in export.series.iter().enumerate() {
        let words = format!(
            "{} {}",
            title_of(name),
            crate::text::counted::grouped(export.timeline.mentions(at))
        );
        let room = 22.0 + words.chars().count() as f64 * 6.8;
        if x + room > width - RIGHT {
            break;
        }
        let slot = look
            .slots
            .get(at)
            .copied()
            .unwrap_or_else(|| Slot::after(at));
        let color = PAPER_SLOTS
            .get(usize::from(slot.number()) - 1)
            .copied()
            .unwrap_or(TEXT);
        put(
            out,
            &format!(
                "<rect x=\"{}\" y=\"39\" width=\"9\" height=\"9\" rx=\"2\" fill=\"{color}\"/>\n",
                px(x)
            ),
        );
        text(out, (x + 14.0, 48.0), 12, TEXT, "start", &words);
        x += room;
    }
}

/// What the numbers mean, in lines that fit.
pub(super) fn footnote(export: &TimelineExport<'_>, look: &ChartLook, width: f64) -> Vec<String> {
    let timeline = export.timeline;
    let mut notes = vec![
        format!(
            "{} by {}, {}.",
            capital(export.measure.words()),
            timeline.unit.words(),
            timeline.denominator.words()
        ),
        format!("Filter: {}.", export.filter),
        format!(
            "Outlined: fewer than three articles; dotted: no article that {}.",
            timeline.unit.words()
        ),
    ];
    for name in export
        .series
        .iter()
        .filter(|n| !n.query.is_empty() && n.query != n.track)
    {
        notes.push(format!("{} = {}.", name.track, name.query));
    }
    if look.intervals || look.window > 1 {
        notes.push(
            "Intervals at 95 %: exact Poisson for counts and rates, Wilson for shares.".to_owned(),
        );
    }
    if look.window > 1 {
        notes.push(format!(
            "Line: rolling mean of {} bins, pooled, broken at gaps.",
            look.window
        ));
    }
    if timeline.undated.articles > 0 {
        notes.push(format!(
            "{} articles have no date.",
            timeline.undated.articles
        ));
    }
    if timeline.imprecise.articles > 0 {
        notes.push(format!(
            "{} are dated too roughly for these bins.",
            timeline.imprecise.articles
        ));
    }
    let most = ((width - 2.0 * RIGHT) / LETTER).max(20.0) as usize;
    let mut lines: Vec<String> = Vec::new();
    for word in notes.join(" ").split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// A label of the calendar axis, as people write dates.
pub(super) fn tick(unit: BinUnit, bin: &Bin, is_first: bool) -> String {
    match unit {
        BinUnit::Day => bin.start.strftime("%-d %b %Y").to_string(),
        BinUnit::Month if is_first || bin.start.month() == 1 => {
            bin.start.strftime("%b %Y").to_string()
        }
        BinUnit::Month => bin.start.strftime("%b").to_string(),
        BinUnit::Week | BinUnit::Quarter | BinUnit::Year => unit.label(bin.start),
    }
}

/// The top of a scale that holds a value, and the step of its grid.
pub(super) fn grid(most: f64, is_count: bool) -> (f64, f64) {
    let rough = most / 4.0;
    let power = 10.0_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps
        .into_iter()
        .map(|n| n * power)
        .find(|s| *s >= rough)
        .unwrap_or(rough);
    let step = if is_count { step.ceil().max(1.0) } else { step };
    ((most / step).ceil() * step, step)
}

pub(super) fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 {
        crate::text::counted::grouped(value.round().max(0.0) as u64)
    } else if value < 1.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.1}")
    }
}

/// A place, to a hundredth of a pixel.
pub(super) fn px(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // No minus before a zero.
    (rounded + 0.0).to_string()
}

pub(super) fn text(
    out: &mut String,
    (x, y): (f64, f64),
    size: u32,
    color: &str,
    anchor: &str,
    words: &str,
) {
    put(
        out,
        &format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" fill=\"{color}\" text-anchor=\"{anchor}\">{}</text>\n",
            px(x),
            px(y),
            escaped(words)
        ),
    );
}

pub(super) fn put(out: &mut String, words: &str) {
    // Writing into a string cannot fail.
    out.write_str(words).unwrap_or_default();
}

/// Words inside XML, without characters that it cannot hold.
pub(in crate::exchange) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}
