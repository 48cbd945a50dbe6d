//! Words of the articles at hand: how often, in how many articles, how evenly.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::answer::AnswerError;
use super::base::Base;
use super::cancel::Cancel;
use super::statistics::{log_likelihood, log_ratio};
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::{ArticleIx, Corpus};
use crate::query::{Prepared, Query};
use crate::text::tokens;

/// Words that are listed, at most.
const MOST: usize = 5_000;
/// Articles that are counted between two looks at whether anybody waits.
const STEP: usize = 2_048;

/// How often terms occur in some articles.
#[derive(Default)]
struct Counts {
    /// Mentions and articles of each term.
    terms: HashMap<Box<str>, (u64, u32)>,
    /// Words of all the articles.
    words: u64,
}

impl Counts {
    fn add(mut self, other: Self) -> Self {
        if self.terms.len() < other.terms.len() {
            return other.add(self);
        }
        for (term, (n, articles)) in other.terms {
            let known = self.terms.entry(term).or_default();
            known.0 += n;
            known.1 += articles;
        }
        self.words += other.words;
        self
    }
}

/// Counts the runs of `length` words that lie in no two paragraphs.
fn counted(
    corpus: &Corpus,
    articles: &[ArticleIx],
    length: usize,
    cancel: &Cancel,
) -> Result<Counts, ViewError> {
    let of_article = |at: &ArticleIx| {
        let mut own: HashMap<Box<str>, u64> = HashMap::new();
        let text = corpus.text(*at).unwrap_or_default();
        let mut words = 0;
        for paragraph in text.split('\n') {
            let folded: Vec<_> = tokens(paragraph).map(|t| t.folded()).collect();
            words += folded.len() as u64;
            for run in folded.windows(length) {
                let term = match run {
                    [one] => Box::from(one.as_ref()),
                    many => many.join(" ").into_boxed_str(),
                };
                *own.entry(term).or_default() += 1;
            }
        }
        let terms = own.into_iter().map(|(term, n)| (term, (n, 1)));
        Counts {
            terms: terms.collect(),
            words,
        }
    };
    let mut out = Counts::default();
    for some in articles.chunks(STEP) {
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        let counts = some.par_iter().map(of_article);
        out = out.add(counts.reduce(Counts::default, Counts::add));
    }
    Ok(out)
}

/// The articles at hand, and those that they are compared with: all others, or those of them that a query
/// finds.
fn parted(
    base: &Base,
    against: &str,
    cancel: &Cancel,
) -> Result<(Vec<ArticleIx>, Vec<ArticleIx>), ViewError> {
    let is_row = |at: &ArticleIx| base.rows.row(*at).is_some();
    let (target, mut others): (Vec<_>, Vec<_>) = super::all(&base.corpus).partition(is_row);
    if let Some(query) = Query::parse(against).map_err(AnswerError::from)? {
        let facts = base.facts();
        let prepared = Prepared::new(&query, &facts).map_err(AnswerError::from)?;
        let prepared = prepared.until(cancel.flag());
        let found = base.index.count(&prepared).map_err(AnswerError::from)?;
        others.retain(|at| found.matches(*at));
    }
    Ok((target, others))
}

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub struct WordRow {
    /// The word, folded.
    pub word: Box<str>,
    /// How often.
    pub count: u64,
    /// In how many articles.
    pub articles: u32,
    /// Gries' DP: `0.5 sum |v_i/v - s_i|` over the articles, `s_i` the share of an article in all words.
    pub dp: f64,
}

/// The most frequent words of the articles at hand.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    /// The words, the most frequent first.
    pub rows: Vec<WordRow>,
    /// Words of all the articles at hand.
    pub words: u64,
    /// Articles at hand.
    pub articles: usize,
    /// Different words, also those that are not listed.
    pub different: usize,
}

/// The word list as a view.
#[derive(Clone, Copy, Debug)]
pub struct WordListView;

impl View for WordListView {
    type Spec = ();
    type Table = WordList;

    const NAME: &'static str = "words";

    fn compute(base: &Base, (): &(), cancel: &Cancel) -> Result<WordList, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let counts = counted(&base.corpus, &base.rows, 1, cancel)?;
        let different = counts.terms.len();
        let mut all: Vec<(Box<str>, (u64, u32))> = counts.terms.into_iter().collect();
        all.par_sort_unstable_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
        all.truncate(MOST);
        let dp = dispersions(base, &all, counts.words, cancel)?;
        let rows = all.into_iter().zip(dp);
        let rows = rows.map(|((word, (count, articles)), dp)| WordRow {
            word,
            count,
            articles,
            dp,
        });
        Ok(WordList {
            rows: rows.collect(),
            words: counts.words,
            articles: base.rows.len(),
            different,
        })
    }
}

/// DP of each word: articles that lack it add their share, the others by how far their share of the word is
/// from that.
fn dispersions(
    base: &Base,
    words: &[(Box<str>, (u64, u32))],
    all: u64,
    cancel: &Cancel,
) -> Result<Vec<f64>, ViewError> {
    let places = words.iter().enumerate();
    let places: HashMap<&str, usize> = places.map(|(at, (word, _))| (&**word, at)).collect();
    let none = || vec![(0.0, 0.0); words.len()];
    // For each word the sum of differences, and of the shares of the articles that hold it.
    let of_article = |at: &ArticleIx| {
        let text = base.corpus.text(*at).unwrap_or_default();
        let mut own: HashMap<usize, u64> = HashMap::new();
        let mut size = 0_u64;
        for token in tokens(text) {
            size += 1;
            if let Some(place) = places.get(token.folded().as_ref()) {
                *own.entry(*place).or_default() += 1;
            }
        }
        (own, size as f64 / all.max(1) as f64)
    };
    let mut out = none();
    for some in base.rows.chunks(STEP) {
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        let found: Vec<(HashMap<usize, u64>, f64)> = some.par_iter().map(of_article).collect();
        for (own, share) in found {
            for (place, n) in own {
                let total = words.get(place).map_or(1, |(_, (n, _))| *n);
                if let Some((sum, held)) = out.get_mut(place) {
                    *sum += (n as f64 / total as f64 - share).abs();
                    *held += share;
                }
            }
        }
    }
    let whole = |(sum, held): (f64, f64)| f64::midpoint(sum, (1.0 - held).max(0.0));
    Ok(out.into_iter().map(whole).collect())
}

impl Tabular for WordList {
    fn title(&self) -> String {
        "Words".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new(
                "word",
                ColumnKind::Text,
                "the word, without case and accents",
            ),
            Column::new("count", ColumnKind::Count, "how often"),
            Column::new("per_1000", ColumnKind::Number, "how often in 1,000 words"),
            Column::new(
                "articles",
                ColumnKind::Count,
                "articles that hold it (range)",
            ),
            Column::new(
                "dp",
                ColumnKind::Number,
                "Gries' DP over articles: 0 even, near 1 all in one place",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        let words = self.words.max(1) as f64;
        Box::new(self.rows.iter().map(move |row| {
            vec![
                Cell::from(&*row.word),
                Cell::from(row.count),
                Cell::from(row.count as f64 * 1000.0 / words),
                Cell::from(row.articles),
                Cell::from(row.dp),
            ]
        }))
    }

    fn notes(&self) -> Vec<String> {
        vec![format!(
            "{} words in {} articles, {} different",
            self.words, self.articles, self.different
        )]
    }
}

/// What two parts of the corpus are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeynessSpec {
    /// What finds the articles that those at hand are compared with, those at hand left out; all others
    /// where it is empty.
    pub against: Arc<str>,
    /// Words in a term, 1 to 5.
    pub length: u8,
    /// Least mentions of a term in both parts together.
    pub least: u32,
}

impl Default for KeynessSpec {
    fn default() -> Self {
        Self {
            against: "".into(),
            length: 1,
            least: 3,
        }
    }
}

/// A term that is more frequent in one part than in the other.
#[derive(Clone, Debug, PartialEq)]
pub struct KeynessRow {
    /// The words, folded.
    pub term: Box<str>,
    /// Mentions in the articles at hand, and in the others.
    pub counts: (u64, u64),
    /// Articles that hold it, of both.
    pub articles: (u32, u32),
    /// Log-likelihood of two cells.
    pub log_likelihood: f64,
    /// Binary logarithm of the ratio of relative frequencies.
    pub log_ratio: f64,
}

/// The articles at hand compared with the others of the corpus.
#[derive(Clone, Debug, Default)]
pub struct Keyness {
    /// The terms, the surest first.
    pub rows: Vec<KeynessRow>,
    /// Words of both parts.
    pub words: (u64, u64),
    /// Articles of both parts.
    pub articles: (usize, usize),
}

/// Keyness as a view: the rows of the table against all other articles.
#[derive(Clone, Copy, Debug)]
pub struct KeynessView;

impl View for KeynessView {
    type Spec = KeynessSpec;
    type Table = Keyness;

    const NAME: &'static str = "compare";

    fn compute(base: &Base, spec: &KeynessSpec, cancel: &Cancel) -> Result<Keyness, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let (target, reference) = parted(base, &spec.against, cancel)?;
        let articles = (target.len(), reference.len());
        if target.is_empty() || reference.is_empty() {
            return Ok(Keyness {
                articles,
                ..Keyness::default()
            });
        }
        let length = usize::from(spec.length).clamp(1, 5);
        let here = counted(&base.corpus, &target, length, cancel)?;
        let there = counted(&base.corpus, &reference, length, cancel)?;
        let words = (here.words, there.words);
        let mut both: HashMap<Box<str>, [(u64, u32); 2]> = HashMap::new();
        for (side, counts) in [here, there].into_iter().enumerate() {
            for (term, count) in counts.terms {
                let known = both.entry(term).or_default();
                if let Some(slot) = known.get_mut(side) {
                    *slot = count;
                }
            }
        }
        let least = u64::from(spec.least);
        let row = |(term, [(a, of_a), (b, of_b)]): (Box<str>, [(u64, u32); 2])| KeynessRow {
            term,
            counts: (a, b),
            articles: (of_a, of_b),
            log_likelihood: log_likelihood(a, b, words.0, words.1),
            log_ratio: log_ratio(a, b, words.0, words.1),
        };
        let rows = both.into_iter();
        let rows = rows.filter(|(_, [(a, _), (b, _)])| a + b >= least);
        let mut rows: Vec<KeynessRow> = rows.map(row).collect();
        rows.par_sort_unstable_by(|a, b| {
            let by = b.log_likelihood.total_cmp(&a.log_likelihood);
            by.then_with(|| a.term.cmp(&b.term))
        });
        rows.truncate(MOST);
        Ok(Keyness {
            rows,
            words,
            articles,
        })
    }
}

impl Tabular for Keyness {
    fn title(&self) -> String {
        "The articles at hand compared with the others".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new(
                "term",
                ColumnKind::Text,
                "the words, without case and accents",
            ),
            Column::new(
                "here",
                ColumnKind::Count,
                "mentions in the articles at hand",
            ),
            Column::new("elsewhere", ColumnKind::Count, "mentions in the others"),
            Column::new(
                "here_per_1000",
                ColumnKind::Number,
                "in 1,000 words at hand",
            ),
            Column::new(
                "elsewhere_per_1000",
                ColumnKind::Number,
                "in 1,000 words of the others",
            ),
            Column::new(
                "log_ratio",
                ColumnKind::Number,
                "binary logarithm of the ratio of relative frequencies: 1 is twice as often here; a count of 0 is taken as 0.5",
            ),
            Column::new(
                "log_likelihood",
                ColumnKind::Number,
                "two cells (Rayson): above 6.63 by chance in 1 of 100",
            ),
            Column::new(
                "articles_here",
                ColumnKind::Count,
                "articles at hand that hold it",
            ),
            Column::new(
                "articles_elsewhere",
                ColumnKind::Count,
                "others that hold it",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        let rate = |n: u64, words: u64| n as f64 * 1000.0 / words.max(1) as f64;
        Box::new(self.rows.iter().map(move |row| {
            vec![
                Cell::from(&*row.term),
                Cell::from(row.counts.0),
                Cell::from(row.counts.1),
                Cell::from(rate(row.counts.0, self.words.0)),
                Cell::from(rate(row.counts.1, self.words.1)),
                Cell::from(row.log_ratio),
                Cell::from(row.log_likelihood),
                Cell::from(row.articles.0),
                Cell::from(row.articles.1),
            ]
        }))
    }

    fn notes(&self) -> Vec<String> {
        vec![format!(
            "{} articles with {} words at hand, {} articles with {} words elsewhere",
            self.articles.0, self.words.0, self.articles.1, self.words.1
        )]
    }
}
