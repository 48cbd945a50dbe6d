//! Several articles of the table chosen at once, for what is done with all of them.
//!
//! Only rows of the table are ever chosen: what filter and search hide is let go, so that nothing happens to
//! articles nobody sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::selection::Marked;
use crate::app::state::State;
use crate::corpus::{ArticleId, ArticleIx};

/// Which articles are chosen beside the open one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    /// This one too, or no longer.
    Toggle(ArticleIx),
    /// All rows from the one that was chosen last to this.
    To(ArticleIx),
    /// So many rows further than the last, and all between.
    Further(isize),
    /// All rows.
    All,
    /// Only the open one.
    None,
}

impl State {
    /// The articles that a command is about: the several that are chosen, else the open one.
    pub fn chosen_articles(&self) -> Vec<ArticleId> {
        let selection = &self.reading.selection;
        if selection.marked.is_empty() {
            selection.article.iter().cloned().collect()
        } else {
            selection.marked.iter().cloned().collect()
        }
    }

    /// How many articles a command is about.
    pub fn chosen_count(&self) -> usize {
        let selection = &self.reading.selection;
        match selection.marked.len() {
            0 => usize::from(selection.article.is_some()),
            n => n,
        }
    }

    pub(in crate::app) fn mark_articles(&mut self, marking: Marking) -> Vec<Effect> {
        let rows = Arc::clone(&self.search.base.rows);
        let open = self.reading.selection.article.clone();
        let row = |id: &Option<ArticleId>| {
            let at = self.session.corpus.find(id.as_ref()?)?;
            rows.row(at)
        };
        let before = &self.reading.selection.marked;
        let from = before.from.clone().or_else(|| open.clone());
        let range = |to: usize| {
            let from = row(&from).unwrap_or(to);
            let ids = rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
            ids.iter()
                .filter_map(|at| self.session.corpus.id(*at))
                .collect::<BTreeSet<ArticleId>>()
        };
        let (all, from, to) = match marking {
            Marking::None => (BTreeSet::new(), None, None),
            Marking::All => {
                let all = range_all(&rows, |at| self.session.corpus.id(at));
                (all, from, None)
            }
            Marking::To(at) => match rows.row(at) {
                Some(to) => (range(to), from.clone(), self.session.corpus.id(at)),
                None => return Vec::new(),
            },
            Marking::Further(by) => {
                let here = row(&before.to).or_else(|| row(&from)).unwrap_or(0);
                let last = rows.len().saturating_sub(1);
                let to = here.saturating_add_signed(by).min(last);
                let id = rows.get(to).and_then(|at| self.session.corpus.id(*at));
                (range(to), from.clone(), id)
            }
            Marking::Toggle(at) => {
                let Some(id) = self.session.corpus.id(at) else {
                    return Vec::new();
                };
                let mut all = BTreeSet::clone(&before.all);
                if all.is_empty() {
                    all.extend(open.clone());
                }
                if !all.remove(&id) {
                    all.insert(id.clone());
                }
                (all, Some(id.clone()), Some(id))
            }
        };
        let is_only_open = all.len() == 1 && open.as_ref().is_some_and(|id| all.contains(id));
        self.reading.selection.marked = Marked {
            all: Arc::new(if is_only_open { BTreeSet::new() } else { all }),
            from,
            to,
        };
        Vec::new()
    }

    /// Lets go of what the table no longer shows.
    pub(in crate::app) fn keep_marked_rows(&mut self) {
        if self.reading.selection.marked.is_empty() {
            return;
        }
        let base = &self.search.base;
        let is_shown = |id: &&ArticleId| {
            let at = base.corpus.find(id);
            at.is_some_and(|at| base.rows.row(at).is_some())
        };
        let marked = &mut self.reading.selection.marked;
        let kept: BTreeSet<ArticleId> = marked.all.iter().filter(is_shown).cloned().collect();
        if kept.len() < marked.all.len() {
            marked.all = Arc::new(kept);
        }
    }
}

fn range_all(
    rows: &[ArticleIx],
    id: impl Fn(ArticleIx) -> Option<ArticleId>,
) -> BTreeSet<ArticleId> {
    rows.iter().filter_map(|at| id(*at)).collect()
}
