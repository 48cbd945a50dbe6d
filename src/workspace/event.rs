//! Days that the analyst has marked.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::EventId;

/// A day with what happened on it, drawn across the charts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// The day.
    pub day: Date,
    /// What happened, in a few words.
    pub label: Arc<str>,
}
