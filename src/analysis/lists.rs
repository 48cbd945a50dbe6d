//! The annotation list of a snapshot.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::cache::Key;
use super::effective::EffectiveMetadata;
use super::inputs::BaseInputs;
use super::rows::Rows;
use super::tag_tree::TagTree;
use super::versions::Aspect;
use crate::corpus::{ArticleId, ArticleIx, Serial};
use crate::text::fold;
use crate::workspace::{Annotation, AnnotationId, TagId};

/// How the annotation list is grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Grouping {
    /// By article, in reading order.
    #[default]
    Article,
    /// By tag, in the order of the codebook.
    Tag,
}

/// A row of the annotation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnotationRow {
    /// Head of a group and how many follow.
    Head(String, usize),
    /// An annotation.
    One(AnnotationId),
}

/// The annotations of the table's articles, grouped; those of articles that are not in the corpus are
/// listed elsewhere, as unplaced.
#[derive(Debug, Default)]
pub(super) struct AnnotationList {
    pub rows: Arc<[AnnotationRow]>,
    pub annotations: usize,
}

/// What the list depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListKey {
    of: Key,
    rows: Serial,
    tags: Vec<TagId>,
    grouping: Grouping,
    words: String,
}

impl AnnotationList {
    /// The list of a snapshot, kept from before where nothing in it changed.
    pub fn kept(inputs: &BaseInputs, metadata: &EffectiveMetadata, rows: &Rows) -> Arc<Self> {
        let read = Aspect::Annotations | Aspect::Codebook | Aspect::Titles;
        let words = fold(inputs.annotation_search.trim()).into_owned();
        let key = ListKey {
            of: (inputs.corpus.serial(), inputs.versions.only(read)),
            rows: rows.serial(),
            tags: inputs.filter.tags.iter().copied().collect(),
            grouping: inputs.grouping,
            words: words.clone(),
        };
        let make = || {
            let wanted = Wanted::new(inputs, words);
            match inputs.grouping {
                Grouping::Article => by_article(inputs, metadata, rows, &wanted),
                Grouping::Tag => by_tag(inputs, rows, &wanted),
            }
        };
        inputs
            .cache
            .keep(|k| &mut k.annotation_list, key, &inputs.cancel, make)
    }

    fn push(&mut self, out: &mut Vec<AnnotationRow>, head: String, ids: Vec<AnnotationId>) {
        self.annotations += ids.len();
        out.push(AnnotationRow::Head(head, ids.len()));
        out.extend(ids.into_iter().map(AnnotationRow::One));
    }
}

/// What the list is narrowed to.
struct Wanted {
    /// Wanted tags with their sub-tags; empty for all.
    tags: HashSet<TagId>,
    /// Folded words; empty for all.
    words: String,
    /// Tags whose path holds the words: looked for only where words are wanted.
    named: HashSet<TagId>,
}

impl Wanted {
    fn new(inputs: &BaseInputs, words: String) -> Self {
        let book = &inputs.workspace.codebook;
        let tags = inputs.filter.tags.iter();
        let named = if words.is_empty() {
            HashSet::new()
        } else {
            let paths = TagTree::new(book).paths().into_iter();
            let named = paths.filter(|(_, path)| fold(path).contains(words.as_str()));
            named.map(|(tag, _)| tag).collect()
        };
        Self {
            tags: tags.flat_map(|t| book.with_sub_tags(*t)).collect(),
            words,
            named,
        }
    }

    fn fits(&self, a: &Annotation) -> bool {
        let tag_fits = self.tags.is_empty() || a.tag.is_some_and(|t| self.tags.contains(&t));
        tag_fits && (self.words.is_empty() || self.says(a))
    }

    fn says(&self, a: &Annotation) -> bool {
        let holds = |part: &str| fold(part).contains(self.words.as_str());
        a.tag.is_some_and(|t| self.named.contains(&t))
            || holds(&a.note)
            || holds(&a.quote())
            || a.attributes.iter().any(|x| holds(&x.value))
    }
}

fn by_article(
    inputs: &BaseInputs,
    metadata: &EffectiveMetadata,
    rows: &Rows,
    wanted: &Wanted,
) -> AnnotationList {
    let annotations = &inputs.workspace.annotations;
    let place = |id: &ArticleId| -> Option<(usize, ArticleIx)> {
        let at = inputs.corpus.find(id)?;
        Some((rows.row(at)?, at))
    };
    let annotated = annotations.articles();
    let mut listed: Vec<(usize, ArticleIx, &ArticleId)> = annotated
        .filter_map(|id| place(id).map(|(row, at)| (row, at, id)))
        .collect();
    listed.sort_unstable();
    let (mut out, mut list) = (Vec::new(), AnnotationList::default());
    for (_, at, id) in listed {
        if inputs.cancel.is_cancelled() {
            break;
        }
        let fitting = annotations.of(id).filter(|a| wanted.fits(a));
        let ids: Vec<AnnotationId> = fitting.map(|a| a.id).collect();
        if !ids.is_empty() {
            list.push(&mut out, metadata.title_or_opening(at).into_owned(), ids);
        }
    }
    list.rows = out.into();
    list
}

fn by_tag(inputs: &BaseInputs, rows: &Rows, wanted: &Wanted) -> AnnotationList {
    let mut by_tag: HashMap<Option<TagId>, Vec<(usize, u32, AnnotationId)>> = HashMap::new();
    for annotation in inputs.workspace.annotations.iter() {
        if inputs.cancel.is_cancelled() {
            break;
        }
        if !wanted.fits(annotation) {
            continue;
        }
        let at = inputs.corpus.find(&annotation.article);
        if let Some(row) = at.and_then(|at| rows.row(at)) {
            let of_tag = by_tag.entry(annotation.tag).or_default();
            of_tag.push((row, annotation.start(), annotation.id));
        }
    }
    let ids_of = |mut found: Vec<(usize, u32, AnnotationId)>| {
        found.sort_unstable();
        found.into_iter().map(|(_, _, id)| id).collect::<Vec<_>>()
    };
    let (mut out, mut list) = (Vec::new(), AnnotationList::default());
    for (tag, path) in TagTree::new(&inputs.workspace.codebook).paths() {
        if let Some(found) = by_tag.remove(&Some(tag)) {
            list.push(&mut out, path, ids_of(found));
        }
    }
    // None where every note has a tag.
    let mut untagged = ids_of(by_tag.remove(&None).unwrap_or_default());
    // Tags that the tree does not reach, as in a file merged by hand.
    untagged.extend(ids_of(by_tag.into_values().flatten().collect()));
    if !untagged.is_empty() {
        list.push(&mut out, "notes without a tag".to_owned(), untagged);
    }
    list.rows = out.into();
    list
}
