//! The formats of annotated sets: one file each, one line in [`FORMATS`].
//!
//! A [`Format`] says what it is called, how its files end, and what it *holds*: of everything that a set
//! may have ([`Holding`]), the things that can be read again from its files. From `holds` alone, what a set
//! has and a format cannot hold is counted and told while the set is written; a format's own file tells only
//! what it does to things that it does hold. A law test reads every format's files for what it claims.
//!
//! Useful for: the command line's `--format`, the dialogs, and whoever adds a format: copy `json_lines.rs`.
//! Not useful for: codebooks alone and charts (`codebook`, `charts`).

#[cfg(test)]
#[path = "../../../tests/seams/array.rs"]
mod array;
mod brat;
mod cas;
mod conll;
mod csv;
mod doccano;
pub(super) mod json;
mod json_cas;
mod json_lines;
mod label_studio;
mod prodigy;
mod refi;
mod ron;
#[cfg(test)]
pub(super) mod tests;
mod web_annotation;
mod webanno;
mod xmi;

use std::io::Write;
use std::path::Path;

use super::{AnnotatedSet, ExportError, LossReport, SetArticle};
use crate::workspace::{Annotation, ReviewStatus};

/// Every format there is, in the order in which they are offered.
pub static FORMATS: &[&Format] = &[
    &json_lines::FORMAT,
    &csv::FORMAT,
    &ron::FORMAT,
    &web_annotation::FORMAT,
    &brat::FORMAT,
    &webanno::FORMAT,
    &json_cas::FORMAT,
    &xmi::FORMAT,
    &refi::FORMAT,
    &conll::FORMAT,
    &doccano::FORMAT,
    &label_studio::FORMAT,
    &prodigy::FORMAT,
    #[cfg(test)]
    &array::FORMAT,
];

/// Writes a set; counts what it writes and tells what it changes. The set is asked once for its articles,
/// in order; what `holds` does not name is told by the caller. When the writing is cancelled, the set ends
/// early and `out` refuses: what was written is thrown away.
pub type WriteSet =
    fn(&dyn AnnotatedSet, out: &mut dyn Write, &mut LossReport) -> Result<(), ExportError>;

/// Reads the set that a file or folder holds; tells what cannot be taken in.
pub type ReadSet = fn(&Path, &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String>;

/// Whether the name of a file ends so, whatever its case.
pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    let path = Path::new(name).extension();
    path.is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

/// A format of annotated sets.
#[derive(Debug)]
pub struct Format {
    /// Its word on the command line.
    pub word: &'static str,
    /// Its name on screen.
    pub words: &'static str,
    /// Endings of its files without the dot, in small letters; the first is the one that is written.
    pub endings: &'static [&'static str],
    /// What of a set its files hold.
    pub holds: &'static [Holding],
    /// Whether it is written as an archive of several files.
    pub is_archive: bool,
    /// Reads it, if that can be done.
    pub read: Option<ReadSet>,
    /// Writes it, if that can be done.
    pub write: Option<WriteSet>,
}

impl Format {
    /// The format that is meant where none is named.
    pub fn usual() -> &'static Self {
        &json_lines::FORMAT
    }

    /// The format of a word.
    pub fn by_word(word: &str) -> Option<&'static Self> {
        FORMATS.iter().copied().find(|f| f.word == word)
    }

    /// The format that a file's ending names.
    pub fn by_ending(path: &Path) -> Option<&'static Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let fits = |ending: &&&str| {
            let stem = name
                .strip_suffix(**ending)
                .and_then(|stem| stem.strip_suffix('.'));
            stem.is_some_and(|stem| !stem.is_empty())
        };
        // The longest ending counts: `set.doccano.jsonl` is doccano's.
        let longest = |f: &'static Self| f.endings.iter().filter(fits).map(|e| e.len()).max();
        let all = FORMATS
            .iter()
            .copied()
            .filter_map(|f| Some((longest(f)?, f)));
        all.max_by_key(|(length, _)| *length).map(|(_, f)| f)
    }

    /// Whether the name of a file says that it holds annotations and cannot be articles.
    pub fn is_annotations_alone(path: &Path) -> bool {
        const OTHERS: [&str; 6] = ["jsonl", "ndjson", "json", "csv", "tsv", "ron"];
        let ending = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let is_other = OTHERS.iter().any(|o| ending.eq_ignore_ascii_case(o));
        !is_other && Self::by_ending(path).is_some_and(|f| f.read.is_some())
    }

    /// The format of a file that is there: by its name, else by how it begins or what lies in it.
    pub fn of_file(path: &Path) -> Option<&'static Self> {
        if let Some(format) = Self::by_ending(path).filter(|f| f.read.is_some()) {
            return Some(format);
        }
        let files = super::packed::files_of(path).ok()?;
        let has = |ending: &str| {
            files
                .iter()
                .any(|(name, _)| name.to_lowercase().ends_with(ending))
        };
        let by_names = [
            (".qde", &refi::FORMAT),
            (".ann", &brat::FORMAT),
            (".xmi", &xmi::FORMAT),
            (".tsv", &webanno::FORMAT),
            (".conll", &conll::FORMAT),
        ];
        if let Some((_, format)) = by_names.into_iter().find(|(ending, _)| has(ending)) {
            return Some(format);
        }
        let (_, bytes) = files
            .iter()
            .find(|(name, bytes)| !has_ending(name, "xml") && !bytes.is_empty())?;
        let head = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
        let head = String::from_utf8_lossy(head);
        let says = |key: &str| head.contains(&format!("\"{key}\""));
        let by_keys: [(bool, &'static Self); 6] = [
            (
                says("%FEATURE_STRUCTURES") || says("%TYPES"),
                &json_cas::FORMAT,
            ),
            (
                head.contains("w3.org/ns/anno.jsonld") || says("motivation"),
                &web_annotation::FORMAT,
            ),
            (
                says("result") && says("from_name") || says("annotations") && says("completed_by"),
                &label_studio::FORMAT,
            ),
            (says("spans") || says("_input_hash"), &prodigy::FORMAT),
            (
                says("entities") || says("label") || says("labels") || says("start_offset"),
                &doccano::FORMAT,
            ),
            (head.starts_with("-DOCSTART-"), &conll::FORMAT),
        ];
        by_keys
            .into_iter()
            .find(|(fits, _)| *fits)
            .map(|(_, format)| format)
    }

    /// Those that can be written, in the order of the table.
    pub fn writable() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter().copied().filter(|f| f.write.is_some())
    }

    /// Those that can be read, in the order of the table.
    pub fn readable() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter().copied().filter(|f| f.read.is_some())
    }

    /// How files end that are written in it, without the dot.
    pub fn extension(&self) -> &'static str {
        self.endings.first().copied().unwrap_or(self.word)
    }

    /// What of a set its files do not hold.
    pub fn lacks(&self) -> impl Iterator<Item = Holding> {
        let all = Holding::ALL.into_iter();
        all.filter(|what| !self.holds(*what))
    }

    /// Whether its files hold a thing.
    pub fn holds(&self, what: Holding) -> bool {
        self.holds.contains(&what)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl Eq for Format {}

/// Something that a set may have and a format may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// What tags mean: definitions, examples, colours, keys, attributes.
    TagDefinitions,
    /// The texts of the articles.
    Texts,
    /// The dates of articles with their basis.
    Dates,
    /// How far the analyst has come with each article.
    ArticleStatus,
    /// The notes on whole articles.
    Memos,
    /// The tags of annotations, by their paths.
    Tags,
    /// Annotations without a tag.
    PlainNotes,
    /// Annotations of whole articles.
    WholeArticles,
    /// Annotations of several ranges.
    SeveralRanges,
    /// The quotation of each range by itself.
    SeparateQuotes,
    /// What the analyst wrote to annotations.
    Notes,
    /// The attributes of annotations.
    Attributes,
    /// Who made each annotation.
    Authors,
    /// When each annotation was made and changed.
    Times,
    /// How far the analyst has come with each annotation.
    Status,
    /// The revision of the codebook that each annotation was made under.
    Revisions,
    /// Relations between annotations.
    Relations,
    /// Records of another kind, named in the plural.
    Further(&'static str),
}

impl Holding {
    /// All that a set has words for.
    pub const ALL: [Self; 17] = [
        Self::TagDefinitions,
        Self::Texts,
        Self::Dates,
        Self::ArticleStatus,
        Self::Memos,
        Self::Tags,
        Self::PlainNotes,
        Self::WholeArticles,
        Self::SeveralRanges,
        Self::SeparateQuotes,
        Self::Notes,
        Self::Attributes,
        Self::Authors,
        Self::Times,
        Self::Status,
        Self::Revisions,
        Self::Relations,
    ];

    /// What is lost where a format does not hold it, in the plural.
    pub fn words(self) -> &'static str {
        match self {
            Self::TagDefinitions => "definitions, colours, keys and attributes of tags",
            Self::Texts => "texts of articles",
            Self::Dates => "dates of articles",
            Self::ArticleStatus => "review statuses of articles",
            Self::Memos => "memos of articles",
            Self::Tags => "tags of annotations",
            Self::PlainNotes => "annotations without a tag",
            Self::WholeArticles => "annotations of whole articles",
            Self::SeveralRanges => "annotations of several ranges",
            Self::SeparateQuotes => "quotations range by range (they are joined)",
            Self::Notes => "notes of annotations",
            Self::Attributes => "attributes of annotations",
            Self::Authors => "authors of annotations",
            Self::Times => "times of annotations",
            Self::Status => "review statuses of annotations",
            Self::Revisions => "revisions of the codebook under which annotations were made",
            Self::Relations => "relations",
            Self::Further(kind) => kind,
        }
    }

    /// Whether an annotation has it.
    pub(super) fn is_of(self, annotation: &Annotation) -> bool {
        match self {
            Self::Tags => annotation.tag.is_some(),
            Self::PlainNotes => annotation.tag.is_none(),
            Self::WholeArticles => annotation.is_whole_article(),
            Self::SeveralRanges | Self::SeparateQuotes => annotation.anchors.len() > 1,
            Self::Notes => !annotation.note.is_empty(),
            Self::Attributes => !annotation.attributes.is_empty(),
            Self::Authors => !annotation.author.is_empty(),
            Self::Times => true,
            Self::Status => annotation.status != ReviewStatus::default(),
            Self::Revisions => annotation.revision > 0,
            Self::TagDefinitions
            | Self::Texts
            | Self::Dates
            | Self::ArticleStatus
            | Self::Memos
            | Self::Relations
            | Self::Further(_) => false,
        }
    }

    /// Whether an article has it.
    pub(super) fn is_of_article(self, article: &SetArticle<'_>) -> bool {
        match self {
            Self::Texts => article.hash.is_some(),
            Self::Dates => article.date.is_some(),
            Self::ArticleStatus => article.status != ReviewStatus::default(),
            Self::Memos => !article.memo.is_empty(),
            Self::TagDefinitions
            | Self::Tags
            | Self::PlainNotes
            | Self::WholeArticles
            | Self::SeveralRanges
            | Self::SeparateQuotes
            | Self::Notes
            | Self::Attributes
            | Self::Authors
            | Self::Times
            | Self::Status
            | Self::Revisions
            | Self::Relations
            | Self::Further(_) => false,
        }
    }
}
