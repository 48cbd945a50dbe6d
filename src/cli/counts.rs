//! Tables of views, printed: concordance, collocates, keyness, dispersion, words, tracks together, evidence,
//! coverage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;

use super::{ExitCode, Failure, TableFormat, proposals, query_of, view};
use crate::analysis::collocates::{CollocatesSpec, CollocatesView};
use crate::analysis::concordance::{ConcordanceSpec, ConcordanceView, SortLevel};
use crate::analysis::coverage::{AuditList, CoverageBy, CoverageView};
use crate::analysis::dispersion::DispersionView;
use crate::analysis::evidence::EvidenceView;
use crate::analysis::names::NamesView;
use crate::analysis::together::{TogetherView, Unit};
use crate::analysis::word_list::{KeynessSpec, KeynessView, WordListView};
use crate::analysis::{Cancel, View as _};
use crate::enrich::names::{NAME as NAMES, NameKind};

/// Subcommands that print the table of a view.
#[derive(Debug, Subcommand)]
pub enum Tables {
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
        #[arg(long, value_name = "LEVEL", value_parser = sort_level)]
        sort: Vec<SortLevel>,
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
  dateline keyness 'wagner' workspace.ron --words 2
  dateline keyness 'date:2022' workspace.ron --against 'date:2023'")]
    Keyness {
        /// Which articles are compared with all others
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Which articles they are compared with, those of the first query left out; all others without it
        #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
        against: Option<String>,
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
        by: UnitChoice,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
    /// The annotations as a table: a row an annotation, a column an attribute
    #[command(after_help = "\
Examples:
  dateline evidence workspace.ron
  dateline evidence articles/ --json

With --json a line an article with what was found in it, which nobody has accepted yet: names with their
written forms and places, in characters of its text. --out writes a file an article into a folder instead.")]
    Evidence {
        /// A workspace; with --json also a folder or a data file
        path: PathBuf,
        /// What was found in the texts, article by article, as JSON
        #[arg(long, conflicts_with = "format")]
        json: bool,
        /// A file an article, into this folder
        #[arg(long, value_name = "FOLDER", requires = "json")]
        out: Option<PathBuf>,
        /// Replace files that are there
        #[arg(long, requires = "out")]
        overwrite: bool,
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
    /// Names of who and what is mentioned, their written forms, and which may be one
    #[command(after_help = "\
Examples:
  dateline names workspace.ron
  dateline names articles/ --kind person --format json

Forms are merged only where the analyst has done so in the window; others are proposed, with the reason.")]
    Names {
        /// A workspace, a folder, or a data file
        path: PathBuf,
        /// Only names of this kind
        #[arg(long, value_enum)]
        kind: Option<KindChoice>,
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
        by: ByChoice,
        /// A row an article instead
        #[arg(long)]
        list: bool,
        /// How the table is written
        #[arg(long, value_enum, default_value = "csv")]
        format: TableFormat,
    },
}

impl Tables {
    /// Carries one out.
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        match self {
            Self::Concordance {
                query,
                path,
                sort,
                sample,
                seed,
                format,
            } => {
                let sample = sample.map(|most| (most, *seed));
                concordance(query, path, (sort, sample), *format)
            }
            Self::Collocates {
                query,
                path,
                window,
                least,
                across_sentences,
                format,
            } => {
                let spec = CollocatesSpec {
                    window: (*window, *window),
                    least: *least,
                    crosses_sentences: *across_sentences,
                    ..Default::default()
                };
                collocates(query, path, spec, *format)
            }
            Self::Keyness {
                query,
                path,
                against,
                words,
                least,
                format,
            } => {
                let spec = KeynessSpec {
                    against: against.as_deref().unwrap_or_default().into(),
                    length: *words,
                    least: *least,
                };
                keyness(query, path, &spec, *format)
            }
            Self::Dispersion {
                path,
                query,
                format,
            } => dispersion(path, query.as_deref(), *format),
            Self::Together { path, by, format } => together(path, *by, *format),
            Self::Evidence {
                path,
                json: true,
                out,
                overwrite,
                ..
            } => proposals::run(path, out.as_deref(), *overwrite),
            Self::Evidence { path, format, .. } => evidence(path, *format),
            Self::Names { path, kind, format } => names(path, *kind, *format),
            Self::Words {
                path,
                query,
                format,
            } => words(path, query.as_deref(), *format),
            Self::Coverage {
                path,
                query,
                by,
                list,
                format,
            } => coverage(path, query.as_deref(), (*by).into(), *list, *format),
        }
    }
}

/// What two mentions must share.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum UnitChoice {
    /// An article
    Article,
    /// A paragraph
    Paragraph,
    /// A sentence
    Sentence,
}

impl From<UnitChoice> for Unit {
    fn from(choice: UnitChoice) -> Self {
        match choice {
            UnitChoice::Article => Self::Article,
            UnitChoice::Paragraph => Self::Paragraph,
            UnitChoice::Sentence => Self::Sentence,
        }
    }
}

/// Reads what lines are ordered by.
fn sort_level(word: &str) -> Result<SortLevel, String> {
    let mut all = SortLevel::ALL.into_iter();
    all.find(|level| level.words().eq_ignore_ascii_case(word))
        .ok_or_else(|| {
            let all = SortLevel::ALL.map(SortLevel::words);
            format!("there are: {}", all.join(", "))
        })
}

fn concordance(
    query: &str,
    path: &Path,
    (sort, sample): (&[SortLevel], Option<(usize, u64)>),
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, Some(query), &[])?;
    let spec = ConcordanceSpec {
        sort: sort.to_vec(),
        sample,
        ..ConcordanceSpec::default()
    };
    view::run::<ConcordanceView>(&base, &spec, format)
}

fn collocates(
    query: &str,
    path: &Path,
    spec: CollocatesSpec,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, Some(query), &[])?;
    view::run::<CollocatesView>(&base, &spec, format)
}

fn keyness(
    query: &str,
    path: &Path,
    spec: &KeynessSpec,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    // A mistake is said before anything is read.
    if !spec.against.trim().is_empty() {
        query_of(&spec.against)?;
    }
    let base = view::base(path, Some(query), &[])?;
    view::run::<KeynessView>(&base, spec, format)
}

fn dispersion(path: &Path, query: Option<&str>, format: TableFormat) -> Result<ExitCode, Failure> {
    let base = view::base(path, query, &[])?;
    view::run::<DispersionView>(&base, &(), format)
}

fn words(path: &Path, query: Option<&str>, format: TableFormat) -> Result<ExitCode, Failure> {
    let base = view::base(path, query, &[])?;
    view::run::<WordListView>(&base, &(), format)
}

fn together(path: &Path, by: UnitChoice, format: TableFormat) -> Result<ExitCode, Failure> {
    let base = view::base(path, None, &[])?;
    view::run::<TogetherView>(&base, &by.into(), format)
}

fn evidence(path: &Path, format: TableFormat) -> Result<ExitCode, Failure> {
    let base = view::base(path, None, &[])?;
    view::run::<EvidenceView>(&base, &(), format)
}

/// What a name is of.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum KindChoice {
    /// Somebody
    Person,
    /// Somewhere
    Place,
    /// A body
    Organisation,
}

fn names(path: &Path, kind: Option<KindChoice>, format: TableFormat) -> Result<ExitCode, Failure> {
    let base = view::base(path, None, &[NAMES])?;
    let table = NamesView::compute(&base, &(), &Cancel::default());
    let mut table = table.map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    if let Some(kind) = kind {
        let kind = match kind {
            KindChoice::Person => NameKind::Person,
            KindChoice::Place => NameKind::Place,
            KindChoice::Organisation => NameKind::Organisation,
        };
        table.rows.retain(|row| row.kind == Some(kind));
    }
    view::print(&table, format)
}

/// What divides the articles.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum ByChoice {
    /// The month of their day
    Month,
    /// Who published them
    Source,
}

impl From<ByChoice> for CoverageBy {
    fn from(choice: ByChoice) -> Self {
        match choice {
            ByChoice::Month => Self::Month,
            ByChoice::Source => Self::Source,
        }
    }
}

fn coverage(
    path: &Path,
    query: Option<&str>,
    by: CoverageBy,
    list: bool,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, query, &[])?;
    if list {
        view::print(&AuditList(Arc::clone(&base)), format)
    } else {
        view::run::<CoverageView>(&base, &by, format)
    }
}
