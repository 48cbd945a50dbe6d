//! An enricher: whether a text has Cyrillic letters.

use std::sync::Arc;

use super::{Derived, Enricher, Finding, Scope, Task};
use crate::corpus::ArticleIx;

pub(super) struct FindCyrillic;

struct Cyrillic(Box<[bool]>);

impl Enricher for FindCyrillic {
    fn name(&self) -> &'static str {
        "cyrillic"
    }

    fn version(&self) -> u32 {
        1
    }

    fn scope(&self) -> Scope {
        Scope::Article
    }

    fn find(&self, task: &Task<'_>) -> Option<Finding> {
        let before = |earlier: &Derived, at: ArticleIx| {
            earlier.finding::<Cyrillic>()?.0.get(at.ix()).copied()
        };
        let has = |text: &str| text.chars().any(|c| ('а'..='я').contains(&c));
        Some(Arc::new(Cyrillic(task.each_article(before, has)?)))
    }
}

#[test]
fn what_it_finds_is_published() {
    use crate::corpus::{Corpus, Draft, SourceId};
    let drafts = ["Бахмут", "Bakhmut"].map(|text| {
        let draft = Draft {
            text: text.to_owned(),
            ..Draft::default()
        };
        (format!("{text}.txt"), draft)
    });
    let corpus = Arc::new(Corpus::of_drafts(1, &SourceId("s".into()), drafts));
    let derived = super::run_only(&["cyrillic"], &corpus);
    let mut found = derived.finding::<Cyrillic>().unwrap().0.to_vec();
    found.sort_unstable();
    assert_eq!(found, [false, true]);
}
