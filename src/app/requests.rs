//! Snapshots and marks that are computed beside the window: asked for, started, taken in.

use std::sync::Arc;

use super::command::Effect;
use super::event::Event;
use super::loading::Loaded;
use super::reader_doc::ReaderDoc;
use super::state::{Pending, Search, State};
use crate::analysis::facets::FacetsView;
use crate::analysis::{
    Base, BaseInputs, Cancel, Chart, ChartSpec, SortColumn, TimelineSpec, TimelineView, View,
    ViewError, compute,
};
use crate::query::QueryError;
use crate::text::Span;

/// A request to a job: the number of the last one asked and of the last one answered.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Request {
    asked: u64,
    running: bool,
    due: bool,
}

impl Request {
    pub(super) fn ask(&mut self) {
        self.due = true;
    }

    /// The number of the request to start now, if one is due and none is running.
    fn start(&mut self) -> Option<u64> {
        if !self.due || self.running {
            return None;
        }
        self.due = false;
        self.running = true;
        self.asked += 1;
        Some(self.asked)
    }

    /// The job ended without an answer.
    pub(super) fn fail(&mut self) {
        self.running = false;
    }

    /// Whether an answer is the one that was asked for last.
    pub(super) fn finish(&mut self, number: u64) -> bool {
        self.running = false;
        number == self.asked
    }
}

/// A snapshot with what is shown beside it.
#[derive(Debug)]
pub struct Computed {
    pub(super) base: Arc<Base>,
    spec: ChartSpec,
    chart: Result<Chart, ViewError>,
    /// The open article, where its marks are other than before.
    doc: Option<ReaderDoc>,
}

impl Search {
    /// What is wrong with what is looked for: it cannot be understood, or there is no answer. Of the last
    /// snapshot, so that it stands beside the rows it explains.
    pub fn error(&self) -> Option<QueryError> {
        let unanswered = || {
            let error = self.base.error.as_ref()?;
            let is_of = self.base.asked == self.query.query && self.query.query.is_some();
            is_of.then(|| QueryError {
                span: Span::new(0, self.query.text.len()),
                message: error.to_string(),
            })
        };
        self.query.error.clone().or_else(unanswered)
    }
}

impl State {
    /// Asks for a new snapshot, which brings chart and marks along.
    pub(super) fn refresh(&mut self) {
        self.search.base_request.ask();
    }

    /// Starts due jobs; says whether a job that runs in place may have left an event.
    pub(super) fn start_due(&mut self) -> bool {
        let before = self.jobs.is_busy();
        if let Some(number) = self.search.base_request.start() {
            self.start_base(number);
        }
        // Of the articles that are shown, not of those that wait for their snapshot.
        if let Some(job) = self.search.facets.due(&self.search.base) {
            let run = move || Event::Facets(Box::new(job.run()));
            self.jobs.start(FacetsView::NAME, run);
        }
        if let Some(number) = self.reading.doc_request.start() {
            self.start_reader(number);
        }
        self.save_if_due(false);
        self.look_outside(false);
        !before && self.jobs.is_busy()
    }

    /// Starts the computing of a snapshot, with the chart and the marks of the open article: what is shown
    /// together is computed together.
    fn start_base(&mut self, number: u64) {
        self.search.base_cancel = Cancel::default();
        let inputs = self.inputs();
        let spec = self.chart_spec();
        let marked = self.current_doc().cloned();
        let version = self.reading.comparing.version;
        self.reading.marking += 1;
        let marking = self.reading.marking;
        self.jobs.start("results", move || {
            let base = Arc::new(compute(&inputs));
            let chart = TimelineView::compute(&base, &spec, &inputs.cancel);
            let remarked = marked.filter(|doc| doc.marks != base.marks_key());
            let doc = remarked.and_then(|doc| {
                let at = base.corpus.find(&doc.article.id)?;
                ReaderDoc::of(&base, at, Some(&doc), version, marking)
            });
            let computed = Box::new(Computed {
                base,
                spec,
                chart,
                doc,
            });
            Event::Base(number, (!inputs.cancel.is_cancelled()).then_some(computed))
        });
    }

    fn inputs(&self) -> BaseInputs {
        let (corpus, index) = match &self.session.incoming {
            Some(loaded) => (&loaded.corpus, &loaded.index),
            None => (&self.session.corpus, &self.session.index),
        };
        BaseInputs {
            corpus: Arc::clone(corpus),
            index: Arc::clone(index),
            workspace: Arc::clone(&self.session.workspace),
            versions: self.session.versions,
            query: self.search.query.query.clone(),
            filter: self.search.filter.clone(),
            sort: self.search.sort.clone(),
            fields: self.table_fields(),
            grouping: self.view.grouping,
            annotation_search: self.view.annotation_search.clone(),
            cache: self.search.cache.clone(),
            cancel: self.search.base_cancel.clone(),
        }
    }

    fn chart_spec(&self) -> ChartSpec {
        ChartSpec {
            timeline: TimelineSpec {
                unit: self.view.chart.unit,
                denominator: self.view.chart.denominator,
                range: None,
            },
            split: self.view.chart.split.clone(),
        }
    }

    /// Fields of metadata that the table shows or is sorted by.
    pub(super) fn table_fields(&self) -> Vec<(SortColumn, String)> {
        let fields = self.settings.field_columns().filter(|(column, name)| {
            let exists = self
                .session
                .column_names
                .iter()
                .any(|known| &**known == *name);
            let shown = !self.settings.hidden_columns.contains(column);
            (exists && shown) || self.search.sort.iter().any(|key| key.column == *column)
        });
        fields
            .map(|(column, name)| (column, name.to_owned()))
            .collect()
    }

    /// A new snapshot is wanted; one that is being computed is given up. What articles that were read
    /// wait for is not: they come with the next.
    pub(super) fn ask_anew(&mut self) {
        self.search.base_cancel.cancel();
        self.refresh();
    }

    fn start_reader(&mut self, number: u64) {
        let open = self
            .reading
            .selection
            .article
            .as_ref()
            .and_then(|id| self.search.base.corpus.find(id));
        let Some(ix) = open else {
            self.reading.doc = None;
            self.reading.doc_request.finish(number);
            return;
        };
        let known = self.reading.doc.clone();
        self.reading.marking += 1;
        let marking = self.reading.marking;
        let base = Arc::clone(&self.search.base);
        let version = self.reading.comparing.version;
        self.jobs.start("reader", move || {
            let doc = ReaderDoc::of(&base, ix, known.as_deref(), version, marking);
            Event::Reader(number, doc.map(Box::new))
        });
    }

    /// A snapshot is there. One of articles that have just been read brings them along, so that no
    /// frame shows rows of one corpus beside texts of another.
    pub(super) fn base_ready(&mut self, number: u64, computed: Computed) -> Vec<Effect> {
        let last = self.search.base_request.finish(number);
        let generation = computed.base.generation();
        let is_of = |l: &Loaded| l.corpus.generation() == generation;
        if let Some(loaded) = self.session.incoming.take_if(|l| is_of(l)) {
            self.show_base(computed);
            return self.install(*loaded);
        }
        let mut effects = Vec::new();
        if last && generation == self.session.corpus.generation() {
            effects = self.show_base(computed);
            if std::mem::take(&mut self.search.scroll_due) {
                effects.push(Effect::ScrollTable);
            }
        }
        effects
    }

    /// Puts rows, chart and marks of one snapshot in the place of those before.
    fn show_base(&mut self, computed: Computed) -> Vec<Effect> {
        let Computed {
            base,
            spec,
            chart,
            doc,
        } = computed;
        self.search.chart.adopt(&base, spec, chart);
        self.search.base = base;
        let open = self.reading.selection.article.as_ref();
        if let Some(doc) = doc.filter(|doc| open == Some(&doc.article.id)) {
            return self.show_doc(doc);
        }
        // An article that was opened meanwhile was marked with what was known before.
        let key = self.search.base.marks_key();
        let stale = self.current_doc().is_some_and(|doc| doc.marks != key);
        if stale {
            self.reading.doc_request.ask();
        }
        Vec::new()
    }

    pub(super) fn reader_ready(&mut self, number: u64, doc: Option<ReaderDoc>) -> Vec<Effect> {
        let last = self.reading.doc_request.finish(number);
        let open = self.reading.selection.article.as_ref();
        let doc = doc.filter(|doc| last && open == Some(&doc.article.id));
        let Some(doc) = doc else {
            return Vec::new();
        };
        if doc.marks != self.search.base.marks_key() {
            // Another snapshot came while it was read: its marks are looked for in that.
            self.reading.doc_request.ask();
            return Vec::new();
        }
        self.show_doc(doc)
    }

    fn show_doc(&mut self, doc: ReaderDoc) -> Vec<Effect> {
        if self
            .reading
            .selection
            .hit
            .is_some_and(|hit| hit >= doc.hits.len())
        {
            self.reading.selection.hit = None;
        }
        let other_text = self
            .reading
            .doc
            .as_ref()
            .is_some_and(|old| old.article.hash != doc.article.hash);
        if other_text {
            // Bytes that were selected in another text mean nothing here.
            self.reading.selection.passage = None;
        }
        self.reading.doc = Some(Arc::new(doc));
        match self.reading.pending.take() {
            Some(Pending::Hit(hit)) => self.show_hit(hit),
            Some(Pending::Place(span)) => vec![Effect::ScrollReader(span)],
            None => Vec::new(),
        }
    }
}
