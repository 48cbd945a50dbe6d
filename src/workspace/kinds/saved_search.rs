//! Saved searches, in the order in which they are offered.

use std::collections::HashSet;

use super::{IfAny, Item, Kind, Steps, SwapOf, list};
use crate::corpus::Corpus;
use crate::query::Query;
use crate::workspace::describe::{Names, lines};
use crate::workspace::edit::EditError;
use crate::workspace::integrity::{Check, Findings, Repair};
use crate::workspace::{SavedSearch, SavedSearchId, Workspace};

fn key(search: &SavedSearch) -> SavedSearchId {
    search.id
}

impl Kind for SavedSearch {
    type State = Item<SavedSearch>;
    type Id = SavedSearchId;
    type Scratch = list::Ids<SavedSearchId>;
    type Before = Option<(usize, SavedSearch)>;
    type After = Option<(usize, SavedSearch)>;
    type Section = IfAny<SavedSearch>;

    const NAMES: (&'static str, &'static str) = ("saved search", "saved searches");
    const IS_QUIET: bool = false;
    const IS_ALWAYS_THERE: bool = false;

    fn id(state: &Self::State) -> Option<SavedSearchId> {
        list::said(state.as_ref()).map(key)
    }

    fn said(state: &Self::State) -> Option<&Self> {
        list::said(state.as_ref())
    }

    fn place(state: &Self::State) -> Option<usize> {
        list::place(state.as_ref())
    }

    fn find<'w>(workspace: &'w Workspace, id: &SavedSearchId) -> Option<&'w Self> {
        workspace.saved_searches.iter().find(|s| s.id == *id)
    }

    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError> {
        list::apply(&mut workspace.saved_searches, swap, scratch, key)
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
        IfAny(workspace.saved_searches.clone())
    }

    fn take_section(workspace: &mut Workspace, section: IfAny<Self>) {
        workspace.saved_searches = section.0;
    }

    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State> {
        list::difference(&from.saved_searches, &to.saved_searches, key)
    }

    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<SavedSearchId> {
        let (all, both) = list::merge(
            &base.saved_searches,
            &mine.saved_searches,
            &theirs.saved_searches,
            key,
        );
        merged.saved_searches = all;
        both
    }

    fn take_theirs(
        id: &SavedSearchId,
        mine: &Workspace,
        theirs: &Workspace,
    ) -> Option<SwapOf<Self>> {
        list::take_theirs(&mine.saved_searches, &theirs.saved_searches, |s| {
            s.id == *id
        })
    }

    fn check(workspace: &Workspace, _: Option<&Corpus>, out: &mut Findings) {
        let mut known = HashSet::new();
        for (at, search) in workspace.saved_searches.iter().enumerate() {
            if !known.insert(search.id) {
                let what = format!(
                    "saved search “{}” ({}): another has its id",
                    search.name, search.id
                );
                let repair: Repair = Box::new(move |w| {
                    if let Some(search) = w.saved_searches.get_mut(at) {
                        search.id = SavedSearchId::random();
                    }
                });
                let words = "the second gets an id of its own";
                out.add(Check::Ids, what, Some((words, repair)));
            }
            if let Err(problem) = Query::parse(&search.query) {
                let what = format!("saved search “{}”: {problem}", search.name);
                out.add(Check::Queries, what, None);
            }
        }
    }

    fn title(&self, _: &SavedSearchId, _: &Names<'_>) -> String {
        self.name.to_string()
    }

    fn words(&self, _: &Names<'_>) -> String {
        lines([&*self.name, &self.query])
    }

    fn heading(_: &SavedSearchId, _: Option<&Self>) -> String {
        Self::NAMES.0.to_owned()
    }
}
