//! Tags of the codebook, in the analyst's order.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Item, Kind, Steps, Swap, SwapOf, list};
use crate::corpus::Corpus;
use crate::workspace::describe::{Names, lines};
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Findings, check_tags};
use crate::workspace::{AttributeKind, AttributeSchema, Slot, Tag, TagId, TagKey, Workspace};

/// A tag in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Tag")]
pub struct TagRecord {
    id: TagId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<TagId>,
    name: Arc<str>,
    slot: Slot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<TagKey>,
    #[serde(default, skip_serializing_if = "is_empty")]
    definition: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    examples: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    exclusions: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<SchemaRecord>,
    #[serde(default, skip_serializing_if = "is_no")]
    folder: bool,
    #[serde(default, skip_serializing_if = "is_no")]
    retired: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    revised: u32,
}

/// What a tag asks for, in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Attribute")]
struct SchemaRecord {
    name: Arc<str>,
    #[serde(default, skip_serializing_if = "is_text")]
    kind: AttributeKind,
    #[serde(default, skip_serializing_if = "is_no")]
    required: bool,
    #[serde(default, skip_serializing_if = "is_empty")]
    default: Arc<str>,
}

fn is_text(kind: &AttributeKind) -> bool {
    *kind == AttributeKind::Text
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_no(flag: &bool) -> bool {
    !*flag
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
pub(super) fn is_zero(number: &u32) -> bool {
    *number == 0
}

pub(super) fn is_empty(words: &Arc<str>) -> bool {
    words.is_empty()
}

impl From<Tag> for TagRecord {
    fn from(tag: Tag) -> Self {
        let schema = |AttributeSchema {
                          name,
                          kind,
                          required,
                          default,
                      }| SchemaRecord {
            name,
            kind,
            required,
            default,
        };
        Self {
            id: tag.id,
            parent: tag.parent,
            name: tag.name,
            slot: tag.slot,
            key: tag.key,
            definition: tag.definition,
            examples: tag.examples,
            exclusions: tag.exclusions,
            attributes: tag.attributes.into_iter().map(schema).collect(),
            folder: tag.folder,
            retired: tag.retired,
            revised: tag.revised,
        }
    }
}

impl From<TagRecord> for Tag {
    fn from(r: TagRecord) -> Self {
        let schema = |SchemaRecord {
                          name,
                          kind,
                          required,
                          default,
                      }| AttributeSchema {
            name,
            kind,
            required,
            default,
        };
        Self {
            id: r.id,
            parent: r.parent,
            name: r.name,
            slot: r.slot,
            key: r.key,
            definition: r.definition,
            examples: r.examples,
            exclusions: r.exclusions,
            attributes: r.attributes.into_iter().map(schema).collect(),
            folder: r.folder,
            retired: r.retired,
            revised: r.revised,
        }
    }
}

fn key(tag: &Tag) -> TagId {
    tag.id
}

impl Kind for Tag {
    type State = Item<Tag>;
    type Id = TagId;
    type Scratch = list::Ids<TagId>;
    type Before = Option<(usize, Box<TagRecord>)>;
    type After = Option<(usize, Box<TagRecord>)>;
    type Section = Vec<TagRecord>;

    const NAMES: (&'static str, &'static str) = ("tag", "tags");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<TagId> {
        list::said(state.as_ref()).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state.as_ref())
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state.as_ref())
    }

    fn find<'w>(workspace: &'w Workspace, id: &TagId) -> Option<&'w Self> {
        workspace.codebook.get(*id)
    }

    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError> {
        list::apply(workspace.codebook.tags_mut(), swap, scratch, key)
    }

    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool {
        list::joins(earlier, later)
    }

    fn rebase(_: &mut SwapOf<Self>, _: &SwapOf<Self>) {}

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        let item = |item: &Item<Tag>| {
            let record = list::written(item.as_ref());
            record.map(|(at, record)| (at, Box::new(record)))
        };
        (item(&swap.before), item(&swap.after))
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        let item = |item: Self::Before| item.map(|(at, record)| (at, (*record).into()));
        Swap {
            before: item(before),
            after: item(after),
        }
    }

    fn section(workspace: &Workspace) -> Self::Section {
        let all = workspace.codebook.tags().iter().cloned();
        all.map(TagRecord::from).collect()
    }

    fn take_section(workspace: &mut Workspace, section: Self::Section) {
        *workspace.codebook.tags_mut() = section.into_iter().map(Tag::from).collect();
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        list::difference(from.codebook.tags(), to.codebook.tags(), key)
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<TagId> {
        let [base, mine, theirs] = [base, mine, theirs].map(|w| w.codebook.tags());
        let (all, both) = list::merge(base, mine, theirs, key);
        *merged.codebook.tags_mut() = all;
        both
    }

    fn take_theirs(id: &TagId, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>> {
        let [mine, theirs] = [mine, theirs].map(|w| w.codebook.tags());
        list::take_theirs(mine, theirs, |t| t.id == *id)
    }

    fn check(workspace: &Workspace, _: Option<&Corpus>, out: &mut Findings) {
        check_tags(workspace, out);
    }

    fn title(&self, _: &TagId, names: &Names<'_>) -> String {
        names.tag(Some(self.id))
    }

    fn words(&self, names: &Names<'_>) -> String {
        let key = self.key.map(|k| format!("key {k}")).unwrap_or_default();
        let asked = |a: &AttributeSchema| format!("{}: {}", a.name, a.kind.words());
        let asked: Vec<String> = self.attributes.iter().map(asked).collect();
        let above = self.parent.map(|above| names.tag(Some(above)));
        lines([
            &*self.name,
            &above.map(|a| format!("below {a}")).unwrap_or_default(),
            &self.definition,
            &self.examples,
            &self.exclusions,
            &key,
            &asked.join("\n"),
            if self.folder { "a folder" } else { "" },
            if self.retired { "retired" } else { "" },
        ])
    }

    fn heading(_: &TagId, _: Option<&Self>) -> String {
        Self::NAMES.0.to_owned()
    }
}
