//! What one snapshot can take over from those before it.
//!
//! Everything is kept under a key of all that it was made of: the serial number of its corpus, the versions
//! of what it read, and what was asked. An answer that could not be given is never kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::answer::AnswerError;
use super::cancel::Cancel;
use super::effective::{ByArticle, Dates};
use super::fields;
use super::inputs::BaseInputs;
use super::lists::{AnnotationList, ListKey};
use super::order::FieldRanks;
use super::passes::Passes;
use super::reads;
use super::rows::{Rows, RowsKey};
use super::split::{Split, Values};
use super::tag_usage::TagUsage;
use super::timeline::{Axis, TimelineSpec};
use super::versions::Versions;
use crate::analysis::WorkspaceFacts;
use crate::corpus::Serial;
use crate::query::{MentionCounts, Prepared, Query};
use crate::workspace::{Filter, ReviewStatus, TagId};

/// Counts, filtered articles, rows and bins, kept between snapshots. Clones share what they keep.
#[derive(Clone, Default)]
pub struct Cache(Arc<Mutex<Kept>>);

/// A corpus and the versions of what was read beside it.
pub(super) type Key = (Serial, Versions);

/// One thing that is kept: the last that was made, and how many were.
pub(super) struct Slot<K, V> {
    last: Option<(K, Arc<V>)>,
    made: u64,
}

impl<K, V> Default for Slot<K, V> {
    fn default() -> Self {
        Self {
            last: None,
            made: 0,
        }
    }
}

#[derive(Default)]
pub(super) struct Kept {
    counts: HashMap<(Key, Query), Arc<MentionCounts>>,
    counted: u64,
    pub dates: Slot<Key, Dates>,
    pub publishers: Slot<Key, ByArticle<Arc<str>>>,
    pub titles: Slot<Key, ByArticle<Arc<str>>>,
    pub statuses: Slot<Key, ByArticle<ReviewStatus>>,
    pub annotations: Slot<Key, ByArticle<u32>>,
    pub passes: Slot<(Key, Filter), Passes>,
    pub title_ranks: Slot<Key, Box<[u32]>>,
    pub publisher_ranks: Slot<Key, Box<[u32]>>,
    pub field_ranks: Slot<(Serial, String), FieldRanks>,
    pub rows: Slot<RowsKey, Rows>,
    pub axis: Slot<(Key, Filter, TimelineSpec), Axis>,
    pub values: Slot<(Key, Split), Values>,
    pub sources: Slot<Key, Vec<(String, usize)>>,
    pub tag_usage: Slot<Versions, HashMap<TagId, TagUsage>>,
    pub annotation_list: Slot<ListKey, AnnotationList>,
}

/// How often each kept thing has been made anew: for tests, and for whoever wonders what is slow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the number of the thing of its name")]
pub struct Recomputed {
    pub counts: u64,
    pub dates: u64,
    pub publishers: u64,
    pub titles: u64,
    pub statuses: u64,
    pub annotations: u64,
    pub passes: u64,
    pub sort_keys: u64,
    pub rows: u64,
    pub axis: u64,
    pub values: u64,
    pub sources: u64,
    pub tag_usage: u64,
    pub annotation_list: u64,
}

/// Most queries whose counts are kept.
const MAX_COUNTS: usize = 48;

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Cache").field(&self.recomputed()).finish()
    }
}

impl Cache {
    /// A cache that knows everything but counts and the rows that come of them: for measuring what a new
    /// query costs.
    pub fn without_counts(&self) -> Self {
        fn shared<K: Clone, V>(slot: &Slot<K, V>) -> Slot<K, V> {
            let last = slot.last.as_ref();
            Slot {
                last: last.map(|(key, value)| (key.clone(), Arc::clone(value))),
                made: slot.made,
            }
        }
        let kept = self.lock();
        Self(Arc::new(Mutex::new(Kept {
            dates: shared(&kept.dates),
            publishers: shared(&kept.publishers),
            titles: shared(&kept.titles),
            statuses: shared(&kept.statuses),
            annotations: shared(&kept.annotations),
            passes: shared(&kept.passes),
            title_ranks: shared(&kept.title_ranks),
            publisher_ranks: shared(&kept.publisher_ranks),
            field_ranks: shared(&kept.field_ranks),
            axis: shared(&kept.axis),
            values: shared(&kept.values),
            sources: shared(&kept.sources),
            tag_usage: shared(&kept.tag_usage),
            ..Kept::default()
        })))
    }

    /// How often each thing has been made anew.
    pub fn recomputed(&self) -> Recomputed {
        let kept = self.lock();
        Recomputed {
            counts: kept.counted,
            dates: kept.dates.made,
            publishers: kept.publishers.made,
            titles: kept.titles.made,
            statuses: kept.statuses.made,
            annotations: kept.annotations.made,
            passes: kept.passes.made,
            sort_keys: kept.title_ranks.made + kept.publisher_ranks.made + kept.field_ranks.made,
            rows: kept.rows.made,
            axis: kept.axis.made,
            values: kept.values.made,
            sources: kept.sources.made,
            tag_usage: kept.tag_usage.made,
            annotation_list: kept.annotation_list.made,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // A poisoned lock only means that another computation stopped half way; what is kept is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept in a slot under this key, else what is made now. What was made after the cancelling may
    /// be half of it, and is not kept.
    pub(super) fn keep<K: PartialEq, V>(
        &self,
        slot: impl Fn(&mut Kept) -> &mut Slot<K, V>,
        key: K,
        cancel: &Cancel,
        make: impl FnOnce() -> V,
    ) -> Arc<V> {
        if let Some((known, value)) = &slot(&mut self.lock()).last
            && *known == key
        {
            return Arc::clone(value);
        }
        let made = Arc::new(make());
        let mut kept = self.lock();
        let slot = slot(&mut kept);
        slot.made += 1;
        let before = if cancel.is_cancelled() {
            None
        } else {
            slot.last.replace((key, Arc::clone(&made)))
        };
        // Freeing millions of entries is done without the lock.
        drop(kept);
        drop(before);
        made
    }

    /// The mentions of a query.
    ///
    /// # Errors
    /// What the index cannot read; that is not kept, so that it is asked again the next time.
    pub(super) fn count(
        &self,
        inputs: &BaseInputs,
        query: &Query,
        facts: &WorkspaceFacts,
    ) -> Result<Arc<MentionCounts>, AnswerError> {
        let corpus = inputs.corpus.serial();
        let read = reads::of_query(query, &inputs.workspace);
        let key = ((corpus, inputs.versions.only(read)), query.clone());
        if let Some(known) = self.lock().counts.get(&key) {
            return Ok(Arc::clone(known));
        }
        let prepared = Prepared::new(query, facts)?.until(inputs.cancel.flag());
        let counted = Arc::new(inputs.index.count(&prepared)?);
        let mut kept = self.lock();
        kept.counted += 1;
        // A column that is not known yet holds nowhere only until more articles are there.
        let is_early = inputs.growing && !fields::unknown(query).is_empty();
        if inputs.cancel.is_cancelled() || is_early {
            return Ok(counted);
        }
        let most = MAX_COUNTS.max(inputs.workspace.tracks.len() * 2);
        if kept.counts.len() >= most {
            // What is of other articles or of an earlier word of the analyst goes first.
            kept.counts.retain(|((of, versions), query), _| {
                let read = reads::of_query(query, &inputs.workspace);
                *of == corpus && *versions == inputs.versions.only(read)
            });
            if kept.counts.len() >= most {
                kept.counts.clear();
            }
        }
        kept.counts.insert(key, Arc::clone(&counted));
        Ok(counted)
    }
}
