//! Downloads in tests.

use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::archive::Budget;
use crate::import::context::ReadContext;
use crate::import::head::FileHead;
use crate::import::input::Input;
use crate::import::read::read_input;

/// The articles and problems of a file, told by what stands in it.
pub(super) fn read_all(name: &str, bytes: &[u8]) -> (Vec<Draft>, Vec<ProblemKind>) {
    let mut drafts = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        drafts.extend(some);
        true
    };
    let mut outlet = Outlet::new(&mut take);
    let head = FileHead::new(name, bytes);
    let mut context = ReadContext {
        head: &head,
        bytes: bytes.len() as u64,
        mapping: None,
        of_folder: true,
        beside: None,
        budget: &mut Budget::new(),
    };
    let outcome = read_input(Input::Bytes(bytes), &mut context, &mut outlet);
    let mut problems = outlet.into_problems();
    problems.extend(outcome.err());
    (drafts, problems)
}

/// What the report says of a file.
pub(super) fn said(name: &str, bytes: &[u8]) -> String {
    let (_, problems) = read_all(name, bytes);
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The value of a field of an article.
pub(super) fn field<'d>(draft: &'d Draft, name: &str) -> Option<&'d str> {
    let found = draft.fields.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str())
}

/// The day of an article.
pub(super) fn day(draft: &Draft) -> String {
    draft
        .date
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}
