//! Mentions over time.

mod form;
mod view;

pub use form::{ChartForm, Smoothed, rolling};
pub use view::{Chart, ChartSpec, SeriesOf, TimelineView};

use jiff::civil::Date;

use super::{BinUnit, Interval, poisson_interval, wilson_interval};
use crate::corpus::Precision;
use crate::text::counted::grouped;

/// Most bins that the automatic choice makes.
const MAX_AUTOMATIC_BINS: usize = 92;

/// Most bins that are ever made; a finer unit is then replaced by a coarser one.
const MAX_BINS: usize = 20_000;

/// Articles that a bin needs to be drawn full.
pub const FEW_ARTICLES: u32 = 3;

/// The wanted width of the bins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnitChoice {
    /// The finest unit with at most 92 bins in which half of the non-empty bins hold three articles
    /// or more; else month or coarser.
    #[default]
    Automatic,
    /// This one.
    Fixed(BinUnit),
}

/// What a bar's height means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Mentions per 1,000 words, pooled over the articles of the bin.
    #[default]
    Rate,
    /// Mentions.
    Mentions,
    /// Articles with at least one mention.
    Articles,
    /// Share of articles with at least one mention, in percent.
    Share,
    /// Mentions from the first bin up to this one.
    Cumulative,
}

impl Measure {
    /// All, the default first.
    pub const ALL: [Self; 5] = [
        Self::Rate,
        Self::Mentions,
        Self::Articles,
        Self::Share,
        Self::Cumulative,
    ];

    /// What the axis says, short.
    pub fn axis_words(self) -> &'static str {
        match self {
            Self::Rate => "per 1,000 words",
            Self::Mentions => "mentions",
            Self::Articles => "articles",
            Self::Share => "% of articles",
            Self::Cumulative => "mentions so far",
        }
    }

    /// What it is, in full.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rate => "mentions per 1,000 words",
            Self::Mentions => "mentions",
            Self::Articles => "articles with a mention",
            Self::Share => "share of articles, %",
            Self::Cumulative => "mentions so far",
        }
    }

    /// Whether its values are whole numbers.
    pub fn is_count(self) -> bool {
        matches!(self, Self::Mentions | Self::Articles | Self::Cumulative)
    }
}

/// Which articles the rates and shares are of. Never those of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Denominator {
    /// The articles of the current filter.
    #[default]
    Filter,
    /// All articles.
    Corpus,
}

impl Denominator {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Filter => "of the filtered articles",
            Self::Corpus => "of all articles",
        }
    }
}

/// What the chart needs of one article.
#[derive(Clone, Copy, Debug)]
pub struct TimelineArticle {
    /// The date that counts, if any.
    pub date: Option<(Date, Precision)>,
    /// Its words.
    pub words: u32,
    /// Whether it passes the filter, the date chip left aside.
    pub in_filter: bool,
}

/// One series: mentions article by article, in the order of the articles.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Mentions per article.
    pub mentions: &'a [u32],
}

/// The articles divided into groups, one series each. An article may belong to several.
#[derive(Clone, Copy, Debug)]
pub struct Division<'a> {
    /// For each article, its groups as bits: the first group is bit 0.
    pub groups: &'a [u8],
    /// How many groups there are: 8 at most.
    pub count: usize,
    /// Words of each article.
    pub words: &'a [u32],
}

/// What to make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimelineSpec {
    /// Width of the bins.
    pub unit: UnitChoice,
    /// What is divided by.
    pub denominator: Denominator,
    /// The date filter: bins outside are marked, not left out.
    pub range: Option<(Date, Date)>,
}

/// Counts of one series in one bin or lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeriesCount {
    /// Mentions.
    pub mentions: u64,
    /// Articles with at least one.
    pub articles: u32,
    /// Mentions in this bin and all before it; in a lane those of the lane.
    pub so_far: u64,
}

/// What a value is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Of {
    /// Articles.
    pub articles: u32,
    /// Words.
    pub words: u64,
}

/// Counts of one bin or lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles of the filter.
    pub articles: u32,
    /// Articles that are divided by.
    pub of_articles: u32,
    /// Words that are divided by.
    pub of_words: u64,
    /// Each series, in order.
    pub series: Vec<SeriesCount>,
    /// What each series is divided by where the articles are divided among them; else empty.
    pub of_series: Vec<Of>,
}

/// One bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bin {
    /// First day.
    pub start: Date,
    /// Last day.
    pub last: Date,
    /// Its counts.
    pub tally: Tally,
    /// Whether it lies outside the date filter.
    pub outside: bool,
    /// Whether the date filter cuts it.
    pub cut: bool,
}

/// The chart as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Width of the bins.
    pub unit: BinUnit,
    /// Whether that was chosen automatically.
    pub automatic: bool,
    /// The unit that was asked for, where it would make too many bins.
    pub widened_from: Option<BinUnit>,
    /// What is divided by.
    pub denominator: Denominator,
    /// All bins from the first article to the last, empty ones included.
    pub bins: Vec<Bin>,
    /// Articles without a date.
    pub undated: Tally,
    /// Articles whose date is not known exactly enough for these bins.
    pub imprecise: Tally,
}

impl Tally {
    fn add(&mut self, article: &TimelineArticle, denominator: Denominator) {
        if article.in_filter || denominator == Denominator::Corpus {
            self.of_articles += 1;
            self.of_words += u64::from(article.words);
        }
        self.articles += u32::from(article.in_filter);
    }

    /// Whether there is nothing to divide by: no article at all.
    pub fn is_gap(&self) -> bool {
        self.of_articles == 0
    }

    /// What a series is divided by: its own articles where they are divided among the series.
    pub fn of(&self, series: usize) -> Of {
        let own = self.of_series.get(series).copied();
        own.unwrap_or(Of {
            articles: self.of_articles,
            words: self.of_words,
        })
    }

    /// Whether a series has too few articles here for its rates to mean much.
    pub fn has_few_articles(&self, series: usize) -> bool {
        (1..FEW_ARTICLES).contains(&self.of(series).articles)
    }

    /// The counts of a series where it has articles, and what they are divided by.
    fn counted(&self, series: usize) -> Option<(SeriesCount, Of)> {
        let of = self.of(series);
        let count = self.series.get(series).filter(|_| of.articles > 0)?;
        Some((*count, of))
    }

    /// The value of a series; `None` in a gap, where there is no value, which is not zero.
    pub fn value(&self, series: usize, measure: Measure) -> Option<f64> {
        if measure == Measure::Cumulative {
            // A bin without articles adds nothing: what came before it still holds.
            return self.series.get(series).map(|c| c.so_far as f64);
        }
        let (count, of) = self.counted(series)?;
        match measure {
            Measure::Rate if of.words == 0 => None,
            Measure::Rate => Some(count.mentions as f64 * 1000.0 / of.words as f64),
            Measure::Mentions => Some(count.mentions as f64),
            Measure::Articles => Some(f64::from(count.articles)),
            Measure::Share => Some(f64::from(count.articles) * 100.0 / f64::from(of.articles)),
            Measure::Cumulative => None,
        }
    }

    /// The 95 % interval of that value: Wilson for shares, exact Poisson for counts and rates.
    pub fn interval(&self, series: usize, measure: Measure) -> Option<Interval> {
        let (count, of) = self.counted(series)?;
        let scaled = |i: Interval, by: f64| Interval {
            low: i.low * by,
            high: i.high * by,
        };
        match measure {
            Measure::Rate if of.words == 0 => None,
            Measure::Rate => Some(scaled(
                poisson_interval(count.mentions),
                1000.0 / of.words as f64,
            )),
            Measure::Mentions => Some(poisson_interval(count.mentions)),
            Measure::Articles => Some(poisson_interval(count.articles.into())),
            Measure::Share => {
                wilson_interval(count.articles.into(), of.articles.into()).map(|i| scaled(i, 100.0))
            }
            Measure::Cumulative => None,
        }
    }
}

impl Timeline {
    /// Adds up the mentions from bin to bin.
    fn add_up(&mut self) {
        let mut sums: Vec<u64> = Vec::new();
        for bin in &mut self.bins {
            sums.resize(bin.tally.series.len(), 0);
            for (sum, count) in sums.iter_mut().zip(&mut bin.tally.series) {
                *sum += count.mentions;
                count.so_far = *sum;
            }
        }
        for lane in [&mut self.undated, &mut self.imprecise] {
            for count in &mut lane.series {
                count.so_far = count.mentions;
            }
        }
    }

    /// That bins are wider than was asked for, and why; none where they are not.
    pub fn widened(&self) -> Option<String> {
        let asked = self.widened_from?;
        Some(format!(
            "asked for bins of one {}, made bins of one {}: the dates of the articles lie so far apart that there would be more than {}; correct a wrong date, or choose a range",
            asked.words(),
            self.unit.words(),
            grouped(MAX_BINS as u64)
        ))
    }

    /// Mentions of a series in all bins and lanes.
    pub fn mentions(&self, series: usize) -> u64 {
        let tallies = self
            .bins
            .iter()
            .map(|b| &b.tally)
            .chain([&self.undated, &self.imprecise]);
        tallies
            .filter_map(|t| t.series.get(series))
            .map(|c| c.mentions)
            .sum()
    }

    /// The bin that holds a day.
    pub fn bin_at(&self, day: Date) -> Option<&Bin> {
        let after = self.bins.partition_point(|b| b.start <= day);
        self.bins
            .get(after.checked_sub(1)?)
            .filter(|b| day <= b.last)
    }
}

/// Bins, lanes and denominators, before anything is counted: the same for every query over the same
/// filtered articles.
#[derive(Clone, Debug)]
pub struct Axis {
    empty: Timeline,
    /// Where each article lies: a bin's number, or one of the lanes; [`Axis::NOWHERE`] where it is not
    /// counted at all.
    slots: Box<[u32]>,
    /// Which articles pass the filter: the mentions of no others are counted.
    in_filter: Box<[bool]>,
}

impl Axis {
    const NOWHERE: u32 = u32::MAX;
    const UNDATED: u32 = u32::MAX - 1;
    const IMPRECISE: u32 = u32::MAX - 2;

    /// Lays out the bins of some articles.
    pub fn new(articles: &[TimelineArticle], spec: TimelineSpec) -> Self {
        let counted = |a: &&TimelineArticle| a.in_filter || spec.denominator == Denominator::Corpus;
        let days: Vec<Date> = articles
            .iter()
            .filter(counted)
            .filter_map(|a| a.date)
            .filter(|(_, precision)| *precision == Precision::Day)
            .map(|(day, _)| day)
            .collect();
        // Dates known to the month or year widen the axis where their bins exist.
        let all_days: Vec<Date> = articles
            .iter()
            .filter(counted)
            .filter_map(|a| a.date)
            .map(|(day, _)| day)
            .collect();
        let (unit, automatic) = match spec.unit {
            UnitChoice::Fixed(unit) => (affordable(unit, &all_days), false),
            UnitChoice::Automatic => (
                automatic_unit(if days.is_empty() { &all_days } else { &days }),
                true,
            ),
        };
        let placed = |a: &&TimelineArticle| {
            a.date
                .is_some_and(|(_, precision)| unit.can_hold(precision))
        };
        let bins = empty_bins(
            articles.iter().filter(counted).filter(placed),
            unit,
            spec.range,
        );
        let widened_from = match spec.unit {
            UnitChoice::Fixed(asked) if asked != unit => Some(asked),
            UnitChoice::Fixed(_) | UnitChoice::Automatic => None,
        };
        let mut empty = Timeline {
            unit,
            automatic,
            widened_from,
            denominator: spec.denominator,
            bins,
            undated: Tally::default(),
            imprecise: Tally::default(),
        };
        // News has few different days: each is looked up once.
        let mut bin_of: std::collections::HashMap<Date, u32> = std::collections::HashMap::new();
        let slots = articles
            .iter()
            .map(|article| {
                let slot = match article.date {
                    None => Self::UNDATED,
                    Some((_, precision)) if !unit.can_hold(precision) => Self::IMPRECISE,
                    Some((day, _)) => *bin_of.entry(day).or_insert_with(|| {
                        let start = unit.start_of(day);
                        let found = empty.bins.binary_search_by_key(&start, |b| b.start);
                        found.map_or(Self::NOWHERE, |ix| ix as u32)
                    }),
                };
                if let Some(tally) = tally_at(&mut empty, slot) {
                    tally.add(article, spec.denominator);
                }
                if counted(&article) {
                    slot
                } else {
                    Self::NOWHERE
                }
            })
            .collect();
        Self {
            empty,
            slots,
            in_filter: articles.iter().map(|a| a.in_filter).collect(),
        }
    }

    /// Counts every series in every bin and lane.
    pub fn timeline(&self, series: &[Series<'_>]) -> Timeline {
        let mut out = self.empty.clone();
        let tallies = out.bins.iter_mut().map(|b| &mut b.tally);
        for tally in tallies.chain([&mut out.undated, &mut out.imprecise]) {
            tally.series = vec![SeriesCount::default(); series.len()];
        }
        for (number, series) in series.iter().enumerate() {
            let places = self.slots.iter().zip(&self.in_filter);
            for ((slot, in_filter), n) in places.zip(series.mentions) {
                if *n == 0 || !in_filter {
                    continue;
                }
                let tally = tally_at(&mut out, *slot);
                if let Some(count) = tally.and_then(|t| t.series.get_mut(number)) {
                    count.mentions += u64::from(*n);
                    count.articles += 1;
                }
            }
        }
        out.add_up();
        out
    }
}

impl Axis {
    /// Counts one series in every bin and lane, divided into groups: each is a series of its own, which
    /// is divided by the articles of its group alone.
    pub fn divided(&self, mentions: &[u32], division: &Division<'_>) -> Timeline {
        let mut out = self.empty.clone();
        let tallies = out.bins.iter_mut().map(|b| &mut b.tally);
        for tally in tallies.chain([&mut out.undated, &mut out.imprecise]) {
            tally.series = vec![SeriesCount::default(); division.count];
            tally.of_series = vec![Of::default(); division.count];
        }
        let places = self.slots.iter().zip(&self.in_filter).zip(mentions);
        let articles = division.groups.iter().zip(division.words);
        for (((slot, in_filter), n), (groups, words)) in places.zip(articles) {
            let Some(tally) = tally_at(&mut out, *slot) else {
                continue;
            };
            let both = tally.of_series.iter_mut().zip(&mut tally.series);
            for (_, (of, count)) in both.enumerate().filter(|(at, _)| groups >> at & 1 == 1) {
                of.articles += 1;
                of.words += u64::from(*words);
                if *in_filter && *n > 0 {
                    count.mentions += u64::from(*n);
                    count.articles += 1;
                }
            }
        }
        out.add_up();
        out
    }
}

fn tally_at(timeline: &mut Timeline, slot: u32) -> Option<&mut Tally> {
    match slot {
        Axis::UNDATED => Some(&mut timeline.undated),
        Axis::IMPRECISE => Some(&mut timeline.imprecise),
        bin => timeline.bins.get_mut(bin as usize).map(|b| &mut b.tally),
    }
}

/// Counts every series in every bin.
pub fn timeline(
    articles: &[TimelineArticle],
    series: &[Series<'_>],
    spec: TimelineSpec,
) -> Timeline {
    Axis::new(articles, spec).timeline(series)
}

fn empty_bins<'a>(
    placed: impl Iterator<Item = &'a TimelineArticle>,
    unit: BinUnit,
    range: Option<(Date, Date)>,
) -> Vec<Bin> {
    let mut ends: Option<(Date, Date)> = None;
    for (day, _) in placed.filter_map(|a| a.date) {
        ends = Some(ends.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
    }
    let Some((first, last)) = ends else {
        return Vec::new();
    };
    let mut bins = Vec::with_capacity(unit.count_between(first, last));
    let mut start = unit.start_of(first);
    while start <= last {
        let end = unit.last_of(start);
        let outside = range.is_some_and(|(from, to)| end < from || to < start);
        let cut = !outside && range.is_some_and(|(from, to)| start < from || to < end);
        bins.push(Bin {
            start,
            last: end,
            tally: Tally::default(),
            outside,
            cut,
        });
        let next = unit.next(start);
        // At the calendar's very last day there is no next bin.
        if unit.start_of(next) <= start {
            break;
        }
        start = next;
    }
    bins
}

fn affordable(unit: BinUnit, days: &[Date]) -> BinUnit {
    let Some((first, last)) = extent(days) else {
        return unit;
    };
    let mut coarser = BinUnit::ALL.into_iter().filter(|u| *u >= unit);
    coarser
        .find(|u| u.count_between(first, last) <= MAX_BINS)
        .unwrap_or(BinUnit::Year)
}

fn automatic_unit(days: &[Date]) -> BinUnit {
    let Some((first, last)) = extent(days) else {
        return BinUnit::Month;
    };
    let fits = |unit: &BinUnit| unit.count_between(first, last) <= MAX_AUTOMATIC_BINS;
    let dense = |unit: &BinUnit| {
        let mut starts: Vec<Date> = days.iter().map(|d| unit.start_of(*d)).collect();
        starts.sort_unstable();
        let bins: Vec<usize> = starts.chunk_by(|a, b| a == b).map(<[Date]>::len).collect();
        bins.iter().filter(|n| **n >= FEW_ARTICLES as usize).count() * 2 >= bins.len()
    };
    let coarse = [BinUnit::Month, BinUnit::Quarter, BinUnit::Year];
    BinUnit::ALL
        .into_iter()
        .find(|u| fits(u) && dense(u))
        .or_else(|| coarse.into_iter().find(fits))
        .unwrap_or(BinUnit::Year)
}

fn extent(days: &[Date]) -> Option<(Date, Date)> {
    Some((*days.iter().min()?, *days.iter().max()?))
}

#[cfg(test)]
mod tests;
