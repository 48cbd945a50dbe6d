//! The passages of a query, to be tagged: the words of each hit, or its sentence.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use crate::corpus::{ArticleId, ArticleIx, Corpus, TextHash};
use crate::query::{Prepared, TokenizedText};
use crate::text::{Span, reading_paragraphs, sentence_around};
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Change, Edit, ReviewStatus, Swap, TagId, Workspace,
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
    /// Version of the text.
    pub version: TextHash,
    /// Where, and its words.
    pub anchor: Anchor,
}

/// The passages of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// Those that are to be tagged, in the order of the corpus.
    pub found: Vec<FoundPassage>,
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
            .filter(|a| a.tag == Some(tag) && a.anchors.len() == 1)
            .flat_map(|a| a.spans().collect::<Vec<_>>())
            .collect();
        let all = spans.len();
        let fresh = spans.into_iter().filter(|s| !tagged.contains(s));
        let found: Vec<FoundPassage> = fresh
            .filter_map(|span| {
                Some(FoundPassage {
                    article: article.clone(),
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
    /// The edit that tags all of them.
    pub fn edit(
        &self,
        label: String,
        workspace: &Workspace,
        tag: TagId,
        (author, now): (&str, Timestamp),
    ) -> Edit {
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
        Edit::new(label, self.found.iter().map(change).collect())
    }
}
