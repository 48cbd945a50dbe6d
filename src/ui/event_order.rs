//! Events in the order in which they were made, one decision at a time.
//!
//! A quick typist, or a slow machine, brings several key presses within one frame: `/` and the words to
//! search for, F2 and the first letters of a note. Where the second belongs is known only when the first
//! has been carried out: until then the search field has no focus, and the dialog is not there. The
//! toolkit hands all events of a frame out at once; this plugin stands before it and hands them out up to
//! and with the first that *decides* where later ones go (a key that is more than typed text, a button of
//! the pointer). The rest is held back for the next pass, which is asked for at once, before anything is drawn. While a field or
//! dialog is being opened (see [`EventOrder::wait`]) nothing is handed out at all.
//!
//! So the modifiers of a pass are those of its last key or button: that Shift is let go of is an event like
//! others, and a quick Shift+Right, released within the frame, keeps its Shift.
//!
//! Useful for: everything that depends on who has the focus. Not useful for: what a key means, which is
//! said in `keys` and in the panels.

use std::collections::VecDeque;

use egui::{Context, Event, Key, Modifiers, Plugin, RawInput, Ui};

/// Holds events back until it is clear where they belong.
#[derive(Default)]
pub(super) struct EventOrder {
    held: VecDeque<Event>,
    /// A field or dialog is on its way.
    waits: bool,
}

impl EventOrder {
    /// Whether events wait for a field or dialog that is being opened.
    pub fn wait(&mut self, waits: bool) {
        self.waits = waits;
    }

    /// Hands out the next events: up to and with the first that decides where later ones go, with its
    /// repeats and the text it types.
    fn next_events(&mut self, typing: bool) -> Vec<Event> {
        let mut out = Vec::new();
        while let Some(event) = self.held.pop_front() {
            let press = match &event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => Some((*key, *modifiers)),
                _ => None,
            };
            let decides = match press {
                Some((key, modifiers)) => !(typing && is_typed(key, modifiers)),
                None => matches!(
                    event,
                    Event::PointerButton { .. } | Event::AccessKitActionRequest(_)
                ),
            };
            let has_typed = typing && out.iter().any(|e| matches!(e, Event::Text(_)));
            if decides && has_typed {
                // What was typed is taken in first: Enter goes to a hit of the words before it.
                self.held.push_front(event);
                break;
            }
            out.push(event);
            if decides {
                if let Some((key, modifiers)) = press {
                    self.take_repeats(key, modifiers, &mut out);
                }
                break;
            }
        }
        out
    }

    /// What a key types when it is pressed, and its further presses: they mean the same place.
    fn take_repeats(&mut self, key: Key, modifiers: Modifiers, out: &mut Vec<Event>) {
        while let Some(next) = self.held.front() {
            let belongs = match next {
                Event::Text(text) => is_text_of(key, modifiers, text),
                Event::Key {
                    key: other,
                    pressed: true,
                    modifiers: held,
                    ..
                } => *other == key && *held == modifiers,
                // Who presses it again and again lets go of it in between.
                Event::Key {
                    key: other,
                    pressed: false,
                    ..
                } => *other == key,
                _ => false,
            };
            if !belongs {
                return;
            }
            out.extend(self.held.pop_front());
        }
    }
}

impl Plugin for EventOrder {
    fn debug_name(&self) -> &'static str {
        "event order"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        self.held.extend(input.events.drain(..));
        if self.waits {
            return;
        }
        input.events = self.next_events(ctx.text_edit_focused());
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        if self.waits || !self.held.is_empty() {
            ui.request_repaint();
        }
        // Drawing takes longer than two keys of a quick typist lie apart: what waits for this pass alone is
        // decided before anything is drawn, or the queue would grow.
        if !self.waits && !self.held.is_empty() {
            ui.request_discard("a further key waits");
        }
    }
}

/// Whether a key only types, or moves within the text, while a text field has the focus.
fn is_typed(key: Key, modifiers: Modifiers) -> bool {
    if modifiers.ctrl || modifiers.command || modifiers.alt || modifiers.mac_cmd {
        return false;
    }
    let moves = matches!(
        key,
        Key::Backspace | Key::Delete | Key::ArrowLeft | Key::ArrowRight | Key::Space
    );
    moves || key.symbol_or_name().chars().count() == 1
}

/// Whether a text is what the press of a key typed, and not what was typed next.
fn is_text_of(key: Key, modifiers: Modifiers, text: &str) -> bool {
    let mut characters = text.chars();
    let (Some(_), None) = (characters.next(), characters.next()) else {
        return false;
    };
    match Key::from_name(text) {
        Some(named) => named == key,
        // Alt gives other characters, and so do layouts of other scripts for the keys of letters.
        None => modifiers.alt || (text == " " && key == Key::Space) || !text.is_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: Key, modifiers: Modifiers) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        }
    }

    fn text(words: &str) -> Event {
        Event::Text(words.to_owned())
    }

    /// The passes that events are cut into.
    fn passes(typing: bool, events: Vec<Event>) -> Vec<usize> {
        let mut order = EventOrder::default();
        order.held.extend(events);
        let mut out = Vec::new();
        while !order.held.is_empty() {
            out.push(order.next_events(typing).len());
        }
        out
    }

    #[test]
    fn what_follows_a_deciding_key_is_held_back_but_its_own_text_is_not() {
        let plain = Modifiers::NONE;
        let events = vec![press(Key::Slash, plain), text("/"), text("b"), text("a")];
        assert_eq!(passes(false, events), [2, 2]);
        // Without the text of the key itself the next text is not taken for it.
        let events = vec![press(Key::Slash, plain), text("bakhmut")];
        assert_eq!(passes(false, events), [1, 1]);
        let events = vec![press(Key::Num1, Modifiers::ALT), text("1"), text("x")];
        assert_eq!(passes(true, events), [2, 1]);
    }

    #[test]
    fn typing_is_not_cut_and_leaving_the_field_is() {
        let plain = Modifiers::NONE;
        let typed = [
            press(Key::A, plain),
            text("a"),
            press(Key::B, plain),
            text("b"),
        ];
        let mut events = typed.to_vec();
        events.extend([press(Key::Enter, plain), press(Key::N, plain), text("n")]);
        assert_eq!(passes(true, events), [4, 1, 2]);
        assert_eq!(passes(false, typed.to_vec()), [2, 2]);
    }

    #[test]
    fn a_key_held_down_is_not_cut_so_that_no_queue_grows() {
        let down = press(Key::J, Modifiers::NONE);
        let events = vec![down.clone(), text("j"), down.clone(), text("j"), down];
        assert_eq!(passes(false, events), [5]);
    }
}
