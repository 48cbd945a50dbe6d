//! What is shown: going through articles, hits and annotations, panels, how it looks.

use egui::{Context, Key, KeyboardShortcut};

use super::{ALT, CMD, CMD_SHIFT, Info, Menu, NONE, SHIFT, is_open, is_reading, key};
use crate::app::command::{QueryCommand, ViewCommand};
use crate::app::settings::ThemeChoice;
use crate::app::{Command, Comparing, State};
use crate::ui::layout;
use crate::ui::panels::Pane;
use crate::ui::shell::Workbench;
use crate::ui::{dialogs, theme};

const fn row(id: &'static str, label: &'static str, act: super::Act) -> Info {
    Info::new(Menu::View, id, label, act)
}

/// On macOS Option with an arrow goes by words.
const BACK: KeyboardShortcut = if cfg!(target_os = "macos") {
    key(CMD, Key::OpenBracket)
} else {
    key(ALT, Key::ArrowLeft)
};
const FORWARD: KeyboardShortcut = if cfg!(target_os = "macos") {
    key(CMD, Key::CloseBracket)
} else {
    key(ALT, Key::ArrowRight)
};

/// The rows of the menu.
pub(super) const ROWS: &[Info] = &[
    row("view.palette", "Commands …", |w, _| {
        w.open_dialog(dialogs::palette::request());
    })
    .keys(&[key(CMD, Key::K)]),
    row("view.back", "Back", |w, _| view(w, ViewCommand::Back))
        .section()
        .keys(&[BACK])
        .within("Go to"),
    row("view.forward", "Forward", |w, _| {
        view(w, ViewCommand::Forward);
    })
    .keys(&[FORWARD])
    .within("Go to"),
    row("view.next-article", "Next article", |w, _| {
        view(w, ViewCommand::Step(1));
    })
    .when(has_rows)
    .within("Go to"),
    row("view.previous-article", "Previous article", |w, _| {
        view(w, ViewCommand::Step(-1));
    })
    .when(has_rows)
    .within("Go to"),
    row("view.next-unseen", "Next unseen article", |w, _| {
        view(w, ViewCommand::NextUnseen);
    })
    .keys(&[key(NONE, Key::U)])
    .when(has_rows)
    .within("Go to"),
    row("view.next-hit", "Next hit", |w, _| {
        w.dispatch(QueryCommand::NextHit);
    })
    .keys(&[key(NONE, Key::F3)])
    .when(is_reading)
    .within("Go to"),
    row("view.previous-hit", "Previous hit", |w, _| {
        w.dispatch(QueryCommand::PreviousHit);
    })
    .keys(&[key(SHIFT, Key::F3)])
    .when(is_reading)
    .within("Go to"),
    row("view.next-annotation", "Next annotation", |w, _| {
        view(w, ViewCommand::StepAnnotation(1));
    })
    .keys(&[key(NONE, Key::F4)])
    .when(is_reading)
    .within("Go to"),
    row("view.previous-annotation", "Previous annotation", |w, _| {
        view(w, ViewCommand::StepAnnotation(-1));
    })
    .keys(&[key(SHIFT, Key::F4)])
    .when(is_reading)
    .within("Go to"),
    row("view.next-change", "Next change of the source", |w, _| {
        view(w, ViewCommand::StepChange(1));
    })
    .keys(&[key(NONE, Key::F7)])
    .when(is_revised)
    .within("Go to"),
    row(
        "view.previous-change",
        "Previous change of the source",
        |w, _| view(w, ViewCommand::StepChange(-1)),
    )
    .keys(&[key(SHIFT, Key::F7)])
    .when(is_revised)
    .within("Go to"),
    row("view.next-panel", "Next panel", |w, ctx| {
        step_pane(w, ctx, 1);
    })
    .keys(&[key(NONE, Key::F6)])
    .within("Go to"),
    row("view.previous-panel", "Previous panel", |w, ctx| {
        step_pane(w, ctx, -1);
    })
    .keys(&[key(SHIFT, Key::F6)])
    .within("Go to"),
    row(
        "view.show-changes",
        "Show what changed in the source",
        |w, _| {
            let now = w.state.reading.comparing;
            let shown = !now.shown;
            view(w, ViewCommand::Compare(Comparing { shown, ..now }));
        },
    )
    .when(is_revised),
    row("view.go-to", "Go to row or date …", |w, _| {
        w.open_dialog(dialogs::go_to::request());
    })
    .keys(&[key(CMD, Key::G)])
    .when(is_open),
];

/// The rows behind those of the panels.
pub(super) const LOOK: &[Info] = &[
    row(
        "view.whole-panel",
        "Let the panel fill the window",
        |w, ctx| {
            if let Some(pane) = focused_pane(w, ctx) {
                w.tree.toggle_whole(pane);
            }
        },
    )
    .keys(&[key(CMD_SHIFT, Key::M)])
    .when(is_open),
    row("view.reset-layout", "Reset layout", |w, _| {
        w.state.settings.layout = None;
        w.tree = layout::default_tree();
    }),
    row("view.theme-system", "Theme of the system", |w, _| {
        w.state.settings.theme = ThemeChoice::System;
    })
    .section()
    .within("Theme"),
    row("view.theme-light", "Light theme", |w, _| {
        w.state.settings.theme = ThemeChoice::Light;
    })
    .within("Theme"),
    row("view.theme-dark", "Dark theme", |w, _| {
        w.state.settings.theme = ThemeChoice::Dark;
    })
    .within("Theme"),
    row("view.larger-text", "Larger reading text", |w, _| {
        resize(w, 1.0, 0.0);
    })
    .section()
    .within("Reading text"),
    row("view.smaller-text", "Smaller reading text", |w, _| {
        resize(w, -1.0, 0.0);
    })
    .within("Reading text"),
    row("view.wider-column", "Wider reading column", |w, _| {
        resize(w, 0.0, 30.0);
    })
    .within("Reading text"),
    row("view.narrower-column", "Narrower reading column", |w, _| {
        resize(w, 0.0, -30.0);
    })
    .within("Reading text"),
    row("view.reduced-motion", "Reduced motion", |w, ctx| {
        let settings = &mut w.state.settings;
        settings.reduced_motion = !settings.reduced_motion;
        theme::install(ctx, settings.reduced_motion);
    }),
];

fn view(w: &mut Workbench, command: ViewCommand) {
    w.dispatch(Command::View(command));
}

/// Whether the table has a row.
fn has_rows(state: &State) -> bool {
    !state.search.base.rows.is_empty()
}

/// Whether the source of the open article was changed.
fn is_revised(state: &State) -> bool {
    let doc = state.reading.doc.as_ref();
    doc.is_some_and(|doc| doc.revised.is_some())
}

/// Changes size and column width of the reader's text, both in points.
fn resize(w: &mut Workbench, size: f32, width: f32) {
    let settings = &mut w.state.settings;
    settings.reader_size = (settings.reader_size + size).clamp(10.0, 40.0);
    settings.reader_width = (settings.reader_width + width).clamp(280.0, 1200.0);
}

/// Brings a panel to the front and gives it the focus.
pub(super) fn show_pane(w: &mut Workbench, ctx: &Context, pane: Pane) {
    layout::show(&mut w.tree, pane);
    ctx.memory_mut(|m| m.request_focus(pane.focus_id()));
}

/// The panel that has the focus, or has what has it within.
fn focused_pane(w: &Workbench, ctx: &Context) -> Option<Pane> {
    let seen = layout::visible(&w.tree);
    let focused = ctx.memory(egui::Memory::focused);
    let place = focused
        .and_then(|id| ctx.read_response(id))
        .map(|r| r.rect.center());
    let holds = |pane: &&Pane| {
        let rect = layout::rect_of(&w.tree, **pane);
        rect.zip(place)
            .is_some_and(|(rect, place)| rect.contains(place))
    };
    let own = seen.iter().find(|p| Some(p.focus_id()) == focused);
    own.or_else(|| seen.iter().find(holds)).copied()
}

/// Goes round the panels that can be seen.
fn step_pane(w: &mut Workbench, ctx: &Context, by: isize) {
    let seen = layout::visible(&w.tree);
    let here = focused_pane(w, ctx).and_then(|pane| seen.iter().position(|p| *p == pane));
    let next = match here {
        Some(at) => (at as isize + by).rem_euclid(seen.len().max(1) as isize) as usize,
        None => 0,
    };
    if let Some(pane) = seen.get(next) {
        ctx.memory_mut(|m| m.request_focus(pane.focus_id()));
    }
}
