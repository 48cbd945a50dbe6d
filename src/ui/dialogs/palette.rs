//! The command palette: every command, found by a few letters, with its shortcut.

use egui::{Align2, Id, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::super::commands::{self, Info};
use super::super::shortcuts;
use super::super::widgets::field;
use super::super::{Ask, Cx};
use super::{Body, DialogInfo, DialogRequest, Width, entered, room, walked};
use crate::app::command::ViewCommand;
use crate::app::{Command, Settings};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "palette",
    title: "Commands",
    width: Width::Wide,
    foot: false,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| Palette::default())
}

#[derive(Default)]
struct Palette {
    typed: String,
    at: usize,
}

impl Body for Palette {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let id = Id::unique("palette");
        self.at = walked(ui, self.at);
        let response = field::line(ui, id, &mut self.typed, "Command", "Type a command");
        if response.changed() {
            self.at = 0;
        }
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let found = found(&self.typed, &cx.state.settings);
        self.at = self.at.min(found.len().saturating_sub(1));
        let mut picked = entered(ui, &response).then_some(self.at);
        ScrollArea::vertical()
            .max_height(room(ui, 380.0))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (i, info) in found.iter().enumerate() {
                    if row(ui, cx, info, i == self.at) {
                        picked = Some(i);
                    }
                }
            });
        let Some(info) = picked
            .and_then(|i| found.get(i))
            .filter(|i| i.command.is_enabled(cx.state))
        else {
            return true;
        };
        let mut settings = cx.state.settings.clone();
        settings.note_command(info.command.id());
        cx.send(Command::View(ViewCommand::Settings(Box::new(settings))));
        cx.ask(Ask::Run(info.command));
        false
    }
}

fn found(typed: &str, settings: &Settings) -> Vec<&'static Info> {
    if typed.trim().is_empty() {
        // Those of late come first.
        let recent = |info: &&Info| {
            let mut known = settings.recent_commands.iter();
            known.position(|id| id == info.command.id())
        };
        let mut all: Vec<_> = commands::all().collect();
        all.sort_by_key(|info| recent(info).unwrap_or(usize::MAX));
        return all;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<_> = commands::all()
        .filter_map(|info| {
            Some((
                pattern.score(Utf32Str::new(info.label, &mut buffer), &mut matcher)?,
                info,
            ))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, info)| info).collect()
}

fn row(ui: &mut Ui, cx: &Cx<'_>, info: &Info, at: bool) -> bool {
    let theme = cx.theme;
    let enabled = info.command.is_enabled(cx.state);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, enabled, at, info.label));
    if at || response.hovered() {
        ui.painter().rect_filled(
            rect,
            theme.radius.tint,
            if at {
                theme.color.selected
            } else {
                theme.color.hover
            },
        );
    }
    if at {
        response.scroll_to_me(None);
    }
    let color = if enabled {
        theme.color.text
    } else {
        theme.color.weak
    };
    let left = pos2(rect.left() + theme.space.s, rect.center().y);
    ui.painter()
        .text(left, Align2::LEFT_CENTER, info.label, theme.body(), color);
    if let Some(shortcut) = shortcuts::first(info.command, &cx.state.settings) {
        let right = pos2(rect.right() - theme.space.m, rect.center().y);
        ui.painter().text(
            right,
            Align2::RIGHT_CENTER,
            shortcuts::in_words(ui, shortcut),
            theme.small(),
            theme.color.weak,
        );
    }
    response.clicked()
}
