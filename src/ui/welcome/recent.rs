//! Workspaces that were open before: where they lie, how much is in them, and when that was.

use std::path::Path;
use std::time::Duration;

use egui::{Align, Align2, Id, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::widgets::{beside, focus_ring};
use super::super::{Cx, counted};
use super::from_home;
use crate::app::Command;
use crate::app::command::FileCommand;

/// Height of a row, and how many there are at most.
const ROW: f32 = 52.0;
const MOST: usize = 8;

/// Draws the list.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(theme.space.s);
    ui.horizontal(|ui| {
        ui.add_space(theme.space.m);
        ui.label(RichText::new("Recent").font(theme.bold()));
    });
    ui.add_space(theme.space.m);
    line(ui, cx);
    let recent = cx.state.settings.recent.clone();
    for path in recent.iter().take(MOST) {
        row(ui, cx, path);
        line(ui, cx);
    }
    ui.add_space(theme.space.m);
    ui.horizontal(|ui| {
        ui.add_space(theme.space.m);
        let words = RichText::new("Clear the list").size(theme.text.small);
        if ui.link(words).clicked() {
            cx.send(Command::File(FileCommand::ForgetRecent));
        }
    });
}

fn line(ui: &mut Ui, cx: &Cx<'_>) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    let at = rect.center().y;
    ui.painter()
        .hline(rect.x_range(), at, cx.theme.hairline(ui));
}

/// One workspace; a click, or Enter, opens it.
fn row(ui: &mut Ui, cx: &mut Cx<'_>, path: &Path) {
    let theme = cx.theme;
    let id = Id::unique(("recent workspace", path));
    let shown = from_home(path);
    let place = path.to_owned();
    let is_there = beside::ask(ui, id, &shown, Duration::ZERO, move |_| place.exists());
    let facts = cx
        .state
        .settings
        .recent_facts
        .get(path)
        .copied()
        .unwrap_or_default();
    let name = name_of(path);
    let (where_it_is, color) = match is_there {
        Some(false) => (format!("{shown} cannot be reached"), theme.color.warning),
        _ => (shown.clone(), theme.color.weak),
    };
    let articles = facts
        .articles
        .map(|n| counted(n as usize, "article", "articles"));
    let when = facts.opened.map(|at| when(at, Timestamp::now()));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| {
        let words = articles.iter().chain(&when).cloned();
        let facts: Vec<String> = std::iter::once(where_it_is.clone()).chain(words).collect();
        WidgetInfo::labeled(
            Role::Button,
            true,
            format!("Open {name}: {}", facts.join(", ")),
        )
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, theme.radius.tint, theme.color.hover);
    }
    focus_ring(ui, &response);
    let inner = rect.shrink2(vec2(theme.space.m, theme.space.s));
    let mut right = 0.0_f32;
    for (words, y, color) in [
        (articles, inner.top() + 9.0, theme.color.text),
        (when, inner.bottom() - 7.0, theme.color.weak),
    ] {
        let Some(words) = words else { continue };
        let at = egui::pos2(inner.right(), y);
        let drawn = ui
            .painter()
            .text(at, Align2::RIGHT_CENTER, words, theme.small(), color);
        right = right.max(drawn.width());
    }
    let words = inner.with_max_x(inner.right() - right - theme.space.m);
    let mut words = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(words)
            .layout(Layout::top_down(Align::Min)),
    );
    words.spacing_mut().item_spacing.y = theme.space.xxs;
    let title = RichText::new(&name).font(theme.bold());
    words.add(egui::Label::new(title).truncate().selectable(false));
    let below = RichText::new(&where_it_is).font(theme.small()).color(color);
    words.add(egui::Label::new(below).truncate().selectable(false));
    if response.on_hover_text(path.display().to_string()).clicked() {
        cx.send(Command::File(FileCommand::Open(vec![path.to_owned()])));
    }
}

/// What a workspace is called: its file, or its folder where the file has the usual name.
fn name_of(path: &Path) -> String {
    let file = path.file_stem().map(|s| s.to_string_lossy().into_owned());
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.map(|s| s.to_string_lossy().into_owned());
    match (file, folder) {
        (Some(file), Some(folder)) if file == "workspace" => folder,
        (Some(file), _) => file,
        (None, _) => path.display().to_string(),
    }
}

/// A time as one says it: `today 09:12`, `yesterday`, else the day.
fn when(at: Timestamp, now: Timestamp) -> String {
    let zone = TimeZone::system();
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone));
    let yesterday = now.date().yesterday().ok();
    if at.date() == now.date() {
        at.strftime("today %H:%M").to_string()
    } else if Some(at.date()) == yesterday {
        "yesterday".to_owned()
    } else {
        at.date().to_string()
    }
}
