//! Files: opening, loading, saving, exporting; undo and redo.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::command::{Effect, FileCommand};
use super::event::{DiskEvent, Event, SavedAs};
use super::generations::Generations;
use super::leaving::{Later, Planning};
use super::log::Severity;
use super::outside::Outside;
use super::project::{self, Plan, ProjectError, Purpose};
use super::saving::Saving;
use super::selection::Selection;
use super::state::{Project, State, Trail};
use super::tables::NewTables;
use crate::analysis::{AnnotationRow, Results};
use crate::corpus::{Corpus, LoadReport};
use crate::exchange::{self, ExportError, ExportFormat, TimelineExport};
use crate::store::{self, Access, Recovered, resolve_path, write_atomically};
use crate::text::counted::counted;
use crate::workspace::Filter;
use crate::workspace::{Annotation, Change, Edit, History, Source, Workspace};

impl State {
    pub(super) fn handle_file(&mut self, command: FileCommand) -> Vec<Effect> {
        match command {
            FileCommand::Open(paths) => {
                return self.plan(move |purpose| {
                    project::made_writable(project::plan(&paths, purpose)?, purpose)
                });
            }
            FileCommand::OpenSample => {
                return self.plan(|purpose| project::plan(&[project::restore_sample()?], purpose));
            }
            FileCommand::AddSource(paths) => return self.add_source(&paths),
            FileCommand::RemoveSource(at) => self.remove_source(at),
            FileCommand::Reload => self.start_loading(),
            FileCommand::PreviewTable(table) => self.preview_table(table),
            FileCommand::MapColumns(table, mapping) => self.map_columns(&table, *mapping),
            FileCommand::ReadTables(mappings) => self.read_tables(mappings),
            FileCommand::CancelLoading => {
                if let Some(loading) = &self.session.loading {
                    loading.progress.cancel.store(true, Ordering::Relaxed);
                }
            }
            FileCommand::Save => self.save_if_due(true),
            FileCommand::SaveAs(path) => {
                // It was asked for later than what is being opened.
                self.session.plan_number += 1;
                return self.once_saved(Later::SaveAs(path));
            }
            FileCommand::Export {
                format,
                path,
                filtered,
            } => self.export(format, path, filtered),
            FileCommand::ExportChart(path) => self.export_chart(path),
            FileCommand::CancelExport => {
                if let Some(cancel) = &self.tools.exporting {
                    cancel.store(true, Ordering::Relaxed);
                }
            }
            FileCommand::LookOutside => self.look_outside(true),
            FileCommand::Decide { conflict, theirs } => self.decide_conflict(conflict, theirs),
            FileCommand::ListBackups => self.list_backups(),
            FileCommand::PreviewBackup(path) => self.preview_backup(path),
            FileCommand::Restore => self.restore_backup(),
            FileCommand::GoToStep(step) => return self.go_to_step(step),
            FileCommand::Undo => return self.undo(true),
            FileCommand::Redo => return self.undo(false),
            FileCommand::LogSeen => self.session.log.mark_seen(),
            FileCommand::Tell(message) => self.tell(Severity::Error, message),
        }
        Vec::new()
    }

    fn plan(
        &mut self,
        work: impl FnOnce(Purpose<'_>) -> Result<Plan, ProjectError> + Send + 'static,
    ) -> Vec<Effect> {
        // What is open now must be on disk before another takes its place.
        self.once_saved(Later::Open(Box::new(work)))
    }

    pub(super) fn start_planning(&mut self, work: Planning) {
        self.session.plan_number += 1;
        let number = self.session.plan_number;
        let name = self.settings.author.clone();
        // It may be the same workspace that is opened again.
        let mine = self.session.project.as_ref().filter(|p| p.lock.is_some());
        let mine = mine.map(|p| p.file.clone());
        self.jobs.start("open", move || {
            let purpose = Purpose::Work {
                name: &name,
                mine: mine.as_deref(),
            };
            Event::Planned(number, Box::new(work(purpose)))
        });
    }

    /// Says so where the open work is not on disk and must not be left.
    pub(super) fn refuses_to_leave(&mut self) -> bool {
        // Also where the right to write was lost meanwhile.
        let unsaved = !self.is_saved();
        if unsaved {
            self.tell(
                Severity::Error,
                "Nothing was opened: the work in this window is not saved yet. Save it, or save a copy, first.",
            );
        }
        unsaved
    }

    /// A workspace has been read: it takes the place of the one before.
    pub(super) fn planned(
        &mut self,
        number: u64,
        outcome: Result<Plan, ProjectError>,
    ) -> Vec<Effect> {
        // Of two that were asked for, the later one is meant.
        if number != self.session.plan_number {
            return Vec::new();
        }
        // What was done while it was being read must not be lost.
        self.once_saved(Later::TakeOver(number, Box::new(outcome)))
    }

    pub(super) fn take_over(
        &mut self,
        number: u64,
        outcome: Result<Plan, ProjectError>,
    ) -> Vec<Effect> {
        // Of two that were asked for, the later one is meant.
        if number != self.session.plan_number {
            return Vec::new();
        }
        let plan = match outcome {
            Ok(plan) => plan,
            Err(error) => {
                self.tell(Severity::Error, format!("Nothing was opened: {error}"));
                return Vec::new();
            }
        };
        let is_same = self
            .session
            .project
            .as_ref()
            .is_some_and(|p| p.file == plan.file);
        let is_mine = is_same && self.may_edit() && self.session.saving.has_file();
        if is_mine && self.session.history.sequence() > plan.history.sequence() {
            // Something was done here after it was read.
            let file = plan.file.clone();
            drop(plan);
            return self.handle_file(FileCommand::Open(vec![file]));
        }
        if let Some(loading) = self.session.loading.take() {
            loading.progress.cancel.store(true, Ordering::Relaxed);
        }
        self.session.revision += 1;
        self.session.saving = Saving::opened(plan.vault, plan.compacted);
        self.session.outside = Outside::opened(plan.base);
        self.settings.remember_workspace(&plan.file);
        let kept = self.session.project.take().filter(|_| is_same);
        let lock = plan.lock.or_else(|| kept.and_then(|p| p.lock));
        self.session.project = Some(Project {
            file: plan.file,
            access: plan.access,
            lock,
            copied_from: plan.copied_from,
        });
        self.session.generations = Generations::default();
        self.tools.bulk = None;
        self.session.place = plan.workspace.view.clone();
        self.session.workspace = Arc::new(plan.workspace);
        self.session.history = plan.history;
        self.reading.selection = Selection::default();
        self.search.filter = Filter::default();
        self.search.query = super::state::QueryState::default();
        self.reading.trail = Trail::default();
        self.reading.recent_tags.clear();
        self.view.annotation_search.clear();
        self.session.incoming = None;
        self.session.watch = None;
        self.session.facts_version += 1;
        self.search.facets = Arc::default();
        self.session.column_names.clear();
        self.session.new_tables = NewTables::default();
        self.session.report = LoadReport::default();
        self.session.corpus = Arc::default();
        self.session.index = Arc::default();
        self.search.base = Arc::new(Results::default());
        self.reading.doc = None;
        self.session.unplaced.clear();
        self.session.relinks.clear();
        if let Some(notice) = plan.notice {
            self.tell(Severity::Warning, notice);
        }
        self.tell_recovered(&plan.recovered);
        self.start_loading();
        Vec::new()
    }

    fn add_source(&mut self, paths: &[PathBuf]) -> Vec<Effect> {
        let Some(project) = &self.session.project else {
            let paths = paths.to_vec();
            return self.plan(move |purpose| project::plan(&paths, purpose));
        };
        let base = project::parent_of(&project.file);
        let known = self.session.workspace.sources.clone();
        let place = |p: &Path| std::fs::canonicalize(p).unwrap_or_else(|_| p.to_owned());
        let covered = |path: &Path| {
            known.iter().any(|source| {
                let root = place(&resolve_path(&base, &source.path));
                let named = |f: &String| place(&root.join(f)) == place(path);
                let whole = source.files.is_empty() && place(path).starts_with(&root);
                whole || source.files.iter().any(named)
            })
        };
        let wanted: Vec<PathBuf> = paths
            .iter()
            .filter(|p| p.exists() && !covered(p))
            .cloned()
            .collect();
        let added: Vec<Change> = project::sources_of(&base, &wanted, &known)
            .into_iter()
            .enumerate()
            .map(|(i, source)| Change::Source {
                before: None,
                after: Some((known.len() + i, source)),
            })
            .collect();
        if added.is_empty() {
            self.tell(
                Severity::Warning,
                "Nothing was added: the place is part of this workspace already, or does not exist.",
            );
        } else {
            self.commit(Edit::new("add articles", added));
        }
        Vec::new()
    }

    fn remove_source(&mut self, at: usize) {
        if let Some(source) = self.session.workspace.sources.get(at).cloned() {
            let label = format!("remove source “{}”", source.id);
            self.commit(Edit::new(
                label,
                vec![Change::Source {
                    before: Some((at, source)),
                    after: None,
                }],
            ));
        }
    }

    pub(super) fn write_copy(&mut self, path: PathBuf) {
        let Some(project) = &self.session.project else {
            return;
        };
        let old_base = project::parent_of(&project.file);
        let new_base = project::parent_of(&path);
        let made = std::fs::create_dir_all(&new_base);
        if let Err(error) = made.and_then(|()| writable(&new_base)) {
            self.tell(
                Severity::Error,
                format!("Nothing was saved: {error}. {}", new_base.display()),
            );
            return;
        }
        let path = std::path::absolute(&path).unwrap_or(path);
        let path = std::fs::canonicalize(&path).unwrap_or(path);
        let own = self.session.project.as_mut().filter(|p| p.file == path);
        let own = own.and_then(|p| p.lock.take());
        let name = self.settings.author.clone();
        let lock = match own.map_or_else(|| store::Lock::take(&path, &name), Ok) {
            Ok(lock) => lock,
            Err(error) => {
                self.tell(
                    Severity::Error,
                    format!("Nothing was saved: {error}. {}", path.display()),
                );
                return;
            }
        };
        // The sources stay where they are; only the way to them changes, in what can be undone as well.
        let lead = move |source: &mut Source| {
            source.path = store::relative_path(&new_base, &resolve_path(&old_base, &source.path));
        };
        let mut workspace = (*self.session.workspace).clone();
        workspace.sources.iter_mut().for_each(&lead);
        workspace.view = self.session.place.clone();
        let fallback = store::fallback_of(&path, &store::data_folder());
        let vault = store::Vault::new(&store::RealDisk, &path, Some(fallback));
        self.session.history.rest();
        let sequence = self.session.history.sequence();
        let number = self.session.saving.number();
        let history = self.session.history.clone();
        self.jobs.start("save as", move || {
            let entries = history.retold(|edit| {
                let mut edit = edit.clone();
                for change in &mut edit.changes {
                    if let Change::Source { before, after } = change {
                        let both = before.iter_mut().chain(after);
                        both.for_each(|(_, source)| lead(source));
                    }
                }
                edit
            });
            if let Ok(bytes) = std::fs::read(vault.file()) {
                vault.accept(store::Fingerprint::of(&bytes));
            }
            let last = entries.len() as u64;
            let outcome = if is_protected(vault.file()) {
                Err("Nothing was saved: this file is damaged, protected or of a newer version; choose another name".to_owned())
            } else {
                let written = vault.begin(&workspace, last, &entries);
                written.map(|_| ()).map_err(|e| e.to_string())
            };
            Event::from(DiskEvent::SavedAs(Box::new(SavedAs {
                number,
                sequence,
                history: History::replayed(last, entries),
                vault,
                lock,
                workspace,
                outcome,
            })))
        });
    }

    /// A copy has been written, or could not be: only then is it what this window works on.
    pub(super) fn saved_as(&mut self, saved: SavedAs) {
        let path = saved.vault.file().to_owned();
        if saved.number != self.session.saving.number() {
            // Another workspace was opened meanwhile: that one stays.
            let message = match saved.outcome {
                Ok(()) => format!("The copy was saved. {}", path.display()),
                Err(error) => format!("{error}. {}", path.display()),
            };
            self.tell(Severity::Info, message);
            return;
        }
        if let Err(error) = saved.outcome {
            // The right to the own file was lent for writing over it.
            drop(saved.lock);
            self.take_lock();
            self.tell(Severity::Error, format!("{error}. {}", path.display()));
            return;
        }
        if saved.sequence != self.session.history.sequence() || self.session.history.is_open() {
            // Something was done meanwhile: it is to be in the copy as well.
            drop(saved);
            self.once_saved(Later::SaveAs(path));
            return;
        }
        self.session.project = Some(Project {
            file: path.clone(),
            access: Access::ReadWrite,
            lock: Some(saved.lock),
            copied_from: None,
        });
        self.session.outside = Outside::opened(saved.workspace.clone());
        self.session.workspace = Arc::new(saved.workspace);
        let compacted = saved.history.sequence();
        self.session.history = saved.history;
        self.session.revision += 1;
        self.session.facts_version += 1;
        self.session.saving = Saving::opened(saved.vault, compacted);
        self.settings.remember_workspace(&path);
        self.tell(
            Severity::Info,
            format!("Saved as a copy, which is open now. {}", path.display()),
        );
        self.refresh();
    }

    /// Says what came back from the journal.
    fn tell_recovered(&mut self, recovered: &Recovered) {
        let n = recovered.replayed.len();
        if let Some(last) = recovered.replayed.last().filter(|_| self.may_edit()) {
            let changes = counted(n, "change", "changes");
            self.tell(
                Severity::Info,
                format!(
                    "{changes} came back that the file did not hold yet, the last of them: {last}."
                ),
            );
        }
        for problem in &recovered.problems {
            self.tell(Severity::Error, problem.clone());
        }
    }

    fn export(&mut self, format: ExportFormat, path: PathBuf, filtered: bool) {
        let (workspace, corpus, results) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.session.corpus),
            Arc::clone(&self.search.base),
        );
        let cancel = Arc::new(AtomicBool::new(false));
        self.tools.exporting = Some(Arc::clone(&cancel));
        self.jobs.start("export", move || {
            let shown = filtered.then_some(&*results);
            let annotations = exported(&workspace, &corpus, shown);
            let outcome = write_export(format, &path, &annotations, &workspace, &corpus, &cancel);
            Event::from(DiskEvent::Exported { path, outcome })
        });
    }

    fn export_chart(&mut self, path: PathBuf) {
        let text = self.chart_csv();
        self.jobs.start("export chart", move || {
            let outcome = text.and_then(|text| {
                write_atomically::<ExportError>(&path, text.as_bytes(), |_| Ok(()))?;
                Ok(text.lines().count().saturating_sub(1))
            });
            Event::from(DiskEvent::Exported { path, outcome })
        });
    }

    /// The chart as it is drawn, as comma-separated values.
    ///
    /// # Errors
    /// Only what the writer refuses.
    pub fn chart_csv(&self) -> Result<String, ExportError> {
        let Some(timeline) = &self.search.base.timeline else {
            return Ok(String::new());
        };
        let series = self.search.base.series_names(&self.session.workspace);
        let filter = self.search.filter.description(&self.session.workspace);
        exchange::timeline_csv(&TimelineExport {
            timeline,
            measure: self.view.chart.measure,
            series: &series,
            split_by: self.search.base.split.as_ref().map_or("", |s| &s.by),
            filter: &filter,
        })
    }

    /// Name of the workspace for the window's title: the folder it lies in.
    pub fn workspace_name(&self) -> Option<String> {
        let file = &self.session.project.as_ref()?.file;
        let folder = file
            .parent()
            .and_then(Path::file_name)
            .map(|n| n.to_string_lossy().into_owned());
        folder.or_else(|| file.file_stem().map(|n| n.to_string_lossy().into_owned()))
    }
}

/// Whether there is a file that must not be replaced.
fn is_protected(path: &Path) -> bool {
    path.exists() && !store::open(path).is_ok_and(|opened| opened.access == Access::ReadWrite)
}

/// An error where no file can be made in a folder.
fn writable(folder: &Path) -> std::io::Result<()> {
    if store::is_writable_folder(folder) {
        return Ok(());
    }
    Err(std::io::Error::new(
        std::io::ErrorKind::PermissionDenied,
        "the folder cannot be written",
    ))
}

/// The annotations of an export, article by article: those of a snapshot's list, or all.
fn exported(
    workspace: &Workspace,
    corpus: &Corpus,
    shown: Option<&Results>,
) -> Vec<Arc<Annotation>> {
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
