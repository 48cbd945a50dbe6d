//! Many annotations at once: a tag on every hit of a query, a new tag for all that are listed, all that
//! are listed deleted. Each is one step of the history.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use super::event::Event;
use super::state::State;
use crate::analysis::AnnotationRow;
use crate::corpus::{ArticleId, ArticleIx, Corpus, Serial, TextHash};
use crate::query::{Prepared, TokenizedText};
use crate::text::{Span, reading_paragraphs, sentence_around};
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Change, Edit, ReviewStatus, TagId, Workspace,
};

/// What is tagged of a hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The words of the hit.
    #[default]
    Words,
    /// The sentence it stands in; several hits of one sentence give one annotation.
    Sentence,
}

/// A passage that is to be tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its article.
    pub article: ArticleId,
    /// Version of the text.
    pub version: TextHash,
    /// Where, and its words.
    pub anchor: Anchor,
}

/// The passages of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// Those that are to be tagged, in the order of the corpus.
    pub found: Vec<Found>,
    /// Articles that hold them.
    pub articles: usize,
    /// Passages that have this tag already and are left as they are.
    pub already: usize,
}

/// Every passage of a query in some articles that does not have the tag yet.
pub fn passages(
    corpus: &Corpus,
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    places: &[ArticleIx],
    (tag, extent): (TagId, Extent),
) -> Passages {
    let of_article = |at: &ArticleIx| -> Option<(Vec<Found>, usize)> {
        let text = corpus.text(*at)?;
        let hits = prepared.find(&TokenizedText::new(text, corpus.title_end(*at)), *at)?;
        let spans: BTreeSet<Span> = match extent {
            Extent::Words => hits.into_iter().collect(),
            Extent::Sentence => {
                let paragraphs = reading_paragraphs(text, corpus.title_end(*at));
                let around = |hit: Span| sentence_around(text, &paragraphs, hit.start());
                hits.into_iter()
                    .filter_map(|hit| Some(around(hit)?.union(hit)))
                    .collect()
            }
        };
        let article = corpus.id(*at)?;
        let tagged: HashSet<Span> = workspace
            .annotations
            .of(&article)
            .filter(|a| a.tag == Some(tag) && a.anchors.len() == 1)
            .flat_map(|a| a.spans().collect::<Vec<_>>())
            .collect();
        let all = spans.len();
        let fresh = spans.into_iter().filter(|s| !tagged.contains(s));
        let found: Vec<Found> = fresh
            .filter_map(|span| {
                Some(Found {
                    article: article.clone(),
                    version: corpus.hash(*at),
                    anchor: Anchor::new(text, span)?,
                })
            })
            .collect();
        let already = all - found.len();
        Some((found, already))
    };
    let all: Vec<(Vec<Found>, usize)> = places.par_iter().filter_map(of_article).collect();
    let mut out = Passages::default();
    for (found, already) in all {
        out.articles += usize::from(!found.is_empty());
        out.already += already;
        out.found.extend(found);
    }
    out
}

impl Passages {
    /// The edit that tags all of them.
    pub fn edit(
        &self,
        label: String,
        workspace: &Workspace,
        tag: TagId,
        (author, now): (&str, Timestamp),
    ) -> Edit {
        let author: Arc<str> = author.into();
        let annotation = |found: &Found| Annotation {
            id: AnnotationId::random(),
            article: found.article.clone(),
            version: found.version,
            tag: Some(tag),
            anchors: vec![found.anchor.clone()],
            note: Arc::default(),
            attributes: workspace.codebook.default_attributes(tag),
            author: Arc::clone(&author),
            created: now,
            modified: now,
            status: ReviewStatus::Unseen,
            revision: workspace.codebook.revision(),
        };
        let change = |found: &Found| Change::Annotation {
            before: None,
            after: Some(Arc::new(annotation(found))),
        };
        Edit::new(label, self.found.iter().map(change).collect())
    }
}

/// A preview: what a tag on every hit would tag.
#[derive(Clone, Debug)]
pub struct BulkPreview {
    /// The tag.
    pub tag: TagId,
    /// What is tagged of a hit.
    pub extent: Extent,
    /// The passages.
    pub passages: Arc<Passages>,
    /// What was looked for.
    query: String,
    /// The snapshot whose articles were looked through.
    base: Serial,
    /// Which revision of the workspace it is of.
    revision: u64,
}

impl State {
    /// Looks for what a tag on every hit of the search would tag, in the articles of the table.
    pub(super) fn preview_hits(&mut self, tag: TagId, extent: Extent) {
        self.tools.bulk = None;
        let query = self.search.query.query.clone();
        let Some(query) = query.filter(|_| self.search.query.error.is_none()) else {
            return;
        };
        let (workspace, base) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.search.base),
        );
        let (text, revision) = (self.search.query.text.clone(), self.session.revision);
        self.jobs.start("look for hits", move || {
            let facts = base.facts();
            let prepared = Prepared::new(&query, &facts);
            let mut places = base.rows.to_vec();
            places.sort_unstable();
            let found = passages(&base.corpus, &workspace, &prepared, &places, (tag, extent));
            Event::HitsFound(Box::new(BulkPreview {
                tag,
                extent,
                passages: Arc::new(found),
                query: text,
                base: base.serial,
                revision,
            }))
        });
    }

    /// Whether a preview is of what is looked for, shown and annotated now.
    pub fn is_current(&self, preview: &BulkPreview) -> bool {
        preview.query == self.search.query.text
            && self.search.query.error.is_none()
            && preview.revision == self.session.revision
            && preview.base == self.search.base.serial
    }

    /// Tags what was looked at last.
    pub(super) fn tag_hits(&mut self) {
        let Some(preview) = self.tools.bulk.take().filter(|p| self.is_current(p)) else {
            return;
        };
        let (tag, found) = (preview.tag, preview.passages);
        if self.refuses_tag(Some(tag)) {
            return;
        }
        let n = found.found.len();
        let label = format!(
            "tag {n} hits of “{}” as “{}”",
            preview.query,
            self.session.workspace.codebook.path(tag)
        );
        let (author, now) = (self.settings.author.clone(), self.now());
        let edit = found.edit(label, &self.session.workspace, tag, (&author, now));
        self.commit(edit);
    }

    /// The annotations that the list shows.
    pub fn listed(&self) -> Vec<Arc<Annotation>> {
        let rows = self.search.base.annotation_rows.iter();
        let ids = rows.filter_map(|row| match row {
            AnnotationRow::One(id) => self.session.workspace.annotations.get(*id),
            AnnotationRow::Head(..) => None,
        });
        ids.cloned().collect()
    }

    /// Gives all annotations that the list shows another tag, or none.
    pub(super) fn retag_listed(&mut self, tag: Option<TagId>) {
        if self.refuses_tag(tag) {
            return;
        }
        let now = self.now();
        let changes: Vec<Change> = self
            .listed()
            .into_iter()
            .filter(|a| a.tag != tag)
            .map(|before| {
                let after = self.session.workspace.codebook.retagged(&before, tag, now);
                Change::Annotation {
                    before: Some(before),
                    after: Some(Arc::new(after)),
                }
            })
            .collect();
        let words = tag.map_or_else(
            || "no tag".to_owned(),
            |t| format!("“{}”", self.session.workspace.codebook.path(t)),
        );
        let label = format!("change the tag of {} annotations to {words}", changes.len());
        self.commit(Edit::new(label, changes));
    }

    /// Deletes all annotations that the list shows, and the relations that join them.
    pub(super) fn delete_listed(&mut self) {
        let listed = self.listed();
        let gone: HashSet<AnnotationId> = listed.iter().map(|a| a.id).collect();
        let mut changes = self.relations_gone(|end| gone.contains(&end));
        changes.extend(listed.into_iter().map(|before| Change::Annotation {
            before: Some(before),
            after: None,
        }));
        let label = format!("delete {} annotations", gone.len());
        self.commit(Edit::new(label, changes));
    }
}
