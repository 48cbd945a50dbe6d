//! Going through articles that are still to be read.

use super::ArticleCommand;
use crate::analysis::coverage::is_done;
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::session::Severity;
use crate::workspace::ReviewStatus;

impl State {
    /// Marks the open article reviewed and goes to the next that is not done.
    pub(in crate::app) fn reviewed_and_next(&mut self) -> Vec<Effect> {
        if let Some(id) = self.reading.selection.article.clone() {
            let command = ArticleCommand::SetStatus(id, ReviewStatus::Reviewed);
            self.handle_article(command);
        }
        let none = "Every article of the table is reviewed or dismissed.";
        self.next_with(|status| !is_done(status), none)
    }

    /// Goes to the next article that was never opened.
    pub(in crate::app) fn next_unseen(&mut self) -> Vec<Effect> {
        let none = "Every article of the table was seen.";
        self.next_with(|status| status == ReviewStatus::Unseen, none)
    }

    /// The next row with such a status, from the open one on and then from the first; says where there is none.
    fn next_with(&mut self, wanted: impl Fn(ReviewStatus) -> bool, none: &str) -> Vec<Effect> {
        let rows = std::sync::Arc::clone(&self.search.base.rows);
        let here = self.open_ix().and_then(|ix| rows.row(ix));
        let from = here.map_or(0, |row| row + 1);
        let round = (from..rows.len()).chain(0..from.min(rows.len()));
        let workspace = &self.session.workspace;
        let is_wanted = |row: &usize| {
            let id = rows.get(*row).and_then(|at| self.session.corpus.id(*at));
            id.is_some_and(|id| wanted(workspace.status(&id)))
        };
        let found = round.filter(|row| Some(*row) != here).find(is_wanted);
        let Some(at) = found.and_then(|row| rows.get(row)).copied() else {
            self.session.tell(Severity::Info, none);
            return Vec::new();
        };
        let mut effects = self.open(at);
        effects.push(Effect::ScrollTable);
        effects
    }
}
