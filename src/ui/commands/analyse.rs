//! Tracks, and the files that articles came from.

use std::path::PathBuf;

use egui::Key;

use super::{CMD, Info, Menu, has_passage, has_query, is_reading, key};
use crate::app::Command;
use crate::app::command::{FileCommand, TrackCommand};
use crate::session::Severity;
use crate::store::resolve_path;
use crate::ui::dialogs;
use crate::ui::shell::Workbench;

const fn row(id: &'static str, label: &'static str, act: super::Act) -> Info {
    Info::new(Menu::Analyse, id, label, act)
}

/// The rows of the menu.
pub(super) const ROWS: &[Info] = &[
    row(
        "analyse.follow-selection",
        "Follow the selected words …",
        |w, _| {
            w.open_dialog(dialogs::follow::request());
        },
    )
    .keys(&[key(CMD, Key::T)])
    .when(has_passage),
    row("analyse.follow-search", "Follow this search", |w, _| {
        w.dispatch(Command::Track(TrackCommand::AddFromQuery));
    })
    .when(has_query),
    row("analyse.events", "Events on the chart …", |w, _| {
        w.open_dialog(dialogs::events::request(None));
    })
    .when(super::is_open),
    row(
        "analyse.reveal-file",
        "Show the article’s file",
        |w, _| {
            with_file(w, opener::reveal);
        },
    )
    .section()
    .when(is_reading),
    row("analyse.open-file", "Open the article’s file", |w, _| {
        with_file(w, opener::open);
    })
    .when(is_reading),
];

/// Does something with the open article's file, on a thread: desktops answer slowly.
fn with_file<E: std::fmt::Display + 'static>(w: &mut Workbench, act: fn(PathBuf) -> Result<(), E>) {
    let state = &mut w.state;
    let file = state.reading.doc.as_ref().and_then(|doc| {
        let base = state.session.project().as_ref()?.file.parent()?;
        let source = state
            .session
            .workspace()
            .sources
            .iter()
            .find(|s| s.id == doc.article.source)?;
        Some(resolve_path(base, &source.path).join(&doc.article.path))
    });
    let Some(file) = file else { return };
    let mail = w.mail.0.clone();
    let spawned = std::thread::Builder::new()
        .name("desktop".to_owned())
        .spawn(move || {
            if let Err(error) = act(file.clone()) {
                let message = format!(
                    "The desktop could not show the file: {error}. {}",
                    file.display()
                );
                // Without a window there is nobody to tell.
                mail.send(Command::File(FileCommand::Tell(message)))
                    .unwrap_or_default();
            }
        });
    if spawned.is_err() {
        state.session.tell(
            Severity::Error,
            "The desktop could not be asked to show the file.",
        );
    }
}
