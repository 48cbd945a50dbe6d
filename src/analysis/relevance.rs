//! How well a query fits an article.

use std::sync::Arc;

use rayon::prelude::*;

use super::answer::{self, AnswerError};
use super::inputs::BaseInputs;
use super::tracks::TrackAnswer;
use crate::analysis::WorkspaceFacts;
use crate::query::Query;

/// The usual constants of BM25.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// BM25 of every article (Robertson and Zaragoza 2009, with idf = ln(1 + (N - n + 0.5) / (n + 0.5))): each
/// side of the query's `AND` or `OR` is one term, its mentions the frequency, so that what is rare in
/// the corpus weighs more.
///
/// # Errors
/// A part that could not be counted.
pub(super) fn scores(
    inputs: &BaseInputs,
    query: &Query,
    facts: &WorkspaceFacts,
    tracks: &[TrackAnswer],
) -> Result<Arc<[f32]>, AnswerError> {
    let parts: Vec<&Query> = match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().collect(),
        Query::Term(_)
        | Query::Phrase(_)
        | Query::Near(_)
        | Query::Except(_)
        | Query::Regex(_)
        | Query::Title(_)
        | Query::Field(_)
        | Query::Not(_) => vec![query],
    };
    let words = &inputs.corpus.columns().words;
    let articles = words.len() as f32;
    let average = inputs.corpus.words() as f32 / articles.max(1.0);
    let counted: Vec<_> = parts
        .into_iter()
        .map(|part| {
            let counts = answer::count(inputs, part, facts, tracks)?;
            let holding = counts.articles() as f32;
            let idf = (1.0 + (articles - holding + 0.5) / (holding + 0.5)).ln();
            Ok((counts, idf))
        })
        .collect::<Result<_, AnswerError>>()?;
    Ok((0..words.len())
        .into_par_iter()
        .map(|ix| {
            let length = words.get(ix).copied().unwrap_or(0) as f32 / average.max(1.0);
            let score = |(counts, idf): &(Arc<crate::query::MentionCounts>, f32)| {
                let n = counts.of(ix) as f32;
                idf * n * (K1 + 1.0) / (n + K1 * (1.0 - B + B * length))
            };
            counted.iter().map(score).sum()
        })
        .collect())
}
