//! Alias sets, in the order in which they were made.

use super::list;
use super::plain_list::{PlainRecord, plain_list};
use crate::workspace::describe::lines;
use crate::workspace::integrity::Findings;
use crate::workspace::{AliasSet, AliasSetId};

plain_list!(AliasSet, AliasSetId, alias_sets, "name", "names");

impl PlainRecord for AliasSet {
    fn called(&self) -> String {
        self.name.to_string()
    }

    fn says(&self) -> String {
        let forms = format!("written: {}", self.forms.join(", "));
        let refused = format!("not the same: {}", self.refused.join(", "));
        let refused = if self.refused.is_empty() {
            ""
        } else {
            &refused
        };
        lines([&*self.name, &forms, refused])
    }

    fn renew(&mut self) {
        self.id = AliasSetId::random();
    }

    fn problems(&self, _: &mut Findings) {}
}
