//! Which pairs of the articles that share a rare shingle are compared: as few as can be.

use std::collections::HashMap;

use super::Groups;

/// An article that holds a shingle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    /// The article.
    pub article: u32,
    /// How many of its shingles come before this one, the rarest first.
    pub place: u32,
}

/// A holder, measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Measured {
    /// Shingles of the article.
    len: u32,
    /// Shingles from this one on: what it can share at most with another of which this is the first
    /// shingle that both hold.
    left: u32,
    article: u32,
}

impl Measured {
    /// The most shingles that an article can have which is alike and no longer.
    fn longest_partner(self) -> u32 {
        (3 * self.left).saturating_sub(self.len).min(self.len)
    }

    /// Whether the two can share a third of the shingles of both together, which is what a Jaccard
    /// similarity of one half means. If this shingle is not the first that they share, they were looked
    /// at with the first.
    fn may_be_like(self, other: Self) -> bool {
        3 * self.left.min(other.left) >= self.len + other.len
    }
}

/// How much was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    looked_at: u64,
}

impl Pairs {
    /// Pairs that were looked at, of articles or of an article and a group.
    #[cfg(test)]
    pub fn looked_at(self) -> u64 {
        self.looked_at
    }

    /// Joins those holders of one shingle that `alike` says are so. Holders that are joined already are
    /// one group, of which a new one is compared with members only until one is like it.
    pub fn join_alike(
        &mut self,
        holders: impl Iterator<Item = Holder>,
        len_of: &dyn Fn(u32) -> u32,
        joined: &mut Joined,
        alike: &mut dyn FnMut(u32, u32) -> bool,
        stop: &dyn Fn() -> bool,
    ) {
        let mut holders: Vec<Measured> = holders
            .map(|h| Measured {
                len: len_of(h.article),
                left: len_of(h.article).saturating_sub(h.place),
                article: h.article,
            })
            .collect();
        if holders.len() < 2 {
            return;
        }
        // From the shortest: partners of the next one are among those before it, and groups are in the
        // order of their shortest member.
        holders.sort_unstable();
        let mut groups = GroupsOfOne::default();
        for one in holders {
            if stop() {
                return;
            }
            let mut own = groups.of(joined.root(one.article));
            let mut number = 0;
            while let Some(members) = groups.members.get(number) {
                let shortest = members.first().map(|m| m.len);
                if shortest.is_some_and(|len| len > one.longest_partner()) {
                    break;
                }
                if own != Some(number) && !members.is_empty() {
                    self.looked_at += 1;
                    if self.is_like_one(one, members, alike) {
                        if let Some(first) = members.first() {
                            joined.join(first.article, one.article);
                        }
                        own = Some(groups.merge(own, number));
                    }
                }
                number += 1;
            }
            groups.add(one, own, joined.root(one.article));
        }
    }

    fn is_like_one(
        &mut self,
        one: Measured,
        members: &[Measured],
        alike: &mut dyn FnMut(u32, u32) -> bool,
    ) -> bool {
        let from = members.partition_point(|m| m.len < one.len.div_ceil(2));
        let partners = members.iter().skip(from);
        for member in partners.take_while(|m| m.len <= one.longest_partner()) {
            self.looked_at += 1;
            if one.may_be_like(*member) && alike(member.article, one.article) {
                return true;
            }
        }
        false
    }
}

/// The holders of one shingle in groups that are joined, each from its shortest member on.
#[derive(Default)]
struct GroupsOfOne {
    members: Vec<Vec<Measured>>,
    by_root: HashMap<u32, usize>,
}

impl GroupsOfOne {
    fn of(&self, root: u32) -> Option<usize> {
        self.by_root.get(&root).copied()
    }

    /// Makes one group of two; gives the one that stays, which has the shorter first member.
    fn merge(&mut self, own: Option<usize>, other: usize) -> usize {
        let Some(own) = own else {
            return other;
        };
        let (stays, goes) = (own.min(other), own.max(other));
        let moved = self.members.get_mut(goes).map(std::mem::take);
        if let (Some(moved), Some(kept)) = (moved, self.members.get_mut(stays)) {
            kept.extend(moved);
            kept.sort_unstable();
        }
        stays
    }

    /// Adds one that is no shorter than all others.
    fn add(&mut self, one: Measured, to: Option<usize>, root: u32) {
        let number = to.unwrap_or(self.members.len());
        match self.members.get_mut(number) {
            Some(members) => members.push(one),
            None => self.members.push(vec![one]),
        }
        self.by_root.insert(root, number);
    }
}

/// What is connected (union-find).
pub(super) struct Joined {
    parents: Vec<u32>,
}

impl Joined {
    pub fn new(count: u32) -> Self {
        Self {
            parents: (0..count).collect(),
        }
    }

    fn parent(&self, n: u32) -> u32 {
        self.parents.get(n as usize).copied().unwrap_or(n)
    }

    pub fn root(&mut self, n: u32) -> u32 {
        let mut at = n;
        while self.parent(at) != at {
            let next = self.parent(self.parent(at));
            if let Some(slot) = self.parents.get_mut(at as usize) {
                *slot = next;
            }
            at = next;
        }
        at
    }

    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }

    /// Groups of two and more, numbered in the order of their first member.
    pub fn numbered(mut self) -> Groups {
        let count = self.parents.len() as u32;
        let roots: Vec<u32> = (0..count).map(|n| self.root(n)).collect();
        let mut sizes: HashMap<u32, u32> = HashMap::new();
        for root in &roots {
            *sizes.entry(*root).or_default() += 1;
        }
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        let number = |root: &u32| {
            if sizes.get(root).copied().unwrap_or(0) < 2 {
                return 0;
            }
            let next = numbers.len() as u32 + 1;
            *numbers.entry(*root).or_insert(next)
        };
        roots.iter().map(number).collect()
    }
}
