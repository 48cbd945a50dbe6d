//! `dateline import` and `dateline convert`: sets that other programs have made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Subcommand;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;

use super::edit::{committed, opened_to_work};
use super::terminal::say;
use super::{ExitCode, Failure, Opened, report};
use crate::exchange::intake::{Intake, IntakeError};
use crate::exchange::references::ReferenceStyle;
use crate::exchange::report::ReportBy;
use crate::exchange::{Format, LossReport, write_set, write_set_to};
use crate::workspace::{Edit, Stamp};

/// Subcommands that read what other programs have made, and write for people and programs elsewhere.
#[derive(Debug, Subcommand)]
pub enum Exchange {
    /// Take over annotations that were made elsewhere
    #[command(after_help = "\
Examples:
  dateline import workspace.ron set.jsonld --dry-run
  dateline import workspace.ron brat-folder/ --format brat --tag 'Person=actors/person'

Articles are matched by their text, also with other line ends and blanks; new ones are written as JSON Lines
into the folder imported beside the workspace and added as a source. One step of the history: undo in the window
takes all of it back and leaves that file. Annotations that are there already are not taken again.")]
    Import {
        /// A workspace or the folder of one
        path: PathBuf,
        /// What is to be taken over: files, folders, archives
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Their format, where the name does not show it
        #[arg(long, value_parser = readable_parser())]
        format: Option<&'static Format>,
        /// Which tag of yours stands for one of theirs; may be given several times
        #[arg(long = "tag", value_name = "THEIRS=OURS")]
        tags: Vec<String>,
        /// Where the texts of new articles are written
        #[arg(long, value_name = "FOLDER")]
        into: Option<PathBuf>,
        /// Only say what would be taken
        #[arg(long)]
        dry_run: bool,
        /// Take nothing where something is lost
        #[arg(long)]
        strict: bool,
    },
    /// Turn a set of annotations from one format into another
    #[command(after_help = "\
Example:
  dateline convert set.jsonld set.brat.zip

What the new format cannot hold is said before anything is written.")]
    Convert {
        /// What is read
        from: PathBuf,
        /// What is written
        to: PathBuf,
        /// The format of what is read, where its name does not show it
        #[arg(long = "from", value_name = "FORMAT", id = "from_format", value_parser = readable_parser())]
        from_format: Option<&'static Format>,
        /// The format of what is written, where its name does not show it
        #[arg(long = "to", value_name = "FORMAT", id = "to_format", value_parser = super::export::format_parser())]
        to_format: Option<&'static Format>,
        /// Replace a file that is there
        #[arg(long)]
        overwrite: bool,
        /// Write nothing where something is lost
        #[arg(long)]
        strict: bool,
    },
    /// Write a report for people without the program: quotations, sources, codebook
    #[command(after_help = "\
Examples:
  dateline report workspace.ron --out report.html
  dateline report workspace.ron --by article --out report.md

One file that opens in any browser and prints well; Markdown where the name ends in .md.")]
    Report {
        /// A workspace
        path: PathBuf,
        /// What divides the quotations: tag, article, or the name of an attribute
        #[arg(long, default_value = "tag", value_name = "TAG|ARTICLE|ATTRIBUTE")]
        by: String,
        /// What stands above it
        #[arg(long)]
        title: Option<String>,
        /// Write here instead of to standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Replace a file that is there
        #[arg(long, requires = "out")]
        overwrite: bool,
    },
    /// Write the annotated articles as references: CSL JSON, BibTeX or RIS
    #[command(after_help = "\
Example:
  dateline references workspace.ron --style bibtex --out articles.bib")]
    References {
        /// A workspace
        path: PathBuf,
        /// How they are written
        #[arg(long, value_enum, default_value = "csl")]
        style: StyleChoice,
        /// Write here instead of to standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Replace a file that is there
        #[arg(long, requires = "out")]
        overwrite: bool,
    },
    /// Write an evidence bundle: cited articles, annotations, sums of all files
    #[command(after_help = "\
Examples:
  dateline bundle workspace.ron evidence.zip
  dateline verify evidence.zip

With --sums-only the texts are left out, where they may not be copied; their SHA-256 sums stay.")]
    Bundle {
        /// A workspace
        path: PathBuf,
        /// The archive
        out: PathBuf,
        /// Leave the texts out
        #[arg(long)]
        sums_only: bool,
        /// Replace a file that is there
        #[arg(long)]
        overwrite: bool,
    },
    /// Check an evidence bundle against its sums
    Verify {
        /// The archive, or the folder it was unpacked into
        path: PathBuf,
    },
}

impl Exchange {
    /// Carries one out.
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        match self {
            Self::Import {
                path,
                files,
                format,
                tags,
                into,
                dry_run,
                strict,
            } => {
                let wanted = Wanted {
                    format: *format,
                    into: into.as_deref(),
                    tags,
                    dry_run: *dry_run,
                    strict: *strict,
                };
                import(path, files, &wanted)
            }
            Self::Convert {
                from,
                to,
                from_format,
                to_format,
                overwrite,
                strict,
            } => convert(from, to, (*from_format, *to_format), *overwrite, *strict),
            Self::Report {
                path,
                by,
                title,
                out,
                overwrite,
            } => {
                let by = match by.as_str() {
                    "tag" => ReportBy::Tag,
                    "article" => ReportBy::Article,
                    attribute => ReportBy::Attribute(attribute.to_owned()),
                };
                report::report(path, &by, title.as_deref(), out.as_deref(), *overwrite)
            }
            Self::References {
                path,
                style,
                out,
                overwrite,
            } => report::cite(path, (*style).into(), out.as_deref(), *overwrite),
            Self::Bundle {
                path,
                out,
                sums_only,
                overwrite,
            } => report::bundle(path, out, !sums_only, *overwrite),
            Self::Verify { path } => report::verify(path),
        }
    }
}

/// How references are written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum StyleChoice {
    /// CSL JSON
    Csl,
    /// BibTeX
    Bibtex,
    /// RIS
    Ris,
}

impl From<StyleChoice> for ReferenceStyle {
    fn from(choice: StyleChoice) -> Self {
        match choice {
            StyleChoice::Csl => Self::Csl,
            StyleChoice::Bibtex => Self::Bibtex,
            StyleChoice::Ris => Self::Ris,
        }
    }
}

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

impl From<IntakeError> for Failure {
    fn from(error: IntakeError) -> Self {
        let code = match &error {
            IntakeError::UnknownFormat(_) | IntakeError::WriteOnlyFormat(_) => ExitCode::Usage,
            IntakeError::Unreadable(_) | IntakeError::Library(_) => ExitCode::CannotOpen,
            IntakeError::Write(_) => ExitCode::CannotWrite,
        };
        Self::new(code, error)
    }
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
fn refuse_losses(strict: bool, reports: &[&LossReport]) -> Result<(), Failure> {
    let lost = reports.iter().any(|r| r.losses().next().is_some());
    if strict && lost {
        let why = anyhow::anyhow!("something is lost, and --strict was said: nothing was written");
        return Err(Failure::new(ExitCode::FoundProblems, why));
    }
    Ok(())
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
    let unknown = || {
        usage(format!(
            "what is to be written does not show; name it with --to: {}",
            to.display()
        ))
    };
    let format = format.ok_or_else(unknown)?;
    if to.is_file() && !overwrite {
        let why = anyhow::anyhow!(
            "there is a file of this name already: choose another, or say --overwrite. {}",
            to.display()
        );
        return Err(Failure::new(ExitCode::CannotWrite, why));
    }
    let intake = Intake::read(from, formats.0)?;
    tell(&intake.read, "not read");
    let never = AtomicBool::new(false);
    let failed = |e| Failure::new(ExitCode::CannotWrite, e);
    // What would be lost is known before anything is written.
    let tried = write_set(format, &*intake.set, &mut std::io::sink(), &never).map_err(failed)?;
    tell(&tried, "not in it");
    refuse_losses(strict, &[&intake.read, &tried])?;
    let written = write_set_to(format, &*intake.set, to, &never).map_err(failed)?;
    say(format_args!(
        "{} read, {} written as {}",
        intake.read.arrived(),
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
    let pair = |pair: &String| {
        let (theirs, ours) = pair
            .split_once('=')
            .ok_or_else(|| usage(format!("--tag {pair}: write THEIRS=OURS")))?;
        Ok((theirs.trim().to_owned(), ours.trim().to_owned()))
    };
    let tags: BTreeMap<String, String> = wanted
        .tags
        .iter()
        .map(pair)
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
    let intake = Intake::read(file, wanted.format)?;
    tell(&intake.read, "not read");
    let opened = Opened::read(path)?;
    let corpus = &opened.loaded.corpus;
    if wanted.dry_run {
        let trial = intake.trial(&opened.plan.workspace, corpus, tags);
        say(format_args!(
            "{} would be taken; {} of the articles are new; {} annotations are there already; new tags: {}",
            intake.read.arrived(),
            trial.new_articles,
            trial.already,
            trial.new_tags.join(", ")
        ));
        return Ok(());
    }
    refuse_losses(wanted.strict, &[&intake.read])?;
    let mut plan = opened_to_work(path, NAME)?;
    let taken = intake.take(&plan.file, &plan.workspace, corpus, wanted.into, tags)?;
    if let Some(file) = &taken.file {
        say(format_args!(
            "{} articles are new; their texts are in {}",
            taken.new_articles,
            file.display()
        ));
    }
    tell(&taken.report, "not taken");
    if !taken.changes.is_empty() {
        let edit = Edit::new(format!("import {}", intake.name), taken.changes);
        let stamp = Stamp {
            at: Timestamp::now(),
            by: NAME.into(),
        };
        committed(&mut plan, edit, stamp)?;
    }
    let new = if taken.new_tags.is_empty() {
        String::new()
    } else {
        format!("; new tags: {}", taken.new_tags.join(", "))
    };
    say(format_args!(
        "{}: {} taken, {} of them were there already{new}",
        intake.name,
        taken.report.arrived(),
        taken.already
    ));
    Ok(())
}
