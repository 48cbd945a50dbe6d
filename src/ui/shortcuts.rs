//! The keys of commands: those they come with, or those that the analyst gave them.

use std::collections::BTreeMap;

use egui::{Event, Key, KeyboardShortcut, Modifiers, Ui};

use super::commands::{self, UiCommand};
use super::presses::Press;
use crate::app::Settings;

/// Keys that belong to texts, lists and the window, whatever is held with them.
const FIXED: [Key; 12] = [
    Key::Tab,
    Key::Escape,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Backspace,
    Key::Delete,
];

/// Keys that with Ctrl belong to texts and to the size of the window.
const FIXED_WITH_CTRL: [Key; 8] = [
    Key::A,
    Key::C,
    Key::X,
    Key::V,
    Key::Plus,
    Key::Equals,
    Key::Minus,
    Key::Num0,
];

/// The keys of a command, the one to show first.
pub fn of(command: UiCommand, settings: &Settings) -> Vec<KeyboardShortcut> {
    match settings.keys.get(command.id()) {
        Some(own) => own.iter().filter_map(|keys| parsed(keys)).collect(),
        None => command
            .info()
            .map_or_else(Vec::new, |info| info.shortcuts.to_vec()),
    }
}

/// A shortcut as the platform writes it, signs as signs: `Ctrl+,`.
pub fn in_words(ui: &Ui, shortcut: KeyboardShortcut) -> String {
    let words = ui.format_shortcut(&shortcut);
    let (name, sign) = (
        shortcut.logical_key.name(),
        shortcut.logical_key.symbol_or_name(),
    );
    match words.strip_suffix(name) {
        Some(before) if sign.is_ascii() => format!("{before}{sign}"),
        _ => words,
    }
}

/// The key of a command that is shown beside it.
pub fn first(command: UiCommand, settings: &Settings) -> Option<KeyboardShortcut> {
    of(command, settings).into_iter().next()
}

/// All shortcuts, those with more modifiers first: a short one also matches a longer press.
pub fn by_length(settings: &Settings) -> Vec<(UiCommand, KeyboardShortcut)> {
    let mut all: Vec<_> = commands::all()
        .flat_map(|i| of(i.command, settings).into_iter().map(|s| (i.command, s)))
        .collect();
    let held = |m: Modifiers| u8::from(m.alt) + u8::from(m.ctrl || m.command) + u8::from(m.shift);
    all.sort_by_key(|(_, s)| std::cmp::Reverse(held(s.modifiers)));
    all
}

/// The shortcuts of all commands, put in order again only when one was given another key.
#[derive(Default)]
pub struct KeyTable {
    /// The keys that commands were given when it was made.
    given: Option<BTreeMap<String, Vec<String>>>,
    by_length: Vec<(UiCommand, KeyboardShortcut)>,
}

impl KeyTable {
    /// Follows the settings.
    pub fn update(&mut self, settings: &Settings) {
        if self.given.as_ref() != Some(&settings.keys) {
            self.given = Some(settings.keys.clone());
            self.by_length = by_length(settings);
        }
    }

    /// The command that a press means, and the shortcut that it matched.
    pub(super) fn command_of(&self, press: Press) -> Option<(UiCommand, KeyboardShortcut)> {
        let fits = |shortcut: &KeyboardShortcut| {
            shortcut.logical_key == press.key
                && press.modifiers.matches_logically(shortcut.modifiers)
        };
        self.by_length.iter().find(|(_, s)| fits(s)).copied()
    }
}

/// A shortcut as it stands in the settings: `Ctrl+Shift+F`. Ctrl means Cmd on macOS.
pub fn written(shortcut: KeyboardShortcut) -> String {
    let m = shortcut.modifiers;
    let held = [
        (m.command || m.ctrl, "Ctrl"),
        (m.alt, "Alt"),
        (m.shift, "Shift"),
    ];
    let held = held.iter().filter(|(is, _)| *is).map(|(_, name)| *name);
    let all: Vec<&str> = held.chain([shortcut.logical_key.name()]).collect();
    all.join("+")
}

/// Reads what [`written`] wrote; none where it is no shortcut.
pub fn parsed(text: &str) -> Option<KeyboardShortcut> {
    let mut parts: Vec<&str> = text.split('+').map(str::trim).collect();
    let key = Key::from_name(parts.pop()?)?;
    let mut modifiers = Modifiers::NONE;
    for part in parts {
        modifiers |= match part {
            "Ctrl" => Modifiers::COMMAND,
            "Alt" => Modifiers::ALT,
            "Shift" => Modifiers::SHIFT,
            _ => return None,
        };
    }
    Some(KeyboardShortcut::new(modifiers, key))
}

/// Whether a key is one of F1 and so on.
pub fn is_function_key(key: Key) -> bool {
    let digits = key.name().strip_prefix('F');
    digits.is_some_and(|d| d.parse::<u8>().is_ok())
}

/// Why a command cannot have a shortcut; none where it can.
pub fn refused(
    command: UiCommand,
    shortcut: KeyboardShortcut,
    settings: &Settings,
) -> Option<String> {
    let KeyboardShortcut {
        modifiers,
        logical_key: key,
    } = shortcut;
    let plain = !modifiers.command && !modifiers.ctrl && !modifiers.alt;
    let own = command.info().map_or(&[][..], |i| i.shortcuts);
    if FIXED.contains(&key) && !own.contains(&shortcut) {
        return Some("This key belongs to texts and lists.".to_owned());
    }
    if modifiers.command && !modifiers.alt && FIXED_WITH_CTRL.contains(&key) && !modifiers.shift {
        return Some("This belongs to texts, or to the size of the window.".to_owned());
    }
    if plain && !is_function_key(key) && !own.contains(&shortcut) {
        return Some(
            "Keys without Ctrl or Alt put tags on passages and walk: hold Ctrl or Alt, or take one of F1 to F12."
                .to_owned(),
        );
    }
    let taken = by_length(settings)
        .into_iter()
        .find(|(other, s)| *other != command && *s == shortcut);
    let label = |c: UiCommand| c.info().map_or("another command", |i| i.label);
    taken.map(|(other, _)| {
        format!(
            "{} belongs to “{}”: give that another key first.",
            written(shortcut),
            label(other)
        )
    })
}

/// The shortcut that is being pressed, taken from the events; none while nothing but modifiers is held.
pub fn pressed(ui: &Ui) -> Option<KeyboardShortcut> {
    ui.input_mut(|i| {
        let at = i
            .events
            .iter()
            .position(|e| matches!(e, Event::Key { pressed: true, .. }))?;
        let Event::Key { key, modifiers, .. } = i.events.remove(at) else {
            return None;
        };
        let mut held = Modifiers::NONE;
        if modifiers.command || modifiers.ctrl {
            held |= Modifiers::COMMAND;
        }
        if modifiers.alt {
            held |= Modifiers::ALT;
        }
        if modifiers.shift {
            held |= Modifiers::SHIFT;
        }
        Some(KeyboardShortcut::new(held, key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVIEWED: &str = "annotate.article-reviewed";

    fn command(id: &str) -> UiCommand {
        commands::all()
            .find(|i| i.command.id() == id)
            .unwrap()
            .command
    }

    #[test]
    fn every_shortcut_is_read_as_it_is_written() {
        for (command, shortcut) in by_length(&Settings::default()) {
            assert_eq!(parsed(&written(shortcut)), Some(shortcut), "{command:?}");
        }
        assert_eq!(parsed("Ctrl+Nothing"), None);
        assert_eq!(parsed(""), None);
    }

    #[test]
    fn keys_can_be_given_and_conflicts_are_refused() {
        let mut settings = Settings::default();
        let reviewed = command(REVIEWED);
        let wanted = parsed("Ctrl+Alt+R").unwrap();
        assert_eq!(refused(reviewed, wanted, &settings), None);
        let keys = vec![written(wanted)];
        settings.keys.insert(reviewed.id().to_owned(), keys);
        assert_eq!(first(reviewed, &settings), Some(wanted));
        // The key it had is free now, the one it has is not.
        let old = parsed("Ctrl+R").unwrap();
        assert_eq!(refused(UiCommand::RELOAD, old, &settings), None);
        let why = refused(UiCommand::RELOAD, wanted, &settings).unwrap();
        assert!(why.contains("Mark article reviewed"), "{why}");
        for keys in [
            "C",
            "Shift+C",
            "Ctrl+C",
            "Tab",
            "Ctrl+0",
            "Delete",
            "Alt+ArrowUp",
        ] {
            let keys = parsed(&keys.replace("Arrow", "")).unwrap();
            assert!(
                refused(UiCommand::RELOAD, keys, &settings).is_some(),
                "{keys:?}"
            );
        }
        for (of, own) in by_length(&Settings::default()) {
            assert_eq!(refused(of, own, &Settings::default()), None, "{of:?}");
        }
    }

    #[test]
    fn the_table_of_keys_follows_the_settings() {
        let mut settings = Settings::default();
        let mut table = KeyTable::default();
        table.update(&settings);
        let press = |shortcut: &str| {
            let shortcut = parsed(shortcut).unwrap();
            Press {
                key: shortcut.logical_key,
                modifiers: shortcut.modifiers,
                repeat: false,
            }
        };
        let of = |table: &KeyTable, keys: &str| table.command_of(press(keys)).map(|(c, _)| c.id());
        assert_eq!(of(&table, "Ctrl+R"), Some(REVIEWED));
        assert_eq!(of(&table, "Shift+F3"), Some("view.previous-hit"));
        settings
            .keys
            .insert(REVIEWED.to_owned(), vec!["F9".to_owned()]);
        table.update(&settings);
        assert_eq!(of(&table, "F9"), Some(REVIEWED));
        assert_eq!(of(&table, "Ctrl+R"), None);
    }
}
