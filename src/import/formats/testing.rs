//! Readers in tests: what they give, and what they say.

use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::archive::Budget;
use crate::import::context::ReadContext;
use crate::import::head::FileHead;
use crate::import::input::Input;

/// The articles that are handed out while something is read, and the problems in their order.
pub(crate) fn given(
    read: impl FnOnce(&mut Outlet<'_>) -> Result<(), ProblemKind>,
) -> (Vec<Draft>, Vec<ProblemKind>) {
    let mut drafts = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        drafts.extend(some);
        true
    };
    let mut outlet = Outlet::new(&mut take);
    let outcome = read(&mut outlet);
    let mut problems = outlet.into_problems();
    problems.extend(outcome.err());
    (drafts, problems)
}

/// The same of a file of this name and these bytes, found in a folder or named by itself.
pub(crate) fn read_with(
    name: &str,
    bytes: &[u8],
    of_folder: bool,
    read: impl FnOnce(Input<'_>, &mut ReadContext<'_>, &mut Outlet<'_>) -> Result<(), ProblemKind>,
) -> (Vec<Draft>, Vec<ProblemKind>) {
    let head = FileHead::new(name, bytes);
    let mut context = ReadContext {
        head: &head,
        bytes: bytes.len() as u64,
        mapping: None,
        of_folder,
        beside: None,
        budget: &mut Budget::new(),
    };
    given(|outlet| read(Input::Bytes(bytes), &mut context, outlet))
}

/// The same of a file named by itself, the problems in words.
pub(crate) fn outcome(
    name: &str,
    bytes: &[u8],
    read: impl FnOnce(Input<'_>, &mut ReadContext<'_>, &mut Outlet<'_>) -> Result<(), ProblemKind>,
) -> (Vec<Draft>, Vec<String>) {
    let (drafts, problems) = read_with(name, bytes, false, read);
    (drafts, problems.iter().map(ToString::to_string).collect())
}
