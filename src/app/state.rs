//! The truth of the program while it runs.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::bulk::BulkPreview;
use super::command::{Command, Effect};
use super::find::FoundAnnotations;
use super::generations::Generations;
use super::jobs::{Jobs, RunMode, Waker};
use super::leaving::Later;
use super::loading::{CachePlace, Loaded};
use super::log::{Log, Severity};
use super::outside::Outside;
use super::project::{Relink, Unplaced};
use super::reader_doc::ReaderDoc;
use super::requests::Request;
use super::revised::Comparing;
use super::saving::Saving;
use super::selection::{HitAt, Hover, Selection};
use super::settings::Settings;
use super::snippets::Snippets;
use super::tables::{NewTables, Table};
use super::watch::Watch;
use crate::analysis::WorkspaceFacts;
use crate::analysis::facets::Facets;
use crate::analysis::{Cache, Grouping, Results, SortColumn, SortKey, Split};
use crate::analysis::{Denominator, Measure, UnitChoice};
use crate::corpus::{ArticleIx, Corpus, LoadReport};
use crate::import::{LoadProgress, Preview};
use crate::index::Index;
use crate::library::LibraryError;
use crate::query::{Query, QueryError};
use crate::store::{Access, Lock};
use crate::text::Span;
use crate::workspace::Filter;
use crate::workspace::{History, ViewState, Workspace};

/// The open workspace and its file.
#[derive(Debug)]
pub struct Project {
    /// The workspace file; it need not exist yet.
    pub file: PathBuf,
    /// Whether it may be written.
    pub access: Access,
    /// The right to change it.
    pub lock: Option<Lock>,
    /// What could not be written, where the work lies elsewhere because of that.
    pub copied_from: Option<PathBuf>,
}

/// Articles being read.
#[derive(Debug)]
pub struct Loading {
    /// How far it has come, and the way to stop it.
    pub progress: Arc<LoadProgress>,
    /// When it began.
    pub since: std::time::Instant,
}

impl Loading {
    pub(super) fn new(progress: Arc<LoadProgress>) -> Self {
        Self {
            progress,
            since: std::time::Instant::now(),
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct QueryState {
    /// What stands in the search field.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<QueryError>,
    /// The last query that could be understood; none for an empty field.
    pub query: Option<Query>,
}

/// How the chart is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartSettings {
    /// Width of bins.
    pub unit: UnitChoice,
    /// What bars mean.
    pub measure: Measure,
    /// What is divided by.
    pub denominator: Denominator,
    /// What one subject is split by; none for the tracks side by side.
    pub split: Option<Split>,
}

/// Where one has been, for going back.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    pub back: Vec<(crate::corpus::ArticleId, u32)>,
    pub forward: Vec<(crate::corpus::ArticleId, u32)>,
}

/// What to do once the open article is ready.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pending {
    /// Go to a hit.
    Hit(HitAt),
    /// Show a place.
    Place(Span),
}

/// The truth, put together of parts by concern.
pub struct State {
    /// The open workspace.
    pub session: Session,
    /// What is looked for, in which articles, and what was found.
    pub search: Search,
    /// How charts and lists are shown, and what the pointer is over.
    pub view: View,
    /// The open article and what is chosen in it.
    pub reading: Reading,
    /// What dialogs work on.
    pub tools: Tools,
    /// Preferences.
    pub settings: Settings,
    pub(super) jobs: Jobs,
    clock: fn() -> Timestamp,
}

/// The open workspace with its articles.
#[derive(Default)]
pub struct Session {
    pub(crate) project: Option<Project>,
    pub(crate) corpus: Arc<Corpus>,
    pub(crate) index: Arc<Index>,
    /// Articles that have been read and wait for their snapshot.
    pub(crate) incoming: Option<Box<Loaded>>,
    pub(crate) report: LoadReport,
    pub(crate) loading: Option<Loading>,
    pub(crate) workspace: Arc<Workspace>,
    /// Where the analyst is; written with the workspace.
    pub(crate) place: ViewState,
    /// Which change of it; rises with every edit, undo and redo.
    pub(crate) revision: u64,
    pub(crate) history: History,
    pub(crate) unplaced: Vec<Unplaced>,
    pub(crate) relinks: Vec<Relink>,
    pub(super) watch: Option<Watch>,
    /// Rises with every change of what conditions ask for: edits, statuses, languages, near-duplicates.
    pub(crate) facts_version: u64,
    /// Held by the loading that uses the cache.
    pub(crate) load_turn: Arc<Mutex<()>>,
    /// Set to stop the examination of articles that are not shown any more.
    pub(crate) examining: Arc<AtomicBool>,
    pub(crate) generation: u64,
    pub(crate) plan_number: u64,
    pub(crate) check_number: u64,
    /// Where the articles and their words are kept between sessions.
    pub cache_place: CachePlace,
    pub(crate) saving: Saving,
    pub(crate) outside: Outside,
    /// What waits until the open work is on disk.
    pub(super) later: Option<Later>,
    pub(crate) generations: Generations,
    pub(crate) column_names: Vec<Arc<str>>,
    pub(crate) new_tables: NewTables,
    /// Whether the analyst is asked what the columns of new tables mean before they are read.
    pub asks_columns: bool,
    pub(crate) log: Log,
}

impl Session {
    /// Puts a workspace and its articles in place, without a file: for benchmarks.
    pub fn stage(&mut self, project: Project, workspace: Workspace, index: Index) {
        self.corpus = Arc::clone(index.corpus());
        self.index = Arc::new(index);
        self.workspace = Arc::new(workspace);
        self.project = Some(project);
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
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// What could not be taken in.
    pub fn report(&self) -> &LoadReport {
        &self.report
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

    /// Which change of the workspace this is; rises with every edit, undo and redo.
    pub fn revision(&self) -> u64 {
        self.revision
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
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// Earlier versions of the workspace, as they were last looked at.
    pub fn generations(&self) -> &Generations {
        &self.generations
    }

    /// Columns of metadata beside the standard ones.
    pub fn column_names(&self) -> &[Arc<str>] {
        &self.column_names
    }

    /// New tables that were asked about.
    pub fn new_tables(&self) -> &NewTables {
        &self.new_tables
    }

    /// What happened.
    pub fn log(&self) -> &Log {
        &self.log
    }
}

/// What is looked for, in which articles, and what was found.
pub struct Search {
    /// What is looked for.
    pub query: QueryState,
    /// Which articles are looked at.
    pub filter: Filter,
    /// Order of the table.
    pub sort: Vec<SortKey>,
    /// The snapshot of everything that filter and query decide.
    pub base: Arc<Results>,
    pub(super) base_request: Request,
    /// Set to give up the snapshot that is being computed.
    pub(super) base_cancel: Arc<AtomicBool>,
    pub(super) cache: Cache,
    /// How the articles at hand divide; counted while somebody looks.
    pub facets: Arc<Facets>,
    pub(super) facets_shown: bool,
    pub(super) facets_request: Request,
    /// Frequent words that begin with something, the last that was asked for.
    pub frequent_words: Option<(String, Vec<String>)>,
    /// Spellings near the words of a query, the last that was asked for.
    pub spellings: Option<(String, Vec<(String, u64)>)>,
    /// The first hits of the article whose row was pointed at last.
    pub(super) snippets: Option<Snippets>,
    /// Other rows were asked for: the table is scrolled when they are there.
    pub(super) scroll_due: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            query: QueryState::default(),
            filter: Filter::default(),
            sort: vec![SortKey {
                column: SortColumn::Date,
                descending: true,
            }],
            base: Arc::default(),
            base_request: Request::default(),
            base_cancel: Arc::default(),
            cache: Cache::default(),
            facets: Arc::default(),
            facets_shown: false,
            facets_request: Request::default(),
            frequent_words: None,
            spellings: None,
            snippets: None,
            scroll_due: false,
        }
    }
}

/// How charts and lists are shown, and what the pointer is over.
#[derive(Default)]
pub struct View {
    /// The chart.
    pub chart: ChartSettings,
    /// Order of the annotation list.
    pub grouping: Grouping,
    /// What the annotation list is narrowed to.
    pub annotation_search: String,
    /// What the pointer is over.
    pub hover: Hover,
}

/// The open article and what is chosen in it.
#[derive(Default)]
pub struct Reading {
    /// The open article.
    pub doc: Option<Arc<ReaderDoc>>,
    pub(super) doc_request: Request,
    pub(super) marking: u64,
    /// How it is compared with earlier versions of its source.
    pub comparing: Comparing,
    /// What is chosen.
    pub selection: Selection,
    /// Tags used lately, the last first.
    pub recent_tags: Vec<crate::workspace::TagId>,
    pub(super) trail: Trail,
    pub(super) pending: Option<Pending>,
}

/// What dialogs work on.
#[derive(Default)]
pub struct Tools {
    /// Annotations being exported; set it to stop.
    pub exporting: Option<Arc<AtomicBool>>,
    /// The table that was looked at last.
    pub preview: Option<Arc<(Table, Preview)>>,
    /// What a tag on every hit would tag, as it was looked at last.
    pub bulk: Option<BulkPreview>,
    /// Annotations that were looked for last.
    pub(super) found_annotations: Option<FoundAnnotations>,
}

impl State {
    /// An empty program. `waker` is called when a job has brought something.
    pub fn new(settings: Settings, mode: RunMode, waker: Waker) -> Self {
        Self {
            session: Session::default(),
            search: Search::default(),
            view: View {
                grouping: settings.grouping,
                ..View::default()
            },
            reading: Reading::default(),
            tools: Tools::default(),
            settings,
            jobs: Jobs::new(mode, waker),
            clock: system_clock,
        }
    }

    /// Replaces the clock: tests have a fixed one.
    pub fn set_clock(&mut self, clock: fn() -> Timestamp) {
        self.clock = clock;
    }

    /// Sets what is called when a job has brought something.
    pub fn set_waker(&mut self, waker: Waker) {
        self.jobs.set_waker(waker);
    }

    /// The time, to the second.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Writes into the log.
    pub fn tell(&mut self, severity: Severity, message: impl Into<String>) {
        let now = self.now();
        self.session.log.push(now, severity, message);
    }

    /// Whether the analyst's data may be changed.
    pub fn may_edit(&self) -> bool {
        self.session
            .project
            .as_ref()
            .is_some_and(|p| p.access == Access::ReadWrite)
    }

    /// Carries out a command.
    pub fn dispatch(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Query(c) => self.handle_query(c),
            Command::Filter(c) => self.handle_filter(c),
            Command::View(c) => self.handle_view(c),
            Command::Annotate(c) => self.handle_annotate(c),
            Command::Codebook(c) => self.handle_codebook(c),
            Command::Track(c) => self.handle_track(c),
            Command::Article(c) => self.handle_article(c),
            Command::File(c) => self.handle_file(c),
        }
    }

    /// Takes in what jobs have brought and starts what is due. Call once a frame, hidden or not.
    pub fn tick(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        loop {
            while let Some(event) = self.jobs.next_event() {
                effects.extend(self.take_in(event));
            }
            effects.extend(self.go_on());
            if !self.start_due() {
                break;
            }
        }
        effects
    }

    /// Waits until nothing is running and everything is saved: for closing and for tests.
    pub fn settle(&mut self) -> Vec<Effect> {
        let mut effects = self.tick();
        loop {
            self.save_if_due(true);
            let Some(event) = self.jobs.wait() else { break };
            effects.extend(self.take_in(event));
            effects.extend(self.tick());
            if self.save_failed() {
                break;
            }
        }
        effects
    }

    /// Waits until what the analyst did is on disk, or cannot be written; other jobs are not waited for
    /// longer than it takes.
    pub fn flush(&mut self) {
        // The journal, then the file, then what came meanwhile.
        for _ in 0..6 {
            while self.session.saving.is_running() {
                let Some(event) = self.jobs.wait() else {
                    return;
                };
                self.take_in(event);
            }
            if self.can_close() {
                return;
            }
            self.save_if_due(true);
        }
    }

    fn save_failed(&self) -> bool {
        let stuck = matches!(
            self.save_status(),
            super::SaveStatus::Failed(_) | super::SaveStatus::Elsewhere(_)
        );
        stuck && !self.jobs.is_busy()
    }

    /// Whether a job is running.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy()
    }

    /// What is known of articles beside their text, as of the last snapshot.
    pub fn facts(&self) -> WorkspaceFacts {
        self.search
            .base
            .facts(&self.session.corpus, &self.session.workspace)
    }

    pub(super) fn examined(
        &mut self,
        generation: u64,
        outcome: Result<Vec<Arc<str>>, LibraryError>,
    ) {
        if generation != self.session.corpus.generation() {
            return;
        }
        match outcome {
            Ok(names) => {
                self.session.column_names = names;
                self.session.facts_version += 1;
                self.refresh();
            }
            Err(error) => self.tell(Severity::Warning, error.to_string()),
        }
    }

    /// The open article as it is read now; none while another is still shown.
    pub(super) fn current_doc(&self) -> Option<&Arc<ReaderDoc>> {
        let is_open = |doc: &&Arc<ReaderDoc>| {
            self.reading.selection.article.as_ref() == Some(&doc.article.id)
                && doc.generation == self.session.corpus.generation()
        };
        self.reading.doc.as_ref().filter(is_open)
    }

    /// The open article's place, while it is in the corpus.
    pub fn open_ix(&self) -> Option<ArticleIx> {
        self.reading
            .selection
            .article
            .as_ref()
            .and_then(|id| self.session.corpus.find(id))
    }
}

fn system_clock() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
