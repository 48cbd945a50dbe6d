use proptest::prelude::*;

use std::collections::BTreeMap;

use std::sync::Arc;

use jiff::Timestamp;

use super::*;
use crate::corpus::{SourceId, TextHash};
use crate::text::Span;
use crate::workspace::{
    Anchor, Annotation, ArticleOverride, Attribute, AttributeKind, AttributeSchema, Edit,
    ReviewStatus, Slot, Source, TagId, TagKey, Track, TrackId,
};

fn words() -> impl Strategy<Value = Arc<str>> {
    "(\\PC|\n|\"|'|\\\\|//|😊|é){0,12}".prop_map(Into::into)
}

fn anchor() -> impl Strategy<Value = Anchor> {
    (any::<u16>(), any::<u16>(), words(), words(), words()).prop_map(
        |(start, len, quote, before, after)| Anchor {
            span: Span::new(start.into(), usize::from(start) + usize::from(len)),
            quote,
            before,
            after,
        },
    )
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let parts = (
        words(),
        proptest::collection::vec(anchor(), 0..3),
        words(),
        any::<bool>(),
        0..4_000_000_000_i64,
    );
    let attributes = proptest::collection::vec((words(), words()), 0..3);
    (parts, attributes).prop_map(
        |((path, anchors, note, tagged, second), attributes)| Annotation {
            id: AnnotationId::random(),
            article: ArticleId::new(&SourceId("s".into()), &path, None),
            version: TextHash::of(&path),
            tag: tagged.then(TagId::random),
            anchors,
            note,
            attributes: attributes
                .into_iter()
                .map(|(key, value)| Attribute { key, value })
                .collect(),
            author: "me".into(),
            created: Timestamp::from_second(second).unwrap(),
            modified: Timestamp::from_second(second).unwrap(),
            status: if second % 2 == 0 {
                ReviewStatus::Unseen
            } else {
                ReviewStatus::Reviewed
            },
            revision: second as u32 % 7,
        },
    )
}

fn workspace() -> impl Strategy<Value = Workspace> {
    let lists = (
        proptest::collection::vec(annotation(), 0..6),
        proptest::collection::vec((words(), words(), 1..=12_u8, any::<bool>()), 0..4),
        proptest::collection::vec((words(), words(), proptest::option::of("[a-i]")), 0..4),
        proptest::collection::vec((words(), 0..4_usize, proptest::option::of(words())), 0..4),
    );
    lists.prop_map(|(annotations, tracks, tags, articles)| {
        let track = |(name, query, slot, shown)| Track {
            id: TrackId::random(),
            name,
            slot: Slot::new(slot).unwrap(),
            query,
            shown,
        };
        let tag = |(name, definition, key): (Arc<str>, Arc<str>, Option<String>)| Tag {
            key: key.and_then(|k| TagKey::new(k.chars().next()?)),
            attributes: vec![AttributeSchema {
                name: Arc::clone(&definition),
                kind: AttributeKind::Choice(vec![Arc::clone(&name), Arc::clone(&definition)]),
                required: name.len() % 2 == 0,
                default: Arc::clone(&name),
            }],
            examples: Arc::clone(&definition),
            exclusions: Arc::clone(&name),
            folder: name.len() % 3 == 0,
            retired: definition.len() % 3 == 0,
            revised: name.len() as u32,
            definition,
            ..Tag::new(TagId::random(), &name, Slot::after(0))
        };
        let mut out = Workspace {
            tracks: tracks.into_iter().map(track).collect(),
            codebook: Codebook::new(tags.into_iter().map(tag).collect(), 5),
            annotations: annotations.into_iter().collect(),
            ..Workspace::default()
        };
        for (memo, status, title) in articles {
            let id = ArticleId::new(&SourceId("s".into()), &memo, None);
            let said = ArticleOverride {
                memo,
                status: ReviewStatus::ALL[status],
                title,
                ..ArticleOverride::default()
            };
            if !said.is_empty() {
                out.overrides.insert(id, said);
            }
        }
        out
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(workspace in workspace()) {
        let text = workspace_to_ron(&workspace, 7).unwrap();
        prop_assert_eq!(workspace_from_ron(&text).unwrap(), (workspace, 7));
    }

    #[test]
    fn taken_apart_it_reads_as_it_does_as_a_whole(workspace in workspace()) {
        let text = workspace_to_ron(&workspace, 7).unwrap();
        let split = Split::of(&text);
        prop_assert_eq!(split.is_some(), !workspace.annotations.is_empty());
        if let Some(split) = split {
            prop_assert_eq!(split.lines.len(), workspace.annotations.len());
            let (rest, annotations) = split.read().unwrap();
            let read = Workspace::from(Parsed::Apart(rest, annotations));
            prop_assert_eq!(read, workspace);
        }
    }

    #[test]
    fn each_annotation_is_one_line(workspace in workspace()) {
        let text = workspace_to_ron(&workspace, 0).unwrap();
        let lines = text.lines().skip_while(|l| *l != "  annotations: [").skip(1).take_while(|l| !l.starts_with("  ]"));
        prop_assert_eq!(lines.count(), workspace.annotations.len());
    }
}

#[test]
fn writing_is_stable_under_edits_and_undo() {
    let mut workspace = Workspace::default();
    let before = workspace_to_ron(&workspace, 0).unwrap();
    let source = Source {
        id: SourceId("s".into()),
        path: "seeds".into(),
        files: vec![],
        mappings: BTreeMap::new(),
    };
    let edit = Edit::new(
        "add",
        vec![crate::workspace::Change::Source(crate::workspace::Swap {
            before: None,
            after: Some((0, source)),
        })],
    );
    workspace.apply(&edit).unwrap();
    workspace.apply(&edit.inverse()).unwrap();
    assert_eq!(workspace_to_ron(&workspace, 0).unwrap(), before);
}
