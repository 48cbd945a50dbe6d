//! What is looked for, in which articles, and what was found.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::request::Request;
use crate::analysis::facets::Facets;
use crate::analysis::{Cache, Results, SortColumn, SortKey};
use crate::app::snippets::Snippets;
use crate::query::{Query, QueryError};
use crate::workspace::{Filter, Workspace};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct QueryState {
    /// What stands in the search field.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<QueryError>,
    /// The last query that could be understood; none for an empty field.
    pub query: Option<Query>,
}

/// What is looked for, in which articles, and what was found.
pub struct Search {
    /// What is looked for.
    pub query: QueryState,
    /// Which articles are looked at.
    pub filter: Filter,
    /// Order of the table.
    pub sort: Vec<SortKey>,
    /// The snapshot of everything that filter and query decide.
    pub base: Arc<Results>,
    pub(in crate::app) base_request: Request,
    /// Set to give up the snapshot that is being computed.
    pub(in crate::app) base_cancel: Arc<AtomicBool>,
    pub(in crate::app) cache: Cache,
    /// How the articles at hand divide; counted while somebody looks.
    pub facets: Arc<Facets>,
    pub(in crate::app) facets_shown: bool,
    pub(in crate::app) facets_request: Request,
    /// Frequent words that begin with something, the last that was asked for.
    pub frequent_words: Option<(String, Vec<String>)>,
    /// Spellings near the words of a query, the last that was asked for.
    pub spellings: Option<(String, Vec<(String, u64)>)>,
    /// The first hits of the article whose row was pointed at last.
    pub(in crate::app) snippets: Option<Snippets>,
    /// Other rows were asked for: the table is scrolled when they are there.
    pub(in crate::app) scroll_due: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            query: QueryState::default(),
            filter: Filter::default(),
            sort: default_sort(),
            base: Arc::default(),
            base_request: Request::default(),
            base_cancel: Arc::default(),
            cache: Cache::default(),
            facets: Arc::default(),
            facets_shown: false,
            facets_request: Request::default(),
            frequent_words: None,
            spellings: None,
            snippets: None,
            scroll_due: false,
        }
    }
}

impl Search {
    /// Lets go of tags and tracks that have vanished: as parts of the filter, as keys of the sort.
    pub(in crate::app) fn repair(&mut self, workspace: &Workspace) {
        for tags in [&mut self.filter.tags, &mut self.filter.not_tags] {
            tags.retain(|tag| workspace.codebook.get(*tag).is_some());
        }
        self.filter
            .tracks
            .retain(|track| workspace.track(*track).is_some());
        self.sort.retain(|key| match key.column {
            SortColumn::Track(id) => workspace.track(id).is_some(),
            _ => true,
        });
        if self.sort.is_empty() {
            self.sort = default_sort();
        }
    }
}

/// The newest articles first.
fn default_sort() -> Vec<SortKey> {
    vec![SortKey {
        column: SortColumn::Date,
        descending: true,
    }]
}
