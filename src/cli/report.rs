//! `dateline report`, `references`, `bundle` and `verify`: work for people who do not have the program.

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::Zoned;

use super::terminal::say;
use super::view::base;
use super::{ExitCode, Failure};
use crate::analysis::{Cancel, ChartSpec, Measure, TimelineView, View as _};
use crate::exchange::bundle::{verify_bundle, write_bundle};
use crate::exchange::charts::{ChartLook, timeline_svg};
use crate::exchange::references::{ReferenceStyle, references};
use crate::exchange::report::{Report, ReportBy, report_html, report_markdown};
use crate::exchange::{LossReport, TimelineExport, WorkspaceSet};

/// Writes bytes to a file that is not there yet, or may be replaced; to standard output without one.
fn put(bytes: &[u8], out: Option<&Path>, overwrite: bool) -> Result<(), Failure> {
    let Some(path) = out else {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())?;
        return Ok(());
    };
    if path.is_file() && !overwrite {
        let why = anyhow::anyhow!(
            "there is a file of this name already: choose another, or say --overwrite. {}",
            path.display()
        );
        return Err(Failure::new(ExitCode::CannotWrite, why));
    }
    std::fs::write(path, bytes)?;
    Ok(())
}

/// Nobody cancels a command but by ending it.
static NEVER: AtomicBool = AtomicBool::new(false);

fn tell(report: &LossReport) {
    for line in report.lines() {
        say(format_args!("not in it: {line}"));
    }
}

/// The report of a workspace.
pub(super) fn report(
    path: &Path,
    by: &ReportBy,
    title: Option<&str>,
    out: Option<&Path>,
    overwrite: bool,
) -> Result<ExitCode, Failure> {
    let base = base(path, None, &[])?;
    let set = WorkspaceSet::new(&base.workspace, &base.corpus, &NEVER);
    let title = title.unwrap_or("Report");
    let made = Zoned::now().date().to_string();
    let mut report = Report::new(title, &made, &set, by);
    let chart = TimelineView::compute(&base, &ChartSpec::default(), &Cancel::default());
    let chart = chart.map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    if !chart.timeline.bins.is_empty() {
        let measure = chart.measure(Measure::default());
        let export = TimelineExport {
            timeline: &chart.timeline,
            measure,
            series: &chart.names,
            split_by: chart.split_by(),
            filter: "all articles",
        };
        let events = base
            .workspace
            .events
            .iter()
            .map(|e| (e.day, e.label.to_string()));
        let slots = base.shown_tracks().map(|t| t.slot);
        let look = ChartLook {
            width: 800,
            height: 420,
            title: "Over time".to_owned(),
            slots: slots.collect(),
            events: events.collect(),
            ..ChartLook::default()
        };
        let svg = timeline_svg(&export, &look);
        let names: Vec<&str> = chart.names.iter().map(|n| n.track.as_str()).collect();
        let caption = format!("{}: {}", names.join(", "), measure.words());
        report.chart = Some((svg, caption));
    }
    for track in base.shown_tracks() {
        report.methods.push(format!(
            "“{}” counts the mentions of: {}",
            track.name, track.query
        ));
    }
    let is_markdown = out
        .and_then(Path::extension)
        .is_some_and(|e| e.eq_ignore_ascii_case("md"));
    let text = if is_markdown {
        report_markdown(&report)
    } else {
        report_html(&report)
    };
    put(text.as_bytes(), out, overwrite)?;
    Ok(ExitCode::Done)
}

/// The annotated articles as references.
pub(super) fn cite(
    path: &Path,
    style: ReferenceStyle,
    out: Option<&Path>,
    overwrite: bool,
) -> Result<ExitCode, Failure> {
    let base = base(path, None, &[])?;
    let set = WorkspaceSet::new(&base.workspace, &base.corpus, &NEVER);
    put(references(&set, style).as_bytes(), out, overwrite)?;
    Ok(ExitCode::Done)
}

/// The evidence bundle of a workspace.
pub(super) fn bundle(
    path: &Path,
    out: &Path,
    texts: bool,
    overwrite: bool,
) -> Result<ExitCode, Failure> {
    let base = base(path, None, &[])?;
    let set = WorkspaceSet::new(&base.workspace, &base.corpus, &NEVER);
    let mut bytes = Vec::new();
    let report = write_bundle(&set, texts, &mut bytes)
        .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    put(&bytes, Some(out), overwrite)?;
    tell(&report);
    say(format_args!(
        "an evidence bundle was written: {}",
        out.display()
    ));
    Ok(ExitCode::Done)
}

/// Checks a bundle.
pub(super) fn verify(path: &Path) -> Result<ExitCode, Failure> {
    let wrong = verify_bundle(path)
        .map_err(|why| Failure::new(ExitCode::CannotOpen, anyhow::anyhow!(why)))?;
    for line in &wrong {
        super::terminal::line(&mut std::io::stdout().lock(), format_args!("{line}"))?;
    }
    if wrong.is_empty() {
        say("every file is as it was");
        return Ok(ExitCode::Done);
    }
    Ok(ExitCode::FoundProblems)
}
