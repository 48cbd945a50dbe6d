//! Keys: shortcuts of commands everywhere, plain letters where no text field has the focus.
//!
//! While a passage is selected letters are the keys of tags; with an annotation chosen a few letters
//! work on it; otherwise they walk through articles, hits and annotations.

use egui::{Key, Modifiers, Popup, Ui};

use super::commands::UiCommand;
use super::dialogs;
use super::panels::reader::{self, End, ReaderPanel};
use super::panels::{Panels, annotations, articles};
use super::presses::{self, Press};
use super::shortcuts::{KeyTable, is_function_key};
use super::{Ask, Cx};
use crate::app::command::{AnnotateCommand, QueryCommand, ViewCommand};
use crate::app::{Command, Passage};
use crate::workspace::TagKey;

/// Takes shortcuts and letters, unless a text field wants them.
pub fn shortcuts(ui: &mut Ui, cx: &mut Cx<'_>, panels: &mut Panels, table: &KeyTable) {
    let typing = ui.text_edit_focused();
    // Escape that leaves a text field does only that.
    let left_field = std::mem::replace(&mut panels.was_typing, typing) && !typing;
    let of_command = |press: Press| {
        let (command, shortcut) = table.command_of(press)?;
        let plain = shortcut.modifiers == Modifiers::NONE && !is_function_key(shortcut.logical_key);
        let fields_own = command.info().is_some_and(|info| info.fields_own);
        (!typing || !(plain || fields_own)).then_some(command)
    };
    for press in presses::take(ui, |press| of_command(press).is_some()) {
        if let Some(command) = of_command(press).filter(|c| c.is_enabled(cx.state)) {
            cx.ask(Ask::Run(command));
        }
    }
    // A menu or form that hangs open has the letters.
    if !typing && !Popup::is_any_open(ui) && cx.state.session.project().is_some() {
        letters(ui, cx, panels, left_field);
    }
}

fn letters(ui: &mut Ui, cx: &mut Cx<'_>, panels: &mut Panels, left_field: bool) {
    let focused = ui.memory(egui::Memory::focused);
    // Whether Enter and Del are meant for what is chosen: the chart has its own use for them, and
    // so have buttons.
    let reading = focused.is_none()
        || [reader::PANE, articles::PANE, annotations::PANE]
            .iter()
            .any(|p| Some(p.focus_id()) == focused);
    for press in presses::all(ui).into_iter().filter(|p| p.is_plain()) {
        if left_field && press.key == Key::Escape || panels.own_letter(focused, press.key) {
            continue;
        }
        if cx.state.selected_span().is_some() && with_passage(cx, press, reading) {
            continue;
        }
        if cx.state.reading.selection.annotation.is_some()
            && cx.state.selected_span().is_none()
            && with_annotation(ui, cx, panels, press, reading)
        {
            continue;
        }
        walking(cx, press);
    }
}

/// A passage is selected: letters put tags on it.
fn with_passage(cx: &mut Cx<'_>, press: Press, reading: bool) -> bool {
    match press.key {
        Key::Escape => {
            let passage = cx.state.reading.selection.passage;
            let caret = passage.map(|p| Passage::caret_at(p.caret));
            cx.send(Command::View(ViewCommand::Select(caret)));
        }
        Key::Enter if reading => cx.ask(Ask::Dialog(dialogs::tag_picker::tag_passage())),
        key => {
            if let Some(number) = digit(key) {
                if let Some(tag) = cx.state.reading.recent_tags.get(number).copied() {
                    cx.send(Command::Annotate(AnnotateCommand::Passage {
                        tag: Some(tag),
                        advance: false,
                    }));
                }
                return true;
            }
            let Some(letter) = letter(key).and_then(TagKey::new) else {
                return false;
            };
            let tag = cx
                .state
                .session
                .workspace()
                .codebook
                .by_key(letter)
                .map(|t| t.id);
            if let Some(tag) = tag {
                cx.send(Command::Annotate(AnnotateCommand::Passage {
                    tag: Some(tag),
                    advance: press.modifiers.shift,
                }));
            }
        }
    }
    true
}

/// An annotation is chosen: its edges, its neighbours, its end.
fn with_annotation(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    panels: &mut Panels,
    press: Press,
    reading: bool,
) -> bool {
    match press.key {
        Key::S => pick_edge(ui, cx, panels, End::Start),
        Key::E => pick_edge(ui, cx, panels, End::End),
        Key::Comma => cx.send(Command::View(ViewCommand::CycleOverlap(-1))),
        Key::Period => cx.send(Command::View(ViewCommand::CycleOverlap(1))),
        Key::Delete if reading => cx.ask(Ask::Run(UiCommand::DELETE_ANNOTATION)),
        Key::Enter | Key::Escape if has_edge(panels) => {
            panels.with(|r: &mut ReaderPanel| r.end_edge(cx, press.key == Key::Enter));
        }
        Key::Escape => cx.send(Command::View(ViewCommand::Choose(None))),
        _ => return false,
    }
    true
}

fn pick_edge(ui: &Ui, cx: &Cx<'_>, panels: &mut Panels, end: End) {
    panels.with(|r: &mut ReaderPanel| r.pick_edge(ui, cx, end));
}

fn has_edge(panels: &mut Panels) -> bool {
    panels.with(|r: &mut ReaderPanel| r.has_edge()) == Some(true)
}

fn walking(cx: &mut Cx<'_>, press: Press) {
    match press.key {
        Key::J => cx.send(Command::View(ViewCommand::Step(1))),
        Key::K => cx.send(Command::View(ViewCommand::Step(-1))),
        Key::N if press.modifiers.shift => cx.send(Command::Query(QueryCommand::PreviousHit)),
        Key::N => cx.send(Command::Query(QueryCommand::NextHit)),
        Key::OpenBracket => cx.send(Command::View(ViewCommand::StepAnnotation(-1))),
        Key::CloseBracket => cx.send(Command::View(ViewCommand::StepAnnotation(1))),
        _ => {}
    }
}

fn letter(key: Key) -> Option<char> {
    let mut name = key.name().chars();
    match (name.next(), name.next()) {
        (Some(c), None) if c.is_ascii_alphabetic() => Some(c),
        _ => None,
    }
}

fn digit(key: Key) -> Option<usize> {
    let mut name = key.name().chars();
    match (name.next(), name.next()) {
        (Some(c), None) => c.to_digit(10).filter(|d| *d > 0).map(|d| d as usize - 1),
        _ => None,
    }
}
