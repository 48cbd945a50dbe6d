//! Two workspaces that grew from one: what the other changed is taken in by id, what both changed in
//! different ways is a conflict that somebody decides.

use std::collections::BTreeSet;

use imbl::OrdMap;

use super::difference::difference;
use super::integrity;
use super::telling::{Names, Thing};
use super::{AnnotationId, Annotations, Change, Edit, Workspace};
use crate::corpus::ArticleId;

/// A conflict, with both sides in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What both have changed.
    pub what: Thing,
    /// What it is called.
    pub title: String,
    /// What it is here.
    pub mine: String,
    /// What it is there.
    pub theirs: String,
}

/// What merging gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Takes in what only the other changed; nothing of mine is lost by it.
    pub edit: Option<Edit>,
    /// What both changed: it is as mine until somebody decides.
    pub conflicts: Vec<Conflict>,
}

/// Merges `theirs` into `mine`; both grew from `base`.
pub fn merge(base: &Workspace, mine: &Workspace, theirs: &Workspace) -> Merged {
    let mut merged = mine.clone();
    let mut contested = Vec::new();
    let annotations: BTreeSet<AnnotationId> = [base, mine, theirs]
        .iter()
        .flat_map(|w| w.annotations.iter().map(|a| a.id))
        .collect();
    for id in annotations {
        let of = |w: &Workspace| w.annotations.get(id).cloned();
        match side(&of(base), &of(mine), &of(theirs)) {
            Side::Mine => {}
            Side::Theirs => match of(theirs) {
                Some(one) => merged.annotations.insert(one),
                None => merged.annotations.remove(id),
            },
            Side::Both => contested.push(Thing::Annotation(id)),
        }
    }
    let articles: BTreeSet<ArticleId> = [base, mine, theirs]
        .iter()
        .flat_map(|w| w.overrides.keys().cloned())
        .collect();
    for id in articles {
        let of = |w: &Workspace| w.overrides.get(&id).cloned();
        match side(&of(base), &of(mine), &of(theirs)) {
            Side::Mine => {}
            Side::Theirs => {
                match of(theirs) {
                    Some(said) => merged.overrides.insert(id, said),
                    None => merged.overrides.remove(&id),
                };
            }
            Side::Both => contested.push(Thing::Article(id)),
        }
    }
    let tags = |w: &Workspace| w.codebook.tags().to_vec();
    let (list, both) = lists(&tags(base), &tags(mine), &tags(theirs), |t| t.id);
    merged.codebook.tags = list;
    contested.extend(both.into_iter().map(Thing::Tag));
    merged.codebook.revision = mine.codebook.revision().max(theirs.codebook.revision());
    let (list, both) = lists(&base.tracks, &mine.tracks, &theirs.tracks, |t| t.id);
    merged.tracks = list;
    contested.extend(both.into_iter().map(Thing::Track));
    let (list, both) = lists(&base.relations, &mine.relations, &theirs.relations, |r| {
        r.id
    });
    merged.relations = list;
    contested.extend(both.into_iter().map(Thing::Relation));
    let (list, both) = lists(&base.sources, &mine.sources, &theirs.sources, |s| {
        s.id.clone()
    });
    merged.sources = list;
    contested.extend(both.into_iter().map(Thing::Source));
    // Two good halves may make a bad whole: a tag that one deleted and the other used.
    if let Some(mended) = integrity::repair(&merged, None) {
        // It was made from just this.
        let fits = merged.apply(&mended);
        debug_assert!(fits.is_ok());
    }
    let edit = difference("changes made outside", mine, &merged);
    Merged {
        edit: (!edit.is_empty()).then_some(edit),
        conflicts: contested
            .into_iter()
            .map(|what| conflict(what, mine, theirs))
            .collect(),
    }
}

/// Whose state counts.
enum Side {
    Mine,
    Theirs,
    Both,
}

fn side<T: PartialEq>(base: &T, mine: &T, theirs: &T) -> Side {
    if theirs == base || mine == theirs {
        Side::Mine
    } else if mine == base {
        Side::Theirs
    } else {
        Side::Both
    }
}

/// A list merged by key, in my order, with what is new there at the end; and the keys that both changed.
fn lists<T: Clone + PartialEq, K: PartialEq + Clone>(
    base: &[T],
    mine: &[T],
    theirs: &[T],
    key: impl Fn(&T) -> K,
) -> (Vec<T>, Vec<K>) {
    let find = |list: &[T], k: &K| list.iter().find(|t| key(t) == *k).cloned();
    let mut out = Vec::with_capacity(mine.len());
    let mut both = Vec::new();
    for item in mine {
        let k = key(item);
        let (b, t) = (find(base, &k), find(theirs, &k));
        match side(&b, &Some(item.clone()), &t) {
            Side::Mine => out.push(item.clone()),
            Side::Theirs => out.extend(t),
            Side::Both => {
                both.push(k);
                out.push(item.clone());
            }
        }
    }
    for item in theirs {
        let k = key(item);
        if find(mine, &k).is_some() {
            continue;
        }
        match side(&find(base, &k), &None, &Some(item.clone())) {
            Side::Mine => {}
            Side::Theirs => out.push(item.clone()),
            Side::Both => both.push(k),
        }
    }
    (out, both)
}

/// The edit that makes one contested thing what it is in `theirs`; none where it is so already.
pub fn take_theirs(what: &Thing, mine: &Workspace, theirs: &Workspace) -> Option<Edit> {
    let label = "take what was changed outside";
    let one = |change: Change| Some(Edit::new(label, vec![change]));
    if mine.said(what) == theirs.said(what) {
        return None;
    }
    // Of the many only the one is looked at.
    let few = |w: &Workspace| Workspace {
        annotations: Annotations::default(),
        overrides: OrdMap::default(),
        ..w.clone()
    };
    let before = few(mine);
    let mut after = before.clone();
    match what {
        Thing::Annotation(id) => {
            return one(Change::Annotation {
                before: mine.annotations.get(*id).cloned(),
                after: theirs.annotations.get(*id).cloned(),
            });
        }
        Thing::Article(id) => {
            let said = |w: &Workspace| w.overrides.get(id).cloned().unwrap_or_default();
            return one(Change::Override {
                article: id.clone(),
                before: said(mine),
                after: said(theirs),
            });
        }
        Thing::Tag(id) => put(&mut after.codebook.tags, theirs.codebook.tags(), |t| {
            t.id == *id
        }),
        Thing::Track(id) => put(&mut after.tracks, &theirs.tracks, |t| t.id == *id),
        Thing::Relation(id) => put(&mut after.relations, &theirs.relations, |r| r.id == *id),
        Thing::Source(id) => put(&mut after.sources, &theirs.sources, |s| s.id == *id),
    }
    let edit = difference(label, &before, &after);
    (!edit.is_empty()).then_some(edit)
}

fn put<T: Clone>(list: &mut Vec<T>, theirs: &[T], is: impl Fn(&T) -> bool) {
    let place = list.iter().position(&is);
    match (
        place.and_then(|at| list.get_mut(at)),
        theirs.iter().find(|t| is(t)),
    ) {
        (Some(mine), Some(other)) => mine.clone_from(other),
        (None, Some(other)) => list.push(other.clone()),
        (Some(_), None) => list.retain(|t| !is(t)),
        (None, None) => {}
    }
}

fn conflict(what: Thing, mine: &Workspace, theirs: &Workspace) -> Conflict {
    let words = |workspace: &Workspace| {
        let names = Names {
            codebook: &workspace.codebook,
            edit: None,
        };
        let said = workspace.said(&what).map(|said| names.words(said));
        said.unwrap_or_else(|| "deleted".to_owned())
    };
    let (kind, _) = what.kind();
    let title = match &what {
        Thing::Annotation(id) => {
            let one = mine.annotations.get(*id).or(theirs.annotations.get(*id));
            one.map_or_else(String::new, |a| format!("{kind} in {}", a.article))
        }
        Thing::Article(id) => format!("{kind} {id}"),
        Thing::Source(id) => format!("{kind} {id}"),
        Thing::Tag(_) | Thing::Track(_) | Thing::Relation(_) => kind.to_owned(),
    };
    Conflict {
        title,
        mine: words(mine),
        theirs: words(theirs),
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Codebook, Slot, Tag, TagId, Track, TrackId};

    fn track(name: &str) -> Track {
        Track {
            id: TrackId::random(),
            name: name.into(),
            slot: Slot::after(0),
            query: name.into(),
            shown: true,
        }
    }

    #[test]
    fn what_only_one_changed_is_kept_and_what_both_changed_is_decided() {
        let tags = vec![Tag::new(TagId::random(), "claim", Slot::after(0))];
        let base = Workspace {
            tracks: vec![track("a"), track("b"), track("c")],
            codebook: Codebook::new(tags, 0),
            ..Workspace::default()
        };
        let (mut mine, mut theirs) = (base.clone(), base.clone());
        mine.tracks[0].query = "mine".into();
        mine.tracks.push(track("new here"));
        mine.codebook.tags[0].definition = "mine".into();
        theirs.tracks[1].query = "theirs".into();
        theirs.tracks.remove(2);
        theirs.tracks.push(track("new there"));
        theirs.codebook.tags[0].definition = "theirs".into();
        let merged = merge(&base, &mine, &theirs);
        mine.apply(merged.edit.as_ref().unwrap()).unwrap();
        let said: Vec<(&str, &str)> = mine.tracks.iter().map(|t| (&*t.name, &*t.query)).collect();
        let expected = [
            ("a", "mine"),
            ("b", "theirs"),
            ("new here", "new here"),
            ("new there", "new there"),
        ];
        assert_eq!(said, expected);
        assert_eq!(merged.conflicts.len(), 1);
        assert!(merged.conflicts[0].theirs.contains("theirs"));
        assert_eq!(&*mine.codebook.tags[0].definition, "mine");
        let take = take_theirs(&merged.conflicts[0].what, &mine, &theirs).unwrap();
        mine.apply(&take).unwrap();
        assert_eq!(&*mine.codebook.tags[0].definition, "theirs");
        assert_eq!(merge(&base, &base, &base), Merged::default());
    }

    #[test]
    fn what_one_deleted_and_the_other_used_still_holds_together() {
        let claim = Tag::new(TagId::random(), "claim", Slot::after(0));
        let base = Workspace {
            codebook: Codebook::new(vec![claim.clone()], 0),
            ..Workspace::default()
        };
        let (mut mine, mut theirs) = (base.clone(), base.clone());
        theirs.codebook.tags.clear();
        // A sub-tag of it here, and one of the same name at the top there.
        let below = Tag {
            parent: Some(claim.id),
            ..Tag::new(TagId::random(), "losses", Slot::after(1))
        };
        mine.codebook.tags.push(below.clone());
        let same = Tag::new(TagId::random(), "losses", Slot::after(1));
        theirs.codebook.tags.push(same);
        let merged = merge(&base, &mine, &theirs);
        mine.apply(merged.edit.as_ref().unwrap()).unwrap();
        assert_eq!(integrity::check(&mine, None), []);
        assert!(mine.codebook.get(below.id).is_some());
        assert_eq!(mine.codebook.len(), 2);
    }
}
