//! How a snapshot is made.

use std::sync::Arc;

use super::answer::{self, AnswerError, QueryAnswer};
use super::base::Base;
use super::coverage::is_done;
use super::effective::EffectiveMetadata;
use super::inputs::BaseInputs;
use super::lists::AnnotationList;
use super::order::SortColumn;
use super::passes::Passes;
use super::relevance;
use super::rows::{RowSource, Rows};
use super::tag_usage::tag_usage;
use super::tracks::{self, TrackAnswer};
use super::versions::Aspect;
use crate::analysis::WorkspaceFacts;
use crate::corpus::{MetadataColumn, Serial};
use crate::query::MentionCounts;
use crate::text::fold;

/// Computes the snapshot. Pure but for the cache; runs on a job thread. What could not be found out stands
/// in it as an error ([`Base::error`], [`TrackAnswer::error`]), never as a zero.
pub fn compute(inputs: &BaseInputs) -> Base {
    let corpus = &inputs.corpus;
    corpus.prepare_find();
    let metadata = EffectiveMetadata::kept(inputs);
    let (tracks, facts) = tracks::answers(inputs);
    let column = |name: &String| corpus.column(&fold(name));
    let fields = inputs.fields.iter().map(|(c, name)| (*c, column(name)));
    let fields: Vec<(SortColumn, Arc<MetadataColumn>)> = fields.collect();
    let (found, error) = match find(inputs, &metadata, &tracks, &facts, &fields) {
        Ok(found) => (found, None),
        Err(error) => (Found::default(), Some(error)),
    };
    let Found {
        passes,
        counts,
        relevance,
        rows,
    } = found;
    let list = AnnotationList::kept(inputs, &metadata, &rows);
    Base {
        serial: Serial::fresh(),
        corpus: Arc::clone(corpus),
        index: Arc::clone(&inputs.index).into(),
        derived: Arc::clone(&inputs.derived),
        growing: inputs.growing,
        workspace: Arc::clone(&inputs.workspace),
        versions: inputs.versions,
        asked: inputs.query.clone(),
        filter: inputs.filter.clone(),
        query: counts.map(|counts| QueryAnswer {
            mentions: passes.sum(&counts),
            reviewed: hits_reviewed(inputs, &passes, &counts),
            counts,
        }),
        error,
        filtered: passes.passing(),
        undated_left_out: passes.undated_left_out(),
        undated: metadata.undated(),
        annotation_rows: Arc::clone(&list.rows),
        annotations: list.annotations,
        tag_usage: kept_tag_usage(inputs),
        sources: kept_sources(inputs, &metadata),
        cache: inputs.cache.clone(),
        metadata,
        relevance,
        fields,
        tracks,
        rows,
        passes,
    }
}

/// What decides the table.
#[derive(Default)]
struct Found {
    passes: Arc<Passes>,
    counts: Option<Arc<MentionCounts>>,
    relevance: Option<Arc<[f32]>>,
    rows: Arc<Rows>,
}

fn find(
    inputs: &BaseInputs,
    metadata: &EffectiveMetadata,
    tracks: &[TrackAnswer],
    facts: &WorkspaceFacts,
    fields: &[(SortColumn, Arc<MetadataColumn>)],
) -> Result<Found, AnswerError> {
    let query = inputs.query.as_ref();
    let counts = query
        .map(|q| answer::count(inputs, q, facts, tracks))
        .transpose()?;
    let passes = Passes::kept(inputs, metadata, tracks)?;
    let mut keys = inputs.sort.iter();
    let by_relevance = keys.any(|k| k.column == SortColumn::Relevance);
    let relevance = query
        .filter(|_| by_relevance)
        .map(|q| relevance::scores(inputs, q, facts, tracks))
        .transpose()?;
    let source = RowSource {
        inputs,
        metadata,
        passes: &passes,
        fields,
        tracks,
        query: counts.as_deref(),
        relevance: relevance.as_deref(),
    };
    let rows = source.rows();
    Ok(Found {
        passes,
        counts,
        relevance,
        rows,
    })
}

/// Hits in articles that are reviewed or dismissed.
fn hits_reviewed(inputs: &BaseInputs, passes: &Passes, counts: &MentionCounts) -> u64 {
    let said = inputs.workspace.overrides.iter();
    let done = said.filter(|(_, said)| is_done(said.status));
    let places = done.filter_map(|(id, _)| inputs.corpus.find(id));
    let hits = places.filter(|at| passes.all(*at));
    hits.map(|at| u64::from(counts.of(at.ix()))).sum()
}

fn kept_tag_usage(
    inputs: &BaseInputs,
) -> Arc<std::collections::HashMap<crate::workspace::TagId, super::TagUsage>> {
    let key = inputs.versions.only(Aspect::Annotations | Aspect::Codebook);
    let make = || tag_usage(&inputs.workspace);
    inputs
        .cache
        .keep(|k| &mut k.tag_usage, key, &inputs.cancel, make)
}

fn kept_sources(inputs: &BaseInputs, metadata: &EffectiveMetadata) -> Arc<Vec<(String, usize)>> {
    let read = inputs.versions.only(Aspect::Publishers);
    let key = (inputs.corpus.serial(), read);
    let make = || metadata.sources();
    inputs
        .cache
        .keep(|k| &mut k.sources, key, &inputs.cancel, make)
}
