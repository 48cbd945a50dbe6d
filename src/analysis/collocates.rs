//! Collocates: the words around mentions, and how much more often than chance would bring them there.

use std::collections::HashMap;

use rayon::prelude::*;

use super::base::Base;
use super::cancel::Cancel;
use super::hits::{Subject, each_article};
use super::statistics::{expected_in_window, log_dice, log_likelihood, mutual_information};
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::ArticleIx;
use crate::text::{Span, reading_paragraphs, sentence_around, tokens};

/// What is chosen about collocates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollocatesSpec {
    /// What they stand around.
    pub subject: Subject,
    /// Words before and behind a mention that are looked at, 1 to 10.
    pub window: (u8, u8),
    /// Whether words of the next sentence count.
    pub crosses_sentences: bool,
    /// Least times that a word must stand there.
    pub least: u32,
}

impl Default for CollocatesSpec {
    fn default() -> Self {
        Self {
            subject: Subject::Search,
            window: (5, 5),
            crosses_sentences: false,
            least: 3,
        }
    }
}

/// A word around mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct Collocate {
    /// The word, folded.
    pub word: Box<str>,
    /// Times before and behind.
    pub sides: (u64, u64),
    /// How often it occurs in the articles at hand.
    pub count: u64,
    /// logDice.
    pub log_dice: f64,
    /// Pointwise mutual information, with the window's expected count.
    pub mutual_information: f64,
    /// Log-likelihood of two cells: around the mentions against the rest.
    pub log_likelihood: f64,
}

/// The collocates of what is looked for.
#[derive(Clone, Debug, Default)]
pub struct Collocates {
    /// The words, the strongest by logDice first.
    pub rows: Vec<Collocate>,
    /// What they stand around, in words.
    pub subject: String,
    /// Mentions that they stand around.
    pub mentions: u64,
    /// Words of the articles at hand.
    pub words: u64,
    spec: CollocatesSpec,
}

/// Collocates as a view.
#[derive(Clone, Copy, Debug)]
pub struct CollocatesView;

/// Words around the mentions of one article, before and behind.
type Around = HashMap<Box<str>, (u64, u64)>;

impl View for CollocatesView {
    type Spec = CollocatesSpec;
    type Table = Collocates;

    const NAME: &'static str = "neighbours";

    fn compute(
        base: &Base,
        spec: &CollocatesSpec,
        cancel: &Cancel,
    ) -> Result<Collocates, ViewError> {
        let found = each_article(base, spec.subject, cancel, |at, text, spans| {
            around(base, at, text, &spans, spec)
        })?;
        let mut sides: Around = HashMap::new();
        let (mut mentions, mut places) = (0, 0);
        for (own, of_article, seen) in found {
            mentions += of_article;
            places += seen;
            for (word, (left, right)) in own {
                let known = sides.entry(word).or_default();
                known.0 += left;
                known.1 += right;
            }
        }
        sides.retain(|_, (left, right)| *left + *right >= u64::from(spec.least));
        let (counts, words) = frequencies(base, &sides, cancel)?;
        let window = u64::from(spec.window.0) + u64::from(spec.window.1);
        let row = |(word, sides): (&str, (u64, u64))| {
            let together = sides.0 + sides.1;
            let count = counts.get(word).copied().unwrap_or(together);
            let expected = expected_in_window(mentions, count, window, words);
            let elsewhere = count.saturating_sub(together);
            Collocate {
                sides,
                count,
                log_dice: log_dice(together, mentions, count),
                mutual_information: mutual_information(together, expected),
                log_likelihood: log_likelihood(
                    together,
                    elsewhere,
                    places,
                    words.saturating_sub(places),
                ),
                word: word.into(),
            }
        };
        let mut rows: Vec<Collocate> = sides.iter().map(|(w, s)| row((w, *s))).collect();
        rows.sort_by(|a, b| {
            let by = b.log_dice.total_cmp(&a.log_dice);
            by.then_with(|| a.word.cmp(&b.word))
        });
        Ok(Collocates {
            rows,
            subject: spec.subject.words(base),
            mentions,
            words,
            spec: *spec,
        })
    }
}

/// The words around the mentions of an article, how many mentions there are, and how many places were looked
/// at.
fn around(
    base: &Base,
    at: ArticleIx,
    text: &str,
    spans: &[Span],
    spec: &CollocatesSpec,
) -> (Around, u64, u64) {
    let words: Vec<_> = tokens(text).collect();
    let paragraphs = reading_paragraphs(text, base.corpus.title_end(at));
    let mut out: Around = HashMap::new();
    let mut places = 0;
    for span in spans {
        let first = words.partition_point(|w| w.span.end <= span.start);
        let behind = words.partition_point(|w| w.span.start < span.end);
        let sentence = sentence_around(text, &paragraphs, span.start());
        let is_inside = |word: Span| {
            spec.crosses_sentences
                || sentence.is_none_or(|s| s.start <= word.start && word.end <= s.end.max(span.end))
        };
        let from = first.saturating_sub(usize::from(spec.window.0));
        let to = (behind + usize::from(spec.window.1)).min(words.len());
        for (range, is_left) in [(from..first, true), (behind..to, false)] {
            for word in words.get(range).unwrap_or_default() {
                if !is_inside(word.span) {
                    continue;
                }
                places += 1;
                let sides = out.entry(Box::from(word.folded().as_ref())).or_default();
                if is_left {
                    sides.0 += 1;
                } else {
                    sides.1 += 1;
                }
            }
        }
    }
    (out, spans.len() as u64, places)
}

/// Articles that are counted between two looks at whether anybody waits.
const STEP: usize = 2_048;

/// How often some words occur in the articles at hand, and how many words those have.
fn frequencies<'w>(
    base: &Base,
    wanted: &'w Around,
    cancel: &Cancel,
) -> Result<(HashMap<&'w str, u64>, u64), ViewError> {
    let of_article = |at: &ArticleIx| {
        let mut own: HashMap<&'w str, u64> = HashMap::new();
        let mut words = 0_u64;
        for token in tokens(base.corpus.text(*at).unwrap_or_default()) {
            words += 1;
            if let Some((word, _)) = wanted.get_key_value(token.folded().as_ref()) {
                *own.entry(word).or_default() += 1;
            }
        }
        (own, words)
    };
    let add = |mut one: (HashMap<&'w str, u64>, u64), other: (HashMap<&'w str, u64>, u64)| {
        for (word, n) in other.0 {
            *one.0.entry(word).or_default() += n;
        }
        (one.0, one.1 + other.1)
    };
    let mut out = (HashMap::new(), 0);
    for some in base.rows.chunks(STEP) {
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        let counts = some.par_iter().map(of_article);
        out = add(out, counts.reduce(|| (HashMap::new(), 0), add));
    }
    Ok(out)
}

impl Tabular for Collocates {
    fn title(&self) -> String {
        format!("Neighbours of {}", self.subject)
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new(
                "word",
                ColumnKind::Text,
                "the word, without case and accents",
            ),
            Column::new("left", ColumnKind::Count, "times before a mention"),
            Column::new("right", ColumnKind::Count, "times behind one"),
            Column::new("together", ColumnKind::Count, "times within the window"),
            Column::new(
                "frequency",
                ColumnKind::Count,
                "times in the articles at hand",
            ),
            Column::new(
                "log_dice",
                ColumnKind::Number,
                "14 + log2(2 f_xy / (f_x + f_y)), at most 14",
            ),
            Column::new(
                "mi",
                ColumnKind::Number,
                "log2 of times within the window by what chance would give, f_x f_y w / N",
            ),
            Column::new(
                "log_likelihood",
                ColumnKind::Number,
                "two cells: within the windows against elsewhere",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.rows.iter().map(|row| {
            vec![
                Cell::from(&*row.word),
                Cell::from(row.sides.0),
                Cell::from(row.sides.1),
                Cell::from(row.sides.0 + row.sides.1),
                Cell::from(row.count),
                Cell::from(row.log_dice),
                Cell::from(row.mutual_information),
                Cell::from(row.log_likelihood),
            ]
        }))
    }

    fn notes(&self) -> Vec<String> {
        let sentences = if self.spec.crosses_sentences {
            "across sentences"
        } else {
            "within the sentence"
        };
        vec![format!(
            "{} mentions of {}; {} words before and {} behind, {sentences}; at least {} times; {} words in all",
            self.mentions,
            self.subject,
            self.spec.window.0,
            self.spec.window.1,
            self.spec.least,
            self.words
        )]
    }
}
