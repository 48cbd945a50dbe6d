//! What leads from one workspace to another, as an edit: for restoring and for merging.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{AnnotationId, Change, Edit, Item, Workspace};
use crate::corpus::ArticleId;

fn ids(from: &Workspace, to: &Workspace) -> BTreeSet<AnnotationId> {
    let all = from.annotations.iter().chain(to.annotations.iter());
    all.map(|a| a.id).collect()
}

fn articles(from: &Workspace, to: &Workspace) -> BTreeSet<ArticleId> {
    let all = from.overrides.keys().chain(to.overrides.keys());
    all.cloned().collect()
}

/// The edit that makes `from` into `to`; where one is reading is no part of it.
pub fn difference(label: impl Into<String>, from: &Workspace, to: &Workspace) -> Edit {
    let mut changes = Vec::new();
    // Relations go before the annotations that they join, and come after them.
    let relation = |before, after| Change::Relation { before, after };
    let (gone, come) = list(&from.relations, &to.relations, relation);
    changes.extend(gone);
    let tag = |before, after| Change::Tag { before, after };
    let (tags_gone, tags_come) = list(from.codebook.tags(), to.codebook.tags(), tag);
    changes.extend(tags_gone);
    changes.extend(tags_come);
    if from.codebook.revision() != to.codebook.revision() {
        changes.push(Change::Revision {
            before: from.codebook.revision(),
            after: to.codebook.revision(),
        });
    }
    let track = |before, after| Change::Track { before, after };
    let (tracks_gone, tracks_come) = list(&from.tracks, &to.tracks, track);
    changes.extend(tracks_gone);
    changes.extend(tracks_come);
    let source = |before, after| Change::Source { before, after };
    let (sources_gone, sources_come) = list(&from.sources, &to.sources, source);
    changes.extend(sources_gone);
    changes.extend(sources_come);
    for id in ids(from, to) {
        let (before, after) = (from.annotations.get(id), to.annotations.get(id));
        if before != after {
            changes.push(Change::Annotation {
                before: before.map(Arc::clone),
                after: after.map(Arc::clone),
            });
        }
    }
    for article in articles(from, to) {
        let said = |w: &Workspace| w.overrides.get(&article).cloned().unwrap_or_default();
        let (before, after) = (said(from), said(to));
        if before != after {
            changes.push(Change::Override {
                article,
                before,
                after,
            });
        }
    }
    changes.extend(come);
    Edit::new(label, changes)
}

/// The changes that take away what stands from the first difference on, the last first, and those that
/// put in what is to stand there.
fn list<T: Clone + PartialEq>(
    from: &[T],
    to: &[T],
    change: impl Fn(Item<T>, Item<T>) -> Change,
) -> (Vec<Change>, Vec<Change>) {
    let alike = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let behind =
        |all: &[T]| -> Vec<(usize, T)> { all.iter().cloned().enumerate().skip(alike).collect() };
    let gone = behind(from).into_iter().rev();
    let come = behind(to).into_iter();
    (
        gone.map(|item| change(Some(item), None)).collect(),
        come.map(|item| change(None, Some(item))).collect(),
    )
}
