//! Snapshots and marks that are computed beside the window: asked for, started, taken in.

use std::sync::Arc;

use super::effect::Effect;
use super::job_keys::{READER, RESULTS};
use super::parts::reading::Pending;
use super::reader_doc::ReaderDoc;
use super::selection::Selection;
use super::state::State;
use crate::analysis::{
    Base, BaseInputs, Cancel, Chart, ChartSpec, SortColumn, TimelineSpec, TimelineView, View,
    ViewError, compute,
};
use crate::corpus::{ArticleId, ArticleIx};
use crate::jobs::JobKey;

/// A snapshot with what is shown beside it.
#[derive(Debug)]
pub struct Computed {
    pub(super) base: Arc<Base>,
    spec: ChartSpec,
    chart: Result<Chart, ViewError>,
    /// The open article, where its marks are other than before.
    doc: Option<ReaderDoc>,
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
        for (name, job) in self.search.views.due(&self.search.base) {
            self.jobs.start(JobKey::new(name), move |_| {
                let taken = job();
                move |state: &mut Self| taken(&mut state.search.views)
            });
        }
        if let Some(number) = self.reading.doc_request.start() {
            self.start_reader(number);
        }
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
        self.jobs.start(RESULTS, move |_| {
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
            let computed = (!inputs.cancel.is_cancelled()).then_some(computed);
            move |state: &mut Self| state.base_ready(number, computed)
        });
    }

    fn inputs(&self) -> BaseInputs {
        let (corpus, index) = match self.session.incoming() {
            Some(loaded) => (&loaded.corpus, &loaded.index),
            None => (&self.session.corpus, self.session.index()),
        };
        BaseInputs {
            corpus: Arc::clone(corpus),
            index: Arc::clone(index),
            workspace: Arc::clone(&self.session.workspace),
            derived: self.session.derived().for_corpus(corpus),
            growing: self.session.is_growing(),
            versions: self.session.versions(),
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
                .column_names()
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
        self.jobs.start(READER, move |_| {
            let doc = ReaderDoc::of(&base, ix, known.as_deref(), version, marking);
            move |state: &mut Self| state.reader_ready(number, doc)
        });
    }

    /// A snapshot is there, or was given up. One of articles that have just been read brings them along,
    /// so that no frame shows rows of one corpus beside texts of another.
    fn base_ready(&mut self, number: u64, computed: Option<Box<Computed>>) {
        let last = self.search.base_request.finish(number);
        let Some(computed) = computed.filter(|_| last) else {
            return;
        };
        let generation = computed.base.generation();
        if let Some(more) = self.session.install(generation) {
            self.show_base(*computed);
            self.reading.doc_request.ask();
            self.restore_place(more);
            if let Some(project) = self.session.project().filter(|_| !more) {
                let articles = self.session.corpus().len();
                self.settings.note_articles(&project.file, articles);
            }
        } else if generation == self.session.corpus.generation() {
            self.show_base(*computed);
            if std::mem::take(&mut self.search.scroll_due) {
                self.effects.push(Effect::ScrollTable);
            }
            if std::mem::take(&mut self.search.top_due) {
                self.effects.push(Effect::ScrollTableUp);
            }
        }
    }

    /// Puts rows, chart and marks of one snapshot in the place of those before.
    fn show_base(&mut self, computed: Computed) {
        let Computed {
            base,
            spec,
            chart,
            doc,
        } = computed;
        self.search.chart.adopt(&base, spec, chart);
        self.search.base = base;
        self.keep_marked_rows();
        let open = self.reading.selection.article.as_ref();
        if let Some(doc) = doc.filter(|doc| open == Some(&doc.article.id)) {
            self.show_doc(doc);
            return;
        }
        // An article that was opened meanwhile was marked with what was known before.
        let key = self.search.base.marks_key();
        if self.current_doc().is_some_and(|doc| doc.marks != key) {
            self.reading.doc_request.ask();
        }
    }

    fn reader_ready(&mut self, number: u64, doc: Option<ReaderDoc>) {
        let last = self.reading.doc_request.finish(number);
        let open = self.reading.selection.article.as_ref();
        let doc = doc.filter(|doc| last && open == Some(&doc.article.id));
        let Some(doc) = doc else {
            return;
        };
        if doc.marks != self.search.base.marks_key() {
            // Another snapshot came while it was read: its marks are looked for in that.
            self.reading.doc_request.ask();
            return;
        }
        self.show_doc(doc);
    }

    fn show_doc(&mut self, doc: ReaderDoc) {
        let selection = &mut self.reading.selection;
        if selection.hit.is_some_and(|hit| hit >= doc.hits.len()) {
            selection.hit = None;
        }
        let known = self.reading.doc.as_ref();
        if known.is_some_and(|old| old.article.hash != doc.article.hash) {
            // Bytes that were selected in another text mean nothing here.
            selection.passage = None;
        }
        self.reading.doc = Some(Arc::new(doc));
        let mut effects = match self.reading.pending.take() {
            Some(Pending::Hit(hit)) => {
                let mut effects = self.show_hit(hit);
                effects.extend(self.hit_reached());
                effects
            }
            Some(Pending::Place(span)) => vec![Effect::ScrollReader(span)],
            None => Vec::new(),
        };
        if !self.reading.is_going {
            effects.extend(self.hit_reached());
        }
        self.effects.extend(effects);
    }

    /// Opens the article one was at, or the first. While more articles are to come, the one that was
    /// open the last time may still be among them.
    fn restore_place(&mut self, more: bool) {
        let here = |id: &ArticleId| self.session.corpus.find(id).is_some();
        let by_itself = self.reading.opened_by_itself.take();
        if let Some(open) = &self.reading.selection.article
            && here(open)
            && (by_itself.as_ref() != Some(open) || self.session.place().place > 0)
        {
            // What is selected there stays.
            return;
        }
        let before = self.session.place().article.clone();
        if let Some(id) = before.as_ref().filter(|id| here(id)) {
            let place = self.session.place().place;
            self.show_article(&id.clone(), place);
            self.effects.push(Effect::ScrollTable);
            return;
        }
        if more && before.is_some() {
            return;
        }
        if by_itself.is_none() {
            self.reading.selection = Selection::default();
        }
        // The first row: the newest article, where nobody sorts otherwise.
        let first = self.search.base.rows.first().copied();
        let first = first.unwrap_or(ArticleIx(0));
        if let Some(id) = self.session.corpus.id(first) {
            if by_itself.as_ref() != Some(&id) {
                self.show_article(&id, 0);
            }
            // While more articles come, a newer one may; nobody has chosen this.
            self.reading.opened_by_itself = more.then_some(id);
        }
        self.effects.push(Effect::ScrollTable);
    }
}
