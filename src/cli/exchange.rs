//! `dateline import` and `dateline convert`: sets that other programs have made.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;

use super::edit::{opened_to_work, tell_notes};
use super::terminal::say;
use super::{ExitCode, Failure, Opened};
use crate::corpus::{ArticleId, ArticleIx, Corpus, SourceId, SourceSpec};
use crate::exchange::merge::{matched, merge};
use crate::exchange::{AnnotatedSet, Format, LossReport, write_set_to};
use crate::import::LoadProgress;
use crate::library;
use crate::session::parent_of;
use crate::store::resolve_path;
use crate::workspace::{Change, Edit, Source, Stamp, Swap, Workspace};

/// Who imports, in the history.
const NAME: &str = "dateline import";

/// Reads the word of a format that can be read.
pub(super) fn readable_parser() -> impl TypedValueParser<Value = &'static Format> {
    let words = Format::readable().map(|f| PossibleValue::new(f.word).help(f.words));
    PossibleValuesParser::new(words)
        .try_map(|word| Format::by_word(&word).ok_or("there is no such format"))
}

fn usage(why: String) -> Failure {
    Failure::new(ExitCode::Usage, anyhow::anyhow!(why))
}

/// Reads a set, in the format that is named or that its name or its content shows.
fn set_of(
    path: &Path,
    format: Option<&'static Format>,
) -> Result<(Box<dyn AnnotatedSet>, LossReport), Failure> {
    if !path.exists() {
        let why = anyhow::anyhow!("there is no such file: {}", path.display());
        return Err(Failure::new(ExitCode::CannotOpen, why));
    }
    let format = format.or_else(|| Format::of_file(path));
    let Some(format) = format else {
        let words: Vec<&str> = Format::readable().map(|f| f.word).collect();
        let all = words.join(", ");
        return Err(usage(format!(
            "what this file is does not show; name its format with --format ({all}): {}",
            path.display()
        )));
    };
    let Some(read) = format.read else {
        return Err(usage(format!(
            "{} can be written, and not read: {}",
            format.words,
            path.display()
        )));
    };
    let mut report = LossReport::default();
    let set = read(path, &mut report)
        .map_err(|why| Failure::new(ExitCode::CannotOpen, anyhow::anyhow!(why)))?;
    Ok((set, report))
}

/// Says what a report says.
fn tell(report: &LossReport, lost: &str) {
    for note in report.notes() {
        say(format_args!("note: {note}"));
    }
    for line in report.lines() {
        say(format_args!("{lost}: {line}"));
    }
}

/// With `strict` a loss is an error.
fn outcome(strict: bool, reports: &[&LossReport]) -> Result<ExitCode, Failure> {
    let lost = reports.iter().any(|r| r.losses().next().is_some());
    if strict && lost {
        let why = anyhow::anyhow!("something is lost, and --strict was said: nothing was written");
        return Err(Failure::new(ExitCode::FoundProblems, why));
    }
    Ok(ExitCode::Done)
}

/// Reads one file and writes another.
pub(super) fn convert(
    from: &Path,
    to: &Path,
    formats: (Option<&'static Format>, Option<&'static Format>),
    overwrite: bool,
    strict: bool,
) -> Result<ExitCode, Failure> {
    let format = formats.1.or_else(|| Format::by_ending(to));
    let format = format.ok_or_else(|| {
        usage(format!(
            "what is to be written does not show; name it with --to: {}",
            to.display()
        ))
    })?;
    if to.is_file() && !overwrite {
        let why = anyhow::anyhow!(
            "there is a file of this name already: choose another, or say --overwrite. {}",
            to.display()
        );
        return Err(Failure::new(ExitCode::CannotWrite, why));
    }
    let (set, read) = set_of(from, formats.0)?;
    tell(&read, "not read");
    let never = AtomicBool::new(false);
    // What would be lost is known before anything is written.
    let mut nowhere = std::io::sink();
    let tried = crate::exchange::write_set(format, &*set, &mut nowhere, &never)
        .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    tell(&tried, "not in it");
    outcome(strict, &[&read, &tried])?;
    let written = write_set_to(format, &*set, to, &never)
        .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    say(format_args!(
        "{} read, {} written as {}",
        read.arrived(),
        written.arrived(),
        format.words
    ));
    Ok(ExitCode::Done)
}

/// What is said about an import.
pub(super) struct Wanted<'a> {
    pub format: Option<&'static Format>,
    /// Where the texts of new articles are written.
    pub into: Option<&'a Path>,
    /// `theirs=ours`.
    pub tags: &'a [String],
    pub dry_run: bool,
    pub strict: bool,
}

/// Merges files into a workspace.
pub(super) fn import(
    path: &Path,
    files: &[PathBuf],
    wanted: &Wanted<'_>,
) -> Result<ExitCode, Failure> {
    let tags: BTreeMap<String, String> = wanted
        .tags
        .iter()
        .map(|pair| {
            let (theirs, ours) = pair
                .split_once('=')
                .ok_or_else(|| usage(format!("--tag {pair}: write THEIRS=OURS")))?;
            Ok((theirs.trim().to_owned(), ours.trim().to_owned()))
        })
        .collect::<Result<_, Failure>>()?;
    for file in files {
        one(path, file, wanted, &tags)?;
    }
    Ok(ExitCode::Done)
}

fn one(
    path: &Path,
    file: &Path,
    wanted: &Wanted<'_>,
    tags: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let (set, read) = set_of(file, wanted.format)?;
    let opened = Opened::read(path)?;
    let found = matched(&*set, &opened.loaded.corpus);
    let mut report = LossReport::default();
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if !found.new.is_empty() {
        say(format_args!(
            "{} articles are new and are added as a source",
            found.new.len()
        ));
    }
    let old = &opened.loaded.corpus;
    if wanted.dry_run {
        // New articles hold all of their words: only those that are here can disagree.
        let trial = merge(
            &*set,
            &opened.plan.workspace,
            &[(old, &found.here)],
            tags,
            &mut report,
        );
        tell(&read, "not read");
        let new = report.lost("annotations of articles that are not there");
        say(format_args!(
            "{} would be taken, {new} annotations of them with new articles; {} are there already; new tags: {}",
            read.arrived(),
            trial.already,
            trial.new_tags.join(", ")
        ));
        return Ok(());
    }
    tell(&read, "not read");
    if wanted.strict {
        outcome(true, &[&read])?;
    }
    let mut plan = opened_to_work(path, NAME)?;
    let added = added(
        &*set,
        &found.new,
        &plan.file,
        &plan.workspace,
        wanted.into,
        &name,
    )?;
    let mut places = vec![(&**old, &found.here)];
    places.extend(added.as_ref().map(|a| (&*a.corpus, &a.places)));
    let merged = merge(&*set, &plan.workspace, &places, tags, &mut report);
    let mut changes = Vec::new();
    if let Some(source) = added.as_ref().and_then(|a| a.source.clone()) {
        let place = plan.workspace.sources.len();
        changes.push(Change::Source(Swap {
            before: None,
            after: Some((place, source)),
        }));
    }
    let (new_tags, already) = (merged.new_tags.clone(), merged.already);
    changes.extend(merged.changes);
    tell(&report, "not taken");
    if !changes.is_empty() {
        let edit = Edit::new(format!("import {name}"), changes);
        let stamp = Stamp {
            at: Timestamp::now(),
            by: NAME.into(),
        };
        plan.history
            .commit(&mut plan.workspace, edit, None, stamp)
            .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
        let entries = plan.history.take_fresh();
        let sequence = plan.history.sequence();
        if plan.workspace_log.has_file() {
            plan.workspace_log.append(&entries)?;
            plan.workspace_log.compact(&plan.workspace, sequence)?;
        } else {
            plan.workspace_log
                .begin(&plan.workspace, sequence, &entries)?;
        }
        tell_notes(&plan.workspace_log);
    }
    let new = if new_tags.is_empty() {
        String::new()
    } else {
        format!("; new tags: {}", new_tags.join(", "))
    };
    say(format_args!(
        "{name}: {} taken, {already} of them were there already{new}",
        report.arrived()
    ));
    Ok(())
}

/// Articles that were added: where they lie, and the places of the set's articles among them.
struct Added {
    /// The source, where none of the workspace holds the file.
    source: Option<Source>,
    corpus: Arc<Corpus>,
    places: HashMap<ArticleId, ArticleIx>,
}

/// Writes the texts of new articles as JSON Lines and reads them as the workspace will.
fn added(
    set: &dyn AnnotatedSet,
    new: &[ArticleId],
    workspace_file: &Path,
    workspace: &Workspace,
    into: Option<&Path>,
    name: &str,
) -> Result<Option<Added>, Failure> {
    if new.is_empty() {
        return Ok(None);
    }
    let base = parent_of(workspace_file);
    let folder = into.map_or_else(|| base.join("imported"), Path::to_path_buf);
    std::fs::create_dir_all(&folder)?;
    let folder = std::fs::canonicalize(&folder)?;
    let stem: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut number = 1;
    let file = loop {
        let tail = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let file = folder.join(format!("{stem}{tail}.jsonl"));
        match std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&file)
        {
            Ok(mut out) => {
                for article in set.articles().filter(|a| new.contains(&a.id)) {
                    let text = set.text(&article).unwrap_or_default();
                    let mut line = serde_json::json!({"id": &*article.path, "text": &*text});
                    if let Some(date) = &article.date {
                        line["date"] = date.to_string().into();
                    }
                    if !article.source.is_empty() {
                        line["source"] = article.source.to_string().into();
                    }
                    writeln!(out, "{line}")?;
                }
                out.sync_all()?;
                break file;
            }
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(why) => return Err(why.into()),
        }
    };
    say(format_args!(
        "texts of new articles are in {}",
        file.display()
    ));
    let file_name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    // A source that holds the folder reads the file already.
    let covering = workspace.sources.iter().find_map(|source| {
        let root = std::fs::canonicalize(resolve_path(&base, &source.path)).ok()?;
        let inside = file.strip_prefix(&root).ok()?;
        let inside = inside.to_string_lossy().replace('\\', "/");
        source
            .files
            .is_empty()
            .then_some((source.id.clone(), root, inside))
    });
    let (id, root, inside, source) = if let Some((id, root, inside)) = covering {
        (id, root, inside, None)
    } else {
        let mut id = SourceId(stem.clone().into());
        while workspace.sources.iter().any(|s| s.id == id) {
            id = SourceId(format!("{}-", id.0).into());
        }
        let relative =
            folder.strip_prefix(std::fs::canonicalize(&base).unwrap_or_else(|_| base.clone()));
        let path = relative.map_or_else(
            |_| folder.to_string_lossy().into_owned(),
            |p| p.to_string_lossy().replace('\\', "/"),
        );
        let source = Source {
            id: id.clone(),
            path: if path.is_empty() {
                ".".to_owned()
            } else {
                path
            },
            files: vec![file_name.clone()],
            mappings: BTreeMap::new(),
        };
        (id, folder.clone(), file_name, Some(source))
    };
    let spec = SourceSpec {
        id,
        root,
        files: vec![inside],
        mappings: BTreeMap::new(),
    };
    let mut chunks: Vec<Arc<Corpus>> = Vec::new();
    library::stream(&[spec], &LoadProgress::default(), |corpus| {
        chunks.push(corpus);
        Ok::<(), Failure>(())
    })?;
    let corpus = chunks.into_iter().next().unwrap_or_default();
    let mut places = HashMap::new();
    for article in set.articles().filter(|a| new.contains(&a.id)) {
        let text = set.text(&article).unwrap_or_default();
        let hash = crate::corpus::TextHash::of(&text);
        if let Some(at) = corpus.places().find(|at| corpus.hash(*at) == hash) {
            places.insert(article.id.clone(), at);
        }
    }
    Ok(Some(Added {
        source,
        corpus,
        places,
    }))
}
