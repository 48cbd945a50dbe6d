//! The truth of the program while it runs, put together of parts by concern.

use std::sync::Arc;

use super::effect::Effect;
use super::exporting::EXPORT;
use super::job_keys::{READER, RESULTS, SNIPPETS};
use super::parts::reading::Reading;
use super::parts::search::Search;
use super::parts::tools::Tools;
use super::parts::view::View;
use super::reader_doc::ReaderDoc;
use super::settings::Settings;
use crate::analysis::{Measure, Versions, WorkspaceFacts};
use crate::corpus::ArticleIx;
use crate::enrich::Derived;
use crate::jobs::{Bell, JobKey, Jobs, RunMode, Waker};
use crate::session::{Session, Severity};
use crate::workspace::Edit;

/// The truth.
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
    pub(super) jobs: Jobs<State>,
    pub(super) effects: Vec<Effect>,
    /// What of the session was last looked at.
    pub(super) seen: Seen,
}

/// Versions of the session when the state last followed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub edits: u64,
    pub versions: Versions,
    pub loading: u64,
}

impl State {
    /// An empty program. `waker` is called when a job has brought something.
    pub fn new(settings: Settings, mode: RunMode, waker: Waker) -> Self {
        let bell = Bell::new(waker);
        let mut out = Self {
            session: Session::new(settings.author.clone(), mode, bell.clone()),
            search: Search::default(),
            view: View {
                grouping: settings.grouping,
                ..View::default()
            },
            reading: Reading::default(),
            tools: Tools::default(),
            settings,
            jobs: Jobs::new(mode, bell, Self::job_failed),
            effects: Vec::new(),
            seen: Seen::default(),
        };
        out.drop_shared_searches();
        out
    }

    /// Sets what is called when a job has brought something.
    pub fn set_waker(&mut self, waker: Waker) {
        self.jobs.bell().set_waker(waker);
    }

    /// What runs beside the state, to hold back and release: for tests.
    pub fn jobs_mut(&mut self) -> &mut Jobs<Self> {
        &mut self.jobs
    }

    /// Makes an edit that is a step of its own.
    pub(super) fn edit(&mut self, edit: Edit) {
        self.session.edit(edit, None);
    }

    /// Whether a job is running.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy() || self.session.is_busy()
    }

    /// What is known of articles beside their text, as of the last snapshot.
    pub fn facts(&self) -> WorkspaceFacts {
        self.search.base.facts()
    }

    /// What enrichers had found when the last snapshot was computed.
    pub fn derived(&self) -> &Arc<Derived> {
        &self.search.base.derived
    }

    /// The measure that the chart is drawn by.
    pub fn chart_measure(&self) -> Measure {
        let chosen = self.view.chart.measure;
        let chart = self.search.chart.table();
        chart.map_or(chosen, |chart| chart.measure(chosen))
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

    /// Searches used to be shared by all workspaces, which told in one what was looked for in another:
    /// those are dropped, once, and this is said.
    fn drop_shared_searches(&mut self) {
        if self.settings.take_shared_searches() {
            self.session.tell(
                Severity::Info,
                "Searches are kept with each workspace now. The list that all workspaces shared was dropped.",
            );
        }
    }

    fn job_failed(&mut self, key: JobKey) {
        match key {
            RESULTS => self.search.base_request.fail(),
            READER => self.reading.doc_request.fail(),
            EXPORT => self.tools.exporting.drop_failed(),
            SNIPPETS => self.search.snippets = None,
            other => self.search.views.fault(other.name),
        }
        let fault = crate::session::fault(key);
        self.session.tell(Severity::Error, fault);
    }
}
