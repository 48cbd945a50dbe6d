//! Articles as they come: from the cache, then more of them, then all; and what follows once they are
//! there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use super::jobs::{CHECK, EXAMINE, LOAD};
use super::loading::{Asking, Loaded, Opening, load_growing};
use super::log::Severity;
use super::reanchor::{self, Checked};
use super::{Loading, Session, SessionEvent};
use crate::analysis::Aspect;
use crate::corpus::{LoadReport, ReportSection, group_problems};
use crate::enrich::{self, Derived};
use crate::import::LoadProgress;
use crate::library::LibraryError;
use crate::text::counted::counted;

/// What a load lost, and what it repaired or guessed: how many kinds of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportNews {
    /// What is for the analyst to decide.
    pub to_decide: usize,
    /// What was read with a repair or a guess.
    pub repaired: usize,
}

impl ReportNews {
    /// None where there is nothing of either.
    fn of(report: &LoadReport) -> Option<Self> {
        let groups = group_problems(&report.problems);
        let of = |section| groups.iter().filter(|g| g.section == section).count();
        let news = Self {
            to_decide: of(ReportSection::Decide),
            repaired: of(ReportSection::Repaired),
        };
        (news.to_decide + news.repaired > 0).then_some(news)
    }
}

impl Session {
    /// Reads all sources of the workspace.
    pub(super) fn start_loading(&mut self) {
        let Some(project) = &self.project else { return };
        if let Some(loading) = self.loading.take() {
            loading.progress.cancel.store(true, Ordering::Relaxed);
        }
        let progress = Arc::new(LoadProgress::default());
        self.generation += 1;
        let (file, workspace) = (project.file.clone(), Arc::clone(&self.workspace));
        let (number, shared) = (self.generation, Arc::clone(&progress));
        let place = self.cache_place.clone();
        let turn = Arc::clone(&self.load_turn);
        let known = self.asks_columns.then(|| self.new_tables.clone());
        self.examining.store(true, Ordering::Relaxed);
        self.loading = Some(Loading {
            progress,
            since: Instant::now(),
        });
        self.jobs.start_latest(LOAD, move |context| {
            // The loading before this one was told to stop, and still holds the cache until it does. A
            // poisoned lock only means that it stopped by a fault.
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = if shared.cancelled() {
                Ok(None)
            } else {
                let growing = |loaded: Loaded| {
                    context
                        .report(move |session: &mut Self| session.loaded(number, Ok(Some(loaded))));
                };
                let tell = |layouts| {
                    context.report(move |session: &mut Self| session.tables_wait(number, layouts));
                };
                let opening = Opening {
                    file: &file,
                    workspace: &workspace,
                    place: &place,
                    number,
                    commit: None,
                    asking: known.as_ref().map(|known| Asking { known, tell: &tell }),
                };
                load_growing(&opening, &shared, &growing)
            };
            move |session: &mut Self| session.loaded(number, outcome)
        });
    }

    /// Articles have been read, or more of them.
    fn loaded(&mut self, number: u64, outcome: Result<Option<Loaded>, LibraryError>) {
        if number != self.generation {
            return;
        }
        match outcome {
            // They are shown once their snapshot is computed.
            Ok(Some(loaded)) => {
                self.incoming = Some(Box::new(loaded));
                self.event(SessionEvent::ArticlesWait);
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
        self.loading = None;
        if let Some(last) = &mut self.incoming {
            last.more = false
        } else {
            self.all_articles_are_there();
            self.event(SessionEvent::ArticlesEnd);
        }
    }

    /// Articles that have been read and wait for their snapshot.
    pub fn incoming(&self) -> Option<&Loaded> {
        self.incoming.as_deref()
    }

    /// The snapshot of articles that were read is there: both take the place of those before. Says whether
    /// more articles will come; `None` where none of this generation wait.
    pub fn install(&mut self, generation: u64) -> Option<bool> {
        let is_of = |l: &mut Box<Loaded>| l.corpus.generation() == generation;
        let loaded = *self.incoming.take_if(is_of)?;
        self.corpus = loaded.corpus;
        self.index = loaded.index.into();
        if *self.report != loaded.report {
            self.report = Arc::new(loaded.report);
            self.report_news = ReportNews::of(&self.report);
        }
        if let Some(notice) = loaded.notice {
            self.tell(Severity::Warning, notice);
        }
        if loaded.more {
            return Some(true);
        }
        self.loading = None;
        self.all_articles_are_there();
        Some(false)
    }

    /// What follows once all articles are there.
    fn all_articles_are_there(&mut self) {
        self.check_annotations(true);
        self.examine();
        self.watch_sources();
    }

    /// What takes long and nothing waits for: what enrichers find, one after the other.
    fn examine(&mut self) {
        let corpus = Arc::clone(&self.corpus);
        let previous = Arc::clone(&self.derived);
        self.examining = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&self.examining);
        self.jobs.start(EXAMINE, move |context| {
            // Queries may ask for columns: they are known first.
            corpus.column_names();
            let first = Arc::new(Derived::none_of(Arc::clone(&corpus)));
            context.report(move |session: &mut Self| session.examined(first));
            let pool = enrich::background_pool();
            enrich::run(&corpus, &previous, pool.as_ref(), &stop, |derived| {
                context.report(move |session: &mut Self| session.examined(derived));
            });
            |_: &mut Self| {}
        });
    }

    /// More is known of the articles, if they are those that are shown.
    fn examined(&mut self, derived: Arc<Derived>) {
        let generation = self.corpus.generation();
        if derived.corpus().generation() != generation {
            return;
        }
        if self.columns_of != generation {
            self.columns_of = generation;
            self.column_names = self.corpus.column_names();
            self.event(SessionEvent::ColumnsKnown);
        } else if self.derived.corpus().generation() == generation
            && self.derived.version() == derived.version()
        {
            return;
        }
        self.derived = derived;
        self.versions.raise(Aspect::Derived);
    }

    /// Checks every annotation against its article, off the window's thread; what moved is re-anchored.
    /// `tells` says whether the analyst hears of it.
    pub fn check_annotations(&mut self, tells: bool) {
        let (corpus, workspace) = (Arc::clone(&self.corpus), Arc::clone(&self.workspace));
        self.check_number += 1;
        let number = self.check_number;
        self.jobs.start_latest(CHECK, move |_| {
            corpus.prepare_find();
            let checked = reanchor::check_annotations(&workspace, &corpus);
            move |session: &mut Self| session.annotations_checked(number, tells, checked)
        });
    }

    fn annotations_checked(&mut self, number: u64, tells: bool, checked: Checked) {
        // One that was begun later knows more.
        if number != self.check_number {
            return;
        }
        if let Some(edit) = checked.moved {
            let n = checked.found_elsewhere;
            if !self.edit_quietly(&edit) {
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
        let annotations = &self.workspace.annotations;
        self.unplaced = checked.unplaced;
        self.unplaced
            .retain(|u| annotations.get(u.annotation).is_some());
        self.relinks = checked.relinks;
    }

    /// Takes the renamed articles that were found, to be re-linked by an edit.
    pub fn take_relinks(&mut self) -> Vec<super::Relink> {
        std::mem::take(&mut self.relinks)
    }

    /// An annotation without a place got one.
    pub fn placed(&mut self, id: crate::workspace::AnnotationId) {
        self.unplaced.retain(|u| u.annotation != id);
    }
}
