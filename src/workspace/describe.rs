//! Edits in words: which things one changes, what each was and what it becomes.
//!
//! For looking at a restore before it is done, at a step of the history, at both sides of a conflict.

use std::collections::HashMap;

use super::kinds::Swap;
pub use super::kinds::{RecordRef, RecordState};
use super::{Change, Codebook, Edit, TagId};

/// What becomes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It comes.
    Added,
    /// It goes.
    Removed,
    /// It becomes another.
    Changed,
    /// It stands in another place among its like.
    Moved,
}

impl ChangeKind {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
        }
    }
}

/// A thing that an edit changes, with the changes that say what it was and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The thing.
    pub thing: RecordRef,
    /// What becomes of it.
    pub fate: ChangeKind,
    first: usize,
    last: usize,
}

impl Difference {
    /// What it was; none where it comes.
    pub fn before<'e>(&self, edit: &'e Edit) -> Option<RecordState<'e>> {
        edit.changes.get(self.first)?.sides().0
    }

    /// What it becomes; none where it goes.
    pub fn after<'e>(&self, edit: &'e Edit) -> Option<RecordState<'e>> {
        edit.changes.get(self.last)?.sides().1
    }

    /// Whether it stands where it stood among its like.
    fn stays(&self, edit: &Edit) -> bool {
        let places = |at: usize| edit.changes.get(at).map_or((None, None), Change::places);
        places(self.first).0 == places(self.last).1
    }
}

/// The things that an edit changes, each once, in the order of the edit.
pub fn differences(edit: &Edit) -> Vec<Difference> {
    let mut places: HashMap<RecordRef, usize> = HashMap::new();
    let mut out: Vec<Difference> = Vec::new();
    for (at, change) in edit.changes.iter().enumerate() {
        let Some(thing) = change.record() else {
            continue;
        };
        let place = *places.entry(thing.clone()).or_insert(out.len());
        match out.get_mut(place) {
            Some(known) => known.last = at,
            None => out.push(Difference {
                thing,
                fate: ChangeKind::Changed,
                first: at,
                last: at,
            }),
        }
    }
    out.retain_mut(|one| {
        let (before, after) = (one.before(edit), one.after(edit));
        one.fate = match (before, after) {
            (None, None) => return false,
            (None, Some(_)) | (Some(_), None) if one.thing.is_always_there() => ChangeKind::Changed,
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Removed,
            (Some(a), Some(b)) if a != b => ChangeKind::Changed,
            (Some(_), Some(_)) if one.stays(edit) => return false,
            (Some(_), Some(_)) => ChangeKind::Moved,
        };
        true
    });
    out
}

/// How many things of each kind come, go and change: `annotations: 2 added, 1 removed`.
pub fn summary(differences: &[Difference]) -> Vec<String> {
    let fates = [
        ChangeKind::Added,
        ChangeKind::Removed,
        ChangeKind::Changed,
        ChangeKind::Moved,
    ];
    let mut counts: Vec<(&str, [usize; 4])> = Vec::new();
    for one in differences {
        let (_, kind) = one.thing.kind();
        let at = counts.iter().position(|(k, _)| *k == kind);
        let at = at.unwrap_or_else(|| {
            counts.push((kind, [0; 4]));
            counts.len() - 1
        });
        if let Some((_, of_kind)) = counts.get_mut(at) {
            for (count, fate) in of_kind.iter_mut().zip(fates) {
                *count += usize::from(one.fate == fate);
            }
        }
    }
    counts.sort_unstable();
    let told = |(kind, counts): &(&str, [usize; 4])| {
        let parts: Vec<String> = counts
            .iter()
            .zip(fates)
            .filter(|(n, _)| **n > 0)
            .map(|(n, fate)| format!("{n} {}", fate.words()))
            .collect();
        format!("{kind}: {}", parts.join(", "))
    };
    counts.iter().map(told).collect()
}

/// Gives things names. Tags that the codebook does not have are looked for in an edit.
#[derive(Clone, Copy)]
pub struct Names<'e> {
    /// The codebook.
    pub codebook: &'e Codebook,
    /// The edit.
    pub edit: Option<&'e Edit>,
}

impl Names<'_> {
    /// The names of a tag from the top down.
    pub(super) fn tag(&self, id: Option<TagId>) -> String {
        let Some(id) = id else {
            return "note".to_owned();
        };
        let known = self.codebook.path(id);
        if !known.is_empty() {
            return known;
        }
        let in_change = |change: &Change| {
            let Change::Tag(Swap { before, after }) = change else {
                return None;
            };
            let sides = [after, before].into_iter().flatten();
            let mut tags = sides.map(|(_, tag)| tag);
            tags.find(|t| t.id == id).map(|t| t.name.to_string())
        };
        let changes = self.edit.map_or(&[][..], |e| &e.changes);
        let named = changes.iter().find_map(in_change);
        named.unwrap_or_else(|| "a tag that is gone".to_owned())
    }
}

/// The parts that say something, a line each.
pub(super) fn lines<'s>(parts: impl IntoIterator<Item = &'s str>) -> String {
    let told = parts.into_iter().map(str::trim).filter(|p| !p.is_empty());
    told.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::difference::difference;
    use crate::workspace::{Slot, Tag, Track, TrackId, Workspace};

    fn tag(name: &str) -> Tag {
        Tag::new(TagId::random(), name, Slot::after(0))
    }

    #[test]
    fn each_thing_is_told_once_with_what_becomes_of_it() {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(tag);
        let book = |tags: &[&Tag]| Workspace {
            codebook: Codebook::new(tags.iter().map(|t| (*t).clone()).collect(), 0),
            ..Workspace::default()
        };
        let mut other = c.clone();
        other.definition = "new words".into();
        let (from, to) = (book(&[&a, &b, &c]), book(&[&b, &a, &other, &d]));
        let edit = difference("x", &from, &to);
        let told = differences(&edit);
        let names = Names {
            codebook: &from.codebook,
            edit: Some(&edit),
        };
        let line = |one: &Difference| {
            let said = one.after(&edit).or(one.before(&edit)).unwrap();
            format!("{} {}", one.fate.words(), names.title(&one.thing, said))
        };
        let mut lines: Vec<String> = told.iter().map(line).collect();
        lines.sort();
        assert_eq!(lines, ["added d", "changed c", "moved b"]);
        assert_eq!(summary(&told), ["tags: 1 added, 1 changed, 1 moved"]);
        let changed = told.iter().find(|d| d.fate == ChangeKind::Changed).unwrap();
        assert_eq!(names.words(changed.before(&edit).unwrap()), "c");
        assert_eq!(names.words(changed.after(&edit).unwrap()), "c\nnew words");
    }

    #[test]
    fn what_comes_and_goes_again_is_not_told() {
        let track = Track {
            id: TrackId::random(),
            name: "t".into(),
            slot: Slot::after(0),
            query: "t".into(),
            shown: true,
        };
        let there = Some((0, track));
        let change = |before: &Option<_>, after: &Option<_>| {
            Change::Track(Swap {
                before: before.clone(),
                after: after.clone(),
            })
        };
        let edit = Edit::new("x", vec![change(&None, &there), change(&there, &None)]);
        assert!(differences(&edit).is_empty());
        let edit = Edit::new("x", vec![change(&there, &None), change(&None, &there)]);
        assert!(differences(&edit).is_empty());
    }
}
