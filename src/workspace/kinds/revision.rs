//! The revision of the codebook: how often the meaning of a tag has changed. A number, and no thing.

use std::convert::Infallible;

use serde::{Deserialize, Serialize};

use super::{Kind, Steps, Swap, SwapOf, Written};
use crate::corpus::Corpus;
use crate::workspace::Workspace;
use crate::workspace::describe::Names;
use crate::workspace::edit::EditError;
use crate::workspace::integrity::Findings;

/// The revision of the codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(pub u32);

/// The revision as it stands in the workspace file: left out while it is 0.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevisionRecord(u32);

impl Written for RevisionRecord {
    fn is_left_out(&self) -> bool {
        self.0 == 0
    }
}

impl Kind for Revision {
    type State = u32;
    type Id = Infallible;
    type Scratch = ();
    type Before = u32;
    type After = u32;
    type Section = RevisionRecord;

    const NAMES: (&'static str, &'static str) = ("revision", "revisions");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = true;

    fn id(_: &u32) -> Option<Infallible> {
        None
    }

    fn said(_: &u32) -> Option<&Self> {
        None
    }

    fn place(_: &u32) -> Option<usize> {
        None
    }

    fn find<'w>(_: &'w Workspace, id: &Infallible) -> Option<&'w Self> {
        match *id {}
    }

    fn apply(swap: &SwapOf<Self>, workspace: &mut Workspace, (): &mut ()) -> Result<(), EditError> {
        if workspace.codebook.revision() != swap.before {
            return Err(EditError);
        }
        workspace.codebook.set_revision(swap.after);
        Ok(())
    }

    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool {
        earlier.after == later.before
    }

    fn rebase(_: &mut SwapOf<Self>, _: &SwapOf<Self>) {}

    fn written(swap: &SwapOf<Self>) -> (u32, u32) {
        (swap.before, swap.after)
    }

    fn read(before: u32, after: u32) -> SwapOf<Self> {
        Swap { before, after }
    }

    fn section(workspace: &Workspace) -> RevisionRecord {
        RevisionRecord(workspace.codebook.revision())
    }

    fn take_section(workspace: &mut Workspace, section: RevisionRecord) {
        workspace.codebook.set_revision(section.0);
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<u32> {
        let swap = Swap {
            before: from.codebook.revision(),
            after: to.codebook.revision(),
        };
        Steps {
            gone: Vec::new(),
            come: if swap.is_empty() {
                Vec::new()
            } else {
                vec![swap]
            },
        }
    }

    fn merge(
        _: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<Infallible> {
        let later = mine.codebook.revision().max(theirs.codebook.revision());
        merged.codebook.set_revision(later);
        Vec::new()
    }

    fn take_theirs(id: &Infallible, _: &Workspace, _: &Workspace) -> Option<SwapOf<Self>> {
        match *id {}
    }

    fn check(_: &Workspace, _: Option<&Corpus>, _: &mut Findings) {}

    fn title(&self, id: &Infallible, _: &Names<'_>) -> String {
        match *id {}
    }

    fn words(&self, _: &Names<'_>) -> String {
        self.0.to_string()
    }

    fn heading(id: &Infallible, _: Option<&Self>) -> String {
        match *id {}
    }
}
