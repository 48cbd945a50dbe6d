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

/// The truth.
pub struct State {
    /// The open workspace.
    pub project: Option<Project>,
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: Arc<Index>,
    /// Articles that have been read and wait for their snapshot.
    pub(super) incoming: Option<Box<Loaded>>,
    /// What could not be taken in.
    pub report: LoadReport,
    /// Articles being read.
    pub loading: Option<Loading>,
    /// Annotations being exported; set it to stop.
    pub exporting: Option<Arc<AtomicBool>>,
    /// The analyst's data.
    pub workspace: Arc<Workspace>,
    /// Where the analyst is; written with the workspace.
    pub view: ViewState,
    /// Which change of it; rises with every edit, undo and redo.
    pub revision: u64,
    /// What was done and undone.
    pub history: History,
    /// Annotations without a place.
    pub unplaced: Vec<Unplaced>,
    /// Articles that seem renamed.
    pub relinks: Vec<Relink>,
    /// What is looked for.
    pub query: QueryState,
    /// Which articles are looked at.
    pub filter: Filter,
    /// Order of the table.
    pub sort: Vec<SortKey>,
    /// The chart.
    pub chart: ChartSettings,
    /// Order of the annotation list.
    pub grouping: Grouping,
    /// What the annotation list is narrowed to.
    pub annotation_search: String,
    /// The snapshot of everything that filter and query decide.
    pub results: Arc<Results>,
    /// The open article.
    pub reader: Option<Arc<ReaderDoc>>,
    /// How it is compared with earlier versions of its source.
    pub comparing: Comparing,
    /// What is chosen.
    pub selection: Selection,
    /// What the pointer is over.
    pub hover: Hover,
    /// Tags used lately, the last first.
    pub recent_tags: Vec<crate::workspace::TagId>,
    /// Preferences.
    pub settings: Settings,
    /// What happened.
    pub log: Log,
    pub(super) trail: Trail,
    pub(super) pending: Option<Pending>,
    pub(super) results_request: Request,
    /// Set to give up the snapshot that is being computed.
    pub(super) results_cancel: Arc<AtomicBool>,
    pub(super) reader_request: Request,
    pub(super) facets_request: Request,
    pub(super) watch: Option<Watch>,
    /// Rises with every change of what conditions ask for: edits, statuses, languages, near-duplicates.
    pub(super) facts_version: u64,
    /// Held by the loading that uses the cache.
    pub(super) load_turn: Arc<Mutex<()>>,
    /// Set to stop the examination of articles that are not shown any more.
    pub(super) examining: Arc<AtomicBool>,
    /// How the articles at hand divide; counted while somebody looks.
    pub facets: Arc<Facets>,
    pub(super) facets_shown: bool,
    /// Frequent words that begin with something, the last that was asked for.
    pub frequent_words: Option<(String, Vec<String>)>,
    /// The table that was looked at last.
    pub preview: Option<Arc<(Table, Preview)>>,
    /// Whether the analyst is asked what the columns of new tables mean before they are read.
    pub asks_columns: bool,
    /// New tables that were asked about.
    pub new_tables: NewTables,
    /// Columns of metadata beside the standard ones.
    pub column_names: Vec<Arc<str>>,
    /// Spellings near the words of a query, the last that was asked for.
    pub spellings: Option<(String, Vec<(String, u64)>)>,
    /// The first hits of the article whose row was pointed at last.
    pub(super) snippets: Option<Snippets>,
    pub(super) marking: u64,
    /// Other rows were asked for: the table is scrolled when they are there.
    pub(super) scroll_due: bool,
    pub(super) generation: u64,
    pub(super) plan_number: u64,
    pub(super) check_number: u64,
    /// Where the articles and their words are kept between sessions.
    pub cache_place: CachePlace,
    pub(super) cache: Cache,
    pub(super) saving: Saving,
    /// What somebody else does to the workspace file.
    pub outside: Outside,
    /// What a tag on every hit would tag, as it was looked at last.
    pub bulk: Option<BulkPreview>,
    /// Annotations that were looked for last.
    pub(super) found_annotations: Option<FoundAnnotations>,
    /// What waits until the open work is on disk.
    pub(super) later: Option<Later>,
    /// Earlier generations of the workspace, as they were last looked at.
    pub generations: Generations,
    pub(super) jobs: Jobs,
    clock: fn() -> Timestamp,
}

impl State {
    /// An empty program. `waker` is called when a job has brought something.
    pub fn new(settings: Settings, mode: RunMode, waker: Waker) -> Self {
        Self {
            project: None,
            corpus: Arc::default(),
            index: Arc::default(),
            incoming: None,
            cache_place: CachePlace::default(),
            report: LoadReport::default(),
            loading: None,
            exporting: None,
            workspace: Arc::default(),
            view: ViewState::default(),
            revision: 0,
            history: History::default(),
            unplaced: Vec::new(),
            relinks: Vec::new(),
            query: QueryState::default(),
            filter: Filter::default(),
            sort: vec![SortKey {
                column: SortColumn::Date,
                descending: true,
            }],
            chart: ChartSettings::default(),
            grouping: settings.grouping,
            annotation_search: String::new(),
            results: Arc::default(),
            reader: None,
            comparing: Comparing::default(),
            selection: Selection::default(),
            hover: Hover::default(),
            recent_tags: Vec::new(),
            settings,
            log: Log::default(),
            trail: Trail::default(),
            pending: None,
            results_request: Request::default(),
            results_cancel: Arc::default(),
            reader_request: Request::default(),
            facets_request: Request::default(),
            watch: None,
            facts_version: 0,
            load_turn: Arc::default(),
            examining: Arc::default(),
            facets: Arc::default(),
            facets_shown: false,
            spellings: None,
            snippets: None,
            frequent_words: None,
            column_names: Vec::new(),
            preview: None,
            asks_columns: false,
            new_tables: NewTables::default(),
            marking: 0,
            scroll_due: false,
            generation: 0,
            plan_number: 0,
            check_number: 0,
            cache: Cache::default(),
            saving: Saving::default(),
            outside: Outside::default(),
            bulk: None,
            later: None,
            found_annotations: None,
            generations: Generations::default(),
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
        self.log.push(now, severity, message);
    }

    /// Whether the analyst's data may be changed.
    pub fn may_edit(&self) -> bool {
        self.project
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
            while self.saving.is_running() {
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
        self.results.facts(&self.corpus, &self.workspace)
    }

    pub(super) fn examined(
        &mut self,
        generation: u64,
        outcome: Result<Vec<Arc<str>>, LibraryError>,
    ) {
        if generation != self.corpus.generation() {
            return;
        }
        match outcome {
            Ok(names) => {
                self.column_names = names;
                self.facts_version += 1;
                self.refresh();
            }
            Err(error) => self.tell(Severity::Warning, error.to_string()),
        }
    }

    /// The open article as it is read now; none while another is still shown.
    pub(super) fn current_doc(&self) -> Option<&Arc<ReaderDoc>> {
        let is_open = |doc: &&Arc<ReaderDoc>| {
            self.selection.article.as_ref() == Some(&doc.article.id)
                && doc.generation == self.corpus.generation()
        };
        self.reader.as_ref().filter(is_open)
    }

    /// The open article's place, while it is in the corpus.
    pub fn open_ix(&self) -> Option<ArticleIx> {
        self.selection
            .article
            .as_ref()
            .and_then(|id| self.corpus.find(id))
    }
}

fn system_clock() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
