//! How often each tag is used.

use std::collections::HashMap;

use super::tag_tree::TagTree;
use crate::workspace::{TagId, Workspace};

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

/// How all tags are used: one pass over the annotations and one over the tree.
pub(super) fn tag_usage(workspace: &Workspace) -> HashMap<TagId, TagUsage> {
    let book = &workspace.codebook;
    let revised: HashMap<TagId, u32> = book.tags().iter().map(|t| (t.id, t.revised)).collect();
    let mut out: HashMap<TagId, TagUsage> = HashMap::with_capacity(revised.len());
    for annotation in workspace.annotations.iter() {
        let Some((tag, revised)) = annotation.tag.and_then(|t| Some((t, revised.get(&t)?))) else {
            continue;
        };
        let usage = out.entry(tag).or_default();
        usage.own += 1;
        usage.outdated += usize::from(annotation.revision < *revised);
    }
    // Tags that the tree does not reach, as in a file merged by hand, have at least their own.
    for usage in out.values_mut() {
        usage.all = usage.own;
    }
    let own = |tag| out.get(&tag).map_or(0, |u: &TagUsage| u.own);
    for (tag, all) in TagTree::new(book).sums(own) {
        out.entry(tag).or_default().all = all;
    }
    out
}
