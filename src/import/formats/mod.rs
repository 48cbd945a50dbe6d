//! The formats that are read: one file a format, and one table of all.
//!
//! A format is a [`Format`]: what it is called, how it is told, where it is read and how. The table is the
//! one source for the order in which formats are told, for what is read in a child, for the endings that
//! file dialogs offer, for which files are tables with columns, and for the list in the README (held
//! together by a test). A new format is a file here with its `FORMAT`, and one line in the table.
//!
//! A format is told in three steps, each over the whole table: by bytes that nothing else begins with
//! (`magic`), by endings of names that are trusted (`by_name`), and by what its text looks like (`shape`).
//! Where two would say yes the first of the table has it.
//!
//! Code that several formats use lies beside this folder: `records` (rows and objects into articles),
//! `table_head` (which row names the columns), `lines` (each decoded by itself), `json_record`, `json_mend`,
//! `inline_html` (tags inside cells), `archive`, `packed`, `document_xml`, `zip_head`; what web pages are read
//! with lies in `html`. What is no article is told before any of these: `recognise`, `junk`, `signatures`.

mod delimited;
#[cfg(test)]
#[path = "../../../tests/seams/dispatch.rs"]
mod dispatch;
mod docx;
pub(crate) mod downloads;
mod epub;
mod feed;
mod gzip;
pub(crate) mod html;
mod json;
mod json_lines;
mod mail;
mod mbox;
mod odt;
mod parquet;
mod pdf;
mod rtf;
mod subtitles;
mod tar_archive;
pub mod text_file;
mod workbook;
pub(crate) mod xml;
mod zip_archive;
mod zstd_file;

pub(crate) use delimited::whole_table;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::head::FileHead;
use crate::import::input::Input;
use crate::import::{FoundFile, Outlet};

/// Every format, in the order in which they are tried.
pub static FORMATS: &[&Format] = &[
    &pdf::FORMAT,
    &epub::FORMAT,
    &odt::FORMAT,
    &docx::FORMAT,
    &workbook::FORMAT,
    &downloads::web_archive::FORMAT,
    &zip_archive::FORMAT,
    &gzip::FORMAT,
    &zstd_file::FORMAT,
    &rtf::FORMAT,
    &parquet::FORMAT,
    &tar_archive::FORMAT,
    &downloads::FORMAT,
    &json_lines::FORMAT,
    &json::FORMAT,
    &subtitles::FORMAT,
    &delimited::FORMAT,
    &feed::FORMAT,
    &html::FORMAT,
    &xml::FORMAT,
    &mbox::FORMAT,
    &mail::FORMAT,
    &text_file::FORMAT,
    #[cfg(test)]
    &dispatch::FORMAT,
];

/// A format that is read.
pub struct Format {
    /// In words, with its article.
    pub words: &'static str,
    /// Its names in lists, as in the README.
    pub names: &'static [&'static str],
    /// Usual endings of such files, in small letters, without the dot.
    pub endings: &'static [&'static str],
    /// What one such file holds.
    pub contents: Contents,
    /// How it is told.
    pub(crate) sniff: Sniff,
    /// Whether this file of it is read in a child: formats that others' programs made and whose readers
    /// are large, and what may take long.
    pub(crate) sandboxed: fn(&FoundFile) -> bool,
    /// Reads one file of it.
    pub(crate) read: ReadFormat,
}

/// Puts the articles and the problems of one file into the outlet.
pub(crate) type ReadFormat =
    fn(Input<'_>, &mut ReadContext<'_>, &mut Outlet<'_>) -> Result<(), ProblemKind>;

/// What one file of a format holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// One article.
    Article,
    /// Several articles.
    Articles,
    /// Records, whose columns may be given a meaning.
    Records,
    /// One other file, packed.
    File,
    /// Any number of other files.
    Files,
}

impl Contents {
    /// Whether there may be many articles in one file, so that it may take its time.
    pub(crate) fn are_many(self) -> bool {
        match self {
            Self::Article => false,
            Self::Articles | Self::Records | Self::File | Self::Files => true,
        }
    }

    fn are_packed(self) -> bool {
        match self {
            Self::File | Self::Files => true,
            Self::Article | Self::Articles | Self::Records => false,
        }
    }
}

/// How a format is told from the beginning of a file.
pub(crate) struct Sniff {
    /// By bytes that nothing else begins with.
    pub magic: fn(&FileHead<'_>) -> bool,
    /// By these endings, where nothing has such bytes.
    pub by_name: &'static [&'static str],
    /// By what its text looks like, where neither says anything.
    pub shape: fn(&FileHead<'_>) -> bool,
}

impl Sniff {
    /// Tells nothing.
    pub(crate) const NOTHING: Self = Self {
        magic: |_| false,
        by_name: &[],
        shape: |_| false,
    };
}

/// What a file of this beginning is. A file cut off in its middle is enough.
pub(crate) fn sniff(head: &FileHead<'_>) -> &'static Format {
    let all = || FORMATS.iter().copied();
    all()
        .find(|f| (f.sniff.magic)(head))
        .or_else(|| all().find(|f| head.has_ending(f.sniff.by_name)))
        .or_else(|| all().find(|f| (f.sniff.shape)(head)))
        .unwrap_or(&text_file::FORMAT)
}

/// The ending of a name in small letters, and the name before it.
fn split(name: &str) -> (&str, String) {
    match name.rsplit_once('.') {
        Some((before, ending)) => (before, ending.to_ascii_lowercase()),
        None => (name, String::new()),
    }
}

/// Whether a file of this name holds records, by its ending; also packed.
pub fn is_table(path: &str) -> bool {
    let has = |ending: &str, holds: Contents| {
        let mut those = FORMATS.iter().filter(|f| f.contents == holds);
        those.any(|f| f.endings.contains(&ending))
    };
    let (mut before, mut ending) = split(path);
    while has(&ending, Contents::File) {
        (before, ending) = split(before);
    }
    has(&ending, Contents::Records)
}

/// Whether a file of this name holds any number of other files, by its ending; also packed once more.
pub fn is_archive(path: &str) -> bool {
    let has = |ending: &str, holds: Contents| {
        let mut those = FORMATS.iter().filter(|f| f.contents == holds);
        those.any(|f| f.endings.contains(&ending))
    };
    let (mut before, mut ending) = split(path);
    while has(&ending, Contents::File) {
        if ending == "tgz" {
            return true;
        }
        (before, ending) = split(before);
    }
    has(&ending, Contents::Files)
}

/// Whether a file is one article and read in a child, by its ending.
pub(crate) fn is_for_a_child(file: &FoundFile) -> bool {
    let (_, ending) = split(&file.path);
    let mut named = FORMATS
        .iter()
        .filter(|f| f.endings.contains(&ending.as_str()));
    named.any(|f| !f.contents.are_many() && (f.sandboxed)(file))
}

/// Whether a file of this name holds other files, packed, by its ending.
pub(crate) fn is_packed(path: &str) -> bool {
    let (_, ending) = split(path);
    let mut packed = FORMATS.iter().filter(|f| f.contents.are_packed());
    packed.any(|f| f.endings.contains(&ending.as_str()))
}

/// The names of all formats, as in the README: what the help lists.
pub fn names() -> Vec<&'static str> {
    FORMATS.iter().flat_map(|f| f.names).copied().collect()
}

/// The usual endings of all formats, without the dot: what file dialogs offer.
pub fn endings() -> Vec<&'static str> {
    FORMATS.iter().flat_map(|f| f.endings).copied().collect()
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
