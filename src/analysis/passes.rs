//! Which articles pass the filter.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::all;
use super::answer::{AnswerError, unanswered};
use super::effective::EffectiveMetadata;
use super::inputs::BaseInputs;
use super::reads;
use super::tracks::TrackAnswer;
use super::versions::Aspect;
use crate::analysis::cancel::Cancel;
use crate::corpus::ArticleIx;
use crate::enrich::Derived;
use crate::query::MentionCounts;
use crate::workspace::{Filter, TrackId, Workspace};

/// Which articles pass a filter.
#[derive(Debug, Default)]
pub struct Passes {
    /// For each article: 1 beside the dates, 2 the dates.
    bits: Box<[u8]>,
    /// Articles that pass.
    passing: usize,
    /// Articles that only the dates leave out because they have none.
    undated_left_out: usize,
}

/// What decides whether articles pass.
pub(super) struct Deciding<'a> {
    pub workspace: &'a Workspace,
    pub metadata: &'a EffectiveMetadata,
    pub derived: &'a Arc<Derived>,
    pub tracks: &'a [TrackAnswer],
    pub cancel: &'a Cancel,
}

impl Passes {
    const BESIDE_DATES: u8 = 1;
    const ALL: u8 = 3;

    /// Those that pass the filter of a snapshot, kept from before where nothing that it asks for changed.
    ///
    /// # Errors
    /// A track that is asked for has no answer: who passes is then not known.
    pub fn kept(
        inputs: &BaseInputs,
        metadata: &EffectiveMetadata,
        tracks: &[TrackAnswer],
    ) -> Result<Arc<Self>, AnswerError> {
        for track in &inputs.filter.tracks {
            let answer = tracks.iter().find(|t| t.id == *track);
            if let Some(error) = answer.and_then(|t| t.error.as_ref()) {
                // A filter by a track that is gone is repaired; until then it has no name.
                let name = inputs.workspace.track(*track).map(|t| Arc::clone(&t.name));
                return Err(unanswered(&name.unwrap_or_default(), error));
            }
        }
        // The dates also decide which of those that are left out have none.
        let read = reads::of_filter(&inputs.filter, &inputs.workspace) | Aspect::Dates;
        let key = (inputs.corpus.serial(), inputs.versions.only(read));
        let key = (key, inputs.filter.clone());
        let deciding = Deciding {
            workspace: &inputs.workspace,
            metadata,
            derived: &inputs.derived,
            tracks,
            cancel: &inputs.cancel,
        };
        let make = || Self::new(&inputs.filter, &deciding);
        Ok(inputs
            .cache
            .keep(|k| &mut k.passes, key, &inputs.cancel, make))
    }

    /// Those that pass this filter; worth nothing once cancelled.
    pub fn new(filter: &Filter, by: &Deciding<'_>) -> Self {
        let (metadata, corpus) = (by.metadata, by.metadata.corpus());
        let matcher = filter.matcher(by.workspace, corpus, by.derived);
        let mentions = |ix: ArticleIx, id: TrackId| {
            let answer = by.tracks.iter().find(|t| t.id == id);
            let counts = answer.and_then(|t| t.counts.as_ref());
            counts.is_some_and(|c| c.matches(ix))
        };
        let mut bits: Box<[u8]> = (0..corpus.len() as u32)
            .into_par_iter()
            .map(|n| {
                if by.cancel.is_cancelled() {
                    return 0;
                }
                let ix = ArticleIx(n);
                let beside = matcher.passes_beside_dates(ix, metadata, |id| mentions(ix, id));
                u8::from(beside) | u8::from(matcher.passes_dates(ix, metadata)) << 1
            })
            .collect();
        if filter.once {
            // The chart shows what lies outside the dates as well: it has a first of its own there.
            let mut in_table = HashSet::new();
            let mut outside = HashSet::new();
            for (ix, bits) in all(corpus).zip(&mut bits) {
                let group = by.derived.duplicate_group(ix);
                let seen = match *bits {
                    Self::ALL => &mut in_table,
                    Self::BESIDE_DATES => &mut outside,
                    _ => continue,
                };
                if group > 0 && !seen.insert(group) {
                    *bits = 0;
                }
            }
        }
        let undated_left_out = all(corpus)
            .zip(&bits)
            .filter(|(ix, b)| **b == Self::BESIDE_DATES && metadata.day(*ix).is_none())
            .count();
        Self {
            passing: bits.iter().map(|b| usize::from(*b == Self::ALL)).sum(),
            bits,
            undated_left_out,
        }
    }

    /// How many pass.
    pub fn passing(&self) -> usize {
        self.passing
    }

    /// How many only the dates leave out because they have none.
    pub fn undated_left_out(&self) -> usize {
        self.undated_left_out
    }

    /// Whether an article passes.
    pub fn all(&self, ix: ArticleIx) -> bool {
        self.bits.get(ix.ix()) == Some(&Self::ALL)
    }

    /// Whether it passes everything but the dates.
    pub fn beside_dates(&self, ix: ArticleIx) -> bool {
        let bits = self.bits.get(ix.ix());
        bits.is_some_and(|b| b & Self::BESIDE_DATES > 0)
    }

    /// Mentions in the articles that pass.
    pub(super) fn sum(&self, counts: &MentionCounts) -> u64 {
        if self.passing == self.bits.len() {
            return counts.mentions();
        }
        let pairs = self.bits.iter().zip(counts.per_article());
        pairs
            .filter(|(b, _)| **b == Self::ALL)
            .map(|(_, n)| u64::from(*n))
            .sum()
    }
}
