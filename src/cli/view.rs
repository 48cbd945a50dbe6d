//! The table of any view, printed.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::opened::{Opened, checked_in, is_unread, nothing_read, query_of, snapshot};
use super::terminal::{Escape, data};
use super::{ExitCode, Failure, TableFormat};
use crate::analysis::{Base, Cancel, Tabular, View, asks_for_tracks};
use crate::exchange::tables::{write_table_csv, write_table_json};

/// The articles of a path as one snapshot, narrowed to those that a query finds where there is one.
pub(super) fn base(
    path: &Path,
    query: Option<&str>,
    enrichers: &[&str],
) -> Result<Arc<Base>, Failure> {
    // A mistake is said before anything is read.
    let parsed = query.map(query_of).transpose()?;
    let opened = Opened::read(path)?;
    if let Some((query, parsed)) = query.zip(parsed.as_ref()) {
        checked_in(query, parsed, &opened)?;
    }
    if opened.loaded.corpus.is_empty() && is_unread(&opened.loaded.report) {
        return Err(nothing_read());
    }
    let queries: Vec<_> = parsed.iter().collect();
    let mut inputs = opened.inputs(&queries, enrichers);
    inputs.query.clone_from(&parsed);
    let base = snapshot(&inputs)?;
    if let Some(parsed) = parsed.filter(asks_for_tracks) {
        let askable = base.facts().check(&parsed);
        askable.map_err(|e| Failure::new(ExitCode::Usage, e))?;
    }
    Ok(Arc::new(base))
}

/// Computes a view of a snapshot and prints its table.
pub(super) fn run<V: View>(
    base: &Base,
    spec: &V::Spec,
    format: TableFormat,
) -> Result<ExitCode, Failure>
where
    V::Table: Tabular,
{
    let table = V::compute(base, spec, &Cancel::default());
    print(
        &table.map_err(|e| Failure::new(ExitCode::CannotOpen, e))?,
        format,
    )
}

/// Prints a table.
pub(super) fn print(table: &dyn Tabular, format: TableFormat) -> Result<ExitCode, Failure> {
    let failed = |e| Failure::new(ExitCode::CannotWrite, e);
    match format {
        TableFormat::Csv => {
            let mut out = data(Escape::Braces);
            write_table_csv(table, &mut out).map_err(failed)?;
            out.flush()?;
        }
        TableFormat::Json => {
            let mut out = data(Escape::Json);
            write_table_json(table, &mut out).map_err(failed)?;
            out.write_all(b"\n").and_then(|()| out.flush())?;
        }
    }
    Ok(ExitCode::Done)
}
