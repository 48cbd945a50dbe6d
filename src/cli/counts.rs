//! Tables of mentions and words: concordance, collocates, keyness, dispersion, word list.

use std::path::Path;

use super::{ExitCode, Failure, TableFormat, view};
use crate::analysis::collocates::{CollocatesSpec, CollocatesView};
use crate::analysis::concordance::{ConcordanceSpec, ConcordanceView, SortLevel};
use crate::analysis::dispersion::DispersionView;
use crate::analysis::evidence::EvidenceView;
use crate::analysis::together::{TogetherView, Unit};
use crate::analysis::word_list::{KeynessSpec, KeynessView, WordListView};

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
pub(super) fn sort_level(word: &str) -> Result<SortLevel, String> {
    let mut all = SortLevel::ALL.into_iter();
    all.find(|level| level.words().eq_ignore_ascii_case(word))
        .ok_or_else(|| {
            let all = SortLevel::ALL.map(SortLevel::words);
            format!("there are: {}", all.join(", "))
        })
}

pub(super) fn concordance(
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

pub(super) fn collocates(
    query: &str,
    path: &Path,
    spec: CollocatesSpec,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, Some(query), &[])?;
    view::run::<CollocatesView>(&base, &spec, format)
}

pub(super) fn keyness(
    query: &str,
    path: &Path,
    (length, least): (u8, u32),
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, Some(query), &[])?;
    view::run::<KeynessView>(&base, &KeynessSpec { length, least }, format)
}

pub(super) fn dispersion(
    path: &Path,
    query: Option<&str>,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, query, &[])?;
    view::run::<DispersionView>(&base, &(), format)
}

pub(super) fn words(
    path: &Path,
    query: Option<&str>,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, query, &[])?;
    view::run::<WordListView>(&base, &(), format)
}

pub(super) fn together(
    path: &Path,
    by: UnitChoice,
    format: TableFormat,
) -> Result<ExitCode, Failure> {
    let base = view::base(path, None, &[])?;
    view::run::<TogetherView>(&base, &by.into(), format)
}

pub(super) fn evidence(path: &Path, format: TableFormat) -> Result<ExitCode, Failure> {
    let base = view::base(path, None, &[])?;
    view::run::<EvidenceView>(&base, &(), format)
}
