//! How far one has come with the articles.

use std::path::Path;
use std::sync::Arc;

use super::{ExitCode, Failure, TableFormat, view};
use crate::analysis::coverage::{AuditList, CoverageBy, CoverageView};

/// What divides the articles.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum ByChoice {
    /// The month of their day
    Month,
    /// Who published them
    Source,
}

impl From<ByChoice> for CoverageBy {
    fn from(choice: ByChoice) -> Self {
        match choice {
            ByChoice::Month => Self::Month,
            ByChoice::Source => Self::Source,
        }
    }
}

pub(super) fn run(
    path: &Path,
    query: Option<&str>,
    by: CoverageBy,
    list: bool,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, query, &[])?;
    if list {
        view::print(&AuditList(Arc::clone(&base)), format)
    } else {
        view::run::<CoverageView>(&base, &by, format)
    }
}
