//! Downloads in tests.

use crate::corpus::{Draft, ProblemKind};
use crate::import::formats::testing::read_with;
use crate::import::read::read_input;

/// The articles and problems of a file of a folder, told by what stands in it.
pub(super) fn read_all(name: &str, bytes: &[u8]) -> (Vec<Draft>, Vec<ProblemKind>) {
    read_with(name, bytes, true, read_input)
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
