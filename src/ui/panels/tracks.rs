//! Tracks: the names, places and phrases that are followed.

use std::collections::HashMap;

use egui::{Button, Id, Key, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use super::super::dialogs;
use super::super::icons::{self, Icon};
use super::super::widgets::kept_scroll::KeptScroll;
use super::super::widgets::{field, menu_item, swatch};
use super::super::{Ask, Cx, counted};
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::app::command::{AnnotateCommand, FilterCommand, QueryCommand, TrackCommand};
use crate::app::{Command, Hovered, State};
use crate::workspace::{Track, TrackId};

/// The panel's id.
pub const PANE: Pane = Pane::new("Tracks");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Tracks",
    place: Place {
        side: Side::Right,
        order: 3,
    },
    digit: Some(5),
    shows_focus: false,
    make: || Box::<TracksPanel>::default(),
};

/// The panel's own state: names and queries as they are typed.
#[derive(Default)]
pub struct TracksPanel {
    drafts: HashMap<TrackId, (String, String, field::Typing)>,
    scroll: KeptScroll<TrackId>,
}

impl Panel for TracksPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }

    fn uncommitted(&self, state: &State) -> Vec<Command> {
        self.drafts_as_commands(state)
    }
}

impl TracksPanel {
    /// Names that were typed and not yet said.
    pub fn drafts_as_commands(&self, state: &State) -> Vec<Command> {
        let typed = self.drafts.iter().filter(|(_, draft)| draft.2.was());
        let renamed = typed.filter_map(|(id, (name, ..))| {
            let name = name.trim();
            let is_new = !name.is_empty() && name != &*state.session.workspace().track(*id)?.name;
            is_new.then(|| Command::Track(TrackCommand::Rename(*id, name.to_owned())))
        });
        renamed.collect()
    }

    /// Draws the list.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let focus = ui.interact(area, PANE.focus_id(), Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(Role::List, true, "Tracks"));
        let workspace = std::sync::Arc::clone(cx.state.session.workspace());
        let tracks = &workspace.tracks;
        let column = self
            .scroll
            .area()
            .id_salt("tracks")
            .auto_shrink(false)
            .show(ui, |ui| {
                self.scroll.start(ui);
                egui::Frame::new()
                    .inner_margin(theme.space.m)
                    .show(ui, |ui| {
                        if tracks.is_empty() {
                            if empty(
                                ui,
                                cx,
                                "A track follows a name, a place or a phrase through all articles.",
                                Some("New track"),
                            ) {
                                cx.ask(Ask::Dialog(dialogs::follow::request()));
                            }
                            return;
                        }
                        for track in tracks {
                            self.scroll.part(ui, track.id);
                            self.track(ui, cx, track);
                            ui.add_space(theme.space.s);
                        }
                        if ui
                            .add(Button::new("+ New track").frame_when_inactive(false))
                            .clicked()
                        {
                            cx.ask(Ask::Dialog(dialogs::follow::request()));
                        }
                    });
            });
        self.scroll.end(ui, &column);
        self.drafts
            .retain(|id, _| cx.state.session.workspace().track(*id).is_some());
    }

    fn track(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, track: &Track) {
        let theme = cx.theme;
        let (name_id, query_id) = (
            Id::unique(("track name", track.id)),
            Id::unique(("track query", track.id)),
        );
        let draft = self.drafts.entry(track.id).or_default();
        if !draft.2.in_any(ui, &[name_id, query_id]) {
            draft.0 = track.name.to_string();
            draft.1 = track.query.to_string();
        }
        let top = ui.cursor().top();
        ui.horizontal(|ui| {
            if let Some(slot) =
                swatch::palette_button(ui, track.slot, &format!("Colour of {}", track.name))
            {
                cx.send(Command::Track(TrackCommand::Recolour(track.id, slot)));
            }
            let room = ui.available_width() - 96.0;
            ui.allocate_ui(vec2(room, 26.0), |ui| {
                let response = field::line(
                    ui,
                    name_id,
                    &mut draft.0,
                    &format!("Name of track {}", track.name),
                    "name",
                );
                if response.lost_focus() && draft.0.trim() != &*track.name {
                    cx.send(Command::Track(TrackCommand::Rename(
                        track.id,
                        draft.0.clone(),
                    )));
                }
            });
            let (icon, words) = if track.shown {
                (Icon::Eye, "Hide")
            } else {
                (Icon::EyeOff, "Show")
            };
            if icons::button(ui, icon, &format!("{words} {}", track.name)).clicked() {
                cx.send(Command::Track(TrackCommand::Show(track.id, !track.shown)));
            }
            let more = icons::button(ui, Icon::More, &format!("More about {}", track.name));
            egui::Popup::menu(&more).show(|ui| menu(ui, cx, track));
        });
        let response = field::line(
            ui,
            query_id,
            &mut draft.1,
            &format!("Query of track {}", track.name),
            "bakhmut OR artemivsk",
        );
        if response.changed() {
            cx.send(Command::Track(TrackCommand::SetQuery(
                track.id,
                draft.1.clone(),
            )));
        }
        if response.lost_focus() {
            cx.send(Command::Annotate(AnnotateCommand::Rest));
        }
        if ui.memory(|m| m.has_focus(query_id)) && ui.input(|i| i.key_pressed(Key::Escape)) {
            response.surrender_focus();
        }
        let answer = cx.state.search.base.track(track.id);
        let (words, color) = match answer {
            Some(a) if a.error.is_some() => (
                a.error
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                theme.color.error,
            ),
            Some(a) => match &a.counts {
                Some(counts) => (
                    format!(
                        "{} in {}",
                        counted(counts.mentions() as usize, "mention", "mentions"),
                        counted(counts.articles(), "article", "articles")
                    ),
                    theme.color.weak,
                ),
                None => ("nothing to look for".to_owned(), theme.color.weak),
            },
            None => (String::new(), theme.color.weak),
        };
        let words = RichText::new(words).color(color).size(theme.text.small);
        let found = ui.add(egui::Label::new(words).sense(Sense::CLICK));
        found.context_menu(|ui| menu(ui, cx, track));
        let bottom = ui.cursor().top();
        let rect = egui::Rect::from_x_y_ranges(ui.max_rect().x_range(), top..=bottom);
        if ui.rect_contains_pointer(rect) {
            *cx.hovered = Some(Hovered::Track(track.id));
        }
    }
}

/// What can be done with a track.
pub(super) fn menu(ui: &mut Ui, cx: &mut Cx<'_>, track: &Track) {
    if menu_item(ui, "Search for it") {
        let query = track.query.to_string();
        cx.send(Command::Query(QueryCommand::SetText(query)));
    }
    if menu_item(ui, "Show only articles that mention it") {
        let mut filter = cx.state.search.filter.clone();
        filter.tracks.insert(track.id);
        cx.send(Command::Filter(FilterCommand::Set(Box::new(filter))));
    }
    for (words, by) in [("Move up", -1), ("Move down", 1)] {
        if menu_item(ui, words) {
            cx.send(Command::Track(TrackCommand::Shift(track.id, by)));
        }
    }
    if menu_item(ui, "Stop following") {
        cx.send(Command::Track(TrackCommand::Delete(track.id)));
    }
    let mentions = cx
        .state
        .search
        .base
        .track(track.id)
        .and_then(|t| t.counts.as_ref())
        .map_or(0, |c| c.mentions());
    ui.label(
        RichText::new(counted(mentions as usize, "mention", "mentions"))
            .color(cx.theme.color.weak)
            .size(cx.theme.text.small),
    );
}
