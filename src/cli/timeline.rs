//! `dateline timeline`: a query over time.

use std::io::Write;
use std::path::{Path, PathBuf};
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
    BinUnit, ChartForm, Measure, Series, TimelineArticle, TimelineSpec, UnitChoice, timeline,
};
use crate::analysis::{Cancel, ChartSpec, EffectiveMetadata, TimelineView, View as _};
use crate::corpus::{ArticleIx, Corpus};
use crate::enrich;
use crate::exchange::charts::{ChartLook, timeline_svg};
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
    /// A workbook; to be sent into a file
    Xlsx,
    /// Plain text, in columns that line up
    Text,
    /// A graph, of `together` alone
    Graphml,
}

/// How the chart is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ChartFormat {
    /// Comma-separated values
    Csv,
    /// JSON
    Json,
    /// A picture that scales
    Svg,
    /// A picture of pixels; with --out alone
    Png,
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum FormChoice {
    /// Bars; strips where they would be thinner than four points
    Auto,
    /// Bars side by side
    Bars,
    /// A line a series
    Lines,
    /// Bars on top of each other
    Stacked,
    /// A strip a series
    Multiples,
}

/// A picture of the chart.
#[derive(Clone, Debug, clap::Args)]
pub struct Picture {
    /// How the picture is drawn
    #[arg(long, value_enum, default_value = "auto")]
    form: FormChoice,
    /// Width of the picture, in pixels
    #[arg(long, default_value_t = 1200, value_parser = clap::value_parser!(u32).range(200..=10_000))]
    width: u32,
    /// Height of the picture, in pixels
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u32).range(200..=10_000))]
    height: u32,
    /// Draw a rolling mean of so many bins
    #[arg(long, value_name = "BINS", default_value_t = 0)]
    mean: usize,
    /// Draw intervals at 95 %
    #[arg(long)]
    intervals: bool,
    /// Write here instead of to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long, requires = "out")]
    overwrite: bool,
}

impl Picture {
    fn look(&self, title: &str, workspace: &Workspace) -> ChartLook {
        let form = match self.form {
            FormChoice::Auto => ChartForm::Automatic,
            FormChoice::Bars => ChartForm::Bars,
            FormChoice::Lines => ChartForm::Lines,
            FormChoice::Stacked => ChartForm::Stacked,
            FormChoice::Multiples => ChartForm::Multiples,
        };
        ChartLook {
            width: self.width,
            height: self.height,
            form,
            window: self.mean,
            intervals: self.intervals,
            title: title.to_owned(),
            events: event_marks(workspace),
            ..ChartLook::default()
        }
    }
}

/// The days that the analyst has marked, as a picture has them.
fn event_marks(workspace: &Workspace) -> Vec<(jiff::civil::Date, String)> {
    let events = workspace.events.iter();
    events.map(|e| (e.day, e.label.to_string())).collect()
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
    how: (ChartFormat, &Picture),
) -> Result<ExitCode, Failure> {
    if how.0 == ChartFormat::Png && how.1.out.is_none() {
        let why = anyhow::anyhow!("a picture of pixels is written to a file: name it with --out");
        return Err(Failure::new(ExitCode::Usage, why));
    }
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
        return write(&export, how, &counted.workspace);
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
    write(&export, how, &base.workspace)
}

/// What the filter of these tables is called.
const ALL: &str = "all articles";
const ALL_ONCE: &str = "all articles, near-duplicates once";

/// What the chart needs of every article, gathered while they are read.
#[derive(Default)]
struct Counted {
    articles: Vec<TimelineArticle>,
    mentions: Vec<u32>,
    workspace: Workspace,
}

impl Counted {
    fn add(&mut self, query: &Query, workspace: &Workspace, corpus: &Arc<Corpus>) {
        if self.articles.is_empty() {
            self.workspace.events.clone_from(&workspace.events);
        }
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

fn write(
    export: &TimelineExport<'_>,
    (format, picture): (ChartFormat, &Picture),
    workspace: &Workspace,
) -> Result<ExitCode, Failure> {
    if let Some(widened) = export.timeline.widened() {
        say(widened);
    }
    let failed = |e| Failure::new(ExitCode::CannotWrite, e);
    let title = export.series.first().map_or("", |s| s.track.as_str());
    let look = picture.look(title, workspace);
    let (bytes, escape) = match format {
        ChartFormat::Csv => (
            exchange::timeline_csv(export).map_err(failed)?.into_bytes(),
            Escape::Braces,
        ),
        ChartFormat::Json => (
            format!("{}\n", exchange::timeline_json(export)).into_bytes(),
            Escape::Json,
        ),
        ChartFormat::Svg => (timeline_svg(export, &look).into_bytes(), Escape::Braces),
        ChartFormat::Png => (png(&timeline_svg(export, &look))?, Escape::Braces),
    };
    if let Some(file) = &picture.out {
        if !picture.overwrite && file.exists() {
            let why = anyhow::anyhow!(
                "a file of this name exists; --overwrite replaces it: {}",
                file.display()
            );
            return Err(Failure::new(ExitCode::CannotWrite, why));
        }
        std::fs::write(file, bytes)?;
        return Ok(ExitCode::Done);
    }
    let mut out = data(escape);
    out.write_all(&bytes).and_then(|()| out.flush())?;
    Ok(ExitCode::Done)
}

#[cfg(feature = "formats")]
fn png(svg: &str) -> Result<Vec<u8>, Failure> {
    exchange::charts::png_of_svg(svg, 1.0).map_err(|e| Failure::new(ExitCode::CannotWrite, e))
}

#[cfg(not(feature = "formats"))]
fn png(_: &str) -> Result<Vec<u8>, Failure> {
    let why = anyhow::anyhow!("this build writes no pictures of pixels: use --format svg");
    Err(Failure::new(ExitCode::Usage, why))
}
