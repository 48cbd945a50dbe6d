//! What is looked for, in which articles, and what was found.

use std::sync::Arc;

use super::request::Request;
use crate::analysis::{Base, Cache, Cancel, SortKey, TimelineView, repair_sort};
use crate::app::snippets::Snippets;
use crate::app::view_slot::ViewSlot;
use crate::app::views::Views;
use crate::query::{Query, QueryError};
use crate::text::Span;
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
    pub base: Arc<Base>,
    pub(in crate::app) base_request: Request,
    /// Set to give up the snapshot that is being computed.
    pub(in crate::app) base_cancel: Cancel,
    pub(in crate::app) cache: Cache,
    /// Tables and charts that are computed while somebody looks.
    pub views: Views,
    /// The chart, of the same snapshot as the rows.
    pub chart: ViewSlot<TimelineView>,
    /// Frequent words that begin with something, the last that was asked for.
    pub frequent_words: Option<(String, Vec<String>)>,
    /// Spellings near the words of a query, the last that was asked for.
    pub spellings: Option<(String, Vec<(String, u64)>)>,
    /// The first hits of the article whose row was pointed at last.
    pub(in crate::app) snippets: Option<Snippets>,
    /// Other rows were asked for: the table is scrolled when they are there.
    pub(in crate::app) scroll_due: bool,
    /// The rows are to stand in another order: their first is shown when they are there.
    pub(in crate::app) top_due: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            query: QueryState::default(),
            filter: Filter::default(),
            sort: vec![SortKey::NEWEST_FIRST],
            base: Arc::default(),
            base_request: Request::default(),
            base_cancel: Cancel::default(),
            cache: Cache::default(),
            views: Views::default(),
            chart: ViewSlot::default(),
            frequent_words: None,
            spellings: None,
            snippets: None,
            scroll_due: false,
            top_due: false,
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
        repair_sort(&mut self.sort, workspace);
    }
}

impl Search {
    /// What is wrong with what is looked for: it cannot be understood, or there is no answer. Of the last
    /// snapshot, so that it stands beside the rows it explains.
    pub fn error(&self) -> Option<QueryError> {
        let unanswered = || {
            let error = self.base.error.as_ref()?;
            let is_of = self.base.asked == self.query.query && self.query.query.is_some();
            is_of.then(|| QueryError {
                span: Span::new(0, self.query.text.len()),
                message: error.to_string(),
            })
        };
        self.query.error.clone().or_else(unanswered)
    }
}
