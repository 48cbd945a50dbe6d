//! Annotations against their articles: what moved, what has no place, which articles seem renamed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::corpus::{ArticleId, Corpus, TextHash};
use crate::workspace::anchoring::{Parted, Placement, place};
pub use crate::workspace::relink::Relink;
use crate::workspace::relink::propose;
use crate::workspace::{Annotation, AnnotationId, Change, Edit, Swap, Workspace};

/// An annotation without a place in the articles as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The annotation.
    pub annotation: AnnotationId,
    /// Why, in words.
    pub why: String,
    /// Where it most likely stands now, for somebody to look at.
    pub proposed: Option<Arc<Annotation>>,
}

/// What checking all annotations against their articles gave.
#[derive(Debug, Default)]
pub struct Checked {
    /// Takes the re-anchored ranges over; none where no text has changed.
    pub moved: Option<Edit>,
    /// How many of them stand elsewhere now.
    pub found_elsewhere: usize,
    /// What has no place.
    pub unplaced: Vec<Unplaced>,
    /// Articles that seem renamed.
    pub relinks: Vec<Relink>,
}

/// Checks every annotation against its article.
pub fn check_annotations(workspace: &Workspace, corpus: &Corpus) -> Checked {
    let mut out = Checked::default();
    let mut moved = Vec::new();
    let mut gone: Vec<&Arc<Annotation>> = Vec::new();
    let mut missing: BTreeMap<ArticleId, TextHash> = BTreeMap::new();
    for annotation in workspace.annotations.iter() {
        let article = corpus.find(&annotation.article);
        let text = article.and_then(|at| Some((corpus.text(at)?, corpus.hash(at))));
        let why = match place(annotation, text) {
            Placement::Exact => continue,
            Placement::Renewed(now) | Placement::Moved(now) => {
                let stays = now.spans().eq(annotation.spans());
                out.found_elsewhere += usize::from(!stays);
                moved.push(Change::Annotation(Swap {
                    before: Some(Arc::clone(annotation)),
                    after: Some(Arc::new(now)),
                }));
                continue;
            }
            Placement::Uncertain(now) => {
                out.unplaced.push(Unplaced {
                    annotation: annotation.id,
                    why: format!(
                        "its words are no longer in the article: “{}”",
                        annotation.quote()
                    ),
                    proposed: Some(Arc::new(now)),
                });
                continue;
            }
            Placement::ArticleMissing => {
                missing.insert(annotation.article.clone(), annotation.version);
                gone.push(annotation);
                continue;
            }
            Placement::Unplaced(quote) => {
                format!("its words are no longer in the article: “{quote}”")
            }
        };
        out.unplaced.push(Unplaced {
            annotation: annotation.id,
            why,
            proposed: None,
        });
    }
    let parted = Parted::of(corpus, missing.keys());
    for annotation in gone {
        if let Some(now) = parted.place(annotation) {
            out.found_elsewhere += 1;
            moved.push(Change::Annotation(Swap {
                before: Some(Arc::clone(annotation)),
                after: Some(Arc::new(now)),
            }));
            continue;
        }
        out.unplaced.push(Unplaced {
            annotation: annotation.id,
            why: format!("its article is not in the corpus: {}", annotation.article),
            proposed: None,
        });
    }
    if !moved.is_empty() {
        out.moved = Some(Edit::new("re-anchor annotations", moved));
    }
    // What is said about an article goes with it, annotated or not.
    let said = workspace.overrides.iter();
    let said = said.filter(|(id, o)| o.says_more_than_status() && !missing.contains_key(*id));
    let gone: Vec<&ArticleId> = said
        .map(|(id, _)| id)
        .filter(|id| corpus.find(id).is_none())
        .collect();
    let known = corpus.last_versions(gone);
    missing.extend(known.into_iter().map(|(id, hash)| (id.clone(), hash)));
    let present = corpus.places().map(|at| (corpus.hash(at), at));
    out.relinks = propose(&missing, present, |at| corpus.id(at));
    out
}
