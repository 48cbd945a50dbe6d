//! The marked days: mark one, rename it, let go of it.

use std::collections::HashMap;

use egui::{Id, RichText, ScrollArea, Ui, vec2};
use jiff::civil::Date;

use super::super::Cx;
use super::super::icons::{self, Icon};
use super::super::widgets::field;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::Command;
use crate::app::command::EventCommand;
use crate::workspace::EventId;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "events",
    title: "Events on the chart",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request(None)),
};

/// Opens it, with a day to be marked where one was pointed at.
pub(in crate::ui) fn request(day: Option<Date>) -> DialogRequest {
    DialogRequest::new(&INFO, move |_| Events {
        day: day.map(|d| d.to_string()).unwrap_or_default(),
        has_day: day.is_some(),
        ..Events::default()
    })
}

#[derive(Default)]
struct Events {
    day: String,
    label: String,
    /// Whether the day is there already, and the label is what is missing.
    has_day: bool,
    names: HashMap<EventId, String>,
}

impl Events {
    fn said(&self) -> Option<Date> {
        let day = self.day.trim().parse().ok()?;
        (!self.label.trim().is_empty()).then_some(day)
    }
}

impl Body for Events {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let (day_id, label_id) = (
            Id::unique("day of the event"),
            Id::unique("label of the event"),
        );
        ui.horizontal(|ui| {
            ui.allocate_ui(vec2(120.0, 26.0), |ui| {
                field::line(ui, day_id, &mut self.day, "Day", "YYYY-MM-DD");
            });
            field::line(
                ui,
                label_id,
                &mut self.label,
                "What happened",
                "what happened, in a few words",
            );
        });
        if fresh {
            let first = if self.has_day { label_id } else { day_id };
            ui.memory_mut(|m| m.request_focus(first));
        }
        let typed = self.day.trim();
        if !typed.is_empty() && typed.parse::<Date>().is_err() {
            let words = RichText::new("This is not a day: write YYYY-MM-DD.");
            ui.label(words.color(theme.color.error).size(theme.text.small));
        }
        let workspace = std::sync::Arc::clone(cx.state.session.workspace());
        if workspace.events.is_empty() {
            let words =
                "An event is a day with a label. It is drawn across the charts and their pictures.";
            ui.label(RichText::new(words).color(theme.color.weak));
            return true;
        }
        let mut events: Vec<_> = workspace.events.iter().collect();
        events.sort_by_key(|e| e.day);
        ScrollArea::vertical()
            .max_height(room(ui, 320.0))
            .show(ui, |ui| {
                for event in events {
                    let draft = self.names.entry(event.id);
                    let draft = draft.or_insert_with(|| event.label.to_string());
                    ui.horizontal(|ui| {
                        ui.label(event.day.to_string());
                        let id = Id::unique(("event", event.id));
                        let name = format!("Label of {}", event.day);
                        let room = vec2(ui.available_width() - 40.0, 26.0);
                        ui.allocate_ui(room, |ui| {
                            if field::line(ui, id, draft, &name, "").lost_focus() {
                                let rename = EventCommand::Rename(event.id, draft.clone());
                                cx.send(Command::Event(rename));
                            }
                        });
                        let delete = format!("Delete the event {}", event.label);
                        if icons::button(ui, Icon::Trash, &delete).clicked() {
                            cx.send(Command::Event(EventCommand::Delete(event.id)));
                        }
                    });
                }
            });
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let said = self.said().filter(|_| cx.state.session.may_edit());
        if foot.choice("Mark the day", said.is_some())
            && let Some(day) = said
        {
            cx.send(Command::Event(EventCommand::Mark(day, self.label.clone())));
            self.day.clear();
            self.label.clear();
        }
        true
    }
}
