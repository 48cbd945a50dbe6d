//! Exports: each runs beside the others, with an id, a way to stop it and a word on how it ended.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::command::ExportScope;
use super::exporting::EXPORT;
use super::state::State;
use crate::analysis::{AnnotationRow, Base, SeriesOf, SharedTable, Tabular as _};
use crate::corpus::ArticleId;
use crate::exchange::charts::{ChartLook, timeline_svg};
use crate::exchange::tables::{TableFile, write_table_csv};
use crate::exchange::{
    ExportError, Format, LossReport, RecordKind, TimelineExport, WorkspaceSet, is_source,
    timeline_csv, timeline_json, write_set_to,
};
use crate::session::{Severity, documents_folder, parent_of};
use crate::store::{resolve_path, stream_atomically};
use crate::workspace::{AnnotationId, Slot};

impl State {
    /// Where exports go if nobody says otherwise: a folder of the workspace's name in the user's documents,
    /// outside the articles, so that no export is read as one.
    pub fn export_folder(&self) -> PathBuf {
        let home = self.tools.exporting.home.clone();
        let documents = home.unwrap_or_else(documents_folder);
        let name = self.session.workspace_name();
        let name = name.unwrap_or_else(|| "Dateline".to_owned());
        let base = self.session.project().map(|p| parent_of(&p.file));
        let roots: Vec<PathBuf> = base.map_or_else(Vec::new, |base| {
            let sources = self.session.workspace.sources.iter();
            sources.map(|s| resolve_path(&base, &s.path)).collect()
        });
        outside(&roots, &documents, &name)
    }

    /// Starts an export: a missing folder is made where it is the one that was offered. Nothing is written
    /// over the workspace or one of its articles.
    pub(super) fn start_export(
        &mut self,
        path: PathBuf,
        write: impl FnOnce(&Path, &AtomicBool) -> Result<LossReport, ExportError> + Send + 'static,
    ) {
        let offered = self.export_folder();
        let file = self.session.project().map(|p| p.file.clone());
        let (workspace, corpus) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.session.corpus),
        );
        let (id, cancel) = self.tools.exporting.begin(&path);
        self.jobs.start(EXPORT, move |_| {
            let ready = || match path.parent() {
                _ if file.is_some_and(|file| is_source(&path, &file, &workspace, &corpus)) => {
                    Err(ExportError::IsSource)
                }
                Some(folder) if folder == offered => Ok(std::fs::create_dir_all(folder)?),
                _ => Ok(()),
            };
            let outcome = ready().and_then(|()| write(&path, &cancel));
            move |state: &mut Self| state.exported(id, &path, outcome)
        });
    }

    /// An export has ended.
    pub(super) fn exported(
        &mut self,
        id: u64,
        path: &Path,
        outcome: Result<LossReport, ExportError>,
    ) {
        self.tools.exporting.end(id);
        let place = path.display();
        match outcome {
            Ok(report) => {
                let mut words = format!("Exported {}.", report.arrived());
                if !report.lines().is_empty() {
                    words += &format!(" Not in the file: {}.", report.lines().join("; "));
                }
                self.session
                    .tell(Severity::Info, format!("{words} {place}"));
            }
            Err(ExportError::Cancelled) => {
                self.session.tell(
                    Severity::Info,
                    format!("{}. {place}", ExportError::Cancelled),
                );
            }
            Err(e) => self.session.tell(Severity::Error, format!("{e}. {place}")),
        }
    }

    /// Writes annotations: all, those that the list shows, or those of the chosen articles.
    pub(super) fn export(&mut self, format: &'static Format, path: PathBuf, scope: ExportScope) {
        let chosen: BTreeSet<ArticleId> = match scope {
            ExportScope::Chosen => self.chosen_articles().into_iter().collect(),
            ExportScope::All | ExportScope::Listed => BTreeSet::new(),
        };
        let (workspace, corpus, results) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.session.corpus),
            Arc::clone(&self.search.base),
        );
        self.start_export(path, move |path, cancel| {
            let set = WorkspaceSet::new(&workspace, &corpus, cancel);
            match scope {
                ExportScope::All => write_set_to(format, &set, path, cancel),
                ExportScope::Listed => {
                    let shown = shown(&results);
                    let set = set.selecting(|a| shown.binary_search(&a.id).is_ok());
                    write_set_to(format, &set, path, cancel)
                }
                ExportScope::Chosen => {
                    let set = set.selecting(|a| chosen.contains(&a.article));
                    write_set_to(format, &set, path, cancel)
                }
            }
        });
    }

    /// Writes the chart as it is drawn when this is asked for.
    pub(super) fn export_chart(&mut self, path: PathBuf, (width, height): (u32, u32)) {
        let chart = self.search.chart.shared();
        let filter = self.search.filter.description(&self.session.workspace);
        let measure = self.chart_measure();
        let look = self.chart_look(width, height);
        self.start_export(path, move |path, _| {
            let Some(chart) = &chart else {
                return Ok(LossReport::whole(RecordKind::Rows, 0));
            };
            let export = TimelineExport {
                timeline: &chart.timeline,
                measure,
                series: &chart.names,
                split_by: chart.split_by(),
                filter: &filter,
            };
            let ending = path
                .extension()
                .and_then(|e| e.to_str())
                .unwrap_or_default();
            let bytes = match ending.to_lowercase().as_str() {
                "svg" => Some(timeline_svg(&export, &look).into_bytes()),
                "png" => Some(picture(&timeline_svg(&export, &look))?),
                "json" => Some(format!("{}\n", timeline_json(&export)).into_bytes()),
                _ => None,
            };
            let rows = export.rows().count();
            let write = |out: &mut dyn std::io::Write| match &bytes {
                Some(bytes) => {
                    out.write_all(bytes)?;
                    Ok(rows)
                }
                None => write_table_csv(&export, out),
            };
            let rows = stream_atomically::<_, ExportError>(path, write, |_| Ok(()))?;
            Ok(LossReport::whole(RecordKind::Rows, rows))
        });
    }

    /// How a picture of the chart looks: as it is drawn.
    fn chart_look(&self, width: u32, height: u32) -> ChartLook {
        let workspace = &self.session.workspace;
        let chart = self.search.chart.table();
        let drawing = self.view.chart.drawing;
        let free = Slot::least_used(workspace.tracks.iter().map(|t| t.slot));
        let slot = |of: &SeriesOf| match of {
            SeriesOf::Track(id) => workspace.track(*id).map_or(free, |t| t.slot),
            SeriesOf::Search | SeriesOf::Articles => free,
        };
        let slots = chart.map_or_else(Vec::new, |chart| {
            let parts = chart.split.as_ref().map(|split| split.values.len());
            parts.map_or_else(
                || chart.series.iter().map(slot).collect(),
                |n| (0..n).map(Slot::after).collect(),
            )
        });
        let names = chart.map_or(&[][..], |c| &c.names);
        let titles: Vec<&str> = names
            .iter()
            .map(|n| n.value.as_deref().unwrap_or(&n.track))
            .collect();
        let events = workspace.events.iter();
        ChartLook {
            width,
            height,
            form: drawing.form,
            own_scales: drawing.own_scales,
            window: drawing.window,
            intervals: drawing.intervals,
            slots,
            title: titles.join(", "),
            events: events.map(|e| (e.day, e.label.to_string())).collect(),
        }
    }

    /// Writes a table as the name of the file says: a workbook, JSON, plain text, else comma-separated values.
    pub(super) fn export_table(&mut self, table: SharedTable, path: PathBuf) {
        self.start_export(path, move |path, _| {
            let file = TableFile::of(path);
            let write = |out: &mut dyn std::io::Write| file.write(&*table.0, out);
            let rows = stream_atomically::<_, ExportError>(path, write, |_| Ok(()))?;
            Ok(LossReport::whole(RecordKind::Rows, rows))
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
        timeline_csv(&TimelineExport {
            timeline: &chart.timeline,
            measure: self.chart_measure(),
            series: &chart.names,
            split_by: chart.split_by(),
            filter: &filter,
        })
    }
}

/// A picture of pixels.
#[cfg(feature = "formats")]
fn picture(svg: &str) -> Result<Vec<u8>, ExportError> {
    crate::exchange::charts::png_of_svg(svg, 1.0)
}

#[cfg(not(feature = "formats"))]
fn picture(_: &str) -> Result<Vec<u8>, ExportError> {
    Err(ExportError::Format(
        "this build writes no pictures of pixels: choose SVG".to_owned(),
    ))
}

/// The annotations that a snapshot's list shows, by id.
fn shown(results: &Base) -> Vec<AnnotationId> {
    let rows = results.annotation_rows.iter();
    let ids = rows.filter_map(|row| match row {
        AnnotationRow::One(id) => Some(*id),
        AnnotationRow::Head(..) => None,
    });
    let mut ids: Vec<AnnotationId> = ids.collect();
    ids.sort_unstable();
    ids
}

/// A folder of this name in the documents that lies in none of the folders of articles; else one beside the
/// documents, and at last the system's folder for temporary files.
fn outside(roots: &[PathBuf], documents: &Path, name: &str) -> PathBuf {
    let beside = documents.parent().unwrap_or(documents);
    let places = [
        documents.join(name),
        documents.join(format!("{name} exports")),
        beside.join("Dateline exports").join(name),
    ];
    let is_outside = |place: &PathBuf| !roots.iter().any(|root| place.starts_with(root));
    let temporary = std::env::temp_dir().join("Dateline exports").join(name);
    places.into_iter().find(is_outside).unwrap_or(temporary)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::app::command::FileCommand;
    use crate::app::{Command, Settings};
    use crate::jobs::RunMode;

    fn state() -> State {
        State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}))
    }

    fn names(state: &State) -> Vec<&str> {
        state.tools.exporting.iter().map(|e| &*e.name).collect()
    }

    #[test]
    fn the_end_of_one_export_does_not_clear_the_progress_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = state();
        let format = Format::by_word("jsonl").unwrap();
        state.dispatch(Command::File(FileCommand::Export {
            format,
            path: folder.path().join("first.jsonl"),
            scope: ExportScope::All,
        }));
        let chart = folder.path().join("chart.csv");
        state.dispatch(Command::File(FileCommand::ExportChart(chart, (1200, 600))));
        let book = folder.path().join("codebook.csv");
        state.start_export(book, |_, _| Ok(LossReport::whole(RecordKind::Tags, 3)));
        assert_eq!(names(&state), ["first.jsonl", "chart.csv", "codebook.csv"]);
        // The test hands on what the jobs bring one by one; the chart ends first.
        let mut outcomes: Vec<_> = std::iter::from_fn(|| state.jobs.next_outcome()).collect();
        assert_eq!(outcomes.len(), 3);
        outcomes.remove(1)(&mut state);
        assert_eq!(names(&state), ["first.jsonl", "codebook.csv"]);
        outcomes.remove(1)(&mut state);
        assert_eq!(names(&state), ["first.jsonl"]);
        outcomes.remove(0)(&mut state);
        assert!(names(&state).is_empty());
    }

    #[test]
    fn only_the_export_that_is_meant_is_cancelled_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = state();
        let (id, cancel) = state.tools.exporting.begin(&folder.path().join("a.csv"));
        let (_, other) = state.tools.exporting.begin(&folder.path().join("b.csv"));
        state.dispatch(Command::File(FileCommand::CancelExport(id)));
        let is_set = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        assert!(is_set(&cancel) && !is_set(&other));
        // What a cancelled job brings back is said, and its progress ends.
        let path = folder.path().join("a.csv");
        state.exported(id, &path, Err(ExportError::Cancelled));
        assert_eq!(names(&state), ["b.csv"]);
        let last = state.session.log().entries().last().unwrap();
        assert!(last.message.contains("cancelled"), "{}", last.message);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_fault_in_one_export_ends_its_progress_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = state();
        let (_, still_running) = state.tools.exporting.begin(&folder.path().join("a.csv"));
        state.start_export(folder.path().join("b.csv"), |_, _| panic!("a fault"));
        let failed = state.jobs.next_outcome().unwrap();
        failed(&mut state);
        assert_eq!(names(&state), ["a.csv"]);
        drop(still_running);
    }

    #[test]
    fn exports_go_outside_the_articles() {
        let documents = Path::new("/home/ada/Documents/Dateline");
        let place = |roots: &[&str]| {
            let roots: Vec<PathBuf> = roots.iter().map(PathBuf::from).collect();
            outside(&roots, documents, "war")
        };
        let usual = documents.join("war");
        assert_eq!(place(&[]), usual);
        assert_eq!(place(&["/data/articles"]), usual);
        // The workspace lies there, its articles below it.
        assert_eq!(place(&["/home/ada/Documents/Dateline/war/seeds"]), usual);
        // The articles lie there.
        let own = "/home/ada/Documents/Dateline/war";
        assert_eq!(place(&[own]), documents.join("war exports"));
        let all = "/home/ada/Documents/Dateline";
        let beside = Path::new("/home/ada/Documents/Dateline exports/war");
        assert_eq!(place(&[all]), beside);
        let everything = place(&["/home"]);
        assert!(
            everything.starts_with(std::env::temp_dir()),
            "{everything:?}"
        );
    }
}
