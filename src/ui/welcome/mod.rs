//! What a window without a workspace says: what one can do here, how to begin, and what was open before.

mod pictures;
mod recent;

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Align, Button, Id, Key, Layout, RichText, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use super::commands::UiCommand;
use super::widgets::{beside, chip, field, focus_ring};
use super::{Ask, Cx, shortcuts};
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::session::sample_folder;

/// Breadth of the columns and of the gutter between them, and of the buttons, in points.
const LEFT: f32 = 456.0;
const RIGHT: f32 = 480.0;
const GUTTER: f32 = 88.0;
const BUTTON: f32 = 144.0;
const HIGH: f32 = 32.0;

/// The welcome: what is typed in its field.
#[derive(Default)]
pub struct Welcome {
    path: String,
    /// Whether its first button was given the focus.
    began: bool,
}

impl Welcome {
    /// Draws it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let has_recent = !cx.state.settings.recent.is_empty();
        let both = LEFT + GUTTER + RIGHT;
        let room = area.width() - 2.0 * theme.space.xl;
        let side_by_side = has_recent && room >= both;
        let width = if side_by_side { both } else { LEFT.min(room) };
        let left = (area.center().x - width / 2.0).round();
        let top = area.top() + (area.height() * 0.16).clamp(theme.space.l, 140.0);
        let column = egui::Rect::from_min_max(egui::pos2(left, top), area.max);
        let mut inside = ui.new_child(UiBuilder::new().max_rect(column).id_salt("welcome"));
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(&mut inside, |ui| {
                if side_by_side {
                    ui.horizontal_top(|ui| {
                        ui.spacing_mut().item_spacing.x = 0.0;
                        ui.allocate_ui_with_layout(vec2(LEFT, 0.0), below(), |ui| {
                            self.begin(ui, cx)
                        });
                        ui.add_space(GUTTER);
                        ui.allocate_ui_with_layout(vec2(RIGHT, 0.0), below(), |ui| {
                            recent::show(ui, cx);
                        });
                    });
                    return;
                }
                ui.allocate_ui_with_layout(vec2(width, 0.0), below(), |ui| {
                    self.begin(ui, cx);
                    if has_recent {
                        ui.add_space(theme.space.xl);
                        recent::show(ui, cx);
                    }
                });
            });
    }

    /// What one can do, and the ways to begin.
    fn begin(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = theme.space.s;
        ui.label(RichText::new("Read news as evidence").font(theme.title()));
        ui.add_space(theme.space.m);
        pictures::show(ui, theme);
        ui.add_space(theme.space.m);
        ui.horizontal(|ui| {
            let words = RichText::new("Open …").color(theme.color.raised);
            let button = Button::new(words.font(theme.bold()))
                .fill(theme.color.accent)
                .stroke(Stroke::NONE)
                .min_size(vec2(BUTTON, HIGH));
            let open = ui.add(button);
            focus_ring(ui, &open);
            if !std::mem::replace(&mut self.began, true) {
                open.request_focus();
            }
            if open.clicked() {
                cx.ask(Ask::Run(UiCommand::OPEN));
            }
            ui.add_space(theme.space.s);
            ui.label(RichText::new("a folder, a file or a workspace").color(theme.color.weak));
            if let Some(keys) = shortcuts::first(UiCommand::OPEN, &cx.state.settings) {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    chip::key_cap(ui, &shortcuts::in_words(ui, keys));
                });
            }
        });
        self.field(ui, cx);
        ui.add_space(theme.space.s);
        ui.separator();
        ui.add_space(theme.space.s);
        sample(ui, cx);
        ui.add_space(theme.space.l);
        let hint = RichText::new("Everything stays on this machine.");
        ui.label(hint.color(theme.color.weak).size(theme.text.small));
    }

    /// A path, typed or pasted.
    fn field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let id = Id::unique("path to begin with");
        let name = "Path of a folder, a file or a workspace";
        let response = field::line(ui, id, &mut self.path, name, "or paste a path here");
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let path = self.path.trim().trim_matches(['"', '\'']);
        if !entered || path.is_empty() {
            return;
        }
        cx.send(Command::File(FileCommand::Open(vec![PathBuf::from(path)])));
        self.path.clear();
    }
}

fn below() -> Layout {
    Layout::top_down(Align::Min)
}

/// The sample: what it is, and where it will lie.
fn sample(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    ui.horizontal(|ui| {
        let button = Button::new("Try the sample").min_size(vec2(BUTTON, HIGH));
        let button = ui.add(button);
        focus_ring(ui, &button);
        if button.clicked() {
            cx.send(Command::File(FileCommand::OpenSample));
        }
        ui.add_space(theme.space.s);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = theme.space.xxs;
            ui.label("30 invented dispatches with annotations");
            // Where that is stands in a file of the desktop.
            let id = Id::unique("place of the sample");
            let folder = beside::ask(ui, id, "", Duration::ZERO, |_| sample_folder());
            if let Some(folder) = folder {
                let words = format!("Copied to {}", from_home(&folder));
                let words = RichText::new(words).color(theme.color.weak);
                ui.label(words.size(theme.text.small));
            }
        });
    });
}

/// A path, with `~` for the home folder.
fn from_home(path: &Path) -> String {
    let home = directories::BaseDirs::new();
    let below = home
        .as_ref()
        .and_then(|dirs| path.strip_prefix(dirs.home_dir()).ok());
    below.map_or_else(
        || path.display().to_string(),
        |below| Path::new("~").join(below).display().to_string(),
    )
}
