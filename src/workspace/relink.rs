//! Renamed files: what is said about an article that has gone belongs to the one that has its text now.
//!
//! An article that is missing is offered the one present article with its text. Of two missing copies of
//! one text whose one successor is present both are offered it, as one has to hold what was said about
//! both. Of several present copies there is no telling which is meant, and none is offered.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Annotation, ArticleOverride, Change, Edit, Swap, Workspace};
use crate::corpus::{ArticleId, TextHash};

/// An article that has gone, and the one that has its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relink {
    /// The missing article.
    pub from: ArticleId,
    /// The one with the same text.
    pub to: ArticleId,
}

/// Which present articles the missing ones have become, in the order of the missing ones: each missing one
/// whose text exactly one present article has. `id` names the present ones.
pub fn propose<P: Copy>(
    missing: &BTreeMap<ArticleId, TextHash>,
    present: impl IntoIterator<Item = (TextHash, P)>,
    id: impl Fn(P) -> Option<ArticleId>,
) -> Vec<Relink> {
    if missing.is_empty() {
        return Vec::new();
    }
    let wanted: HashSet<&TextHash> = missing.values().collect();
    let mut by_hash: HashMap<TextHash, Option<P>> = HashMap::new();
    for (hash, at) in present {
        if wanted.contains(&hash) {
            // A second one makes it unsure which is meant.
            let known = by_hash.entry(hash);
            known.and_modify(|only| *only = None).or_insert(Some(at));
        }
    }
    let link = |(from, hash): (&ArticleId, &TextHash)| {
        let to = id(by_hash.get(hash).copied().flatten()?)?;
        Some(Relink {
            from: from.clone(),
            to,
        })
    };
    missing.iter().filter_map(link).collect()
}

/// The edit that moves everything said about the missing articles to those that have their text, in one
/// step: annotations keep their ids, so that relations and exports still find them; all of several copies'
/// annotations are kept, equal ones too, as each was made by somebody; what is said about whole articles is
/// joined in the order of the links.
pub fn relink_edit(workspace: &Workspace, links: &[Relink]) -> Edit {
    let mut changes = Vec::new();
    // What each successor is said to be once the links before have been followed.
    let mut joined: BTreeMap<&ArticleId, ArticleOverride> = BTreeMap::new();
    let mut done = HashSet::new();
    for link in links {
        if link.from == link.to || !done.insert(&link.from) {
            continue;
        }
        for annotation in workspace.annotations.of(&link.from) {
            let after = Annotation {
                article: link.to.clone(),
                ..(**annotation).clone()
            };
            changes.push(Change::Annotation(Swap {
                before: Some(Arc::clone(annotation)),
                after: Some(Arc::new(after)),
            }));
        }
        let said = |id| workspace.overrides.get(id).cloned().unwrap_or_default();
        let old = said(&link.from);
        if old.is_empty() {
            continue;
        }
        // Opening the renamed file has marked it seen.
        let now = joined.remove(&link.to).unwrap_or_else(|| said(&link.to));
        joined.insert(&link.to, now.joined(&old));
        changes.push(Change::article(
            link.from.clone(),
            old,
            ArticleOverride::default(),
        ));
    }
    for (article, after) in joined {
        let before = workspace.overrides.get(article);
        let before = before.cloned().unwrap_or_default();
        if before != after {
            changes.push(Change::article(article.clone(), before, after));
        }
    }
    Edit::new("re-link renamed articles", changes)
}

/// How many annotations the links bring beside an equal one: the same tag on the same ranges of what is
/// one article then. They are kept; that there are any is to be told.
pub fn doubled_by(workspace: &Workspace, links: &[Relink]) -> usize {
    let successors: HashSet<&ArticleId> = links.iter().map(|l| &l.to).collect();
    let mut of_article: BTreeMap<&ArticleId, HashSet<&ArticleId>> = BTreeMap::new();
    for link in links {
        of_article.entry(&link.to).or_default().insert(&link.from);
    }
    let mut doubled = 0;
    for to in successors {
        let gone = of_article.get(to).into_iter().flatten().copied();
        let mut known = HashSet::new();
        let all = std::iter::once(to).chain(gone.filter(|from| *from != to));
        for annotation in all.flat_map(|id| workspace.annotations.of(id)) {
            let spans: Vec<_> = annotation.spans().collect();
            doubled += usize::from(!known.insert((annotation.tag, spans)));
        }
    }
    doubled
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::corpus::SourceId;
    use crate::text::Span;
    use crate::workspace::{
        Anchor, AnnotationId, History, Relation, RelationId, ReviewStatus, Stamp, TagId,
    };

    fn article(name: &str) -> ArticleId {
        ArticleId::new(&SourceId("s".into()), name, None)
    }

    fn annotation(of: &str, tag: TagId, note: &str) -> Annotation {
        let text = "The words here";
        Annotation {
            id: AnnotationId::random(),
            article: article(of),
            version: TextHash::of(text),
            tag: Some(tag),
            anchors: vec![Anchor::new(text, Span::new(4, 9)).unwrap()],
            note: note.into(),
            attributes: vec![],
            author: "me".into(),
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            status: ReviewStatus::Unseen,
            revision: 0,
        }
    }

    #[test]
    fn both_of_two_vanished_copies_are_offered_their_one_successor() {
        let (same, other) = (TextHash::of("same"), TextHash::of("other"));
        let missing = BTreeMap::from([
            (article("a.txt"), same),
            (article("b.txt"), same),
            (article("c.txt"), other),
        ]);
        let (new, twin, second) = (article("new.txt"), article("x.txt"), article("y.txt"));
        let link = |from: &str| Relink {
            from: article(from),
            to: new.clone(),
        };
        let present = [(same, &new), (other, &twin), (other, &second)];
        let found = propose(&missing, present, |id| Some(id.clone()));
        assert_eq!(
            found,
            [link("a.txt"), link("b.txt")],
            "of two present copies none is meant"
        );
    }

    #[test]
    fn what_was_said_of_two_copies_goes_to_the_one_and_undo_takes_it_back() {
        let tag = TagId::random();
        let (a, b) = (
            annotation("a.txt", tag, "of a"),
            annotation("b.txt", tag, "of b"),
        );
        let relation = Relation {
            id: RelationId::random(),
            name: "same as".into(),
            from: a.id,
            to: b.id,
        };
        let mut workspace = Workspace {
            annotations: [a.clone(), b.clone()].into_iter().collect(),
            relations: [relation.clone()].into_iter().collect(),
            ..Workspace::default()
        };
        let said = |memo: &str, title: Option<&str>, status| ArticleOverride {
            memo: memo.into(),
            title: title.map(Into::into),
            status,
            ..ArticleOverride::default()
        };
        let overrides = [
            ("a.txt", said("of a", None, ReviewStatus::Reviewed)),
            ("b.txt", said("of b", Some("B"), ReviewStatus::Unseen)),
            ("new.txt", said("", None, ReviewStatus::Seen)),
        ];
        workspace.overrides = overrides
            .map(|(n, o)| (article(n), o))
            .into_iter()
            .collect();
        let links = ["a.txt", "b.txt"].map(|from| Relink {
            from: article(from),
            to: article("new.txt"),
        });
        assert_eq!(doubled_by(&workspace, &links), 1);
        let start = workspace.clone();
        let mut history = History::default();
        let stamp = Stamp {
            at: Timestamp::UNIX_EPOCH,
            by: "me".into(),
        };
        let edit = relink_edit(&workspace, &links);
        history
            .commit(&mut workspace, edit, None, stamp.clone())
            .unwrap();
        let new = article("new.txt");
        let kept = workspace.annotations.of(&new);
        let mut kept: Vec<_> = kept.map(|one| (&*one.note, one.id)).collect();
        kept.sort_unstable();
        assert_eq!(kept, [("of a", a.id), ("of b", b.id)], "equal ones too");
        assert_eq!(workspace.overrides.len(), 1);
        let joined = workspace.overrides.get(&new).unwrap();
        assert_eq!(
            *joined,
            said("of a\n\nof b", Some("B"), ReviewStatus::Reviewed)
        );
        assert_eq!(
            workspace.relations.of(b.id).collect::<Vec<_>>(),
            [&relation]
        );
        history.undo(&mut workspace, stamp).unwrap();
        assert_eq!(workspace, start);
    }
}
