//! What is looked for.

use crate::analysis::Base;
use crate::analysis::fields;
use crate::app::effect::Effect;
use crate::app::parts::reading::Pending;
use crate::app::selection::{HitAt, Passage};
use crate::app::state::State;
use crate::corpus::ArticleIx;
use crate::index::EngineError;
use crate::jobs::JobKey;
use crate::query::{Query, QueryError};
use crate::session::Severity;
use crate::workspace::{Change, Edit, SavedSearch, SavedSearchId, Swap};
use std::sync::Arc;

/// Frequent words that are looked up for a beginning.
const MAX_WORDS: usize = 40;

/// Looking up frequent words.
const WORDS: JobKey = JobKey::new("words");
/// Looking for the next article with a hit.
const NEXT_HIT: JobKey = JobKey::new("next hit");

/// What is looked for.
#[derive(Clone, Debug)]
pub enum QueryCommand {
    /// The search field now says this.
    SetText(String),
    /// The search is finished typing: remember it.
    Remember,
    /// Keep the search under a name.
    Save(String),
    /// Call a saved search otherwise.
    RenameSaved(SavedSearchId, String),
    /// Let go of a saved search.
    DeleteSaved(SavedSearchId),
    /// Forget what was searched for in this workspace.
    ClearHistory,
    /// Look up the frequent words that begin with this folded stem.
    Complete(String),
    /// Look for the first hits of an article and what stands around them.
    Snippets(ArticleIx),
    /// Go to the next hit, in the next article if need be.
    NextHit,
    /// Go to the previous hit.
    PreviousHit,
}

impl State {
    pub(in crate::app) fn handle_query(&mut self, command: QueryCommand) -> Vec<Effect> {
        match command {
            QueryCommand::SetText(text) => {
                self.set_query(text);
                Vec::new()
            }
            QueryCommand::Remember => {
                let text = self.search.query.text.clone();
                if self.search.query.error.is_none() {
                    self.session.remember_search(&text);
                }
                Vec::new()
            }
            QueryCommand::Save(name) => {
                self.save_search(&name);
                Vec::new()
            }
            QueryCommand::RenameSaved(id, name) => {
                let name = name.trim();
                if !name.is_empty() {
                    self.change_saved(id, "rename saved search", |search| {
                        let name = name.into();
                        Some(SavedSearch { name, ..search })
                    });
                }
                Vec::new()
            }
            QueryCommand::DeleteSaved(id) => {
                self.change_saved(id, "delete saved search", |_| None);
                Vec::new()
            }
            QueryCommand::ClearHistory => {
                self.session.clear_search_history();
                Vec::new()
            }
            QueryCommand::Complete(stem) => {
                let index = Arc::clone(&self.session.index);
                self.jobs.start_latest(WORDS, move |_| {
                    let words = index.words_with_prefix(&stem, MAX_WORDS);
                    move |state: &mut Self| match words {
                        Ok(words) => {
                            let words = words.into_iter().map(|(word, _)| word).collect();
                            state.search.frequent_words = Some((stem, words));
                        }
                        Err(error) => state.no_words(&error),
                    }
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

    /// Keeps the search under a name; what had the name says this from now on.
    fn save_search(&mut self, name: &str) {
        let (name, text) = (name.trim(), self.search.query.text.trim().to_owned());
        if name.is_empty() || text.is_empty() || self.search.query.error.is_some() {
            return;
        }
        let saved = &self.session.workspace.saved_searches;
        let known = saved.iter().find(|s| &*s.name == name);
        if let Some(id) = known.map(|s| s.id) {
            self.change_saved(id, "change saved search", |search| {
                let query = text.as_str().into();
                Some(SavedSearch { query, ..search })
            });
        } else {
            let search = SavedSearch {
                id: SavedSearchId::random(),
                name: name.into(),
                query: text.as_str().into(),
            };
            let swap = Swap {
                before: None,
                after: Some((saved.len(), search)),
            };
            let label = format!("save search “{name}”");
            self.edit(Edit::new(label, vec![Change::SavedSearch(swap)]));
        }
        let said = format!("“{name}” is kept. It is offered below the empty search field.");
        self.session.tell(Severity::Info, said);
    }

    /// Changes a saved search, or lets go of it.
    fn change_saved(
        &mut self,
        id: SavedSearchId,
        label: &str,
        with: impl FnOnce(SavedSearch) -> Option<SavedSearch>,
    ) {
        let saved = self.session.workspace.saved_searches.iter().enumerate();
        let Some((at, before)) = saved.into_iter().find(|(_, s)| s.id == id) else {
            return;
        };
        let before = before.clone();
        let after = with(before.clone());
        if after.as_ref() == Some(&before) {
            return;
        }
        let label = format!("{label} “{}”", before.name);
        let swap = Swap {
            before: Some((at, before)),
            after: after.map(|search| (at, search)),
        };
        self.edit(Edit::new(label, vec![Change::SavedSearch(swap)]));
    }

    pub(super) fn set_query(&mut self, text: String) {
        match self.read_query(&text) {
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

    /// Reads a query that may be asked of the open articles; `None` where nothing was typed.
    ///
    /// # Errors
    /// It is no query, or asks for a field that does not exist.
    pub fn read_query(&self, text: &str) -> Result<Option<Query>, QueryError> {
        let query = Query::parse(text)?;
        if let Some(query) = &query {
            let columns = self.columns_in_full();
            let askable = |query: &Query| fields::check(query, columns.as_deref());
            askable(query)?;
            fields::check_tracks(query, &self.session.workspace, &askable)?;
        }
        Ok(query)
    }

    /// The columns that conditions may ask for; none while more may come.
    fn columns_in_full(&self) -> Option<Vec<Arc<str>>> {
        let known = self.session.corpus.known_column_names();
        known
            .filter(|_| !self.session.is_growing())
            .map(<[_]>::to_vec)
    }

    /// Looks again whether the query can be asked, now that other columns are known. One that cannot is
    /// not answered.
    pub(in crate::app) fn check_query_again(&mut self) {
        let columns = self.columns_in_full();
        let asked = self.search.query.query.as_ref();
        let refused = asked.is_some_and(|q| fields::check(q, columns.as_deref()).is_err());
        let text = self.search.query.text.clone();
        self.set_query(text);
        if refused && self.search.query.error.is_some() {
            self.search.query.query = None;
            self.ask_anew();
        }
    }

    /// The index could not say which words there are.
    pub(in crate::app) fn no_words(&mut self, error: &EngineError) {
        let message = format!("No words can be proposed: {error}.");
        self.session.tell(Severity::Error, message);
    }

    fn step_hit(&mut self, by: isize) -> Vec<Effect> {
        if self.reading.is_going {
            // Pressed on the way to a hit of another article: it counts from there.
            self.reading.queued_steps += by;
            return Vec::new();
        }
        let Some(doc) = self.current_doc().cloned() else {
            // Pressed before its text is there: it counts from its beginning.
            if self.reading.selection.article.is_some() {
                self.reading.queued_steps += by;
            }
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
        if let Some(n) = next.filter(|n| *n < hits.len()) {
            self.show_hit(HitAt::Number(n))
        } else {
            self.hit_in_another_article(by);
            Vec::new()
        }
    }

    /// Goes on with the next article of the table that has a hit: it is looked for beside the window, as
    /// there may be a million rows before it.
    fn hit_in_another_article(&mut self, by: isize) {
        let base = Arc::clone(&self.search.base);
        let from = self.open_ix();
        self.reading.is_going = true;
        self.jobs.start_latest(NEXT_HIT, move |_| {
            let found = next_with_hit(&base, from, by);
            move |state: &mut Self| state.go_to_article_with_hit(&base, found, from, by)
        });
    }

    /// Says why a step to another hit leads nowhere.
    fn tell_end_of_hits(&mut self, by: isize) {
        let has_hits = self.current_doc().is_some_and(|doc| !doc.hits.is_empty());
        let words = match (has_hits, by > 0) {
            (false, _) => "There is no hit to go to.",
            (true, true) => "That was the last hit.",
            (true, false) => "That was the first hit.",
        };
        self.session.tell(Severity::Info, words.to_owned());
    }

    fn go_to_article_with_hit(
        &mut self,
        base: &Arc<Base>,
        found: Option<ArticleIx>,
        from: Option<ArticleIx>,
        by: isize,
    ) {
        let is_of_now = base.generation() == self.session.corpus.generation();
        // Whoever went elsewhere meanwhile is not taken away from there.
        let is_here = is_of_now && self.open_ix() == from;
        let Some(ix) = found.filter(|_| is_here) else {
            self.reading.is_going = false;
            self.reading.queued_steps = 0;
            if is_here {
                self.tell_end_of_hits(by);
            }
            return;
        };
        self.open(ix);
        self.reading.is_going = true;
        self.reading.pending = Some(Pending::Hit(if by > 0 {
            HitAt::First
        } else {
            HitAt::Last
        }));
        self.effects.push(Effect::ScrollTable);
    }

    /// A hit of another article was reached, or its text is there: what was pressed on the way goes on from
    /// there.
    pub(in crate::app) fn hit_reached(&mut self) -> Vec<Effect> {
        self.reading.is_going = false;
        let steps = std::mem::take(&mut self.reading.queued_steps);
        let mut effects = Vec::new();
        for _ in 0..steps.unsigned_abs() {
            effects = self.step_hit(steps.signum());
        }
        effects
    }

    pub(in crate::app) fn show_hit(&mut self, hit: HitAt) -> Vec<Effect> {
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

/// The next article of the table after `from` that has a hit of the search, or of a shown track where
/// nothing is looked for; backwards where `by` is negative.
fn next_with_hit(base: &Base, from: Option<ArticleIx>, by: isize) -> Option<ArticleIx> {
    let has_hit = |ix: ArticleIx| {
        if let Some(answer) = &base.query {
            answer.counts.of(ix.ix()) > 0
        } else {
            let mut shown = base.shown_tracks();
            shown.any(|t| base.mentions(t.id, ix).unwrap_or(0) > 0)
        }
    };
    let from = from.and_then(|ix| base.rows.row(ix));
    let mut row = from.map_or(Some(0), |r| r.checked_add_signed(by));
    while let Some(ix) = row.and_then(|r| base.rows.get(r)).copied() {
        if has_hit(ix) {
            return Some(ix);
        }
        row = row.and_then(|r| r.checked_add_signed(by));
    }
    None
}
