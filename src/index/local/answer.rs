//! A query over all articles: candidates first, then the span evaluator over each.

use std::collections::HashMap;

use rayon::prelude::*;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use crate::corpus::{ArticleIx, Corpus, NOWHERE};
use crate::index::local::article::Cursors;
use crate::index::local::docs::{DocSet, Stretch, each_posting, holding, holding_all};
use crate::index::local::expand::{Expansion, expand};
use crate::index::local::{Segment, text_field};
use crate::index::{EngineError, Index};
use crate::query::evaluate::mentions_into;
use crate::query::{Prepared, Query, Term, TokenizedText};

/// Documents of one task.
const STRETCH: u32 = 1 << 15;

/// Place and mentions of every article that matches, task by task.
pub(super) fn answer(
    index: &Index,
    query: &Prepared<'_>,
) -> Result<Vec<Vec<(u32, u32)>>, EngineError> {
    let tasks: Vec<Vec<Task<'_>>> = index
        .segments
        .par_iter()
        .map(|segment| Task::of_segment(index, segment, query))
        .collect::<Result<_, _>>()?;
    let tasks: Vec<Task<'_>> = tasks.into_iter().flatten().collect();
    tasks.into_par_iter().map(|task| task.run()).collect()
}

/// A query over a stretch of one segment.
struct Task<'a> {
    corpus: &'a Corpus,
    places: &'a [u32],
    inverted: std::sync::Arc<InvertedIndexReader>,
    query: &'a Prepared<'a>,
    terms: std::sync::Arc<HashMap<Term, Expansion>>,
    stretch: Stretch,
}

impl<'a> Task<'a> {
    fn of_segment(
        index: &'a Index,
        segment: &'a Segment,
        query: &'a Prepared<'a>,
    ) -> Result<Vec<Self>, EngineError> {
        let field = text_field(segment.reader.schema())?;
        let inverted = segment.reader.inverted_index(field)?;
        let mut terms = HashMap::new();
        for term in query.query().terms() {
            let words = expand(&inverted, &term)?;
            terms.insert(term, words);
        }
        let terms = std::sync::Arc::new(terms);
        let docs = segment.reader.max_doc();
        // Opening many posting lists costs more than an uneven share of the work.
        let widest = terms.values().map(|t| t.of.len()).max().unwrap_or(0);
        let len = if widest > 256 { docs } else { STRETCH };
        let stretches = (0..docs).step_by(len.max(1) as usize).map(|from| Stretch {
            from,
            to: docs.min(from.saturating_add(len)),
        });
        Ok(stretches
            .map(|stretch| Self {
                corpus: &index.corpus,
                places: &segment.places,
                inverted: std::sync::Arc::clone(&inverted),
                query,
                terms: std::sync::Arc::clone(&terms),
                stretch,
            })
            .collect())
    }

    fn place(&self, doc: u32) -> u32 {
        self.places.get(doc as usize).copied().unwrap_or(NOWHERE)
    }

    fn run(&self) -> Result<Vec<(u32, u32)>, EngineError> {
        if self.query.is_cancelled() {
            return Ok(Vec::new());
        }
        let query = self.query.query();
        if let Query::Regex(pattern) = query
            && let Some(regex) = self.query.regex(pattern)
        {
            return Ok(self.matches_alone(regex));
        }
        if let Some(words) = self.single_words(query) {
            return self.sum_of_frequencies(&words);
        }
        let candidates = self.candidates(query)?;
        self.evaluate(&candidates)
    }

    /// The posting lists of a query that is nothing but single words: their frequencies add up.
    fn single_words(&self, query: &Query) -> Option<Vec<TermInfo>> {
        let terms: Vec<&Term> = match query {
            Query::Term(term) => vec![term],
            Query::Or(parts) => parts
                .iter()
                .map(|p| match p {
                    Query::Term(term) => Some(term),
                    _ => None,
                })
                .collect::<Option<_>>()?,
            _ => return None,
        };
        // A written form shares its position with the folded one.
        let exact = terms.iter().filter(|t| matches!(t, Term::Exact(_))).count();
        if exact > 0 && terms.len() > 1 {
            return None;
        }
        let mut out = Vec::new();
        for term in terms {
            let words = self.terms.get(term)?;
            if !words.but.is_empty() {
                return None;
            }
            out.extend(words.of.iter().cloned());
        }
        out.sort_by_key(|t| t.postings_range.start);
        out.dedup_by_key(|t| t.postings_range.start);
        Some(out)
    }

    fn sum_of_frequencies(&self, words: &[TermInfo]) -> Result<Vec<(u32, u32)>, EngineError> {
        let stretch = self.stretch;
        let mut out = Vec::new();
        if let [one] = words {
            each_posting(
                &self.inverted,
                one,
                stretch,
                IndexRecordOption::WithFreqs,
                |doc, n| {
                    let place = self.place(doc);
                    if place != NOWHERE {
                        out.push((place, n));
                    }
                },
            )?;
            return Ok(out);
        }
        let mut sums = vec![0_u32; (stretch.to - stretch.from) as usize];
        for word in words {
            each_posting(
                &self.inverted,
                word,
                stretch,
                IndexRecordOption::WithFreqs,
                |doc, n| {
                    if let Some(sum) = sums.get_mut((doc - stretch.from) as usize) {
                        *sum += n;
                    }
                },
            )?;
        }
        for (doc, n) in (stretch.from..).zip(sums) {
            let place = self.place(doc);
            if n > 0 && place != NOWHERE {
                out.push((place, n));
            }
        }
        Ok(out)
    }

    /// Documents that may match: all that do, and perhaps others.
    fn candidates(&self, query: &Query) -> Result<DocSet, EngineError> {
        let all = || DocSet::all(self.stretch);
        let none = Expansion::default();
        Ok(match query {
            Query::Term(term) => {
                let words = self.terms.get(term).unwrap_or(&none);
                holding(&self.inverted, words, self.stretch)?
            }
            Query::Phrase(phrase) => {
                let named = phrase.words.iter().filter(|w| **w != Term::Any);
                let words = named.map(|w| self.terms.get(w).unwrap_or(&none)).collect();
                holding_all(&self.inverted, words, self.stretch)?
            }
            Query::Near(near) => {
                let mut both = self.candidates(&near.left)?;
                if both.count() > 0 {
                    both.and(&self.candidates(&near.right)?);
                }
                both
            }
            Query::Except(except) => self.candidates(&except.of)?,
            Query::Regex(_) | Query::Not(_) => all(),
            Query::Title(inner) => self.candidates(inner)?,
            Query::Field(test) => {
                let mut out = DocSet::none(self.stretch);
                for doc in self.stretch.from..self.stretch.to {
                    let place = self.place(doc);
                    if place != NOWHERE && self.query.holds(test, ArticleIx(place)) {
                        out.insert(doc);
                    }
                }
                out
            }
            Query::And(parts) => {
                let mut out = all();
                for part in parts {
                    out.and(&self.candidates(part)?);
                }
                out
            }
            Query::Or(parts) => {
                let mut out = DocSet::none(self.stretch);
                for part in parts {
                    out.or(&self.candidates(part)?);
                }
                out
            }
        })
    }

    fn evaluate(&self, candidates: &DocSet) -> Result<Vec<(u32, u32)>, EngineError> {
        let query = self.query.query();
        let columns = self.corpus.columns();
        let mut cursors =
            Cursors::new(&self.inverted, &self.terms, candidates, self.query, columns)?;
        let mut out = Vec::new();
        let mut found = Vec::new();
        for doc in candidates.iter() {
            let place = self.place(doc);
            if place == NOWHERE {
                continue;
            }
            let count = if self.query.needs_text() && self.has_match(ArticleIx(place)) {
                self.read(ArticleIx(place)).map(|n| n as u32)
            } else {
                cursors.go_to(doc, place);
                mentions_into(query, &cursors, &mut found).then_some(found.len() as u32)
            };
            out.extend(count.map(|n| (place, n)));
        }
        Ok(out)
    }

    /// Whether any regular expression of the query is found in an article.
    fn has_match(&self, at: ArticleIx) -> bool {
        let text = self.corpus.text_bytes(at);
        self.query.regexes().any(|regex| regex.is_match(text))
    }

    /// Evaluates the query over the text itself.
    fn read(&self, at: ArticleIx) -> Option<usize> {
        let text = self.corpus.text(at)?;
        let title_end = self.corpus.title_end(at);
        let words = TokenizedText::new(text, title_end);
        self.query.find(&words, at).map(|found| found.len())
    }

    fn matches_alone(&self, regex: &regex::bytes::Regex) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        for doc in self.stretch.from..self.stretch.to {
            let place = self.place(doc);
            if place == NOWHERE {
                continue;
            }
            let text = self.corpus.text_bytes(ArticleIx(place));
            let found = regex.find_iter(text).filter(|m| !m.is_empty()).count();
            if found > 0 {
                out.push((place, found as u32));
            }
        }
        out
    }
}
