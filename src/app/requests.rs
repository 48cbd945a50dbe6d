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
        self.results_request.ask();
        self.reader_request.ask();
    }

    /// Starts due jobs; says whether a job that runs in place may have left an event.
    pub(super) fn start_due(&mut self) -> bool {
        let before = self.jobs.is_busy();
        if let Some(number) = self.results_request.start() {
            self.results_cancel = Arc::default();
            let inputs = self.inputs();
            self.jobs.start("results", move || {
                let results = Box::new(compute(&inputs));
                Event::Results(number, (!inputs.is_cancelled()).then_some(results))
            });
        }
        if let Some(number) = self.facets_request.start() {
            // Of the articles that are shown, not of those that wait for their snapshot.
            let inputs = Inputs {
                corpus: Arc::clone(&self.corpus),
                index: Arc::clone(&self.index),
                cancel: Arc::default(),
                ..self.inputs()
            };
            let results = Arc::clone(&self.results);
            self.jobs.start("facets", move || {
                Event::Facets(number, Box::new(facets(&inputs, &results)))
            });
        }
        if let Some(number) = self.reader_request.start() {
            self.start_reader(number);
        }
        self.save_if_due(false);
        self.look_outside(false);
        !before && self.jobs.is_busy()
    }

    fn inputs(&self) -> Inputs {
        let (corpus, index) = match &self.incoming {
            Some(loaded) => (&loaded.corpus, &loaded.index),
            None => (&self.corpus, &self.index),
        };
        Inputs {
            corpus: Arc::clone(corpus),
            index: Arc::clone(index),
            workspace: Arc::clone(&self.workspace),
            revision: self.revision,
            facts: self.facts_version,
            query: self.query.query.clone(),
            filter: self.filter.clone(),
            sort: self.sort.clone(),
            chart: TimelineSpec {
                unit: self.chart.unit,
                denominator: self.chart.denominator,
                range: None,
            },
            split: self.chart.split.clone(),
            fields: self.table_fields(),
            grouping: self.grouping,
            annotation_search: self.annotation_search.clone(),
            cache: self.cache.clone(),
            cancel: Arc::clone(&self.results_cancel),
        }
    }

    /// Fields of metadata that the table shows or is sorted by.
    pub(super) fn table_fields(&self) -> Vec<(SortColumn, String)> {
        let fields = self.settings.field_columns().filter(|(column, name)| {
            let exists = self.column_names.iter().any(|known| &**known == *name);
            let shown = !self.settings.hidden_columns.contains(column);
            (exists && shown) || self.sort.iter().any(|key| key.column == *column)
        });
        fields
            .map(|(column, name)| (column, name.to_owned()))
            .collect()
    }

    /// A new snapshot is wanted; one that is being computed is given up. What articles that were read
    /// wait for is not: they come with the next.
    pub(super) fn ask_anew(&mut self) {
        self.results_cancel.store(true, Ordering::Relaxed);
        self.refresh();
    }

    fn start_reader(&mut self, number: u64) {
        let open = self
            .selection
            .article
            .as_ref()
            .and_then(|id| self.corpus.find(id));
        let Some((ix, article)) = open.and_then(|ix| Some((ix, self.corpus.get(ix)?))) else {
            self.reader = None;
            self.reader_request.finish(number);
            return;
        };
        let known = self.reader.clone();
        let tracks = self.shown_tracks();
        let query = self.query.query.clone();
        self.marking += 1;
        let marking = self.marking;
        let corpus = Arc::clone(&self.corpus);
        let facts = self.facts();
        let version = self.comparing.version;
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
        let shown = self.workspace.tracks.iter().filter(|t| t.shown);
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
        let last = self.results_request.finish(number);
        let is_of = |l: &Loaded| l.corpus.generation() == results.generation;
        if let Some(loaded) = self.incoming.take_if(|l| is_of(l)) {
            self.results = Arc::new(results);
            return self.install(*loaded);
        }
        if last && results.generation == self.corpus.generation() {
            self.results = Arc::new(results);
            if std::mem::take(&mut self.scroll_due) {
                return vec![Effect::ScrollTable];
            }
        }
        Vec::new()
    }

    pub(super) fn reader_ready(&mut self, number: u64, doc: ReaderDoc) -> Vec<Effect> {
        if !self.reader_request.finish(number)
            || self.selection.article.as_ref() != Some(&doc.article.id)
        {
            return Vec::new();
        }
        if self.selection.hit.is_some_and(|hit| hit >= doc.hits.len()) {
            self.selection.hit = None;
        }
        let other_text = self
            .reader
            .as_ref()
            .is_some_and(|old| old.article.hash != doc.article.hash);
        if other_text {
            // Bytes that were selected in another text mean nothing here.
            self.selection.passage = None;
        }
        self.reader = Some(Arc::new(doc));
        match self.pending.take() {
            Some(Pending::Hit(hit)) => self.show_hit(hit),
            Some(Pending::Place(span)) => vec![Effect::ScrollReader(span)],
            None => Vec::new(),
        }
    }
}
