//! A new track, from the selected words or from nothing.

use egui::{Event, Id, Key, RichText, Ui};

use super::super::widgets::field;
use super::super::{Cx, counted};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::command::TrackCommand;
use crate::app::{Command, State};
use crate::query::Query;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "follow",
    title: "New track",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, Follow::new)
}

struct Follow {
    name: String,
    query: String,
    /// The query whose near spellings were asked for.
    asked: String,
    /// Spellings that were accepted, and those that were offered.
    accepted: Vec<String>,
    offered: Vec<(String, u64)>,
}

impl Follow {
    fn new(state: &State) -> Self {
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
        for (number, (word, articles)) in self.offered.iter().take(9).enumerate() {
            let mut on = self.accepted.contains(word);
            let label = format!(
                "{}  {word}  ({})",
                number + 1,
                counted(*articles as usize, "article", "articles")
            );
            if ui.checkbox(&mut on, label).changed() {
                toggle(&mut self.accepted, word);
            }
        }
    }

    /// Takes Alt and a digit, and what it types, before a field does.
    fn digits(&mut self, ui: &Ui) {
        for number in numbers_with_alt(ui) {
            if let Some((word, _)) = self.offered.get(number) {
                toggle(&mut self.accepted, word);
            }
        }
    }
}

/// Takes a spelling in, or out again.
fn toggle(accepted: &mut Vec<String>, word: &str) {
    let before = accepted.len();
    accepted.retain(|w| w != word);
    if accepted.len() == before {
        accepted.push(word.to_owned());
    }
}

/// Takes presses of Alt and a digit from the events, each with the text that it types; the digits from
/// 1 as places from 0.
fn numbers_with_alt(ui: &Ui) -> Vec<usize> {
    let mut out = Vec::new();
    ui.input_mut(|input| {
        let mut typed = false;
        input.events.retain(|event| {
            let own_text = std::mem::take(&mut typed) && matches!(event, Event::Text(_));
            let number = match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if modifiers.alt && !modifiers.ctrl && !modifiers.command => place_of(*key),
                _ => None,
            };
            typed = number.is_some();
            out.extend(number);
            number.is_none() && !own_text
        });
    });
    out
}

/// The place that a digit means: 1 is the first.
fn place_of(key: Key) -> Option<usize> {
    let number: usize = key.symbol_or_name().parse().ok()?;
    number.checked_sub(1)
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
        self.digits(ui);
        ui.label(weak("Name"));
        field::line(
            ui,
            name_id,
            &mut self.name,
            "Name of the new track",
            "Chasiv Yar",
        );
        ui.label(weak("What to look for"));
        field::line(
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
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let ready = matches!(Query::parse(&self.query), Ok(Some(_)));
        if !foot.choice("Follow", ready) {
            return true;
        }
        let name = if self.name.trim().is_empty() {
            self.query.replace('"', "")
        } else {
            self.name.clone()
        };
        cx.send(Command::Track(TrackCommand::Add {
            name,
            query: self.whole_query(),
        }));
        false
    }
}
