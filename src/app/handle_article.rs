//! What is said about whole articles.

use super::command::{ArticleCommand, Effect};
use super::log::Severity;
use super::state::State;
use crate::corpus::ArticleId;
use crate::text::counted::counted;
use crate::workspace::relink::{doubled_by, relink_edit};
use crate::workspace::{Change, Edit, Override};

impl State {
    pub(super) fn handle_article(&mut self, command: ArticleCommand) -> Vec<Effect> {
        let words = |text: Option<String>| {
            text.map(|t| t.trim().to_owned())
                .filter(|t| !t.is_empty())
                .map(Into::into)
        };
        match command {
            ArticleCommand::SetStatus(id, status) => {
                self.say(&id, &format!("mark article {status}"), None, |o| {
                    o.status = status
                });
            }
            ArticleCommand::SetDate(id, date) => self.say(&id, "set date", None, |o| o.date = date),
            ArticleCommand::SetSource(id, source) => {
                self.say(&id, "set source", None, |o| o.source = words(source))
            }
            ArticleCommand::SetTitle(id, title) => {
                self.say(&id, "set title", None, |o| o.title = words(title))
            }
            ArticleCommand::SetMemo(id, memo) => {
                self.say(&id, "edit memo", Some(format!("memo {id}")), |o| {
                    o.memo = memo.into()
                });
            }
            ArticleCommand::Relink => self.relink(),
        }
        Vec::new()
    }

    fn say(
        &mut self,
        id: &ArticleId,
        label: &str,
        gesture: Option<String>,
        with: impl FnOnce(&mut Override),
    ) {
        let before = self
            .session
            .workspace
            .overrides
            .get(id)
            .cloned()
            .unwrap_or_default();
        let mut after = before.clone();
        with(&mut after);
        let change = Change::article(id.clone(), before, after);
        self.commit_gesture(Edit::new(label, vec![change]), gesture);
    }

    /// Moves annotations and overrides of missing articles to the renamed files, as one step.
    fn relink(&mut self) {
        let links = std::mem::take(&mut self.session.relinks);
        let doubled = doubled_by(&self.session.workspace, &links);
        self.commit(relink_edit(&self.session.workspace, &links));
        if doubled > 0 {
            let n = counted(doubled, "annotation stands", "annotations stand");
            self.tell(
                Severity::Warning,
                format!("{n} beside an equal one now, as several copies of a text had the same passages marked. All are kept: delete what is not needed, or undo."),
            );
        }
        self.check_annotations(true);
    }
}
