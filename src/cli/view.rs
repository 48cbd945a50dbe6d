//! The table of any view, printed.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::opened::{Opened, checked_in, is_unread, nothing_read, query_of, snapshot};
use super::terminal::{Escape, data};
use super::{ExitCode, Failure, TableFormat};
use crate::analysis::{Base, Cancel, Tabular, View, asks_for_tracks};
use crate::exchange::tables::TableFile;

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
    let (file, escape) = match format {
        TableFormat::Csv => (TableFile::Csv, Escape::Braces),
        TableFormat::Json => (TableFile::Json, Escape::Json),
        TableFormat::Graphml => (TableFile::Graphml, Escape::Braces),
        TableFormat::Text => (TableFile::Text, Escape::Braces),
        TableFormat::Xlsx => {
            let mut out = std::io::stdout().lock();
            if out.is_terminal() {
                let why = anyhow::anyhow!(
                    "a workbook is no text: send it into a file, as in > table.xlsx"
                );
                return Err(Failure::new(ExitCode::Usage, why));
            }
            TableFile::Xlsx.write(table, &mut out).map_err(failed)?;
            out.flush()?;
            return Ok(ExitCode::Done);
        }
    };
    let mut out = data(escape);
    file.write(table, &mut out).map_err(failed)?;
    if file == TableFile::Json {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(ExitCode::Done)
}
