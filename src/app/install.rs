//! Articles as they come: from the cache, then more of them, then all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use rayon::ThreadPoolBuilder;

use super::command::Effect;
use super::event::Event;
use super::loading::{Asking, Loaded, Opening, load_growing};
use super::log::Severity;
use super::project::{self, Checked};
use super::selection::Selection;
use super::state::{Loading, State};
use crate::corpus::{ArticleId, ArticleIx};
use crate::import::LoadProgress;
use crate::library::LibraryError;
use crate::text::counted::counted;

impl State {
    /// Reads all sources of the workspace.
    pub(super) fn start_loading(&mut self) {
        let Some(project) = &self.session.project else {
            return;
        };
        if let Some(loading) = self.session.loading.take() {
            loading.progress.cancel.store(true, Ordering::Relaxed);
        }
        let progress = Arc::new(LoadProgress::default());
        self.session.generation += 1;
        let (file, workspace) = (project.file.clone(), Arc::clone(&self.session.workspace));
        let (number, shared) = (self.session.generation, Arc::clone(&progress));
        let place = self.session.cache_place.clone();
        let turn = Arc::clone(&self.session.load_turn);
        let known = self
            .session
            .asks_columns
            .then(|| self.session.new_tables.clone());
        self.session.examining.store(true, Ordering::Relaxed);
        self.session.loading = Some(Loading::new(progress));
        self.jobs.start_reporting("load", move |report| {
            // The loading before this one was told to stop, and still holds the cache until it does. A
            // poisoned lock only means that it stopped by a fault.
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            if shared.cancelled() {
                return Event::Loaded(number, Ok(None));
            }
            let growing = |loaded| report(Event::Loaded(number, Ok(Some(Box::new(loaded)))));
            let tell = |layouts| report(Event::TablesWait(number, layouts));
            let opening = Opening {
                file: &file,
                workspace: &workspace,
                place: &place,
                number,
                commit: None,
                asking: known.as_ref().map(|known| Asking { known, tell: &tell }),
            };
            let outcome = load_growing(&opening, &shared, &growing);
            Event::Loaded(number, outcome.map(|l| l.map(Box::new)))
        });
    }

    /// Articles have been read, or more of them.
    pub(super) fn loaded(
        &mut self,
        number: u64,
        outcome: Result<Option<Box<Loaded>>, LibraryError>,
    ) {
        if number != self.session.generation {
            return;
        }
        match outcome {
            // They are shown once their snapshot is computed.
            Ok(Some(loaded)) => {
                self.session.incoming = Some(loaded);
                self.search.base_request.ask();
            }
            Ok(None) => {
                self.stopped_early();
                self.tell(
                    Severity::Info,
                    "Loading was cancelled. File, Reload goes on with the articles that are missing.",
                );
            }
            Err(error) => {
                self.stopped_early();
                self.tell(
                    Severity::Error,
                    format!("The articles could not be read: {error}. File, Reload tries again."),
                );
            }
        }
    }

    /// No more articles will come: those that are there are all.
    fn stopped_early(&mut self) {
        self.session.loading = None;
        match &mut self.session.incoming {
            Some(last) => last.more = false,
            None => self.all_articles_are_there(),
        }
    }

    /// The snapshot of articles that were read is there: both take the place of those before.
    pub(super) fn install(&mut self, loaded: Loaded) -> Vec<Effect> {
        self.session.corpus = loaded.corpus;
        self.session.index = loaded.index;
        self.session.report = loaded.report;
        if let Some(notice) = loaded.notice {
            self.tell(Severity::Warning, notice);
        }
        self.reading.doc_request.ask();
        if !loaded.more {
            self.session.loading = None;
        }
        if loaded.more {
            return self.restore_place(true);
        }
        let failed = self
            .session
            .report
            .problems
            .iter()
            .filter(|p| p.kind.is_failure())
            .count();
        if failed > 0 {
            let files = counted(failed, "file was", "files were");
            self.tell(
                Severity::Warning,
                format!("{files} not loaded. File, Load report says which, why, and what to do."),
            );
        }
        self.all_articles_are_there();
        self.restore_place(false)
    }

    /// What follows once all articles are there.
    fn all_articles_are_there(&mut self) {
        self.check_annotations(true);
        self.examine();
        self.watch_sources();
    }

    /// What takes long and nothing waits for: the languages of the articles, and which are nearly the
    /// same.
    fn examine(&mut self) {
        let corpus = Arc::clone(&self.session.corpus);
        let generation = corpus.generation();
        self.session.examining = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&self.session.examining);
        self.jobs.start_reporting("examine", move |report| {
            let names = corpus.column_names();
            report(Event::Examined(generation, Ok(names.clone())));
            // Its own processors: on those of the searches, each would wait until all this is done.
            let processors = std::thread::available_parallelism().map_or(1, usize::from);
            let pool = ThreadPoolBuilder::new()
                .num_threads((processors / 2).max(1))
                .thread_name(|_| "examine".to_owned())
                .build();
            let examined = || {
                corpus.detect_languages(&stop);
                if let Some(groups) = crate::enrich::near_duplicates(&corpus, &stop) {
                    corpus.set_duplicate_groups(groups);
                }
                Event::Examined(generation, Ok(names))
            };
            match pool {
                Ok(pool) => pool.install(examined),
                Err(_) => examined(),
            }
        });
    }

    /// Checks every annotation against its article, off the window's thread; what moved is re-anchored.
    /// `tells` says whether the analyst hears of it.
    pub(super) fn check_annotations(&mut self, tells: bool) {
        let (corpus, workspace) = (
            Arc::clone(&self.session.corpus),
            Arc::clone(&self.session.workspace),
        );
        self.session.check_number += 1;
        let number = self.session.check_number;
        self.jobs.start("check annotations", move || {
            corpus.prepare_find();
            let checked = project::check_annotations(&workspace, &corpus);
            Event::Checked {
                number,
                tells,
                checked: Box::new(checked),
            }
        });
    }

    pub(super) fn annotations_checked(&mut self, number: u64, tells: bool, checked: Checked) {
        // One that was begun later knows more.
        if number != self.session.check_number {
            return;
        }
        if let Some(edit) = checked.moved {
            let n = checked.found_elsewhere;
            if !self.apply_quietly(&edit) {
                // Something was changed meanwhile.
                self.check_annotations(tells);
                return;
            }
            if n > 0 {
                let annotations = counted(n, "annotation was", "annotations were");
                self.tell(
                    Severity::Info,
                    format!(
                        "Articles have changed since they were annotated: {annotations} found again by the quoted words."
                    ),
                );
            }
        }
        let lost = checked.unplaced.iter();
        let proposed = lost.filter(|u| u.proposed.is_some()).count();
        if tells && !checked.unplaced.is_empty() {
            let n = checked.unplaced.len();
            let annotations = counted(n, "annotation has", "annotations have");
            let mut words = format!(
                "{annotations} no place in the articles as they are now. They are kept, and listed under File, Load report"
            );
            if proposed > 0 {
                words += &format!(", {proposed} with what most likely became of their words");
            }
            self.tell(Severity::Warning, words + ".");
        }
        let annotations = &self.session.workspace.annotations;
        self.session.unplaced = checked.unplaced;
        self.session
            .unplaced
            .retain(|u| annotations.get(u.annotation).is_some());
        self.session.relinks = checked.relinks;
    }

    /// Opens the article one was at, or the first. While more articles are to come, the one that was
    /// open the last time may still be among them.
    fn restore_place(&mut self, more: bool) -> Vec<Effect> {
        let here = |id: &ArticleId| self.session.corpus.find(id).is_some();
        if let Some(open) = &self.reading.selection.article
            && here(open)
        {
            // What is selected there stays.
            return Vec::new();
        }
        let before = self.session.place.article.clone();
        if let Some(id) = before.as_ref().filter(|id| here(id)) {
            let place = self.session.place.place;
            self.show_article(&id.clone(), place);
            return vec![Effect::ScrollTable];
        }
        if more && before.is_some() {
            return Vec::new();
        }
        self.reading.selection = Selection::default();
        if let Some(id) = self.session.corpus.id(ArticleIx(0)) {
            self.show_article(&id, 0);
        }
        vec![Effect::ScrollTable]
    }
}
