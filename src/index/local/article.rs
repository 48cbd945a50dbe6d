//! One article of the index, asked by the span evaluator.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, TERMINATED};

use crate::corpus::{ArticleIx, Columns};
use crate::index::EngineError;
use crate::index::local::docs::DocSet;
use crate::index::local::expand::Expansion;
use crate::query::syntax::{FieldTest, Pattern};
use crate::query::{Positions, Prepared, Term};
use crate::text::Span;

/// Words beyond which the places of a term are collected once, not looked up article by article.
const MANY: usize = 48;

/// The terms of a query over one stretch, moved from document to document, forwards only.
pub(super) struct Cursors<'a> {
    terms: HashMap<Term, RefCell<Cursor>>,
    query: &'a Prepared<'a>,
    columns: &'a Columns,
    doc: u32,
    place: ArticleIx,
}

enum Cursor {
    /// Posting lists, each on a document.
    Lists {
        of: Vec<SegmentPostings>,
        but: Vec<SegmentPostings>,
    },
    /// Document and position of everything, sorted, and how far we are.
    Collected(Vec<(u32, u32)>, usize),
}

impl<'a> Cursors<'a> {
    pub fn new(
        inverted: &InvertedIndexReader,
        terms: &HashMap<Term, Expansion>,
        candidates: &DocSet,
        query: &'a Prepared<'a>,
        columns: &'a Columns,
    ) -> Result<Self, EngineError> {
        let mut cursors = HashMap::with_capacity(terms.len());
        for (term, words) in terms {
            let cursor = if words.of.len() > MANY {
                collected(inverted, &words.of, candidates)?
            } else {
                let open = |infos: &[TermInfo]| -> Result<Vec<SegmentPostings>, EngineError> {
                    let read = |info| {
                        inverted.read_postings_from_terminfo(
                            info,
                            IndexRecordOption::WithFreqsAndPositions,
                        )
                    };
                    infos.iter().map(|i| Ok(read(i)?)).collect()
                };
                Cursor::Lists {
                    of: open(&words.of)?,
                    but: open(&words.but)?,
                }
            };
            cursors.insert(term.clone(), RefCell::new(cursor));
        }
        Ok(Self {
            terms: cursors,
            query,
            columns,
            doc: 0,
            place: ArticleIx(0),
        })
    }

    /// Goes to a document, which must not lie before the last one.
    pub fn go_to(&mut self, doc: u32, place: u32) {
        self.doc = doc;
        self.place = ArticleIx(place);
    }
}

fn collected(
    inverted: &InvertedIndexReader,
    infos: &[TermInfo],
    candidates: &DocSet,
) -> Result<Cursor, EngineError> {
    let mut all = Vec::new();
    let mut at = Vec::new();
    for info in infos {
        let mut postings =
            inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if candidates.contains(doc) {
                postings.positions(&mut at);
                all.extend(at.iter().map(|p| (doc, *p)));
            }
            doc = postings.advance();
        }
    }
    all.sort_unstable();
    Ok(Cursor::Collected(all, 0))
}

/// Appends the positions of one list in a document.
fn append(postings: &mut SegmentPostings, doc: u32, out: &mut Vec<u32>) {
    let here = postings.doc();
    let found = here == doc || (here < doc && postings.seek(doc) == doc);
    if found {
        postings.append_positions_with_offset(0, out);
    }
}

impl Positions for Cursors<'_> {
    fn positions(&self, term: &Term, out: &mut Vec<u32>) {
        let Some(cursor) = self.terms.get(term) else {
            return;
        };
        match &mut *cursor.borrow_mut() {
            Cursor::Lists { of, but } => {
                for list in of.iter_mut() {
                    append(list, self.doc, out);
                }
                if of.len() > 1 {
                    out.sort_unstable();
                }
                if !but.is_empty() && !out.is_empty() {
                    let mut written_otherwise = Vec::new();
                    for list in but {
                        append(list, self.doc, &mut written_otherwise);
                    }
                    written_otherwise.sort_unstable();
                    out.retain(|p| written_otherwise.binary_search(p).is_err());
                }
            }
            Cursor::Collected(all, next) => {
                let rest = all.get(*next..).unwrap_or_default();
                *next += rest.partition_point(|(doc, _)| *doc < self.doc);
                let here = all.get(*next..).unwrap_or_default().iter();
                out.extend(here.take_while(|(d, _)| *d == self.doc).map(|(_, p)| *p));
            }
        }
    }

    fn title_words(&self) -> u32 {
        let all = &self.columns.title_words;
        all.get(self.place.ix()).copied().unwrap_or(0)
    }

    fn words(&self) -> u32 {
        let all = &self.columns.words;
        all.get(self.place.ix()).copied().unwrap_or(0)
    }

    fn place(&self, first: u32, last: u32) -> Span {
        Span {
            start: first,
            end: last + 1,
        }
    }

    fn matches(&self, _: &Pattern, _: bool, _: &mut Vec<Span>) {
        // Articles in which an expression is found are read, not asked here.
    }

    fn holds(&self, test: &FieldTest) -> bool {
        self.query.holds(test, self.place)
    }
}
