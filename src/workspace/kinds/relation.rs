//! Relations between annotations, in the order in which they were made.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Item, Kind, Steps, SwapOf, list};
use crate::corpus::Corpus;
use crate::workspace::describe::Names;
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings, Repair};
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
    type Scratch = ();
    type Before = Option<(usize, RelationRecord)>;
    type After = Option<(usize, RelationRecord)>;
    type Section = Vec<RelationRecord>;

    const NAMES: (&'static str, &'static str) = ("relation", "relations");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<RelationId> {
        list::said(state.as_ref()).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state.as_ref())
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state.as_ref())
    }

    fn find<'w>(workspace: &'w Workspace, id: &RelationId) -> Option<&'w Self> {
        workspace.relations.find(*id)
    }

    fn apply(swap: &SwapOf<Self>, workspace: &mut Workspace, (): &mut ()) -> Result<(), EditError> {
        let all = &mut workspace.relations;
        let (before, after) = (swap.before.as_ref(), swap.after.as_ref());
        if before.is_some_and(|(at, old)| all.get(*at) != Some(old)) {
            return Err(EditError);
        }
        let same = |new: &Relation| before.is_some_and(|(_, old)| old.id == new.id);
        let room = all.len() - usize::from(before.is_some());
        let fits = |(at, new): &(usize, Relation)| {
            *at <= room && (same(new) || all.find(new.id).is_none())
        };
        if !after.is_none_or(fits) {
            return Err(EditError);
        }
        if let Some((at, _)) = before {
            all.remove(*at);
        }
        if let Some((at, new)) = after {
            all.insert(*at, new.clone());
        }
        Ok(())
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
        let doubled = |(_, r): &(usize, &Relation)| !known.insert(r.id);
        let doubled: Vec<(usize, &Relation)> = workspace
            .relations
            .iter()
            .enumerate()
            .filter(doubled)
            .collect();
        let places: HashSet<usize> = doubled.iter().map(|(at, _)| *at).collect();
        let mut renumber: Option<Repair> = Some(Box::new(move |w| {
            let renumbered = |(at, r): (usize, &Relation)| Relation {
                id: if places.contains(&at) {
                    RelationId::random()
                } else {
                    r.id
                },
                ..r.clone()
            };
            w.relations = w.relations.iter().enumerate().map(renumbered).collect();
        }));
        for (_, relation) in doubled {
            let what = format!(
                "relation “{}” ({}): another has its id",
                relation.name, relation.id
            );
            let repair = renumber.take().unwrap_or_else(|| Box::new(|_| {}));
            let words = "the second gets an id of its own";
            out.add(Check::Ids, what, Some((words, repair)));
        }
        let is_there = |end: &AnnotationId| workspace.annotations.get(*end).is_some();
        let loose = |r: &&Relation| ![r.from, r.to].iter().all(is_there);
        let loose: Vec<&Relation> = workspace.relations.iter().filter(loose).collect();
        // All are taken out in one go.
        let gone: HashSet<RelationId> = loose.iter().map(|r| r.id).collect();
        let mut take_out: Option<Repair> = Some(Box::new(move |w| {
            let stays = |r: &&Relation| !gone.contains(&r.id);
            w.relations = w.relations.iter().filter(stays).cloned().collect();
        }));
        for relation in loose {
            let what = format!(
                "relation “{}” ({}): one of its annotations does not exist",
                relation.name, relation.id
            );
            let repair = take_out.take().unwrap_or_else(|| Box::new(|_| {}));
            out.add(Check::Relations, what, Some(("it is taken out", repair)));
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
