//! The status bar: saved or not, how much there is, what undo takes back, what is running.

use egui::{Align, Button, Frame, Layout, Margin, Panel, ProgressBar, RichText, Sense, Ui, vec2};
use jiff::tz::TimeZone;

use super::commands::UiCommand;
use super::dialogs;
use super::icons::{self, Icon};
use super::{Ask, Cx, counted, grouped};
use crate::app::command::FileCommand;
use crate::app::{Command, SaveStatus, Severity};

/// Draws the bar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let frame = Frame::new()
        .fill(theme.color.panel)
        .inner_margin(Margin::symmetric(theme.space.m as i8, 0));
    Panel::bottom("status bar")
        .exact_size(theme.size.status_bar)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = theme.space.l;
                if cx.state.session.project().is_some() {
                    save_state(ui, cx);
                    counts(ui, cx);
                    new_tables(ui, cx);
                }
                message(ui, cx);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| progress(ui, cx));
            });
        });
}

fn save_state(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let status = cx.state.save_status();
    // Where it cannot be saved in its place, another is one click away.
    let offers_copy = matches!(
        status,
        SaveStatus::Elsewhere(_) | SaveStatus::Failed(_) | SaveStatus::ReadOnly(_)
    );
    let (icon, words, color, tip) = match status {
        SaveStatus::Untouched => (
            None,
            "nothing to save".to_owned(),
            theme.color.weak,
            String::new(),
        ),
        SaveStatus::Unchanged => (
            Some(Icon::Check),
            "saved".to_owned(),
            theme.color.text,
            "Nothing has changed since it was opened.".to_owned(),
        ),
        SaveStatus::Saved(at) => {
            let time = at
                .to_zoned(TimeZone::system())
                .strftime("%H:%M:%S")
                .to_string();
            (
                Some(Icon::Check),
                format!("saved {time}"),
                theme.color.text,
                "Everything is on disk.".to_owned(),
            )
        }
        SaveStatus::Saving => (None, "saving …".to_owned(), theme.color.weak, String::new()),
        SaveStatus::Elsewhere(why) => (
            Some(Icon::Warning),
            "saved in your own folder".to_owned(),
            theme.color.warning,
            why,
        ),
        SaveStatus::Failed(why) => (
            Some(Icon::Warning),
            "not saved".to_owned(),
            theme.color.error,
            why,
        ),
        SaveStatus::ReadOnly(why) => (
            Some(Icon::Lock),
            "read only".to_owned(),
            theme.color.warning,
            why,
        ),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.space.xs;
        if let Some(icon) = icon {
            let (rect, _) = ui.allocate_exact_size(vec2(icons::SIZE, icons::SIZE), Sense::hover());
            icons::paint(ui.painter(), rect, icon, color);
        }
        let label = ui.label(RichText::new(words).color(color).size(theme.text.small));
        if !tip.is_empty() {
            label.on_hover_text(tip);
        }
        if offers_copy {
            let words = RichText::new("save a copy …").size(theme.text.small);
            if ui.link(words).clicked() {
                cx.ask(Ask::Run(UiCommand::SAVE_COPY));
            }
        }
    });
}

fn counts(ui: &mut Ui, cx: &Cx<'_>) {
    let weak = |words: String| {
        RichText::new(words)
            .color(cx.theme.color.weak)
            .size(cx.theme.text.small)
    };
    let state = cx.state;
    let articles = counted(state.session.corpus().len(), "article", "articles");
    ui.label(weak(format!(
        "{articles} · {} undated",
        grouped(state.search.base.undated as u64)
    )));
    ui.label(weak(counted(
        state.session.workspace().annotations.len(),
        "annotation",
        "annotations",
    )));
    if let Some(edit) = state.session.history().next_undo() {
        ui.label(weak(format!("undo: {}", edit.label)));
    }
}

/// Tables that wait until somebody has seen their columns; a click shows them.
fn new_tables(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = match cx.state.session.new_tables().len() {
        0 => return,
        1 => "1 table waits".to_owned(),
        n => format!("{} tables wait", grouped(n as u64)),
    };
    let words = RichText::new(words)
        .color(cx.theme.color.warning)
        .size(cx.theme.text.small);
    let tip = "They are read once you have seen what their columns mean.";
    if ui.link(words).on_hover_text(tip).clicked() {
        cx.ask(Ask::Dialog(dialogs::new_tables::request()));
    }
}

/// The newest message that has not been looked at; a click shows them all.
fn message(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let Some(entry) = cx.state.session.log().unseen().last() else {
        return;
    };
    let color = match entry.severity {
        Severity::Info => theme.color.text,
        Severity::Warning => theme.color.warning,
        Severity::Error => theme.color.error,
    };
    let room = (ui.available_width() - 240.0).max(80.0);
    ui.allocate_ui(vec2(room, ui.available_height()), |ui| {
        let text = RichText::new(&entry.message)
            .color(color)
            .size(theme.text.small);
        if ui
            .add(Button::new(text).frame(false).truncate())
            .on_hover_text(&entry.message)
            .clicked()
        {
            cx.ask.push(Ask::Run(UiCommand::SHOW_LOG));
        }
    });
}

fn progress(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    if cx.state.tools.exporting.is_some() {
        let button = Button::new(RichText::new("cancel").size(theme.text.small)).frame(false);
        if ui
            .add(button)
            .accessible_name("Cancel the export")
            .clicked()
        {
            cx.send(Command::File(FileCommand::CancelExport));
        }
        let words = RichText::new("exporting …").color(theme.color.weak);
        ui.label(words.size(theme.text.small));
    }
    let Some(so_far) = cx.state.loading_words() else {
        if cx.state.files_have_changed() {
            let words = RichText::new("Files have changed · read them").size(theme.text.small);
            let tip = "New, changed and deleted articles are taken in one by one";
            if ui.link(words).on_hover_text(tip).clicked() {
                cx.ask(Ask::Run(UiCommand::RELOAD));
            }
        }
        return;
    };
    if ui
        .add(Button::new(RichText::new("cancel").size(theme.text.small)).frame(false))
        .clicked()
    {
        cx.send(Command::File(FileCommand::CancelLoading));
    }
    let share = so_far.bytes as f32 / so_far.bytes_found.max(1) as f32;
    ui.add(
        ProgressBar::new(share)
            .desired_width(110.0)
            .desired_height(6.0)
            .fill(theme.color.accent),
    );
    let mut words = format!(
        "reading · {} articles · {} of {} MB",
        grouped(so_far.articles),
        grouped(so_far.bytes >> 20),
        grouped(so_far.bytes_found >> 20)
    );
    if let Some(left) = so_far.seconds_left {
        words.push_str(&format!(" · {} s left", grouped(left)));
    }
    ui.label(
        RichText::new(words)
            .color(theme.color.weak)
            .size(theme.text.small),
    );
}
