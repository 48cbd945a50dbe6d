//! Sets of documents of a stretch of one segment, a bit each.

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;

use crate::index::EngineError;
use crate::index::local::expand::Expansion;

/// Documents `from..to` of one segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub from: u32,
    pub to: u32,
}

/// Some documents of a stretch.
#[derive(Clone, Debug)]
pub(super) struct DocSet {
    stretch: Stretch,
    bits: Vec<u64>,
}

impl DocSet {
    pub fn none(stretch: Stretch) -> Self {
        let len = (stretch.to - stretch.from).div_ceil(64) as usize;
        Self {
            stretch,
            bits: vec![0; len],
        }
    }

    pub fn all(stretch: Stretch) -> Self {
        let mut out = Self::none(stretch);
        for doc in stretch.from..stretch.to {
            out.insert(doc);
        }
        out
    }

    pub fn insert(&mut self, doc: u32) {
        let at = doc - self.stretch.from;
        if let Some(word) = self.bits.get_mut(at as usize / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub fn contains(&self, doc: u32) -> bool {
        let at = doc.wrapping_sub(self.stretch.from);
        self.bits
            .get(at as usize / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub fn count(&self) -> u64 {
        self.bits.iter().map(|w| u64::from(w.count_ones())).sum()
    }

    pub fn and(&mut self, other: &Self) {
        for (a, b) in self.bits.iter_mut().zip(&other.bits) {
            *a &= b;
        }
    }

    pub fn or(&mut self, other: &Self) {
        for (a, b) in self.bits.iter_mut().zip(&other.bits) {
            *a |= b;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let from = self.stretch.from;
        self.bits
            .iter()
            .zip(0..)
            .flat_map(move |(word, i): (&u64, u32)| {
                let mut left = *word;
                std::iter::from_fn(move || {
                    if left == 0 {
                        return None;
                    }
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    Some(from + i * 64 + bit)
                })
            })
    }
}

/// Calls `take` with document and frequency for a posting list inside a stretch.
pub(super) fn each_posting(
    inverted: &InvertedIndexReader,
    term: &TermInfo,
    stretch: Stretch,
    option: IndexRecordOption,
    mut take: impl FnMut(u32, u32),
) -> Result<(), EngineError> {
    let mut block = inverted.read_block_postings_from_terminfo(term, option)?;
    let mut start = start_at(&mut block, stretch.from);
    loop {
        let docs = block.docs();
        let freqs = block.freqs();
        let mut freqs = freqs
            .iter()
            .copied()
            .chain(std::iter::repeat(1))
            .skip(start);
        let Some(rest) = docs.get(start..).filter(|d| !d.is_empty()) else {
            return Ok(());
        };
        for doc in rest {
            let freq = freqs.next().unwrap_or(1);
            if *doc >= stretch.to {
                return Ok(());
            }
            take(*doc, freq);
        }
        start = 0;
        block.advance();
    }
}

fn start_at(block: &mut BlockSegmentPostings, from: u32) -> usize {
    if from == 0 { 0 } else { block.seek(from) }
}

/// Documents that hold one of the words.
pub(super) fn holding(
    inverted: &InvertedIndexReader,
    words: &Expansion,
    stretch: Stretch,
) -> Result<DocSet, EngineError> {
    let mut out = DocSet::none(stretch);
    for term in &words.of {
        each_posting(
            inverted,
            term,
            stretch,
            IndexRecordOption::Basic,
            |doc, _| {
                out.insert(doc);
            },
        )?;
    }
    Ok(out)
}

/// How much rarer the documents at hand must be for looking them up one by one.
const RARE: u64 = 32;

/// Documents that hold one word of each: the rarest first.
pub(super) fn holding_all(
    inverted: &InvertedIndexReader,
    mut each: Vec<&Expansion>,
    stretch: Stretch,
) -> Result<DocSet, EngineError> {
    each.sort_by_key(|e| e.doc_freq());
    let Some((rarest, others)) = each.split_first() else {
        return Ok(DocSet::all(stretch));
    };
    let mut out = holding(inverted, rarest, stretch)?;
    for words in others {
        let left = out.count();
        if left == 0 {
            break;
        }
        match words.of.as_slice() {
            [one] if left * RARE < u64::from(one.doc_freq) => {
                out = looked_up(inverted, one, &out)?;
            }
            _ => out.and(&holding(inverted, words, stretch)?),
        }
    }
    Ok(out)
}

fn looked_up(
    inverted: &InvertedIndexReader,
    term: &TermInfo,
    docs: &DocSet,
) -> Result<DocSet, EngineError> {
    let mut out = DocSet::none(docs.stretch);
    let mut block = inverted.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?;
    for doc in docs.iter() {
        let at = block.seek(doc);
        if block.docs().get(at) == Some(&doc) {
            out.insert(doc);
        }
    }
    Ok(out)
}
