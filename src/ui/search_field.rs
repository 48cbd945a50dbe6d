//! The search field: results as one types, errors underlined and in words.

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align, Frame, Id, Key, Layout, Margin, Modifiers, Popup, PopupCloseBehavior, RectAlign,
    Response, RichText, Sense, Stroke, TextBuffer, TextEdit, Ui, UiBuilder, vec2,
};

use super::commands::UiCommand;
use super::icons::{self, Icon};
use super::panels::reader;
use super::widgets::{chip, field};
use super::{Ask, Cx};
use crate::app::command::QueryCommand;
use crate::app::{Command, Completion, stem_at};
use crate::text::Span;

/// Most earlier searches that are offered.
const LATELY: usize = 8;

/// Most saved searches that are offered.
const SAVED: usize = 8;

/// Height of the field, in points.
const FIELD_HEIGHT: f32 = 28.0;

/// The search field's own state: what stands in it.
#[derive(Default)]
pub struct SearchField {
    text: String,
    /// What the state had when this was last alike.
    known: String,
    /// The beginning of a word whose continuations were asked for.
    stem: String,
    /// The proposal that Enter would take.
    chosen: Option<usize>,
    /// Set when a proposal was taken: no more of them until something is typed.
    quiet: bool,
    /// Set for the frame in which a proposal was taken.
    taken: bool,
}

/// The field, for taking the focus.
pub fn id() -> Id {
    Id::unique("search field")
}

impl SearchField {
    /// Puts words in.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        text.clone_into(&mut self.known);
    }

    /// What may come next, and the keys that choose among it.
    fn completion(&mut self, ui: &Ui, cx: &mut Cx<'_>, focused: bool) -> Completion {
        if !focused || self.quiet {
            return Completion::default();
        }
        let cursor = TextEdit::load_state(ui, id())
            .and_then(|s| s.cursor.char_range())
            .map_or(self.text.chars().count(), |r| r.primary.index.0);
        let at = self
            .text
            .char_indices()
            .nth(cursor)
            .map_or(self.text.len(), |(i, _)| i);
        if let Some(stem) = stem_at(&self.text, at)
            && stem != self.stem
        {
            self.stem.clone_from(&stem);
            cx.send(Command::Query(QueryCommand::Complete(stem)));
        }
        let completion = if self.text.is_empty() {
            // Nothing typed yet: what was saved, and what was searched lately.
            let saved = &cx.state.session.workspace().saved_searches;
            let saved = saved.iter().take(SAVED).map(|s| s.query.to_string());
            let lately = cx.state.session.search_history().iter().take(LATELY);
            Completion {
                proposals: saved.chain(lately.cloned()).collect(),
                ..Completion::default()
            }
        } else {
            cx.state.complete(&self.text, at)
        };
        let last = completion.proposals.len().checked_sub(1);
        let Some(last) = last else {
            return completion;
        };
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            self.chosen = Some(self.chosen.map_or(0, |c| (c + 1).min(last)));
        } else if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.and_then(|c| c.checked_sub(1));
        }
        let proposal = self
            .chosen
            .and_then(|c| completion.proposals.get(c))
            .cloned();
        if let Some(proposal) = proposal
            && pressed(Key::Enter)
        {
            self.take(ui, &completion, &proposal);
            return Completion::default();
        }
        completion
    }

    /// Puts a proposal in the place of what was typed.
    fn take(&mut self, ui: &Ui, completion: &Completion, proposal: &str) {
        let (start, end) = (completion.span.start(), completion.span.end());
        let head = self.text.get(..start).unwrap_or_default();
        let tail = self.text.get(end..).unwrap_or_default();
        let cursor = head.chars().count() + proposal.chars().count();
        self.text = format!("{head}{proposal}{tail}");
        self.taken = !proposal.ends_with(':');
        self.chosen = None;
        let mut state = TextEdit::load_state(ui, id()).unwrap_or_default();
        let at = egui::text::CCursor::new(cursor);
        state
            .cursor
            .set_char_range(Some(egui::text::CCursorRange::one(at)));
        state.store(ui, id());
        ui.memory_mut(|m| m.request_focus(id()));
    }

    /// Draws the field.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        // The query may have been changed elsewhere: a new workspace, a click on an example.
        if cx.state.search.query.text != self.known {
            self.set(&cx.state.search.query.text.clone());
        }
        let focused = ui.memory(|m| m.has_focus(id()));
        let completion = self.completion(ui, cx, focused);
        let error = cx.state.search.error();
        let width = theme
            .size
            .search_field
            .min(ui.available_width() - theme.space.xl)
            .max(80.0);
        let frame = field::frame(ui, focused, error.is_some());
        let bad = error.as_ref().map(|e| e.span);
        let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _: f32| {
            ui.fonts_mut(|f| f.layout_job(underlined(buffer.as_str(), bad, cx.theme)))
        };
        let (rect, whole) = ui.allocate_exact_size(vec2(width, FIELD_HEIGHT), Sense::hover());
        ui.painter().add(frame.inner_margin(0).paint(rect));
        let inside = rect.shrink2(vec2(theme.space.s, 0.0));
        // The bar is filled from the right; the field itself reads from the left.
        let layout = Layout::left_to_right(Align::Center);
        let inner = ui.scope_builder(UiBuilder::new().max_rect(inside).layout(layout), |ui| {
            let (icon, _) = ui.allocate_exact_size(vec2(icons::SIZE, icons::SIZE), Sense::hover());
            icons::paint(ui.painter(), icon, Icon::Search, theme.color.weak);
            let help = 52.0;
            let edit = TextEdit::singleline(&mut self.text)
                .id(id())
                .hint_text("Search the corpus")
                .frame(Frame::NONE)
                .margin(Margin::ZERO)
                .align(egui::Align2::LEFT_CENTER)
                .desired_width((ui.available_width() - help - theme.space.s).max(40.0))
                .layouter(&mut layouter);
            let response = edit
                .show(ui)
                .response
                .response
                .clone()
                .accessible_name("Search the corpus");
            if icons::button(ui, Icon::Help, "How to search").clicked() {
                cx.ask(Ask::Run(UiCommand::QUERY_HELP));
            }
            if self.text.is_empty() && !focused {
                chip::key_cap(ui, "/");
            } else if icons::button(ui, Icon::Close, "Clear the search").clicked() {
                self.text.clear();
            }
            response
        });
        let response = inner.inner;
        if self.text != self.known {
            self.quiet = std::mem::take(&mut self.taken);
            self.chosen = None;
            self.known.clone_from(&self.text);
            cx.send(Command::Query(QueryCommand::SetText(self.text.clone())));
        }
        if response.lost_focus() {
            cx.send(Command::Query(QueryCommand::Remember));
            if ui.input(|i| i.key_pressed(Key::Enter)) {
                cx.send(Command::Query(QueryCommand::NextHit));
                // On to reading: n and the caret work at once.
                ui.memory_mut(|m| m.request_focus(reader::PANE.focus_id()));
            }
        }
        self.below(cx, &whole, focused, &completion);
    }

    /// What hangs below the field: what is wrong, what may come next, or what was searched lately.
    fn below(&mut self, cx: &mut Cx<'_>, whole: &Response, focused: bool, completion: &Completion) {
        let theme = cx.theme;
        let error = cx.state.search.error();
        let width = whole.rect.width();
        let below = Popup::from_response(whole)
            .align(RectAlign::BOTTOM_START)
            .width(width);
        if let Some(error) = error.filter(|_| !self.text.trim().is_empty()) {
            let popup = below
                .id(id().with("error"))
                .open(focused)
                .close_behavior(PopupCloseBehavior::IgnoreClicks);
            popup.show(|ui| {
                ui.label(RichText::new(&error.message).color(theme.color.error));
                ui.label(
                    RichText::new("The last result is still shown.")
                        .color(theme.color.weak)
                        .size(theme.text.small),
                );
                if ui.link("How to search").clicked() {
                    cx.ask(Ask::Run(UiCommand::QUERY_HELP));
                }
            });
        } else if focused && !completion.proposals.is_empty() {
            let popup = below
                .id(id().with("completion"))
                .open(true)
                .close_behavior(PopupCloseBehavior::IgnoreClicks);
            let lately = self.text.is_empty();
            popup.show(|ui| {
                let all = &cx.state.session.workspace().saved_searches;
                let saved = if lately { all.len().min(SAVED) } else { 0 };
                let heading = |ui: &mut Ui, words: &str| {
                    let words = RichText::new(words).color(theme.color.weak);
                    ui.label(words.size(theme.text.small));
                };
                for (i, proposal) in completion.proposals.iter().enumerate() {
                    if lately && i == 0 && saved > 0 {
                        heading(ui, "Saved");
                    }
                    if lately && i == saved {
                        heading(ui, "Recent");
                    }
                    let chosen = self.chosen == Some(i);
                    let name = all.get(i).filter(|_| i < saved).map(|s| &*s.name);
                    let label = match name {
                        Some(name) if name != proposal => format!("{name}: {proposal}"),
                        _ => proposal.clone(),
                    };
                    if ui.selectable_label(chosen, label).clicked() {
                        self.take(ui, completion, proposal);
                    }
                }
                let hint = "Down and Enter, or a click, takes one";
                ui.label(
                    RichText::new(hint)
                        .color(theme.color.weak)
                        .size(theme.text.tiny),
                );
            });
        }
    }
}

/// The query with a wavy place under what is wrong.
fn underlined(text: &str, bad: Option<Span>, theme: &super::theme::Theme) -> LayoutJob {
    let plain = TextFormat::simple(theme.body(), theme.color.text);
    let wrong = TextFormat {
        underline: Stroke::new(1.5, theme.color.error),
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    let bad = bad.filter(|s| s.get(text).is_some_and(|w| !w.is_empty()));
    let Some(bad) = bad else {
        job.append(text, 0.0, plain);
        return job;
    };
    for (part, format) in [
        (text.get(..bad.start()), plain.clone()),
        (bad.get(text), wrong),
        (text.get(bad.end()..), plain),
    ] {
        if let Some(part) = part.filter(|p| !p.is_empty()) {
            job.append(part, 0.0, format);
        }
    }
    job.keep_trailing_whitespace = true;
    job
}
