//! A new track, from the selected words or from nothing.

use egui::{Button, Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::{Body, entered};
use crate::app::command::TrackCommand;
use crate::app::{Command, State};
use crate::search::Query;

pub(super) struct Follow {
    name: String,
    query: String,
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
        Self { name: words, query }
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
        let parsed = Query::parse(&self.query);
        if let Err(error) = &parsed {
            ui.label(
                RichText::new(&error.message)
                    .color(theme.color.error)
                    .size(theme.text.small),
            );
        }
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
                query: self.query.clone(),
            }));
            stays = false;
        }
        stays
    }
}
