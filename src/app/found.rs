//! Annotations by their words, for choosing one of many.

use crate::corpus::ArticleId;
use crate::workspace::{Annotation, AnnotationId, TagId, Workspace};

/// Most annotations that are offered.
const MOST: usize = 1000;

/// Which annotations are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words of the quotation or the note; none for all.
    pub words: String,
    /// Their tag; none for any.
    pub tag: Option<TagId>,
    /// Only those made before the meaning of their tag changed.
    pub outdated: bool,
    /// One that is left out.
    pub not: Option<AnnotationId>,
}

/// Annotations that were looked for.
#[derive(Clone, Debug, Default)]
pub struct FoundAnnotations {
    /// Which.
    pub wanted: Wanted,
    /// The first of them.
    pub first: Vec<AnnotationId>,
    /// How many there are.
    pub all: usize,
    /// Which revision of the workspace they were looked for in.
    pub(in crate::app) revision: u64,
}

/// The first annotations that fit, those of the article `here` before the others.
pub(in crate::app) fn find(
    workspace: &Workspace,
    wanted: &Wanted,
    here: Option<&ArticleId>,
) -> FoundAnnotations {
    let words = wanted.words.trim().to_lowercase();
    let revised = |tag: TagId| workspace.codebook.get(tag).map_or(0, |t| t.revised);
    let fits = |a: &Annotation| {
        let said = |text: &str| text.to_lowercase().contains(&words);
        wanted.not != Some(a.id)
            && wanted.tag.is_none_or(|tag| a.tag == Some(tag))
            && (!wanted.outdated || a.tag.is_some_and(|t| a.revision < revised(t)))
            && (words.is_empty() || said(&a.quote()) || said(&a.note))
    };
    let of_here = here.into_iter().flat_map(|id| workspace.annotations.of(id));
    let others = workspace.annotations.iter();
    let others = others.filter(|a| Some(&a.article) != here);
    let mut out = FoundAnnotations::default();
    for one in of_here.chain(others).filter(|a| fits(a)) {
        out.all += 1;
        if out.first.len() < MOST {
            out.first.push(one.id);
        }
    }
    out
}
