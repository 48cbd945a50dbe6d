//! A stretch of the articles that match.

use crate::corpus::ArticleIx;
use crate::query::MentionCounts;

/// An article that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its place in the corpus.
    pub article: ArticleIx,
    /// Its mentions; 0 where it only fulfils conditions.
    pub mentions: u32,
}

/// A stretch of the articles that match, in the order of the corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The articles.
    pub matches: Vec<Match>,
    /// Where the next page begins; none after the last.
    pub next: Option<ArticleIx>,
}

impl Page {
    /// The page that begins at `from` of what was counted.
    pub fn of(counts: &MentionCounts, from: ArticleIx, limit: usize) -> Self {
        let articles = counts.per_article().len() as u32;
        let mut matching = (from.0..articles)
            .map(ArticleIx)
            .filter(|at| counts.matches(*at));
        let matches = matching.by_ref().take(limit).map(|article| Match {
            article,
            mentions: counts.of(article.ix()),
        });
        Self {
            matches: matches.collect(),
            next: matching.next(),
        }
    }
}
