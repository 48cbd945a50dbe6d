//! Days that are marked across the charts.

use jiff::civil::Date;

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::workspace::{Change, Edit, Event, EventId, Swap};

/// Marked days.
#[derive(Clone, Debug)]
pub enum EventCommand {
    /// Mark a day.
    Mark(Date, String),
    /// Call it otherwise.
    Rename(EventId, String),
    /// No longer marked.
    Delete(EventId),
}

impl State {
    pub(in crate::app) fn handle_event(&mut self, command: EventCommand) -> Vec<Effect> {
        let events = &self.session.workspace.events;
        let place = |id: EventId| events.iter().position(|e| e.id == id);
        let (label, before, after) = match command {
            EventCommand::Mark(day, label) => {
                let label = label.trim();
                if label.is_empty() {
                    return Vec::new();
                }
                let event = Event {
                    id: EventId::random(),
                    day,
                    label: label.into(),
                };
                let words = format!("mark {day} “{label}”");
                (words, None, Some((events.len(), event)))
            }
            EventCommand::Rename(id, label) => {
                let label = label.trim();
                let Some((at, old)) = place(id).and_then(|at| Some((at, events.get(at)?.clone())))
                else {
                    return Vec::new();
                };
                if label.is_empty() || *old.label == *label {
                    return Vec::new();
                }
                let new = Event {
                    label: label.into(),
                    ..old.clone()
                };
                (
                    format!("rename event “{label}”"),
                    Some((at, old)),
                    Some((at, new)),
                )
            }
            EventCommand::Delete(id) => {
                let Some((at, old)) = place(id).and_then(|at| Some((at, events.get(at)?.clone())))
                else {
                    return Vec::new();
                };
                (
                    format!("delete event “{}”", old.label),
                    Some((at, old)),
                    None,
                )
            }
        };
        let change = Change::Event(Swap { before, after });
        self.edit(Edit::new(label, vec![change]));
        Vec::new()
    }
}
