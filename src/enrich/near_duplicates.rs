//! Articles that are nearly the same: reprints, updates, corrections.
//!
//! Two articles belong together where the sets of five-word shingles of their folded bodies have a
//! Jaccard similarity of at least one half; groups are what is connected by such pairs. Exact: no pair
//! is missed. (Prefix filter of Bayardo, Ma and Srikant, WWW 2007: two sets that are alike enough share
//! one of the rarer half of each one's shingles. Positions in that order bound what two can share at
//! most: Xiao, Wang, Lin and Yu, WWW 2008. Equal sets are one set.)

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use rayon::prelude::*;

use super::{Derived, Enricher, Finding, Scope, Task};
use crate::corpus::{ArticleIx, Corpus};
use crate::text::fold;

mod pairs;

use pairs::{Holder, Joined, Pairs};

/// Name of the enricher of near-duplicates.
pub const NAME: &str = "near-duplicates";

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
    groups(corpus.len() as u32, corpus.words(), &body, cancel).map(|(groups, _)| groups)
}

/// Which articles are nearly the same.
#[derive(Debug)]
pub struct NearDuplicates {
    groups: Groups,
    /// Size of each group.
    sizes: Box<[u32]>,
}

impl NearDuplicates {
    fn new(groups: Groups) -> Self {
        let count = groups.iter().copied().max().unwrap_or(0) as usize + 1;
        let mut sizes = vec![0; count];
        for group in &groups {
            if let Some(size) = sizes.get_mut(*group as usize) {
                *size += 1;
            }
        }
        Self {
            groups,
            sizes: sizes.into(),
        }
    }
}

/// Looks for the groups of a corpus.
pub(super) struct FindDuplicates;

impl Enricher for FindDuplicates {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn scope(&self) -> Scope {
        Scope::Corpus
    }

    fn find(&self, task: &Task<'_>) -> Option<Finding> {
        let groups = near_duplicates(task.corpus(), task.cancel())?;
        Some(Arc::new(NearDuplicates::new(groups)))
    }
}

impl Derived {
    /// Whether groups of near-duplicates are known.
    pub fn has_duplicate_groups(&self) -> bool {
        self.finding::<NearDuplicates>().is_some()
    }

    /// The group of near-duplicates an article is in, from 1; 0 for none, or not yet looked for.
    pub fn duplicate_group(&self, at: ArticleIx) -> u32 {
        let all = self.finding::<NearDuplicates>();
        let group = all.and_then(|d| d.groups.get(at.ix()).copied());
        group.unwrap_or(0)
    }

    /// How many articles are nearly the same as this one, itself included; 1 for none.
    pub fn alike(&self, at: ArticleIx) -> u32 {
        let group = self.duplicate_group(at) as usize;
        let all = self.finding::<NearDuplicates>().filter(|_| group > 0);
        all.and_then(|d| d.sizes.get(group).copied()).unwrap_or(1)
    }
}

/// The different shingles of a text as hashes, ascending. Words are runs of letters and digits; a text
/// of fewer than five has none. Shingles are compared by their 64 bits alone, which for a hundred million of
/// them errs with a probability below one in a thousand.
fn shingles(text: &str) -> Vec<u64> {
    let mut words = Vec::with_capacity(text.len() / 6);
    // Piece by piece: what is not ASCII is much more work to fold.
    for piece in text.split_ascii_whitespace() {
        if piece.is_ascii() {
            let runs = piece.as_bytes().split(|b| !b.is_ascii_alphanumeric());
            words.extend(runs.filter(|w| !w.is_empty()).map(hash_of_word));
        } else {
            let folded = fold(piece);
            let runs = folded.split(|c: char| !c.is_alphanumeric());
            words.extend(
                runs.map(str::as_bytes)
                    .filter(|w| !w.is_empty())
                    .map(hash_of_word),
            );
        }
    }
    let mut out: Vec<u64> = words.windows(WORDS).map(hash_of_shingle).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV-1a over the bytes of a word, ASCII letters as small ones, mixed once more.
fn hash_of_word(word: &[u8]) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325_u64;
    let step = |hash: u64, byte: &u8| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01B3)
    };
    mixed(word.iter().fold(start, step))
}

/// A hash of the words of a shingle in their order.
fn hash_of_shingle(words: &[u64]) -> u64 {
    words
        .iter()
        .fold(0, |hash: u64, word| mixed(hash.rotate_left(5) ^ word))
}

fn mixed(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Slots of the table of frequencies, which only decides an order: at least, and at most.
const SLOTS: (u64, u64) = (1 << 12, 1 << 24);
/// Words for each part into which shingles are split, so that few are in memory at once.
const WORDS_A_PART: u64 = 40_000_000;

/// Looks at the shingles of every text once: counts how many texts hold each, and gives the number of
/// them and a hash of the whole set of every text.
fn survey<'t>(
    count: u32,
    body: &(dyn Fn(u32) -> &'t str + Sync),
    frequencies: &[AtomicU16],
    cancel: &AtomicBool,
) -> Vec<(u32, [u8; 16])> {
    let look = |n: u32| {
        if cancel.load(Ordering::Relaxed) {
            return (0, [0; 16]);
        }
        let all = shingles(body(n));
        let mut whole = blake3::Hasher::new();
        for shingle in &all {
            if let Some(slot) = frequencies.get(*shingle as usize % frequencies.len()) {
                let seen = slot.load(Ordering::Relaxed);
                slot.store(seen.saturating_add(1), Ordering::Relaxed);
            }
            whole.update(&shingle.to_le_bytes());
        }
        let mut hash = [0; 16];
        whole.finalize_xof().fill(&mut hash);
        (all.len() as u32, hash)
    };
    (0..count).into_par_iter().map(look).collect()
}

/// Joins texts whose sets are equal; gives those that stand for all of their kind.
fn join_equal(sets: &[(u32, [u8; 16])], joined: &mut Joined) -> Vec<u32> {
    let mut first: HashMap<[u8; 16], u32> = HashMap::new();
    let mut kinds = Vec::new();
    for (n, (len, hash)) in (0..).zip(sets) {
        // A text without shingles is like no other.
        if *len == 0 {
            continue;
        }
        if let Some(known) = first.get(hash) {
            joined.join(*known, n)
        } else {
            first.insert(*hash, n);
            kinds.push(n);
        }
    }
    kinds
}

fn groups<'t>(
    count: u32,
    words: u64,
    body: &(dyn Fn(u32) -> &'t str + Sync),
    cancel: &AtomicBool,
) -> Option<(Groups, Pairs)> {
    let stop = || cancel.load(Ordering::Relaxed);
    let slots = words.next_power_of_two().clamp(SLOTS.0, SLOTS.1);
    let frequencies: Vec<AtomicU16> = (0..slots).map(|_| AtomicU16::new(0)).collect();
    let surveyed = survey(count, body, &frequencies, cancel);
    let seen = |shingle: u64| {
        let slot = frequencies.get(shingle as usize % frequencies.len());
        slot.map_or(0, |s| s.load(Ordering::Relaxed))
    };
    let mut joined = Joined::new(count);
    let kinds = join_equal(&surveyed, &mut joined);
    let mut pairs = Pairs::default();
    let parts = (words / WORDS_A_PART + 1).next_power_of_two();
    for part in 0..parts {
        if stop() {
            return None;
        }
        let mut rare: Vec<(u64, Holder)> = kinds
            .par_iter()
            .flat_map_iter(|n| {
                let mut all = shingles(body(*n));
                let len = all.len();
                all.sort_unstable_by_key(|s| (seen(*s), *s));
                // Of two sets that are half alike, one of these is in both.
                let prefix = (0u32..).zip(all).take(len - len.div_ceil(2) + 1);
                let here = prefix.filter(move |(_, s)| s >> 32 & (parts - 1) == part);
                let holder = |place: u32| Holder { article: *n, place };
                here.map(|(place, s)| (s, holder(place)))
                    .collect::<Vec<_>>()
            })
            .collect();
        rare.par_sort_unstable();
        let len_of = |n: u32| surveyed.get(n as usize).map_or(0, |(len, _)| *len);
        let mut sets = Sets::new(body);
        for holders in rare.chunk_by(|a, b| a.0 == b.0) {
            if stop() {
                return None;
            }
            let holders = holders.iter().map(|(_, holder)| *holder);
            pairs.join_alike(
                holders,
                &len_of,
                &mut joined,
                &mut |a, b| sets.alike(a, b),
                &stop,
            );
        }
    }
    (!stop()).then(|| (joined.numbered(), pairs))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(texts: &[String]) -> Groups {
        let body = |n: u32| texts[n as usize].as_str();
        groups(texts.len() as u32, 0, &body, &AtomicBool::new(false))
            .unwrap()
            .0
    }

    /// How many pairs were looked at to find the groups.
    fn work(texts: &[String]) -> (Groups, u64) {
        let body = |n: u32| texts[n as usize].as_str();
        let stop = AtomicBool::new(false);
        let (groups, pairs) = groups(texts.len() as u32, 0, &body, &stop).unwrap();
        (groups, pairs.looked_at())
    }

    const BRIEF: &str = "fighting went on for a third day around the town as residents left by the only road west \
        and the agency could not verify what either side said about the losses of the night";

    #[test]
    fn copies_of_one_brief_cost_no_comparison() {
        let texts = vec![BRIEF.to_owned(); 5000];
        let (groups, looked_at) = work(&texts);
        assert!(groups.iter().all(|g| *g == 1));
        assert_eq!(looked_at, 0);
    }

    #[test]
    fn briefs_with_a_stamp_each_are_compared_a_few_times_each() {
        let texts: Vec<String> = (0..3000).map(|n| format!("{BRIEF} stamp{n}")).collect();
        let (groups, looked_at) = work(&texts);
        assert!(groups.iter().all(|g| *g == 1));
        assert!(looked_at < 40 * 3000, "{looked_at} pairs");
    }

    /// The paragraph is more than half of each, so that it is among the rarer half, and less than two
    /// thirds, so that they are not alike.
    #[test]
    fn articles_that_share_a_paragraph_are_not_compared_pair_by_pair() {
        let own = |n: usize| (0..18).map(move |i| format!("own{n}x{i}"));
        let text = |n| format!("{BRIEF} {}", own(n).collect::<Vec<_>>().join(" "));
        let texts: Vec<String> = (0..3000).map(text).collect();
        let (groups, looked_at) = work(&texts);
        assert!(groups.iter().all(|g| *g == 0));
        assert!(looked_at < 40 * 3000, "{looked_at} pairs");
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
