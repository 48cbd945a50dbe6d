//! Files: opening, saving, what comes in and goes out.

use egui::{Key, ViewportCommand};

use super::{CMD, CMD_SHIFT, Info, Menu, NONE, is_open, key};
use crate::app::command::FileCommand;
use crate::ui::dialogs;

const fn row(id: &'static str, label: &'static str, act: super::Act) -> Info {
    Info::new(Menu::File, id, label, act)
}

/// The rows of the menu.
pub(super) const ROWS: &[Info] = &[
    row("file.open", "Open …", |w, _| {
        w.open_dialog(dialogs::open::to_open());
    })
    .keys(&[key(CMD, Key::O)]),
    row("file.add-articles", "Add articles …", |w, _| {
        w.open_dialog(dialogs::open::to_add());
    })
    .when(|state| state.session.may_edit() || !is_open(state)),
    row("file.reload", "Read the articles again", |w, _| {
        w.dispatch(FileCommand::Reload);
    })
    .keys(&[key(NONE, Key::F5)])
    .when(is_open),
    row("file.restore-sample", "Restore sample", |w, _| {
        w.dispatch(FileCommand::OpenSample);
    }),
    row("file.save", "Save now", |w, _| {
        w.dispatch(FileCommand::Save)
    })
    .section()
    .keys(&[key(CMD, Key::S)])
    .when(|state| state.session.may_edit()),
    row("file.save-copy", "Save a copy …", |w, _| {
        w.open_dialog(dialogs::save_copy::request());
    })
    .keys(&[key(CMD_SHIFT, Key::S)])
    .when(is_open),
    row(
        "file.export-annotations",
        "Export annotations …",
        |w, _| {
            w.open_dialog(dialogs::export::request());
        },
    )
    .section()
    .keys(&[key(CMD, Key::E)])
    .when(is_open),
    row("file.export-chart", "Export chart …", |w, _| {
        w.open_dialog(dialogs::export_chart::request());
    })
    .when(is_open),
    row(
        "file.import-annotations",
        "Import annotations …",
        |w, _| {
            w.open_dialog(dialogs::import_annotations::request(None));
        },
    )
    .when(|state| is_open(state) && state.session.may_edit()),
    row("file.import-codebook", "Import codebook …", |w, _| {
        w.open_dialog(dialogs::import_codebook::request());
    })
    .when(|state| state.session.may_edit()),
    row("file.export-codebook", "Export codebook …", |w, _| {
        w.open_dialog(dialogs::export_codebook::request());
    })
    .when(|state| is_open(state) && !state.session.workspace().codebook.is_empty()),
    row("file.load-report", "Load report", |w, _| {
        w.open_dialog(dialogs::load_report::request());
    })
    .section()
    .when(is_open),
    row("file.table-columns", "Columns of tables", |w, _| {
        // Tables that wait to be read come first.
        let waits = !w.state.session.new_tables().is_empty();
        w.open_dialog(if waits {
            dialogs::new_tables::request()
        } else {
            dialogs::columns::request()
        });
    })
    .when(is_open),
    row("file.earlier-versions", "Earlier versions", |w, _| {
        w.open_dialog(dialogs::earlier_versions::request());
    })
    .when(is_open),
    row("file.conflicts", "Conflicts", |w, _| {
        w.open_dialog(dialogs::conflicts::request());
    })
    .when(|state| !state.session.external_changes().conflicts.is_empty()),
    row("file.messages", "Messages", |w, _| {
        w.open_dialog(dialogs::messages::request());
    }),
    row("file.quit", "Quit", |_, ctx| {
        ctx.send_viewport_cmd(ViewportCommand::Close);
    })
    .section()
    .keys(&[key(CMD, Key::Q)]),
];
