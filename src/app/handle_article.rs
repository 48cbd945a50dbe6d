//! What is said about whole articles.

use std::sync::Arc;

use super::command::{ArticleCommand, Effect};
use super::state::State;
use crate::corpus::ArticleId;
use crate::workspace::{Annotation, Change, Edit, Override, Swap};

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
        let mut changes = Vec::new();
        for link in std::mem::take(&mut self.session.relinks) {
            for annotation in self.session.workspace.annotations.of(&link.from) {
                let after = Annotation {
                    article: link.to.clone(),
                    ..(**annotation).clone()
                };
                changes.push(Change::Annotation(Swap {
                    before: Some(Arc::clone(annotation)),
                    after: Some(Arc::new(after)),
                }));
            }
            let said = |id| self.session.workspace.overrides.get(id).cloned();
            if let Some(said) = said(&link.from) {
                // Opening the renamed file has marked it seen.
                let before = self.session.workspace.overrides.get(&link.to);
                let before = before.cloned().unwrap_or_default();
                changes.push(Change::article(
                    link.to,
                    before.clone(),
                    before.joined(&said),
                ));
                changes.push(Change::article(link.from, said, Override::default()));
            }
        }
        self.commit(Edit::new("re-link renamed articles", changes));
        self.check_annotations(true);
    }
}
