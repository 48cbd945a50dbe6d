//! The chart as a table: one row a bin and series; the undated and imprecise lanes at the end. A gap has no
//! value; a zero has one.

use crate::analysis::{
    Bin, Cell, Column, ColumnKind, Measure, SeriesName, Tabular, Tally, Timeline,
};

/// What the table says beside the counts.
#[derive(Clone, Debug)]
pub struct TimelineExport<'a> {
    /// The chart.
    pub timeline: &'a Timeline,
    /// The measure drawn.
    pub measure: Measure,
    /// Each series, in order.
    pub series: &'a [SeriesName],
    /// What the series are split by; empty where each is a track.
    pub split_by: &'a str,
    /// The filter, in words.
    pub filter: &'a str,
}

use ColumnKind::{Count, Day, Number, Text};

const COLUMNS: [Column; 21] = [
    Column::new(
        "bin",
        Text,
        "The span of days, as the axis names it; empty in a lane.",
    ),
    Column::new("start", Day, "First day of the bin."),
    Column::new("end", Day, "Last day of the bin."),
    Column::new(
        "lane",
        Text,
        "`time`; `undated` for articles without a date; `imprecise` for those known too roughly for the unit.",
    ),
    Column::new("unit", Text, "Width of the bins."),
    Column::new("track", Text, "What is counted, by name."),
    Column::new("query", Text, "What is counted, as a query."),
    Column::new(
        "split_by",
        Text,
        "What the series are split by; empty where each is a track.",
    ),
    Column::new(
        "value_of_split",
        Text,
        "Value of the split in the articles of this series; empty for all other values.",
    ),
    Column::new("mentions", Count, "Mentions in the articles of the bin."),
    Column::new(
        "articles_with_mention",
        Count,
        "Articles of the bin with at least one mention.",
    ),
    Column::new("articles", Count, "Articles of the bin."),
    Column::new(
        "of_articles",
        Count,
        "Articles that the value is divided by.",
    ),
    Column::new("of_words", Count, "Words that the value is divided by."),
    Column::new("measure", Text, "What the value measures, with its unit."),
    Column::new(
        "value",
        Number,
        "The value drawn; empty where there is nothing to divide by.",
    ),
    Column::new("low_95", Number, "Lower end of the interval at 95 %."),
    Column::new("high_95", Number, "Upper end of the interval at 95 %."),
    Column::new(
        "denominator",
        Text,
        "Which articles the value is divided by.",
    ),
    Column::new(
        "marks",
        Text,
        "What is special about the bin: a gap, few articles, cut by the range.",
    ),
    Column::new("filter", Text, "Which articles are looked at."),
];

impl TimelineExport<'_> {
    /// A bin of the axis, or a lane beside it.
    fn row<'t>(
        &'t self,
        lane: &'static str,
        tally: &Tally,
        bin: Option<&Bin>,
        at: usize,
        series: &'t SeriesName,
    ) -> Vec<Cell<'t>> {
        let unit = self.timeline.unit;
        let count = tally.series.get(at).copied().unwrap_or_default();
        let interval = tally.interval(at, self.measure);
        let of = tally.of(at);
        vec![
            bin.map(|bin| unit.label(bin.start)).into(),
            bin.map(|bin| bin.start).into(),
            bin.map(|bin| bin.last).into(),
            lane.into(),
            unit.words().into(),
            series.track.as_str().into(),
            series.query.as_str().into(),
            self.split_by.into(),
            series.value.as_deref().into(),
            count.mentions.into(),
            count.articles.into(),
            tally.articles.into(),
            of.articles.into(),
            of.words.into(),
            self.measure.words().into(),
            tally.value(at, self.measure).into(),
            interval.map(|i| i.low).into(),
            interval.map(|i| i.high).into(),
            self.timeline.denominator.words().into(),
            bin.map(|bin| marks(bin, at)).into(),
            self.filter.into(),
        ]
    }
}

impl Tabular for TimelineExport<'_> {
    fn title(&self) -> String {
        format!("{} by {}", self.measure.words(), self.timeline.unit.words())
    }

    fn columns(&self) -> Vec<Column> {
        COLUMNS.to_vec()
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        let bins = self.timeline.bins.iter();
        let bins = bins.map(|bin| ("time", &bin.tally, Some(bin)));
        let lanes = [
            ("undated", &self.timeline.undated, None),
            ("imprecise", &self.timeline.imprecise, None),
        ];
        Box::new(bins.chain(lanes).flat_map(move |(lane, tally, bin)| {
            let series = self.series.iter().enumerate();
            series.map(move |(at, series)| self.row(lane, tally, bin, at, series))
        }))
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            format!("Filter: {}", self.filter),
            format!("Divided by: {}", self.timeline.denominator.words()),
        ];
        notes.extend(self.timeline.widened().map(|w| format!("Bins: {w}")));
        notes
    }
}

fn marks(bin: &Bin, series: usize) -> String {
    let marks = [
        (bin.tally.of(series).articles == 0, "gap"),
        (bin.tally.has_few_articles(series), "few articles"),
        (bin.cut, "cut by the range"),
        (bin.outside, "outside the range"),
    ];
    marks
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, word)| *word)
        .collect::<Vec<_>>()
        .join("; ")
}
