//! How a chart is drawn: bars, lines, stacked bars or a strip a series; and the rolling mean.

use super::{Measure, SeriesCount, Tally, Timeline};
use crate::analysis::Interval;

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChartForm {
    /// Bars; strips where they would be thinner than four points.
    #[default]
    Automatic,
    /// Bars side by side.
    Bars,
    /// A line a series.
    Lines,
    /// Bars on top of each other.
    Stacked,
    /// A strip a series, one below the other.
    Multiples,
}

impl ChartForm {
    /// All, the default first.
    pub const ALL: [Self; 5] = [
        Self::Automatic,
        Self::Bars,
        Self::Lines,
        Self::Stacked,
        Self::Multiples,
    ];

    /// Bars thinner than this give way to strips, in points.
    pub const THINNEST: f32 = 4.0;

    /// Share of a bin's width that its bars take.
    pub const GROUP: f32 = 0.8;

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Bars => "bars",
            Self::Lines => "lines",
            Self::Stacked => "stacked",
            Self::Multiples => "a strip for each",
        }
    }

    /// What it is drawn as where a chart has so much room, in points.
    pub fn resolved(self, width: f32, bins: usize, series: usize) -> Self {
        match self {
            Self::Automatic => {
                let each = width * Self::GROUP / (bins.max(1) * series.max(1)) as f32;
                if each >= Self::THINNEST {
                    Self::Bars
                } else if series == 1 {
                    Self::Lines
                } else {
                    Self::Multiples
                }
            }
            form => form,
        }
    }
}

/// A value of a rolling mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smoothed {
    /// The value.
    pub value: f64,
    /// Its interval at 95 %, where the measure has one.
    pub interval: Option<Interval>,
}

/// The rolling mean of a series over `window` bins, centred: pooled over the articles of the window, so
/// that a bin of many articles weighs more. Counts are divided by the bins of the window. Broken where a
/// bin has no article; a bin at an end has the bins that are there.
pub fn rolling(
    timeline: &Timeline,
    series: usize,
    measure: Measure,
    window: usize,
) -> Vec<Option<Smoothed>> {
    let half = window / 2;
    let bins = &timeline.bins;
    let at = |here: usize| {
        let own = bins.get(here)?;
        own.tally.value(series, measure)?;
        let from = here.saturating_sub(half);
        let some = bins.get(from..(here + half + 1).min(bins.len()))?;
        // A gap parts what lies on either side of it.
        let before = some.get(..here - from).unwrap_or_default();
        let after = some.get(here - from..).unwrap_or_default();
        let skip = before
            .iter()
            .rposition(|b| b.tally.is_gap())
            .map_or(0, |n| n + 1);
        let take = after
            .iter()
            .position(|b| b.tally.is_gap())
            .unwrap_or(after.len());
        let joined = before.iter().skip(skip).chain(after.iter().take(take));
        let mut sum = Tally::default();
        let mut count = SeriesCount::default();
        let mut number = 0;
        for bin in joined {
            let of = bin.tally.of(series);
            sum.of_articles += of.articles;
            sum.of_words += of.words;
            let own = bin.tally.series.get(series).copied().unwrap_or_default();
            count.mentions += own.mentions;
            count.articles += own.articles;
            number += 1;
        }
        sum.series = vec![SeriesCount::default(); series];
        count.so_far = count.mentions;
        sum.series.push(count);
        if measure == Measure::Cumulative {
            return own.tally.value(series, measure).map(|value| Smoothed {
                value,
                interval: None,
            });
        }
        let by = if measure.is_count() {
            f64::from(number.max(1))
        } else {
            1.0
        };
        let value = sum.value(series, measure)? / by;
        let interval = sum.interval(series, measure).map(|i| Interval {
            low: i.low / by,
            high: i.high / by,
        });
        Some(Smoothed { value, interval })
    };
    (0..bins.len()).map(at).collect()
}
