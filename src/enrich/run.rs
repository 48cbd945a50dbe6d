//! The enrichers at work on one corpus, one after the other.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{Derived, ENRICHERS, Enricher};
use crate::corpus::{ArticleIx, Corpus, TextHash};

/// What an enricher works on.
pub struct Task<'t> {
    corpus: &'t Corpus,
    known: &'t Derived,
    previous: &'t Derived,
    cancel: &'t AtomicBool,
}

impl<'t> Task<'t> {
    /// The articles.
    pub fn corpus(&self) -> &'t Corpus {
        self.corpus
    }

    /// What the enrichers that it reads have found.
    pub fn known(&self) -> &'t Derived {
        self.known
    }

    /// Set when nobody waits for the finding any more.
    pub fn cancel(&self) -> &'t AtomicBool {
        self.cancel
    }

    /// Looks at the text of every article, in the order of the corpus; `None` when cancelled. `before`
    /// gives what an earlier snapshot says of an article: of a text that was seen then, that is taken over.
    pub fn each_article<T: Send>(
        &self,
        before: impl Fn(&Derived, ArticleIx) -> Option<T> + Sync,
        of: impl Fn(&str) -> T + Sync,
    ) -> Option<Box<[T]>> {
        let earlier = self.previous.corpus();
        // Nothing is known of a corpus that nobody has looked at.
        let places = earlier.places().filter(|_| self.previous.version() > 0);
        let seen: HashMap<TextHash, ArticleIx> = places.map(|at| (earlier.hash(at), at)).collect();
        let look = |n: u32| {
            if self.cancel.load(Ordering::Relaxed) {
                return None;
            }
            let at = ArticleIx(n);
            let known = seen.get(&self.corpus.hash(at));
            let known = known.and_then(|then| before(self.previous, *then));
            Some(known.unwrap_or_else(|| of(self.corpus.text(at).unwrap_or_default())))
        };
        let articles = self.corpus.len() as u32;
        (0..articles).into_par_iter().map(look).collect()
    }
}

/// Processors for what nothing waits for: half of them, and not those of the searches, each of which
/// would wait until all of this is done. `None` where the system gives no more threads.
pub fn background_pool() -> Option<ThreadPool> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = ThreadPoolBuilder::new()
        .num_threads((processors / 2).max(1))
        .thread_name(|_| "enrich".to_owned());
    pool.build().ok()
}

/// Runs all enrichers and publishes a snapshot after each. What `previous` knows is taken over where
/// the texts are the same. Without a pool the work is done where this is called from. Ends early when
/// cancelled.
pub fn run(
    corpus: &Arc<Corpus>,
    previous: &Derived,
    pool: Option<&ThreadPool>,
    cancel: &AtomicBool,
    publish: impl FnMut(Arc<Derived>),
) {
    run_these(ENRICHERS, corpus, previous, pool, cancel, publish);
}

/// Runs the enrichers of these names and those they read, at once and to their end: for a question that
/// cannot be answered without them.
pub fn run_only(names: &[&str], corpus: &Arc<Corpus>) -> Arc<Derived> {
    let mut wanted: Vec<&str> = names.to_vec();
    for enricher in ENRICHERS.iter().rev() {
        if wanted.contains(&enricher.name()) {
            wanted.extend(enricher.reads());
        }
    }
    let chosen = ENRICHERS.iter().filter(|e| wanted.contains(&e.name()));
    let chosen: Vec<&dyn Enricher> = chosen.copied().collect();
    let mut last = Arc::new(Derived::none_of(Arc::clone(corpus)));
    let (none, never) = (Derived::default(), AtomicBool::new(false));
    run_these(&chosen, corpus, &none, None, &never, |derived| {
        last = derived;
    });
    last
}

/// The same with enrichers of the caller's choice, each behind those it reads.
pub fn run_these(
    enrichers: &[&dyn Enricher],
    corpus: &Arc<Corpus>,
    previous: &Derived,
    pool: Option<&ThreadPool>,
    cancel: &AtomicBool,
    mut publish: impl FnMut(Arc<Derived>),
) {
    let unchanged = previous.version() > 0 && same_texts(previous.corpus(), corpus);
    let mut known = Derived::none_of(Arc::clone(corpus));
    for enricher in enrichers {
        let kept = previous.value_of(*enricher).filter(|_| unchanged);
        let finding = if let Some(value) = kept {
            Some(Arc::clone(value))
        } else {
            let task = Task {
                corpus,
                known: &known,
                previous,
                cancel,
            };
            match pool {
                Some(pool) => pool.install(|| enricher.find(&task)),
                None => enricher.find(&task),
            }
        };
        let Some(finding) = finding.filter(|_| !cancel.load(Ordering::Relaxed)) else {
            return;
        };
        known = known.with(*enricher, finding);
        publish(Arc::new(known.clone()));
    }
}

/// Whether two corpora hold the same texts with the same titles, article by article.
fn same_texts(a: &Corpus, b: &Corpus) -> bool {
    let of = |corpus: &Corpus, at| (corpus.hash(at), corpus.title_end(at));
    a.len() == b.len() && a.places().all(|at| of(a, at) == of(b, at))
}
