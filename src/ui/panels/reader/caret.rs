//! The caret: moving and selecting by keyboard.

use egui::{EventFilter, Key, Modifiers, Ui};
use unicode_segmentation::GraphemeCursor;

use super::ReaderPanel;
use crate::app::command::ViewCommand;
use crate::app::{Command, Passage, ReaderDoc};
use crate::corpus::TextHash;
use crate::text::{Span, paragraph_around, word_at, word_end_after, word_start_before};
use crate::ui::presses::{self, Press};
use crate::ui::{Ask, Cx};

/// A move of the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    Up,
    Down,
    PageUp,
    PageDown,
    RowStart,
    RowEnd,
    TextStart,
    TextEnd,
}

/// Words go with Ctrl, on macOS with Option.
const WORD: Modifiers = if cfg!(target_os = "macos") {
    Modifiers::ALT
} else {
    Modifiers::COMMAND
};

/// The moves and their keys; of two that match, the first counts.
const MOTIONS: [(Modifiers, Key, Motion); 14] = [
    (WORD, Key::ArrowLeft, Motion::WordLeft),
    (WORD, Key::ArrowRight, Motion::WordRight),
    (Modifiers::COMMAND, Key::Home, Motion::TextStart),
    (Modifiers::COMMAND, Key::End, Motion::TextEnd),
    (Modifiers::NONE, Key::ArrowLeft, Motion::Left),
    (Modifiers::NONE, Key::ArrowRight, Motion::Right),
    (Modifiers::NONE, Key::ArrowUp, Motion::Up),
    (Modifiers::NONE, Key::ArrowDown, Motion::Down),
    (Modifiers::NONE, Key::PageUp, Motion::PageUp),
    (Modifiers::NONE, Key::PageDown, Motion::PageDown),
    (Modifiers::NONE, Key::Home, Motion::RowStart),
    (Modifiers::NONE, Key::End, Motion::RowEnd),
    (Modifiers::COMMAND, Key::ArrowLeft, Motion::RowStart),
    (Modifiers::COMMAND, Key::ArrowRight, Motion::RowEnd),
];

/// What a press does in the text.
enum Does {
    Move(Motion),
    Grow,
    Shrink,
}

/// What a press does, by the modifiers held with it; none where it is not for the text.
fn does(press: Press) -> Option<Does> {
    let held = press.modifiers;
    let grows = held.matches_logically(Modifiers::ALT);
    match press.key {
        Key::ArrowUp if grows => return Some(Does::Grow),
        Key::ArrowDown if grows => return Some(Does::Shrink),
        _ => {}
    }
    // Matching ignores an extra Shift, which extends; Alt with arrows goes back and forward.
    let fits =
        |modifiers: Modifiers| held.matches_logically(modifiers) && (modifiers.alt || !held.alt);
    let mut motions = MOTIONS.iter();
    let found = motions.find(|(modifiers, key, _)| *key == press.key && fits(*modifiers));
    found.map(|(_, _, motion)| Does::Move(*motion))
}

/// A selection that has grown, so that it can shrink again.
pub(super) struct Grown {
    /// The text it was in.
    version: TextHash,
    from: Passage,
    to: Passage,
}

impl ReaderPanel {
    pub(super) fn keyboard(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        doc: &ReaderDoc,
        focused: bool,
    ) {
        if !focused {
            return;
        }
        let id = super::PANE.focus_id();
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            tab: false,
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        let copies = ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Copy)));
        if let Some(words) = cx.state.selected_words().filter(|_| copies) {
            cx.ask(Ask::Copy(words.to_owned()));
        }
        let mut passage = self.passage(cx);
        for press in presses::take(ui, |press| does(press).is_some()) {
            match does(press) {
                Some(Does::Grow) => self.grow(cx, doc),
                Some(Does::Shrink) => self.shrink(cx, doc),
                Some(Does::Move(motion)) if self.edge.is_some() => {
                    self.move_edge(ui, doc.text(), motion);
                }
                Some(Does::Move(motion)) => {
                    let extend = press.modifiers.shift;
                    passage = self.move_caret(ui, cx, doc.text(), passage, motion, extend);
                }
                None => {}
            }
        }
    }

    /// Moves the caret of a passage; the passage that is then selected.
    fn move_caret(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        text: &str,
        passage: Passage,
        motion: Motion,
        extend: bool,
    ) -> Passage {
        let span = passage.span();
        // Letting go of a selection sideways goes to its end on that side.
        let caret = match motion {
            Motion::Left if !extend && !passage.is_caret() => span.start(),
            Motion::Right if !extend && !passage.is_caret() => span.end(),
            _ => self.moved(ui, text, passage.caret, motion),
        };
        if !matches!(
            motion,
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown
        ) {
            self.wanted_x = None;
        }
        let anchor = if extend { passage.anchor } else { caret };
        let passage = Passage { anchor, caret };
        cx.send(Command::View(ViewCommand::Select(Some(passage))));
        self.scene
            .scroll_to(Span::new(caret, next_character(text, caret)));
        passage
    }

    /// Where a move leads from a byte.
    pub(super) fn moved(&mut self, ui: &Ui, text: &str, byte: usize, motion: Motion) -> usize {
        match motion {
            Motion::Left => previous_character(text, byte),
            Motion::Right => next_character(text, byte),
            Motion::WordLeft => word_start_before(text, byte),
            Motion::WordRight => word_end_after(text, byte),
            Motion::RowStart => self.scene.row_edge(ui, byte, false).unwrap_or(byte),
            Motion::RowEnd => self.scene.row_edge(ui, byte, true).unwrap_or(byte),
            Motion::TextStart => 0,
            Motion::TextEnd => text.len(),
            Motion::Up | Motion::Down => self.moved_rows(ui, byte, motion == Motion::Down, 1),
            Motion::PageUp | Motion::PageDown => {
                let rows =
                    (self.scene.view_height() / (self.scene.text_size() * 1.7)).max(1.0) as usize;
                self.moved_rows(ui, byte, motion == Motion::PageDown, rows)
            }
        }
    }

    fn moved_rows(&mut self, ui: &Ui, byte: usize, down: bool, rows: usize) -> usize {
        let mut byte = byte;
        for _ in 0..rows {
            let Some((next, x)) = self.scene.byte_in_next_row(ui, byte, down, self.wanted_x) else {
                break;
            };
            byte = next;
            self.wanted_x = Some(x);
        }
        byte
    }

    /// Word, then sentence, then paragraph, then all.
    fn grow(&mut self, cx: &mut Cx<'_>, doc: &ReaderDoc) {
        let text = doc.text();
        let passage = self.passage(cx);
        let span = passage.span();
        let wider = [
            word_at(text, span.start()),
            doc.sentence_around(span.start()),
            paragraph_around(&doc.paragraphs, span.start()),
        ];
        let whole = Span::new(0, text.len());
        let next = wider
            .into_iter()
            .flatten()
            .find(|w| w.covers(span) && *w != span)
            .unwrap_or(whole);
        if next != span {
            let to = Passage::over(next);
            self.grown.push(Grown {
                version: doc.article.hash,
                from: passage,
                to,
            });
            cx.send(Command::View(ViewCommand::Select(Some(to))));
        }
    }

    fn shrink(&mut self, cx: &mut Cx<'_>, doc: &ReaderDoc) {
        let now = cx.state.reading.selection.passage;
        match self.grown.pop() {
            // What was selected otherwise since then, or in another text, did not grow from there.
            Some(last) if last.version == doc.article.hash && now == Some(last.to) => {
                cx.send(Command::View(ViewCommand::Select(Some(last.from))));
            }
            _ => self.grown.clear(),
        }
    }

    /// The passage or caret; where there is none yet, a caret at the chosen annotation, else at the top of
    /// the view.
    pub(super) fn passage(&self, cx: &Cx<'_>) -> Passage {
        let state = cx.state;
        let chosen = state.reading.selection.annotation;
        let chosen = chosen.and_then(|id| state.session.workspace().annotations.get(id));
        let here = chosen.filter(|a| {
            let doc = state.reading.doc.as_ref();
            doc.is_some_and(|doc| doc.article.id == a.article && doc.article.hash == a.version)
        });
        state.reading.selection.passage.unwrap_or_else(|| {
            let top = self.scene.first_byte();
            Passage::caret_at(here.map_or(top, |a| a.start()) as usize)
        })
    }
}

/// The start of the character, as readers see it, after `byte`.
fn next_character(text: &str, byte: usize) -> usize {
    GraphemeCursor::new(text.floor_char_boundary(byte), text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

/// The start of the character, as readers see it, before `byte`.
fn previous_character(text: &str, byte: usize) -> usize {
    GraphemeCursor::new(text.floor_char_boundary(byte), text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(0)
}
