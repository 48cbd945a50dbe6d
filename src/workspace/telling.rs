//! Edits in words: which things one changes, what each was and what it becomes.
//!
//! For looking at a restore before it is done, at a step of the history, at both sides of a conflict.

use std::collections::HashMap;

use super::{
    Annotation, AnnotationId, Change, Codebook, Edit, Override, Relation, RelationId, Source, Tag,
    TagId, Track, TrackId, Workspace,
};
use crate::corpus::{ArticleId, SourceId};

/// Something that an edit changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// An annotation.
    Annotation(AnnotationId),
    /// What is said about an article.
    Article(ArticleId),
    /// A tag.
    Tag(TagId),
    /// A track.
    Track(TrackId),
    /// A relation.
    Relation(RelationId),
    /// A source.
    Source(SourceId),
}

impl Thing {
    /// What kind of thing it is, one and many.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Annotation(_) => ("annotation", "annotations"),
            Self::Article(_) => ("article", "articles"),
            Self::Tag(_) => ("tag", "tags"),
            Self::Track(_) => ("track", "tracks"),
            Self::Relation(_) => ("relation", "relations"),
            Self::Source(_) => ("source", "sources"),
        }
    }
}

/// One state of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'e> {
    /// An annotation.
    Annotation(&'e Annotation),
    /// What is said about an article.
    Article(&'e Override),
    /// A tag.
    Tag(&'e Tag),
    /// A track.
    Track(&'e Track),
    /// A relation.
    Relation(&'e Relation),
    /// A source.
    Source(&'e Source),
}

/// What becomes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It comes.
    Added,
    /// It goes.
    Removed,
    /// It becomes another.
    Changed,
    /// It stands in another place among its like.
    Moved,
}

impl Fate {
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
    pub thing: Thing,
    /// What becomes of it.
    pub fate: Fate,
    first: usize,
    last: usize,
}

impl Difference {
    /// What it was; none where it comes.
    pub fn before<'e>(&self, edit: &'e Edit) -> Option<Said<'e>> {
        sides(edit.changes.get(self.first)?).and_then(|(_, before, _)| before)
    }

    /// What it becomes; none where it goes.
    pub fn after<'e>(&self, edit: &'e Edit) -> Option<Said<'e>> {
        sides(edit.changes.get(self.last)?).and_then(|(_, _, after)| after)
    }
}

/// The things that an edit changes, each once, in the order of the edit.
pub fn differences(edit: &Edit) -> Vec<Difference> {
    let mut places: HashMap<Thing, usize> = HashMap::new();
    let mut out: Vec<Difference> = Vec::new();
    for (at, change) in edit.changes.iter().enumerate() {
        let Some((thing, ..)) = sides(change) else {
            continue;
        };
        let place = *places.entry(thing.clone()).or_insert(out.len());
        match out.get_mut(place) {
            Some(known) => known.last = at,
            None => out.push(Difference {
                thing,
                fate: Fate::Changed,
                first: at,
                last: at,
            }),
        }
    }
    out.retain_mut(|one| {
        let (before, after) = (one.before(edit), one.after(edit));
        one.fate = match (before, after) {
            (None, None) => return false,
            // The article itself is there before and after.
            (None, Some(Said::Article(_))) | (Some(Said::Article(_)), None) => Fate::Changed,
            (None, Some(_)) => Fate::Added,
            (Some(_), None) => Fate::Removed,
            (Some(a), Some(b)) if a != b => Fate::Changed,
            (Some(_), Some(_)) if place(edit, one.first, true) == place(edit, one.last, false) => {
                return false;
            }
            (Some(_), Some(_)) => Fate::Moved,
        };
        true
    });
    out
}

/// The place among its like that a change takes a thing from, or puts it to.
fn place(edit: &Edit, change: usize, from: bool) -> Option<usize> {
    fn of<T>(before: Option<&(usize, T)>, after: Option<&(usize, T)>, from: bool) -> Option<usize> {
        let side = if from { before } else { after };
        side.map(|(at, _)| *at)
    }
    match edit.changes.get(change)? {
        Change::Tag { before, after } => of(before.as_ref(), after.as_ref(), from),
        Change::Track { before, after } => of(before.as_ref(), after.as_ref(), from),
        Change::Source { before, after } => of(before.as_ref(), after.as_ref(), from),
        Change::Relation { before, after } => of(before.as_ref(), after.as_ref(), from),
        Change::Annotation { .. } | Change::Override { .. } | Change::Revision { .. } => None,
    }
}

/// What a change is about, what it was and what it becomes; none for the revision of the codebook.
fn sides(change: &Change) -> Option<(Thing, Option<Said<'_>>, Option<Said<'_>>)> {
    fn two<'e, T>(
        before: Option<&'e T>,
        after: Option<&'e T>,
        thing: impl Fn(&'e T) -> Thing,
        said: impl Fn(&'e T) -> Said<'e>,
    ) -> Option<(Thing, Option<Said<'e>>, Option<Said<'e>>)> {
        Some((
            thing(after.or(before)?),
            before.map(&said),
            after.map(&said),
        ))
    }
    fn item<T>(item: Option<&(usize, T)>) -> Option<&T> {
        item.map(|(_, one)| one)
    }
    match change {
        Change::Annotation { before, after } => two(
            before.as_deref(),
            after.as_deref(),
            |a| Thing::Annotation(a.id),
            Said::Annotation,
        ),
        Change::Tag { before, after } => two(
            item(before.as_ref()),
            item(after.as_ref()),
            |t| Thing::Tag(t.id),
            Said::Tag,
        ),
        Change::Track { before, after } => two(
            item(before.as_ref()),
            item(after.as_ref()),
            |t| Thing::Track(t.id),
            Said::Track,
        ),
        Change::Source { before, after } => two(
            item(before.as_ref()),
            item(after.as_ref()),
            |s| Thing::Source(s.id.clone()),
            Said::Source,
        ),
        Change::Relation { before, after } => two(
            item(before.as_ref()),
            item(after.as_ref()),
            |r| Thing::Relation(r.id),
            Said::Relation,
        ),
        Change::Override {
            article,
            before,
            after,
        } => {
            let thing = Thing::Article(article.clone());
            Some((thing, article_said(before), article_said(after)))
        }
        Change::Revision { .. } => None,
    }
}

fn article_said(said: &Override) -> Option<Said<'_>> {
    (*said != Override::default()).then_some(Said::Article(said))
}

/// How many things of each kind come, go and change: `annotations: 2 added, 1 removed`.
pub fn summary(differences: &[Difference]) -> Vec<String> {
    let fates = [Fate::Added, Fate::Removed, Fate::Changed, Fate::Moved];
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
    fn tag(&self, id: Option<TagId>) -> String {
        let Some(id) = id else {
            return "note".to_owned();
        };
        let known = self.codebook.path(id);
        if !known.is_empty() {
            return known;
        }
        let in_change = |change: &Change| match change {
            Change::Tag { before, after } => {
                let sides = [after, before].into_iter().flatten();
                sides
                    .map(|(_, t)| t)
                    .find(|t| t.id == id)
                    .map(|t| t.name.to_string())
            }
            _ => None,
        };
        let changes = self.edit.map_or(&[][..], |e| &e.changes);
        let named = changes.iter().find_map(in_change);
        named.unwrap_or_else(|| "a tag that is gone".to_owned())
    }

    /// A thing in one line, by one of its states.
    pub fn title(&self, thing: &Thing, said: Said<'_>) -> String {
        match said {
            Said::Annotation(one) if one.is_whole_article() => {
                format!("{}: {}", self.tag(one.tag), one.article)
            }
            Said::Annotation(one) => format!("{}: “{}”", self.tag(one.tag), one.quote()),
            Said::Article(_) => match thing {
                Thing::Article(id) => id.to_string(),
                _ => String::new(),
            },
            Said::Tag(tag) => self.tag(Some(tag.id)),
            Said::Track(track) => track.name.to_string(),
            Said::Relation(relation) => relation.name.to_string(),
            Said::Source(source) => source.id.to_string(),
        }
    }

    /// All that one state of a thing says, a line for each part.
    pub fn words(&self, said: Said<'_>) -> String {
        match said {
            Said::Annotation(one) => self.annotation(one),
            Said::Article(said) => article(said),
            Said::Tag(tag) => self.about_tag(tag),
            Said::Track(track) => {
                let shown = if track.shown { "" } else { "hidden" };
                lines([&*track.name, &track.query, shown])
            }
            Said::Relation(relation) => relation.name.to_string(),
            Said::Source(source) => lines([&source.path, &*source.files.join("\n")]),
        }
    }

    fn annotation(&self, one: &Annotation) -> String {
        let attributes: Vec<String> = one
            .attributes
            .iter()
            .map(|a| format!("{}: {}", a.key, a.value))
            .collect();
        let passage = if one.is_whole_article() {
            "the whole article".to_owned()
        } else {
            format!("“{}”", one.quote())
        };
        lines([
            &*format!("{}: {passage}", self.tag(one.tag)),
            &one.note,
            &attributes.join("\n"),
            &format!("{}, {}", one.article, one.status),
            &one.author,
        ])
    }

    fn about_tag(&self, tag: &Tag) -> String {
        let key = tag.key.map(|k| format!("key {k}")).unwrap_or_default();
        let asked = |a: &super::AttributeSchema| format!("{}: {}", a.name, a.kind.words());
        let asked: Vec<String> = tag.attributes.iter().map(asked).collect();
        let above = tag.parent.map(|above| self.tag(Some(above)));
        lines([
            &*tag.name,
            &above.map(|a| format!("below {a}")).unwrap_or_default(),
            &tag.definition,
            &tag.examples,
            &tag.exclusions,
            &key,
            &asked.join("\n"),
            if tag.folder { "a folder" } else { "" },
            if tag.retired { "retired" } else { "" },
        ])
    }
}

fn article(said: &Override) -> String {
    let date = said.date.map(|(day, _)| day.to_string());
    lines([
        said.status.words(),
        &date.unwrap_or_default(),
        said.source.as_deref().unwrap_or_default(),
        said.title.as_deref().unwrap_or_default(),
        &said.memo,
    ])
}

/// The parts that say something, a line each.
fn lines<'s>(parts: impl IntoIterator<Item = &'s str>) -> String {
    let told = parts.into_iter().map(str::trim).filter(|p| !p.is_empty());
    told.collect::<Vec<_>>().join("\n")
}

impl Workspace {
    /// What it says of a thing; none where it does not have it.
    pub fn said(&self, thing: &Thing) -> Option<Said<'_>> {
        match thing {
            Thing::Annotation(id) => self.annotations.get(*id).map(|a| Said::Annotation(a)),
            Thing::Article(id) => self.overrides.get(id).map(Said::Article),
            Thing::Tag(id) => self.codebook.get(*id).map(Said::Tag),
            Thing::Track(id) => self.track(*id).map(Said::Track),
            Thing::Relation(id) => {
                let found = self.relations.iter().find(|r| r.id == *id);
                found.map(Said::Relation)
            }
            Thing::Source(id) => {
                let found = self.sources.iter().find(|s| s.id == *id);
                found.map(Said::Source)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Slot;
    use crate::workspace::difference::difference;

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
        assert_eq!(lines, ["added d", "changed c", "moved a", "moved b"]);
        assert_eq!(summary(&told), ["tags: 1 added, 1 changed, 2 moved"]);
        let changed = told.iter().find(|d| d.fate == Fate::Changed).unwrap();
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
        let change = |before: &Option<_>, after: &Option<_>| Change::Track {
            before: before.clone(),
            after: after.clone(),
        };
        let edit = Edit::new("x", vec![change(&None, &there), change(&there, &None)]);
        assert!(differences(&edit).is_empty());
        let edit = Edit::new("x", vec![change(&there, &None), change(&None, &there)]);
        assert!(differences(&edit).is_empty());
    }
}
