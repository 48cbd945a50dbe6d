//! The top bar: menus, search, and how much matches.

use egui::{Align, Button, Frame, Layout, Margin, MenuBar, Panel, RichText, ScrollArea, Ui, vec2};

use super::commands::{self, Menu, UiCommand};
use super::search_field::SearchField;
use super::shortcuts;
use super::{Ask, Cx, counted};
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
                        ui.label(RichText::new(summary(cx)).color(theme.color.weak));
                        ui.add_space(theme.space.s);
                        search.show(ui, cx);
                    }
                });
            });
        });
}

fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, menu: Menu) {
    ui.set_min_width(220.0);
    for info in commands::all().filter(|i| i.menu == menu) {
        if info.section {
            ui.separator();
        }
        let label = match (info.about)(cx.state) {
            Some(about) => format!("{}: {about}", info.label),
            None => info.label.to_owned(),
        };
        let mut button = Button::new(label).min_size(vec2(220.0, 24.0));
        if let Some(shortcut) = shortcuts::first(info.command, &cx.state.settings) {
            button = button.shortcut_text(ui.format_shortcut(&shortcut));
        }
        if ui
            .add_enabled(info.command.is_enabled(cx.state), button)
            .clicked()
        {
            cx.ask(Ask::Run(info.command));
            // A key that chooses is no click that closes.
            ui.close();
        }
        if info.command == UiCommand::RESTORE_SAMPLE {
            recent(ui, cx);
        }
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
