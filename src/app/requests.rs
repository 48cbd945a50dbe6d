//! Snapshots and marks that are computed beside the window: asked for, started, taken in.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::command::Effect;
use super::event::Event;
use super::loading::Loaded;
use super::reader_doc::{Asked, ReaderDoc, ShownTrack};
use super::state::{Pending, State};
use crate::analysis::TimelineSpec;
use crate::analysis::facets::facets;
use crate::analysis::{Inputs, Results, SortColumn, compute};

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

impl State {
    /// Asks for a new snapshot and new marks in the reader.
    pub(super) fn refresh(&mut self) {
        self.search.base_request.ask();
        self.reading.doc_request.ask();
    }

    /// Starts due jobs; says whether a job that runs in place may have left an event.
    pub(super) fn start_due(&mut self) -> bool {
        let before = self.jobs.is_busy();
        if let Some(number) = self.search.base_request.start() {
            self.search.base_cancel = Arc::default();
            let inputs = self.inputs();
            self.jobs.start("results", move || {
                let results = Box::new(compute(&inputs));
                Event::Results(number, (!inputs.is_cancelled()).then_some(results))
            });
        }
        if let Some(number) = self.search.facets_request.start() {
            // Of the articles that are shown, not of those that wait for their snapshot.
            let inputs = Inputs {
                derived: Arc::clone(&self.search.base.derived),
                corpus: Arc::clone(&self.session.corpus),
                index: Arc::clone(&self.session.index),
                cancel: Arc::default(),
                ..self.inputs()
            };
            let results = Arc::clone(&self.search.base);
            self.jobs.start("facets", move || {
                Event::Facets(number, Box::new(facets(&inputs, &results)))
            });
        }
        if let Some(number) = self.reading.doc_request.start() {
            self.start_reader(number);
        }
        self.save_if_due(false);
        self.look_outside(false);
        !before && self.jobs.is_busy()
    }

    fn inputs(&self) -> Inputs {
        let (corpus, index) = match &self.session.incoming {
            Some(loaded) => (&loaded.corpus, &loaded.index),
            None => (&self.session.corpus, self.session.index()),
        };
        Inputs {
            corpus: Arc::clone(corpus),
            index: Arc::clone(index),
            derived: self.session.derived.for_corpus(corpus),
            growing: match &self.session.incoming {
                Some(loaded) => loaded.more,
                None => self.session.loading.is_some(),
            },
            workspace: Arc::clone(&self.session.workspace),
            revision: self.session.revision,
            facts: self.session.facts_version,
            query: self.search.query.query.clone(),
            filter: self.search.filter.clone(),
            sort: self.search.sort.clone(),
            chart: TimelineSpec {
                unit: self.view.chart.unit,
                denominator: self.view.chart.denominator,
                range: None,
            },
            split: self.view.chart.split.clone(),
            fields: self.table_fields(),
            grouping: self.view.grouping,
            annotation_search: self.view.annotation_search.clone(),
            cache: self.search.cache.clone(),
            cancel: Arc::clone(&self.search.base_cancel),
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
        self.search.base_cancel.store(true, Ordering::Relaxed);
        self.refresh();
    }

    fn start_reader(&mut self, number: u64) {
        let open = self
            .reading
            .selection
            .article
            .as_ref()
            .and_then(|id| self.session.corpus.find(id));
        let Some((ix, article)) = open.and_then(|ix| Some((ix, self.session.corpus.get(ix)?)))
        else {
            self.reading.doc = None;
            self.reading.doc_request.finish(number);
            return;
        };
        let known = self.reading.doc.clone();
        let tracks = self.shown_tracks();
        let query = self.search.query.query.clone();
        self.reading.marking += 1;
        let marking = self.reading.marking;
        let corpus = Arc::clone(&self.session.corpus);
        let facts = self.facts();
        let version = self.reading.comparing.version;
        self.jobs.start("reader", move || {
            let asked = Asked {
                tracks: &tracks,
                query: query.as_ref(),
                facts: &facts,
                version,
            };
            let doc = ReaderDoc::new(
                ix,
                Arc::new(article),
                &corpus,
                known.as_deref(),
                &asked,
                marking,
            );
            Event::Reader(number, Box::new(doc))
        });
    }

    fn shown_tracks(&self) -> Vec<ShownTrack> {
        let shown = self.session.workspace.tracks.iter().filter(|t| t.shown);
        shown
            .filter_map(|t| {
                Some(ShownTrack {
                    id: t.id,
                    slot: t.slot,
                    query: t.parsed().ok()??,
                })
            })
            .collect()
    }

    /// A snapshot is there. One of articles that have just been read brings them along, so that no
    /// frame shows rows of one corpus beside texts of another.
    pub(super) fn results_ready(&mut self, number: u64, results: Results) -> Vec<Effect> {
        let last = self.search.base_request.finish(number);
        let is_of = |l: &Loaded| l.corpus.generation() == results.generation;
        if let Some(loaded) = self.session.incoming.take_if(|l| is_of(l)) {
            self.search.base = Arc::new(results);
            return self.install(*loaded);
        }
        if last && results.generation == self.session.corpus.generation() {
            self.search.base = Arc::new(results);
            if std::mem::take(&mut self.search.scroll_due) {
                return vec![Effect::ScrollTable];
            }
        }
        Vec::new()
    }

    pub(super) fn reader_ready(&mut self, number: u64, doc: ReaderDoc) -> Vec<Effect> {
        if !self.reading.doc_request.finish(number)
            || self.reading.selection.article.as_ref() != Some(&doc.article.id)
        {
            return Vec::new();
        }
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
