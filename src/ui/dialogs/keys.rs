//! Help on keys, and giving commands other ones.

use std::collections::BTreeMap;

use egui::{Grid, Id, Key, Modifiers, RichText, ScrollArea, Ui};

use super::super::Cx;
use super::super::commands::{self, Info, UiCommand};
use super::super::shortcuts;
use super::super::widgets::field;
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::command::ViewCommand;
use crate::app::{Command, Settings};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "keys",
    title: "Keys",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| Keys::default())
}

/// Keys that are no commands: they depend on what is chosen.
const LETTERS: [(&str, &[(&str, &str)]); 6] = [
    (
        "While a passage is selected",
        &[
            (
                "a letter",
                "put the tag with that key on it (j, k and n walk)",
            ),
            ("Shift and a letter", "the same, then go to the next hit"),
            ("1 to 9", "put a recently used tag on it"),
            ("Enter", "choose a tag, or make a new one"),
            ("Ctrl+Enter", "add it to the chosen annotation"),
            ("Ctrl+T, Enter", "follow its words"),
            ("Esc", "let go"),
        ],
    ),
    (
        "With an annotation chosen",
        &[
            (
                "s, e",
                "pick its start or end; arrows move it, with Ctrl by words",
            ),
            ("Enter, Esc", "keep or restore the moved end"),
            (", .", "previous and next of those that overlap"),
            ("Del", "delete it"),
        ],
    ),
    (
        "Otherwise",
        &[
            ("j, k", "next and previous article"),
            ("n, N", "next and previous hit"),
            ("[ ]", "previous and next annotation"),
        ],
    ),
    (
        "In the reader",
        &[
            (
                "arrows",
                "move the caret; with Ctrl by words, with Shift select",
            ),
            (
                "Alt Up, Alt Down",
                "grow to word, sentence, paragraph; shrink again",
            ),
            (
                "Home, End",
                "to the beginning and end of the line; with Ctrl of the text",
            ),
            ("double and triple click", "select a word, a sentence"),
            ("Shift and a click", "select up to there"),
        ],
    ),
    (
        "In lists and the table",
        &[
            ("arrows, Page Up, Page Down, Home, End", "walk"),
            ("Enter, Space", "choose; in the codebook, show the tag"),
        ],
    ),
    (
        "In the chart, and for the window",
        &[
            (
                "Left, Right",
                "walk through the bars; with Shift select them",
            ),
            ("Enter, Del", "show only what is in them; show all again"),
            ("Tab, Shift Tab", "to the next and previous control"),
            ("Ctrl +, Ctrl -, Ctrl 0", "larger, smaller, as it was"),
        ],
    ),
];

/// All keys. Those of commands can be changed.
#[derive(Default)]
struct Keys {
    /// What is looked for among them.
    typed: String,
    /// The command whose new key is waited for.
    waits: Option<UiCommand>,
    /// Why the last one was refused.
    refused: Option<(UiCommand, String)>,
    /// The keys of every command in words, and the changed keys that they were put into words with.
    shown: Vec<String>,
    shown_with: Option<BTreeMap<String, Vec<String>>>,
}

impl Body for Keys {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        self.take(ui, cx);
        self.put_into_words(ui, &cx.state.settings);
        let id = Id::unique("search in keys");
        field::line(
            ui,
            id,
            &mut self.typed,
            "Search the keys",
            "Search the keys",
        );
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let wanted = self.typed.trim().to_lowercase();
        let fits = |key: &str, what: &str| {
            key.to_lowercase().contains(&wanted) || what.to_lowercase().contains(&wanted)
        };
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .max_height(room(ui, 460.0))
            .show(ui, |ui| {
                for (when, keys) in LETTERS {
                    if !keys.iter().any(|(key, what)| fits(key, what)) {
                        continue;
                    }
                    ui.label(RichText::new(when).font(theme.bold()));
                    Grid::new(when)
                        .num_columns(2)
                        .min_col_width(150.0)
                        .show(ui, |ui| {
                            for (key, what) in keys.iter().filter(|(key, what)| fits(key, what)) {
                                let key = on_this_system(key);
                                ui.label(RichText::new(key).color(theme.color.weak));
                                ui.label(*what);
                                ui.end_row();
                            }
                        });
                    ui.add_space(theme.space.s);
                }
                ui.label(RichText::new("Everywhere").font(theme.bold()));
                Grid::new("everywhere")
                    .num_columns(3)
                    .min_col_width(150.0)
                    .show(ui, |ui| {
                        for (at, info) in commands::all().enumerate() {
                            if !fits(self.shown.get(at).map_or("", String::as_str), info.label) {
                                continue;
                            }
                            self.row(ui, cx, info, at);
                        }
                    });
            });
        true
    }
}

impl Keys {
    /// Puts the keys into words where they have changed.
    fn put_into_words(&mut self, ui: &Ui, settings: &Settings) {
        if self.shown_with.as_ref() == Some(&settings.keys) {
            return;
        }
        let words = |info: &Info| {
            let keys = shortcuts::of(info.command, settings);
            let keys: Vec<String> = keys.iter().map(|s| shortcuts::in_words(ui, *s)).collect();
            keys.join(", ")
        };
        self.shown = commands::all().map(words).collect();
        self.shown_with = Some(settings.keys.clone());
    }

    fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, info: &Info, at: usize) {
        let theme = cx.theme;
        let settings = &cx.state.settings;
        let (command, label) = (info.command, info.label);
        let keys = self.shown.get(at).map_or("", String::as_str);
        let waits = self.waits == Some(command);
        if waits {
            ui.label(RichText::new("press a key …").color(theme.color.accent));
        } else {
            ui.label(RichText::new(keys).color(theme.color.weak));
        }
        ui.label(label);
        ui.horizontal(|ui| {
            let words = if waits { "Leave it" } else { "Change" };
            let button = ui.small_button(words);
            button.widget_info(|| {
                let says = format!("{words} the key of {label}");
                egui::WidgetInfo::labeled(egui::Role::Button, true, says)
            });
            if button.clicked() {
                self.waits = (!waits).then_some(command);
                self.refused = None;
            }
            let is_own = settings.keys.contains_key(command.id());
            if is_own && ui.small_button("As it was").clicked() {
                let mut now = settings.clone();
                now.keys.remove(command.id());
                self.refused = shortcuts::of(command, &now)
                    .iter()
                    .find_map(|s| shortcuts::refused(command, *s, &now))
                    .map(|why| (command, why));
                if self.refused.is_none() {
                    send(cx, now);
                }
            }
            if let Some((_, why)) = self.refused.as_ref().filter(|(c, _)| *c == command) {
                let why = RichText::new(why).color(theme.color.error);
                ui.label(why.size(theme.text.small));
            }
        });
        ui.end_row();
    }

    /// Takes the key that is waited for.
    fn take(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(command) = self.waits else { return };
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.waits = None;
            return;
        }
        let Some(shortcut) = shortcuts::pressed(ui) else {
            return;
        };
        self.waits = None;
        if let Some(why) = shortcuts::refused(command, shortcut, &cx.state.settings) {
            self.refused = Some((command, why));
            return;
        }
        let mut now = cx.state.settings.clone();
        let keys = vec![shortcuts::written(shortcut)];
        now.keys.insert(command.id().to_owned(), keys);
        send(cx, now);
    }
}

fn send(cx: &mut Cx<'_>, settings: Settings) {
    cx.send(Command::View(ViewCommand::Settings(Box::new(settings))));
}

/// Names of keys as this system has them.
fn on_this_system(key: &str) -> String {
    if cfg!(target_os = "macos") {
        key.replace("Ctrl", "Cmd").replace("Alt", "Option")
    } else {
        key.to_owned()
    }
}
