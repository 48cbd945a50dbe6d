//! Preferences of this machine.

use std::path::PathBuf;
use std::time::Duration;

use egui::{Frame, Id, Label, RichText, Ui};

use super::super::commands::UiCommand;
use super::super::theme;
use super::super::widgets::stepper::Stepper;
use super::super::widgets::{beside, field};
use super::super::{Ask, Cx};
use super::{Body, DialogInfo, DialogRequest, Width};
use crate::app::command::ViewCommand;
use crate::app::settings::ThemeChoice;
use crate::app::{Command, Settings, State};
use crate::session::cache_bytes;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "settings",
    title: "Settings",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, SettingsForm::new)
}

struct SettingsForm {
    settings: Settings,
    /// The folder of this workspace's cache.
    cache: Option<PathBuf>,
}

impl SettingsForm {
    fn new(state: &State) -> Self {
        Self {
            settings: state.settings.clone(),
            cache: state.session.cache_folder(),
        }
    }
}

impl Body for SettingsForm {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let weak = |words: &str| {
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small)
        };
        let s = &mut self.settings;
        let id = Id::unique("author");
        ui.label(weak("Your name, written into annotations"));
        let mut changed = field::line(ui, id, &mut s.author, "Author", "name").changed();
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        ui.label(weak("Theme"));
        ui.horizontal(|ui| {
            for (choice, words) in [
                (ThemeChoice::System, "system"),
                (ThemeChoice::Light, "light"),
                (ThemeChoice::Dark, "dark"),
            ] {
                changed |= ui.radio_value(&mut s.theme, choice, words).changed();
            }
        });
        ui.label(weak("Reading text"));
        changed |= reading(ui, s);
        sample(ui, s);
        let mut motion = s.reduced_motion;
        if ui.checkbox(&mut motion, "Reduced motion").changed() {
            s.reduced_motion = motion;
            cx.ask(Ask::Run(UiCommand::REDUCED_MOTION));
        }
        ui.label(weak(
            "Cache: the full texts of your articles, for opening and searching at once",
        ));
        let beside = ui.checkbox(&mut s.cache_beside, "Keep it beside the workspace");
        changed |= beside.changed();
        beside.on_hover_text("In .dateline/cache beside workspace.ron: on the same disk, encrypted or removable, as your sources. Takes effect at the next loading");
        if let Some(folder) = &self.cache {
            let shown = folder.display().to_string();
            let of = folder.clone();
            let look = move |_: &str| cache_bytes(&of);
            let bytes = beside::ask(ui, id.with("cache"), &shown, Duration::ZERO, look);
            let size = bytes.map_or_else(
                || "…".to_owned(),
                |bytes| super::super::grouped(bytes.div_ceil(1 << 20)),
            );
            ui.label(weak(&format!("{size} MB in {shown}")));
        }
        if let Some(path) = Settings::path() {
            ui.label(weak(&format!("Kept in {}", path.display())));
        }
        if changed {
            // Everything that this form does not show stays as the window has it now.
            let now = Settings {
                author: self.settings.author.clone(),
                author_known: cx.state.settings.author_known
                    || self.settings.author != cx.state.settings.author,
                theme: self.settings.theme,
                reader_size: self.settings.reader_size,
                reader_width: self.settings.reader_width,
                reader_spacing: self.settings.reader_spacing,
                cache_beside: self.settings.cache_beside,
                ..cx.state.settings.clone()
            };
            cx.send(Command::View(ViewCommand::Settings(Box::new(now))));
        }
        true
    }
}

/// A letter of the reader's face is so much as wide as it is high, on the average of English text.
const LETTER: f32 = 0.45;

/// Size, line height and width of the reading text; whether any was changed.
fn reading(ui: &mut Ui, settings: &mut Settings) -> bool {
    let size = Stepper {
        name: "Text size",
        range: 10.0..=40.0,
        step: 0.5,
        decimals: 1,
    };
    let height = Stepper {
        name: "Line height",
        range: 1.3..=1.9,
        step: 0.1,
        decimals: 1,
    };
    let width = Stepper {
        name: "Letters a line",
        range: 40.0..=100.0,
        step: 4.0,
        decimals: 0,
    };
    let mut letters = (settings.reader_width / (settings.reader_size * LETTER)).round();
    let resized = size.show(ui, &mut settings.reader_size);
    let respaced = height.show(ui, &mut settings.reader_spacing);
    let widened = width.show(ui, &mut letters);
    // A line keeps its letters when they grow.
    if resized || widened {
        let points = letters * settings.reader_size * LETTER;
        settings.reader_width = points.clamp(280.0, 1200.0);
    }
    resized || respaced || widened
}

/// A few lines as they will look.
fn sample(ui: &mut Ui, settings: &Settings) {
    let theme = theme::of(ui);
    let height = settings.reader_size * settings.reader_spacing * 3.0;
    Frame::new()
        .fill(theme.color.page)
        .stroke(theme.hairline(ui))
        .corner_radius(theme.radius.field)
        .inner_margin(theme.space.m)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_height(height);
            ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
            let line = (settings.reader_size * settings.reader_spacing).round();
            let words = RichText::new(SAMPLE)
                .font(theme.serif(settings.reader_size))
                .line_height(Some(line));
            ui.add(Label::new(words).wrap().selectable(false));
        });
}

/// From the sample dispatches.
const SAMPLE: &str = "The road leaves the city by the garages, crosses a stream at Khromove and climbs nine \
    kilometres between bare poplars to Chasiv Yar. Drivers know it by its wrecks.";
