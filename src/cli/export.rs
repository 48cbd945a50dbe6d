//! `dateline export`: the annotated set.

use std::collections::HashSet;
use std::path::Path;

use jiff::civil::Date;

use super::{ExitCode, Failure};
use crate::corpus::{Precision, parse_date};
use crate::exchange::{self, ExportError, ExportFormat};
use crate::session::{Loaded, Plan, check_annotations};
use crate::store::{resolve_path, write_atomically};
use crate::workspace::{Annotation, TagId};

/// Which annotations are wanted.
pub(super) struct Wanted<'a> {
    pub tags: &'a [String],
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
}

pub(super) fn run(
    path: &Path,
    format: ExportFormat,
    out: Option<&Path>,
    wanted: &Wanted<'_>,
) -> Result<ExitCode, Failure> {
    let (from, to) = (day(wanted.from)?, day(wanted.to)?);
    let super::Opened { mut plan, loaded } = super::Opened::read(path)?;
    if let Some(out) = out {
        refuse_sources(out, &plan, &loaded)?;
    }
    // As in the window: ranges are those of the texts as they are now.
    if let Some(moved) = check_annotations(&plan.workspace, &loaded.corpus).moved {
        plan.workspace
            .apply(&moved)
            .map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    }
    let (workspace, corpus) = (&plan.workspace, &loaded.corpus);
    let tags: Option<HashSet<TagId>> = if wanted.tags.is_empty() {
        None
    } else {
        let mut all = HashSet::new();
        for name in wanted.tags {
            let tag = workspace.codebook.by_path(name);
            let tag =
                tag.ok_or_else(|| usage(format!("--tag {name}: the codebook has no such tag")))?;
            all.extend(workspace.codebook.with_sub_tags(tag.id));
        }
        Some(all)
    };
    let mut undated = 0_usize;
    let mut fits = |annotation: &Annotation| {
        if tags
            .as_ref()
            .is_some_and(|tags| !annotation.tag.is_some_and(|t| tags.contains(&t)))
        {
            return false;
        }
        if from.is_none() && to.is_none() {
            return true;
        }
        let Some(date) = corpus
            .by_id(&annotation.article)
            .and_then(|a| workspace.filed(&a).date())
        else {
            undated += 1;
            return false;
        };
        from.is_none_or(|from| from <= date.last_day()) && to.is_none_or(|to| date.day <= to)
    };
    let kept: Vec<&Annotation> = exchange::in_reading_order(workspace, corpus)
        .into_iter()
        .map(AsRef::as_ref)
        .filter(|a| fits(a))
        .collect();
    if undated > 0 {
        eprintln!(
            "dateline: {undated} annotations of undated articles are left out by the date range"
        );
    }
    let records: Vec<_> = exchange::records(kept.into_iter(), workspace, corpus).collect();
    write(format, &records, out).map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    Ok(ExitCode::Done)
}

fn write(
    format: ExportFormat,
    records: &[exchange::ExportRecord],
    out: Option<&Path>,
) -> Result<(), ExportError> {
    let Some(path) = out else {
        return exchange::write_records(
            format,
            records,
            std::io::BufWriter::new(std::io::stdout().lock()),
        );
    };
    let mut bytes = Vec::new();
    exchange::write_records(format, records, &mut bytes)?;
    write_atomically(path, &bytes, |_| Ok(()))
}

/// Refuses to write over the workspace or one of its articles.
fn refuse_sources(out: &Path, plan: &Plan, loaded: &Loaded) -> Result<(), Failure> {
    let Ok(target) = std::fs::canonicalize(out) else {
        return Ok(());
    };
    let same = |path: &Path| std::fs::canonicalize(path).is_ok_and(|p| p == target);
    let base = plan.file.parent().unwrap_or(Path::new("."));
    let is_article = loaded.corpus.table().live_files().any(|(_, file)| {
        let mut sources = plan.workspace.sources.iter();
        let source = sources.find(|s| *s.id.0 == *file.source);
        // Names first: asking the disk for every article would take long.
        target.file_name() == Path::new(&file.path).file_name()
            && source.is_some_and(|s| same(&resolve_path(base, &s.path).join(&file.path)))
    });
    if same(&plan.file) || is_article {
        let message = format!(
            "--out would overwrite the workspace or an article; choose another name. {}",
            out.display()
        );
        return Err(usage(message));
    }
    Ok(())
}

fn day(words: Option<&str>) -> Result<Option<Date>, Failure> {
    let Some(words) = words else { return Ok(None) };
    match parse_date(words) {
        Some((day, Precision::Day)) => Ok(Some(day)),
        _ => Err(usage(format!("{words} is not a day: write YYYY-MM-DD"))),
    }
}

fn usage(message: String) -> Failure {
    Failure::new(ExitCode::Usage, anyhow::anyhow!(message))
}
