//! What is said about whole articles, by article.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::list::{Side, side};
use super::{Kind, Steps, Swap, SwapOf};
use crate::corpus::{ArticleId, Corpus, Precision};
use crate::workspace::describe::{Names, lines};
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings};
use crate::workspace::{ArticleOverride, ReviewStatus, Workspace};

/// What is said about an article in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Article")]
pub struct ArticleRecord {
    id: ArticleId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<(Date, Precision)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Arc<str>>,
    #[serde(default)]
    status: ReviewStatus,
    #[serde(default, skip_serializing_if = "super::tag::is_empty")]
    memo: Arc<str>,
}

impl ArticleRecord {
    fn new(id: &ArticleId, said: &ArticleOverride) -> Self {
        let ArticleOverride {
            date,
            source,
            title,
            status,
            memo,
        } = said.clone();
        Self {
            id: id.clone(),
            date,
            source,
            title,
            status,
            memo,
        }
    }

    fn split(self) -> (ArticleId, ArticleOverride) {
        let Self {
            id,
            date,
            source,
            title,
            status,
            memo,
        } = self;
        let said = ArticleOverride {
            date,
            source,
            title,
            status,
            memo,
        };
        (id, said)
    }
}

fn all_ids(workspaces: &[&Workspace]) -> BTreeSet<ArticleId> {
    let all = workspaces.iter().flat_map(|w| w.overrides.keys().cloned());
    all.collect()
}

fn said_of(workspace: &Workspace, id: &ArticleId) -> (ArticleId, ArticleOverride) {
    let said = workspace.overrides.get(id).cloned().unwrap_or_default();
    (id.clone(), said)
}

impl super::Change {
    /// What is said about an article becomes something else.
    pub fn article(article: ArticleId, before: ArticleOverride, after: ArticleOverride) -> Self {
        Self::Article(Swap {
            before: (article.clone(), before),
            after: (article, after),
        })
    }
}

impl Kind for ArticleOverride {
    type State = (ArticleId, ArticleOverride);
    type Id = ArticleId;
    type Scratch = ();
    type Before = Option<Box<ArticleRecord>>;
    type After = Box<ArticleRecord>;
    type Section = Vec<ArticleRecord>;

    const NAMES: (&'static str, &'static str) = ("article", "articles");
    // Opening an article marks it seen.
    const IS_QUIET: bool = true;
    const IS_ALWAYS_THERE: bool = true;

    fn id((article, _): &Self::State) -> Option<ArticleId> {
        Some(article.clone())
    }

    fn said((_, said): &Self::State) -> Option<&Self> {
        (!said.is_empty()).then_some(said)
    }

    fn place(_: &Self::State) -> Option<usize> {
        None
    }

    fn find<'w>(workspace: &'w Workspace, id: &ArticleId) -> Option<&'w Self> {
        workspace.overrides.get(id)
    }

    fn apply(swap: &SwapOf<Self>, workspace: &mut Workspace, (): &mut ()) -> Result<(), EditError> {
        let ((article, before), (same, after)) = (&swap.before, &swap.after);
        let now = workspace.overrides.get(article);
        if article != same || now.map_or(!before.is_empty(), |now| now != before) {
            return Err(EditError);
        }
        if after.is_empty() {
            workspace.overrides.remove(article);
        } else {
            workspace.overrides.insert(article.clone(), after.clone());
        }
        Ok(())
    }

    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool {
        earlier.after == later.before
    }

    fn rebase(swap: &mut SwapOf<Self>, quiet: &SwapOf<Self>) {
        let ((article, old), (_, new)) = (&quiet.before, &quiet.after);
        for (same, state) in [&mut swap.before, &mut swap.after] {
            if same == article && state.status == old.status {
                state.status = new.status;
            }
        }
    }

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        let record = |(id, said): &Self::State| Box::new(ArticleRecord::new(id, said));
        let is_there = Self::said(&swap.before).is_some();
        (is_there.then(|| record(&swap.before)), record(&swap.after))
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        let (article, after) = after.split();
        let before = before.map(|b| b.split().1).unwrap_or_default();
        Swap {
            before: (article.clone(), before),
            after: (article, after),
        }
    }

    fn section(workspace: &Workspace) -> Self::Section {
        let all = workspace.overrides.iter();
        all.map(|(id, said)| ArticleRecord::new(id, said)).collect()
    }

    fn take_section(workspace: &mut Workspace, section: Self::Section) {
        workspace.overrides = section.into_iter().map(ArticleRecord::split).collect();
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        let all = all_ids(&[from, to]).into_iter();
        let swaps = all.map(|id| Swap {
            before: said_of(from, &id),
            after: said_of(to, &id),
        });
        Steps {
            gone: Vec::new(),
            come: swaps.filter(|swap| !swap.is_empty()).collect(),
        }
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<ArticleId> {
        let mut both = Vec::new();
        for id in all_ids(&[base, mine, theirs]) {
            let of = |w: &Workspace| w.overrides.get(&id).cloned();
            match side(&of(base), &of(mine), &of(theirs)) {
                Side::Mine => {}
                Side::Theirs => {
                    match of(theirs) {
                        Some(said) => merged.overrides.insert(id, said),
                        None => merged.overrides.remove(&id),
                    };
                }
                Side::Both => both.push(id),
            }
        }
        both
    }

    fn take_theirs(id: &ArticleId, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>> {
        let swap = Swap {
            before: said_of(mine, id),
            after: said_of(theirs, id),
        };
        (!swap.is_empty()).then_some(swap)
    }

    fn check(workspace: &Workspace, corpus: Option<&Corpus>, out: &mut Findings) {
        let Some(corpus) = corpus else { return };
        for (id, said) in &workspace.overrides {
            if said.says_more_than_status() && corpus.find(id).is_none() {
                let what = format!("what is said about {id}: the article is not among the sources");
                out.add(Check::Article, what, None);
            }
        }
    }

    fn title(&self, id: &ArticleId, _: &Names<'_>) -> String {
        id.to_string()
    }

    fn words(&self, _: &Names<'_>) -> String {
        let date = self.date.map(|(day, _)| day.to_string());
        lines([
            self.status.words(),
            &date.unwrap_or_default(),
            self.source.as_deref().unwrap_or_default(),
            self.title.as_deref().unwrap_or_default(),
            &self.memo,
        ])
    }

    fn heading(id: &ArticleId, _: Option<&Self>) -> String {
        format!("{} {id}", Self::NAMES.0)
    }
}
