//! The subcommands: the same abilities without a window.
//!
//! Nothing but the result goes to standard output; everything else goes to standard error. Exit
//! codes are in [`ExitCode`].

mod cache;
mod check;
mod counts;
mod edit;
mod exchange;
mod export;
mod info;
mod mistakes;
mod opened;
mod proposals;
mod report;
mod search;
mod tag;
mod terminal;
mod text;
mod timeline;
mod unclaimed;
mod view;
#[cfg(test)]
#[path = "../../tests/seams/weekdays_command.rs"]
mod weekdays_command;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::analysis::passages::Extent;
use crate::exchange::Format;
use crate::exchange::tables::{CsvStyle, use_csv_style};
pub use mistakes::{explain, misspelt};
use opened::{Opened, query_of};
pub use terminal::say;
pub use timeline::{BinChoice, ChartFormat, FormChoice, MeasureChoice, Picture, TableFormat};

/// Read news as evidence: mentions over time, passages, annotations.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, args_conflicts_with_subcommands = true, after_help = help())]
pub struct Arguments {
    /// A workspace, a folder of articles, or files. Without one: workspace.ron in this folder, else
    /// the welcome screen
    pub paths: Vec<PathBuf>,
    /// How to draw the window
    #[arg(long, value_parser = ["glow", "wgpu"])]
    pub renderer: Option<String>,
    /// What stands between two values of CSV: one character, or `tab`
    #[arg(long, global = true, value_name = "CHARACTER", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// CSV begins with a byte order mark, by which some spreadsheets know UTF-8
    #[arg(long, global = true)]
    pub bom: bool,
    /// What to do without a window
    #[command(subcommand)]
    pub command: Option<Subcommands>,
}

/// Reads what stands between two values.
fn delimiter(word: &str) -> Result<u8, String> {
    match word.as_bytes() {
        _ if word == "tab" => Ok(b'\t'),
        [one] if !one.is_ascii_alphanumeric() && !b"\"\r\n".contains(one) => Ok(*one),
        _ => Err("one character, such as ; or tab".to_owned()),
    }
}

impl Arguments {
    /// What was asked of all comma-separated values counts from now on.
    pub fn apply_csv_style(&self) {
        let style = CsvStyle::default();
        use_csv_style(CsvStyle {
            delimiter: self.delimiter.unwrap_or(style.delimiter),
            bom: self.bom,
        });
    }
}

const EXAMPLES: &str = "\
Examples:
  dateline                          opens workspace.ron of this folder
  dateline articles/                opens a folder of articles
  dateline info articles/ --track \"bakhmut=bakhmut OR artemivsk\"
  dateline export workspace.ron --format csv --out set.csv
  dateline search '\"chasiv yar\" OR bakhmut' archive.jsonl.zst --json
  dateline timeline bakhmut articles/ --bin week --measure rate
  dateline index articles/
  dateline check workspace.ron

Exit codes:
  0  done
  1  check has found something wrong
  2  the command line is wrong
  3  a path cannot be opened
  4  no display can be opened for the window
  5  the result cannot be written, or what was to be told of it
  6  somebody else is working on the workspace; who is said

A file or folder named like a subcommand is opened as ./info.";

/// Examples and exit codes, and what is read.
fn help() -> String {
    let formats = crate::import::names().join(", ");
    format!("{EXAMPLES}\n\nFormats that are read, recognised by what is in a file:\n  {formats}")
}

/// How what is not a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TextOrJson {
    /// As text
    Text,
    /// As JSON
    Json,
}

impl TextOrJson {
    /// Whether JSON is wanted, be it by the short form.
    fn is_json(self, short: bool) -> bool {
        short || self == Self::Json
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Subcommands {
    /// Count articles, words, mentions and annotations
    #[command(after_help = "\
Example:
  dateline info articles/ --json --track bakhmut=bakhmut --track 'Chasiv Yar=\"chasiv yar\"'")]
    Info {
        /// A workspace, a folder or a file
        path: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// How it is written
        #[arg(long, value_enum, default_value = "text", conflicts_with = "json")]
        format: TextOrJson,
        /// Count this query too; may be given several times
        #[arg(long = "track", value_name = "NAME=QUERY")]
        tracks: Vec<String>,
    },
    /// Print articles exactly as they are searched
    #[command(after_help = "\
Examples:
  dateline text archive.jsonl.zst --json
  dateline text articles/ report.txt

ID is the id of an article, as `info --json` gives it, or its path; without one all are printed. With --json a line
{\"id\",\"title\",\"text\"} an article; else the texts below a line ==> ID <== each, one that is asked for alone.")]
    Text {
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Only this article
        id: Option<String>,
        /// As JSON Lines
        #[arg(long)]
        json: bool,
        /// How it is written; JSON is a line an article
        #[arg(long, value_enum, default_value = "text", conflicts_with = "json")]
        format: TextOrJson,
    },
    /// Say where a query is mentioned
    #[command(after_help = "\
Examples:
  dateline search 'bakhmut OR artemivsk' articles/
  dateline search '\"chasiv yar\" date:2023' archive.jsonl.zst --json --limit 100
  dateline search 'wagner* NEAR/10 prison*' workspace.ron --count

Without --json, --csv or --count: a line an article with date, mentions, path and title. Ranges are in
characters of the article's text. --limit bounds the articles that are listed, never what is counted.")]
    Search {
        /// What to look for, as in the search field
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// How the result is written
        #[arg(long, value_enum, group = "form", value_name = "FORMAT")]
        format: Option<search::Form>,
        /// As one JSON object: mentions, articles, hits with ranges
        #[arg(long, group = "form")]
        json: bool,
        /// As comma-separated values, a row an article
        #[arg(long, group = "form")]
        csv: bool,
        /// Only the number of mentions
        #[arg(long, group = "form")]
        count: bool,
        /// List at most this many articles
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Count a query over time
    #[command(after_help = "\
Example:
  dateline timeline 'bakhmut' articles/ --bin week --measure rate --format csv
  dateline timeline 'bakhmut' articles/ --once-a-group
  dateline timeline 'bakhmut' articles/ --format svg --form lines --mean 3 --out bakhmut.svg

A bin without articles has no value; a bin with articles and no mention has zero. The table holds what each
value is divided by, and 95 % intervals. Articles without a date are a lane of their own at the end, `undated`; those whose
date is known to less than a bin (a month in bins of a week) one called `imprecise`. The column `marks` says what is to be known of a bin:
a gap (no article), few articles (fewer than three), cut by the range.")]
    Timeline {
        /// What to look for, as in the search field
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Width of the bins
        #[arg(long, value_enum, default_value = "auto")]
        bin: BinChoice,
        /// What is measured
        #[arg(long, value_enum, default_value = "rate")]
        measure: MeasureChoice,
        /// A series for each value: `source`, `language`, or a column of the metadata
        #[arg(long, value_name = "FIELD")]
        split: Option<String>,
        /// Of near-duplicates count only the first
        #[arg(long)]
        once_a_group: bool,
        /// How it is written; pictures have title, axes and a footnote of definitions
        #[arg(long, value_enum, default_value = "csv")]
        format: ChartFormat,
        /// How a picture is drawn
        #[command(flatten)]
        picture: Picture,
    },
    /// Tables of mentions, words, annotations and articles
    #[command(flatten)]
    Tables(counts::Tables),
    /// Read articles into the cache, so that opening and searching them is instant
    Index {
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Make what was read durable after this time, then after three times as long each
        #[arg(long, value_name = "SECONDS", default_value_t = 3.0)]
        commit_seconds: f64,
    },
    /// What is kept between sessions: full texts and their words
    Cache {
        /// What to do
        #[command(subcommand)]
        action: CacheAction,
    },
    /// Write the annotated set
    #[command(after_help = "\
Example:
  dateline export workspace.ron --format jsonl --tag claim --from 2022-10-01 --out claims.jsonl

A tag includes its sub-tags. A date range leaves out the annotations of undated articles and says
how many on standard error. Ranges are given in characters, bytes and UTF-16 units. What was written, and
what the format cannot hold, is said on standard error.")]
    Export {
        /// A workspace
        path: PathBuf,
        /// The format; without it, the one that the ending of --out names
        #[arg(long, value_parser = export::format_parser(), required_unless_present = "out")]
        format: Option<&'static Format>,
        /// Write here instead of to standard output
        #[arg(long)]
        out: Option<PathBuf>,
        /// Replace a file that is there
        #[arg(long, requires = "out")]
        overwrite: bool,
        /// Only this tag, written as in the codebook: claim/casualties; may be given several times
        #[arg(long = "tag")]
        tags: Vec<String>,
        /// Only articles of this day (YYYY-MM-DD) or later
        #[arg(long)]
        from: Option<String>,
        /// Only articles of this day (YYYY-MM-DD) or earlier
        #[arg(long)]
        to: Option<String>,
    },
    /// Annotated sets of other programs, and work for people without one
    #[command(flatten)]
    Exchange(exchange::Exchange),
    /// Check a workspace against its articles
    #[command(after_help = "\
Examples:
  dateline check workspace.ron
  dateline check workspace.ron --repair

Prints one line for each thing that is wrong: the name of the check, what, and what would repair it. Checks:
tag-ids, tag-tree, tag-names, tag-keys, annotation-tag, attributes, dates, relations, queries, article,
ranges, characters. --repair does what can be done without deciding anything, after a backup; undo takes
it back.")]
    Check {
        /// A workspace or the folder of one
        path: PathBuf,
        /// Repair what can be repaired
        #[arg(long)]
        repair: bool,
    },
    /// Put a tag on every hit of a query
    #[command(after_help = "\
Examples:
  dateline tag 'evacuat*' workspace.ron --tag civilians/evacuation --dry-run
  dateline tag 'shell* NEAR/5 shortage' workspace.ron --tag supply/shells --sentence

Passages that have the tag already stay as they are. One step of the history: undo in the window takes all
of it back. --dry-run prints article and words of each passage and changes nothing.")]
    Tag {
        /// What to look for, as in the search field
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace or the folder of one
        path: PathBuf,
        /// The tag, written as in the codebook: claim/casualties
        #[arg(long)]
        tag: String,
        /// The whole sentence, not only the words
        #[arg(long)]
        sentence: bool,
        /// Only say what would be tagged
        #[arg(long)]
        dry_run: bool,
    },
    /// Carry out edits from standard input, one a line
    #[command(after_help = "\
Example:
  echo undo | dateline edit workspace.ron

A line is an edit in RON, as the journal holds them, or the word undo or redo. The number of each is printed
once it is durable. One that cannot be read or does not fit is named on standard error and passed over.")]
    Edit {
        /// A workspace or the folder of one
        path: PathBuf,
        /// Who does it
        #[arg(long, default_value = "dateline edit")]
        by: String,
        /// Write the workspace file in full after this many edits; without it, as the journal grows
        #[arg(long, value_name = "N")]
        compact_after: Option<u64>,
    },
    /// List changes that no workspace has, and take them back
    #[command(after_help = "\
Examples:
  dateline unclaimed
  dateline unclaimed workspace.ron --format json

Lists what could not be written beside its workspace, with that of a workspace what was put aside beside it,
and what a program that was ended has left in the data folder. --take brings the changes of a file into the
workspace, one step each; the file goes once all of it is there.")]
    Unclaimed {
        /// A workspace or the folder of one
        path: Option<PathBuf>,
        /// As JSON
        #[arg(long, conflicts_with = "take")]
        json: bool,
        /// How it is written
        #[arg(long, value_enum, default_value = "text", conflicts_with = "json")]
        format: TextOrJson,
        /// Bring the changes of this file into the workspace
        #[arg(long, value_name = "FILE", requires = "path")]
        take: Option<PathBuf>,
    },
    /// Count articles by day of the week: for tests of this seam
    #[cfg(test)]
    Weekdays {
        /// A workspace, a folder, or a data file
        path: PathBuf,
    },
}

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub enum CacheAction {
    /// List what is there, with sizes
    List,
    /// Remove what is there and say what was removed; no work is lost
    Clear {
        /// Only that of this workspace, folder or file
        path: Option<PathBuf>,
    },
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Done.
    Done = 0,
    /// Something is wrong with the workspace.
    FoundProblems = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A path cannot be opened.
    CannotOpen = 3,
    /// No display can be opened.
    NoDisplay = 4,
    /// The result cannot be written.
    CannotWrite = 5,
    /// Somebody else is working on the workspace.
    InUse = 6,
}

/// An error with the code to end with.
#[derive(Debug)]
pub struct Failure {
    /// How to end.
    pub code: ExitCode,
    /// What to say on standard error.
    pub error: anyhow::Error,
}

impl From<std::io::Error> for Failure {
    /// The result cannot be written.
    fn from(error: std::io::Error) -> Self {
        Self::new(ExitCode::CannotWrite, error)
    }
}

impl Failure {
    /// Whether the reader of the result has gone, as `head` does when it has enough: nothing to tell.
    pub fn is_closed_pipe(&self) -> bool {
        let error = self.error.downcast_ref::<std::io::Error>();
        error.is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    }

    fn new(code: ExitCode, error: impl Into<anyhow::Error>) -> Self {
        Self {
            code,
            error: error.into(),
        }
    }
}

/// Carries out a subcommand, tells what went wrong, and says how to end.
pub fn run_to_end(command: &Subcommands) -> ExitCode {
    let code = run(command).unwrap_or_else(|failure| {
        if failure.is_closed_pipe() {
            return ExitCode::Done;
        }
        say(&failure.error);
        failure.code
    });
    // What nobody could be told, as what an export leaves out, is no success.
    if code == ExitCode::Done && terminal::is_untold() {
        return ExitCode::CannotWrite;
    }
    code
}

impl CacheAction {
    fn run(&self) -> Result<ExitCode, Failure> {
        match self {
            Self::List => cache::list(),
            Self::Clear { path } => cache::clear(path.as_deref()),
        }
    }
}

/// Carries out a subcommand.
///
/// # Errors
/// What went wrong, with the exit code for it.
pub fn run(command: &Subcommands) -> Result<ExitCode, Failure> {
    match command {
        Subcommands::Info {
            path,
            json,
            format,
            tracks,
        } => info::run(path, format.is_json(*json), tracks),
        Subcommands::Text {
            path,
            id,
            json,
            format,
        } => text::run(path, id.as_deref(), format.is_json(*json)),
        Subcommands::Export {
            path,
            format,
            out,
            overwrite,
            tags,
            from,
            to,
        } => {
            let wanted = export::Wanted {
                tags,
                from: from.as_deref(),
                to: to.as_deref(),
            };
            export::run(path, *format, out.as_deref(), *overwrite, &wanted)
        }
        Subcommands::Exchange(command) => command.run(),
        Subcommands::Check { path, repair } => check::run(path, *repair),
        Subcommands::Tag {
            query,
            path,
            tag,
            sentence,
            dry_run,
        } => {
            let extent = if *sentence {
                Extent::Sentence
            } else {
                Extent::Words
            };
            tag::run(query, path, tag, extent, *dry_run)
        }
        Subcommands::Edit {
            path,
            by,
            compact_after,
        } => edit::run(path, by, *compact_after),
        Subcommands::Search {
            query,
            path,
            format,
            json,
            csv,
            count,
            limit,
        } => {
            let form = format.unwrap_or(search::Form::of_flags(*json, *csv, *count));
            search::run(query, path, form, *limit)
        }
        Subcommands::Timeline {
            query,
            path,
            bin,
            measure,
            split,
            once_a_group,
            format,
            picture,
        } => {
            let chart = timeline::Chart {
                unit: (*bin).into(),
                measure: (*measure).into(),
                split: split.as_deref(),
                once: *once_a_group,
            };
            timeline::run(query, path, &chart, (*format, picture))
        }
        Subcommands::Tables(table) => table.run(),
        Subcommands::Index {
            path,
            commit_seconds,
        } => cache::index(path, *commit_seconds),
        Subcommands::Cache { action } => action.run(),
        Subcommands::Unclaimed {
            path,
            json,
            format,
            take,
        } => unclaimed::run(path.as_deref(), take.as_deref(), format.is_json(*json)),
        #[cfg(test)]
        Subcommands::Weekdays { path } => weekdays_command::run(path, &mut std::io::stdout()),
    }
}
