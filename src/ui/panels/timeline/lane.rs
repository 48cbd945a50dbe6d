//! Lanes: articles without a date, and articles whose date is not known exactly enough.

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::plot::scale;
use super::{SeriesLook, words};
use crate::analysis::{Tally, Timeline};
use crate::app::Command;
use crate::app::command::FilterCommand;
use crate::ui::{Cx, counted};

/// Width of a lane, in points.
const WIDTH: f32 = 124.0;

/// Draws the lanes that hold articles; returns the width they take.
pub(super) fn show(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    timeline: &Timeline,
    series: &[SeriesLook],
    area: Rect,
) -> f32 {
    let mut x = area.left();
    for (name, tally) in [
        ("undated", &timeline.undated),
        ("imprecise", &timeline.imprecise),
    ] {
        if tally.articles > 0 || tally.of_articles > 0 {
            let rect = Rect::from_min_size(pos2(x, area.top()), vec2(WIDTH, area.height()));
            lane(ui, cx, timeline, series, name, tally, rect);
            x += WIDTH + cx.theme.space.s;
        }
    }
    x - area.left()
}

fn lane(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    timeline: &Timeline,
    series: &[SeriesLook],
    name: &str,
    tally: &Tally,
    rect: Rect,
) {
    let theme = cx.theme;
    let measure = cx.state.chart_measure();
    let filter = &cx.state.search.filter;
    let undated = name == "undated";
    let chosen = undated && filter.only_undated;
    let left_out = filter.dates.is_some() && !filter.include_undated;
    let response = ui.interact(rect, ui.scope_id().with(("lane", name)), Sense::click());
    let label = words::tally(cx, name, tally, series);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &label));
    let back = rect.with_max_y(rect.bottom() - 20.0);
    let fill = if chosen {
        theme.color.selected
    } else {
        theme.color.panel
    };
    ui.painter().rect_filled(back, theme.radius.field, fill);
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.0, theme.color.accent);
        ui.painter()
            .rect_stroke(back, theme.radius.field, stroke, StrokeKind::Inside);
    }
    let intervals = cx.state.view.chart.drawing.intervals;
    let (top, _) = scale(timeline, series.len(), measure, intervals);
    let ground = back.bottom();
    // As much air above the scale's top as the plot has.
    let room = back.height() / 1.04;
    let each = (back.width() - 2.0 * theme.space.xl) / series.len().max(1) as f32;
    for (i, look) in series.iter().enumerate() {
        let Some(value) = tally.value(i, measure) else {
            continue;
        };
        let height = (value / top) as f32 * room;
        let left = back.left() + theme.space.xl + each * i as f32;
        let bar = Rect::from_min_max(
            pos2(left + 1.0, ground - height),
            pos2(left + each - 1.0, ground),
        );
        let color = theme.color.slot(look.slot);
        let color = if left_out {
            theme.color.faint(color)
        } else {
            color
        };
        if tally.has_few_articles(i) {
            ui.painter()
                .rect_stroke(bar, 0.0, Stroke::new(1.0, color), StrokeKind::Inside);
        } else {
            ui.painter().rect_filled(bar, 0.0, color);
        }
    }
    // Over the bars, which may reach up to it.
    let label_words = ui
        .painter()
        .layout_no_wrap(name.to_owned(), theme.tiny(), theme.color.weak);
    let at = back.center_top() + vec2(0.0, 12.0);
    let at = Align2::CENTER_CENTER.anchor_size(at, label_words.size());
    ui.painter().rect_filled(at.expand(2.0), 2.0, fill);
    ui.painter().galley(at.min, label_words, theme.color.weak);
    let articles = counted(tally.articles as usize, "article", "articles");
    let caption = if left_out && undated {
        format!("{articles} left out")
    } else {
        articles
    };
    let at = pos2(rect.center().x, rect.bottom() - 9.0);
    ui.painter().text(
        at,
        Align2::CENTER_CENTER,
        caption,
        theme.small(),
        theme.color.weak,
    );
    if response.clicked() && undated {
        cx.send(Command::Filter(FilterCommand::OnlyUndated(
            !filter.only_undated,
        )));
    }
    response.on_hover_text(label);
}
