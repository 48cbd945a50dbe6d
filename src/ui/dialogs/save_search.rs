//! Keeps the search under a name.

use egui::{Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::command::QueryCommand;
use crate::app::{Command, State};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "save-search",
    title: "Save this search",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state: &State| SaveSearch {
        name: state.search.query.text.trim().replace('"', ""),
    })
}

struct SaveSearch {
    name: String,
}

impl Body for SaveSearch {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let weak = |words: String| RichText::new(words).color(theme.color.weak);
        let query = cx.state.search.query.text.trim();
        ui.label(weak(query.to_owned()).font(theme.body()));
        ui.label("Name");
        let id = Id::unique("name of the search");
        field::line(ui, id, &mut self.name, "Name of the search", "");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let saved = &cx.state.session.workspace().saved_searches;
        if let Some(same) = saved.iter().find(|s| &*s.name == self.name.trim()) {
            let words = format!(
                "“{}” says now: {}. It will say this.",
                same.name, same.query
            );
            ui.label(weak(words).size(theme.text.small));
        }
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let may = !self.name.trim().is_empty() && !cx.state.search.query.text.trim().is_empty();
        if !foot.choice("Save", may) {
            return true;
        }
        cx.send(Command::Query(QueryCommand::Save(self.name.clone())));
        false
    }
}
