//! Annotated sets and charts written for others.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::state::State;
use crate::analysis::{AnnotationRow, Base};
use crate::corpus::Corpus;
use crate::exchange::{self, ExportError, ExportFormat, TimelineExport};
use crate::jobs::JobKey;
use crate::session::Severity;
use crate::store::write_atomically;
use crate::workspace::{Annotation, Workspace};

/// Writing an export.
const EXPORT: JobKey = JobKey::several("export", 2);

impl State {
    pub(in crate::app) fn export(&mut self, format: ExportFormat, path: PathBuf, filtered: bool) {
        let (workspace, corpus, results) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.session.corpus),
            Arc::clone(&self.search.base),
        );
        let cancel = Arc::new(AtomicBool::new(false));
        self.tools.exporting = Some(Arc::clone(&cancel));
        self.jobs.start(EXPORT, move |_| {
            let shown = filtered.then_some(&*results);
            let annotations = exported(&workspace, &corpus, shown);
            let outcome = write_export(format, &path, &annotations, &workspace, &corpus, &cancel);
            move |state: &mut Self| state.exported(&path, outcome)
        });
    }

    pub(in crate::app) fn export_chart(&mut self, path: PathBuf) {
        let text = self.chart_csv();
        self.jobs.start(EXPORT, move |_| {
            let outcome = text.and_then(|text| {
                write_atomically::<ExportError>(&path, text.as_bytes(), |_| Ok(()))?;
                Ok(text.lines().count().saturating_sub(1))
            });
            move |state: &mut Self| state.exported(&path, outcome)
        });
    }

    /// The chart as it is drawn, as comma-separated values.
    ///
    /// # Errors
    /// Only what the writer refuses.
    pub fn chart_csv(&self) -> Result<String, ExportError> {
        let Some(chart) = self.search.chart.table() else {
            return Ok(String::new());
        };
        let filter = self.search.filter.description(&self.session.workspace);
        exchange::timeline_csv(&TimelineExport {
            timeline: &chart.timeline,
            measure: self.view.chart.measure,
            series: &chart.names,
            split_by: chart.split_by(),
            filter: &filter,
        })
    }

    /// An export has ended.
    pub(in crate::app) fn exported(&mut self, path: &Path, outcome: Result<usize, ExportError>) {
        self.tools.exporting = None;
        match outcome {
            Ok(n) => self.session.tell(
                Severity::Info,
                format!("Exported {n} records. {}", path.display()),
            ),
            Err(e) => self
                .session
                .tell(Severity::Error, format!("{e}. {}", path.display())),
        }
    }
}

/// The annotations of an export, article by article: those of a snapshot's list, or all.
fn exported(workspace: &Workspace, corpus: &Corpus, shown: Option<&Base>) -> Vec<Arc<Annotation>> {
    if let Some(results) = shown {
        let rows = results.annotation_rows.iter();
        let ids = rows.filter_map(|row| match row {
            AnnotationRow::One(id) => workspace.annotations.get(*id),
            AnnotationRow::Head(..) => None,
        });
        return ids.cloned().collect();
    }
    let all = exchange::in_reading_order(workspace, corpus);
    all.into_iter().cloned().collect()
}

/// Writes an export whole or not at all; returns how many records.
fn write_export(
    format: ExportFormat,
    path: &Path,
    annotations: &[Arc<Annotation>],
    workspace: &Workspace,
    corpus: &Corpus,
    cancel: &AtomicBool,
) -> Result<usize, ExportError> {
    let cancelled = || cancel.load(Ordering::Relaxed);
    let annotations = annotations.iter().map(AsRef::as_ref);
    let records: Vec<_> = exchange::records(annotations, workspace, corpus)
        .take_while(|_| !cancelled())
        .collect();
    let mut bytes = Vec::new();
    if !cancelled() {
        exchange::write_records(format, &records, &mut bytes)?;
    }
    if cancelled() {
        return Err(ExportError::Cancelled);
    }
    write_atomically::<ExportError>(path, &bytes, |_| Ok(()))?;
    Ok(records.len())
}
