//! Asks once whose annotations these are.

use egui::{Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::command::AnnotateCommand;
use crate::app::{Command, State};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "author",
    title: "Your name",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state: &State| Author {
        name: state.settings.author.clone(),
    })
}

struct Author {
    name: String,
}

impl Body for Author {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        ui.label("Annotations say who made them. Under which name are yours kept?");
        let id = Id::unique("name of the author");
        // The focus stays on the button: the next key may be meant for the text behind.
        let response = field::line(ui, id, &mut self.name, "Your name", "Ada Lovelace");
        if response.gained_focus() {
            field::select_all(ui, id, &self.name);
        }
        let words = "This is asked once. Settings changes it later.";
        ui.label(
            RichText::new(words)
                .color(cx.theme.color.weak)
                .size(cx.theme.text.small),
        );
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        if !foot.choice("Use this name", !self.name.trim().is_empty()) {
            return true;
        }
        let name = self.name.trim().to_owned();
        cx.send(Command::Annotate(AnnotateCommand::NameAuthor(name)));
        false
    }
}
