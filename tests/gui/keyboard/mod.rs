//! Every behaviour of coding by keyboard alone: keys, typed text and names that Tab comes to, no pointer.

mod annotating;
mod bulk;
mod codebook;
mod going_back;
mod layouts;

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::fixture::TestWorkbench;

/// Most presses of Tab until something is said to be out of reach.
const MOST_TABS: usize = 160;

impl TestWorkbench {
    /// Presses keys one after another: `ctrl+shift+h`, `Down Down Enter`.
    pub fn press(&mut self, keys: &str) {
        for press in keys.split(' ') {
            let mut parts: Vec<&str> = press.split('+').collect();
            let key = parts.pop().unwrap();
            let mut modifiers = Modifiers::NONE;
            for part in parts {
                modifiers |= match part {
                    "ctrl" => Modifiers::COMMAND,
                    "alt" => Modifiers::ALT,
                    "shift" => Modifiers::SHIFT,
                    other => panic!("no modifier: {other}"),
                };
            }
            let key = Key::from_name(key).unwrap_or_else(|| panic!("no key: {key}"));
            self.key(modifiers, key);
        }
    }

    /// Runs a command of the palette.
    pub fn command(&mut self, label: &str) {
        self.press("ctrl+K");
        self.type_text(label);
        self.press("Enter");
        self.run();
    }

    /// What has the focus.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is not general enough over lifetimes"
    )]
    pub fn focused(&self) -> String {
        let found = self
            .harness
            .query_all_by(|n| n.is_focused())
            .filter_map(|n| n.accesskit_node().label());
        found.reduce(|_, last| last).unwrap_or_default()
    }

    /// Presses Tab until something whose name begins so has the focus.
    pub fn tab_to(&mut self, name: &str) {
        let mut seen = Vec::new();
        for _ in 0..MOST_TABS {
            let focused = self.focused();
            if focused.starts_with(name) {
                return;
            }
            seen.push(focused);
            self.press("Tab");
        }
        panic!("Tab does not come to {name:?}, only to {seen:?}");
    }

    /// Searches for something and selects its first hit in the reader.
    pub fn select_hit(&mut self, query: &str) {
        self.press("/");
        self.harness.event(egui::Event::Key {
            key: Key::A,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        });
        self.type_text(query);
        self.press("Enter");
        assert!(
            self.app().state.selected_words().is_some(),
            "{query} is selected"
        );
    }

    /// What a key puts on the clipboard.
    pub fn copied_by(&mut self, modifiers: Modifiers, key: Key) -> String {
        self.harness.event(egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        });
        for _ in 0..4 {
            self.harness.step();
            let commands = &self.harness.output().platform_output.commands;
            let text = commands.iter().find_map(|c| match c {
                OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
            if let Some(text) = text {
                return text;
            }
        }
        panic!("nothing was copied");
    }

    /// The selected words.
    pub fn selected(&mut self) -> String {
        let words = self.app().state.selected_words();
        words.unwrap_or_default().to_owned()
    }

    /// The tag, quotation and note of the chosen annotation.
    pub fn chosen(&mut self) -> (String, String, String) {
        let state = &self.app().state;
        let id = state.reading.selection.annotation.unwrap();
        let one = state.session.workspace().annotations.get(id).unwrap();
        let tag = one.tag.map(|t| state.session.workspace().codebook.path(t));
        (tag.unwrap_or_default(), one.quote(), one.note.to_string())
    }

    pub fn annotations(&mut self) -> usize {
        self.app().state.session.workspace().annotations.len()
    }

    /// What the history would undo next.
    pub fn next_undo(&mut self) -> String {
        let next = self.app().state.session.history().next_undo();
        next.map_or_else(String::new, |edit| edit.label.clone())
    }
}
