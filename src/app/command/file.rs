//! Files: opening, loading, saving, exporting; undo and redo.

use std::path::PathBuf;

use crate::analysis::SharedTable;
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::corpus::Mapping;
use crate::exchange::Format;
use crate::import;
use crate::jobs::JobKey;
use crate::session::{Severity, Table};

/// Looking at the first records of a table.
const LOOK_AT_TABLE: JobKey = JobKey::new("look at table");

/// Files, undo and redo.
#[derive(Clone, Debug)]
pub enum FileCommand {
    /// Open a workspace, a folder or files.
    Open(Vec<PathBuf>),
    /// Add a folder or files to this workspace.
    AddSource(Vec<PathBuf>),
    /// Take a source out of this workspace; its annotations stay, unplaced.
    RemoveSource(usize),
    /// Read all sources again.
    Reload,
    /// Look at the first records of a table.
    PreviewTable(Table),
    /// Say what the columns of a table mean.
    MapColumns(Table, Box<Mapping>),
    /// Read the tables that wait, each layout with what its columns mean.
    ReadTables(Vec<Mapping>),
    /// Stop loading.
    CancelLoading,
    /// Save now.
    Save,
    /// Save a copy and go on with it.
    SaveAs(PathBuf),
    /// Open a new copy of the sample.
    OpenSample,
    /// Write an annotated set.
    Export {
        /// How.
        format: &'static Format,
        /// Where.
        path: PathBuf,
        /// Of what.
        scope: ExportScope,
    },
    /// Stop the export of this id; nothing is left behind.
    CancelExport(u64),
    /// Write the chart: as numbers, or as a picture of this width and height, in pixels, where the name of
    /// the file says so.
    ExportChart(PathBuf, (u32, u32)),
    /// Write a table.
    ExportTable(SharedTable, PathBuf),
    /// Look whether another program has changed the workspace file.
    LookForExternalChanges,
    /// Decide a conflict with what another program wrote.
    Decide {
        /// Which.
        conflict: usize,
        /// Whether what the other wrote counts.
        theirs: bool,
    },
    /// Look which earlier generations of the workspace there are.
    ListBackups,
    /// Look at one of them.
    PreviewBackup(PathBuf),
    /// Go back to the one that was looked at; one step that can be undone.
    Restore,
    /// Go to just after a step of the history; none for before the first.
    GoToStep(Option<usize>),
    /// Take the last change back.
    Undo,
    /// Do it again.
    Redo,
    /// Nothing is to be shown as new in the log any more.
    LogSeen,
    /// The load report has been looked at.
    ReportSeen,
    /// No workspace is a recent one any more.
    ForgetRecent,
    /// Something outside failed: it is to be known.
    Tell(String),
}

/// Which annotations an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportScope {
    /// All of the workspace.
    All,
    /// Those that the list shows.
    Listed,
    /// Those of the chosen articles.
    Chosen,
}

impl State {
    pub(in crate::app) fn handle_file(&mut self, command: FileCommand) -> Vec<Effect> {
        let session = &mut self.session;
        match command {
            FileCommand::Open(paths) => session.open(paths),
            FileCommand::OpenSample => session.open_sample(),
            FileCommand::AddSource(paths) => session.add_sources(paths),
            FileCommand::RemoveSource(at) => session.remove_source(at),
            FileCommand::Reload => session.reload(),
            FileCommand::PreviewTable(table) => self.preview_table(table),
            FileCommand::MapColumns(table, mapping) => session.map_columns(&table, *mapping),
            FileCommand::ReadTables(mappings) => session.read_tables(mappings),
            FileCommand::CancelLoading => session.cancel_loading(),
            FileCommand::Save => session.save(),
            FileCommand::SaveAs(path) => session.save_as(path),
            FileCommand::Export {
                format,
                path,
                scope,
            } => self.export(format, path, scope),
            FileCommand::ExportChart(path, size) => self.export_chart(path, size),
            FileCommand::ExportTable(table, path) => self.export_table(table, path),
            FileCommand::CancelExport(id) => self.tools.exporting.cancel(id),
            FileCommand::LookForExternalChanges => session.look_for_external_changes(true),
            FileCommand::Decide { conflict, theirs } => session.decide_conflict(conflict, theirs),
            FileCommand::ListBackups => session.list_backups(),
            FileCommand::PreviewBackup(path) => session.preview_backup(path),
            FileCommand::Restore => session.restore_backup(),
            FileCommand::GoToStep(step) => session.go_to_step(step),
            FileCommand::Undo => return self.step_back(true),
            FileCommand::Redo => return self.step_back(false),
            FileCommand::LogSeen => session.log_seen(),
            FileCommand::ReportSeen => session.report_seen(),
            FileCommand::ForgetRecent => self.settings.forget_recent(),
            FileCommand::Tell(message) => session.tell(Severity::Error, message),
        }
        Vec::new()
    }

    /// Takes a step back, or does it again, and shows the annotation that it touched.
    fn step_back(&mut self, back: bool) -> Vec<Effect> {
        let shown = if back {
            self.session.undo()
        } else {
            self.session.redo()
        };
        self.follow_session();
        shown
            .map(|annotation| self.show_annotation(&annotation))
            .unwrap_or_default()
    }

    /// Looks at the first records of a table.
    fn preview_table(&mut self, table: Table) {
        let Some(spec) = self.session.source_of(&table) else {
            return;
        };
        self.jobs.start_latest(LOOK_AT_TABLE, move |_| {
            let preview = import::preview(&spec, &table.path);
            move |state: &mut Self| {
                state.tools.preview = Some(std::sync::Arc::new((table, preview)));
            }
        });
    }
}
