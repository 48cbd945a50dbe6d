//! Kinds that are nothing but a list of records with ids, in the analyst's order: what all of them have in
//! common is written once.

use crate::workspace::integrity::Findings;

/// A record of such a list.
pub(super) trait PlainRecord {
    /// What it is called.
    fn called(&self) -> String;

    /// All that it says, a line each.
    fn says(&self) -> String;

    /// Another id, where it has that of another record.
    fn renew(&mut self);

    /// What is wrong with it beside its id.
    fn problems(&self, out: &mut Findings);
}

/// Makes a kind of a record: its type, its id, the field of the workspace, what one and many are called.
macro_rules! plain_list {
    ($T:ident, $Id:ty, $field:ident, $one:literal, $many:literal) => {
        impl $crate::workspace::kinds::Kind for $T {
            type State = $crate::workspace::kinds::Item<$T>;
            type Id = $Id;
            type Scratch = list::Ids<$Id>;
            type Before = Option<(usize, $T)>;
            type After = Option<(usize, $T)>;
            type Section = $crate::workspace::kinds::IfAny<$T>;

            const NAMES: (&'static str, &'static str) = ($one, $many);
            const IS_QUIET: bool = false;
            const IS_ALWAYS_THERE: bool = false;

            fn id(state: &Self::State) -> Option<$Id> {
                list::said(state.as_ref()).map(|r| r.id)
            }

            fn said(state: &Self::State) -> Option<&Self> {
                list::said(state.as_ref())
            }

            fn place(state: &Self::State) -> Option<usize> {
                list::place(state.as_ref())
            }

            fn find<'w>(workspace: &'w $crate::workspace::Workspace, id: &$Id) -> Option<&'w Self> {
                workspace.$field.iter().find(|r| r.id == *id)
            }

            fn apply(
                swap: &$crate::workspace::kinds::SwapOf<Self>,
                workspace: &mut $crate::workspace::Workspace,
                scratch: &mut Self::Scratch,
            ) -> Result<(), $crate::workspace::EditError> {
                list::apply(&mut workspace.$field, swap, scratch, |r| r.id)
            }

            fn joins(
                earlier: &$crate::workspace::kinds::SwapOf<Self>,
                later: &$crate::workspace::kinds::SwapOf<Self>,
            ) -> bool {
                list::joins(earlier, later)
            }

            fn rebase(
                _: &mut $crate::workspace::kinds::SwapOf<Self>,
                _: &$crate::workspace::kinds::SwapOf<Self>,
            ) {
            }

            fn written(
                swap: &$crate::workspace::kinds::SwapOf<Self>,
            ) -> (Self::Before, Self::After) {
                (swap.before.clone(), swap.after.clone())
            }

            fn read(
                before: Self::Before,
                after: Self::After,
            ) -> $crate::workspace::kinds::SwapOf<Self> {
                $crate::workspace::kinds::SwapOf::<Self> { before, after }
            }

            fn section(workspace: &$crate::workspace::Workspace) -> Self::Section {
                $crate::workspace::kinds::IfAny(workspace.$field.clone())
            }

            fn take_section(workspace: &mut $crate::workspace::Workspace, section: Self::Section) {
                workspace.$field = section.0;
            }

            fn difference(
                from: &$crate::workspace::Workspace,
                to: &$crate::workspace::Workspace,
            ) -> $crate::workspace::kinds::Steps<Self::State> {
                list::difference(&from.$field, &to.$field, |r| r.id)
            }

            fn merge(
                base: &$crate::workspace::Workspace,
                mine: &$crate::workspace::Workspace,
                theirs: &$crate::workspace::Workspace,
                merged: &mut $crate::workspace::Workspace,
            ) -> Vec<$Id> {
                let (all, both) = list::merge(&base.$field, &mine.$field, &theirs.$field, |r| r.id);
                merged.$field = all;
                both
            }

            fn take_theirs(
                id: &$Id,
                mine: &$crate::workspace::Workspace,
                theirs: &$crate::workspace::Workspace,
            ) -> Option<$crate::workspace::kinds::SwapOf<Self>> {
                list::take_theirs(&mine.$field, &theirs.$field, |r| r.id == *id)
            }

            fn check(
                workspace: &$crate::workspace::Workspace,
                _: Option<&$crate::corpus::Corpus>,
                out: &mut $crate::workspace::integrity::Findings,
            ) {
                use $crate::workspace::integrity::{Check, Repair};
                let mut known = std::collections::HashSet::new();
                for (at, record) in workspace.$field.iter().enumerate() {
                    if !known.insert(record.id) {
                        let what = format!(
                            "{} “{}” ({}): another has its id",
                            $one,
                            record.called(),
                            record.id
                        );
                        let repair: Repair = Box::new(move |w| {
                            if let Some(record) = w.$field.get_mut(at) {
                                record.renew();
                            }
                        });
                        out.add(
                            Check::Ids,
                            what,
                            Some(("the second gets an id of its own", repair)),
                        );
                    }
                    record.problems(out);
                }
            }

            fn title(&self, _: &$Id, _: &$crate::workspace::describe::Names<'_>) -> String {
                self.called()
            }

            fn words(&self, _: &$crate::workspace::describe::Names<'_>) -> String {
                self.says()
            }

            fn heading(_: &$Id, _: Option<&Self>) -> String {
                $one.to_owned()
            }
        }
    };
}

pub(super) use plain_list;
