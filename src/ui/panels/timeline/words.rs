//! What a bin says: on hover, and to assistive technology.

use egui::{Role, Sense, Tooltip, Ui, WidgetInfo};
use jiff::civil::Date;

use super::SeriesLook;
use super::plot::{Shown, number};
use crate::analysis::{Bin, SeriesOf, Tally, Timeline};
use crate::app::Hovered;
use crate::corpus::Serial;
use crate::ui::{Cx, counted, grouped};

/// Most bins that are told one by one.
const MAX_NODES: usize = 400;

/// Most rows that are looked through for them.
const MAX_LOOKED_AT: usize = 20_000;

/// Most titles that are listed on hover.
const MAX_TITLES: usize = 4;

/// `2023-02: 3 articles; Bakhmut 12 mentions, 13.4 mentions per 1,000 words`.
pub(super) fn tally(cx: &Cx<'_>, name: &str, tally: &Tally, series: &[SeriesLook]) -> String {
    let measure = cx.state.chart_measure();
    let mut out = format!(
        "{name}: {}",
        counted(tally.articles as usize, "article", "articles")
    );
    let chart = cx.state.search.chart.table();
    let is_volume = chart.is_some_and(|c| c.split.is_none() && c.series == [SeriesOf::Articles]);
    if is_volume {
        return out;
    }
    for (i, look) in series.iter().enumerate() {
        let count = tally.series.get(i).copied().unwrap_or_default();
        let mentions = counted(count.mentions as usize, "mention", "mentions");
        out += &format!("; {} {mentions}", look.name);
        if let Some(value) = tally
            .value(i, measure)
            .filter(|_| measure != crate::analysis::Measure::Mentions)
        {
            out += &format!(", {} {}", number(value), measure.words());
        }
    }
    out
}

/// Gives every bin a node, the plot a summary, and the hovered bin a tooltip.
pub(super) fn nodes(
    ui: &mut Ui,
    cx: &Cx<'_>,
    timeline: &Timeline,
    series: &[SeriesLook],
    shown: &Shown,
    titles: &mut HoverTitles,
) {
    let totals: Vec<String> = series
        .iter()
        .enumerate()
        .map(|(i, look)| format!("{} {}", look.name, grouped(timeline.mentions(i))))
        .collect();
    let summary = format!(
        "Timeline: {} by {}, {} bins; mentions in all: {}{}",
        cx.state.chart_measure().words(),
        timeline.unit.words(),
        timeline.bins.len(),
        totals.join(", "),
        timeline
            .widened()
            .map(|w| format!("; {w}"))
            .unwrap_or_default()
    );
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &summary));
    for (at, bin) in timeline.bins.iter().enumerate().take(MAX_NODES) {
        let response = ui.interact(
            shown.bin_rect(at),
            ui.scope_id().with(("bin", bin.start)),
            Sense::HOVER,
        );
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::ListItem,
                true,
                tally(cx, &timeline.unit.label(bin.start), &bin.tally, series),
            )
        });
    }
    if let Some(Hovered::Bin(day)) = cx.state.view.hover.shown()
        && let Some(bin) = timeline.bin_at(*day)
        && shown.response.hovered()
        && !shown.response.dragged()
    {
        Tooltip::for_widget(&shown.response)
            .at_pointer()
            .show(|ui| tooltip(ui, cx, timeline, bin, series, titles.of(cx, bin)));
    }
}

fn tooltip(
    ui: &mut Ui,
    cx: &Cx<'_>,
    timeline: &Timeline,
    bin: &Bin,
    series: &[SeriesLook],
    titles: &[String],
) {
    ui.set_max_width(330.0);
    let theme = cx.theme;
    let measure = cx.state.chart_measure();
    let weak = |words: String| {
        egui::RichText::new(words)
            .color(theme.color.weak)
            .size(theme.text.small)
    };
    ui.label(egui::RichText::new(timeline.unit.label(bin.start)).font(theme.bold()));
    if bin.tally.is_gap() {
        ui.label(weak("no article, so there is no value".to_owned()));
        return;
    }
    let of = format!(
        "{}, {} words {}",
        counted(bin.tally.of_articles as usize, "article", "articles"),
        grouped(bin.tally.of_words),
        timeline.denominator.words()
    );
    ui.label(weak(of));
    ui.label(weak(format!(
        "mentions in articles · {} (95 % interval)",
        measure.words()
    )));
    for (i, look) in series.iter().enumerate() {
        let count = bin.tally.series.get(i).copied().unwrap_or_default();
        let mut words = format!(
            "{} {} in {}",
            look.name,
            grouped(count.mentions),
            count.articles
        );
        if cx
            .state
            .search
            .chart
            .table()
            .is_some_and(|c| c.split.is_some())
        {
            words += &format!(" of {}", bin.tally.of(i).articles);
        }
        if let Some((value, interval)) = bin
            .tally
            .value(i, measure)
            .zip(bin.tally.interval(i, measure))
        {
            let (low, high) = (number(interval.low), number(interval.high));
            words += &format!(" · {} ({low} to {high})", number(value));
        }
        ui.label(words);
    }
    if bin.cut {
        ui.label(weak("the chosen range cuts this bin".to_owned()));
    }
    for title in titles {
        ui.add(egui::Label::new(weak(title.clone())).truncate());
    }
}

/// Titles of articles in the hovered bin, found once and kept while it stays hovered.
#[derive(Default)]
pub(super) struct HoverTitles {
    of: Option<(Serial, Date)>,
    titles: Vec<String>,
}

impl HoverTitles {
    fn of(&mut self, cx: &Cx<'_>, bin: &Bin) -> &[String] {
        let base = &cx.state.search.base;
        if self.of != Some((base.serial, bin.start)) {
            self.of = Some((base.serial, bin.start));
            let rows = base.rows.iter().take(MAX_LOOKED_AT);
            let inside = rows.filter(|ix| {
                let day = base.metadata.day(**ix);
                day.is_some_and(|d| bin.start <= d && d <= bin.last)
            });
            let titles = inside.take(MAX_TITLES);
            self.titles = titles
                .map(|ix| base.metadata.title_or_opening(*ix).into_owned())
                .collect();
        }
        &self.titles
    }
}
