//! Lists of the snapshot beside the table: annotations, tags, sources.

use std::collections::{HashMap, HashSet};

use crate::analysis::{AnnotationRow, Basis, Grouping, Inputs, Rows};
use crate::corpus::ArticleId;
use crate::text::fold;
use crate::workspace::{Annotation, AnnotationId, TagId, Workspace};

/// The annotations of the table's articles, grouped; those of articles that are not in the corpus
/// are listed elsewhere, as unplaced.
pub(super) fn annotation_rows(inputs: &Inputs, rows: &Rows) -> (Vec<AnnotationRow>, usize) {
    let workspace = &inputs.workspace;
    let wanted = fold(inputs.annotation_search.trim()).into_owned();
    let tags: HashSet<TagId> = inputs
        .filter
        .tags
        .iter()
        .flat_map(|t| workspace.codebook.with_sub_tags(*t))
        .collect();
    let fits = |a: &Annotation| {
        let tag = a
            .tag
            .map(|t| workspace.codebook.path(t))
            .unwrap_or_default();
        let tag_fits = tags.is_empty() || a.tag.is_some_and(|t| tags.contains(&t));
        let words_fit = wanted.is_empty()
            || [&*a.note, &a.quote(), &tag]
                .iter()
                .any(|part| fold(part).contains(&wanted))
            || a.attributes
                .iter()
                .any(|x| fold(&x.value).contains(&wanted));
        tag_fits && words_fit
    };
    let mut out = Vec::new();
    let mut total = 0;
    let mut group = |head: String, ids: Vec<AnnotationId>| {
        if !ids.is_empty() {
            total += ids.len();
            out.push(AnnotationRow::Head(head, ids.len()));
            out.extend(ids.into_iter().map(AnnotationRow::One));
        }
    };
    match inputs.grouping {
        Grouping::Article => {
            let annotated = workspace.annotations.articles();
            let mut listed: Vec<(usize, &ArticleId)> = annotated
                .filter_map(|id| Some((rows.row(inputs.corpus.find(id)?)?, id)))
                .collect();
            listed.sort_unstable();
            for article in listed.iter().filter_map(|(_, id)| inputs.corpus.by_id(id)) {
                let ids = workspace
                    .annotations
                    .of(&article.id)
                    .filter(|a| fits(a))
                    .map(|a| a.id)
                    .collect();
                group(workspace.filed(&article).title().to_owned(), ids);
            }
        }
        Grouping::Tag => {
            let place = |a: &Annotation| rows.row(inputs.corpus.find(&a.article)?);
            let mut by_tag: HashMap<_, Vec<(usize, u32, AnnotationId)>> = HashMap::new();
            for annotation in workspace.annotations.iter().filter(|a| fits(a)) {
                if let Some(row) = place(annotation) {
                    by_tag.entry(annotation.tag).or_default().push((
                        row,
                        annotation.start(),
                        annotation.id,
                    ));
                }
            }
            let mut take = |tag| {
                let mut ids = by_tag.remove(&tag).unwrap_or_default();
                ids.sort_unstable();
                ids.into_iter().map(|(_, _, id)| id).collect::<Vec<_>>()
            };
            for (_, tag) in workspace.codebook.in_tree_order() {
                group(workspace.codebook.path(tag.id), take(Some(tag.id)));
            }
            let mut untagged = take(None);
            // Tags that the tree does not reach, as in a file merged by hand.
            let mut rest: Vec<_> = by_tag.into_values().flatten().collect();
            rest.sort_unstable();
            untagged.extend(rest.into_iter().map(|(_, _, id)| id));
            group("notes without a tag".to_owned(), untagged);
        }
    }
    (out, total)
}

/// How a tag is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TagUsage {
    /// Annotations of its own.
    pub own: usize,
    /// With those of its sub-tags.
    pub all: usize,
    /// Its own that were made before its meaning last changed, and not looked at since.
    pub outdated: usize,
}

pub(super) fn tag_usage(workspace: &Workspace) -> HashMap<TagId, TagUsage> {
    let book = &workspace.codebook;
    let mut out: HashMap<TagId, TagUsage> = HashMap::new();
    let revised: HashMap<TagId, u32> = book.tags().iter().map(|t| (t.id, t.revised)).collect();
    for annotation in workspace.annotations.iter() {
        let Some((tag, revised)) = annotation.tag.and_then(|t| Some((t, revised.get(&t)?))) else {
            continue;
        };
        let usage = out.entry(tag).or_default();
        usage.own += 1;
        usage.outdated += usize::from(annotation.revision < *revised);
    }
    let own: HashMap<TagId, usize> = out.iter().map(|(id, usage)| (*id, usage.own)).collect();
    for tag in book.tags() {
        let below = book.with_sub_tags(tag.id);
        let all = below.iter().filter_map(|t| own.get(t)).sum();
        out.entry(tag.id).or_default().all = all;
    }
    out
}

/// Sources with their number of articles, by name.
pub(super) fn sources(basis: &Basis) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (name, n) in basis.sources() {
        *counts.entry(name).or_default() += n;
    }
    let mut out: Vec<(String, usize)> = counts
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(name, n)| (name.to_owned(), n))
        .collect();
    out.sort();
    out
}
