//! How the rows of names are painted.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::track_in_words;

use crate::analysis::names::{AliasReason, NameMember, NameRow, NameTable};
use crate::app::command::NameCommand;
use crate::enrich::names::NameKind;
use crate::ui::grouped;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Theme;

/// Where the columns stand, in points from the left; those without room are none.
pub(super) struct Columns {
    pub(super) name: f32,
    pub(super) mentions: f32,
    pub(super) proposed: f32,
    pub(super) articles: f32,
    pub(super) first: Option<f32>,
    pub(super) last: Option<f32>,
    pub(super) trend: Option<(f32, f32)>,
}

/// Widths, in points.
pub(super) const MENTIONS: f32 = 52.0;

pub(super) const PROPOSED: f32 = 36.0;

pub(super) const ARTICLES: f32 = 44.0;

pub(super) const DAY: f32 = 84.0;

pub(super) const TREND: f32 = 64.0;

/// Room that a name keeps.
pub(super) const NAME: f32 = 150.0;

/// Room for what opens a name, and for its kind.
pub(super) const SIGNS: f32 = 42.0;

impl Columns {
    pub(super) fn new(area: Rect) -> Self {
        let mut room = area.width() - SIGNS - NAME - MENTIONS - PROPOSED - ARTICLES;
        let mut has = |width: f32| {
            room -= width;
            room >= 0.0
        };
        let (trend, last, first) = (has(TREND), has(DAY), has(DAY));
        // The scrollbar has room of its own.
        let right = area.right() - 18.0;
        let trend_at = trend.then_some((right - TREND, right));
        let mut at = trend_at.map_or(right, |(left, _)| left - 8.0);
        let mut take = |is_there: bool, width: f32| {
            is_there.then(|| {
                at -= width;
                at
            })
        };
        let last = take(last, DAY);
        let first = take(first, DAY);
        let articles = at - 8.0;
        let proposed = articles - ARTICLES;
        let mentions = proposed - PROPOSED;
        Self {
            name: area.left() + SIGNS,
            mentions,
            proposed,
            articles,
            first,
            last,
            trend: trend_at,
        }
    }

    pub(super) fn head(&self, ui: &Ui, theme: &Theme, area: Rect, table: &NameTable) {
        let rect = area.with_max_y(area.top() + theme.size.table_head);
        let painter = ui.painter();
        let y = rect.center().y;
        let (font, color) = (theme.small_medium(), theme.color.weak);
        let text = |x: f32, align: Align2, words: &str| {
            painter.text(pos2(x, y), align, words, font.clone(), color);
        };
        text(self.name, Align2::LEFT_CENTER, "Name");
        text(self.mentions, Align2::RIGHT_CENTER, "Mentions");
        text(self.articles, Align2::RIGHT_CENTER, "Art.");
        if let Some(x) = self.first {
            text(x, Align2::LEFT_CENTER, "First day");
        }
        if let Some(x) = self.last {
            text(x, Align2::LEFT_CENTER, "Last day");
        }
        if let (Some((left, _)), Some(first), Some(last)) =
            (self.trend, table.bins.first(), table.bins.last())
        {
            let words = if first.year() == last.year() {
                first.year().to_string()
            } else {
                format!("{}–{}", first.year(), last.year())
            };
            text(left, Align2::LEFT_CENTER, &words);
        }
        painter.hline(rect.x_range(), rect.bottom(), theme.hairline(ui));
    }
}

/// A line while it is painted.
pub(super) struct Painted<'p> {
    pub(super) theme: &'p Theme,
    pub(super) columns: &'p Columns,
    pub(super) rect: Rect,
}

impl Painted<'_> {
    pub(super) fn text(&self, ui: &Ui, x: f32, align: Align2, words: &str, color: Color32) {
        let at = pos2(x, self.rect.center().y);
        ui.painter()
            .text(at, align, words, self.theme.body(), color);
    }

    /// Words that are cut where their room ends.
    pub(super) fn cut(&self, ui: &Ui, (left, right): (f32, f32), mut job: LayoutJob) -> f32 {
        job.wrap = TextWrapping::truncate_at_width((right - left).max(10.0));
        let galley = ui.painter().layout_job(job);
        let at = pos2(left, self.rect.center().y - galley.size().y / 2.0);
        let end = left + galley.size().x;
        ui.painter().galley(at, galley, self.theme.color.text);
        end
    }

    /// A name; says whether it is to be opened or closed.
    pub(super) fn name(&self, ui: &Ui, row: &NameRow, is_open: bool) -> bool {
        let (theme, columns) = (self.theme, self.columns);
        let color = &theme.color;
        let mut toggled = false;
        let merged = row.merged().count();
        if merged > 1 {
            let square = Rect::from_center_size(
                pos2(self.rect.left() + 4.0, self.rect.center().y),
                vec2(16.0, 20.0),
            );
            let response = ui.interact(
                square,
                ui.scope_id().with(("open", &*row.words)),
                Sense::CLICK,
            );
            response.widget_info(|| {
                let words = if is_open { "Close" } else { "Open" };
                WidgetInfo::labeled(Role::Button, true, format!("{words} {}", row.words))
            });
            toggled = response.clicked();
            let icon = if is_open { Icon::Down } else { Icon::Right };
            icons::paint(
                ui.painter(),
                square.shrink2(vec2(4.0, 6.0)),
                icon,
                color.weak,
            );
        }
        kind_sign(
            ui,
            theme,
            pos2(self.rect.left() + 22.0, self.rect.center().y),
            row.kind,
        );
        let mut job = LayoutJob::simple_singleline(row.words.to_string(), theme.body(), color.text);
        if merged > 1 {
            let format = egui::TextFormat::simple(theme.small_medium(), color.weak);
            job.append(&format!("  {merged} forms"), 0.0, format);
        }
        self.cut(ui, (columns.name, columns.mentions - MENTIONS + 8.0), job);
        self.number(ui, columns.mentions, row.mentions);
        let proposed: u32 = row.proposed().map(|m| m.mentions).sum();
        if proposed > 0 {
            let words = format!("+{}", grouped(proposed.into()));
            self.text(
                ui,
                columns.proposed,
                Align2::RIGHT_CENTER,
                &words,
                color.warning,
            );
        }
        self.number(ui, columns.articles, row.articles);
        if let Some((first, last)) = row.days {
            for (x, day) in [(columns.first, first), (columns.last, last)] {
                if let Some(x) = x {
                    self.text(ui, x, Align2::LEFT_CENTER, &day.to_string(), color.weak);
                }
            }
        }
        if let Some((left, right)) = columns.trend {
            let rect = Rect::from_min_max(
                pos2(left, self.rect.top() + 5.0),
                pos2(right, self.rect.bottom() - 5.0),
            );
            trend(ui, theme, rect, &row.trend);
        }
        toggled
    }

    pub(super) fn number(&self, ui: &Ui, right: f32, n: u32) {
        let color = &self.theme.color;
        let (words, color) = if n == 0 {
            ("·".to_owned(), color.weak)
        } else {
            (grouped(n.into()), color.text)
        };
        self.text(ui, right, Align2::RIGHT_CENTER, &words, color);
    }

    /// A form of a name, with what decides about it.
    pub(super) fn form(
        &self,
        ui: &mut Ui,
        row: &NameRow,
        member: &NameMember,
        may_edit: bool,
    ) -> Option<NameCommand> {
        let (theme, columns) = (self.theme, self.columns);
        let color = &theme.color;
        let at = pos2(columns.name - 10.0, self.rect.center().y);
        if member.merged {
            let sign = Rect::from_center_size(at, vec2(12.0, 12.0));
            icons::paint(ui.painter(), sign, Icon::Check, color.weak);
        } else {
            ui.painter()
                .circle_stroke(at, 4.0, Stroke::new(1.5, color.warning));
        }
        let mut right = self.rect.right() - 10.0;
        let mut command = None;
        let (name, form) = (Arc::clone(&row.words), Arc::clone(&member.words));
        let buttons: &[(&str, &str, NameCommand)] = if member.merged {
            &[("s", "Split off", NameCommand::Split(name, form))]
        } else {
            &[
                (
                    "x",
                    "Refuse for good",
                    NameCommand::Refuse(Arc::clone(&name), Arc::clone(&form)),
                ),
                ("a", "Merge", NameCommand::Merge(name, vec![form])),
            ]
        };
        for (letter, words, act) in buttons {
            if may_edit
                && self.button(
                    ui,
                    &mut right,
                    letter,
                    &format!("{words}: {}", member.words),
                )
            {
                command = Some(act.clone());
            }
        }
        let font = theme.serif(theme.text.body);
        let job = LayoutJob::simple_singleline(member.words.to_string(), font, color.text);
        self.cut(
            ui,
            (columns.name + 8.0, columns.mentions - MENTIONS + 8.0),
            job,
        );
        self.number(ui, columns.mentions, member.mentions);
        self.number(ui, columns.articles, member.articles);
        let why = member.reason.map_or("merged", AliasReason::words);
        let left = columns.articles + 12.0;
        if right - left > 24.0 {
            let job = LayoutJob::simple_singleline(why.to_owned(), theme.small(), color.weak);
            self.cut(ui, (left, right - 4.0), job);
        }
        command
    }

    /// That the track of a name lacks forms of it.
    pub(super) fn track(&self, ui: &mut Ui, row: &NameRow, may_edit: bool) -> Option<NameCommand> {
        let theme = self.theme;
        let mut right = self.rect.right() - 10.0;
        let add = may_edit
            && self.button(
                ui,
                &mut right,
                "a",
                &format!("Add the forms to the track of {}", row.words),
            );
        let words = track_in_words(row);
        let job = LayoutJob::simple_singleline(words, theme.small(), theme.color.warning);
        self.cut(ui, (self.columns.name + 8.0, right - 8.0), job);
        add.then(|| NameCommand::Amend(Arc::clone(&row.words)))
    }

    /// A small button with the letter of its key, from the right.
    pub(super) fn button(&self, ui: &mut Ui, right: &mut f32, letter: &str, name: &str) -> bool {
        let theme = self.theme;
        let rect = Rect::from_min_max(
            pos2(*right - 20.0, self.rect.top() + 3.0),
            pos2(*right, self.rect.bottom() - 3.0),
        );
        *right = rect.left() - 4.0;
        let response = ui.interact(rect, ui.scope_id().with(("decide", name)), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        let fill = if response.hovered() {
            theme.color.hover
        } else {
            theme.color.raised
        };
        let radius = theme.radius.tint;
        ui.painter().rect_filled(rect, radius, fill);
        let line = Stroke::new(1.0, theme.color.edge);
        ui.painter()
            .rect_stroke(rect, radius, line, egui::StrokeKind::Inside);
        let font = theme.small();
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            letter,
            font,
            theme.color.text,
        );
        let clicked = response.clicked();
        response.on_hover_text(name);
        clicked
    }
}

/// A person, a place or a body, as a sign.
pub(super) fn kind_sign(ui: &Ui, theme: &Theme, at: egui::Pos2, kind: Option<NameKind>) {
    let painter = ui.painter();
    let line = Stroke::new(1.2, theme.color.weak);
    match kind {
        Some(NameKind::Person) => {
            painter.circle_stroke(at - vec2(0.0, 3.0), 2.4, line);
            let shoulders = [
                vec2(-4.0, 5.5),
                vec2(-3.0, 2.0),
                vec2(3.0, 2.0),
                vec2(4.0, 5.5),
            ];
            painter.line(shoulders.iter().map(|v| at + *v).collect(), line);
        }
        Some(NameKind::Place) => {
            painter.circle_stroke(at - vec2(0.0, 2.0), 3.2, line);
            painter.line_segment([at + vec2(-2.4, 0.4), at + vec2(0.0, 5.5)], line);
            painter.line_segment([at + vec2(2.4, 0.4), at + vec2(0.0, 5.5)], line);
        }
        Some(NameKind::Organisation) => {
            let shield = [
                vec2(-4.0, -4.5),
                vec2(4.0, -4.5),
                vec2(4.0, 1.0),
                vec2(0.0, 5.5),
                vec2(-4.0, 1.0),
                vec2(-4.0, -4.5),
            ];
            painter.line(shield.iter().map(|v| at + *v).collect(), line);
        }
        None => {}
    }
}

/// A small line of mentions over time, on a scale of its own; a gap where there is no article, a dot at
/// the peak.
pub(super) fn trend(ui: &Ui, theme: &Theme, rect: Rect, values: &[Option<u32>]) {
    let most = values.iter().flatten().copied().max().unwrap_or(0);
    if most == 0 {
        return;
    }
    let step = rect.width() / (values.len().max(2) - 1) as f32;
    let at = |place: usize, n: u32| {
        let y = rect.bottom() - rect.height() * n as f32 / most as f32;
        pos2(rect.left() + step * place as f32, y)
    };
    let line = Stroke::new(1.0, theme.color.text);
    let mut run: Vec<egui::Pos2> = Vec::new();
    let flush = |run: &mut Vec<egui::Pos2>| {
        if let [only] = run.as_slice() {
            ui.painter().circle_filled(*only, 1.0, theme.color.text);
        } else if run.len() > 1 {
            ui.painter().line(run.clone(), line);
        }
        run.clear();
    };
    let mut peak = None;
    for (place, value) in values.iter().enumerate() {
        match value {
            Some(n) => {
                let point = at(place, *n);
                if *n == most && peak.is_none() {
                    peak = Some(point);
                }
                run.push(point);
            }
            None => flush(&mut run),
        }
    }
    flush(&mut run);
    if let Some(peak) = peak {
        ui.painter().circle_filled(peak, 2.0, theme.color.accent);
    }
}
