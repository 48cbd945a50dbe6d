//! `dateline timeline`: a query over time.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::opened::{ColumnsSeen, checked_in, checked_values, snapshot, streamed};
use super::search::found_in;
use super::terminal::{Escape, data, say};
use super::{ExitCode, Failure, Opened, query_of};
use crate::analysis::SeriesName;
use crate::analysis::Split;
use crate::analysis::asks_for_tracks;
use crate::analysis::fields;
use crate::analysis::{
    BinUnit, Measure, Series, TimelineArticle, TimelineSpec, UnitChoice, timeline,
};
use crate::analysis::{Cancel, ChartSpec, EffectiveMetadata, TimelineView, View as _};
use crate::corpus::{ArticleIx, Corpus};
use crate::enrich;
use crate::exchange::{self, TimelineExport};
use crate::query::Query;
use crate::text::fold;
use crate::workspace::filter::FacetField;
use crate::workspace::{Slot, Track, TrackId, Workspace};

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
    /// Of near-duplicates only the first.
    pub once: bool,
}

/// What a name on the command line splits by; an error says which names there are.
fn split_of(name: &str, opened: &Opened) -> Result<Split, Failure> {
    let corpus = &opened.loaded.corpus;
    let names = corpus.column_names();
    let field = fields::find(&fold(name)).map(|f| f.name);
    match field.unwrap_or(name) {
        "source" => Ok(Split::Source),
        "language" => Ok(Split::Field(FacetField::Language)),
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
    let parsed = query_of(query)?;
    let spec = TimelineSpec {
        unit: chart.unit,
        ..TimelineSpec::default()
    };
    // Tracks and the largest values are of the whole corpus: they must be known before.
    let mut counted = Counted::default();
    let opened = if chart.split.is_some() || chart.once || asks_for_tracks(&parsed) {
        Some(Opened::read(path)?)
    } else {
        let mut columns = ColumnsSeen::default();
        let check = |workspace: &Workspace| checked_values(query, &parsed, workspace);
        let opened = streamed(path, check, |workspace, corpus| {
            columns.add(&parsed, corpus);
            counted.add(&parsed, workspace, corpus);
            Ok(())
        })?;
        if opened.is_none() {
            columns.check(query, &parsed)?;
        }
        opened
    };
    let Some(opened) = opened else {
        let mentions = &counted.mentions;
        let series = SeriesName {
            track: query.to_owned(),
            query: query.to_owned(),
            value: None,
        };
        let export = TimelineExport {
            timeline: &timeline(&counted.articles, &[Series { mentions }], spec),
            measure: chart.measure,
            series: &[series],
            split_by: "",
            filter: ALL,
        };
        return write(&export, format);
    };
    checked_in(query, &parsed, &opened)?;
    let split = chart
        .split
        .map(|name| split_of(name, &opened))
        .transpose()?;
    let by_language = split == Some(Split::Field(FacetField::Language));
    let enrichers: Vec<&str> = [
        by_language.then_some(enrich::language::NAME),
        chart.once.then_some(enrich::NEAR_DUPLICATES),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut inputs = opened.inputs(&[&parsed], &enrichers);
    inputs.filter.once = chart.once;
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
    let base = snapshot(&inputs)?;
    // What it asks for must be askable of these tracks: else it would be a zero.
    let askable = base.facts().check(&parsed);
    askable.map_err(|e| Failure::new(ExitCode::Usage, e))?;
    let spec = ChartSpec {
        timeline: spec,
        split,
    };
    let table = TimelineView::compute(&base, &spec, &Cancel::default());
    let table = table.map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    let export = TimelineExport {
        timeline: &table.timeline,
        measure: chart.measure,
        series: &table.names,
        split_by: table.split_by(),
        filter: if chart.once { ALL_ONCE } else { ALL },
    };
    write(&export, format)
}

/// What the filter of these tables is called.
const ALL: &str = "all articles";
const ALL_ONCE: &str = "all articles, near-duplicates once";

/// What the chart needs of every article, gathered while they are read.
#[derive(Default)]
struct Counted {
    articles: Vec<TimelineArticle>,
    mentions: Vec<u32>,
}

impl Counted {
    fn add(&mut self, query: &Query, workspace: &Workspace, corpus: &Arc<Corpus>) {
        let basis = EffectiveMetadata::new(corpus, workspace);
        let words = &corpus.columns().words;
        let article = |at: ArticleIx| TimelineArticle {
            date: basis.date(at),
            words: words.get(at.ix()).copied().unwrap_or(0),
            in_filter: true,
        };
        self.articles.extend(corpus.places().map(article));
        let mentions = found_in(query, workspace, corpus, |_, spans| spans.len() as u32);
        self.mentions
            .extend(mentions.into_iter().map(Option::unwrap_or_default));
    }
}

fn write(export: &TimelineExport<'_>, format: TableFormat) -> Result<ExitCode, Failure> {
    if let Some(widened) = export.timeline.widened() {
        say(widened);
    }
    let (text, escape) = match format {
        TableFormat::Csv => (
            exchange::timeline_csv(export).map_err(|e| Failure::new(ExitCode::CannotWrite, e))?,
            Escape::Braces,
        ),
        TableFormat::Json => (
            format!("{}\n", exchange::timeline_json(export)),
            Escape::Json,
        ),
    };
    let mut out = data(escape);
    out.write_all(text.as_bytes()).and_then(|()| out.flush())?;
    Ok(ExitCode::Done)
}
