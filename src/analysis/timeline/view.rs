//! The timeline as a view of a snapshot.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Axis, Series, Timeline, TimelineArticle, TimelineSpec};
use crate::analysis::base::Base;
use crate::analysis::cancel::Cancel;
use crate::analysis::reads;
use crate::analysis::split::{self, SeriesName, Split, SplitSeries, Values};
use crate::analysis::versions::Aspect;
use crate::analysis::view::{View, ViewError};
use crate::corpus::ArticleIx;
use crate::workspace::{Track, TrackId};

/// Mentions over time.
#[derive(Clone, Copy, Debug)]
pub struct TimelineView;

/// What the analyst chooses about the chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartSpec {
    /// Bins and denominator; its range is that of the filter.
    pub timeline: TimelineSpec,
    /// What one subject is split by; none for the shown tracks side by side.
    pub split: Option<Split>,
}

/// The chart as it is drawn and exported.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its bins.
    pub timeline: Timeline,
    /// Tracks that are shown and have an answer, in order: the series where it is not split.
    pub series: Vec<TrackId>,
    /// The series where it is split.
    pub split: Option<SplitSeries>,
    /// What each series is of, for exports.
    pub names: Vec<SeriesName>,
}

impl View for TimelineView {
    type Spec = ChartSpec;
    type Table = Chart;

    const NAME: &'static str = "timeline";

    fn compute(base: &Base, spec: &ChartSpec, cancel: &Cancel) -> Result<Chart, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let axis = kept_axis(base, spec.timeline, cancel);
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        let split = spec.split.as_ref().and_then(|split| {
            let values = kept_values(base, split, cancel);
            split::divided(base, split, &values, &axis)
        });
        let shown: Vec<(&Track, &[u32])> = base
            .shown_tracks()
            .filter_map(|t| Some((t, base.track(t.id)?.counts.as_ref()?.per_article())))
            .collect();
        let names = match &split {
            Some((_, split)) => split.series_names(),
            None => shown.iter().map(|(t, _)| series_name(t)).collect(),
        };
        let series = shown.iter().map(|(t, _)| t.id).collect();
        let (timeline, split) = if let Some((timeline, split)) = split {
            (timeline, Some(split))
        } else {
            let mentions = shown.iter().map(|(_, mentions)| Series { mentions });
            (axis.timeline(&mentions.collect::<Vec<_>>()), None)
        };
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        Ok(Chart {
            timeline,
            series,
            split,
            names,
        })
    }
}

impl Chart {
    /// What it is split by, in words; empty where it is not.
    pub fn split_by(&self) -> &str {
        self.split.as_ref().map_or("", |s| s.by.as_str())
    }
}

fn series_name(track: &Track) -> SeriesName {
    SeriesName {
        track: track.name.to_string(),
        query: track.query.to_string(),
        value: None,
    }
}

/// Bins and denominators of the filtered articles, kept from before where they are the same.
fn kept_axis(base: &Base, spec: TimelineSpec, cancel: &Cancel) -> Arc<Axis> {
    let spec = TimelineSpec {
        range: base.filter.dates,
        ..spec
    };
    let read = reads::of_filter(&base.filter, &base.workspace) | Aspect::Dates;
    let of = (base.corpus.serial(), base.versions.only(read));
    let key = (of, base.filter.clone(), spec);
    base.cache.keep(
        |k| &mut k.axis,
        key,
        cancel,
        || {
            let words = &base.corpus.columns().words;
            let article = |n: u32| {
                let ix = ArticleIx(n);
                TimelineArticle {
                    date: base.metadata.date(ix),
                    words: words.get(ix.ix()).copied().unwrap_or(0),
                    // The chart ignores the chips that it sets itself.
                    in_filter: base.passes.beside_dates(ix),
                }
            };
            let all = (0..base.corpus.len() as u32).into_par_iter();
            let articles: Vec<TimelineArticle> = all.map(article).collect();
            Axis::new(&articles, spec)
        },
    )
}

fn kept_values(base: &Base, split: &Split, cancel: &Cancel) -> Arc<Values> {
    let read = base.versions.only(reads::of_split(split));
    let key = ((base.corpus.serial(), read), split.clone());
    base.cache.keep(
        |k| &mut k.values,
        key,
        cancel,
        || Values::new(&base.metadata, &base.derived, split),
    )
}
