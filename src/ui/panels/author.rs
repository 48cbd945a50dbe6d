//! Asks once, beside the first annotation, under which name it is kept. Nothing waits for the answer.

use egui::{Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::workspace::Annotation;

/// The name that is being typed; none before the question is seen.
#[derive(Default)]
pub(super) struct AuthorDraft(Option<String>);

impl AuthorDraft {
    /// Draws the question, where nobody has answered it and the annotation is of nobody else.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
        let settings = &cx.state.settings;
        let is_asked = !settings.author_known && *annotation.author == *settings.author;
        if !is_asked || !cx.state.session.may_edit() {
            return;
        }
        let theme = cx.theme;
        let weak = RichText::new("Under which name are your annotations kept?")
            .color(theme.color.weak)
            .size(theme.text.small);
        ui.label(weak);
        let name = self.0.get_or_insert_with(|| settings.author.clone());
        let id = Id::unique("name of the author");
        let mut is_meant = false;
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 90.0).max(80.0);
            ui.allocate_ui(egui::vec2(width, 26.0), |ui| {
                let response = field::line(ui, id, name, "Your name", "Ada Lovelace");
                if response.gained_focus() {
                    field::select_all(ui, id, name);
                }
                let is_entered = ui.input(|i| i.key_pressed(egui::Key::Enter));
                is_meant = response.lost_focus() && is_entered;
            });
            is_meant |= ui.button("Use it").clicked();
        });
        let name = name.trim().to_owned();
        if is_meant && !name.is_empty() {
            cx.send(Command::Annotate(AnnotateCommand::NameAuthor(name)));
        }
    }
}
