//! Finding words in the open article, whatever the search of the corpus says.

use egui::{Align, Id, Key, Layout, Modifiers, RichText, Ui, UiBuilder, vec2};
use regex::RegexBuilder;

use super::{PANE, ReaderPanel};
use crate::app::command::ViewCommand;
use crate::app::{Command, Passage, ReaderDoc};
use crate::corpus::Article;
use crate::text::Span;
use crate::ui::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::made_of::MadeOf;
use crate::ui::widgets::field;

/// Most places that are found.
const MOST: usize = 10_000;
/// Height of the bar, in points.
const HEIGHT: f32 = 36.0;

/// The bar above the text.
#[derive(Default)]
pub(super) struct FindBar {
    is_open: bool,
    takes_focus: bool,
    had_focus: bool,
    text: String,
    /// What was looked for, and in which article.
    known: String,
    of: MadeOf<Article>,
    found: Vec<Span>,
    at: Option<usize>,
}

impl FindBar {
    /// The places that were found; none while the bar is closed.
    pub(super) fn found(&self) -> &[Span] {
        if self.is_open { &self.found } else { &[] }
    }

    fn look(&mut self, doc: &ReaderDoc) {
        let is_other = self.of.is_new(&doc.article);
        if !is_other && self.known == self.text {
            return;
        }
        self.known.clone_from(&self.text);
        self.at = None;
        let words: Vec<String> = self.text.split_whitespace().map(regex::escape).collect();
        // Words may stand at the end of one line and the beginning of the next.
        let pattern = RegexBuilder::new(&words.join(r"\s+"))
            .case_insensitive(true)
            .build();
        self.found = match pattern {
            Ok(pattern) if !words.is_empty() => {
                let all = pattern.find_iter(doc.text()).take(MOST);
                all.map(|m| Span::new(m.start(), m.end())).collect()
            }
            _ => Vec::new(),
        };
    }

    /// The next place, or the one before, round and round; first the one at or behind the caret.
    fn step(&mut self, by: isize, caret: usize) -> Option<Span> {
        let n = self.found.len();
        let next = match self.at {
            _ if n == 0 => return None,
            Some(at) => (at as isize + by).rem_euclid(n as isize) as usize,
            None => self.found.partition_point(|s| s.start() < caret) % n,
        };
        self.at = Some(next);
        self.found.get(next).copied()
    }
}

impl ReaderPanel {
    /// Opens the bar, or gives it the focus.
    pub fn open_find(&mut self) {
        self.find.is_open = true;
        self.find.takes_focus = true;
    }

    /// Draws the bar, and gives its height.
    pub(super) fn find_bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, doc: &ReaderDoc) -> f32 {
        if !self.find.is_open {
            return 0.0;
        }
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let rect = area.with_max_y(area.top() + HEIGHT);
        ui.painter().rect_filled(rect, 0.0, theme.color.panel);
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), theme.hairline(ui));
        let inner = rect.shrink2(vec2(theme.space.m, theme.space.xs));
        let layout = Layout::left_to_right(Align::Center);
        let builder = UiBuilder::new().id_salt("find").max_rect(inner);
        let mut bar = ui.new_child(builder.layout(layout));
        let ui = &mut bar;
        let id = Id::unique("find in the article");
        // The toolkit has taken the focus away before a field sees Esc.
        let had_focus = std::mem::take(&mut self.find.had_focus);
        let escaped = had_focus && ui.input(|i| i.key_pressed(Key::Escape));
        let has_focus = ui.memory(|m| m.has_focus(id));
        let pressed = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        let back = has_focus && pressed(Modifiers::SHIFT, Key::Enter);
        let on = has_focus && !back && pressed(Modifiers::NONE, Key::Enter);
        let mut closes = escaped;
        let width = (inner.width() - 180.0).clamp(80.0, 280.0);
        ui.allocate_ui(vec2(width, inner.height()), |ui| {
            field::line(
                ui,
                id,
                &mut self.find.text,
                "Find in the article",
                "Find in the article",
            );
        });
        if std::mem::take(&mut self.find.takes_focus) {
            ui.memory_mut(|m| m.request_focus(id));
            field::select_all(ui, id, &self.find.text);
        }
        self.find.had_focus = ui.memory(|m| m.has_focus(id));
        self.find.look(doc);
        let any = !self.find.found.is_empty();
        let before = icons::button_enabled(ui, Icon::Left, "Previous place", any).clicked();
        let next = icons::button_enabled(ui, Icon::Right, "Next place", any).clicked();
        let words = match (self.find.found.len(), self.find.at) {
            _ if self.find.text.trim().is_empty() => String::new(),
            (0, _) => "not found".to_owned(),
            (n, Some(at)) => format!("{} of {n}", at + 1),
            (n, None) => crate::ui::counted(n, "place", "places"),
        };
        ui.label(RichText::new(words).color(theme.color.weak));
        closes |= icons::button(ui, Icon::Close, "Close").clicked();
        let by = match (on || next, back || before) {
            (_, true) => -1,
            (true, false) => 1,
            _ => 0,
        };
        if by != 0 {
            let caret = self.passage(cx).caret;
            if let Some(span) = self.find.step(by, caret) {
                let passage = Some(Passage::over(span));
                cx.send(Command::View(ViewCommand::Select(passage)));
                self.scroll_to(span);
            }
        }
        if closes {
            self.find.is_open = false;
            ui.memory_mut(|m| m.request_focus(PANE.focus_id()));
        }
        HEIGHT
    }
}
