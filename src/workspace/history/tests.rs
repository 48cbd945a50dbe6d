use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::corpus::{ArticleId, SourceId, TextHash};
use crate::workspace::describe::{RecordRef, differences};
use crate::workspace::difference::difference;
use crate::workspace::{
    Annotation, AnnotationId, ArticleOverride, Change, Relation, RelationId, ReviewStatus, Slot,
    Source, Swap, Tag, TagId, Track, TrackId,
};

/// What a random analyst does next; numbers are reduced to what is there.
#[derive(Clone, Debug)]
enum Act {
    Annotate(u8),
    Note(u8, String),
    Untag(u8),
    AddTag(String),
    MoveTag(u8, u8),
    DropTag(u8),
    Track(String),
    DropTrack(u8),
    Status(u8, u8),
    Relate(u8, u8),
    DropRelation(u8),
    Source(String),
    Redefine(u8, String),
    See(u8),
    GoTo(u8),
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        any::<u8>().prop_map(Act::Annotate),
        (any::<u8>(), "[a-z]{0,3}").prop_map(|(n, s)| Act::Note(n, s)),
        any::<u8>().prop_map(Act::Untag),
        "[a-z]{1,3}".prop_map(Act::AddTag),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Act::MoveTag(a, b)),
        any::<u8>().prop_map(Act::DropTag),
        "[a-z]{1,3}".prop_map(Act::Track),
        any::<u8>().prop_map(Act::DropTrack),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Act::Status(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Act::Relate(a, b)),
        any::<u8>().prop_map(Act::DropRelation),
        "[a-z]{1,3}".prop_map(Act::Source),
        (any::<u8>(), "[a-z]{0,3}").prop_map(|(n, s)| Act::Redefine(n, s)),
        any::<u8>().prop_map(Act::See),
        any::<u8>().prop_map(Act::GoTo),
        Just(Act::Undo),
        Just(Act::Undo),
        Just(Act::Redo),
    ]
}

fn pick<T>(list: &[T], n: u8) -> Option<(usize, &T)> {
    let at = usize::from(n).checked_rem(list.len())?;
    Some((at, list.get(at)?))
}

fn article(n: u8) -> ArticleId {
    ArticleId::new(&SourceId("s".into()), &format!("{}.txt", n % 3), None)
}

fn annotation(n: u8) -> Annotation {
    Annotation {
        id: AnnotationId::random(),
        article: article(n),
        version: TextHash::of(""),
        tag: None,
        anchors: vec![],
        note: "".into(),
        attributes: vec![],
        author: "a".into(),
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        status: ReviewStatus::Unseen,
        revision: 0,
    }
}

fn stamp() -> Stamp {
    Stamp {
        at: Timestamp::UNIX_EPOCH,
        by: "a".into(),
    }
}

/// All changes of an act, in one edit.
fn edit(workspace: &Workspace, act: &Act) -> Option<Edit> {
    let mut changes = vec![changed(workspace, act)?];
    if let Act::Redefine(..) = act {
        let before = workspace.codebook.revision();
        let after = before + 1;
        changes.push(Change::Revision(Swap { before, after }));
    }
    Some(Edit::new("x", changes))
}

fn tag_changed(workspace: &Workspace, act: &Act) -> Option<Change> {
    let tags = workspace.codebook.tags();
    Some(match act {
        Act::AddTag(name) => {
            let tag = Tag::new(TagId::random(), name, Slot::after(tags.len()));
            Change::Tag(Swap {
                before: None,
                after: Some((tags.len() / 2, tag)),
            })
        }
        Act::MoveTag(from, to) => {
            let (at, tag) = pick(tags, *from)?;
            let (to, _) = pick(tags, *to)?;
            Change::Tag(Swap {
                before: Some((at, tag.clone())),
                after: Some((to, tag.clone())),
            })
        }
        Act::DropTag(n) => {
            let (at, tag) = pick(tags, *n)?;
            Change::Tag(Swap {
                before: Some((at, tag.clone())),
                after: None,
            })
        }
        Act::Redefine(n, words) => {
            let (at, tag) = pick(tags, *n)?;
            let after = Tag {
                definition: words.as_str().into(),
                revised: workspace.codebook.revision() + 1,
                ..tag.clone()
            };
            Change::Tag(Swap {
                before: Some((at, tag.clone())),
                after: Some((at, after)),
            })
        }
        _ => return None,
    })
}

fn changed(workspace: &Workspace, act: &Act) -> Option<Change> {
    let annotations: Vec<_> = workspace.annotations.iter().cloned().collect();
    Some(match act {
        Act::Annotate(n) => Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(annotation(*n))),
        }),
        Act::Note(n, words) => {
            let (_, before) = pick(&annotations, *n)?;
            let after = Annotation {
                note: words.as_str().into(),
                ..(**before).clone()
            };
            Change::Annotation(Swap {
                before: Some(before.clone()),
                after: Some(Arc::new(after)),
            })
        }
        Act::Untag(n) => Change::Annotation(Swap {
            before: Some(pick(&annotations, *n)?.1.clone()),
            after: None,
        }),
        Act::Track(name) => {
            let track = Track {
                id: TrackId::random(),
                name: name.as_str().into(),
                slot: Slot::after(0),
                query: name.as_str().into(),
                shown: true,
            };
            Change::Track(Swap {
                before: None,
                after: Some((0, track)),
            })
        }
        Act::DropTrack(n) => {
            let (at, track) = pick(&workspace.tracks, *n)?;
            Change::Track(Swap {
                before: Some((at, track.clone())),
                after: None,
            })
        }
        Act::Status(n, status) => {
            let id = article(*n);
            let before = workspace.overrides.get(&id).cloned().unwrap_or_default();
            let status = ReviewStatus::ALL[usize::from(*status) % 4];
            let after = ArticleOverride {
                status,
                ..before.clone()
            };
            Change::article(id, before, after)
        }
        Act::Relate(from, to) => {
            let relation = Relation {
                id: RelationId::random(),
                name: "contradicts".into(),
                from: pick(&annotations, *from)?.1.id,
                to: pick(&annotations, *to)?.1.id,
            };
            Change::Relation(Swap {
                before: None,
                after: Some((workspace.relations.len(), relation)),
            })
        }
        Act::DropRelation(n) => {
            let relations: Vec<Relation> = workspace.relations.iter().cloned().collect();
            let (at, relation) = pick(&relations, *n)?;
            Change::Relation(Swap {
                before: Some((at, relation.clone())),
                after: None,
            })
        }
        Act::Source(name) => {
            let known = |s: &Source| *s.id.0 == **name;
            let source = Source {
                id: SourceId(name.as_str().into()),
                path: ".".to_owned(),
                files: Vec::new(),
                mappings: std::collections::BTreeMap::default(),
            };
            if workspace.sources.iter().any(known) {
                return None;
            }
            Change::Source(Swap {
                before: None,
                after: Some((0, source)),
            })
        }
        Act::AddTag(_) | Act::MoveTag(..) | Act::DropTag(_) | Act::Redefine(..) => {
            tag_changed(workspace, act)?
        }
        Act::See(_) | Act::GoTo(_) | Act::Undo | Act::Redo => return None,
    })
}

proptest! {
    #[test]
    fn undoing_everything_gives_the_identical_workspace_and_redo_likewise(
        acts in proptest::collection::vec((act(), any::<bool>()), 1..40)
    ) {
        let start = Workspace::default();
        let mut workspace = start.clone();
        let mut history = History::default();
        let mut entries = Vec::new();
        let mut quiet = false;
        for (act, gesture) in acts {
            match act {
                Act::Undo => { history.undo(&mut workspace, stamp()).unwrap(); }
                Act::Redo => { history.redo(&mut workspace, stamp()).unwrap(); }
                Act::GoTo(n) => {
                    let steps = history.steps().len();
                    let target = usize::from(n).checked_rem(steps + 1).filter(|t| *t < steps);
                    history.go_to(target, &mut workspace, &stamp()).unwrap();
                    prop_assert_eq!(history.here(), target);
                }
                Act::See(n) => {
                    let id = article(n);
                    let before = workspace.overrides.get(&id).cloned().unwrap_or_default();
                    if before.status == ReviewStatus::Unseen {
                        let after = ArticleOverride { status: ReviewStatus::Seen, ..before.clone() };
                        let seen = Edit::new("", vec![Change::article(id, before, after)]);
                        workspace.apply(&seen).unwrap();
                        history.follow(&seen, stamp());
                        quiet = true;
                    }
                }
                other => if let Some(edit) = edit(&workspace, &other) {
                    let gesture = gesture.then(|| Gesture("g".into()));
                    history.commit(&mut workspace, edit, gesture, stamp()).unwrap();
                }
            }
            entries.extend(history.take_fresh());
        }
        history.rest();
        entries.extend(history.take_fresh());
        let numbers: Vec<u64> = entries.iter().map(|e| e.sequence).collect();
        prop_assert_eq!(numbers, (1..=entries.len() as u64).collect::<Vec<_>>());

        // What was recorded gives the same workspace and the same tree.
        let mut replayed = start.clone();
        let mut tree = History::default();
        for entry in &entries {
            tree.apply_recorded(&mut replayed, &entry.what).unwrap();
            tree.take(entry.clone());
        }
        prop_assert_eq!(&replayed, &workspace);
        let mut again = History::replayed(history.sequence(), entries);
        prop_assert_eq!(again.steps(), history.steps());
        prop_assert_eq!(again.here(), history.here());

        // Told anew, for another file, it is the same tree at the same place.
        let rebased = history.rebased(Clone::clone);
        let mut anew = History::replayed(rebased.len() as u64, rebased);
        let shape = |h: &History| -> Vec<_> {
            let steps = h.steps().into_iter();
            steps.map(|(s, standing)| (s.edit.clone(), s.parent, standing)).collect()
        };
        prop_assert_eq!(shape(&anew), shape(&history));
        prop_assert_eq!(anew.here(), history.here());
        let mut walked = workspace.clone();
        while anew.redo(&mut walked, stamp()).unwrap().is_some() {}

        while history.redo(&mut workspace, stamp()).unwrap().is_some() {}
        while again.redo(&mut replayed, stamp()).unwrap().is_some() {}
        prop_assert_eq!(&replayed, &workspace);
        prop_assert_eq!(&walked, &workspace);
        let end = workspace.clone();
        while history.undo(&mut workspace, stamp()).unwrap().is_some() {}
        if !quiet {
            prop_assert_eq!(&workspace, &start);
        }
        while history.redo(&mut workspace, stamp()).unwrap().is_some() {}
        prop_assert_eq!(&workspace, &end);
    }
}

/// Branches that were left stay left when a history is told anew: found by the law above.
#[test]
fn what_was_left_below_a_step_is_left_also_when_told_anew() {
    let acts = [
        Act::AddTag("a".into()),
        Act::Annotate(0),
        Act::Annotate(1),
        Act::Annotate(2),
    ];
    for (first, undone) in [(None, 0), (Some(2), 1)] {
        let (mut workspace, mut history) = (Workspace::default(), History::default());
        let make = |history: &mut History, workspace: &mut Workspace, act: &Act| {
            let edit = edit(workspace, act).unwrap();
            history.commit(workspace, edit, None, stamp()).unwrap();
        };
        make(&mut history, &mut workspace, &acts[0]);
        history.go_to(None, &mut workspace, &stamp()).unwrap();
        for act in &acts[1..] {
            make(&mut history, &mut workspace, act);
        }
        // By the other branch, to what has a branch of its own below it.
        history.go_to(Some(0), &mut workspace, &stamp()).unwrap();
        history
            .go_to(first.or(Some(1)), &mut workspace, &stamp())
            .unwrap();
        for _ in 0..undone {
            history.undo(&mut workspace, stamp()).unwrap();
        }
        let rebased = history.rebased(Clone::clone);
        let anew = History::replayed(rebased.len() as u64, rebased);
        let standing = |h: &History| h.steps().iter().map(|s| s.1).collect::<Vec<_>>();
        assert_eq!(standing(&anew), standing(&history));
        assert_eq!(anew.here(), history.here());
    }
}

proptest! {
    #[test]
    fn the_difference_of_two_workspaces_leads_from_one_to_the_other(
        acts in proptest::collection::vec(act(), 1..40),
        fork in any::<u8>(),
    ) {
        let mut workspace = Workspace::default();
        let mut from = workspace.clone();
        let fork = usize::from(fork) % acts.len();
        for (n, act) in acts.iter().enumerate() {
            if let Some(edit) = edit(&workspace, act) {
                workspace.apply(&edit).unwrap();
            }
            if n == fork {
                from = workspace.clone();
            }
        }
        let there = difference("x", &from, &workspace);
        let told = differences(&there);
        let mut walked = from.clone();
        walked.apply(&there).unwrap();
        prop_assert_eq!(&walked, &workspace);
        walked.apply(&there.inverse()).unwrap();
        prop_assert_eq!(&walked, &from);
        for one in &told {
            prop_assert_eq!(one.before(&there), from.said(&one.thing));
            prop_assert_eq!(one.after(&there), workspace.said(&one.thing));
        }
        let of_one = |w: &Workspace| {
            let annotations = w.annotations.iter().map(|a| RecordRef::Annotation(a.id));
            let tags = w.codebook.tags().iter().map(|t| RecordRef::Tag(t.id));
            let tracks = w.tracks.iter().map(|t| RecordRef::Track(t.id));
            annotations.chain(tags).chain(tracks).collect::<Vec<_>>()
        };
        for thing in of_one(&from).into_iter().chain(of_one(&workspace)) {
            let alike = from.said(&thing) == workspace.said(&thing);
            prop_assert!(alike || told.iter().any(|one| one.thing == thing), "{:?}", thing);
        }
    }
}

#[test]
fn one_gesture_is_one_step() {
    let mut workspace = Workspace::default();
    let mut history = History::default();
    let mut last = Arc::new(annotation(0));
    history
        .commit(
            &mut workspace,
            Edit::new(
                "add",
                vec![Change::Annotation(Swap {
                    before: None,
                    after: Some(last.clone()),
                })],
            ),
            None,
            stamp(),
        )
        .unwrap();
    for words in ["S", "Se", "See"] {
        let next = Arc::new(Annotation {
            note: words.into(),
            ..(*last).clone()
        });
        let edit = Edit::new(
            "note",
            vec![Change::Annotation(Swap {
                before: Some(last),
                after: Some(next.clone()),
            })],
        );
        history
            .commit(&mut workspace, edit, Some(Gesture("note".into())), stamp())
            .unwrap();
        last = next;
    }
    assert_eq!(history.steps().len(), 2);
    assert!(history.is_open(), "the gesture goes on");
    history.undo(&mut workspace, stamp()).unwrap();
    assert_eq!(&*workspace.annotations.iter().next().unwrap().note, "");
}

#[test]
fn an_edit_that_does_not_fit_changes_nothing() {
    let mut workspace = Workspace::default();
    let fits = Change::Annotation(Swap {
        before: None,
        after: Some(Arc::new(annotation(0))),
    });
    let does_not = Change::Annotation(Swap {
        before: Some(Arc::new(annotation(1))),
        after: None,
    });
    assert_eq!(
        workspace.apply(&Edit::new("x", vec![fits, does_not])),
        Err(EditError)
    );
    assert_eq!(workspace, Workspace::default());
}

#[test]
fn a_branch_that_was_left_stays_listed_and_can_be_gone_back_to() {
    let mut workspace = Workspace::default();
    let mut history = History::default();
    let track = |history: &mut History, workspace: &mut Workspace, name: &str| {
        let edit = edit(workspace, &Act::Track(name.into())).unwrap();
        history.commit(workspace, edit, None, stamp()).unwrap();
    };
    track(&mut history, &mut workspace, "a");
    track(&mut history, &mut workspace, "b");
    let with_b = workspace.clone();
    history.undo(&mut workspace, stamp()).unwrap();
    track(&mut history, &mut workspace, "c");
    let standing: Vec<Standing> = history.steps().iter().map(|(_, s)| *s).collect();
    assert_eq!(standing, [Standing::Done, Standing::Left, Standing::Done]);
    history.go_to(Some(1), &mut workspace, &stamp()).unwrap();
    assert_eq!(workspace, with_b);
    history.go_to(None, &mut workspace, &stamp()).unwrap();
    assert_eq!(workspace, Workspace::default());
}

#[test]
fn what_is_typed_and_taken_back_leaves_redo_as_it_was() {
    let (mut workspace, mut history) = (Workspace::default(), History::default());
    let (kept, typed) = (Arc::new(annotation(0)), Arc::new(annotation(1)));
    let edit = |before: Option<&Arc<Annotation>>, after: Option<&Arc<Annotation>>| {
        let swap = Swap {
            before: before.cloned(),
            after: after.cloned(),
        };
        Edit::new("x", vec![Change::Annotation(swap)])
    };
    let gesture = || Some(Gesture("note".into()));
    history
        .commit(&mut workspace, edit(None, Some(&kept)), None, stamp())
        .unwrap();
    history.undo(&mut workspace, stamp()).unwrap();
    for edit in [edit(None, Some(&typed)), edit(Some(&typed), None)] {
        history
            .commit(&mut workspace, edit, gesture(), stamp())
            .unwrap();
    }
    assert!(history.redo(&mut workspace, stamp()).unwrap().is_some());
    assert_eq!(workspace.annotations.get(kept.id), Some(&kept));
}
