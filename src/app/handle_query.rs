//! What is looked for.

use super::command::{Effect, QueryCommand};
use super::event::Event;
use super::selection::{HitAt, Passage};
use super::state::{Pending, State};
use crate::query::Query;

/// Frequent words that are looked up for a beginning.
const MAX_WORDS: usize = 40;

impl State {
    pub(super) fn handle_query(&mut self, command: QueryCommand) -> Vec<Effect> {
        match command {
            QueryCommand::SetText(text) => {
                self.set_query(text);
                Vec::new()
            }
            QueryCommand::ClearHistory => {
                self.settings.clear_searches();
                Vec::new()
            }
            QueryCommand::Remember => {
                let text = self.search.query.text.clone();
                if self.search.query.error.is_none() {
                    self.settings.remember_search(&text);
                }
                Vec::new()
            }
            QueryCommand::Complete(stem) => {
                let index = std::sync::Arc::clone(&self.session.index);
                self.jobs.start("words", move || {
                    let words = index.words_with_prefix(&stem, MAX_WORDS);
                    Event::Words(stem, words.into_iter().map(|(word, _)| word).collect())
                });
                Vec::new()
            }
            QueryCommand::Snippets(article) => {
                self.ask_snippets(article);
                Vec::new()
            }
            QueryCommand::NextHit => self.step_hit(1),
            QueryCommand::PreviousHit => self.step_hit(-1),
        }
    }

    fn set_query(&mut self, text: String) {
        match Query::parse(&text) {
            Ok(query) => {
                self.search.query.error = None;
                if query != self.search.query.query {
                    self.search.query.query = query;
                    self.reading.selection.hit = None;
                    self.search.scroll_due = true;
                    self.ask_anew();
                }
            }
            // The last good result stays while the query is being typed.
            Err(error) => self.search.query.error = Some(error),
        }
        self.search.query.text = text;
    }

    fn step_hit(&mut self, by: isize) -> Vec<Effect> {
        let Some(doc) = self.current_doc().cloned() else {
            return Vec::new();
        };
        let hits = &doc.hits;
        let next = match (self.reading.selection.hit, by > 0) {
            (Some(hit), true) => hit.checked_add(1),
            (Some(hit), false) => hit.checked_sub(1),
            // From the caret on, where there is one.
            (None, forward) => {
                let caret = self
                    .reading
                    .selection
                    .passage
                    .map_or(0, |p| p.span().start());
                let after = hits.partition_point(|h| h.start() < caret);
                if forward || self.reading.selection.passage.is_none() {
                    Some(after)
                } else {
                    after.checked_sub(1)
                }
            }
        };
        match next.filter(|n| *n < hits.len()) {
            Some(n) => self.show_hit(HitAt::Number(n)),
            None => self.hit_in_another_article(by),
        }
    }

    /// Goes on with the next article of the table that has a hit.
    fn hit_in_another_article(&mut self, by: isize) -> Vec<Effect> {
        let results = self.search.base.clone();
        let from = self.open_ix().and_then(|ix| results.rows.row(ix));
        let has_hit = |ix: crate::corpus::ArticleIx| match &results.query {
            Some(answer) => answer.counts.of(ix.ix()) > 0,
            None => results
                .series
                .iter()
                .any(|id| results.mentions(*id, ix).unwrap_or(0) > 0),
        };
        let mut row = from.map_or(Some(0), |r| r.checked_add_signed(by));
        while let Some(ix) = row.and_then(|r| results.rows.get(r)).copied() {
            if has_hit(ix) {
                let mut effects = self.open(ix);
                self.reading.pending = Some(Pending::Hit(if by > 0 {
                    HitAt::First
                } else {
                    HitAt::Last
                }));
                effects.push(Effect::ScrollTable);
                return effects;
            }
            row = row.and_then(|r| r.checked_add_signed(by));
        }
        Vec::new()
    }

    pub(super) fn show_hit(&mut self, hit: HitAt) -> Vec<Effect> {
        let Some(doc) = self.current_doc() else {
            return Vec::new();
        };
        let number = match hit {
            HitAt::First => 0,
            HitAt::Last => doc.hits.len().saturating_sub(1),
            HitAt::Number(n) => n,
            HitAt::From(byte) => doc.hits.partition_point(|h| h.start() < byte),
        };
        let Some(span) = doc.hits.get(number).copied() else {
            return Vec::new();
        };
        self.reading.selection.hit = Some(number);
        self.reading.selection.passage = Some(Passage::over(span));
        vec![Effect::ScrollReader(span)]
    }
}
