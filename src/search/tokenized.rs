//! A text cut into its words: the truth that every index must repeat.

use super::{Positions, Query, Term, mentions};
use crate::text::{Span, tokens};

/// The tokens of one text, folded.
#[derive(Clone, Debug)]
pub struct TokenizedText {
    words: Vec<(Span, Box<str>)>,
    title_tokens: u32,
}

impl TokenizedText {
    /// Cuts `text`; its title ends at byte `title_end`.
    pub fn new(text: &str, title_end: usize) -> Self {
        let words: Vec<(Span, Box<str>)> =
            tokens(text).map(|t| (t.span, t.folded().into())).collect();
        let title_tokens = words.partition_point(|(span, _)| span.start() < title_end) as u32;
        Self {
            words,
            title_tokens,
        }
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The mentions of `query` as spans of the text, in order and without overlap.
    pub fn mentions(&self, query: &Query) -> Vec<Span> {
        mentions(query, self)
            .into_iter()
            .filter_map(|hit| {
                let (first, _) = self.words.get(hit.first as usize)?;
                let (last, _) = self.words.get(hit.last as usize)?;
                Some(first.union(*last))
            })
            .collect()
    }
}

impl Positions for TokenizedText {
    fn positions(&self, term: &Term, out: &mut Vec<u32>) {
        let matching = self
            .words
            .iter()
            .enumerate()
            .filter(|(_, (_, word))| term.matches(word));
        out.extend(matching.map(|(i, _)| i as u32));
    }

    fn title_tokens(&self) -> u32 {
        self.title_tokens
    }
}
