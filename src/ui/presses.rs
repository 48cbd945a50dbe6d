//! Presses of keys, one by one and in their order, each with the modifiers that were held with it.

use egui::{Event, Key, Modifiers, Ui};

/// A press of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Press {
    /// Which key.
    pub key: Key,
    /// What was held with it.
    pub modifiers: Modifiers,
    /// Whether it is held down since an earlier press.
    pub repeat: bool,
}

impl Press {
    /// Whether neither Ctrl nor Cmd nor Alt was held with it.
    pub fn is_plain(self) -> bool {
        let held = self.modifiers;
        !held.command && !held.ctrl && !held.alt
    }
}

/// Takes the presses that `wanted` says yes to from the events of this pass, the first first.
pub(super) fn take(ui: &Ui, mut wanted: impl FnMut(Press) -> bool) -> Vec<Press> {
    let mut out = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let press = of(event).filter(|press| wanted(*press));
            out.extend(press);
            press.is_none()
        });
    });
    out
}

/// All presses of this pass, left where they are.
pub(super) fn all(ui: &Ui) -> Vec<Press> {
    ui.input(|input| input.events.iter().filter_map(of).collect())
}

fn of(event: &Event) -> Option<Press> {
    match event {
        Event::Key {
            key,
            pressed: true,
            repeat,
            modifiers,
            ..
        } => Some(Press {
            key: *key,
            modifiers: *modifiers,
            repeat: *repeat,
        }),
        _ => None,
    }
}
