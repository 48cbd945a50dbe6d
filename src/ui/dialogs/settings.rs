//! Preferences of this machine.

use egui::{Id, RichText, Slider, Ui};

use super::super::commands::UiCommand;
use super::super::widgets::field;
use super::super::{Ask, Cx};
use super::{Body, DialogInfo, DialogRequest};
use crate::app::command::ViewCommand;
use crate::app::settings::ThemeChoice;
use crate::app::{Command, Settings, State};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "settings",
    title: "Settings",
    wide: false,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, SettingsForm::new)
}

struct SettingsForm {
    settings: Settings,
    /// Size and folder of this workspace's cache, looked up once: it means walking through a folder.
    cache: Option<(u64, std::path::PathBuf)>,
    cache_known: bool,
}

impl SettingsForm {
    fn new(state: &State) -> Self {
        Self {
            settings: state.settings.clone(),
            cache: None,
            cache_known: false,
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
        ui.scope(|ui| {
            // A rail that can be seen on the ground of a dialog.
            ui.visuals_mut().widgets.inactive.bg_fill = theme.color.line;
            ui.spacing_mut().slider_width = theme.size.dialog * 0.5;
            for (value, range, words, decimals) in [
                (&mut s.reader_size, 10.0..=40.0, "size", 1),
                (&mut s.reader_width, 280.0..=1200.0, "width", 0),
                (&mut s.reader_spacing, 1.2..=2.5, "line height", 2),
            ] {
                let slider = Slider::new(value, range).text(words).max_decimals(decimals);
                changed |= ui.add(slider).changed();
            }
        });
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
        if !self.cache_known {
            self.cache_known = true;
            self.cache = cx.state.session.cache_bytes();
        }
        if let Some((bytes, folder)) = &self.cache {
            let megabytes = super::super::grouped(bytes.div_ceil(1 << 20));
            ui.label(weak(&format!("{megabytes} MB in {}", folder.display())));
        }
        if let Some(path) = Settings::path() {
            ui.label(weak(&format!("Kept in {}", path.display())));
        }
        if changed {
            // Everything that this form does not show stays as the window has it now.
            let now = Settings {
                author: self.settings.author.clone(),
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
