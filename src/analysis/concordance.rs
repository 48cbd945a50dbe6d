//! The concordance: every mention in its context, a line each, in an order of the words around it.

use std::sync::Arc;

use rayon::prelude::*;

use super::base::Base;
use super::cancel::Cancel;
use super::effective::EffectiveMetadata;
use super::hits::{Hit, Subject, each_article};
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::{ArticleIx, Corpus, written_date};
use crate::text::{Span, fold, tokens};

/// What lines are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortLevel {
    /// The words before the mention, the first being the nearest.
    Left(u8),
    /// The words behind it.
    Right(u8),
    /// The words of the mention.
    Hit,
    /// The day of the article, the oldest first.
    Date,
    /// Who published it.
    Source,
}

impl SortLevel {
    /// All, in the order of menus.
    pub const ALL: [Self; 9] = [
        Self::Right(1),
        Self::Right(2),
        Self::Right(3),
        Self::Left(1),
        Self::Left(2),
        Self::Left(3),
        Self::Hit,
        Self::Date,
        Self::Source,
    ];

    /// In words, as corpus linguists write it.
    pub fn words(self) -> String {
        match self {
            Self::Left(n) => format!("{n}L"),
            Self::Right(n) => format!("{n}R"),
            Self::Hit => "hit".to_owned(),
            Self::Date => "date".to_owned(),
            Self::Source => "source".to_owned(),
        }
    }
}

/// What is chosen about a concordance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConcordanceSpec {
    /// What the lines are of.
    pub subject: Subject,
    /// What they are ordered by; by none, they come in the order of the table.
    pub sort: Vec<SortLevel>,
    /// Only so many lines, drawn at random with this seed.
    pub sample: Option<(usize, u64)>,
}

/// A concordance.
#[derive(Clone, Debug, Default)]
pub struct Concordance {
    corpus: Arc<Corpus>,
    metadata: EffectiveMetadata,
    /// What it is of, in words.
    pub subject: String,
    /// The lines, in their order.
    pub lines: Vec<Hit>,
    /// Mentions before a sample was drawn.
    pub all: usize,
    /// Articles that the lines are of.
    pub articles: usize,
    spec: ConcordanceSpec,
}

/// A line, cut for one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What stands before the mention.
    pub left: String,
    /// The mention.
    pub hit: String,
    /// What stands behind it.
    pub right: String,
}

/// Characters on either side of a mention that a line shows.
pub const CONTEXT_CHARS: usize = 90;

/// The concordance as a view.
#[derive(Clone, Copy, Debug)]
pub struct ConcordanceView;

impl View for ConcordanceView {
    type Spec = ConcordanceSpec;
    type Table = Concordance;

    const NAME: &'static str = "concordance";

    fn compute(
        base: &Base,
        spec: &ConcordanceSpec,
        cancel: &Cancel,
    ) -> Result<Concordance, ViewError> {
        let found = each_article(base, spec.subject, cancel, |at, _, spans| {
            let hits = spans.into_iter().map(|span| Hit { at, span });
            hits.collect::<Vec<Hit>>()
        })?;
        let articles = found.len();
        let lines: Vec<Hit> = found.into_iter().flatten().collect();
        let mut out = Concordance {
            corpus: Arc::clone(&base.corpus),
            metadata: base.metadata.clone(),
            subject: spec.subject.words(base),
            all: lines.len(),
            articles,
            lines,
            spec: spec.clone(),
        };
        if let Some((most, seed)) = spec.sample {
            out.lines = sampled(&out.lines, most, seed);
        }
        out.arrange(cancel)?;
        Ok(out)
    }
}

/// So many lines drawn at random, in their order; the same for the same seed.
fn sampled(lines: &[Hit], most: usize, seed: u64) -> Vec<Hit> {
    if lines.len() <= most {
        return lines.to_vec();
    }
    // Each line has a number that depends on its place and the seed alone; the least are taken.
    let mut drawn: Vec<(u64, usize)> = (0..lines.len())
        .map(|at| (mixed(seed ^ mixed(at as u64)), at))
        .collect();
    drawn.select_nth_unstable(most);
    drawn.truncate(most);
    let mut places: Vec<usize> = drawn.into_iter().map(|(_, at)| at).collect();
    places.sort_unstable();
    places
        .into_iter()
        .filter_map(|at| lines.get(at).copied())
        .collect()
}

/// A number that looks like chance (the finalizer of SplitMix64, Steele et al. 2014).
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

impl Concordance {
    /// Puts the lines into the order that was asked for; lines that are alike stay in the order of the table.
    fn arrange(&mut self, cancel: &Cancel) -> Result<(), ViewError> {
        if self.spec.sort.is_empty() {
            return Ok(());
        }
        let key = |hit: &Hit| -> Vec<String> {
            let levels = self.spec.sort.iter();
            levels.map(|level| self.key(*hit, *level)).collect()
        };
        let lines = self.lines.par_iter().enumerate();
        let mut keyed: Vec<(Vec<String>, usize, Hit)> =
            lines.map(|(at, hit)| (key(hit), at, *hit)).collect();
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        keyed.par_sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        self.lines = keyed.into_iter().map(|(_, _, hit)| hit).collect();
        Ok(())
    }

    /// What a line is ordered by at one level. A word that is not there comes first.
    fn key(&self, hit: Hit, level: SortLevel) -> String {
        let text = self.corpus.text(hit.at).unwrap_or_default();
        match level {
            SortLevel::Right(n) => {
                let behind = text.get(hit.span.end()..).unwrap_or_default();
                let near = behind.get(..boundary(behind, NEAR)).unwrap_or(behind);
                let word = tokens(near).nth(usize::from(n).saturating_sub(1));
                word.map_or_else(String::new, |w| w.folded().into_owned())
            }
            SortLevel::Left(n) => {
                let before = text.get(..hit.span.start()).unwrap_or_default();
                let from = before.len() - boundary_back(before, NEAR);
                let near = before.get(from..).unwrap_or(before);
                let words: Vec<_> = tokens(near).collect();
                let at = words.len().checked_sub(usize::from(n));
                let word = at.and_then(|at| words.get(at));
                word.map_or_else(String::new, |w| w.folded().into_owned())
            }
            SortLevel::Hit => fold(hit.span.get(text).unwrap_or_default()).into_owned(),
            SortLevel::Date => {
                let day = self.metadata.day(hit.at);
                // What has no day comes last.
                day.map_or_else(|| "~".to_owned(), |day| day.to_string())
            }
            SortLevel::Source => fold(self.metadata.source(hit.at)).into_owned(),
        }
    }

    /// A line, with as many characters on either side as are asked for.
    pub fn line(&self, at: usize, chars: usize) -> Option<Line> {
        let hit = self.lines.get(at)?;
        let text = self.corpus.text(hit.at)?;
        let before = text.get(..hit.span.start())?;
        let from = before.char_indices().rev().take(chars).last();
        let left = before.get(from.map_or(before.len(), |(at, _)| at)..)?;
        let behind = text.get(hit.span.end()..)?;
        let to = behind
            .char_indices()
            .nth(chars)
            .map_or(behind.len(), |(at, _)| at);
        Some(Line {
            left: one_line(left),
            hit: one_line(hit.span.get(text)?),
            right: one_line(behind.get(..to)?),
        })
    }

    /// The day of the article of a line, as it is written.
    pub fn day(&self, at: ArticleIx) -> String {
        let date = self.metadata.date(at);
        date.map_or_else(|| "no date".to_owned(), |(day, of)| written_date(day, of))
    }

    /// The title of an article, or its first words.
    pub fn title(&self, at: ArticleIx) -> String {
        self.metadata.title_or_opening(at).into_owned()
    }

    /// What is chosen about it.
    pub fn spec(&self) -> &ConcordanceSpec {
        &self.spec
    }

    /// The articles of its lines.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }
}

/// Bytes around a mention in which the words are looked for that lines are ordered by.
const NEAR: usize = 400;

/// The last place of a text at or before `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Bytes at the end of a text, at most `bytes`, that begin with a character.
fn boundary_back(text: &str, bytes: usize) -> usize {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.len() - from
}

/// Text in one line: the end of a paragraph is a mark.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split("\n\n").enumerate() {
        if at > 0 {
            out.push_str(" ¶ ");
        }
        out.push_str(&part.replace(['\n', '\r', '\t'], " "));
    }
    out
}

impl Tabular for Concordance {
    fn title(&self) -> String {
        format!("Concordance of {}", self.subject)
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new(
                "date",
                ColumnKind::Text,
                "date of the article; empty for none",
            ),
            Column::new("source", ColumnKind::Text, "who published it"),
            Column::new("article", ColumnKind::Text, "title, or the first words"),
            Column::new("left", ColumnKind::Text, "90 characters before the mention"),
            Column::new("hit", ColumnKind::Text, "the mention"),
            Column::new("right", ColumnKind::Text, "90 characters behind it"),
            Column::new("id", ColumnKind::Text, "id of the article"),
            Column::new(
                "start",
                ColumnKind::Count,
                "first byte of the mention in the text",
            ),
            Column::new("end", ColumnKind::Count, "first byte behind it"),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.lines.iter().enumerate().filter_map(|(at, hit)| {
            let line = self.line(at, CONTEXT_CHARS)?;
            let date = self.metadata.date(hit.at);
            let date = date.map_or_else(String::new, |(day, of)| written_date(day, of));
            let Span { start, end } = hit.span;
            Some(vec![
                Cell::from(date),
                Cell::from(self.metadata.source(hit.at)),
                Cell::Text(self.metadata.title_or_opening(hit.at)),
                Cell::from(line.left),
                Cell::from(line.hit),
                Cell::from(line.right),
                Cell::from(self.corpus.id(hit.at)?.to_string()),
                Cell::from(start),
                Cell::from(end),
            ])
        }))
    }

    fn notes(&self) -> Vec<String> {
        let mut out = vec![format!(
            "{} of {} mentions of {}",
            self.lines.len(),
            self.all,
            self.subject
        )];
        if let Some((most, seed)) = self.spec.sample {
            out.push(format!(
                "at most {most} lines, drawn at random with the seed {seed}"
            ));
        }
        out
    }
}
