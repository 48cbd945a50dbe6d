//! Searches kept under a name.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::SavedSearchId;

/// A search that the analyst keeps, with what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// Its id.
    pub id: SavedSearchId,
    /// What it is called.
    pub name: Arc<str>,
    /// The query, as it was written.
    pub query: Arc<str>,
}
