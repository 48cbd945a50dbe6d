//! The open article made ready for reading.

use std::sync::Arc;

use super::blocks::{Block, blocks};
use super::revised::Revised;
use crate::analysis::{Base, MarksKey};
use crate::corpus::{Article, ArticleIx};
use crate::query::{Prepared, Query, TokenizedText};
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
    /// What its marks depend on.
    pub marks: MarksKey,
    /// Which marking this is; rises with every change of tracks or query.
    pub marking: u64,
}

impl ReaderDoc {
    /// Reads an article of a snapshot and marks in it what that looks for, with the facts of that. `known`
    /// spares cutting the same text into words again; `version` is the earlier version of the source that it
    /// is compared with, 0 the latest. None where there is no such article.
    pub fn of(
        base: &Base,
        ix: ArticleIx,
        known: Option<&Self>,
        version: usize,
        marking: u64,
    ) -> Option<Self> {
        let corpus = &*base.corpus;
        let generation = corpus.generation();
        let kept = known.filter(|doc| doc.generation == generation && doc.ix == ix);
        let article = match kept {
            Some(doc) => Arc::clone(&doc.article),
            None => Arc::new(corpus.get(ix)?),
        };
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
            Revised::new(&earlier, version, text, &blocks).map(Arc::new)
        };
        let is_same = |r: &Arc<Revised>| r.version == version.min(r.versions - 1);
        let revised = same
            .filter(|doc| doc.generation == corpus.generation())
            .map(|doc| doc.revised.clone())
            .filter(|known| known.as_ref().is_none_or(is_same))
            .unwrap_or_else(compare);
        let facts = base.facts();
        let found_by = |query: &Query| {
            // What cannot be asked is said where the query is written; it marks nothing.
            let Ok(prepared) = Prepared::new(query, &facts) else {
                return Vec::new();
            };
            // None says that the article does not match: nothing is lit up in it.
            prepared.find(&words, ix).unwrap_or_default()
        };
        // A track whose query is empty or cannot be understood has no marks and no place among the patterns.
        let shown = base.shown_tracks();
        let shown = shown.filter_map(|t| Some((t, t.parsed().ok()??)));
        let tracks: Vec<TrackMarks> = shown
            .enumerate()
            .map(|(number, (t, query))| TrackMarks {
                id: t.id,
                slot: t.slot,
                number,
                spans: found_by(&query),
            })
            .collect();
        let found = base.asked.as_ref().map(found_by).unwrap_or_default();
        let hits = if base.asked.is_some() {
            found.clone()
        } else {
            all_mentions(&tracks)
        };
        Some(Self {
            ix,
            generation,
            article,
            words,
            paragraphs,
            blocks,
            revised,
            tracks,
            query: found,
            hits,
            marks: base.marks_key(),
            marking,
        })
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
