//! Tables made of corpus, counts and annotations: pure functions, no state.
//!
//! Vocabulary: a *bin* is a span of days on the time axis; a *lane* holds articles that have no
//! place on it; a *measure* is what a bar's height means and a *denominator* what it is divided by.
//! Every formula names its source.
//!
//! Useful for: the chart and its exports, on screen and on the command line alike. Not useful for:
//! drawing, or deciding which articles are looked at.

mod base;
mod bins;
mod cache;
mod effective;
pub mod facets;
mod fields;
mod filter;
mod intervals;
mod lists;
mod order;
mod relevance;
mod split;
mod tabular;
mod timeline;

pub use base::*;
pub use bins::BinUnit;
pub use cache::Cache;
pub use effective::Basis;
pub use fields::WorkspaceFacts;
pub use intervals::{Interval, poisson_interval, wilson_interval};
pub use lists::TagUsage;
pub use split::{SeriesName, Split, SplitSeries};
pub use tabular::{Cell, Column, ColumnKind, Tabular};
pub use timeline::{
    Axis, Bin, Denominator, Division, Measure, Of, Series, SeriesCount, Tally, Timeline,
    TimelineArticle, TimelineSpec, UnitChoice, timeline,
};
