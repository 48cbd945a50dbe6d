//! Which name a form stands for in one article, where the corpus leaves it open: of several people of one
//! surname it is the one whose full name the article gives.

use std::collections::{BTreeMap, HashMap};

use super::{AliasReason, NameTable};
use crate::enrich::names::{NameAt, NameKind};
use crate::text::fold;

/// The form that a name is listed by, and what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// The form.
    pub words: String,
    /// What it most likely is of.
    pub kind: Option<NameKind>,
}

/// For each form of a corpus the name that it is listed by: merged forms, and proposals that are sure.
#[derive(Clone, Debug, Default)]
pub struct ListedNames {
    by_form: HashMap<String, ListedName>,
}

impl ListedNames {
    /// Those of a table.
    pub fn new(table: &NameTable) -> Self {
        let mut by_form = HashMap::new();
        for row in &table.rows {
            for member in &row.members {
                let joins = member.merged || member.reason.is_some_and(AliasReason::is_sure);
                let words = if joins { &row.words } else { &member.words };
                let listed = ListedName {
                    words: words.to_string(),
                    kind: row.kind,
                };
                by_form.insert(member.words.to_string(), listed);
            }
        }
        Self { by_form }
    }

    /// The name of each find of one article, in their order.
    pub fn of_article(&self, found: &[NameAt]) -> Vec<ListedName> {
        let listed = |words: &str| {
            let known = self.by_form.get(words).cloned();
            known.unwrap_or_else(|| ListedName {
                words: words.to_owned(),
                kind: None,
            })
        };
        let last = |words: &str| fold(words.rsplit(' ').next().unwrap_or(words)).into_owned();
        // Full names of the article by their last word.
        let mut full: BTreeMap<String, Vec<ListedName>> = BTreeMap::new();
        for name in found.iter().filter(|n| n.words.contains(' ')) {
            let own = listed(&name.words);
            if own.kind == Some(NameKind::Person) {
                let same = full.entry(last(&name.words)).or_default();
                if !same.contains(&own) {
                    same.push(own);
                }
            }
        }
        let name = |find: &NameAt| {
            let own = listed(&find.words);
            let is_open = !find.words.contains(' ') && own.words == *find.words;
            match full.get(&last(&find.words)).map(Vec::as_slice) {
                Some([only]) if is_open && matches!(own.kind, Some(NameKind::Person) | None) => {
                    only.clone()
                }
                _ => own,
            }
        };
        found.iter().map(name).collect()
    }
}
