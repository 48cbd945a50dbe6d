//! Saved searches, in the order in which they are offered.

use super::list;
use super::plain_list::{PlainRecord, plain_list};
use crate::query::Query;
use crate::workspace::describe::lines;
use crate::workspace::integrity::{Check, Findings};
use crate::workspace::{SavedSearch, SavedSearchId};

plain_list!(
    SavedSearch,
    SavedSearchId,
    saved_searches,
    "saved search",
    "saved searches"
);

impl PlainRecord for SavedSearch {
    fn called(&self) -> String {
        self.name.to_string()
    }

    fn says(&self) -> String {
        lines([&*self.name, &self.query])
    }

    fn renew(&mut self) {
        self.id = SavedSearchId::random();
    }

    fn problems(&self, out: &mut Findings) {
        if let Err(problem) = Query::parse(&self.query) {
            let what = format!("saved search “{}”: {problem}", self.name);
            out.add(Check::Queries, what, None);
        }
    }
}
