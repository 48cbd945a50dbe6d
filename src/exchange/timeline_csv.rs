//! The chart as comma-separated values: exactly what is drawn, with what it is divided by.

use super::{ExportError, defused};
use crate::analysis::{Bin, Measure, Tally, Timeline};

/// What the table says beside the counts.
#[derive(Clone, Debug)]
pub struct TimelineExport<'a> {
    /// The chart.
    pub timeline: &'a Timeline,
    /// The measure drawn.
    pub measure: Measure,
    /// Name and query of each series, in order.
    pub series: &'a [(String, String)],
    /// The filter, in words.
    pub filter: &'a str,
}

const COLUMNS: [&str; 19] = [
    "bin",
    "start",
    "end",
    "lane",
    "unit",
    "track",
    "query",
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
        rows(export, &head, &bin.tally, &marks(bin), &mut table).map_err(failed)?;
    }
    for (lane, tally) in [
        ("undated", &export.timeline.undated),
        ("imprecise", &export.timeline.imprecise),
    ] {
        let head = [String::new(), String::new(), String::new(), lane.to_owned()];
        rows(export, &head, tally, "", &mut table).map_err(failed)?;
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
    marks: &str,
    table: &mut csv::Writer<Vec<u8>>,
) -> Result<(), csv::Error> {
    for (i, (name, query)) in export.series.iter().enumerate() {
        let count = tally.series.get(i).copied().unwrap_or_default();
        let number = |n: Option<f64>| n.map(|n| format!("{n:.6}")).unwrap_or_default();
        let interval = tally.interval(i, export.measure);
        let mut row: Vec<String> = head.to_vec();
        row.extend([
            export.timeline.unit.words().to_owned(),
            defused(name).into_owned(),
            defused(query).into_owned(),
            count.mentions.to_string(),
            count.articles.to_string(),
            tally.articles.to_string(),
            tally.of_articles.to_string(),
            tally.of_words.to_string(),
            export.measure.words().to_owned(),
            number(tally.value(i, export.measure)),
            number(interval.map(|i| i.low)),
            number(interval.map(|i| i.high)),
            export.timeline.denominator.words().to_owned(),
            marks.to_owned(),
            defused(export.filter).into_owned(),
        ]);
        table.write_record(row)?;
    }
    Ok(())
}

fn marks(bin: &Bin) -> String {
    let marks = [
        (bin.tally.is_gap(), "gap"),
        (bin.tally.has_few_articles(), "few articles"),
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
