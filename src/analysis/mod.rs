//! Tables made of corpus, counts and annotations: pure functions, no state.
//!
//! Vocabulary: a [`Base`] is one immutable snapshot of everything that filter and query decide, computed
//! from [`BaseInputs`]; a [`View`] is a table or chart of one ([`TimelineView`], [`facets`]); a [`Cache`]
//! keeps what the next snapshot can take over, under the [`Versions`] of what it read; what could not be
//! counted is an [`AnswerError`], never a zero. A *bin* is a span of days on the time axis; a *lane* holds
//! articles that have no place on it; a *measure* is what a bar's height means and a *denominator* what it
//! is divided by. Every formula names its source.
//!
//! Useful for: tables, charts and their exports, on screen and on the command line alike. Not useful for:
//! drawing, or deciding which articles are looked at.

mod answer;
mod base;
mod bins;
mod cache;
mod cancel;
pub mod collocates;
mod compute;
pub mod concordance;
pub mod coverage;
pub mod dispersion;
mod effective;
pub mod evidence;
pub mod facets;
pub mod fields;
mod filter;
pub mod hits;
mod inputs;
mod intervals;
mod lists;
pub mod names;
mod order;
pub mod passages;
mod passes;
mod reads;
mod relevance;
mod rows;
mod split;
pub mod statistics;
mod tabular;
mod tag_tree;
mod tag_usage;
mod timeline;
pub mod together;
mod tracks;
mod versions;
mod view;
#[cfg(test)]
#[path = "../../tests/seams/weekdays.rs"]
mod weekdays;
pub mod word_list;

pub use answer::{AnswerError, QueryAnswer};
pub use base::{Base, MarksKey};
pub use bins::BinUnit;
pub use cache::{Cache, Recomputed};
pub use cancel::Cancel;
pub use compute::compute;
pub use effective::EffectiveMetadata;
pub use fields::{WorkspaceFacts, asks_for_tracks};
pub use inputs::BaseInputs;
pub use intervals::{Interval, poisson_interval, wilson_interval};
pub use lists::{AnnotationRow, Grouping};
pub use order::{SortColumn, SortKey, repair_sort};
pub use rows::Rows;
pub use split::{SeriesName, Split, SplitSeries};
pub use tabular::{Cell, Column, ColumnKind, Graph, GraphEdge, SharedTable, Tabular};
pub use tag_usage::TagUsage;
pub use timeline::{
    Axis, Bin, Chart, ChartForm, ChartSpec, Denominator, Division, Measure, Of, Series,
    SeriesCount, SeriesOf, Smoothed, Tally, Timeline, TimelineArticle, TimelineSpec, TimelineView,
    UnitChoice, rolling, timeline,
};
pub use tracks::TrackAnswer;
pub use versions::{Aspect, Aspects, Versions, raised_by};
pub use view::{View, ViewError};

use crate::corpus::{ArticleIx, Corpus};

/// All places of a corpus, in order.
fn all(corpus: &Corpus) -> impl Iterator<Item = ArticleIx> {
    (0..corpus.len() as u32).map(ArticleIx)
}

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod tests_of_mentions;
#[cfg(test)]
pub(crate) use weekdays::WeekdaysView;
