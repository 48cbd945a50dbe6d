//! The status bar: saved or not, and where; how much there is, what undo takes back, what happened, what
//! is running.

use std::time::Duration;

use egui::{
    Align, Button, Event, Frame, Layout, Margin, Panel, Popup, ProgressBar, Rect, RichText, Role,
    Sense, Ui, WidgetInfo, vec2,
};
use jiff::tz::TimeZone;

use super::commands::UiCommand;
use super::dialogs;
use super::icons::{self, Icon};
use super::widgets::menu_item;
use super::{Ask, Cx, counted, grouped};
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::session::{SaveStatus, Severity};

/// How long a message stays at most, in seconds.
const MOST: f64 = 12.0;
/// How long it stays at least, so that one who works on can read it.
const LEAST: f64 = 2.0;

/// The bar's own state: which message it shows, and since when.
#[derive(Default)]
pub struct StatusBar {
    /// Messages there were when the last one came.
    told: usize,
    /// When it came, in seconds of the window's clock.
    since: f64,
    /// It has been read, or could have been.
    ended: bool,
    /// Where the message was in the last frame: a click there is meant for it.
    at: Option<Rect>,
}

impl StatusBar {
    /// Draws the bar.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
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
                        place(ui, cx);
                        counts(ui, cx);
                        new_tables(ui, cx);
                        load_report(ui, cx);
                    }
                    self.message(ui, cx);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| progress(ui, cx));
                });
            });
    }

    /// The newest message, until it ends: after a time, or with what the analyst does next. It stays in
    /// the log; a click shows that.
    fn message(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let entries = cx.state.session.log().entries().len();
        let now = ui.input(|i| i.time);
        if self.told != entries {
            *self = Self {
                told: entries,
                since: now,
                ..Self::default()
            };
        }
        let at = self.at.take();
        let Some(entry) = cx.state.session.log().unseen().last() else {
            return;
        };
        let shown_for = now - self.since;
        self.ended |= shown_for >= MOST || (shown_for >= LEAST && does_something(ui, at));
        if self.ended {
            return;
        }
        let left = Duration::try_from_secs_f64(MOST - shown_for).unwrap_or_default();
        ui.request_repaint_after(left);
        let theme = cx.theme;
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
            let button = ui
                .add(Button::new(text).frame(false).truncate())
                .on_hover_text(&entry.message);
            let live = if entry.severity == Severity::Error {
                egui::accesskit::Live::Assertive
            } else {
                egui::accesskit::Live::Polite
            };
            ui.accesskit_node_builder(button.id, |node| node.set_live(live));
            self.at = Some(button.rect);
            if button.clicked() {
                cx.ask.push(Ask::Run(UiCommand::SHOW_LOG));
            }
        });
    }
}

/// Whether a key or a button of the pointer went down in this frame, but for the pointer over `but`.
fn does_something(ui: &Ui, but: Option<Rect>) -> bool {
    ui.input(|i| {
        i.events.iter().any(|event| match event {
            Event::Key { pressed, .. } => *pressed,
            Event::Text(_) | Event::Paste(_) => true,
            Event::PointerButton { pos, pressed, .. } => {
                *pressed && !but.is_some_and(|but| but.contains(*pos))
            }
            _ => false,
        })
    })
}

/// Where the workspace lies: its path, the middle left out where it is long.
fn place(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let Some(project) = cx.state.session.project() else {
        return;
    };
    let file = project.file.clone();
    let path = file.display().to_string();
    // A letter of this size is about half as wide as high.
    let room = (ui.available_width() * 0.22).clamp(90.0, 320.0);
    let letters = (room / (theme.text.small * 0.52)) as usize;
    let words = RichText::new(without_middle(&path, letters))
        .color(theme.color.weak)
        .size(theme.text.small);
    let button = ui.add(Button::new(words).frame(false)).on_hover_text(&path);
    button.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("The workspace lies at {path}"))
    });
    let mut items = |ui: &mut Ui| {
        if menu_item(ui, "Show in folder") {
            cx.ask(Ask::Reveal(file.clone()));
        }
        if menu_item(ui, "Copy path") {
            cx.ask(Ask::Copy(path.clone()));
        }
    };
    Popup::menu(&button).show(&mut items);
    // One of its own: two with one id would close each other.
    Popup::context_menu(&button)
        .id(button.id.with("context menu"))
        .show(&mut items);
}

/// Words of at most so many letters: where they are longer, without their middle.
fn without_middle(words: &str, most: usize) -> String {
    let letters: Vec<char> = words.chars().collect();
    let most = most.max(3);
    if letters.len() <= most {
        return words.to_owned();
    }
    // More of the end: there the names differ.
    let behind = (most - 1) * 2 / 3;
    let before = most - 1 - behind;
    let start = letters.iter().take(before);
    let end = letters.iter().skip(letters.len() - behind);
    start.chain(&['…']).chain(end).collect()
}

fn save_state(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let status = cx.state.session.save_status();
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
    if let Some(answer) = state.search.base.query.as_ref().filter(|a| a.reviewed > 0) {
        let (done, all) = (grouped(answer.reviewed), grouped(answer.mentions));
        ui.label(weak(format!("{done} of {all} hits reviewed")));
    }
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

/// What a load lost, repaired or guessed, until it has been looked at; a click shows it.
fn load_report(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(news) = cx.state.session.report_news() else {
        return;
    };
    let (words, color) = if news.to_decide > 0 {
        let words = counted(news.to_decide, "thing to decide", "things to decide");
        (words, cx.theme.color.warning)
    } else {
        let words = counted(news.repaired, "thing was guessed", "things were guessed");
        (words, cx.theme.color.weak)
    };
    let words = RichText::new(format!("{words}: Load report"));
    let words = words.color(color).size(cx.theme.text.small);
    if ui
        .link(words)
        .on_hover_text("What was not loaded, and what to do")
        .clicked()
    {
        cx.ask(Ask::Dialog(dialogs::load_report::request()));
    }
}

fn progress(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    for export in cx.state.tools.exporting.iter() {
        let button = Button::new(RichText::new("cancel").size(theme.text.small)).frame(false);
        let name = format!("Cancel the export of {}", export.name);
        if ui.add(button).accessible_name(&name).clicked() {
            cx.out
                .push(Command::File(FileCommand::CancelExport(export.id)));
        }
        let words = format!("exporting {} …", export.name);
        let words = RichText::new(words).color(theme.color.weak);
        ui.label(words.size(theme.text.small));
    }
    let Some(so_far) = cx.state.session.loading_words() else {
        if cx.state.session.files_have_changed() {
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
    // What was unpacked of a packed file is more than its size: how far one is, is not known then.
    let is_known = so_far.bytes < so_far.bytes_found;
    if is_known {
        let share = so_far.bytes as f32 / so_far.bytes_found.max(1) as f32;
        ui.add(
            ProgressBar::new(share)
                .desired_width(110.0)
                .desired_height(6.0)
                .fill(theme.color.accent),
        );
    }
    let mut words = format!(
        "reading · {} articles · {} MB",
        grouped(so_far.articles),
        grouped(so_far.bytes >> 20)
    );
    if is_known {
        words.push_str(&format!(" of {}", grouped(so_far.bytes_found >> 20)));
    }
    if let Some(left) = so_far.seconds_left {
        words.push_str(&format!(" · {} s left", grouped(left)));
    }
    ui.label(
        RichText::new(words)
            .color(theme.color.weak)
            .size(theme.text.small),
    );
}

#[cfg(test)]
mod tests {
    use super::without_middle;

    #[test]
    fn of_a_long_path_both_ends_are_shown() {
        let path = "/home/me/Documents/news/2023/workspace.ron";
        assert_eq!(without_middle(path, 60), path);
        assert_eq!(without_middle(path, 22), "/home/m…/workspace.ron");
        assert_eq!(without_middle("Бахмут.ron", 7), "Ба….ron");
    }
}
