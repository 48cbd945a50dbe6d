//! Annotations, by id.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::list::{Side, side};
use super::tag::is_empty;
use super::{Kind, Steps, Swap, SwapOf};
use crate::corpus::{ArticleId, Corpus, TextHash};
use crate::text::Span;
use crate::workspace::describe::{Names, lines};
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Findings, check_annotations};
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Attribute, ReviewStatus, TagId, Workspace,
};

/// An annotation in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Annotation")]
pub struct AnnotationRecord {
    pub(crate) id: AnnotationId,
    article: ArticleId,
    version: TextHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<TagId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<RangeRecord>,
    #[serde(default, skip_serializing_if = "is_empty")]
    note: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<(Arc<str>, Arc<str>)>,
    #[serde(default, skip_serializing_if = "is_empty")]
    author: Arc<str>,
    created: Timestamp,
    modified: Timestamp,
    #[serde(default, skip_serializing_if = "is_unseen")]
    status: ReviewStatus,
    /// Revision of the codebook it was made under.
    #[serde(default, skip_serializing_if = "super::tag::is_zero")]
    revision: u32,
}

/// A range with its words in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Range")]
struct RangeRecord {
    at: Span,
    quote: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    before: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    after: Arc<str>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_unseen(status: &ReviewStatus) -> bool {
    *status == ReviewStatus::Unseen
}

impl From<&Annotation> for AnnotationRecord {
    fn from(a: &Annotation) -> Self {
        let range = |a: &Anchor| RangeRecord {
            at: a.span,
            quote: Arc::clone(&a.quote),
            before: Arc::clone(&a.before),
            after: Arc::clone(&a.after),
        };
        Self {
            id: a.id,
            article: a.article.clone(),
            version: a.version,
            tag: a.tag,
            ranges: a.anchors.iter().map(range).collect(),
            note: Arc::clone(&a.note),
            attributes: a
                .attributes
                .iter()
                .map(|a| (Arc::clone(&a.key), Arc::clone(&a.value)))
                .collect(),
            author: Arc::clone(&a.author),
            created: a.created,
            modified: a.modified,
            status: a.status,
            revision: a.revision,
        }
    }
}

impl From<AnnotationRecord> for Annotation {
    fn from(r: AnnotationRecord) -> Self {
        let anchor = |RangeRecord {
                          at,
                          quote,
                          before,
                          after,
                      }| Anchor {
            span: at,
            quote,
            before,
            after,
        };
        Self {
            id: r.id,
            article: r.article,
            version: r.version,
            tag: r.tag,
            anchors: r.ranges.into_iter().map(anchor).collect(),
            note: r.note,
            attributes: r
                .attributes
                .into_iter()
                .map(|(key, value)| Attribute { key, value })
                .collect(),
            author: r.author,
            created: r.created,
            modified: r.modified,
            status: r.status,
            revision: r.revision,
        }
    }
}

/// Of two annotations with one id, as a copied line makes them, the second gets the next free one: both
/// are kept, and the journal finds them under the same ids at every reading.
pub(crate) fn unlike_ids(all: Vec<Annotation>) -> impl Iterator<Item = Annotation> {
    let mut ids = UnlikeIds::default();
    all.into_iter().map(move |mut one| {
        one.id = ids.next(one.id);
        one
    })
}

/// Ids that differ.
#[derive(Default)]
struct UnlikeIds {
    known: HashSet<AnnotationId>,
    /// From an id to one before which none is free: of many that are alike, or follow each other, no walk
    /// is made twice.
    beyond: HashMap<AnnotationId, AnnotationId>,
}

impl UnlikeIds {
    /// This id, or where it is taken the next one that nobody has.
    fn next(&mut self, id: AnnotationId) -> AnnotationId {
        let after = |id: AnnotationId| AnnotationId(ulid::Ulid(id.0.0.wrapping_add(1)));
        let mut walked = Vec::new();
        let mut at = id;
        while !self.known.insert(at) {
            walked.push(at);
            at = self.beyond.get(&at).copied().unwrap_or_else(|| after(at));
        }
        self.beyond
            .extend(walked.into_iter().map(|id| (id, after(at))));
        at
    }
}

fn all_ids(workspaces: &[&Workspace]) -> BTreeSet<AnnotationId> {
    let all = workspaces.iter().flat_map(|w| w.annotations.iter());
    all.map(|a| a.id).collect()
}

impl Kind for Annotation {
    type State = Option<Arc<Annotation>>;
    type Id = AnnotationId;
    type Scratch = ();
    type Before = Option<Box<AnnotationRecord>>;
    type After = Option<Box<AnnotationRecord>>;
    type Section = Vec<AnnotationRecord>;

    const NAMES: (&'static str, &'static str) = ("annotation", "annotations");
    // Ranges are found again when a text has changed.
    const IS_QUIET: bool = true;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<AnnotationId> {
        state.as_ref().map(|a| a.id)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        state.as_deref()
    }

    fn place(_: &Self::State) -> Option<usize> {
        None
    }

    fn find<'w>(workspace: &'w Workspace, id: &AnnotationId) -> Option<&'w Self> {
        workspace.annotations.get(*id).map(|a| &**a)
    }

    fn apply(swap: &SwapOf<Self>, workspace: &mut Workspace, (): &mut ()) -> Result<(), EditError> {
        let (before, after) = (swap.before.as_ref(), swap.after.as_ref());
        // An annotation that came and went within one step.
        let Some(id) = before.or(after).map(|a| a.id) else {
            return Ok(());
        };
        if workspace.annotations.get(id) != before || after.is_some_and(|a| a.id != id) {
            return Err(EditError);
        }
        match after {
            Some(after) => workspace.annotations.insert(Arc::clone(after)),
            None => workspace.annotations.remove(id),
        }
        Ok(())
    }

    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool {
        earlier.after == later.before && later.before.is_some()
    }

    fn rebase(swap: &mut SwapOf<Self>, quiet: &SwapOf<Self>) {
        let (Some(old), Some(new)) = (&quiet.before, &quiet.after) else {
            return;
        };
        for state in [&mut swap.before, &mut swap.after].into_iter().flatten() {
            let alike = state.version == old.version && state.anchors == old.anchors;
            if state.id == old.id && alike {
                let state = Arc::make_mut(state);
                state.anchors.clone_from(&new.anchors);
                state.version = new.version;
            }
        }
    }

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        let record = |a: &Self::State| a.as_deref().map(|a| Box::new(a.into()));
        (record(&swap.before), record(&swap.after))
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        let state = |a: Option<Box<AnnotationRecord>>| a.map(|a| Arc::new((*a).into()));
        Swap {
            before: state(before),
            after: state(after),
        }
    }

    fn section(workspace: &Workspace) -> Self::Section {
        let all = workspace.annotations.iter();
        all.map(|a| a.as_ref().into()).collect()
    }

    fn take_section(workspace: &mut Workspace, section: Self::Section) {
        let all = section.into_iter().map(Annotation::from).collect();
        workspace.annotations = unlike_ids(all).collect();
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for id in all_ids(&[from, to]) {
            let swap = Swap {
                before: from.annotations.get(id).cloned(),
                after: to.annotations.get(id).cloned(),
            };
            if swap.after.is_none() {
                gone.push(swap);
            } else if !swap.is_empty() {
                come.push(swap);
            }
        }
        Steps { gone, come }
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<AnnotationId> {
        let mut both = Vec::new();
        for id in all_ids(&[base, mine, theirs]) {
            let of = |w: &Workspace| w.annotations.get(id).cloned();
            match side(&of(base), &of(mine), &of(theirs)) {
                Side::Mine => {}
                Side::Theirs => match of(theirs) {
                    Some(one) => merged.annotations.insert(one),
                    None => merged.annotations.remove(id),
                },
                Side::Both => both.push(id),
            }
        }
        both
    }

    fn take_theirs(
        id: &AnnotationId,
        mine: &Workspace,
        theirs: &Workspace,
    ) -> Option<SwapOf<Self>> {
        let swap = Swap {
            before: mine.annotations.get(*id).cloned(),
            after: theirs.annotations.get(*id).cloned(),
        };
        (!swap.is_empty()).then_some(swap)
    }

    fn check(workspace: &Workspace, corpus: Option<&Corpus>, out: &mut Findings) {
        check_annotations(workspace, corpus, out);
    }

    fn title(&self, _: &AnnotationId, names: &Names<'_>) -> String {
        if self.is_whole_article() {
            format!("{}: {}", names.tag(self.tag), self.article)
        } else {
            format!("{}: “{}”", names.tag(self.tag), self.quote())
        }
    }

    fn words(&self, names: &Names<'_>) -> String {
        let attributes: Vec<String> = self
            .attributes
            .iter()
            .map(|a| format!("{}: {}", a.key, a.value))
            .collect();
        let passage = if self.is_whole_article() {
            "the whole article".to_owned()
        } else {
            format!("“{}”", self.quote())
        };
        lines([
            &*format!("{}: {passage}", names.tag(self.tag)),
            &self.note,
            &attributes.join("\n"),
            &format!("{}, {}", self.article, self.status),
            &self.author,
        ])
    }

    fn heading(_: &AnnotationId, said: Option<&Self>) -> String {
        said.map_or_else(String::new, |a| {
            format!("{} in {}", Self::NAMES.0, a.article)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(ids: impl IntoIterator<Item = u128>) -> Vec<u128> {
        let mut unlike = UnlikeIds::default();
        let id = |n| AnnotationId(ulid::Ulid(n));
        ids.into_iter().map(|n| unlike.next(id(n)).0.0).collect()
    }

    #[test]
    fn the_second_of_an_id_gets_the_next_that_is_free() {
        assert_eq!(given([7, 7, 8, 7, 3, 3, 8]), [7, 8, 9, 10, 3, 4, 11]);
        assert_eq!(given([u128::MAX, u128::MAX, 0]), [u128::MAX, 0, 1]);
    }

    proptest::proptest! {
        #[test]
        fn ids_are_given_as_by_walking_from_each(ids in proptest::collection::vec(0..30_u128, 0..60)) {
            let mut known = HashSet::new();
            let walked: Vec<u128> = ids
                .iter()
                .map(|id| {
                    let mut at = *id;
                    while !known.insert(at) {
                        at += 1;
                    }
                    at
                })
                .collect();
            proptest::prop_assert_eq!(given(ids), walked);
        }
    }

    /// Walked from each, these would take hours.
    #[test]
    fn many_ids_that_are_alike_or_follow_each_other_are_given_in_one_pass() {
        const MANY: u128 = 300_000;
        let alike = given(std::iter::repeat_n(5, MANY as usize));
        assert!(alike.into_iter().eq(5..5 + MANY));
        let row = || 0..MANY;
        assert!(given(row().chain(row())).into_iter().eq(0..2 * MANY));
        let backwards = given(row().chain(row().rev()));
        assert!(backwards.into_iter().eq(0..2 * MANY));
    }
}
