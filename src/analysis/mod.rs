//! Tables made of corpus, counts and annotations: pure functions, no state.
//!
//! Vocabulary: a *bin* is a span of days on the time axis; a *lane* holds articles that have no
//! place on it; a *measure* is what a bar's height means and a *denominator* what it is divided by.
//! Every formula names its source.
//!
//! Useful for: the chart and its exports, on screen and on the command line alike. Not useful for:
//! drawing, or deciding which articles are looked at.

mod bins;
mod intervals;
mod near_duplicates;
mod timeline;

pub use bins::BinUnit;
pub use intervals::{Interval, poisson_interval, wilson_interval};
pub use near_duplicates::{Groups, near_duplicates};
pub use timeline::{
    Axis, Bin, Denominator, Division, Measure, Of, Series, SeriesCount, Tally, Timeline,
    TimelineArticle, TimelineSpec, UnitChoice, timeline,
};
