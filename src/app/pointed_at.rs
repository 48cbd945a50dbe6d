//! What the pointer rests on in the table: its first hits are looked for.

use std::sync::Arc;

use super::job_keys::SNIPPETS;
use super::snippets::{Snippet, Snippets, snippets};
use super::state::State;
use crate::corpus::ArticleIx;
use crate::query::{Prepared, TokenizedText};

impl State {
    /// The hits of the query in an article, where they are known.
    pub fn snippets_of(&self, article: ArticleIx) -> Option<&[Snippet]> {
        let known = self.search.snippets.as_ref()?;
        let is_of = known.article == article
            && known.generation == self.session.corpus.generation()
            && self.search.query.query.as_ref() == Some(&known.query);
        known.lines.as_deref().filter(|_| is_of)
    }

    /// Looks for the hits of the query in an article, unless that is under way.
    pub(super) fn ask_snippets(&mut self, article: ArticleIx) {
        let Some(query) = self.search.query.query.clone() else {
            return;
        };
        let generation = self.session.corpus.generation();
        let is_asked = self.search.snippets.as_ref().is_some_and(|s| {
            s.article == article && s.generation == generation && s.query == query
        });
        if is_asked {
            return;
        }
        let mut asked = Snippets {
            article,
            generation,
            query,
            lines: None,
        };
        self.search.snippets = Some(asked.clone());
        let corpus = Arc::clone(&self.session.corpus);
        let facts = self.facts();
        self.jobs.start_latest(SNIPPETS, move |_| {
            let text = corpus.text(article).unwrap_or_default();
            let title_end = corpus.get(article).map_or(0, |a| a.title_span.end());
            let words = TokenizedText::new(text, title_end);
            // A query that cannot be asked is said to be so in the search field.
            let prepared = Prepared::new(&asked.query, &facts).ok();
            let hits = prepared.and_then(|p| p.find(&words, article));
            asked.lines = Some(snippets(text, &hits.unwrap_or_default()));
            move |state: &mut Self| state.snippets_ready(asked)
        });
    }

    /// Takes in what was found, if it is still asked for.
    pub(super) fn snippets_ready(&mut self, found: Snippets) {
        let is_asked = self.search.snippets.as_ref().is_some_and(|s| {
            s.article == found.article && s.generation == found.generation && s.query == found.query
        });
        if is_asked {
            self.search.snippets = Some(found);
        }
    }
}
