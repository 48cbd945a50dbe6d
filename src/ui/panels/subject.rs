//! What the panels on mentions are of: the search, or a track.

use egui::Ui;

use super::super::Cx;
use super::super::widgets::choice::choice;
use crate::analysis::hits::Subject;

/// The choice among the search and the tracks; what was chosen, if another was.
pub(super) fn subject_choice(ui: &mut Ui, cx: &Cx<'_>, now: Subject) -> Option<Subject> {
    let workspace = cx.state.session.workspace();
    let words = |subject: &Subject| match subject {
        Subject::Search => "of the search".to_owned(),
        Subject::Track(id) => {
            let track = workspace.track(*id);
            track.map_or_else(
                || "of a deleted track".to_owned(),
                |t| format!("of {}", t.name),
            )
        }
    };
    let tracks = workspace.tracks.iter().map(|t| Subject::Track(t.id));
    let all: Vec<Subject> = std::iter::once(Subject::Search).chain(tracks).collect();
    choice(ui, "Mentions", &words(&now), &all, words)
}

/// What an empty panel on mentions says.
pub(super) fn nothing(cx: &Cx<'_>, subject: Subject, what: &str) -> String {
    let is_searched = cx.state.search.query.query.is_some();
    match subject {
        Subject::Search if !is_searched => {
            format!("Search for something, or choose a track, to see {what}.")
        }
        _ => "It is mentioned nowhere in the articles of the table.".to_owned(),
    }
}
