//! The root of the window: one frame from input to commands carried out.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use egui::{CentralPanel, Context, Frame, Id, Ui, ViewportCommand};

use super::copy_bar::CopyBar;
use super::dialogs::{self, Dialog, DialogInfo, DialogRequest};
use super::event_order::EventOrder;
use super::layout::{self, Layout};
use super::panels::Panels;
use super::panels::annotations::{self, AnnotationsPanel};
use super::panels::articles::ArticlesPanel;
use super::panels::reader::{self, ReaderPanel};
use super::search_field::SearchField;
use super::shortcuts::KeyTable;
use super::status_bar::StatusBar;
use super::welcome::Welcome;
use super::{Ask, Cx, desktop, filter_bar, fonts, keys, menu_bar, theme};
use crate::app::command::{FileCommand, QueryCommand};
use crate::app::settings::ThemeChoice;
use crate::app::{Command, Effect, Hovered, State};
use crate::exchange::Format;

/// How long preferences must rest before they are written.
const SETTINGS_REST: Duration = Duration::from_millis(700);

/// Passes that keys wait for a field at most: it may be that it cannot be shown.
const MOST_PASSES: u8 = 6;

/// Passes of one frame at most: keys that came since the last one are decided before it is drawn.
const PASSES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(5);

/// The window.
pub struct Workbench {
    /// The truth.
    pub state: State,
    pub(super) tree: Layout,
    pub(super) panels: Panels,
    pub(super) search: SearchField,
    status_bar: StatusBar,
    copy_bar: CopyBar,
    welcome: Welcome,
    pub(super) dialog: Option<Dialog>,
    /// What had the focus before a dialog took it.
    focus_before: Option<Id>,
    /// A field that is being opened, and had no focus when that was asked for; and how many passes keys are
    /// held back for it.
    awaited: Option<(Option<Id>, u8)>,
    /// What the dialog that was just closed asked for. It waits for a pass in which there is no dialog: as
    /// long as the toolkit remembers one, nothing behind it can be given the focus.
    after_dialog: Option<(Vec<Command>, Vec<Ask>)>,
    keys: KeyTable,
    ctx: Context,
    /// Commands from elsewhere: native dialogs.
    pub(super) mail: (Sender<Command>, Receiver<Command>),
    /// Where the settings are written; none in tests.
    settings_path: Option<PathBuf>,
    settings_written: crate::app::Settings,
    settings_seen: crate::app::Settings,
    settings_rest: Option<Instant>,
    title: String,
    /// Closing waits for the last save.
    closing: bool,
    /// The analyst closes without saving.
    abandoned: bool,
}

impl Workbench {
    /// A window over a state. `settings_path` is where preferences are kept, if anywhere.
    pub fn new(ctx: &Context, mut state: State, settings_path: Option<PathBuf>) -> Self {
        fonts::install(ctx);
        theme::install(ctx, state.settings.reduced_motion);
        ctx.options_mut(|o| {
            o.quit_shortcuts.clear();
            // Where the system does not say.
            o.fallback_theme = egui::Theme::Light;
        });
        ctx.set_zoom_factor(state.settings.zoom);
        ctx.add_plugin(EventOrder::default());
        ctx.options_mut(|options| options.max_passes = PASSES);
        let waker = ctx.clone();
        state.set_waker(Arc::new(move || waker.request_repaint()));
        let kept = state.settings.layout.as_deref().and_then(layout::read_tree);
        Self {
            tree: kept.unwrap_or_else(layout::default_tree),
            panels: Panels::default(),
            search: SearchField::default(),
            status_bar: StatusBar::default(),
            copy_bar: CopyBar::default(),
            welcome: Welcome::default(),
            dialog: None,
            focus_before: None,
            awaited: None,
            after_dialog: None,
            keys: KeyTable::default(),
            ctx: ctx.clone(),
            mail: channel(),
            settings_written: state.settings.clone(),
            settings_seen: state.settings.clone(),
            settings_rest: None,
            settings_path,
            title: String::new(),
            closing: false,
            abandoned: false,
            state,
        }
    }

    /// Opens a workspace, a folder or files.
    pub fn open(&mut self, paths: Vec<PathBuf>) {
        self.dispatch(FileCommand::Open(paths));
    }

    /// Opens a dialog in place of one that may be open. Keys wait until it is there.
    pub(super) fn open_dialog(&mut self, request: DialogRequest) {
        if let Some(before) = &self.dialog {
            let uncommitted = before.uncommitted(&self.state);
            if let Some(command) = uncommitted {
                self.dispatch(command);
            }
        } else if self.after_dialog.is_none() {
            self.focus_before = self.ctx.memory(egui::Memory::focused);
        }
        self.dialog = Some(Dialog::new(request, &self.state));
        self.hold(None);
    }

    /// Opens a dialog of the table as an example; whether the workspace has what it is about.
    pub fn open_example(&mut self, info: &DialogInfo) -> bool {
        let request = (info.example)(&self.state);
        let opens = request.is_some();
        if let Some(request) = request {
            self.open_dialog(request);
        }
        opens
    }

    /// A field is being opened that will take the focus: what is typed from now on is for it.
    pub(super) fn await_field(&mut self) {
        let from = self.ctx.memory(egui::Memory::focused);
        self.hold(from);
    }

    /// Holds keys back from now on, until [`Self::hold_keys`] lets them go.
    fn hold(&mut self, from: Option<Id>) {
        self.awaited = Some((from, MOST_PASSES));
        self.ctx.plugin::<EventOrder>().lock().wait(true);
    }

    /// Holds keys back while a field or dialog is on its way to the focus.
    fn hold_keys(&mut self, ctx: &Context) {
        self.awaited = self.awaited.and_then(|(from, left)| {
            let is_there = match &self.dialog {
                Some(dialog) => dialog.is_settled(),
                None => ctx.text_edit_focused() && ctx.memory(egui::Memory::focused) != from,
            };
            let left = left.checked_sub(1)?;
            (!is_there).then_some((from, left))
        });
        let order = ctx.plugin::<EventOrder>();
        let waits = self.awaited.is_some() || self.after_dialog.is_some();
        order.lock().wait(waits);
    }

    /// Carries out a command and what follows from it.
    pub fn dispatch(&mut self, command: impl Into<Command>) {
        let effects = self.state.dispatch(command.into());
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::ScrollReader(span) => {
                    self.panels.with(|r: &mut ReaderPanel| r.scroll_to(span));
                }
                Effect::ScrollTable => {
                    self.panels.with(ArticlesPanel::reveal_open);
                }
                Effect::ScrollTableUp => {
                    self.panels.with(ArticlesPanel::reveal_first);
                }
                Effect::ScrollAnnotations => {
                    self.panels.with(AnnotationsPanel::reveal_chosen);
                }
                Effect::Copy(text) => self.panels.clipboard = Some(text.to_string()),
                Effect::ShowConflicts if self.dialog.is_none() => {
                    self.open_dialog(dialogs::conflicts::request());
                }
                Effect::AskColumns if self.dialog.is_none() => {
                    self.open_dialog(dialogs::new_tables::request());
                }
                Effect::AskColumns | Effect::ShowConflicts => {}
                Effect::FocusNote => {
                    layout::show(&mut self.tree, annotations::PANE);
                    self.panels.with(AnnotationsPanel::focus_note);
                    self.await_field();
                }
            }
        }
    }

    /// What runs every frame, hidden or not: jobs, saving, closing.
    pub fn tick(&mut self, ctx: &Context) {
        while let Ok(command) = self.mail.1.try_recv() {
            // A place was chosen in the desktop's dialog: ours has done its part.
            if !matches!(command, Command::File(FileCommand::Tell(_)))
                && self.dialog.take().is_some()
            {
                self.after_dialog = Some((Vec::new(), Vec::new()));
            }
            self.dispatch(command);
        }
        let effects = self.state.tick();
        self.carry_out(effects);
        if let Some(wait) = self.state.session.save_due_in() {
            ctx.request_repaint_after(wait);
        }
        if self.state.session.loading().is_some() {
            // The progress line, ten times a second.
            ctx.request_repaint_after(Duration::from_millis(100));
        }
        if self.state.session.is_following() {
            // What the window at work does is to be seen here without a touch.
            ctx.request_repaint_after(Duration::from_secs(2));
        }
        self.keep_title(ctx);
        self.keep_settings(ctx);
        self.handle_close(ctx);
    }

    fn keep_title(&mut self, ctx: &Context) {
        let title = self
            .state
            .session
            .workspace_name()
            .map_or_else(|| "Dateline".to_owned(), |n| format!("{n} — Dateline"));
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Has the settings written when they have changed; a failure is told once.
    fn keep_settings(&mut self, ctx: &Context) {
        self.state.settings.zoom = ctx.zoom_factor();
        if self.state.settings == self.settings_written {
            return;
        }
        // Not while a split is dragged: once it rests.
        if self.settings_seen != self.state.settings {
            self.settings_seen = self.state.settings.clone();
            self.settings_rest = Some(Instant::now() + SETTINGS_REST);
        }
        let left = self
            .settings_rest
            .map(|at| at.saturating_duration_since(Instant::now()));
        if let Some(left) = left.filter(|left| !left.is_zero()) {
            ctx.request_repaint_after(left);
            return;
        }
        self.settings_written = self.state.settings.clone();
        if let Some(path) = &self.settings_path {
            self.state.keep_settings(path.clone());
        }
    }

    /// Commits open drafts: what was typed in fields and not yet taken.
    fn commit_drafts(&mut self) {
        let late = self
            .after_dialog
            .as_mut()
            .map(|(out, _)| std::mem::take(out));
        for command in late.into_iter().flatten() {
            self.dispatch(command);
        }
        let mut drafts = self.panels.uncommitted(&self.state);
        drafts.extend(
            self.dialog
                .as_ref()
                .and_then(|d| d.uncommitted(&self.state)),
        );
        for command in drafts {
            self.dispatch(command);
        }
    }

    /// Closing waits until everything is on disk; what cannot be saved is asked about.
    fn handle_close(&mut self, ctx: &Context) {
        if self.abandoned {
            return;
        }
        let asked = ctx.input(|i| i.viewport().close_requested());
        if asked {
            self.commit_drafts();
        }
        if asked && !self.state.session.can_close() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.closing = true;
            self.dispatch(FileCommand::Save);
        }
        if !self.closing {
            return;
        }
        if self.state.session.can_close() {
            self.closing = false;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else if let crate::session::SaveStatus::Failed(why) = self.state.session.save_status() {
            self.closing = false;
            self.open_dialog(dialogs::close_unsaved::request(why));
        } else {
            self.dispatch(FileCommand::Save);
            ctx.request_repaint_after(Duration::from_millis(50));
        }
    }

    /// Closes although something could not be saved: the analyst was asked.
    fn abandon(&mut self, ctx: &Context) {
        self.abandoned = true;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// Draws the window.
    pub fn show(&mut self, ui: &mut Ui) {
        self.choose_theme(ui);
        self.take_drops(ui);
        self.keys.update(&self.state.settings);
        let returns = self.after_dialog.is_some();
        let (mut out, mut ask) = self.after_dialog.take().unwrap_or_default();
        let mut closed = false;
        let mut hovered: Option<Hovered> = None;
        let mut rearranged = false;
        {
            let mut cx = Cx {
                state: &self.state,
                out: &mut out,
                ask: &mut ask,
                hovered: &mut hovered,
                theme: theme::of(ui),
            };
            if self.dialog.is_none() {
                keys::shortcuts(ui, &mut cx, &mut self.panels, &self.keys);
            }
            menu_bar::show(ui, &mut cx, &mut self.search);
            if cx.state.session.project().is_some() {
                filter_bar::show(ui, &mut cx, &mut self.panels.filter);
            }
            self.copy_bar.show(ui, &mut cx);
            self.status_bar.show(ui, &mut cx);
            let frame = Frame::new().fill(cx.theme.color.panel);
            CentralPanel::default().frame(frame).show(ui, |ui| {
                if cx.state.session.project().is_some() {
                    rearranged = self.tree.show(ui, &mut cx, &mut self.panels);
                } else {
                    self.welcome.show(ui, &mut cx);
                }
            });
            if let Some(dialog) = &mut self.dialog
                && !dialog.show(ui, &mut cx)
            {
                out.extend(dialog.uncommitted(&self.state));
                self.dialog = None;
                closed = true;
            }
        }
        if closed {
            self.after_dialog = Some((std::mem::take(&mut out), std::mem::take(&mut ask)));
        } else if returns && self.dialog.is_none() {
            // On to where one was, else to reading; what was asked for may lead elsewhere from there.
            let back = self.focus_before.take();
            let back = back.unwrap_or_else(|| reader::PANE.focus_id());
            ui.memory_mut(|m| m.request_focus(back));
        }
        if rearranged {
            self.state.settings.layout = layout::write_tree(&self.tree);
        }
        self.panels.after_frame(ui, &self.state, &mut out);
        self.finish_frame(ui, out, ask, hovered);
    }

    fn finish_frame(
        &mut self,
        ui: &mut Ui,
        out: Vec<Command>,
        ask: Vec<Ask>,
        hovered: Option<Hovered>,
    ) {
        if let Some(hovered) = hovered {
            self.state.view.hover.report(hovered);
        }
        let mut changed = self.state.view.hover.swap() || !out.is_empty() || !ask.is_empty();
        if !out.is_empty() || !ask.is_empty() {
            // What one of them leads away from must not be lost.
            self.commit_drafts();
        }
        for command in out {
            self.dispatch(command);
        }
        for wish in ask {
            match wish {
                Ask::Run(command) => self.run(ui, command),
                Ask::Dialog(request) => self.open_dialog(request),
                Ask::Copy(text) => ui.copy_text(text),
                Ask::Native(what) => {
                    Self::ask_native(ui, &self.mail.0, self.state.export_folder(), what);
                }
                Ask::Reveal(file) => desktop::reveal(file, self.mail.0.clone()),
                Ask::Abandon => self.abandon(ui),
            }
        }
        if let Some(text) = self.panels.clipboard.take() {
            ui.copy_text(text);
        }
        // Selection shows everywhere in the next frame.
        changed |= self.state.is_busy() && !self.panels.was_busy;
        self.panels.was_busy = self.state.is_busy();
        let effects = self.state.tick();
        changed |= !effects.is_empty();
        self.carry_out(effects);
        if changed {
            ui.request_repaint();
        }
        self.hold_keys(ui);
    }

    fn choose_theme(&self, ctx: &Context) {
        let wanted = match self.state.settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        };
        if ctx.options(|o| o.theme_preference) != wanted {
            ctx.set_theme(wanted);
            ctx.request_repaint();
        }
    }

    /// Files and folders dropped onto the window, or pasted as paths, are opened or added.
    fn take_drops(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> = ctx.input(|i| {
            i.raw
                .dropped_files
                .iter()
                .map(|f| f.path().to_owned())
                .collect()
        });
        if dropped.is_empty() {
            return;
        }
        let is_workspace =
            |p: &PathBuf| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("ron"));
        // Files that hold nothing but annotations are offered to be taken over.
        let annotations = dropped.iter().find(|p| Format::is_annotations_alone(p));
        if self.state.session.project().is_none() || dropped.iter().any(is_workspace) {
            self.dispatch(FileCommand::Open(dropped));
        } else if let Some(path) = annotations.cloned() {
            self.open_dialog(dialogs::import_annotations::request(Some(path)));
        } else {
            self.dispatch(FileCommand::AddSource(dropped));
        }
    }

    /// Sets the search field, as typing does.
    pub fn search_for(&mut self, text: &str) {
        self.search.set(text);
        self.dispatch(QueryCommand::SetText(text.to_owned()));
    }

    /// The last words before the window is gone.
    fn close(&mut self) {
        self.commit_drafts();
        self.state
            .dispatch(Command::File(FileCommand::CancelLoading));
        self.state.session.flush();
        if let Some(path) = &self.settings_path
            && let Err(error) = self.state.keep_settings_at_the_end(path)
        {
            super::start::say(format_args!(
                "your preferences could not be kept: {error}. {}",
                path.display()
            ));
        }
    }
}

impl eframe::App for Workbench {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        self.tick(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        // In points without zoom, as the window is made.
        let size = ui.viewport_rect().size() * ui.zoom_factor();
        if size.x > 200.0 && size.y > 200.0 {
            self.state.settings.window = Some((size.x.round(), size.y.round()));
        }
        self.show(ui);
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.close();
    }
}

impl From<FileCommand> for Command {
    fn from(command: FileCommand) -> Self {
        Self::File(command)
    }
}

impl From<QueryCommand> for Command {
    fn from(command: QueryCommand) -> Self {
        Self::Query(command)
    }
}
