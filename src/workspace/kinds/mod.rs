//! The kinds of data that edits change: one file a kind, one row in the table.
//!
//! A [`Swap`] is what one thing was and what it becomes. A [`Kind`] says everything that is to be known
//! about swaps of one kind of thing: how one is made in a workspace, how it stands in the journal and in
//! the workspace file, what it is called and how it reads in words, how two sides that grew from one are
//! merged, what leads from one workspace to another, and what can be wrong. The rows in `table.rs` make of
//! the kinds the enum [`Change`] with its [`RecordRef`] (which record) and [`Said`] (one state of a record),
//! the fields of the workspace and the sections of its file. Every match over them is made from the rows,
//! so that nothing can be left out: a kind that lacks a part does not compile.
//!
//! To add a kind: copy `source.rs` (a list in the analyst's order) or `article.rs` (something looked up by
//! id), name it below and give it a row. Its section in the workspace file is [`IfAny`], so that files
//! without it stay readable for older versions.
//!
//! Useful for: new data of the analyst's that can be undone, merged and looked at. Not useful for: where
//! one is reading and other states of the window, which no edit changes.

use std::fmt::Debug;
use std::hash::Hash;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::describe::Names;
use super::edit::EditError;
use super::integrity::Findings;
use super::{Edit, Workspace};
use crate::corpus::Corpus;

mod alias_set;
mod annotation;
mod article;
#[cfg(test)]
#[path = "../../../tests/seams/bookmark.rs"]
mod bookmark;
mod event;
pub(crate) mod list;
mod plain_list;
mod relation;
mod revision;
mod saved_search;
mod source;
mod table;
mod tag;
mod track;

pub(crate) use annotation::{AnnotationRecord, unlike_ids};
#[cfg(test)]
pub(crate) use bookmark::Bookmark;
pub use list::Item;
pub use revision::Revision;
pub(crate) use table::for_each_kind;
pub(crate) use tag::TagRecord;

/// One change of one thing: what it was and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap<T> {
    /// What it was.
    pub before: T,
    /// What it becomes.
    pub after: T,
}

impl<T: Clone + PartialEq> Swap<T> {
    /// What takes it back.
    pub fn inverse(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.before == self.after
    }
}

/// Swaps of one kind.
pub type SwapOf<K> = Swap<<K as Kind>::State>;

/// Something that stands in a file where it says something.
pub trait Written {
    /// Whether it is left out.
    fn is_left_out(&self) -> bool;
}

impl<T> Written for Option<T> {
    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T> Written for Box<T> {
    fn is_left_out(&self) -> bool {
        false
    }
}

/// Lists that stand in every file, empty or not.
impl<T> Written for Vec<T> {
    fn is_left_out(&self) -> bool {
        false
    }
}

impl Written for u32 {
    fn is_left_out(&self) -> bool {
        false
    }
}

/// A list that stands in a file only where there is something in it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IfAny<T>(pub Vec<T>);

impl<T> Default for IfAny<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Written for IfAny<T> {
    fn is_left_out(&self) -> bool {
        self.0.is_empty()
    }
}

/// What leads from one workspace to another, for one kind.
#[derive(Debug)]
pub struct Steps<S> {
    /// Takes away, in the order in which it is to be done.
    pub gone: Vec<Swap<S>>,
    /// Changes and puts in, in the order in which it is to be done, after all that goes.
    pub come: Vec<Swap<S>>,
}

/// A kind of data of the analyst's: all that edits, files, merging and looking at them ask of it.
pub trait Kind: Sized {
    /// What a change holds of it on each side.
    type State: Clone + Debug + PartialEq + Eq;
    /// What tells one from another.
    type Id: Clone + Debug + PartialEq + Eq + Hash + PartialOrd + Ord;
    /// What one edit needs to know while it is made.
    type Scratch: Default;
    /// How the state before stands in the journal.
    type Before: Serialize + DeserializeOwned + Written;
    /// How the state after stands in the journal.
    type After: Serialize + DeserializeOwned + Written;
    /// How all of them stand in the workspace file.
    type Section: Serialize + DeserializeOwned + Default + Written;

    /// What one and many are called.
    const NAMES: (&'static str, &'static str);
    /// Whether such changes are also made beside the history, and so carried into its steps.
    const IS_QUIET: bool;
    /// Whether the thing is there even where nothing is said of it.
    const IS_ALWAYS_THERE: bool;

    /// Which one a state is of; none where it says that there is none.
    fn id(state: &Self::State) -> Option<Self::Id>;
    /// What a state says; none where it says nothing.
    fn said(state: &Self::State) -> Option<&Self>;
    /// Its place among its like.
    fn place(state: &Self::State) -> Option<usize>;
    /// What a workspace says of one.
    fn find<'w>(workspace: &'w Workspace, id: &Self::Id) -> Option<&'w Self>;

    /// Makes the change, where what was before is what is there.
    fn apply(
        swap: &SwapOf<Self>,
        workspace: &mut Workspace,
        scratch: &mut Self::Scratch,
    ) -> Result<(), EditError>;
    /// Whether a later change of one gesture goes on where an earlier one ended.
    fn joins(earlier: &SwapOf<Self>, later: &SwapOf<Self>) -> bool;
    /// Carries a later quiet change of the same thing into the states, where they hold what it replaced.
    fn rebase(swap: &mut SwapOf<Self>, quiet: &SwapOf<Self>);

    /// How a change stands in the journal.
    fn written(swap: &SwapOf<Self>) -> (Self::Before, Self::After);
    /// The change that stands so in the journal.
    fn read(before: Self::Before, after: Self::After) -> SwapOf<Self>;
    /// How all of them stand in the workspace file.
    fn section(workspace: &Workspace) -> Self::Section;
    /// Takes in what stands in the workspace file.
    fn take_section(workspace: &mut Workspace, section: Self::Section);

    /// What leads from one workspace to another.
    fn difference(from: &Workspace, to: &Workspace) -> Steps<Self::State>;
    /// Takes into `merged`, which is as `mine`, what only the other changed; gives what both did.
    fn merge(
        base: &Workspace,
        mine: &Workspace,
        theirs: &Workspace,
        merged: &mut Workspace,
    ) -> Vec<Self::Id>;
    /// The change that makes one what it is in `theirs`.
    fn take_theirs(id: &Self::Id, mine: &Workspace, theirs: &Workspace) -> Option<SwapOf<Self>>;
    /// What is wrong with any of them, with what repairs it.
    fn check(workspace: &Workspace, corpus: Option<&Corpus>, out: &mut Findings);

    /// The thing in one line.
    fn title(&self, id: &Self::Id, names: &Names<'_>) -> String;
    /// All that it says, a line for each part.
    fn words(&self, names: &Names<'_>) -> String;
    /// What a conflict about it is called.
    fn heading(id: &Self::Id, said: Option<&Self>) -> String;
}

macro_rules! changes {
    ($(
        $(#[$cfg:meta])*
        $Name:ident($Kind:ty), $section:ident, $doc:literal, { $($held:tt)* }
    )*) => {
        /// One change of one thing: what it was and what it becomes. Exactly one of a kind and id.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Change {
            $($(#[$cfg])* #[doc = $doc] $Name(SwapOf<$Kind>),)*
        }

        /// Something that an edit changes, by its id.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RecordRef {
            $($(#[$cfg])* #[doc = $doc] $Name(<$Kind as Kind>::Id),)*
        }

        /// One state of a thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RecordState<'e> {
            $($(#[$cfg])* #[doc = $doc] $Name(&'e $Kind),)*
        }

        /// A change as it stands in the journal: before and after, left out where it is not there.
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub enum ChangeRecord {
            $(
                $(#[$cfg])*
                $Name {
                    #[serde(skip_serializing_if = "Written::is_left_out")]
                    before: <$Kind as Kind>::Before,
                    #[serde(skip_serializing_if = "Written::is_left_out")]
                    after: <$Kind as Kind>::After,
                },
            )*
        }

        /// What one edit needs to know while it is made, for each kind.
        #[derive(Default)]
        pub(super) struct Scratch {
            $($(#[$cfg])* $section: <$Kind as Kind>::Scratch,)*
        }

        impl Change {
            /// The change that takes this one back.
            pub fn inverse(&self) -> Self {
                match self {
                    $($(#[$cfg])* Self::$Name(swap) => Self::$Name(swap.inverse()),)*
                }
            }

            /// Whether it changes nothing.
            pub fn is_empty(&self) -> bool {
                match self {
                    $($(#[$cfg])* Self::$Name(swap) => swap.is_empty(),)*
                }
            }

            /// Which thing it changes; none for what has no id.
            pub fn record(&self) -> Option<RecordRef> {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(Swap { before, after }) => {
                            let id = <$Kind>::id(after).or_else(|| <$Kind>::id(before));
                            id.map(RecordRef::$Name)
                        }
                    )*
                }
            }

            /// What the thing was and what it becomes.
            pub(super) fn sides(&self) -> (Option<RecordState<'_>>, Option<RecordState<'_>>) {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(Swap { before, after }) => (
                            <$Kind>::said(before).map(RecordState::$Name),
                            <$Kind>::said(after).map(RecordState::$Name),
                        ),
                    )*
                }
            }

            /// The places among its like that the thing is taken from and put to.
            pub(super) fn places(&self) -> (Option<usize>, Option<usize>) {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(Swap { before, after }) => {
                            (<$Kind>::place(before), <$Kind>::place(after))
                        }
                    )*
                }
            }

            /// Whether such changes are also made beside the history.
            pub(super) fn is_quiet_kind(&self) -> bool {
                match self {
                    $($(#[$cfg])* Self::$Name(_) => <$Kind>::IS_QUIET,)*
                }
            }

            pub(super) fn apply(
                &self,
                workspace: &mut Workspace,
                scratch: &mut Scratch,
            ) -> Result<(), EditError> {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(swap) => {
                            <$Kind>::apply(swap, workspace, &mut scratch.$section)
                        }
                    )*
                }
            }

            /// Carries a later change of the same thing into the remembered states, where they hold what
            /// that change replaced.
            pub(super) fn follow(&mut self, quiet: &Self) {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(swap) => {
                            if let Self::$Name(quiet) = quiet {
                                <$Kind>::rebase(swap, quiet);
                            }
                        }
                    )*
                }
            }

            /// Takes a later change of the same gesture in; whether it could.
            pub(super) fn join(&mut self, later: &Self) -> bool {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(swap) => {
                            let Self::$Name(later) = later else {
                                return false;
                            };
                            let joins = <$Kind>::joins(swap, later);
                            if joins {
                                swap.after.clone_from(&later.after);
                            }
                            joins
                        }
                    )*
                }
            }
        }

        impl RecordRef {
            /// What kind of thing it is, one and many.
            pub fn kind(&self) -> (&'static str, &'static str) {
                match self {
                    $($(#[$cfg])* Self::$Name(_) => <$Kind>::NAMES,)*
                }
            }

            /// Whether it is there even where nothing is said of it.
            pub(super) fn is_always_there(&self) -> bool {
                match self {
                    $($(#[$cfg])* Self::$Name(_) => <$Kind>::IS_ALWAYS_THERE,)*
                }
            }

            /// What a conflict about it is called.
            pub(super) fn heading(&self, said: Option<RecordState<'_>>) -> String {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(id) => {
                            let said = said.and_then(|said| {
                                if let RecordState::$Name(said) = said { Some(said) } else { None }
                            });
                            <$Kind>::heading(id, said)
                        }
                    )*
                }
            }

            /// The change that makes it what it is in `theirs`.
            pub(super) fn take_theirs(
                &self,
                mine: &Workspace,
                theirs: &Workspace,
            ) -> Option<Change> {
                match self {
                    $(
                        $(#[$cfg])*
                        Self::$Name(id) => <$Kind>::take_theirs(id, mine, theirs).map(Change::$Name),
                    )*
                }
            }
        }

        impl Names<'_> {
            /// A thing in one line, by one of its states.
            pub fn title(&self, thing: &RecordRef, said: RecordState<'_>) -> String {
                match said {
                    $(
                        $(#[$cfg])*
                        RecordState::$Name(said) => {
                            if let RecordRef::$Name(id) = thing {
                                said.title(id, self)
                            } else {
                                String::new()
                            }
                        }
                    )*
                }
            }

            /// All that one state of a thing says, a line for each part.
            pub fn words(&self, said: RecordState<'_>) -> String {
                match said {
                    $($(#[$cfg])* RecordState::$Name(said) => Kind::words(said, self),)*
                }
            }
        }

        impl Workspace {
            /// What it says of a thing; none where it does not have it.
            pub fn said(&self, thing: &RecordRef) -> Option<RecordState<'_>> {
                match thing {
                    $($(#[$cfg])* RecordRef::$Name(id) => <$Kind>::find(self, id).map(RecordState::$Name),)*
                }
            }
        }

        impl From<&Change> for ChangeRecord {
            fn from(change: &Change) -> Self {
                match change {
                    $(
                        $(#[$cfg])*
                        Change::$Name(swap) => {
                            let (before, after) = <$Kind>::written(swap);
                            Self::$Name { before, after }
                        }
                    )*
                }
            }
        }

        impl From<ChangeRecord> for Change {
            fn from(record: ChangeRecord) -> Self {
                match record {
                    $(
                        $(#[$cfg])*
                        ChangeRecord::$Name { before, after } => {
                            Self::$Name(<$Kind>::read(before, after))
                        }
                    )*
                }
            }
        }

        /// The edit that makes `from` into `to`; where one is reading is no part of it. What joins other
        /// things goes before them and comes after them: kinds come in the order of the table and go in
        /// the opposite one.
        pub fn difference(label: impl Into<String>, from: &Workspace, to: &Workspace) -> Edit {
            let (mut gone, mut come) = (Vec::new(), Vec::new());
            $(
                $(#[$cfg])*
                {
                    let steps = <$Kind>::difference(from, to);
                    gone.push(steps.gone.into_iter().map(Change::$Name).collect::<Vec<_>>());
                    come.extend(steps.come.into_iter().map(Change::$Name));
                }
            )*
            let mut changes: Vec<Change> = gone.into_iter().rev().flatten().collect();
            changes.append(&mut come);
            Edit::new(label, changes)
        }

        /// Mine with all that only the other changed, and what both did.
        pub(super) fn merge_all(
            base: &Workspace,
            mine: &Workspace,
            theirs: &Workspace,
        ) -> (Workspace, Vec<RecordRef>) {
            let mut merged = mine.clone();
            let mut both = Vec::new();
            $(
                $(#[$cfg])*
                both.extend(
                    <$Kind>::merge(base, mine, theirs, &mut merged).into_iter().map(RecordRef::$Name),
                );
            )*
            (merged, both)
        }

        /// What is wrong with things of any kind.
        pub(super) fn check_all(workspace: &Workspace, corpus: Option<&Corpus>, out: &mut Findings) {
            $($(#[$cfg])* <$Kind>::check(workspace, corpus, out);)*
        }
    };
}

for_each_kind!(changes);
