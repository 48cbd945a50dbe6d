//! All articles of a workspace, in one order.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Article, ArticleId};

/// The place of an article in its corpus. Valid for one generation only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleIx(pub u32);

impl ArticleIx {
    /// For indexing columns that run parallel to the corpus.
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

/// An immutable set of articles, ordered by source, path and record.
#[derive(Debug, Default)]
pub struct Corpus {
    generation: u64,
    articles: Vec<Arc<Article>>,
    by_id: HashMap<ArticleId, ArticleIx>,
    words: u64,
}

impl Corpus {
    /// Takes the articles in the order given; of two with one id the first stays.
    pub fn new(generation: u64, articles: Vec<Arc<Article>>) -> Self {
        let mut kept = Vec::with_capacity(articles.len());
        let mut by_id = HashMap::with_capacity(articles.len());
        for article in articles {
            let ix = ArticleIx(kept.len() as u32);
            by_id.entry(article.id.clone()).or_insert_with(|| {
                kept.push(article);
                ix
            });
        }
        let words = kept.iter().map(|a| u64::from(a.words)).sum();
        Self {
            generation,
            articles: kept,
            by_id,
            words,
        }
    }

    /// Which loading this is: results carry it, so that stale ones are known.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Words of all articles.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// All articles, in order.
    pub fn articles(&self) -> &[Arc<Article>] {
        &self.articles
    }

    /// All articles with their places, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ArticleIx, &Arc<Article>)> {
        self.articles
            .iter()
            .enumerate()
            .map(|(i, a)| (ArticleIx(i as u32), a))
    }

    /// The article at a place, if it is of this generation.
    pub fn get(&self, at: ArticleIx) -> Option<&Arc<Article>> {
        self.articles.get(at.ix())
    }

    /// The place of an article.
    pub fn find(&self, id: &ArticleId) -> Option<ArticleIx> {
        self.by_id.get(id).copied()
    }

    /// The article of this id.
    pub fn by_id(&self, id: &ArticleId) -> Option<&Arc<Article>> {
        self.get(self.find(id)?)
    }
}
