//! A kind of change that only tests know: this file and its row are all that it takes.

use serde::{Deserialize, Serialize};

use super::{IfAny, Item, Kind, Steps, SwapOf, list};
use crate::corpus::Corpus;
use crate::workspace::Workspace;
use crate::workspace::describe::Names;
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings, Repair};

/// A place to come back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// Its id.
    pub id: u32,
    /// What it is called.
    pub name: String,
}

fn key(bookmark: &Bookmark) -> u32 {
    bookmark.id
}

impl Kind for Bookmark {
    type State = Item<Bookmark>;
    type Id = u32;
    type Scratch = list::Ids<u32>;
    type Before = Option<(usize, Bookmark)>;
    type After = Option<(usize, Bookmark)>;
    type Section = IfAny<Bookmark>;

    const NAMES: (&'static str, &'static str) = ("bookmark", "bookmarks");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<u32> {
        list::said(state.as_ref()).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state.as_ref())
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state.as_ref())
    }

    fn find<'w>(workspace: &'w Workspace, id: &u32) -> Option<&'w Self> {
        workspace.bookmarks.iter().find(|b| b.id == *id)
    }

    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError> {
        list::apply(&mut workspace.bookmarks, swap, scratch, key)
    }

    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool {
        list::joins(earlier, later)
    }

    fn rebase(_: &mut SwapOf<Self>, _: &SwapOf<Self>) {}

    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After) {
        (swap.before.clone(), swap.after.clone())
    }

    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self> {
        SwapOf::<Self> { before, after }
    }

    fn section(workspace: &Workspace) -> IfAny<Self> {
        IfAny(workspace.bookmarks.clone())
    }

    fn take_section(workspace: &mut Workspace, section: IfAny<Self>) {
        workspace.bookmarks = section.0;
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        list::difference(&from.bookmarks, &to.bookmarks, key)
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<u32> {
        let (all, both) = list::merge(&base.bookmarks, &mine.bookmarks, &theirs.bookmarks, key);
        merged.bookmarks = all;
        both
    }

    fn take_theirs(id: &u32, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>> {
        list::take_theirs(&mine.bookmarks, &theirs.bookmarks, |b| b.id == *id)
    }

    fn check(workspace: &Workspace, _: Option<&Corpus>, out: &mut Findings) {
        for (at, bookmark) in workspace.bookmarks.iter().enumerate() {
            if bookmark.name.is_empty() {
                let repair: Repair = Box::new(move |w| {
                    if let Some(one) = w.bookmarks.get_mut(at) {
                        one.name = "unnamed".to_owned();
                    }
                });
                let what = format!("bookmark {}: it has no name", bookmark.id);
                out.add(Check::Ids, what, Some(("it is named", repair)));
            }
        }
    }

    fn title(&self, _: &u32, _: &Names<'_>) -> String {
        self.name.clone()
    }

    fn words(&self, _: &Names<'_>) -> String {
        self.name.clone()
    }

    fn heading(_: &u32, _: Option<&Self>) -> String {
        Self::NAMES.0.to_owned()
    }
}
