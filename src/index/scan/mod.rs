//! Answers from the texts themselves: every question reads all of them.
//!
//! Useful for: corpora that are small, passing or changing, and as the second engine that shows what
//! an [`Engine`] must be able to do without an index. Not useful for: a million articles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Engine, EngineError, Match, Page, by_frequency};
use crate::corpus::{ArticleIx, Corpus};
use crate::query::syntax::TermMatcher;
use crate::query::{MentionCounts, Prepared, Term, TokenizedText};
use crate::text::tokens;

/// A corpus that is read for every answer.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    corpus: Arc<Corpus>,
}

impl Scan {
    /// Answers about this corpus.
    pub fn new(corpus: Arc<Corpus>) -> Self {
        Self { corpus }
    }

    fn text(&self, at: ArticleIx) -> Result<&str, EngineError> {
        self.corpus.text(at).ok_or(EngineError::NoText(at))
    }

    /// Mentions in an article; none where it does not match.
    fn mentions(
        &self,
        query: &Prepared<'_>,
        at: ArticleIx,
    ) -> Result<Option<(u32, u32)>, EngineError> {
        if query.is_cancelled() {
            return Ok(None);
        }
        let words = TokenizedText::new(self.text(at)?, self.corpus.title_end(at));
        let found = query.find(&words, at);
        Ok(found.map(|spans| (at.0, spans.len() as u32)))
    }

    /// The words that fit, with the number of articles that hold them.
    fn words(&self, fits: impl Fn(&str) -> bool + Sync) -> Result<Vec<(String, u64)>, EngineError> {
        let of = |at: ArticleIx| -> Result<BTreeMap<String, u64>, EngineError> {
            let words = tokens(self.text(at)?).map(|t| t.folded().into_owned());
            let held: BTreeSet<String> = words.filter(|w| fits(w)).collect();
            Ok(held.into_iter().map(|word| (word, 1)).collect())
        };
        let add = |mut all: BTreeMap<String, u64>, more: BTreeMap<String, u64>| {
            for (word, n) in more {
                *all.entry(word).or_default() += n;
            }
            Ok(all)
        };
        let places: Vec<ArticleIx> = self.corpus.places().collect();
        let all = places.into_par_iter().map(of);
        all.try_reduce(BTreeMap::new, add).map(by_frequency)
    }
}

impl Engine for Scan {
    fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    fn count(&self, query: &Prepared<'_>) -> Result<MentionCounts, EngineError> {
        let places: Vec<ArticleIx> = self.corpus.places().collect();
        let found: Vec<Option<(u32, u32)>> = places
            .into_par_iter()
            .map(|at| self.mentions(query, at))
            .collect::<Result<_, _>>()?;
        Ok(MentionCounts::new(
            self.corpus.len(),
            found.into_iter().flatten(),
        ))
    }

    /// Stops reading where the page is full and another match is known.
    fn page(
        &self,
        query: &Prepared<'_>,
        from: ArticleIx,
        limit: usize,
    ) -> Result<Page, EngineError> {
        let mut out = Page::default();
        for article in (from.0..self.corpus.len() as u32).map(ArticleIx) {
            let Some((_, mentions)) = self.mentions(query, article)? else {
                continue;
            };
            if out.matches.len() == limit {
                out.next = Some(article);
                break;
            }
            out.matches.push(Match { article, mentions });
        }
        Ok(out)
    }

    fn words_with_prefix(
        &self,
        stem: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, EngineError> {
        let mut out = self.words(|word| word.starts_with(stem))?;
        out.truncate(limit);
        Ok(out)
    }

    fn near_spellings(&self, word: &str, distance: u8) -> Result<Vec<(String, u64)>, EngineError> {
        let near = TermMatcher::new(&Term::Fuzzy(word.to_owned(), distance));
        self.words(|w| w != word && (w.starts_with(word) || near.matches(w, w)))
    }
}
