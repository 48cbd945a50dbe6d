//! Text fields as UI.md draws them, and a field for paths with completion.

use std::path::{MAIN_SEPARATOR, Path};
use std::time::Duration;

use egui::{Align, Frame, Id, Margin, Response, Stroke, TextEdit, Ui};

use super::super::theme;
use super::beside;

/// Most completions of a path that are offered.
const MAX_COMPLETIONS: usize = 8;

/// Whether any of some fields is being typed in, so that drafts are not replaced under the analyst.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typing(bool);

impl Typing {
    /// Whether one of the fields had the focus when they were last drawn.
    pub fn was(self) -> bool {
        self.0
    }

    /// Whether one of them has the focus, or had it in the last frame: a field that the focus has just
    /// left tells so only when it is drawn again, and its draft must live till then.
    pub fn in_any(&mut self, ui: &Ui, ids: &[Id]) -> bool {
        let now = ui.memory(|m| ids.iter().any(|id| m.has_focus(*id)));
        let before = std::mem::replace(&mut self.0, now);
        now || before
    }
}

/// The frame of a field.
pub fn frame(ui: &Ui, focused: bool, wrong: bool) -> Frame {
    let theme = theme::of(ui);
    let color = if wrong {
        theme.color.error
    } else if focused {
        theme.color.accent
    } else {
        theme.color.edge
    };
    Frame::new()
        .fill(theme.color.raised)
        .stroke(Stroke::new(1.0, color))
        .corner_radius(theme.radius.field)
        .inner_margin(Margin::symmetric(theme.space.s as i8, 4))
}

/// A one-line field with a name that is read aloud.
pub fn line(ui: &mut Ui, id: Id, text: &mut String, name: &str, hint: &str) -> Response {
    let focused = ui.memory(|m| m.has_focus(id));
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint.to_owned())
        .frame(frame(ui, focused, false))
        .desired_width(f32::INFINITY);
    let output = edit.show(ui);
    output.response.response.clone().accessible_name(name)
}

/// Selects all that stands in a field, so that what is typed takes its place.
pub fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui, id).unwrap_or_default();
    let ends = [0, text.chars().count()].map(egui::text::CCursor::new);
    let range = egui::text::CCursorRange::two(ends[0], ends[1]);
    state.cursor.set_char_range(Some(range));
    state.store(ui, id);
}

/// A field of several lines.
pub fn block(
    ui: &mut Ui,
    id: Id,
    text: &mut String,
    name: &str,
    hint: &str,
    rows: usize,
) -> Response {
    let focused = ui.memory(|m| m.has_focus(id));
    let edit = TextEdit::multiline(text)
        .id(id)
        .hint_text(hint.to_owned())
        .frame(frame(ui, focused, false))
        .desired_width(f32::INFINITY)
        .desired_rows(rows);
    let output = edit.show(ui);
    output.response.response.clone().accessible_name(name)
}

/// A field for a path, with the entries of its folder below; Enter says so.
pub fn path(ui: &mut Ui, id: Id, text: &mut String, name: &str) -> bool {
    let response = line(ui, id, text, name, "/path/to/articles");
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    let theme = theme::of(ui);
    let offered = completed(ui, id.with("completions"), text);
    for completion in offered {
        let label = egui::RichText::new(&completion)
            .color(theme.color.weak)
            .size(theme.text.small);
        let button = egui::Button::new(label).frame(false).truncate();
        if ui.add(button).clicked() {
            *text = completion;
            ui.memory_mut(|m| m.request_focus(id));
            if let Some(mut state) = TextEdit::load_state(ui, id) {
                let end = egui::text::CCursor::new(text.chars().count());
                state
                    .cursor
                    .set_char_range(Some(egui::text::CCursorRange::one(end)));
                state.store(ui, id);
            }
            response.scroll_to_me(Some(Align::Center));
        }
    }
    entered
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct There {
    /// Whether there is a file or folder.
    pub exists: bool,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// What lies at a path that is typed in the field `id`; looked up when it changes, or the field is `fresh`,
/// not in every frame. Nothing while the disk has not answered, which is waited for but a moment.
pub fn what_is_there(ui: &Ui, id: Id, typed: &str, fresh: bool) -> Option<There> {
    let id = id.with("what is there");
    if fresh {
        beside::forget::<There>(ui, id);
    }
    beside::ask(ui, id, typed, beside::PATIENCE, |typed| {
        let meta = std::fs::metadata(typed.trim()).ok();
        There {
            exists: meta.is_some(),
            is_folder: meta.is_some_and(|m| m.is_dir()),
        }
    })
}

/// What the typed path may become; nothing while its folder is being read.
fn completed(ui: &Ui, id: Id, text: &str) -> Vec<String> {
    let found = beside::ask(ui, id, text, Duration::ZERO, completions);
    // Completions are an offer: none are there yet.
    found.unwrap_or_default()
}

/// What a path may become: reads its folder.
fn completions(text: &str) -> Vec<String> {
    let typed = text.trim();
    if typed.is_empty() {
        return Vec::new();
    }
    let path = Path::new(typed);
    let (folder, start) = if typed.ends_with(['/', MAIN_SEPARATOR]) {
        (path, String::new())
    } else {
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        (
            path.parent()
                .filter(|p| !p.as_os_str().is_empty())
                .unwrap_or(Path::new(".")),
            name,
        )
    };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut out: Vec<String> = entries
        .take(2000)
        .flatten()
        .filter_map(|e| {
            let name = e.file_name().to_str()?.to_owned();
            let fits = name.starts_with(&start)
                && (!name.starts_with('.') || start.starts_with('.'))
                && name != start;
            let tail = if e.path().is_dir() {
                MAIN_SEPARATOR.to_string()
            } else {
                String::new()
            };
            fits.then(|| format!("{}{tail}", folder.join(&name).display()))
        })
        .collect();
    out.sort();
    out.truncate(MAX_COMPLETIONS);
    out
}
