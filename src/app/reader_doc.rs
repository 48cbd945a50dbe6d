//! The open article made ready for reading.

use std::sync::Arc;

use super::blocks::{Block, blocks};
use crate::corpus::{Article, ArticleIx};
use crate::search::{Query, TokenizedText};
use crate::text::{Span, reading_paragraphs};
use crate::workspace::{Slot, TrackId};

/// Where a track is mentioned in the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackMarks {
    /// The track.
    pub id: TrackId,
    /// Its place in the palette.
    pub slot: Slot,
    /// Its place among the shown tracks, which decides its pattern.
    pub number: usize,
    /// Its mentions.
    pub spans: Vec<Span>,
}

/// The open article with its paragraphs and everything that is lit up in it.
#[derive(Clone, Debug)]
pub struct ReaderDoc {
    /// Its place in the corpus.
    pub ix: ArticleIx,
    /// Which loading of the corpus it is of.
    pub generation: u64,
    /// The article.
    pub article: Arc<Article>,
    /// Its words.
    pub words: Arc<TokenizedText>,
    /// Its blocks, to be laid out.
    pub blocks: Arc<[Block]>,
    /// Mentions of the shown tracks.
    pub tracks: Vec<TrackMarks>,
    /// Hits of the query.
    pub query: Vec<Span>,
    /// What next and previous hit go through: the query's hits, else all mentions of the tracks.
    pub hits: Vec<Span>,
    /// Which marking this is; rises with every change of tracks or query.
    pub marking: u64,
}

/// A shown track, ready to be looked for.
#[derive(Clone, Debug)]
pub struct ShownTrack {
    /// The track.
    pub id: TrackId,
    /// Its place in the palette.
    pub slot: Slot,
    /// Its query.
    pub query: Query,
}

impl ReaderDoc {
    /// Reads an article; `known` spares cutting the same text into words again.
    pub fn new(
        ix: ArticleIx,
        generation: u64,
        article: Arc<Article>,
        known: Option<&Self>,
        tracks: &[ShownTrack],
        query: Option<&Query>,
        marking: u64,
    ) -> Self {
        let same = known.filter(|doc| Arc::ptr_eq(&doc.article, &article));
        let words = same.map_or_else(
            || Arc::new(TokenizedText::new(&article.text, article.title.end())),
            |doc| Arc::clone(&doc.words),
        );
        let cut = || {
            let lines = reading_paragraphs(&article.text, article.title.end());
            blocks(&article.text, article.title, &lines).into()
        };
        let blocks = same.map_or_else(cut, |doc| Arc::clone(&doc.blocks));
        let tracks: Vec<TrackMarks> = tracks
            .iter()
            .enumerate()
            .map(|(number, t)| TrackMarks {
                id: t.id,
                slot: t.slot,
                number,
                spans: words.mentions(&t.query),
            })
            .collect();
        let found = query.map(|q| words.mentions(q)).unwrap_or_default();
        let hits = if query.is_some() {
            found.clone()
        } else {
            all_mentions(&tracks)
        };
        Self {
            ix,
            generation,
            article,
            words,
            blocks,
            tracks,
            query: found,
            hits,
            marking,
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.article.text
    }
}

fn all_mentions(tracks: &[TrackMarks]) -> Vec<Span> {
    let mut all: Vec<Span> = tracks
        .iter()
        .flat_map(|t| t.spans.iter().copied())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
