//! A new track, from the selected words or from nothing.

use egui::{Button, Id, Key, Modifiers, RichText, Ui};

use super::super::widgets::field;
use super::super::{Cx, counted};
use super::{Body, entered};
use crate::app::command::TrackCommand;
use crate::app::{Command, State};
use crate::query::Query;

pub(super) struct Follow {
    name: String,
    query: String,
    /// The query whose near spellings were asked for.
    asked: String,
    /// Spellings that were accepted, and those that were offered.
    accepted: Vec<String>,
    offered: Vec<(String, u64)>,
}

impl Follow {
    pub fn new(state: &State) -> Self {
        let words = state
            .selected_words()
            .map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "))
            .unwrap_or_default();
        let query = Query::of_words(&words)
            .map(|q| q.to_string())
            .unwrap_or_default();
        Self {
            name: words,
            query,
            asked: String::new(),
            accepted: Vec::new(),
            offered: Vec::new(),
        }
    }
}

impl Follow {
    /// What was typed, or any of the spellings that were accepted.
    fn whole_query(&self) -> String {
        let mut out = self.query.clone();
        for word in &self.accepted {
            out.push_str(" OR ");
            out.push_str(word);
        }
        out
    }

    /// Spellings that occur in the corpus, each taken in or left out with one key.
    fn spellings(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        if self.asked != self.query {
            self.asked.clone_from(&self.query);
            self.accepted.clear();
            self.offered.clear();
            cx.send(Command::Track(TrackCommand::Propose(self.query.clone())));
        }
        if let Some((of, found)) = &cx.state.search.spellings
            && *of == self.query
        {
            self.offered.clone_from(found);
        }
        if self.offered.is_empty() {
            return;
        }
        ui.add_space(theme.space.s);
        let words = "Near spellings in these articles; Alt and the number takes one in or out";
        ui.label(
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small),
        );
        let digits = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        for (number, ((word, articles), key)) in self.offered.iter().zip(digits).enumerate() {
            let mut on = self.accepted.contains(word);
            let label = format!(
                "{}  {word}  ({})",
                number + 1,
                counted(*articles as usize, "article", "articles")
            );
            let pressed = ui.input_mut(|i| i.consume_key(Modifiers::ALT, key));
            let clicked = ui.checkbox(&mut on, label).changed();
            if pressed || clicked {
                if self.accepted.contains(word) {
                    self.accepted.retain(|w| w != word);
                } else {
                    self.accepted.push(word.clone());
                }
            }
        }
    }
}

impl Body for Follow {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let weak = |words: &str| {
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small)
        };
        let (name_id, query_id) = (Id::unique("new track name"), Id::unique("new track query"));
        ui.label(weak("Name"));
        let name = field::line(
            ui,
            name_id,
            &mut self.name,
            "Name of the new track",
            "Chasiv Yar",
        );
        ui.label(weak("What to look for"));
        let query = field::line(
            ui,
            query_id,
            &mut self.query,
            "Query of the new track",
            "\"chasiv yar\" OR \"chasiv ya\"",
        );
        if fresh {
            ui.memory_mut(|m| m.request_focus(name_id));
        }
        let parsed = cx.state.read_query(&self.query);
        if let Err(error) = &parsed {
            ui.label(
                RichText::new(&error.message)
                    .color(theme.color.error)
                    .size(theme.text.small),
            );
        }
        self.spellings(ui, cx);
        let ready = matches!(parsed, Ok(Some(_)));
        let mut stays = true;
        ui.add_space(theme.space.s);
        if ui.add_enabled(ready, Button::new("Follow")).clicked()
            || (ready && (entered(ui, &name) || entered(ui, &query)))
        {
            let name = if self.name.trim().is_empty() {
                self.query.replace('"', "")
            } else {
                self.name.clone()
            };
            cx.send(Command::Track(TrackCommand::Add {
                name,
                query: self.whole_query(),
            }));
            stays = false;
        }
        stays
    }
}
