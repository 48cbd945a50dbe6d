//! The open workspace: its data, its articles, its file.
//!
//! Vocabulary: the [`Session`] owns workspace, history, journal and file, and is the only code that
//! changes them; an *edit* ([`Session::edit`]) is committed, raises versions and goes into the journal;
//! what the session wants from whoever holds it (another workspace is open, articles wait for their
//! snapshot) is a [`SessionEvent`]; slow work is a job whose outcome changes the session.
//!
//! [`Session::replace`] builds everything that belongs to a workspace anew, so that nothing of the last one
//! can stay behind.
//!
//! Useful for: everything that reads or changes the analyst's data, with a window or without. Not useful
//! for: what is looked for and shown (that is `app`).

mod articles;
mod backups;
mod copy;
mod edit;
mod external;
mod jobs;
mod loading;
pub mod log;
mod opening;
mod reanchor;
mod saving;
mod search_history;
mod sources;
mod switch;
pub mod tables;
mod watch;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::analysis::Versions;
use crate::corpus::{Corpus, LoadReport};
use crate::enrich::Derived;
use crate::import::LoadProgress;
use crate::index::{Engine, OpenEngine};
use crate::jobs::{Bell, Jobs, RunMode};
use crate::store::{Access, Lock};
use crate::workspace::{History, Stamp, ViewState, Workspace};

pub use articles::ReportNews;
pub use backups::{Backups, Chosen};
pub use external::ExternalChanges;
pub use jobs::fault;
pub use loading::{CachePlace, Loaded, LoadingWords, Opening, cache_bytes, load, load_growing};
pub use log::{Log, LogEntry, Severity};
pub use opening::{
    Plan, ProjectError, Purpose, documents_folder, made_writable, parent_of, plan, plan_path,
    restore_sample, sample_folder, specs,
};
pub use reanchor::{Checked, Relink, Unplaced, check_annotations};
pub use saving::SaveStatus;
pub use search_history::SearchHistory;
pub use tables::{NewTables, Table};

use saving::Saving;
use switch::PendingActions;
use watch::Watch;

/// The open workspace and its file.
#[derive(Debug)]
pub struct Project {
    /// The workspace file; it need not exist yet.
    pub file: PathBuf,
    /// Whether it may be written.
    pub access: Access,
    /// The right to change it.
    pub lock: Option<Lock>,
    /// The workspace that cannot be written and that this one is a copy of.
    pub copied_from: Option<PathBuf>,
}

/// Articles being read.
#[derive(Debug)]
pub struct Loading {
    /// How far it has come, and the way to stop it.
    pub progress: Arc<LoadProgress>,
    /// When it began.
    pub since: Instant,
}

/// What the session wants from whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionEvent {
    /// Another workspace took the place of the one before; its file.
    Replaced(PathBuf),
    /// The session goes on with a copy of the workspace; its file.
    Moved(PathBuf),
    /// Articles have been read and wait for their snapshot.
    ArticlesWait,
    /// The articles that are there are all: loading has ended early.
    ArticlesEnd,
    /// Other columns of metadata are known than before.
    ColumnsKnown,
    /// Tables wait until somebody has seen their columns.
    TablesWait,
    /// Something was changed here and by another program.
    Conflicts,
}

/// The open workspace with its articles.
pub struct Session {
    pub(crate) project: Option<Project>,
    pub(crate) corpus: Arc<Corpus>,
    pub(crate) index: OpenEngine,
    /// What enrichers found in the articles so far, the last that was published.
    derived: Arc<Derived>,
    /// Which corpus the names of columns are of.
    columns_of: u64,
    /// Articles that have been read and wait for their snapshot.
    incoming: Option<Box<Loaded>>,
    report: Arc<LoadReport>,
    /// What of it nobody has looked at.
    report_news: Option<ReportNews>,
    loading: Option<Loading>,
    pub(crate) workspace: Arc<Workspace>,
    /// Where the analyst is; written with the workspace.
    place: ViewState,
    /// Rises with every change of the workspace.
    revision: u64,
    /// Rises with every change of it that is not an article seen or an annotation re-anchored.
    edits: u64,
    /// Which changes of each part of it, and of languages and near-duplicates.
    versions: Versions,
    history: History,
    unplaced: Vec<Unplaced>,
    relinks: Vec<Relink>,
    watch: Option<Watch>,
    /// Held by the loading that uses the cache.
    load_turn: Arc<Mutex<()>>,
    /// Set to stop the examination of articles that are not shown any more.
    examining: Arc<AtomicBool>,
    /// Number of the loading.
    generation: u64,
    plan_number: u64,
    check_number: u64,
    /// Where the articles and their words are kept between sessions.
    pub cache_place: CachePlace,
    saving: Saving,
    external_changes: ExternalChanges,
    pending: PendingActions,
    /// Whether a copy is being written.
    copying: bool,
    backups: Backups,
    column_names: Vec<Arc<str>>,
    new_tables: NewTables,
    search_history: SearchHistory,
    /// Whether the analyst is asked what the columns of new tables mean before they are read.
    pub asks_columns: bool,
    log: Log,
    /// Who does things.
    author: String,
    events: Vec<SessionEvent>,
    jobs: Jobs<Session>,
    clock: fn() -> Timestamp,
    /// Time that tests have skipped.
    skipped: Duration,
}

impl Session {
    /// Nothing is open. Jobs run as `mode` says and ring `bell`.
    pub fn new(author: String, mode: RunMode, bell: Bell) -> Self {
        Self {
            project: None,
            corpus: Arc::default(),
            index: OpenEngine::default(),
            derived: Arc::default(),
            columns_of: 0,
            incoming: None,
            report: Arc::default(),
            report_news: None,
            loading: None,
            workspace: Arc::default(),
            place: ViewState::default(),
            revision: 0,
            edits: 0,
            versions: Versions::default(),
            history: History::default(),
            unplaced: Vec::new(),
            relinks: Vec::new(),
            watch: None,
            load_turn: Arc::default(),
            examining: Arc::default(),
            generation: 0,
            plan_number: 0,
            check_number: 0,
            cache_place: CachePlace::default(),
            saving: Saving::default(),
            external_changes: ExternalChanges::default(),
            pending: PendingActions::default(),
            copying: false,
            backups: Backups::default(),
            column_names: Vec::new(),
            new_tables: NewTables::default(),
            search_history: SearchHistory::default(),
            asks_columns: false,
            log: Log::default(),
            author,
            events: Vec::new(),
            jobs: Jobs::new(mode, bell, Self::job_failed),
            clock: system_clock,
            skipped: Duration::ZERO,
        }
    }

    /// Puts a workspace and its articles in place, without a file: for benchmarks.
    pub fn stage(&mut self, project: Project, workspace: Workspace, index: impl Engine + 'static) {
        self.corpus = Arc::clone(index.corpus());
        self.index = OpenEngine::from(Arc::new(index) as Arc<dyn Engine>);
        self.workspace = Arc::new(workspace);
        self.project = Some(project);
        self.revision += 1;
        self.edits += 1;
    }

    /// The open workspace and its file; none before one is opened.
    pub fn project(&self) -> Option<&Project> {
        self.project.as_ref()
    }

    /// The articles.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// Their words.
    pub fn index(&self) -> &Arc<dyn Engine> {
        &self.index
    }

    /// What enrichers found in the articles so far.
    pub fn derived(&self) -> &Arc<Derived> {
        &self.derived
    }

    /// Whether more articles are to come.
    pub fn is_growing(&self) -> bool {
        match &self.incoming {
            Some(loaded) => loaded.more,
            None => self.loading.is_some(),
        }
    }

    /// What could not be taken in.
    pub fn report(&self) -> &Arc<LoadReport> {
        &self.report
    }

    /// What it says that nobody has looked at; none while articles are still coming.
    pub fn report_news(&self) -> Option<ReportNews> {
        self.report_news.filter(|_| !self.is_growing())
    }

    /// The report has been looked at.
    pub fn report_seen(&mut self) {
        self.report_news = None;
    }

    /// Articles being read.
    pub fn loading(&self) -> Option<&Loading> {
        self.loading.as_ref()
    }

    /// The analyst's data.
    pub fn workspace(&self) -> &Arc<Workspace> {
        &self.workspace
    }

    /// Where the analyst is in the articles.
    pub fn place(&self) -> &ViewState {
        &self.place
    }

    /// Which change of the workspace this is; rises with every edit, undo and redo, and with articles seen.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Which change of the workspace this is, without articles seen and annotations re-anchored.
    pub fn edits(&self) -> u64 {
        self.edits
    }

    /// Which changes of each part of the workspace, and of what was found in the articles, these are.
    pub fn versions(&self) -> Versions {
        self.versions
    }

    /// What was done and undone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Annotations without a place.
    pub fn unplaced(&self) -> &[Unplaced] {
        &self.unplaced
    }

    /// Articles that seem renamed.
    pub fn relinks(&self) -> &[Relink] {
        &self.relinks
    }

    /// What somebody else does to the workspace file.
    pub fn external_changes(&self) -> &ExternalChanges {
        &self.external_changes
    }

    /// Earlier versions of the workspace, as they were last looked at.
    pub fn backups(&self) -> &Backups {
        &self.backups
    }

    /// Columns of metadata beside the standard ones.
    pub fn column_names(&self) -> &[Arc<str>] {
        &self.column_names
    }

    /// New tables that were asked about.
    pub fn new_tables(&self) -> &NewTables {
        &self.new_tables
    }

    /// Searches of this workspace, the last first.
    pub fn search_history(&self) -> &[String] {
        self.search_history.all()
    }

    /// What happened.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Writes into the log.
    pub fn tell(&mut self, severity: Severity, message: impl Into<String>) {
        let now = self.now();
        self.log.push(now, severity, message);
    }

    /// Nothing is to be shown as new in the log any more.
    pub fn log_seen(&mut self) {
        self.log.mark_seen();
    }

    /// Who does things.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// From now on somebody of this name does things.
    pub fn set_author(&mut self, author: &str) {
        if self.author != author {
            author.clone_into(&mut self.author);
        }
    }

    /// What the session wants, in order.
    pub fn take_events(&mut self) -> Vec<SessionEvent> {
        std::mem::take(&mut self.events)
    }

    /// Replaces the clock: tests have a fixed one.
    pub fn set_clock(&mut self, clock: fn() -> Timestamp) {
        self.clock = clock;
    }

    /// The time, to the second.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Makes as if this time had passed: for tests of what waits.
    pub fn skip_time(&mut self, time: Duration) {
        self.skipped += time;
    }

    /// The time by which waiting is measured.
    fn instant(&self) -> Instant {
        Instant::now() + self.skipped
    }

    /// Who does something now.
    fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now(),
            by: self.author.as_str().into(),
        }
    }

    /// Whether the analyst's data may be changed.
    pub fn may_edit(&self) -> bool {
        self.project
            .as_ref()
            .is_some_and(|p| p.access == Access::ReadWrite)
    }

    /// The workspace file that this session has the right to change.
    fn own_file(&self) -> Option<PathBuf> {
        let own = self.project.as_ref().filter(|p| p.lock.is_some());
        own.map(|p| p.file.clone())
    }

    /// Name of the workspace: the folder it lies in.
    pub fn workspace_name(&self) -> Option<String> {
        let file = &self.project.as_ref()?.file;
        let folder = file.parent().and_then(std::path::Path::file_name);
        let name = folder.or_else(|| file.file_stem())?;
        Some(name.to_string_lossy().into_owned())
    }

    /// The notice that this is a copy was read.
    pub fn dismiss_copy_notice(&mut self) {
        if let Some(project) = &mut self.project {
            project.copied_from = None;
        }
    }

    fn event(&mut self, event: SessionEvent) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }
}

fn system_clock() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
