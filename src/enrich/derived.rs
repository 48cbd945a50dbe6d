//! What was found in the texts of one corpus so far.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Enricher, Finding};
use crate::corpus::Corpus;

/// An immutable snapshot of what enrichers found. Each file of an enricher adds what can be asked of
/// its finding.
#[derive(Clone, Default)]
pub struct Derived {
    corpus: Arc<Corpus>,
    version: u64,
    findings: Vec<Found>,
}

#[derive(Clone)]
struct Found {
    name: &'static str,
    version: u32,
    value: Finding,
}

/// Numbers of snapshots, each used once in the life of the program.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl std::fmt::Debug for Derived {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.findings.iter().map(|f| f.name).collect();
        f.debug_struct("Derived")
            .field("version", &self.version)
            .field("findings", &names)
            .finish_non_exhaustive()
    }
}

impl Derived {
    /// Of a corpus in which nothing has been looked for.
    pub fn none_of(corpus: Arc<Corpus>) -> Self {
        Self {
            corpus,
            version: 0,
            findings: Vec::new(),
        }
    }

    /// Which snapshot this is: no two that differ have the same number; 0 knows nothing.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The corpus it is of.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// This snapshot where it is of `corpus`, else one that knows nothing of it.
    pub fn for_corpus(self: &Arc<Self>, corpus: &Arc<Corpus>) -> Arc<Self> {
        if self.corpus.generation() == corpus.generation() {
            Arc::clone(self)
        } else {
            Arc::new(Self::none_of(Arc::clone(corpus)))
        }
    }

    /// A finding by its type; `None` where it has not been looked for yet.
    pub fn finding<T: 'static>(&self) -> Option<&T> {
        let mut found = self.findings.iter();
        found.find_map(|f| f.value.downcast_ref::<T>())
    }

    /// Whether an enricher is done.
    pub fn has(&self, name: &str) -> bool {
        self.findings.iter().any(|f| f.name == name)
    }

    /// What this version of an enricher found.
    pub fn value_of(&self, enricher: &dyn Enricher) -> Option<&Finding> {
        let is_of = |f: &&Found| f.name == enricher.name() && f.version == enricher.version();
        self.findings.iter().find(is_of).map(|f| &f.value)
    }

    /// The next snapshot, with one finding more.
    pub(super) fn with(&self, enricher: &dyn Enricher, value: Finding) -> Self {
        let mut out = self.clone();
        out.version = NEXT.fetch_add(1, Ordering::Relaxed);
        out.findings.retain(|f| f.name != enricher.name());
        out.findings.push(Found {
            name: enricher.name(),
            version: enricher.version(),
            value,
        });
        out
    }
}
