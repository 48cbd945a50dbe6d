//! Snapshots and marks that are computed beside the window: asked for, started, taken in.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::effect::Effect;
use super::parts::reading::Pending;
use super::reader_doc::{Asked, ReaderDoc, ShownTrack};
use super::selection::Selection;
use super::state::State;
use crate::analysis::TimelineSpec;
use crate::analysis::facets::facets;
use crate::analysis::{Inputs, Results, SortColumn, compute};
use crate::corpus::{ArticleId, ArticleIx};
use crate::jobs::JobKey;

/// The snapshot.
const RESULTS: JobKey = JobKey::new("results");
/// The facets.
const FACETS: JobKey = JobKey::new("facets");
/// The open article.
const READER: JobKey = JobKey::new("reader");

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
            self.jobs.start(RESULTS, move |_| {
                let results = Box::new(compute(&inputs));
                let results = (!inputs.is_cancelled()).then_some(results);
                move |state: &mut Self| state.results_ready(number, results)
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
            self.jobs.start(FACETS, move |_| {
                let facets = facets(&inputs, &results);
                move |state: &mut Self| {
                    if state.search.facets_request.finish(number) {
                        state.search.facets = Arc::new(facets);
                    }
                }
            });
        }
        if let Some(number) = self.reading.doc_request.start() {
            self.start_reader(number);
        }
        !before && self.jobs.is_busy()
    }

    fn inputs(&self) -> Inputs {
        let (corpus, index) = match self.session.incoming() {
            Some(loaded) => (&loaded.corpus, &loaded.index),
            None => (&self.session.corpus, self.session.index()),
        };
        Inputs {
            corpus: Arc::clone(corpus),
            index: Arc::clone(index),
            derived: self.session.derived().for_corpus(corpus),
            growing: self.session.is_growing(),
            workspace: Arc::clone(&self.session.workspace),
            revision: self.session.revision(),
            facts: self.session.facts_version(),
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
        self.jobs.start(READER, move |_| {
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
            move |state: &mut Self| state.reader_ready(number, doc)
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

    /// A snapshot is there, or was given up. One of articles that have just been read brings them along,
    /// so that no frame shows rows of one corpus beside texts of another.
    fn results_ready(&mut self, number: u64, results: Option<Box<Results>>) {
        let last = self.search.base_request.finish(number);
        let Some(results) = results.filter(|_| last) else {
            return;
        };
        if let Some(more) = self.session.install(results.generation) {
            self.search.base = Arc::from(results);
            self.reading.doc_request.ask();
            self.restore_place(more);
        } else if results.generation == self.session.corpus.generation() {
            self.search.base = Arc::from(results);
            if std::mem::take(&mut self.search.scroll_due) {
                self.effects.push(Effect::ScrollTable);
            }
        }
        if self.search.facets_shown {
            self.search.facets_request.ask();
        }
    }

    fn reader_ready(&mut self, number: u64, doc: ReaderDoc) {
        if !self.reading.doc_request.finish(number)
            || self.reading.selection.article.as_ref() != Some(&doc.article.id)
        {
            return;
        }
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
        let effects = match self.reading.pending.take() {
            Some(Pending::Hit(hit)) => {
                let mut effects = self.show_hit(hit);
                effects.extend(self.hit_reached());
                effects
            }
            Some(Pending::Place(span)) => vec![Effect::ScrollReader(span)],
            None => Vec::new(),
        };
        self.effects.extend(effects);
    }

    /// Opens the article one was at, or the first. While more articles are to come, the one that was
    /// open the last time may still be among them.
    fn restore_place(&mut self, more: bool) {
        let here = |id: &ArticleId| self.session.corpus.find(id).is_some();
        if let Some(open) = &self.reading.selection.article
            && here(open)
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
        self.reading.selection = Selection::default();
        if let Some(id) = self.session.corpus.id(ArticleIx(0)) {
            self.show_article(&id, 0);
        }
        self.effects.push(Effect::ScrollTable);
    }
}
