//! The codebook laid out once, for passes over many annotations.

use std::collections::{HashMap, HashSet};

use crate::workspace::{Codebook, TagId};

/// All tags in the order of the tree, each before its sub-tags.
pub(super) struct TagTree {
    /// Depth and tag.
    order: Vec<(usize, TagId)>,
    names: HashMap<TagId, String>,
    parents: HashMap<TagId, TagId>,
}

impl TagTree {
    pub fn new(book: &Codebook) -> Self {
        let in_order = book.in_tree_order();
        let names = in_order.iter().map(|(_, t)| (t.id, t.name.to_string()));
        let tags = book.tags().iter();
        Self {
            names: names.collect(),
            parents: tags.filter_map(|t| Some((t.id, t.parent?))).collect(),
            order: in_order
                .into_iter()
                .map(|(depth, t)| (depth, t.id))
                .collect(),
        }
    }

    /// All tags with their paths, in order: names from the top down, joined by ` / `.
    pub fn paths(&self) -> Vec<(TagId, String)> {
        // The path of the tag above at each depth, as far as it has been gone down.
        let mut above: Vec<String> = Vec::new();
        let path = |(depth, tag): &(usize, TagId)| {
            above.truncate(*depth);
            let name = self.names.get(tag).map_or("", String::as_str);
            let path = match above.last() {
                Some(parent) => format!("{parent} / {name}"),
                None => name.to_owned(),
            };
            above.push(path.clone());
            (*tag, path)
        };
        self.order.iter().map(path).collect()
    }

    /// For each tag of the tree the sum of what it and its sub-tags have: one pass from the last to the
    /// first.
    pub fn sums(&self, own: impl Fn(TagId) -> usize) -> Vec<(TagId, usize)> {
        // At each depth what the tags met so far have that lie below one tag that is still to come.
        let mut below: Vec<usize> = Vec::new();
        let mut out: Vec<(TagId, usize)> = Vec::with_capacity(self.order.len());
        for (depth, tag) in self.order.iter().rev() {
            if below.len() < depth + 2 {
                below.resize(depth + 2, 0);
            }
            let under = below.get_mut(depth + 1).map_or(0, std::mem::take);
            let sum = own(*tag) + under;
            if let Some(siblings) = below.get_mut(*depth) {
                *siblings += sum;
            }
            out.push((*tag, sum));
        }
        out.reverse();
        out
    }

    /// These tags and all above them.
    pub fn with_those_above(&self, tags: impl IntoIterator<Item = TagId>) -> HashSet<TagId> {
        let mut all = HashSet::new();
        for tag in tags {
            let mut at = Some(tag);
            // What is known already has those above it known, also in a circle.
            while let Some(tag) = at.filter(|t| all.insert(*t)) {
                at = self.parents.get(&tag).copied();
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Slot, Tag};

    fn book(parents: &[Option<usize>]) -> (Codebook, Vec<TagId>) {
        let ids: Vec<TagId> = parents.iter().map(|_| TagId::random()).collect();
        let tags = parents.iter().enumerate().map(|(at, parent)| {
            let mut tag = Tag::new(ids[at], &format!("t{at}"), Slot::after(at));
            tag.parent = parent.map(|p| ids[p]);
            tag
        });
        (Codebook::new(tags.collect(), 0), ids)
    }

    #[test]
    fn sums_and_paths_are_those_of_each_tag_by_itself() {
        let parents = [None, Some(0), Some(1), None, Some(3), Some(0), Some(2)];
        let (book, ids) = book(&parents);
        let tree = TagTree::new(&book);
        let own = |tag: TagId| ids.iter().position(|t| *t == tag).unwrap() + 1;
        for (tag, sum) in tree.sums(own) {
            let all = book.with_sub_tags(tag);
            assert_eq!(sum, all.into_iter().map(own).sum::<usize>());
        }
        let paths = tree.paths();
        assert_eq!(paths.len(), parents.len());
        for (tag, path) in paths {
            assert_eq!(path, book.path(tag));
        }
        let above = tree.with_those_above([ids[6], ids[4]]);
        let expected = [6, 2, 1, 0, 4, 3].map(|at| ids[at]);
        assert_eq!(above, expected.into_iter().collect());
    }
}
