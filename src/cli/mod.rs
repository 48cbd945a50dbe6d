//! The subcommands: the same abilities without a window.
//!
//! Nothing but the result goes to standard output; everything else goes to standard error. Exit
//! codes are in [`ExitCode`].

mod cache;
mod check;
mod counts;
mod coverage;
mod edit;
mod export;
mod info;
mod opened;
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

use std::io::Write as _;
use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::analysis::passages::Extent;
use crate::exchange::Format;
use crate::exchange::tables::{CsvStyle, use_csv_style};
use opened::{Opened, query_of};
pub use terminal::say;
pub use timeline::{BinChoice, MeasureChoice, TableFormat};

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

A bin without articles has no value; a bin with articles and no mention has zero. The table holds what each
value is divided by, and 95 % intervals. Articles without a date are a lane of their own at the end.")]
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
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// Every mention in its context, a line each
    #[command(after_help = "\
Example:
  dateline concordance 'wagner OR prigozhin' workspace.ron --sort 1R --sort 2R")]
    Concordance {
        /// What to look for, as in the search field
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// What lines are ordered by: 1R to 3R, 1L to 3L, hit, date, source; may be given several times
        #[arg(long, value_name = "LEVEL", value_parser = counts::sort_level)]
        sort: Vec<crate::analysis::concordance::SortLevel>,
        /// Only so many lines, drawn at random
        #[arg(long, value_name = "N")]
        sample: Option<usize>,
        /// Where the drawing begins: the same number draws the same lines
        #[arg(long, default_value_t = 1, requires = "sample")]
        seed: u64,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// The words around mentions, and how much more often than by chance
    #[command(after_help = "\
Example:
  dateline collocates wagner workspace.ron --window 5 --least 2")]
    Collocates {
        /// What to look for, as in the search field
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Words before and behind a mention
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=10))]
        window: u8,
        /// Least times that a word must stand there
        #[arg(long, default_value_t = 3)]
        least: u32,
        /// Words of the next sentence count too
        #[arg(long)]
        across_sentences: bool,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// Words that the articles of a query have more often than the others, or less
    #[command(after_help = "\
Examples:
  dateline keyness 'date:2023' workspace.ron
  dateline keyness 'wagner' workspace.ron --words 2")]
    Keyness {
        /// Which articles are compared with all others
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Words in a row
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
        words: u8,
        /// Least times in both together
        #[arg(long, default_value_t = 3)]
        least: u32,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// How evenly the tracks, or a query, are spread over the articles
    #[command(after_help = "\
Example:
  dateline dispersion workspace.ron --query soledar")]
    Dispersion {
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Only articles that this query finds, with its mentions
        #[arg(long, allow_hyphen_values = true)]
        query: Option<String>,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// Which tracks are mentioned side by side, and how much more often than by chance
    #[command(after_help = "\
Example:
  dateline together workspace.ron --by sentence")]
    Together {
        /// A workspace
        path: PathBuf,
        /// What two mentions must share
        #[arg(long, value_enum, default_value = "sentence")]
        by: counts::UnitChoice,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// The annotations as a table: a row an annotation, a column an attribute
    #[command(after_help = "\
Example:
  dateline evidence workspace.ron")]
    Evidence {
        /// A workspace
        path: PathBuf,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// The most frequent words, in how many articles, how evenly
    #[command(after_help = "\
Example:
  dateline words workspace.ron --query 'date:2023'")]
    Words {
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Only articles that this query finds
        #[arg(long, allow_hyphen_values = true)]
        query: Option<String>,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// Say how far one has come with the articles, by month or by source
    #[command(after_help = "\
Examples:
  dateline coverage workspace.ron --by source
  dateline coverage workspace.ron --query bakhmut --list

With --list a row an article: date, title, source, status, hits, annotations, memo.")]
    Coverage {
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Only articles that this query finds, with its hits
        #[arg(long, allow_hyphen_values = true)]
        query: Option<String>,
        /// What divides the articles
        #[arg(long, value_enum, default_value = "month")]
        by: coverage::ByChoice,
        /// A row an article instead
        #[arg(long)]
        list: bool,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
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

/// Subcommands whose first word is a query.
const ASKING: [&str; 6] = [
    "search",
    "timeline",
    "tag",
    "concordance",
    "collocates",
    "keyness",
];

/// Shows help, or what is wrong with the command line, and says how to end.
pub fn explain(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // It repeats what was written there, which a script may have put together from names of files.
        terminal::tell(&error.render().to_string());
        let is_too_many = error.kind() == clap::error::ErrorKind::UnknownArgument;
        let words: Vec<String> = std::env::args().skip(1).collect();
        if let ([command, query @ ..], true) = (words.as_slice(), is_too_many)
            && ASKING.contains(&command.as_str())
        {
            let is_word = |w: &&String| !w.starts_with('-') && !std::path::Path::new(w).exists();
            let query: Vec<&str> = query
                .iter()
                .take_while(is_word)
                .map(String::as_str)
                .collect();
            let query = query.join(" ");
            say(format_args!(
                "a query of several words stands in single quotes: dateline {command} '{query}' ..."
            ));
        }
        return ExitCode::Usage;
    }
    match error.print().and_then(|()| std::io::stdout().flush()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            say(why);
            ExitCode::CannotWrite
        }
        _ => ExitCode::Done,
    }
}

/// Says what is wrong with paths that the window is to open, before it opens: a subcommand that is misspelt,
/// or something that is not there.
pub fn misspelt(paths: &[PathBuf]) -> Option<ExitCode> {
    let missing = paths.iter().find(|path| !path.exists())?;
    let word = missing.to_string_lossy();
    let command = Arguments::command();
    let known = command.get_subcommands().map(clap::Command::get_name);
    let is_word = word.chars().all(char::is_alphabetic);
    let near = known
        .map(|name| (strsim::damerau_levenshtein(name, &word), name))
        .filter(|(distance, _)| *distance <= 2 && is_word)
        .min();
    match near.filter(|_| Some(missing) == paths.first()) {
        Some((_, name)) => say(format_args!(
            "there is no subcommand {word}, and no file or folder of this name; did you mean dateline {name}?"
        )),
        None => say(format_args!(
            "there is no file or folder of this name. {word}"
        )),
    }
    Some(if near.is_some() {
        ExitCode::Usage
    } else {
        ExitCode::CannotOpen
    })
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
        } => info::run(path, *json || *format == TextOrJson::Json, tracks),
        Subcommands::Text {
            path,
            id,
            json,
            format,
        } => {
            let json = *json || *format == TextOrJson::Json;
            text::run(path, id.as_deref(), json)
        }
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
            let form = match (format, json, csv, count) {
                (Some(form), ..) => *form,
                (_, true, ..) => search::Form::Json,
                (_, _, true, _) => search::Form::Csv,
                (.., true) => search::Form::Count,
                _ => search::Form::Lines,
            };
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
        } => {
            let chart = timeline::Chart {
                unit: (*bin).into(),
                measure: (*measure).into(),
                split: split.as_deref(),
                once: *once_a_group,
            };
            timeline::run(query, path, &chart, *format)
        }
        Subcommands::Concordance {
            query,
            path,
            sort,
            sample,
            seed,
            format,
        } => {
            let sample = sample.map(|most| (most, *seed));
            counts::concordance(query, path, (sort, sample), *format)
        }
        Subcommands::Collocates {
            query,
            path,
            window,
            least,
            across_sentences,
            format,
        } => {
            let spec = crate::analysis::collocates::CollocatesSpec {
                window: (*window, *window),
                least: *least,
                crosses_sentences: *across_sentences,
                ..Default::default()
            };
            counts::collocates(query, path, spec, *format)
        }
        Subcommands::Keyness {
            query,
            path,
            words,
            least,
            format,
        } => counts::keyness(query, path, (*words, *least), *format),
        Subcommands::Dispersion {
            path,
            query,
            format,
        } => counts::dispersion(path, query.as_deref(), *format),
        Subcommands::Together { path, by, format } => counts::together(path, *by, *format),
        Subcommands::Evidence { path, format } => counts::evidence(path, *format),
        Subcommands::Words {
            path,
            query,
            format,
        } => counts::words(path, query.as_deref(), *format),
        Subcommands::Coverage {
            path,
            query,
            by,
            list,
            format,
        } => coverage::run(path, query.as_deref(), (*by).into(), *list, *format),
        Subcommands::Index {
            path,
            commit_seconds,
        } => cache::index(path, *commit_seconds),
        Subcommands::Cache { action } => match action {
            CacheAction::List => cache::list(),
            CacheAction::Clear { path } => cache::clear(path.as_deref()),
        },
        Subcommands::Unclaimed {
            path,
            json,
            format,
            take,
        } => match (path, take) {
            (Some(path), Some(file)) => unclaimed::take(path, file),
            _ => {
                let json = *json || *format == TextOrJson::Json;
                unclaimed::list(path.as_deref(), json)
            }
        },
        #[cfg(test)]
        Subcommands::Weekdays { path } => weekdays_command::run(path, &mut std::io::stdout()),
    }
}
