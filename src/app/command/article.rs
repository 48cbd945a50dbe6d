//! What is said about whole articles.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::corpus::ArticleId;
use crate::corpus::Precision;
use crate::session::Severity;
use crate::text::counted::counted;
use crate::workspace::ReviewStatus;
use crate::workspace::relink::{doubled_by, relink_edit};
use crate::workspace::{ArticleOverride, Change, Edit};
use jiff::civil::Date;

/// What is said about an article.
#[derive(Clone, Debug)]
pub enum ArticleCommand {
    /// Review status of the open article.
    SetStatus(ArticleId, ReviewStatus),
    /// The right date; none for what the source states.
    SetDate(ArticleId, Option<(Date, Precision)>),
    /// The right source; none for what the file states.
    SetSource(ArticleId, Option<String>),
    /// Another title; none for the text's own.
    SetTitle(ArticleId, Option<String>),
    /// A memo; one gesture until it rests.
    SetMemo(ArticleId, String),
    /// The open article is reviewed: on to the next that is not done.
    ReviewedAndNext,
    /// What is said of several articles at once.
    SetFields(Vec<ArticleId>, ArticleFields),
    /// Join what was said about missing articles to the renamed files with the same text.
    Relink,
}

/// What is said of several articles; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleFields {
    /// Review status.
    pub status: Option<ReviewStatus>,
    /// The right date.
    pub date: Option<(Date, Precision)>,
    /// The right source.
    pub source: Option<String>,
}

impl ArticleFields {
    /// Only a status.
    pub fn status(status: ReviewStatus) -> Self {
        Self {
            status: Some(status),
            ..Self::default()
        }
    }
}

impl State {
    pub(in crate::app) fn handle_article(&mut self, command: ArticleCommand) -> Vec<Effect> {
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
            ArticleCommand::ReviewedAndNext => return self.reviewed_and_next(),
            ArticleCommand::SetFields(articles, fields) => self.set_fields(&articles, &fields),
            ArticleCommand::Relink => self.relink(),
        }
        Vec::new()
    }

    /// Says the same of several articles, as one step.
    fn set_fields(&mut self, articles: &[ArticleId], fields: &ArticleFields) {
        let workspace = &self.session.workspace;
        let mut changes = Vec::with_capacity(articles.len());
        for id in articles {
            let before = workspace.overrides.get(id).cloned().unwrap_or_default();
            let mut after = before.clone();
            if let Some(status) = fields.status {
                after.status = status;
            }
            if fields.date.is_some() {
                after.date = fields.date;
            }
            if let Some(source) = &fields.source {
                after.source = Some(source.as_str().into());
            }
            if after != before {
                changes.push(Change::article(id.clone(), before, after));
            }
        }
        if changes.is_empty() {
            return;
        }
        let n = counted(changes.len(), "article", "articles");
        let label = match fields.status {
            Some(status) if *fields == ArticleFields::status(status) => {
                format!("mark {n} {status}")
            }
            _ => format!("set fields of {n}"),
        };
        self.edit(Edit::new(label, changes));
    }

    fn say(
        &mut self,
        id: &ArticleId,
        label: &str,
        gesture: Option<String>,
        with: impl FnOnce(&mut ArticleOverride),
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
        self.session.edit(Edit::new(label, vec![change]), gesture);
    }

    /// Moves annotations and overrides of missing articles to the renamed files, as one step.
    fn relink(&mut self) {
        let links = self.session.take_relinks();
        let doubled = doubled_by(&self.session.workspace, &links);
        self.edit(relink_edit(&self.session.workspace, &links));
        if doubled > 0 {
            let n = counted(doubled, "annotation stands", "annotations stand");
            self.session.tell(
                Severity::Warning,
                format!("{n} beside an equal one now, as several copies of a text had the same passages marked. All are kept: delete what is not needed, or undo."),
            );
        }
        self.session.check_annotations(true);
    }
}
