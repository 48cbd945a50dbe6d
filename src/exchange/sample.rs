//! For tests: the workspace of the golden files with its articles, and a set too long to be kept.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{AnnotatedSet, FurtherRecord, SetArticle, WorkspaceSet};
use crate::corpus::{ArticleId, Corpus, Draft, SourceId, header_date};
use crate::store::workspace_from_ron;
use crate::workspace::{Annotation, AnnotationId, Codebook, Relation, ReviewStatus, Workspace};

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../tests/formats/exchange/", $name))
    };
}

/// The workspace of the golden files.
pub fn workspace() -> Workspace {
    workspace_from_ron(file!("workspace.ron")).unwrap().0
}

/// Its articles; one that it has annotations of is not there.
pub fn corpus() -> Corpus {
    let files = [
        ("01-bridge.txt", file!("articles/01-bridge.txt")),
        ("02-ferry.txt", file!("articles/02-ferry.txt")),
        ("03-rumour.txt", file!("articles/03-rumour.txt")),
    ];
    let drafts = files.map(|(name, content)| {
        let (date, start) = header_date(content).map_or((None, 0), |(d, n)| (Some(d), n));
        let draft = Draft {
            text: content[start..].to_owned(),
            date,
            text_start: start as u32,
            ..Draft::default()
        };
        (name.to_owned(), draft)
    });
    Corpus::of_drafts(1, &SourceId("articles".into()), drafts)
}

/// The whole set of a workspace.
pub fn set<'w>(workspace: &'w Workspace, corpus: &'w Corpus) -> WorkspaceSet<'w> {
    WorkspaceSet::new(workspace, corpus, &AtomicBool::new(false))
}

/// The annotation whose id ends with this number.
pub fn annotation(number: u32) -> AnnotationId {
    format!("01J0000000000000000000AN{number:02}")
        .parse()
        .unwrap()
}

/// A workspace whose annotations are changed one by one; none takes one away.
pub fn with_annotations(
    mut workspace: Workspace,
    change: impl Fn(Annotation) -> Option<Annotation>,
) -> Workspace {
    let all = workspace.annotations.iter().map(Arc::as_ref).cloned();
    workspace.annotations = all.filter_map(change).collect();
    workspace
}

/// A set of many articles, each with the same note, that counts how many it has given.
pub struct Long {
    pub articles: usize,
    pub given: Cell<usize>,
    book: Codebook,
    note: Annotation,
}

impl Long {
    pub fn new(articles: usize) -> Self {
        let workspace = workspace();
        let note = workspace.annotations.get(annotation(7)).unwrap();
        Self {
            articles,
            given: Cell::new(0),
            book: workspace.codebook.clone(),
            note: (**note).clone(),
        }
    }
}

impl AnnotatedSet for Long {
    fn codebook(&self) -> &Codebook {
        &self.book
    }

    fn articles(&self) -> Box<dyn Iterator<Item = SetArticle<'_>> + '_> {
        let source = SourceId("long".into());
        Box::new((0..self.articles).map(move |n| {
            self.given.set(self.given.get() + 1);
            SetArticle {
                id: ArticleId::new(&source, &n.to_string(), None),
                path: "long.txt".into(),
                title: "A long set".into(),
                date: None,
                source: "long".into(),
                text_start: 0,
                hash: None,
                status: ReviewStatus::Unseen,
                memo: "".into(),
            }
        }))
    }

    /// The words of the note where it says that they are, and nothing else.
    fn text(&self, _: &SetArticle<'_>) -> Option<Cow<'_, str>> {
        let anchor = &self.note.anchors[0];
        let before = " ".repeat(anchor.span.start());
        Some(Cow::Owned(before + &anchor.quote))
    }

    fn annotations<'s>(
        &'s self,
        _: &'s SetArticle<'_>,
    ) -> Box<dyn Iterator<Item = &'s Annotation> + 's> {
        Box::new(std::iter::once(&self.note))
    }

    fn relations(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        Box::new(std::iter::empty())
    }

    fn further(&self) -> Box<dyn Iterator<Item = FurtherRecord<'_>> + '_> {
        Box::new(std::iter::once(FurtherRecord {
            kind: "proposals",
            id: "p1".into(),
            article: None,
            fields: Vec::new(),
        }))
    }
}
