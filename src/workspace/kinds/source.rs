//! Sources, in the order in which they were added.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Item, Kind, Steps, SwapOf, list};
use crate::corpus::{Corpus, Mapping, SourceId};
use crate::workspace::describe::{Names, lines};
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings};
use crate::workspace::{Source, Workspace};

/// A source in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Source")]
pub struct SourceRecord {
    id: SourceId,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    mappings: BTreeMap<String, Mapping>,
}

impl From<Source> for SourceRecord {
    fn from(
        Source {
            id,
            path,
            files,
            mappings,
        }: Source,
    ) -> Self {
        Self {
            id,
            path,
            files,
            mappings,
        }
    }
}

impl From<SourceRecord> for Source {
    fn from(
        SourceRecord {
            id,
            path,
            files,
            mappings,
        }: SourceRecord,
    ) -> Self {
        Self {
            id,
            path,
            files,
            mappings,
        }
    }
}

fn key(source: &Source) -> SourceId {
    source.id.clone()
}

impl Kind for Source {
    type State = Item<Source>;
    type Id = SourceId;
    type Scratch = list::Ids<SourceId>;
    type Before = Option<(usize, SourceRecord)>;
    type After = Option<(usize, SourceRecord)>;
    type Section = Vec<SourceRecord>;

    const NAMES: (&'static str, &'static str) = ("source", "sources");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<SourceId> {
        list::said(state.as_ref()).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state.as_ref())
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state.as_ref())
    }

    fn find<'w>(workspace: &'w Workspace, id: &SourceId) -> Option<&'w Self> {
        workspace.sources.iter().find(|s| s.id == *id)
    }

    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError> {
        list::apply(&mut workspace.sources, swap, scratch, key)
    }

    fn joins(_: &SwapOf<Self>, _: &SwapOf<Self>) -> bool {
        false
    }

    fn rebase(_: &mut SwapOf<Self>, _: &SwapOf<Self>) {}

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        (
            list::written(swap.before.as_ref()),
            list::written(swap.after.as_ref()),
        )
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        SwapOf::<Self> {
            before: list::read(before),
            after: list::read(after),
        }
    }

    fn section(workspace: &Workspace) -> Self::Section {
        let all = workspace.sources.iter().cloned();
        all.map(SourceRecord::from).collect()
    }

    fn take_section(workspace: &mut Workspace, section: Self::Section) {
        workspace.sources = section.into_iter().map(Source::from).collect();
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        list::difference(&from.sources, &to.sources, key)
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<SourceId> {
        let (all, both) = list::merge(&base.sources, &mine.sources, &theirs.sources, key);
        merged.sources = all;
        both
    }

    fn take_theirs(id: &SourceId, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>> {
        list::take_theirs(&mine.sources, &theirs.sources, |s| s.id == *id)
    }

    fn check(workspace: &Workspace, _: Option<&Corpus>, out: &mut Findings) {
        let mut known = std::collections::HashSet::new();
        for source in &workspace.sources {
            if !known.insert(&source.id) {
                // Which of the two an article of that name is of, only somebody can say.
                let what = format!(
                    "source “{}” ({}): another has its id",
                    source.id, source.path
                );
                out.add(Check::Ids, what, None);
            }
        }
    }

    fn title(&self, _: &SourceId, _: &Names<'_>) -> String {
        self.id.to_string()
    }

    fn words(&self, _: &Names<'_>) -> String {
        lines([&self.path, &*self.files.join("\n")])
    }

    fn heading(id: &SourceId, _: Option<&Self>) -> String {
        format!("{} {id}", Self::NAMES.0)
    }
}
