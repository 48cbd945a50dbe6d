//! How often a query is mentioned in each article.

use crate::corpus::ArticleIx;

/// How often a query is mentioned in each article of a corpus, and which articles match it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MentionCounts {
    per_article: Box<[u32]>,
    /// Articles that match without a mention, a bit each; empty where there is none.
    bare: Box<[u64]>,
    mentions: u64,
    matching: usize,
}

impl MentionCounts {
    /// `found` holds place and mentions of every article that matches, in any order.
    pub(crate) fn new(articles: usize, found: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut out = Self {
            per_article: vec![0; articles].into(),
            ..Self::default()
        };
        let mut bare = Vec::new();
        for (place, n) in found {
            let Some(slot) = out.per_article.get_mut(place as usize) else {
                continue;
            };
            *slot = n;
            out.mentions += u64::from(n);
            out.matching += 1;
            if n == 0 {
                bare.resize(articles.div_ceil(64), 0_u64);
                if let Some(word) = bare.get_mut(place as usize / 64) {
                    *word |= 1 << (place % 64);
                }
            }
        }
        out.bare = bare.into();
        out
    }

    /// Mentions in the article at place `ix` of the corpus.
    pub fn of(&self, ix: usize) -> u32 {
        self.per_article.get(ix).copied().unwrap_or(0)
    }

    /// Whether the article at a place matches: it has a mention, or only fulfils conditions.
    pub fn matches(&self, at: ArticleIx) -> bool {
        let bare = || {
            let word = self.bare.get(at.ix() / 64).copied().unwrap_or(0);
            word >> (at.0 % 64) & 1 == 1
        };
        self.of(at.ix()) > 0 || bare()
    }

    /// Mentions article by article, in corpus order.
    pub fn per_article(&self) -> &[u32] {
        &self.per_article
    }

    /// Mentions in all articles.
    pub fn mentions(&self) -> u64 {
        self.mentions
    }

    /// Articles with at least one mention.
    pub fn articles(&self) -> usize {
        self.per_article.iter().filter(|n| **n > 0).count()
    }

    /// Articles that match, with a mention or without.
    pub fn matching(&self) -> usize {
        self.matching
    }
}
