//! Events, in the order in which they were marked.

use super::list;
use super::plain_list::{PlainRecord, plain_list};
use crate::workspace::describe::lines;
use crate::workspace::integrity::Findings;
use crate::workspace::{Event, EventId};

plain_list!(Event, EventId, events, "event", "events");

impl PlainRecord for Event {
    fn called(&self) -> String {
        self.label.to_string()
    }

    fn says(&self) -> String {
        lines([&*self.label, &self.day.to_string()])
    }

    fn renew(&mut self) {
        self.id = EventId::random();
    }

    fn problems(&self, _: &mut Findings) {}
}
