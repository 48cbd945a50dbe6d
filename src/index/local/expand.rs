//! Which words of the index a term means. Never cut.

use std::collections::BTreeMap;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::termdict::TermDictionary;

use crate::index::local::schema::{BETWEEN, MARK};
use crate::index::local::text_field;
use crate::index::{EngineError, Index, by_frequency};
use crate::query::{Glob, Term};
use crate::text::fold;

/// The words that a term means in one segment.
#[derive(Clone, Debug, Default)]
pub(super) struct Expansion {
    /// Their postings; all at different positions.
    pub of: Vec<TermInfo>,
    /// Postings whose positions do not count: the same words written otherwise.
    pub but: Vec<TermInfo>,
}

impl Expansion {
    /// Articles that hold one of them, at most.
    pub fn doc_freq(&self) -> u64 {
        self.of.iter().map(|t| u64::from(t.doc_freq)).sum()
    }
}

/// First byte of every term that is no marked form.
const PLAIN: &[u8] = &[2];

pub(super) fn expand(
    inverted: &InvertedIndexReader,
    term: &Term,
) -> Result<Expansion, EngineError> {
    let dict = inverted.terms();
    let mut out = Expansion::default();
    match term {
        Term::Word(word) => out.of.extend(dict.get(word.as_bytes())?),
        Term::Exact(surface) => {
            let folded = fold_word(surface);
            if folded == *surface {
                out.of.extend(dict.get(folded.as_bytes())?);
                let others = format!("{MARK}{folded}{BETWEEN}");
                each_with_prefix(dict, others.as_bytes(), |_, info| {
                    out.but.push(info.clone())
                })?;
            } else {
                let marked = format!("{MARK}{folded}{BETWEEN}{surface}");
                out.of.extend(dict.get(marked.as_bytes())?);
            }
        }
        Term::Wildcard(pattern) => {
            let glob = Glob::new(pattern);
            each_with_prefix(dict, glob.prefix().as_bytes(), |word, info| {
                let fits =
                    glob.is_prefix() || std::str::from_utf8(word).is_ok_and(|w| glob.matches(w));
                if fits {
                    out.of.push(info.clone());
                }
            })?;
        }
        Term::Fuzzy(word, distance) => {
            each_near(dict, word, *distance, |_, info| out.of.push(info.clone()))?;
        }
        // Every word: the evaluator asks for its places by number.
        Term::Any => {}
    }
    Ok(out)
}

/// The folded form of a word that stands alone.
fn fold_word(surface: &str) -> String {
    crate::text::tokens(surface)
        .next()
        .map_or_else(|| fold(surface).into_owned(), |t| t.folded().into_owned())
}

fn each_with_prefix(
    dict: &TermDictionary,
    prefix: &[u8],
    mut take: impl FnMut(&[u8], &TermInfo),
) -> Result<(), EngineError> {
    let from = if prefix.is_empty() { PLAIN } else { prefix };
    let mut stream = match after_prefix(prefix) {
        Some(end) => dict.range().ge(from).lt(end).into_stream()?,
        None => dict.range().ge(from).into_stream()?,
    };
    while stream.advance() {
        take(stream.key(), stream.value());
    }
    Ok(())
}

/// The least string above all that begin with `prefix`.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

struct Near(DFA);

impl tantivy_fst::Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

fn each_near(
    dict: &TermDictionary,
    word: &str,
    distance: u8,
    mut take: impl FnMut(&[u8], &TermInfo),
) -> Result<(), EngineError> {
    let dfa = LevenshteinAutomatonBuilder::new(distance, true).build_dfa(word);
    let mut stream = dict.search(Near(dfa)).ge(PLAIN).into_stream()?;
    while stream.advance() {
        take(stream.key(), stream.value());
    }
    Ok(())
}

/// Sums the articles of words over all segments.
fn tally(
    index: &Index,
    each: impl Fn(&TermDictionary, &mut BTreeMap<String, u64>) -> Result<(), EngineError>,
) -> Result<Vec<(String, u64)>, EngineError> {
    let mut sums = BTreeMap::new();
    for segment in &index.segments {
        let field = text_field(segment.reader.schema())?;
        let inverted = segment.reader.inverted_index(field)?;
        each(inverted.terms(), &mut sums)?;
    }
    Ok(by_frequency(sums))
}

fn add(sums: &mut BTreeMap<String, u64>, word: &[u8], info: &TermInfo) {
    if let Ok(word) = std::str::from_utf8(word) {
        *sums.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
    }
}

pub(super) fn frequent(
    index: &Index,
    stem: &str,
    limit: usize,
) -> Result<Vec<(String, u64)>, EngineError> {
    let mut out = tally(index, |dict, sums| {
        each_with_prefix(dict, stem.as_bytes(), |w, i| add(sums, w, i))
    })?;
    out.truncate(limit);
    Ok(out)
}

pub(super) fn near_spellings(
    index: &Index,
    word: &str,
    distance: u8,
) -> Result<Vec<(String, u64)>, EngineError> {
    let mut out = tally(index, |dict, sums| {
        let mut here = std::collections::HashSet::new();
        each_near(dict, word, distance, |w, i| {
            here.insert(w.to_vec());
            add(sums, w, i);
        })?;
        each_with_prefix(dict, word.as_bytes(), |w, i| {
            if !here.contains(w) {
                add(sums, w, i);
            }
        })
    })?;
    out.retain(|(w, _)| w != word);
    Ok(out)
}
