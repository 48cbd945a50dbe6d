use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::corpus::{ArticleId, SourceId, TextHash};
use crate::workspace::{
    Annotation, AnnotationId, Change, Override, ReviewStatus, Slot, Tag, TagId, Track, TrackId,
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
    }
}

fn changed(workspace: &Workspace, act: &Act) -> Option<Change> {
    let annotations: Vec<_> = workspace.annotations.iter().cloned().collect();
    let tags = workspace.codebook.tags();
    Some(match act {
        Act::Annotate(n) => Change::Annotation {
            before: None,
            after: Some(Arc::new(annotation(*n))),
        },
        Act::Note(n, words) => {
            let (_, before) = pick(&annotations, *n)?;
            let after = Annotation {
                note: words.as_str().into(),
                ..(**before).clone()
            };
            Change::Annotation {
                before: Some(before.clone()),
                after: Some(Arc::new(after)),
            }
        }
        Act::Untag(n) => Change::Annotation {
            before: Some(pick(&annotations, *n)?.1.clone()),
            after: None,
        },
        Act::AddTag(name) => {
            let tag = Tag {
                id: TagId::random(),
                parent: None,
                name: name.as_str().into(),
                slot: Slot::after(tags.len()),
                key: None,
                definition: "".into(),
            };
            Change::Tag {
                before: None,
                after: Some((tags.len() / 2, tag)),
            }
        }
        Act::MoveTag(from, to) => {
            let (at, tag) = pick(tags, *from)?;
            let (to, _) = pick(tags, *to)?;
            Change::Tag {
                before: Some((at, tag.clone())),
                after: Some((to, tag.clone())),
            }
        }
        Act::DropTag(n) => {
            let (at, tag) = pick(tags, *n)?;
            Change::Tag {
                before: Some((at, tag.clone())),
                after: None,
            }
        }
        Act::Track(name) => {
            let track = Track {
                id: TrackId::random(),
                name: name.as_str().into(),
                slot: Slot::after(0),
                query: name.as_str().into(),
                shown: true,
            };
            Change::Track {
                before: None,
                after: Some((0, track)),
            }
        }
        Act::DropTrack(n) => {
            let (at, track) = pick(&workspace.tracks, *n)?;
            Change::Track {
                before: Some((at, track.clone())),
                after: None,
            }
        }
        Act::Status(n, status) => {
            let id = article(*n);
            let before = workspace.overrides.get(&id).cloned().unwrap_or_default();
            let status = ReviewStatus::ALL[usize::from(*status) % 4];
            Change::Override {
                after: Override {
                    status,
                    ..before.clone()
                },
                article: id,
                before,
            }
        }
        Act::Undo | Act::Redo => return None,
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
        for (act, gesture) in acts {
            match act {
                Act::Undo => { history.undo(&mut workspace).unwrap(); }
                Act::Redo => { history.redo(&mut workspace).unwrap(); }
                other => if let Some(change) = changed(&workspace, &other) {
                    let edit = Edit::new("x", vec![change]);
                    history.commit(&mut workspace, edit, gesture.then(|| Gesture("g".into()))).unwrap();
                }
            }
        }
        while history.redo(&mut workspace).unwrap().is_some() {}
        let end = workspace.clone();
        while history.undo(&mut workspace).unwrap().is_some() {}
        prop_assert_eq!(&workspace, &start);
        while history.redo(&mut workspace).unwrap().is_some() {}
        prop_assert_eq!(&workspace, &end);
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
                vec![Change::Annotation {
                    before: None,
                    after: Some(last.clone()),
                }],
            ),
            None,
        )
        .unwrap();
    for words in ["S", "Se", "See"] {
        let next = Arc::new(Annotation {
            note: words.into(),
            ..(*last).clone()
        });
        let edit = Edit::new(
            "note",
            vec![Change::Annotation {
                before: Some(last),
                after: Some(next.clone()),
            }],
        );
        history
            .commit(&mut workspace, edit, Some(Gesture("note".into())))
            .unwrap();
        last = next;
    }
    assert_eq!(history.done().len(), 2);
    history.undo(&mut workspace).unwrap();
    assert_eq!(&*workspace.annotations.iter().next().unwrap().note, "");
}

#[test]
fn an_edit_that_does_not_fit_changes_nothing() {
    let mut workspace = Workspace::default();
    let fits = Change::Annotation {
        before: None,
        after: Some(Arc::new(annotation(0))),
    };
    let does_not = Change::Annotation {
        before: Some(Arc::new(annotation(1))),
        after: None,
    };
    assert_eq!(
        workspace.apply(&Edit::new("x", vec![fits, does_not])),
        Err(EditError)
    );
    assert_eq!(workspace, Workspace::default());
}
