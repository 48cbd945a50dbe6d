//! The words of a whole corpus with their positions, for answering a query over all articles.
//!
//! One field holds every text. A word whose written form differs from its folded form is indexed
//! twice at the same position, the written form marked, so that the case-sensitive form needs no
//! text. Each document carries the row of its article; which rows count, and in which order, the
//! corpus says. The library (tantivy) keeps terms, postings and positions; what a query finds in
//! them is decided by the one span evaluator.
//!
//! Useful for: counts per article over a million of them. Not useful for: places in bytes, which
//! need the text ([`crate::query::TokenizedText`]).

mod answer;
mod article;
mod docs;
mod expand;
pub(crate) mod schema;

use std::sync::Arc;

use tantivy::{Searcher, SegmentReader};

pub(crate) use schema::{Doc, TOKENIZER, WordTokenizer, schema, text_field};

use crate::corpus::{Corpus, NOWHERE};
use crate::index::{Engine, EngineError};
use crate::query::{MentionCounts, Prepared};

/// The words of one corpus.
#[derive(Default)]
pub struct Index {
    corpus: Arc<Corpus>,
    segments: Vec<Segment>,
}

struct Segment {
    reader: SegmentReader,
    /// Place in the corpus of every document; [`NOWHERE`] for those that do not count.
    places: Box<[u32]>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("articles", &self.corpus.len())
            .field("segments", &self.segments.len())
            .finish()
    }
}

impl Index {
    /// The finished part of an index over a corpus.
    ///
    /// # Errors
    /// What the library says of its files.
    pub(crate) fn new(searcher: &Searcher, corpus: Arc<Corpus>) -> tantivy::Result<Self> {
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let rows = reader.fast_fields().u64(schema::ROW)?;
            let mut numbers = vec![0_u64; reader.max_doc() as usize];
            rows.values.get_range(0, &mut numbers);
            let place = |row: u64| u32::try_from(row).map_or(NOWHERE, |r| corpus.place_of_row(r));
            segments.push(Segment {
                reader: reader.clone(),
                places: numbers.into_iter().map(place).collect(),
            });
        }
        Ok(Self { corpus, segments })
    }

    /// An index in memory, for corpora that are.
    ///
    /// # Errors
    /// What the library says.
    pub fn in_memory(corpus: Arc<Corpus>) -> Result<Self, EngineError> {
        let searcher = schema::build_in_memory(&corpus)?;
        Ok(Self::new(&searcher, corpus)?)
    }
}

impl Engine for Index {
    fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    fn count(&self, query: &Prepared<'_>) -> Result<MentionCounts, EngineError> {
        let found = answer::answer(self, query)?;
        Ok(MentionCounts::new(
            self.corpus.len(),
            found.into_iter().flatten(),
        ))
    }

    fn words_with_prefix(
        &self,
        stem: &str,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, EngineError> {
        expand::frequent(self, stem, limit)
    }

    fn near_spellings(&self, word: &str, distance: u8) -> Result<Vec<(String, u64)>, EngineError> {
        expand::near_spellings(self, word, distance)
    }
}
