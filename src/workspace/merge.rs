//! Two workspaces that grew from one: what the other changed is taken in by id, what both changed in
//! different ways is a conflict that somebody decides.

use super::describe::{Names, RecordRef};
use super::difference::difference;
use super::integrity;
use super::kinds::merge_all;
use super::{Edit, Workspace};

/// A conflict, with both sides in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What both have changed.
    pub what: RecordRef,
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
    let (mut merged, contested) = merge_all(base, mine, theirs);
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

/// What `theirs` would bring into `mine`, thing by thing, where both grew from `base`: nothing of it is
/// taken in before somebody decides.
pub fn offered(base: &Workspace, mine: &Workspace, theirs: &Workspace) -> Vec<Conflict> {
    let merged = merge(base, mine, theirs);
    let changes = merged.edit.into_iter().flat_map(|edit| edit.changes);
    let mut out: Vec<Conflict> = Vec::new();
    for what in changes.filter_map(|change| change.record()) {
        let is_known = out.iter().any(|known| known.what == what);
        if !is_known && what.take_theirs(mine, theirs).is_some() {
            out.push(conflict(what, mine, theirs));
        }
    }
    out.extend(merged.conflicts);
    out
}

/// The edit that makes one contested thing what it is in `theirs`; none where it is so already.
pub fn take_theirs(what: &RecordRef, mine: &Workspace, theirs: &Workspace) -> Option<Edit> {
    let change = what.take_theirs(mine, theirs)?;
    Some(Edit::new("take what was changed outside", vec![change]))
}

fn conflict(what: RecordRef, mine: &Workspace, theirs: &Workspace) -> Conflict {
    let words = |workspace: &Workspace| {
        let names = Names {
            codebook: &workspace.codebook,
            edit: None,
        };
        let said = workspace.said(&what).map(|said| names.words(said));
        said.unwrap_or_else(|| "deleted".to_owned())
    };
    Conflict {
        title: what.heading(mine.said(&what).or(theirs.said(&what))),
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
        mine.codebook.tags_mut()[0].definition = "mine".into();
        theirs.tracks[1].query = "theirs".into();
        theirs.tracks.remove(2);
        theirs.tracks.push(track("new there"));
        theirs.codebook.tags_mut()[0].definition = "theirs".into();
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
        assert_eq!(&*mine.codebook.tags()[0].definition, "mine");
        let take = take_theirs(&merged.conflicts[0].what, &mine, &theirs).unwrap();
        mine.apply(&take).unwrap();
        assert_eq!(&*mine.codebook.tags()[0].definition, "theirs");
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
        theirs.codebook.tags_mut().clear();
        // A sub-tag of it here, and one of the same name at the top there.
        let below = Tag {
            parent: Some(claim.id),
            ..Tag::new(TagId::random(), "losses", Slot::after(1))
        };
        mine.codebook.tags_mut().push(below.clone());
        let same = Tag::new(TagId::random(), "losses", Slot::after(1));
        theirs.codebook.tags_mut().push(same);
        let merged = merge(&base, &mine, &theirs);
        mine.apply(merged.edit.as_ref().unwrap()).unwrap();
        assert_eq!(integrity::check(&mine, None), []);
        assert!(mine.codebook.get(below.id).is_some());
        assert_eq!(mine.codebook.len(), 2);
    }
}
