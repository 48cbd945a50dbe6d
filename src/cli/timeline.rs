//! `dateline timeline`: a query over time.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{ExitCode, Failure, Opened, query_of};
use crate::analysis::{BinUnit, Measure, UnitChoice};
use crate::app::Split;
use crate::app::filter::FacetField;
use crate::app::results::compute;
use crate::exchange::{self, TimelineExport};
use crate::text::fold;
use crate::workspace::{Slot, Track, TrackId};

/// Width of the bins.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum BinChoice {
    /// The finest that has enough articles
    Auto,
    /// Days
    Day,
    /// ISO 8601 weeks
    Week,
    /// Months
    Month,
    /// Quarters
    Quarter,
    /// Years
    Year,
}

/// What is measured.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum MeasureChoice {
    /// Mentions
    Mentions,
    /// Articles with a mention
    Articles,
    /// Mentions per 1,000 words
    Rate,
    /// Share of articles, in percent
    Share,
}

/// How the table is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum TableFormat {
    /// Comma-separated values
    Csv,
    /// JSON
    Json,
}

impl From<BinChoice> for UnitChoice {
    fn from(choice: BinChoice) -> Self {
        match choice {
            BinChoice::Auto => Self::Automatic,
            BinChoice::Day => Self::Fixed(BinUnit::Day),
            BinChoice::Week => Self::Fixed(BinUnit::Week),
            BinChoice::Month => Self::Fixed(BinUnit::Month),
            BinChoice::Quarter => Self::Fixed(BinUnit::Quarter),
            BinChoice::Year => Self::Fixed(BinUnit::Year),
        }
    }
}

impl From<MeasureChoice> for Measure {
    fn from(choice: MeasureChoice) -> Self {
        match choice {
            MeasureChoice::Mentions => Self::Mentions,
            MeasureChoice::Articles => Self::Articles,
            MeasureChoice::Rate => Self::Rate,
            MeasureChoice::Share => Self::Share,
        }
    }
}

/// What is drawn.
pub(super) struct Chart<'a> {
    pub unit: UnitChoice,
    pub measure: Measure,
    pub split: Option<&'a str>,
}

/// What a name on the command line splits by; an error says which names there are.
fn split_of(name: &str, opened: &Opened) -> Result<Split, Failure> {
    let corpus = &opened.loaded.corpus;
    let names = corpus.column_names();
    match name {
        "source" => Ok(Split::Source),
        "language" => {
            corpus.detect_languages(&AtomicBool::new(false));
            Ok(Split::Field(FacetField::Language))
        }
        column if names.iter().any(|n| fold(n) == fold(column)) => {
            Ok(Split::Field(FacetField::Column(column.to_owned())))
        }
        unknown => {
            let known = names.join(", ");
            let message = format!(
                "there is no column “{unknown}” to split by; there are: source, language, {known}"
            );
            Err(Failure::new(ExitCode::Usage, anyhow::anyhow!(message)))
        }
    }
}

pub(super) fn run(
    query: &str,
    path: &Path,
    chart: &Chart<'_>,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    // A mistake is said before anything is read.
    query_of(query)?;
    let opened = Opened::read(path)?;
    let mut inputs = opened.inputs();
    let mut workspace = (*inputs.workspace).clone();
    for track in &mut workspace.tracks {
        track.shown = false;
    }
    workspace.tracks.push(Track {
        id: TrackId::random(),
        name: query.into(),
        slot: Slot::after(0),
        query: query.into(),
        shown: true,
    });
    inputs.workspace = Arc::new(workspace);
    inputs.chart.unit = chart.unit;
    inputs.split = chart
        .split
        .map(|name| split_of(name, &opened))
        .transpose()?;
    let results = compute(&inputs);
    let Some(timeline) = &results.timeline else {
        return Ok(ExitCode::Done);
    };
    let export = TimelineExport {
        timeline,
        measure: chart.measure,
        series: &results.series_names(&inputs.workspace),
        split_by: results.split.as_ref().map_or("", |s| &s.by),
        filter: "all articles",
    };
    let text = match format {
        TableFormat::Csv => {
            exchange::timeline_csv(&export).map_err(|e| Failure::new(ExitCode::CannotWrite, e))?
        }
        TableFormat::Json => format!("{}\n", exchange::timeline_json(&export)),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    Ok(ExitCode::Done)
}
