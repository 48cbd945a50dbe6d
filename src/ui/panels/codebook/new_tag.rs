//! The field in which a new tag is named. It stays for the next one, and keeps what cannot be taken.

use egui::{Id, Key, Label, RichText, Ui};

use super::super::super::Cx;
use super::super::super::widgets::field;
use crate::app::Command;
use crate::app::command::CodebookCommand;
use crate::workspace::{Codebook, CodebookError, TagId};

/// Height of the words that say why a name cannot be taken, in points.
const PROBLEM: f32 = 36.0;

/// A new tag that is being named.
pub(super) struct NewTag {
    /// What it goes below.
    parent: Option<TagId>,
    /// Its name, or a path of names with `/` between them.
    path: String,
    /// Why what was typed cannot be taken.
    problem: Option<CodebookError>,
    /// It was left with nothing in it: it goes when the pointer is let go, so that what is pressed meanwhile
    /// does not move away.
    left: bool,
}

impl NewTag {
    /// One below a tag, or at the top.
    pub fn below(parent: Option<TagId>) -> Self {
        Self {
            parent,
            path: String::new(),
            problem: None,
            left: false,
        }
    }

    /// What it goes below.
    pub fn parent(&self) -> Option<TagId> {
        self.parent
    }

    /// Height of what is said below the field, in points.
    pub fn problem_height(&self) -> f32 {
        self.problem.as_ref().map_or(0.0, |_| PROBLEM)
    }

    /// Draws the field; none when it is done with.
    pub fn show(mut self, ui: &mut Ui, cx: &mut Cx<'_>, depth: usize) -> Option<Self> {
        let theme = cx.theme;
        let indent = theme.space.m + depth as f32 * theme.space.l;
        let mut stays = true;
        ui.horizontal(|ui| {
            ui.add_space(indent);
            ui.set_max_width((ui.available_width() - theme.space.m).max(40.0));
            stays = self.field(ui, cx);
        });
        if let Some(problem) = &self.problem {
            ui.horizontal(|ui| {
                ui.add_space(indent);
                ui.set_max_width((ui.available_width() - theme.space.m).max(40.0));
                let words = RichText::new(problem.to_string()).font(theme.small());
                ui.add(Label::new(words.color(theme.color.error)).wrap());
            });
        }
        stays.then_some(self)
    }

    /// The field itself; whether it stays.
    fn field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let id = Id::unique("new tag name");
        let hint = "name, or name / sub-tag";
        let response = field::line(ui, id, &mut self.path, "Name of the new tag", hint);
        if response.changed() {
            self.problem = None;
        }
        let is_pressed = ui.input(|i| i.pointer.any_down());
        if self.left {
            return is_pressed;
        }
        if !response.lost_focus() {
            if self.path.is_empty() && !ui.memory(|m| m.has_focus(id)) {
                response.request_focus();
            }
            return true;
        }
        let (entered, escaped) =
            ui.input(|i| (i.key_pressed(Key::Enter), i.key_pressed(Key::Escape)));
        if escaped || self.path.trim().is_empty() {
            self.left = true;
            return is_pressed;
        }
        if entered {
            response.request_focus();
        }
        self.problem = self.problem_in(&cx.state.session.workspace().codebook);
        if self.problem.is_some() {
            return true;
        }
        cx.send(Command::Codebook(CodebookCommand::Add {
            parent: self.parent,
            name: std::mem::take(&mut self.path),
        }));
        // Who goes on elsewhere needs no further field.
        entered
    }

    /// Why what was typed cannot be added.
    fn problem_in(&self, book: &Codebook) -> Option<CodebookError> {
        match book.on_path(self.parent, &self.path) {
            Ok(on_path) if on_path.missing.is_empty() => {
                Some(CodebookError::NameTaken(on_path.path))
            }
            Ok(_) => None,
            Err(problem) => Some(problem),
        }
    }
}
