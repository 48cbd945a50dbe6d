//! How tags hang together: found out once for each version of the codebook, then asked without a pass
//! over all tags.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use super::{Codebook, Tag};
use crate::workspace::TagId;

/// Where tags stand, by what they are looked for.
#[derive(Debug, Default)]
struct Tree {
    /// The first of each id.
    by_id: HashMap<TagId, usize>,
    /// The tags directly below one, in their order; `None` for those at the top.
    below: HashMap<Option<TagId>, Vec<usize>>,
    /// The same by name, lower case; only for names without a slash, which paths are made of.
    by_name: HashMap<(Option<TagId>, String), Vec<usize>>,
    /// Tags with a slash in their name, by the tag above.
    slashed: HashMap<Option<TagId>, Vec<usize>>,
}

impl Tree {
    fn of(tags: &[Tag]) -> Self {
        let mut out = Self::default();
        for (at, tag) in tags.iter().enumerate() {
            out.by_id.entry(tag.id).or_insert(at);
            out.below.entry(tag.parent).or_default().push(at);
            if tag.name.contains('/') {
                out.slashed.entry(tag.parent).or_default().push(at);
            } else {
                let name = (tag.parent, tag.name.trim().to_lowercase());
                out.by_name.entry(name).or_default().push(at);
            }
        }
        out
    }
}

/// A tree that is made when somebody first asks; no part of what a codebook says.
#[derive(Clone, Debug, Default)]
pub(super) struct Lazy(OnceLock<Arc<Tree>>);

impl PartialEq for Lazy {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lazy {}

impl Codebook {
    fn tree(&self) -> &Tree {
        self.tree.0.get_or_init(|| Arc::new(Tree::of(&self.tags)))
    }

    fn at(&self, places: Option<&Vec<usize>>) -> impl DoubleEndedIterator<Item = (usize, &Tag)> {
        let places = places.map_or(&[][..], Vec::as_slice);
        let tags = places.iter();
        tags.filter_map(|at| Some((*at, self.tags.get(*at)?)))
    }

    /// One tag.
    pub fn get(&self, id: TagId) -> Option<&Tag> {
        self.tags.get(*self.tree().by_id.get(&id)?)
    }

    /// The tags directly below one, or at the top.
    pub fn children(&self, of: Option<TagId>) -> impl DoubleEndedIterator<Item = &Tag> {
        self.at(self.tree().below.get(&of)).map(|(_, tag)| tag)
    }

    /// All tags with their depth, every tag before its sub-tags. Tags that lie below themselves, as a file
    /// written by hand may have them, are not among them.
    pub fn in_tree_order(&self) -> Vec<(usize, &Tag)> {
        let below = |id: Option<TagId>| self.at(self.tree().below.get(&id));
        let mut out = Vec::with_capacity(self.tags.len());
        // One id that is there twice leads to its sub-tags twice.
        let mut seen = HashSet::with_capacity(self.tags.len());
        let mut next: Vec<(usize, (usize, &Tag))> = below(None).rev().map(|t| (0, t)).collect();
        while let Some((depth, (at, tag))) = next.pop() {
            if seen.insert(at) {
                out.push((depth, tag));
                next.extend(below(Some(tag.id)).rev().map(|t| (depth + 1, t)));
            }
        }
        out
    }

    /// The names from the top down, joined by ` / `; empty for a tag that is not there.
    pub fn path(&self, id: TagId) -> String {
        let mut names: Vec<&str> = self.line_up(id).iter().map(|t| &*t.name).collect();
        names.reverse();
        names.join(" / ")
    }

    /// The tag and everything above it, from the bottom up.
    fn line_up(&self, id: TagId) -> Vec<&Tag> {
        let mut line: Vec<&Tag> = Vec::new();
        let mut at = Some(id);
        while let Some(tag) = at.and_then(|id| self.get(id)) {
            if line.len() > self.tags.len() {
                break;
            }
            line.push(tag);
            at = tag.parent;
        }
        line
    }

    /// The tag and all its sub-tags.
    pub fn with_sub_tags(&self, id: TagId) -> HashSet<TagId> {
        let mut all = HashSet::from([id]);
        let mut next = vec![id];
        while let Some(id) = next.pop() {
            let below = self.children(Some(id)).map(|t| t.id);
            next.extend(below.filter(|id| all.insert(*id)));
        }
        all
    }

    /// For each tag what `own` gives it and all its sub-tags together, in one pass: how many annotations
    /// a tag has with those below it.
    pub fn totals(&self, own: &HashMap<TagId, usize>) -> HashMap<TagId, usize> {
        let mut out: HashMap<TagId, usize> = HashMap::with_capacity(self.tags.len());
        for (_, tag) in self.in_tree_order().into_iter().rev() {
            let total = out.entry(tag.id).or_insert(0);
            *total += own.get(&tag.id).copied().unwrap_or(0);
            let total = *total;
            if let Some(above) = tag.parent {
                *out.entry(above).or_insert(0) += total;
            }
        }
        out
    }

    /// Tags that lie below themselves, as a file written by hand may have them.
    pub(in crate::workspace) fn below_themselves(&self) -> HashSet<TagId> {
        let mut out = HashSet::new();
        // Each tag is walked up from once: what an earlier walk has met leads nowhere new.
        let mut met: HashMap<TagId, usize> = HashMap::with_capacity(self.tags.len());
        for (walk, start) in self.tags.iter().enumerate() {
            let mut line = Vec::new();
            let mut at = self.get(start.id);
            while let Some(tag) = at {
                if let Some(earlier) = met.get(&tag.id) {
                    if *earlier == walk {
                        let circle = line.iter().rev().take_while(|id| **id != tag.id);
                        out.extend(circle.copied());
                        out.insert(tag.id);
                    }
                    break;
                }
                met.insert(tag.id, walk);
                line.push(tag.id);
                at = tag.parent.and_then(|id| self.get(id));
            }
        }
        out
    }

    /// The tag of this path: names joined by `/`, with or without spaces around; case is ignored
    /// where no tag has the exact names.
    pub fn by_path(&self, path: &str) -> Option<&Tag> {
        let wanted: Vec<&str> = path.split('/').map(str::trim).collect();
        let same = |exact: bool| self.tags.get(self.places_of(&wanted, exact).min()?);
        same(true).or_else(|| same(false))
    }

    /// The places of the tags with these names from the top down.
    fn places_of(&self, wanted: &[&str], exact: bool) -> impl Iterator<Item = usize> {
        let tree = self.tree();
        let alike = |name: &str, wanted: &str| {
            let name = name.trim();
            if exact {
                name == wanted
            } else {
                name.to_lowercase() == wanted.to_lowercase()
            }
        };
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut next = vec![(None, wanted)];
        while let Some((above, names)) = next.pop() {
            let Some(first) = names.first() else {
                continue;
            };
            let named = tree.by_name.get(&(above, first.to_lowercase()));
            let plain = self.at(named).map(|tag| (tag, 1));
            let slashed = self.at(tree.slashed.get(&above));
            let slashed = slashed.map(|(at, tag)| ((at, tag), tag.name.split('/').count()));
            for ((at, tag), parts) in plain.chain(slashed) {
                let Some((begin, rest)) = names.split_at_checked(parts) else {
                    continue;
                };
                let mut pairs = tag.name.split('/').zip(begin);
                if !pairs.all(|(name, wanted)| alike(name, wanted)) {
                    continue;
                }
                if rest.is_empty() {
                    found.push(at);
                } else if seen.insert((tag.id, rest.len())) {
                    next.push((Some(tag.id), rest));
                }
            }
        }
        found.into_iter()
    }
}
