//! The saved searches: take one up, rename it, let go of it.

use std::collections::HashMap;

use egui::{Id, RichText, ScrollArea, Ui};

use super::super::Cx;
use super::super::icons::{self, Icon};
use super::super::widgets::field;
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::Command;
use crate::app::command::QueryCommand;
use crate::workspace::SavedSearchId;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "saved-searches",
    title: "Saved searches",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| SavedSearches::default())
}

#[derive(Default)]
struct SavedSearches {
    names: HashMap<SavedSearchId, String>,
}

impl Body for SavedSearches {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let workspace = std::sync::Arc::clone(cx.state.session.workspace());
        if workspace.saved_searches.is_empty() {
            let words = "None yet. Search for something, then Edit > Save this search.";
            ui.label(RichText::new(words).color(theme.color.weak));
            return true;
        }
        let mut stays = true;
        ScrollArea::vertical()
            .max_height(room(ui, 380.0))
            .show(ui, |ui| {
                for search in &workspace.saved_searches {
                    let draft = self.names.entry(search.id);
                    let draft = draft.or_insert_with(|| search.name.to_string());
                    ui.horizontal(|ui| {
                        let id = Id::unique(("saved search", search.id));
                        let label = format!("Name of the saved search {}", search.name);
                        ui.allocate_ui(egui::vec2(220.0, 26.0), |ui| {
                            if field::line(ui, id, draft, &label, "").lost_focus() {
                                let name = QueryCommand::RenameSaved(search.id, draft.clone());
                                cx.send(Command::Query(name));
                            }
                        });
                        if ui.button("Search").clicked() {
                            let query = search.query.to_string();
                            cx.send(Command::Query(QueryCommand::SetText(query)));
                            stays = false;
                        }
                        let delete = format!("Delete the saved search {}", search.name);
                        if icons::button(ui, Icon::Trash, &delete).clicked() {
                            cx.send(Command::Query(QueryCommand::DeleteSaved(search.id)));
                        }
                        let query = RichText::new(&*search.query).color(theme.color.weak);
                        ui.add(egui::Label::new(query).truncate());
                    });
                }
            });
        stays
    }
}
