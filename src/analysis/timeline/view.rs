//! The timeline as a view of a snapshot.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Axis, Measure, Series, Timeline, TimelineArticle, TimelineSpec};
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

/// What a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesOf {
    /// A track that is shown and has an answer.
    Track(TrackId),
    /// What is looked for, where no shown track follows just that.
    Search,
    /// The articles themselves, where there is nothing to look for.
    Articles,
}

/// The chart as it is drawn and exported.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its bins.
    pub timeline: Timeline,
    /// The series where it is not split, in order.
    pub series: Vec<SeriesOf>,
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
        let tracks = base.shown_tracks().filter_map(|t| {
            let counts = base.track(t.id)?.counts.as_ref()?;
            Some((SeriesOf::Track(t.id), series_name(t), counts.per_article()))
        });
        let mut shown: Vec<(SeriesOf, SeriesName, &[u32])> = tracks.collect();
        shown.extend(search_series(base));
        let each = vec![
            1;
            if shown.is_empty() {
                base.corpus.len()
            } else {
                0
            }
        ];
        if shown.is_empty() {
            let name = SeriesName {
                track: "articles".to_owned(),
                query: String::new(),
                value: None,
            };
            shown.push((SeriesOf::Articles, name, &each));
        }
        let series = shown.iter().map(|(of, ..)| *of).collect();
        let (timeline, split) = if let Some((timeline, split)) = split {
            (timeline, Some(split))
        } else {
            let mentions = shown.iter().map(|(.., mentions)| Series { mentions });
            (axis.timeline(&mentions.collect::<Vec<_>>()), None)
        };
        let names = match &split {
            Some(split) => split.series_names(),
            None => shown.into_iter().map(|(_, name, _)| name).collect(),
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
    /// The measure that it is drawn by: articles themselves are only counted.
    pub fn measure(&self, chosen: Measure) -> Measure {
        if self.split.is_none() && self.series == [SeriesOf::Articles] {
            Measure::Articles
        } else {
            chosen
        }
    }

    /// What it is split by, in words; empty where it is not.
    pub fn split_by(&self) -> &str {
        self.split.as_ref().map_or("", |s| s.by.as_str())
    }
}

/// What is looked for, where no shown track follows just that.
fn search_series(base: &Base) -> Option<(SeriesOf, SeriesName, &[u32])> {
    let answer = base.query.as_ref()?;
    let asked = base.asked.as_ref()?;
    let is_followed = base
        .shown_tracks()
        .any(|t| t.parsed().as_ref() == Ok(&base.asked));
    let name = SeriesName {
        track: "search".to_owned(),
        query: asked.to_string(),
        value: None,
    };
    let series = (SeriesOf::Search, name, answer.counts.per_article());
    (!is_followed).then_some(series)
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
