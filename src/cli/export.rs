//! `dateline export`: the annotated set.

use std::collections::HashSet;
use std::io::{BufWriter, ErrorKind};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use super::tag::no_tag;
use super::terminal::{Escape, data, say};
use super::{ExitCode, Failure};
use crate::corpus::{ArticleIx, Corpus, Precision, parse_date};
use crate::exchange::{
    ExportError, Format, LossReport, WorkspaceSet, is_source, write_set, write_set_to,
};
use crate::session::{Loaded, Plan, check_annotations};
use crate::workspace::{TagId, Workspace};

/// Which annotations are wanted.
pub(super) struct Wanted<'a> {
    pub tags: &'a [String],
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
}

/// Reads the word of a format that can be written; the words are those of the table.
pub(super) fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let words = Format::writable().map(|f| PossibleValue::new(f.word).help(f.words));
    PossibleValuesParser::new(words)
        .try_map(|word| Format::by_word(&word).ok_or("there is no such format"))
}

pub(super) fn run(
    path: &Path,
    format: Option<&'static Format>,
    out: Option<&Path>,
    overwrite: bool,
    wanted: &Wanted<'_>,
) -> Result<ExitCode, Failure> {
    let format = format.or_else(|| out.and_then(Format::by_ending));
    let unknown = "--out does not end like one of the formats; choose one with --format";
    let format = format.ok_or_else(|| usage(unknown.to_owned()))?;
    let range = (day(wanted.from)?, day(wanted.to)?);
    let super::Opened { mut plan, loaded } = super::Opened::read(path)?;
    if let Some(out) = out {
        refuse_sources(out, &plan, &loaded)?;
        // A device or a pipe takes what comes.
        if out.is_file() && !overwrite {
            let words = "there is a file of this name already: choose another, or say --overwrite";
            let why = anyhow::anyhow!("{words}. {}", out.display());
            return Err(Failure::new(ExitCode::CannotWrite, why));
        }
    }
    // As in the window: ranges are those of the texts as they are now.
    if let Some(moved) = check_annotations(&plan.workspace, &loaded.corpus).moved {
        plan.workspace
            .apply(&moved)
            .map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    }
    let set = selected(&plan.workspace, &loaded.corpus, wanted.tags, range)?;
    let report = write(format, &set, out)?;
    say(format_args!(
        "{} written as {}",
        report.arrived(),
        format.words
    ));
    for line in report.lines() {
        say(format_args!("not in it: {line}"));
    }
    Ok(ExitCode::Done)
}

/// Nobody cancels a command but by ending it.
static NEVER: AtomicBool = AtomicBool::new(false);

/// The set without what the filters leave out.
fn selected<'w>(
    workspace: &'w Workspace,
    corpus: &'w Corpus,
    tags: &[String],
    range: (Option<Date>, Option<Date>),
) -> Result<WorkspaceSet<'w>, Failure> {
    let tags = with_sub_tags(workspace, tags)?;
    let has_tag = move |tag: Option<TagId>| match &tags {
        Some(tags) => tag.is_some_and(|tag| tags.contains(&tag)),
        None => true,
    };
    let (from, to) = range;
    // Places of the annotated articles in the range: no article is looked at twice.
    let mut inside: HashSet<ArticleIx> = HashSet::new();
    let mut undated = 0_usize;
    let has_range = from.is_some() || to.is_some();
    for id in workspace.annotations.articles().filter(|_| has_range) {
        let place = corpus.find(id);
        let article = place.and_then(|place| corpus.get(place));
        if let (Some(place), Some(date)) =
            (place, article.and_then(|a| workspace.effective(&a).date()))
        {
            let begins = from.is_none_or(|from| from <= date.last_day());
            if begins && to.is_none_or(|to| date.day <= to) {
                inside.insert(place);
            }
        } else {
            let of = workspace.annotations.of(id);
            undated += of.filter(|a| has_tag(a.tag)).count();
        }
    }
    if undated > 0 {
        say(format_args!(
            "{undated} annotations of undated articles are left out by the date range"
        ));
    }
    let set = WorkspaceSet::new(workspace, corpus, &NEVER);
    Ok(set.selecting(move |annotation| {
        let place = || corpus.find(&annotation.article);
        has_tag(annotation.tag)
            && (!has_range || place().is_some_and(|place| inside.contains(&place)))
    }))
}

/// The tags of these paths with their sub-tags; none where no tag is named.
fn with_sub_tags(
    workspace: &Workspace,
    names: &[String],
) -> Result<Option<HashSet<TagId>>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    let mut all = HashSet::new();
    for name in names {
        let tag = workspace.codebook.by_path(name);
        let tag = tag.ok_or_else(|| usage(no_tag(name, &workspace.codebook)))?;
        all.extend(workspace.codebook.with_sub_tags(tag.id));
    }
    Ok(Some(all))
}

fn write(
    format: &Format,
    set: &WorkspaceSet<'_>,
    out: Option<&Path>,
) -> Result<LossReport, Failure> {
    let written = if let Some(path) = out {
        write_set_to(format, set, path, &NEVER)
    } else {
        let escape = match format.word {
            "jsonl" => Escape::Json,
            _ => Escape::Braces,
        };
        let mut out = BufWriter::new(data(escape));
        write_set(format, set, &mut out, &NEVER)
    };
    written.map_err(|error| match error {
        // The reader of the result has enough, as `head` has: there is nothing to tell.
        ExportError::Io(why) if why.kind() == ErrorKind::BrokenPipe => why.into(),
        error => Failure::new(ExitCode::CannotWrite, error),
    })
}

/// Refuses to write over the workspace or one of its articles.
fn refuse_sources(out: &Path, plan: &Plan, loaded: &Loaded) -> Result<(), Failure> {
    if is_source(out, &plan.file, &plan.workspace, &loaded.corpus) {
        let message = format!(
            "--out would overwrite the workspace, what is kept beside it, or an article; choose another name. {}",
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
