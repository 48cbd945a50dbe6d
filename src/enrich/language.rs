//! The language of a text, as far as its letters tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Derived, Enricher, Finding, Scope, Task};
use crate::corpus::ArticleIx;

pub use super::language_names::{is_called, language_code, language_name};

/// Longest head of a text that is looked at, in bytes: enough to be sure.
const HEAD: usize = 1500;

/// What the enricher is called.
pub const NAME: &str = "language";

/// ISO 639-3 code of the language, or empty: unknown is an answer, for short and mixed texts.
pub fn detect(text: &str) -> &'static str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    match whatlang::detect(head) {
        Some(info) if info.is_reliable() => info.lang().code(),
        _ => "",
    }
}

/// The language of every article, by its place.
#[derive(Debug)]
pub struct Languages {
    all: Box<[&'static str]>,
    /// Those that occur, the most frequent first.
    present: Vec<&'static str>,
}

impl Languages {
    fn new(all: Box<[&'static str]>) -> Self {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for code in &all {
            *counts.entry(code).or_default() += 1;
        }
        let mut present: Vec<_> = counts.into_iter().collect();
        present.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
        Self {
            all,
            present: present.into_iter().map(|(code, _)| code).collect(),
        }
    }
}

/// Looks for the language of every article.
pub(super) struct DetectLanguages;

impl Enricher for DetectLanguages {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn scope(&self) -> Scope {
        Scope::Article
    }

    fn find(&self, task: &Task<'_>) -> Option<Finding> {
        let before = |earlier: &Derived, at: ArticleIx| {
            let known = earlier.finding::<Languages>()?;
            known.all.get(at.ix()).copied()
        };
        let all = task.each_article(before, detect)?;
        Some(Arc::new(Languages::new(all)))
    }
}

impl Derived {
    /// Whether languages are known.
    pub fn has_languages(&self) -> bool {
        self.finding::<Languages>().is_some()
    }

    /// ISO 639-3 code of the language of an article; empty where it is unknown or not yet looked for.
    pub fn language(&self, at: ArticleIx) -> &'static str {
        let all = self.finding::<Languages>();
        all.and_then(|l| l.all.get(at.ix()).copied()).unwrap_or("")
    }

    /// Codes of the languages that occur, the most frequent first; the unknown one is empty.
    pub fn languages_present(&self) -> &[&'static str] {
        self.finding::<Languages>().map_or(&[], |l| &l.present)
    }
}
