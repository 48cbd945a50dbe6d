//! Names with the forms in which they are written.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AliasSetId, TrackId};
use crate::query::Query;

/// The written forms of one name, merged by the analyst, and those that are somebody else's for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliasSet {
    /// Its id.
    pub id: AliasSetId,
    /// The form that it is listed by.
    pub name: Arc<str>,
    /// All forms, that one included, as they are written in the texts.
    pub forms: Vec<Arc<str>>,
    /// Forms that were proposed and are another name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Arc<str>>,
    /// The track that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<TrackId>,
}

impl AliasSet {
    /// A set of one form alone.
    pub fn of(name: &str) -> Self {
        let name: Arc<str> = name.into();
        Self {
            id: AliasSetId::random(),
            forms: vec![Arc::clone(&name)],
            name,
            refused: Vec::new(),
            track: None,
        }
    }

    /// Whether a form is one of it.
    pub fn has(&self, form: &str) -> bool {
        self.forms.iter().any(|f| **f == *form)
    }

    /// Whether a form is another name.
    pub fn refuses(&self, form: &str) -> bool {
        self.refused.iter().any(|f| **f == *form)
    }

    /// What finds all of its forms.
    pub fn query(&self) -> String {
        query_of(self.forms.iter().map(|f| &**f))
    }
}

/// The query that finds any of these forms.
pub fn query_of<'f>(forms: impl IntoIterator<Item = &'f str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for form in forms {
        let Some(query) = Query::of_words(form) else {
            continue;
        };
        let words = query.to_string();
        if !parts.contains(&words) {
            parts.push(words);
        }
    }
    parts.join(" OR ")
}
