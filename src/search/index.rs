//! The words of a whole corpus in memory, for counting a query over all articles.
//!
//! Useful for: counts per article in milliseconds on corpora that fit in memory (4 bytes a word).
//! Not useful for: showing where a mention stands in bytes; that needs the text ([`super::TokenizedText`]).

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Positions, Query, Term, mentions};
use crate::corpus::{Article, Corpus};
use crate::text::tokens;

/// Every word form of a corpus, and each article as a list of them.
#[derive(Debug, Default)]
pub struct WordIndex {
    /// Word number of every form.
    numbers: HashMap<Box<str>, u32>,
    /// All forms with their numbers, sorted by form: a prefix is a range.
    sorted: Vec<(Box<str>, u32)>,
    articles: Vec<IndexedArticle>,
    /// For each word number the articles that hold it, ascending.
    holders: Vec<Vec<u32>>,
}

#[derive(Debug)]
struct IndexedArticle {
    words: Box<[u32]>,
    title_tokens: u32,
}

/// How often a query is mentioned in each article of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MentionCounts {
    per_article: Box<[u32]>,
}

impl MentionCounts {
    /// Mentions in the article at place `ix` of the corpus.
    pub fn of(&self, ix: usize) -> u32 {
        self.per_article.get(ix).copied().unwrap_or(0)
    }

    /// Mentions article by article, in corpus order.
    pub fn per_article(&self) -> &[u32] {
        &self.per_article
    }

    /// Mentions in all articles.
    pub fn mentions(&self) -> u64 {
        self.per_article.iter().map(|n| u64::from(*n)).sum()
    }

    /// Articles with at least one.
    pub fn articles(&self) -> usize {
        self.per_article.iter().filter(|n| **n > 0).count()
    }
}

/// Words of some articles, numbered on their own before they are joined.
#[derive(Default)]
struct Part {
    forms: Vec<Box<str>>,
    articles: Vec<IndexedArticle>,
}

impl WordIndex {
    /// Reads every text once, on all processors.
    pub fn build(corpus: &Corpus) -> Self {
        let articles = corpus.articles();
        let chunk = articles
            .len()
            .div_ceil(rayon::current_num_threads().max(1) * 4)
            .max(1);
        let parts: Vec<Part> = articles
            .par_chunks(chunk)
            .map(|some| Part::of(some.iter().map(AsRef::as_ref)))
            .collect();
        Self::joined(parts)
    }

    fn joined(parts: Vec<Part>) -> Self {
        let mut index = Self::default();
        for part in parts {
            let renumbered: Vec<u32> = part
                .forms
                .into_iter()
                .map(|form| {
                    let next = index.numbers.len() as u32;
                    *index.numbers.entry(form).or_insert(next)
                })
                .collect();
            index
                .articles
                .extend(part.articles.into_iter().map(|mut article| {
                    for word in &mut article.words {
                        *word = renumbered.get(*word as usize).copied().unwrap_or_default();
                    }
                    article
                }));
        }
        index.sorted = index
            .numbers
            .iter()
            .map(|(form, number)| (form.clone(), *number))
            .collect();
        index.sorted.par_sort_unstable();
        index.holders = vec![Vec::new(); index.numbers.len()];
        for (ix, article) in index.articles.iter().enumerate() {
            for word in &article.words {
                if let Some(holders) = index.holders.get_mut(*word as usize)
                    && holders.last() != Some(&(ix as u32))
                {
                    holders.push(ix as u32);
                }
            }
        }
        index
    }

    /// Number of different word forms.
    pub fn forms(&self) -> usize {
        self.sorted.len()
    }

    /// Counts the mentions of `query` in every article.
    pub fn count(&self, query: &Query) -> MentionCounts {
        let resolved: HashMap<Term, Vec<u32>> = query
            .terms()
            .into_iter()
            .map(|t| (t.clone(), self.resolve(&t)))
            .collect();
        let mut candidates: Vec<u32> = resolved
            .values()
            .flatten()
            .filter_map(|word| self.holders.get(*word as usize))
            .flatten()
            .copied()
            .collect();
        candidates.par_sort_unstable();
        candidates.dedup();
        let counted: Vec<(u32, u32)> = candidates
            .into_par_iter()
            .filter_map(|ix| {
                let article = Resolved {
                    article: self.articles.get(ix as usize)?,
                    resolved: &resolved,
                };
                Some((ix, mentions(query, &article).len() as u32))
            })
            .collect();
        let mut per_article = vec![0; self.articles.len()].into_boxed_slice();
        for (ix, n) in counted {
            if let Some(slot) = per_article.get_mut(ix as usize) {
                *slot = n;
            }
        }
        MentionCounts { per_article }
    }

    /// Word numbers that match a term, ascending.
    fn resolve(&self, term: &Term) -> Vec<u32> {
        let mut words: Vec<u32> = match term {
            Term::Word(word) => self
                .numbers
                .get(word.as_str())
                .copied()
                .into_iter()
                .collect(),
            Term::Prefix(stem) => {
                let from = self
                    .sorted
                    .partition_point(|(form, _)| &**form < stem.as_str());
                let tail = self.sorted.get(from..).unwrap_or_default();
                tail.iter()
                    .take_while(|(form, _)| form.starts_with(stem.as_str()))
                    .map(|(_, n)| *n)
                    .collect()
            }
        };
        words.sort_unstable();
        words
    }
}

impl Part {
    fn of<'a>(articles: impl Iterator<Item = &'a Article>) -> Self {
        let mut part = Self::default();
        let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
        for article in articles {
            let mut words = Vec::with_capacity(article.words as usize);
            let mut title_tokens = 0;
            for token in tokens(&article.text) {
                if token.span.start < article.title.end {
                    title_tokens += 1;
                }
                let folded = token.folded();
                let number = if let Some(number) = numbers.get(&*folded) {
                    *number
                } else {
                    let form: Box<str> = folded.into();
                    let number = numbers.len() as u32;
                    part.forms.push(form.clone());
                    numbers.insert(form, number);
                    number
                };
                words.push(number);
            }
            part.articles.push(IndexedArticle {
                words: words.into(),
                title_tokens,
            });
        }
        part
    }
}

struct Resolved<'a> {
    article: &'a IndexedArticle,
    resolved: &'a HashMap<Term, Vec<u32>>,
}

impl Positions for Resolved<'_> {
    fn positions(&self, term: &Term, out: &mut Vec<u32>) {
        let Some(wanted) = self.resolved.get(term) else {
            return;
        };
        let words = self.article.words.iter().enumerate();
        match wanted.as_slice() {
            [] => {}
            [one] => out.extend(words.filter(|(_, w)| *w == one).map(|(i, _)| i as u32)),
            many => out.extend(
                words
                    .filter(|(_, w)| many.binary_search(w).is_ok())
                    .map(|(i, _)| i as u32),
            ),
        }
    }

    fn title_tokens(&self) -> u32 {
        self.article.title_tokens
    }
}

#[cfg(test)]
mod tests;
