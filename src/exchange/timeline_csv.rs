//! The chart as comma-separated values: exactly what is drawn, with what it is divided by.

use super::{ExportError, defused};
use crate::analysis::{Bin, Measure, SeriesName, Tally, Timeline};

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

const COLUMNS: [&str; 21] = [
    "bin",
    "start",
    "end",
    "lane",
    "unit",
    "track",
    "query",
    "split_by",
    "value_of_split",
    "mentions",
    "articles_with_mention",
    "articles",
    "of_articles",
    "of_words",
    "measure",
    "value",
    "low_95",
    "high_95",
    "denominator",
    "marks",
    "filter",
];

/// One row a bin and series; the undated and imprecise lanes at the end. A gap has no value; a zero
/// has one.
///
/// # Errors
/// Only what the writer refuses.
pub fn timeline_csv(export: &TimelineExport<'_>) -> Result<String, ExportError> {
    let failed = |e: csv::Error| ExportError::Format(e.to_string());
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    table.write_record(COLUMNS).map_err(failed)?;
    let unit = export.timeline.unit;
    for bin in &export.timeline.bins {
        let head = [
            unit.label(bin.start),
            bin.start.to_string(),
            bin.last.to_string(),
            "time".to_owned(),
        ];
        rows(export, &head, &bin.tally, Some(bin), &mut table).map_err(failed)?;
    }
    for (lane, tally) in [
        ("undated", &export.timeline.undated),
        ("imprecise", &export.timeline.imprecise),
    ] {
        let head = [String::new(), String::new(), String::new(), lane.to_owned()];
        rows(export, &head, tally, None, &mut table).map_err(failed)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|e| ExportError::Format(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| ExportError::Format(e.to_string()))
}

fn rows(
    export: &TimelineExport<'_>,
    head: &[String; 4],
    tally: &Tally,
    bin: Option<&Bin>,
    table: &mut csv::Writer<Vec<u8>>,
) -> Result<(), csv::Error> {
    for (i, series) in export.series.iter().enumerate() {
        let count = tally.series.get(i).copied().unwrap_or_default();
        let number = |n: Option<f64>| n.map(|n| format!("{n:.6}")).unwrap_or_default();
        let interval = tally.interval(i, export.measure);
        let of = tally.of(i);
        let mut row: Vec<String> = head.to_vec();
        row.extend([
            export.timeline.unit.words().to_owned(),
            defused(&series.track).into_owned(),
            defused(&series.query).into_owned(),
            defused(export.split_by).into_owned(),
            defused(series.value.as_deref().unwrap_or_default()).into_owned(),
            count.mentions.to_string(),
            count.articles.to_string(),
            tally.articles.to_string(),
            of.articles.to_string(),
            of.words.to_string(),
            export.measure.words().to_owned(),
            number(tally.value(i, export.measure)),
            number(interval.map(|i| i.low)),
            number(interval.map(|i| i.high)),
            export.timeline.denominator.words().to_owned(),
            bin.map(|bin| marks(bin, i)).unwrap_or_default(),
            defused(export.filter).into_owned(),
        ]);
        table.write_record(row)?;
    }
    Ok(())
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
