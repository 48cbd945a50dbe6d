//! What one snapshot can take over from those before it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::base::axis;
use crate::analysis::WorkspaceFacts;
use crate::analysis::split::Values;
use crate::analysis::{Axis, TimelineSpec};
use crate::analysis::{Basis, Inputs, Passes, Split, TrackAnswer};
use crate::query::{MentionCounts, Prepared, Query};
use crate::workspace::Filter;

/// Counts, filtered articles and bins, kept between snapshots.
#[derive(Clone, Default)]
pub struct Cache(Arc<Mutex<Kept>>);

/// Generation, revision, filter and form of a chart.
type AxisKey = (u64, u64, Filter, TimelineSpec);

#[derive(Default)]
struct Kept {
    /// By generation, query, and revision where the query asks for what the analyst says.
    counts: HashMap<(u64, Query, Option<u64>), Arc<MentionCounts>>,
    basis: Option<((u64, u64), Arc<Basis>)>,
    passes: Option<((u64, u64, Filter), Arc<Passes>)>,
    axis: Option<(AxisKey, Arc<Axis>)>,
    values: Option<((u64, u64, Split), Arc<Values>)>,
}

/// Most queries whose counts are kept.
const MAX_COUNTS: usize = 48;

impl Cache {
    /// A cache that knows everything but counts: for measuring what a new query costs.
    pub fn without_counts(&self) -> Self {
        let kept = self.lock();
        Self(Arc::new(Mutex::new(Kept {
            counts: HashMap::new(),
            basis: kept.basis.clone(),
            passes: kept.passes.clone(),
            axis: kept.axis.clone(),
            values: kept.values.clone(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // A poisoned lock only means that another counting stopped half way; what is kept is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(
        &self,
        inputs: &Inputs,
        query: &Query,
        facts: &WorkspaceFacts,
    ) -> Arc<MentionCounts> {
        let revision = (!query.fields().is_empty()).then_some(inputs.facts);
        let key = (inputs.corpus.generation(), query.clone(), revision);
        if let Some(known) = self.lock().counts.get(&key) {
            return Arc::clone(known);
        }
        let prepared = Prepared::new(query, facts).map(|p| p.until(&inputs.cancel));
        // Conditions that cannot be asked were refused before. A damaged index is noticed by its own
        // check, which rebuilds it; until then nothing is found.
        let counted = prepared
            .ok()
            .map(|p| inputs.index.count(&p).unwrap_or_default());
        let counted = Arc::new(counted.unwrap_or_default());
        if inputs.is_cancelled() {
            return counted;
        }
        let mut kept = self.lock();
        let most = MAX_COUNTS.max(inputs.workspace.tracks.len() * 2);
        if kept.counts.len() >= most {
            // What is of other articles or of an earlier word of the analyst goes first.
            let (generation, facts) = (inputs.corpus.generation(), inputs.facts);
            kept.counts
                .retain(|(g, _, f), _| *g == generation && f.is_none_or(|f| f == facts));
            if kept.counts.len() >= most {
                kept.counts.clear();
            }
        }
        kept.counts.insert(key, Arc::clone(&counted));
        counted
    }

    pub(super) fn basis(&self, inputs: &Inputs) -> Arc<Basis> {
        let key = (inputs.corpus.generation(), inputs.facts);
        let before = self.lock().basis.clone();
        if let Some((known, basis)) = &before
            && *known == key
        {
            return Arc::clone(basis);
        }
        let before = before.map(|(_, basis)| basis);
        let made = Arc::new(Basis::new(
            &inputs.corpus,
            &inputs.workspace,
            before.as_deref(),
        ));
        self.lock().basis = Some((key, Arc::clone(&made)));
        made
    }

    pub(super) fn passes(
        &self,
        inputs: &Inputs,
        basis: &Basis,
        tracks: &[TrackAnswer],
    ) -> Arc<Passes> {
        let key = (
            inputs.corpus.generation(),
            inputs.facts,
            inputs.filter.clone(),
        );
        if let Some((known, passes)) = &self.lock().passes
            && *known == key
        {
            return Arc::clone(passes);
        }
        let made = Arc::new(Passes::new(inputs, &inputs.filter, basis, tracks));
        if inputs.is_cancelled() {
            return made;
        }
        self.lock().passes = Some((key, Arc::clone(&made)));
        made
    }

    pub(super) fn axis(&self, inputs: &Inputs, basis: &Basis, passes: &Passes) -> Arc<Axis> {
        let key = (
            inputs.corpus.generation(),
            inputs.facts,
            inputs.filter.clone(),
            inputs.chart,
        );
        if let Some((known, axis)) = &self.lock().axis
            && *known == key
        {
            return Arc::clone(axis);
        }
        let made = Arc::new(axis(inputs, basis, passes));
        if inputs.is_cancelled() {
            return made;
        }
        self.lock().axis = Some((key, Arc::clone(&made)));
        made
    }

    pub(super) fn values(&self, inputs: &Inputs, basis: &Basis, split: &Split) -> Arc<Values> {
        let key = (inputs.corpus.generation(), inputs.facts, split.clone());
        if let Some((known, values)) = &self.lock().values
            && *known == key
        {
            return Arc::clone(values);
        }
        let made = Arc::new(Values::new(inputs, basis, split));
        self.lock().values = Some((key, Arc::clone(&made)));
        made
    }
}
