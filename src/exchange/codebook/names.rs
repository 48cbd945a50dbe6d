//! Ids and names of tags that are being read: each once, and what was changed is said.

use std::collections::{HashMap, HashSet};

use crate::exchange::LossReport;
use crate::workspace::{Tag, TagId};

/// Ids and names that are taken.
#[derive(Default)]
pub(super) struct Names {
    ids: HashSet<TagId>,
    /// What stands above, and the name.
    taken: HashSet<(String, String)>,
}

impl Names {
    /// The id that a file gives a tag, else a new one; also where another tag has it.
    pub fn id(&mut self, wanted: Option<TagId>, name: &str, losses: &mut LossReport) -> TagId {
        match wanted {
            Some(id) if self.ids.insert(id) => id,
            Some(_) => {
                losses.lose(
                    "ids that another tag of the file has (a new one was given)",
                    name,
                );
                self.fresh()
            }
            None => self.fresh(),
        }
    }

    fn fresh(&mut self) -> TagId {
        let id = TagId::random();
        self.ids.insert(id);
        id
    }

    /// A name that no other tag below `above` has: the wanted one, else with a number.
    pub fn name(&mut self, above: &str, wanted: &str, losses: &mut LossReport) -> String {
        if self.take(above, wanted) {
            return wanted.to_owned();
        }
        let mut numbered = (2..).map(|n| format!("{wanted} {n}"));
        let free = numbered.find(|name| self.take(above, name));
        let free = free.unwrap_or_else(|| wanted.to_owned());
        losses.lose(
            "names that another tag beside has (a number was added)",
            &free,
        );
        free
    }

    /// Takes a name; says whether it was free.
    pub fn take(&mut self, above: &str, name: &str) -> bool {
        self.taken.insert((above.to_owned(), name.to_owned()))
    }

    /// A name without what names cannot hold.
    pub fn without_slash(name: &str, losses: &mut LossReport) -> String {
        if !name.contains('/') {
            return name.to_owned();
        }
        losses.lose("the “/” of names (it became a “-”)", name);
        name.replace('/', "-")
    }
}

/// The tags in an order in which each comes after the one above it; the order of siblings stays. Those
/// that lie below themselves go to the top.
pub(super) fn parents_first(tags: Vec<Tag>) -> Vec<Tag> {
    let mut seen: HashSet<TagId> = HashSet::new();
    let is_sorted = tags.iter().all(|tag| {
        let ready = tag.parent.is_none_or(|p| seen.contains(&p));
        seen.insert(tag.id);
        ready
    });
    if is_sorted {
        return tags;
    }
    let ids: HashSet<TagId> = tags.iter().map(|t| t.id).collect();
    let mut below: HashMap<TagId, Vec<Tag>> = HashMap::new();
    let mut next: Vec<Tag> = Vec::new();
    for tag in tags {
        match tag.parent.filter(|p| ids.contains(p)) {
            Some(parent) => below.entry(parent).or_default().push(tag),
            None => next.push(tag),
        }
    }
    next.reverse();
    let mut out = Vec::new();
    loop {
        while let Some(tag) = next.pop() {
            next.extend(below.remove(&tag.id).unwrap_or_default().into_iter().rev());
            out.push(tag);
        }
        // What is left lies in circles: one of them is opened.
        let Some(first) = below.keys().min().copied() else {
            return out;
        };
        let mut circle = below.remove(&first).unwrap_or_default();
        circle.reverse();
        if let Some(tag) = circle.last_mut() {
            tag.parent = None;
        }
        next = circle;
    }
}
