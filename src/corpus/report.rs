//! What could not be taken in, and what to do about it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::corpus::DownloadFact;

/// What Dateline itself writes and does not read as articles where it finds it in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OwnExport {
    /// Annotations for other programs.
    Annotations,
    /// The numbers of the chart.
    Chart,
    /// A codebook.
    Codebook,
    /// A workspace.
    Workspace,
}

impl OwnExport {
    /// In words, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Annotations => "a list of annotations",
            Self::Chart => "a table of the chart",
            Self::Codebook => "a codebook",
            Self::Workspace => "a workspace",
        }
    }
}

/// Why a file is not in the corpus, or is there with a doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The system refused to open or read it; its words.
    Unreadable(String),
    /// No byte, or nothing but white space.
    Empty,
    /// Not text.
    Binary,
    /// A known format that is not read yet; its name.
    NotText(String),
    /// Above the size limit; both in bytes.
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A link that leads out of the chosen folder.
    LinkOutside,
    /// The encoding could not be told, or does not fit all bytes; the encoding tried.
    Undecodable(String),
    /// The name is not valid text and cannot be written into a workspace.
    Name,
    /// Loaded, but its header looks like a date that does not exist; the words.
    ImpossibleDate(String),
    /// Loaded, but some dates of it are not understood; how many, and the first of them.
    UnreadDates(u64, String),
    /// A record that cannot be read; its number and what is wrong.
    Record(u64, String),
    /// More of the same kind in this file that are not listed one by one.
    More(u64),
    /// The format is known but this file of it cannot be read; the format and what is wrong.
    Broken(String, String),
    /// Pages without a text layer: pictures of text.
    NoTextLayer,
    /// A stated limit was reached; which. What came before it is loaded.
    Limit(String),
    /// Parts of it are no text and were left out, the rest is loaded; which.
    WithoutParts(String),
    /// The reader of this format stopped by itself; how.
    ReaderDied(String),
    /// A file inside an archive; its name and what is wrong with it.
    Inside(String, Box<ProblemKind>),
    /// Rows of a sidecar of metadata that were joined to no file; how many, and the first name with the
    /// reason.
    UnjoinedRows(u64, String),
    /// A known format that is not read; what it is, and what to do.
    NotRead(String, String),
    /// Recognised, and left out on purpose: what it holds, in words.
    NoArticle(String),
    /// Several such files that hold the same; what, and their paths, sorted. [`LoadReport::sort`] makes
    /// one entry of all.
    NoArticles(String, Vec<String>),
    /// Loaded as a whole, but not as it stands there; what was done.
    Doubt(String),
    /// Written by Dateline itself, and so no article; what it is.
    OwnExport(OwnExport),
    /// Several such files; their paths, sorted. [`LoadReport::sort`] makes one entry of all.
    OwnExports(Vec<String>),
    /// What was checked about a download from an archive.
    Download(DownloadFact),
}

impl ProblemKind {
    /// Whether the article is in the corpus all the same.
    pub fn is_loaded(&self) -> bool {
        match self {
            Self::ImpossibleDate(_)
            | Self::UnreadDates(..)
            | Self::Limit(_)
            | Self::WithoutParts(_)
            | Self::Doubt(_) => true,
            Self::Inside(_, kind) => kind.is_loaded(),
            Self::Download(fact) => fact.is_loaded(),
            Self::Unreadable(_)
            | Self::Empty
            | Self::Binary
            | Self::NotText(_)
            | Self::TooLarge { .. }
            | Self::LinkOutside
            | Self::Undecodable(_)
            | Self::Name
            | Self::Record(..)
            | Self::More(_)
            | Self::Broken(..)
            | Self::NoTextLayer
            | Self::ReaderDied(_)
            | Self::UnjoinedRows(..)
            | Self::NotRead(..)
            | Self::NoArticle(_)
            | Self::NoArticles(..)
            | Self::OwnExport(_)
            | Self::OwnExports(_) => false,
        }
    }

    /// Whether something that may be an article is not in the corpus: what Dateline wrote itself and what
    /// surely is no article is left out on purpose, and a row of metadata is no article.
    pub fn is_failure(&self) -> bool {
        let is_on_purpose = match self {
            Self::Inside(_, kind) => !kind.is_failure(),
            other => matches!(
                other,
                Self::OwnExport(_)
                    | Self::OwnExports(_)
                    | Self::NoArticle(_)
                    | Self::NoArticles(..)
                    | Self::UnjoinedRows(..)
            ),
        };
        !self.is_loaded() && !is_on_purpose
    }

    /// What to do about it, in words.
    pub fn advice(&self) -> &str {
        match self {
            Self::Unreadable(_) => {
                "Check that the file exists and that you may read it, then reload."
            }
            Self::Empty => "Nothing to do, or replace it with a file that has text.",
            Self::Binary => "Save it as plain text and reload.",
            Self::NotText(_) => "Save its text as a plain-text file (UTF-8) and reload.",
            Self::TooLarge { .. } => "Split it into one file an article and reload.",
            Self::LinkOutside => {
                "Copy the file into the folder, or open its real folder as a source."
            }
            Self::Undecodable(_) => "Save it as UTF-8 in a text editor and reload.",
            Self::Name => "Rename the file and reload.",
            Self::Record(..) | Self::More(_) => {
                "Everything else of the file is loaded. Correct the record and reload."
            }
            Self::Broken(..) => {
                "Open it in the program that made it, save it again, and reload; or save its text as plain text."
            }
            Self::NoTextLayer => "Run it through a text recognition program (OCR) and reload.",
            Self::Limit(_) => "What came before is loaded. Split the file and reload.",
            Self::WithoutParts(_) => {
                "Everything else is loaded. Save a part that is an article as a file of its own and reload."
            }
            Self::ReaderDied(_) => "Save its text in another format and reload.",
            Self::Inside(_, kind) => kind.advice(),
            Self::Download(fact) => fact.advice(),
            Self::UnjoinedRows(..) => "Correct the names in the table, or add the files.",
            Self::NotRead(_, advice) => advice,
            Self::NoArticle(_) | Self::NoArticles(..) => "Nothing to do: it is left out.",
            Self::Doubt(_) => "Everything is loaded. Compare it with the file where this matters.",
            Self::OwnExport(_) | Self::OwnExports(_) => {
                "Nothing to do. A file that you name itself, rather than its folder, is read."
            }
            Self::UnreadDates(..) => {
                "Loaded without a date. Write it as 2023-02-22, or set it in Details."
            }
            Self::ImpossibleDate(_) => {
                "Loaded without a date. Correct the header in the file, or set the date in Details."
            }
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Self::Empty => f.write_str("is empty"),
            Self::Binary => f.write_str("is not text"),
            Self::NotText(format) => write!(f, "is {format}, not plain text"),
            Self::TooLarge { bytes, limit } => {
                write!(
                    f,
                    "is too large: {} MB, the limit is {} MB",
                    bytes.div_ceil(1 << 20),
                    limit >> 20
                )
            }
            Self::LinkOutside => f.write_str("is a link to a place outside the folder"),
            Self::Undecodable(tried) => {
                write!(f, "has bytes that fit no known encoding (tried {tried})")
            }
            Self::Name => f.write_str("has a name that is not valid text"),
            Self::Record(number, why) => write!(
                f,
                "has a record that cannot be read: record {number}: {why}"
            ),
            Self::More(n) => write!(f, "has {n} more records that cannot be read"),
            Self::Broken(format, why) => write!(f, "is {format} that cannot be read: {why}"),
            Self::NoTextLayer => f.write_str("has no text, only pictures of it"),
            Self::Limit(which) => write!(f, "is only partly loaded: {which}"),
            Self::WithoutParts(which) => write!(f, "is loaded without parts of it: {which}"),
            Self::ReaderDied(how) => write!(f, "could not be read: its reader {how}"),
            Self::Inside(name, kind) => write!(f, "holds {name}, which {kind}"),
            Self::Download(fact) => fact.fmt(f),
            Self::UnjoinedRows(1, first) => {
                write!(
                    f,
                    "has a row of metadata that was joined to no file: {first}"
                )
            }
            Self::UnjoinedRows(rows, first) => write!(
                f,
                "has {rows} rows of metadata that were joined to no file, the first: {first}"
            ),
            Self::NotRead(what, _) => write!(f, "is {what}, which is not read here"),
            Self::NoArticle(what) => write!(f, "holds {what} and no article"),
            Self::NoArticles(what, paths) if paths.len() == 1 => {
                write!(f, "holds {what} and no article")
            }
            Self::NoArticles(what, paths) => {
                write!(
                    f,
                    "are {} files that hold {what} and no articles",
                    paths.len()
                )
            }
            Self::Doubt(what) => f.write_str(what),
            Self::OwnExport(what) => write!(
                f,
                "was written by Dateline itself ({}) and is no article",
                what.words()
            ),
            Self::OwnExports(paths) if paths.len() == 1 => {
                f.write_str("was written by Dateline itself and is no article")
            }
            Self::OwnExports(paths) => write!(
                f,
                "are {} files that Dateline wrote itself (annotations, charts, codebooks, workspaces) and no articles",
                paths.len()
            ),
            Self::UnreadDates(1, raw) => write!(f, "has a date that is not understood: {raw}"),
            Self::UnreadDates(count, raw) => write!(
                f,
                "has {count} dates that are not understood, the first: {raw}"
            ),
            Self::ImpossibleDate(raw) => write!(
                f,
                "has the header date {raw}, which is not a day of the calendar"
            ),
        }
    }
}

/// One entry of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, relative to its source where possible.
    pub path: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {} {}", self.kind, self.kind.advice(), self.path)
    }
}

/// What happened while loading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// Files that did not load, or loaded with a doubt, by path.
    pub problems: Vec<Problem>,
}

/// Paths that are named in the one entry for all files of a kind that are left out.
const NAMED: usize = 5;

impl LoadReport {
    /// Sorts the problems by path, and makes one entry of all files that Dateline wrote itself, and one of
    /// those that hold the same and no article.
    pub fn sort(&mut self) {
        let mut own: Vec<String> = Vec::new();
        let mut no_articles: BTreeMap<String, Vec<String>> = BTreeMap::new();
        self.problems
            .retain_mut(|problem| match left_out(&problem.path, &mut problem.kind) {
                Some((None, paths)) => {
                    own.extend(paths);
                    false
                }
                Some((Some(what), paths)) => {
                    no_articles.entry(what).or_default().extend(paths);
                    false
                }
                None => true,
            });
        if !own.is_empty() {
            let path = named(&mut own);
            let kind = ProblemKind::OwnExports(own);
            self.problems.push(Problem { path, kind });
        }
        for (what, mut paths) in no_articles {
            let path = named(&mut paths);
            let kind = ProblemKind::NoArticles(what, paths);
            self.problems.push(Problem { path, kind });
        }
        self.problems.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

/// Sorts paths and names the first of them.
fn named(paths: &mut Vec<String>) -> String {
    paths.sort_unstable();
    paths.dedup();
    let first: Vec<&str> = paths.iter().take(NAMED).map(String::as_str).collect();
    let mut out = first.join(", ");
    if paths.len() > NAMED {
        out.push_str(&format!(" and {} more", paths.len() - NAMED));
    }
    out
}

/// The paths of a problem that is about what is left out on purpose, with the archives around them, and
/// what they hold, where that is not Dateline's own; `None` of any other.
fn left_out(path: &str, kind: &mut ProblemKind) -> Option<(Option<String>, Vec<String>)> {
    match kind {
        ProblemKind::OwnExport(_) => Some((None, vec![path.to_owned()])),
        ProblemKind::OwnExports(paths) => Some((None, std::mem::take(paths))),
        ProblemKind::NoArticle(what) => Some((Some(what.clone()), vec![path.to_owned()])),
        ProblemKind::NoArticles(what, paths) => Some((Some(what.clone()), std::mem::take(paths))),
        ProblemKind::Inside(name, kind) => left_out(&format!("{path}/{name}"), kind),
        ProblemKind::Unreadable(_)
        | ProblemKind::Empty
        | ProblemKind::Binary
        | ProblemKind::NotText(_)
        | ProblemKind::TooLarge { .. }
        | ProblemKind::LinkOutside
        | ProblemKind::Undecodable(_)
        | ProblemKind::Name
        | ProblemKind::ImpossibleDate(_)
        | ProblemKind::UnreadDates(..)
        | ProblemKind::Record(..)
        | ProblemKind::More(_)
        | ProblemKind::Broken(..)
        | ProblemKind::NoTextLayer
        | ProblemKind::Limit(_)
        | ProblemKind::WithoutParts(_)
        | ProblemKind::ReaderDied(_)
        | ProblemKind::Download(_)
        | ProblemKind::UnjoinedRows(..)
        | ProblemKind::NotRead(..)
        | ProblemKind::Doubt(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_exports_are_one_entry_however_often_the_report_is_sorted() {
        let own = |path: &str| Problem {
            path: path.to_owned(),
            kind: ProblemKind::OwnExport(OwnExport::Annotations),
        };
        let inside = ProblemKind::OwnExport(OwnExport::Chart);
        let mut report = LoadReport {
            problems: vec![
                own("set.jsonl"),
                Problem {
                    path: "empty.txt".to_owned(),
                    kind: ProblemKind::Empty,
                },
                Problem {
                    path: "a.zip".to_owned(),
                    kind: ProblemKind::Inside("chart.csv".to_owned(), Box::new(inside)),
                },
            ],
        };
        report.sort();
        report.problems.push(own("codebook.ron"));
        report.sort();
        let shown: Vec<String> = report.problems.iter().map(|p| p.path.clone()).collect();
        assert_eq!(
            shown,
            ["a.zip/chart.csv, codebook.ron, set.jsonl", "empty.txt"]
        );
        assert!(report.problems[0].to_string().contains("3 files"));
        let failures = report.problems.iter().filter(|p| p.kind.is_failure());
        assert_eq!(
            failures.count(),
            1,
            "what is left out on purpose is no failure"
        );
    }

    #[test]
    fn files_that_hold_the_same_and_no_article_are_one_entry() {
        let none = |path: &str, what: &str| Problem {
            path: path.to_owned(),
            kind: ProblemKind::NoArticle(what.to_owned()),
        };
        let mut report = LoadReport {
            problems: (0..8)
                .map(|n| none(&format!("{n}.ann"), "annotations (brat)"))
                .chain([none("feeds.opml", "a list of feeds (OPML)")])
                .collect(),
        };
        report.sort();
        report.sort();
        let said: Vec<String> = report.problems.iter().map(|p| p.kind.to_string()).collect();
        assert_eq!(
            said,
            [
                "are 8 files that hold annotations (brat) and no articles",
                "holds a list of feeds (OPML) and no article"
            ]
        );
        assert!(report.problems[0].path.ends_with("4.ann and 3 more"));
        assert!(report.problems.iter().all(|p| !p.kind.is_failure()));
    }
}
