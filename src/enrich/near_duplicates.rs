//! Articles that are nearly the same: reprints, updates, corrections.
//!
//! Two articles belong together where the sets of five-word shingles of their folded bodies have a
//! Jaccard similarity of at least one half; groups are what is connected by such pairs. Exact: no pair
//! is missed. (Prefix filter of Bayardo, Ma and Srikant, WWW 2007: two sets that are alike enough share
//! one of the rarer half of each one's shingles.)

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use rayon::prelude::*;

use crate::corpus::{ArticleIx, Corpus};
use crate::text::fold;

/// Words of a shingle.
const WORDS: usize = 5;

/// For each article the number of its group, from 1; 0 where no other is like it.
pub type Groups = Box<[u32]>;

/// Finds the groups of a corpus, on all processors of the thread pool it is called from. `None` when cancelled.
pub fn near_duplicates(corpus: &Corpus, cancel: &AtomicBool) -> Option<Groups> {
    let body = |n: u32| {
        let at = ArticleIx(n);
        let text = corpus.text(at).unwrap_or_default();
        text.get(corpus.title_end(at)..).unwrap_or_default()
    };
    groups(corpus.len() as u32, corpus.words(), &body, cancel)
}

/// The different shingles of a text as hashes, ascending. Words are runs of letters and digits; a text
/// of fewer than five has none.
fn shingles(text: &str) -> Vec<u64> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut out: Vec<u64> = words.windows(WORDS).map(hash_of).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV-1a over the words, mixed once more: shingles are compared by their 64 bits alone, which for a
/// hundred million of them errs with a probability below one in a thousand.
fn hash_of(words: &[&str]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([b' ']) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    hash ^= hash >> 32;
    hash.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Slots of the table of frequencies, which only decides an order.
const SLOTS: usize = 1 << 24;
/// Words for each part into which shingles are split, so that few are in memory at once.
const WORDS_A_PART: u64 = 40_000_000;

fn groups<'t>(
    count: u32,
    words: u64,
    body: &(dyn Fn(u32) -> &'t str + Sync),
    cancel: &AtomicBool,
) -> Option<Groups> {
    let stop = || cancel.load(Ordering::Relaxed);
    let frequencies: Vec<AtomicU16> = (0..SLOTS).map(|_| AtomicU16::new(0)).collect();
    let frequency = |shingle: u64| frequencies.get(shingle as usize % SLOTS);
    (0..count)
        .into_par_iter()
        .filter(|_| !stop())
        .for_each(|n| {
            for shingle in shingles(body(n)) {
                if let Some(slot) = frequency(shingle) {
                    let seen = slot.load(Ordering::Relaxed);
                    slot.store(seen.saturating_add(1), Ordering::Relaxed);
                }
            }
        });
    let seen = |shingle: u64| frequency(shingle).map_or(0, |s| s.load(Ordering::Relaxed));
    let mut joined = Joined::new(count);
    let parts = (words / WORDS_A_PART + 1).next_power_of_two();
    for part in 0..parts {
        if stop() {
            return None;
        }
        let mut rare: Vec<(u64, u32)> = (0..count)
            .into_par_iter()
            .flat_map_iter(|n| {
                let mut all = shingles(body(n));
                all.sort_unstable_by_key(|s| (seen(*s), *s));
                // Of two sets that are half alike, one of these is in both.
                all.truncate(all.len() - all.len().div_ceil(2) + 1);
                let here = all
                    .into_iter()
                    .filter(move |s| s >> 32 & (parts - 1) == part);
                here.map(move |s| (s, n)).collect::<Vec<_>>()
            })
            .collect();
        rare.par_sort_unstable();
        let mut sets = Sets::new(body);
        for holders in rare.chunk_by(|a, b| a.0 == b.0) {
            for (i, (_, a)) in holders.iter().enumerate() {
                if stop() {
                    return None;
                }
                for (_, b) in holders.iter().skip(i + 1) {
                    if !joined.together(*a, *b) && sets.alike(*a, *b) {
                        joined.join(*a, *b);
                    }
                }
            }
        }
    }
    Some(joined.numbered())
}

/// Shingles of articles that are compared, kept while they are.
struct Sets<'b, 't> {
    body: &'b (dyn Fn(u32) -> &'t str + Sync),
    kept: HashMap<u32, Vec<u64>>,
}

/// Articles whose shingles are kept.
const MAX_KEPT: usize = 50_000;

impl<'b, 't> Sets<'b, 't> {
    fn new(body: &'b (dyn Fn(u32) -> &'t str + Sync)) -> Self {
        Self {
            body,
            kept: HashMap::new(),
        }
    }

    fn keep(&mut self, n: u32) {
        if !self.kept.contains_key(&n) {
            if self.kept.len() >= MAX_KEPT {
                self.kept.clear();
            }
            self.kept.insert(n, shingles((self.body)(n)));
        }
    }

    /// Whether the Jaccard similarity of two sets is at least one half.
    fn alike(&mut self, a: u32, b: u32) -> bool {
        self.keep(a);
        self.keep(b);
        let (Some(a), Some(b)) = (self.kept.get(&a), self.kept.get(&b)) else {
            // The first was dropped to make room for the second.
            return jaccard_at_least_half(&shingles((self.body)(a)), &shingles((self.body)(b)));
        };
        jaccard_at_least_half(a, b)
    }
}

fn jaccard_at_least_half(a: &[u64], b: &[u64]) -> bool {
    if a.is_empty() || a.len().min(b.len()) * 2 < a.len().max(b.len()) {
        return false;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared * 2 >= a.len() + b.len() - shared
}

/// What is connected (union-find).
struct Joined {
    parents: Vec<u32>,
}

impl Joined {
    fn new(count: u32) -> Self {
        Self {
            parents: (0..count).collect(),
        }
    }

    fn parent(&self, n: u32) -> u32 {
        self.parents.get(n as usize).copied().unwrap_or(n)
    }

    fn root(&mut self, n: u32) -> u32 {
        let mut at = n;
        while self.parent(at) != at {
            let next = self.parent(self.parent(at));
            if let Some(slot) = self.parents.get_mut(at as usize) {
                *slot = next;
            }
            at = next;
        }
        at
    }

    fn together(&mut self, a: u32, b: u32) -> bool {
        self.root(a) == self.root(b)
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }

    /// Groups of two and more, numbered in the order of their first member.
    fn numbered(mut self) -> Groups {
        let count = self.parents.len() as u32;
        let roots: Vec<u32> = (0..count).map(|n| self.root(n)).collect();
        let mut sizes: HashMap<u32, u32> = HashMap::new();
        for root in &roots {
            *sizes.entry(*root).or_default() += 1;
        }
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        let number = |root: &u32| {
            if sizes.get(root).copied().unwrap_or(0) < 2 {
                return 0;
            }
            let next = numbers.len() as u32 + 1;
            *numbers.entry(*root).or_insert(next)
        };
        roots.iter().map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(texts: &[String]) -> Groups {
        let body = |n: u32| texts[n as usize].as_str();
        groups(texts.len() as u32, 0, &body, &AtomicBool::new(false)).unwrap()
    }

    #[test]
    fn reprints_belong_together_and_others_do_not() {
        let text = "fighting went on for a third day around the town as residents left by the only road west";
        let texts = [
            text.to_owned(),
            format!("Update: {text} on Monday"),
            "quite another text with other words in it altogether".into(),
        ];
        assert_eq!(*found(&texts), [1, 1, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        /// Against comparing every pair.
        #[test]
        fn no_pair_is_missed(texts in proptest::collection::vec("([ab] ){4,14}", 2..12)) {
            let sets: Vec<Vec<u64>> = texts.iter().map(|t| shingles(t)).collect();
            let mut joined = Joined::new(texts.len() as u32);
            for a in 0..texts.len() {
                for b in a + 1..texts.len() {
                    let shared = sets[a].iter().filter(|s| sets[b].contains(s)).count();
                    let all = sets[a].len() + sets[b].len() - shared;
                    if shared > 0 && shared * 2 >= all {
                        joined.join(a as u32, b as u32);
                    }
                }
            }
            prop_assert_eq!(found(&texts), joined.numbered());
        }
    }
}
