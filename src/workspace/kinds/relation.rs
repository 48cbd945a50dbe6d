//! Relations between annotations, in the order in which they were made.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Item, Kind, Steps, SwapOf, list};
use crate::corpus::Corpus;
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings, Repair};
use crate::workspace::telling::Names;
use crate::workspace::{AnnotationId, Relation, RelationId, Workspace};

/// A relation in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Relation")]
pub struct RelationRecord {
    id: RelationId,
    name: Arc<str>,
    from: AnnotationId,
    to: AnnotationId,
}

impl From<Relation> for RelationRecord {
    fn from(Relation { id, name, from, to }: Relation) -> Self {
        Self { id, name, from, to }
    }
}

impl From<RelationRecord> for Relation {
    fn from(RelationRecord { id, name, from, to }: RelationRecord) -> Self {
        Self { id, name, from, to }
    }
}

fn key(relation: &Relation) -> RelationId {
    relation.id
}

impl Kind for Relation {
    type State = Item<Relation>;
    type Id = RelationId;
    type Scratch = list::Ids<RelationId>;
    type Before = Option<(usize, RelationRecord)>;
    type After = Option<(usize, RelationRecord)>;
    type Section = Vec<RelationRecord>;

    const NAMES: (&'static str, &'static str) = ("relation", "relations");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<RelationId> {
        list::said(state).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state)
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state)
    }

    fn find<'w>(workspace: &'w Workspace, id: &RelationId) -> Option<&'w Self> {
        workspace.relations.iter().find(|r| r.id == *id)
    }

    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError> {
        list::apply(&mut workspace.relations, swap, scratch, key)
    }

    fn joins(_: &SwapOf<Self>, _: &SwapOf<Self>) -> bool {
        false
    }

    fn rebase(_: &mut SwapOf<Self>, _: &SwapOf<Self>) {}

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        (list::written(&swap.before), list::written(&swap.after))
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        SwapOf::<Self> {
            before: list::read(before),
            after: list::read(after),
        }
    }

    fn section(workspace: &Workspace) -> Self::Section {
        let all = workspace.relations.iter().cloned();
        all.map(RelationRecord::from).collect()
    }

    fn take_section(workspace: &mut Workspace, section: Self::Section) {
        workspace.relations = section.into_iter().map(Relation::from).collect();
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        list::difference(&from.relations, &to.relations, key)
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<RelationId> {
        let (all, both) = list::merge(&base.relations, &mine.relations, &theirs.relations, key);
        merged.relations = all.into_iter().collect();
        both
    }

    fn take_theirs(id: &RelationId, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>> {
        list::take_theirs(&mine.relations, &theirs.relations, |r| r.id == *id)
    }

    fn check(workspace: &Workspace, _: Option<&Corpus>, out: &mut Findings) {
        let mut known = HashSet::new();
        for (at, relation) in workspace.relations.iter().enumerate() {
            if !known.insert(relation.id) {
                let what = format!(
                    "relation “{}” ({}): another has its id",
                    relation.name, relation.id
                );
                let repair: Repair = Box::new(move |w| {
                    if let Some(relation) = w.relations.get_mut(at) {
                        relation.id = RelationId::random();
                    }
                });
                let words = "the second gets an id of its own";
                out.add(Check::Ids, what, Some((words, repair)));
            }
        }
        for relation in &workspace.relations {
            let ends = [relation.from, relation.to];
            if ends.iter().any(|e| workspace.annotations.get(*e).is_none()) {
                let id = relation.id;
                let what = format!(
                    "relation “{}” ({id}): one of its annotations does not exist",
                    relation.name
                );
                let repair: Repair = Box::new(move |w| w.relations.retain(|r| r.id != id));
                out.add(Check::Relations, what, Some(("it is taken out", repair)));
            }
        }
    }

    fn title(&self, _: &RelationId, _: &Names<'_>) -> String {
        self.name.to_string()
    }

    fn words(&self, _: &Names<'_>) -> String {
        self.name.to_string()
    }

    fn heading(_: &RelationId, _: Option<&Self>) -> String {
        Self::NAMES.0.to_owned()
    }
}
