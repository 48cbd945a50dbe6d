//! The passages of a query, to be tagged: the words of each hit, or its sentence.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use crate::corpus::{ArticleId, ArticleIx, Corpus, TextHash};
use crate::query::{Prepared, TokenizedText};
use crate::text::{Span, reading_paragraphs, sentence_around};
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Change, ReviewStatus, Swap, TagId, Workspace,
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
pub struct FoundPassage {
    /// Its article.
    pub article: ArticleId,
    /// Where that stands in the corpus.
    pub at: ArticleIx,
    /// Version of the text.
    pub version: TextHash,
    /// Where, and its words.
    pub anchor: Anchor,
}

/// Which of some passages are taken, by their places: all but some, or none but some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whether all are taken but those.
    pub all: bool,
    /// Those that are not as the others.
    pub but: HashSet<usize>,
}

impl Default for Taken {
    /// All of them.
    fn default() -> Self {
        Self {
            all: true,
            but: HashSet::new(),
        }
    }
}

impl Taken {
    /// Whether the one at a place is taken.
    pub fn contains(&self, at: usize) -> bool {
        self.all != self.but.contains(&at)
    }

    /// Leaves one out, or takes it in.
    pub fn toggle(&mut self, at: usize) {
        if !self.but.remove(&at) {
            self.but.insert(at);
        }
    }

    /// How many of `all` are taken.
    pub fn count(&self, all: usize) -> usize {
        let others = self.but.iter().filter(|at| **at < all).count();
        if self.all { all - others } else { others }
    }
}

/// The passages of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// Those that are to be tagged, in the order in which the articles were given.
    pub found: Vec<FoundPassage>,
    /// Articles that hold them.
    pub articles: usize,
    /// Passages that have this tag already and are left as they are.
    pub already: usize,
}

/// Every passage of a query in some articles that does not have the tag yet; all of them for a tag that is
/// not there yet.
pub fn passages(
    corpus: &Corpus,
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    places: &[ArticleIx],
    (tag, extent): (Option<TagId>, Extent),
) -> Passages {
    let of_article = |at: &ArticleIx| -> Option<(Vec<FoundPassage>, usize)> {
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
            .filter(|a| tag.is_some() && a.tag == tag && a.anchors.len() == 1)
            .flat_map(|a| a.spans().collect::<Vec<_>>())
            .collect();
        let all = spans.len();
        let fresh = spans.into_iter().filter(|s| !tagged.contains(s));
        let found: Vec<FoundPassage> = fresh
            .filter_map(|span| {
                Some(FoundPassage {
                    article: article.clone(),
                    at: *at,
                    version: corpus.hash(*at),
                    anchor: Anchor::new(text, span)?,
                })
            })
            .collect();
        let already = all - found.len();
        Some((found, already))
    };
    let all: Vec<(Vec<FoundPassage>, usize)> = places.par_iter().filter_map(of_article).collect();
    let mut out = Passages::default();
    for (found, already) in all {
        out.articles += usize::from(!found.is_empty());
        out.already += already;
        out.found.extend(found);
    }
    out
}

impl Passages {
    /// The changes that tag those that are taken.
    pub fn tagged(
        &self,
        taken: &Taken,
        workspace: &Workspace,
        tag: TagId,
        (author, now): (&str, Timestamp),
    ) -> Vec<Change> {
        let author: Arc<str> = author.into();
        let annotation = |found: &FoundPassage| Annotation {
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
        let change = |found: &FoundPassage| {
            Change::Annotation(Swap {
                before: None,
                after: Some(Arc::new(annotation(found))),
            })
        };
        let found = self.found.iter().enumerate();
        let wanted = found.filter(|(at, _)| taken.contains(*at));
        wanted.map(|(_, found)| change(found)).collect()
    }
}
