//! The open article made ready for reading.

use std::sync::Arc;

use super::blocks::{Block, blocks};
use super::revised::Revised;
use crate::corpus::{Article, ArticleIx, Corpus};
use crate::query::{Facts, Prepared, Query, TokenizedText};
use crate::text::{Span, reading_paragraphs, sentence_around};
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
    /// Its text, cut into words.
    pub words: Arc<TokenizedText>,
    /// Its paragraphs as they are read.
    pub paragraphs: Arc<[Span]>,
    /// Its blocks, to be laid out.
    pub blocks: Arc<[Block]>,
    /// What changed in its source, where an earlier version is at hand.
    pub revised: Option<Arc<Revised>>,
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

/// What is looked for in an article.
pub struct Asked<'a> {
    /// The tracks that are shown.
    pub tracks: &'a [ShownTrack],
    /// The query.
    pub query: Option<&'a Query>,
    /// What is known of articles.
    pub facts: &'a dyn Facts,
    /// Which of the earlier versions it is compared with; 0 is the latest.
    pub version: usize,
}

impl ReaderDoc {
    /// Reads an article; `known` spares cutting the same text into words again.
    pub fn new(
        ix: ArticleIx,
        article: Arc<Article>,
        corpus: &Corpus,
        known: Option<&Self>,
        asked: &Asked<'_>,
        marking: u64,
    ) -> Self {
        let same =
            known.filter(|doc| doc.article.id == article.id && doc.article.hash == article.hash);
        let text = corpus.text(ix).unwrap_or_default();
        let title = article.title_span;
        let words = same.map_or_else(
            || Arc::new(TokenizedText::new(text, title.end())),
            |doc| Arc::clone(&doc.words),
        );
        let paragraphs: Arc<[Span]> = same.map_or_else(
            || reading_paragraphs(text, title.end()).into(),
            |doc| Arc::clone(&doc.paragraphs),
        );
        let blocks: Arc<[Block]> = same.map_or_else(
            || blocks(text, title, &paragraphs).into(),
            |doc| Arc::clone(&doc.blocks),
        );
        let compare = || {
            let earlier = corpus.earlier_texts(ix);
            Revised::new(&earlier, asked.version, text, &blocks).map(Arc::new)
        };
        let is_same = |r: &Arc<Revised>| r.version == asked.version.min(r.versions - 1);
        let revised = same
            .filter(|doc| doc.generation == corpus.generation())
            .map(|doc| doc.revised.clone())
            .filter(|known| known.as_ref().is_none_or(is_same))
            .unwrap_or_else(compare);
        let found_by = |query: &Query| {
            // What cannot be asked is said where the query is written; it marks nothing.
            let prepared = Prepared::new(query, asked.facts).ok();
            prepared
                .and_then(|p| p.find(&words, ix))
                .unwrap_or_default()
        };
        let tracks: Vec<TrackMarks> = asked
            .tracks
            .iter()
            .enumerate()
            .map(|(number, t)| TrackMarks {
                id: t.id,
                slot: t.slot,
                number,
                spans: found_by(&t.query),
            })
            .collect();
        let found = asked.query.map(found_by).unwrap_or_default();
        let hits = if asked.query.is_some() {
            found.clone()
        } else {
            all_mentions(&tracks)
        };
        Self {
            ix,
            generation: corpus.generation(),
            article,
            words,
            paragraphs,
            blocks,
            revised,
            tracks,
            query: found,
            hits,
            marking,
        }
    }

    /// Its blocks, with what stood there before where that is shown.
    pub fn blocks(&self, shows_changes: bool) -> &Arc<[Block]> {
        match &self.revised {
            Some(revised) if shows_changes => &revised.blocks,
            _ => &self.blocks,
        }
    }

    /// The sentence around a byte.
    pub fn sentence_around(&self, byte: usize) -> Option<Span> {
        sentence_around(self.text(), &self.paragraphs, byte)
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.words.text()
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
