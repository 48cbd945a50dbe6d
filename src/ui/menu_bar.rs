//! The top bar: menus, search, and how much matches.

use egui::{Align, Frame, Layout, Margin, MenuBar, Panel, RichText, ScrollArea, Ui, vec2};

use super::command_menu;
use super::commands::{self, Info, Menu, UiCommand};
use super::search_field::SearchField;
use super::{Cx, counted};
use crate::app::Command;
use crate::app::command::FileCommand;

const MENUS: [(Menu, &str); 6] = [
    (Menu::File, "File"),
    (Menu::Edit, "Edit"),
    (Menu::View, "View"),
    (Menu::Annotate, "Annotate"),
    (Menu::Analyse, "Analyse"),
    (Menu::Help, "Help"),
];

/// Width of the menus' titles, in points.
const MENUS_WIDTH: f32 = 350.0;

/// Draws the bar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, search: &mut SearchField) {
    let theme = cx.theme;
    let frame = Frame::new()
        .fill(theme.color.panel)
        .inner_margin(Margin::symmetric(theme.space.m as i8, 0));
    Panel::top("menu bar")
        .exact_size(theme.size.menu_bar)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.label(RichText::new("Dateline").font(theme.bold()));
                ui.add_space(theme.space.xs);
                // The toolkit's bar takes all the width it is given.
                ui.allocate_ui(vec2(MENUS_WIDTH, ui.available_height()), |ui| {
                    MenuBar::new().ui(ui, |ui| {
                        for (menu, title) in MENUS {
                            ui.menu_button(title, |ui| {
                                // A menu that is longer than the window is scrolled.
                                let room = ui.content_rect().height() - 2.0 * theme.space.xl;
                                ScrollArea::vertical()
                                    .max_height(room)
                                    // The toolkit gives a new menu less than the window has.
                                    .min_scrolled_height(room)
                                    .show(ui, |ui| menu_ui(ui, cx, menu));
                            });
                        }
                    });
                });
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if cx.state.session.project().is_some() {
                        counts(ui, cx);
                        ui.add_space(theme.space.s);
                        search.show(ui, cx);
                    }
                });
            });
        });
}

/// The commands of a menu: those of a menu within it in a menu of their own.
fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, menu: Menu) {
    ui.set_min_width(220.0);
    let rows: Vec<_> = commands::all().filter(|i| i.menu == menu).collect();
    for rows in rows.chunk_by(|a, b| a.submenu == b.submenu) {
        match rows.first().and_then(|first| first.submenu) {
            None => {
                for info in rows {
                    item(ui, cx, info);
                }
            }
            Some(name) => {
                if rows.first().is_some_and(|first| first.section) {
                    ui.separator();
                }
                ui.menu_button(name, |ui| {
                    ui.set_min_width(220.0);
                    for info in rows {
                        command_menu::row(ui, cx, info);
                    }
                });
            }
        }
    }
}

/// A command of a menu, with the line above it.
fn item(ui: &mut Ui, cx: &mut Cx<'_>, info: &Info) {
    if info.section {
        ui.separator();
    }
    command_menu::row(ui, cx, info);
    if info.command == UiCommand::RESTORE_SAMPLE {
        recent(ui, cx);
    }
}

fn recent(ui: &mut Ui, cx: &mut Cx<'_>) {
    let recent = cx.state.settings.recent.clone();
    if recent.is_empty() {
        return;
    }
    ui.menu_button("Open recent", |ui| {
        for path in recent {
            if ui.button(path.display().to_string()).clicked() {
                cx.send(Command::File(FileCommand::Open(vec![path])));
                ui.close();
            }
        }
    });
}

/// How much matches, at the right of room that does not change with it: the search field keeps its place
/// while one types.
fn counts(ui: &mut Ui, cx: &Cx<'_>) {
    let all = cx.state.session.corpus().len();
    let number = super::grouped(all as u64);
    // Of hits there are mostly more than of articles, by a digit or two.
    let hits = super::grouped(all.saturating_mul(100).max(1000) as u64);
    let widest = format!("{number} of {number} articles · {hits} hits");
    let font = cx.theme.body();
    let galley = ui
        .painter()
        .layout_no_wrap(widest, font, cx.theme.color.weak);
    // A narrow window has no room to spare.
    let room = galley.size().x.min(ui.available_width() * 0.4);
    let right = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(vec2(room, ui.available_height()), right, |ui| {
        ui.set_min_width(room);
        ui.set_max_width(room);
        let words = RichText::new(summary(cx)).color(cx.theme.color.weak);
        ui.add(egui::Label::new(words).truncate());
    });
}

/// `41 of 1,203 articles · 46 hits`.
fn summary(cx: &Cx<'_>) -> String {
    let results = &cx.state.search.base;
    let all = cx.state.session.corpus().len();
    let shown = results.rows.len();
    if results.error.is_some() {
        // Why stands below the search field and in the table.
        return "no answer".to_owned();
    }
    let articles = if shown == all {
        counted(all, "article", "articles")
    } else {
        let of = if results.query.is_some() {
            results.filtered
        } else {
            all
        };
        format!(
            "{} of {}",
            super::grouped(shown as u64),
            counted(of, "article", "articles")
        )
    };
    match &results.query {
        Some(answer) => format!(
            "{articles} · {}",
            counted(answer.mentions as usize, "hit", "hits")
        ),
        None => articles,
    }
}
