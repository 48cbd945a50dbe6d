//! Which written forms are likely one name, and why.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::customs::{KNOWN, is_legal, is_nickname, is_small, sounds};
use crate::enrich::names::{NameForm, NameKind, Names, is_initials, is_state_or_people};
use crate::text::fold;

/// Why two forms are proposed to be one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AliasReason {
    /// The same but for capitals, accents, hyphens, stops.
    Spelling,
    /// Its initials, which the texts themselves give in brackets.
    Bracketed,
    /// Another name of the same state or body.
    Known,
    /// Its initials.
    Initials,
    /// The same words in another order.
    Order,
    /// A full name and its surname.
    Surname,
    /// A first name written as an initial, or a middle name left out.
    FirstName,
    /// Another spelling of the same sounds.
    Transliteration,
    /// A letter more, less or other.
    Misspelt,
    /// Another ending.
    Ending,
    /// With and without the state that it is of.
    State,
    /// With and without a word such as *Group*.
    Legal,
}

impl AliasReason {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Spelling => "capitals, accents or hyphens",
            Self::Bracketed => "initials, given in brackets",
            Self::Known => "another name of it",
            Self::Initials => "initials",
            Self::Order => "other order of words",
            Self::Surname => "surname alone",
            Self::FirstName => "first or middle name cut",
            Self::Transliteration => "other transliteration",
            Self::Misspelt => "misspelt: a letter differs",
            Self::Ending => "other ending",
            Self::State => "with and without its state",
            Self::Legal => "with and without a word such as Group",
        }
    }

    /// Whether it is right so often that a list may take it for granted.
    pub fn is_sure(self) -> bool {
        !matches!(self, Self::Legal | Self::Ending)
    }
}

/// Forms that are compared with each other, the most frequent ones.
const MOST_FORMS: usize = 200_000;

/// Two forms that may be one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AliasPair {
    /// The rarer form.
    pub form: u32,
    /// The form that stands for the name.
    pub of: u32,
    /// Why.
    pub reason: AliasReason,
}

/// A form, as it is compared.
struct Key {
    number: u32,
    words: Vec<String>,
    /// The words without anything between them.
    compact: String,
    kind: Option<NameKind>,
    mentions: u32,
    capitals: bool,
}

fn key(number: u32, form: &NameForm) -> Key {
    let folded = fold(&form.words);
    let words: Vec<String> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '/' | '&'))
        .map(|w| {
            w.chars()
                .filter(|c| c.is_alphanumeric())
                .collect::<String>()
        })
        .filter(|w| !w.is_empty())
        .collect();
    let letters = form.words.chars().filter(|c| c.is_alphabetic());
    Key {
        number,
        compact: words.concat(),
        words,
        kind: form.kind,
        mentions: form.mentions,
        capitals: letters.clone().count() > 1 && letters.clone().all(char::is_uppercase),
    }
}

/// All pairs that are likely one name, each form with the ones it may stand for.
pub fn alias_pairs(names: &Names) -> Vec<AliasPair> {
    let mut order: Vec<u32> = (0..names.forms().len() as u32).collect();
    if order.len() > MOST_FORMS {
        let mentions = |n: &u32| names.forms().get(*n as usize).map_or(0, |f| f.mentions);
        order.sort_by_key(|n| (std::cmp::Reverse(mentions(n)), *n));
        order.truncate(MOST_FORMS);
        order.sort_unstable();
    }
    let form = |n: u32| names.forms().get(n as usize).map(|f| key(n, f));
    let keys: Vec<Key> = order.into_iter().filter_map(form).collect();
    let mut pairs = Pairs::default();
    same_spelling(&keys, &mut pairs);
    known(&keys, &mut pairs);
    persons(&keys, &mut pairs);
    near(&keys, &mut pairs);
    initials(&keys, names, &mut pairs);
    bodies(&keys, &mut pairs);
    of_a_state(&keys, &mut pairs);
    surnames(&keys, &mut pairs);
    pairs.all
}

/// Pairs as they are found, the first reason first.
#[derive(Default)]
struct Pairs {
    all: Vec<AliasPair>,
    known: HashSet<(u32, u32)>,
    /// For each form the one that stands for it so far.
    roots: HashMap<u32, u32>,
}

impl Pairs {
    fn add(&mut self, a: &Key, b: &Key, reason: AliasReason) {
        // The more frequent one stands for the name; of two alike the longer, then the first.
        let rank = |k: &Key| (k.mentions, k.compact.len(), std::cmp::Reverse(k.number));
        let (form, of) = if rank(a) < rank(b) { (a, b) } else { (b, a) };
        if form.number == of.number || !self.known.insert((form.number, of.number)) {
            return;
        }
        self.all.push(AliasPair {
            form: form.number,
            of: of.number,
            reason,
        });
        if reason.is_sure() {
            let (form, of) = (self.root(form.number), self.root(of.number));
            if form != of {
                self.roots.insert(form, of);
            }
        }
    }

    fn root(&self, number: u32) -> u32 {
        let mut at = number;
        while let Some(next) = self.roots.get(&at) {
            at = *next;
        }
        at
    }
}

/// Keys in groups that have something in common, the most frequent form of each group first.
fn groups<'k, K: Ord>(keys: impl Iterator<Item = (K, &'k Key)>) -> BTreeMap<K, Vec<&'k Key>> {
    let mut out: BTreeMap<K, Vec<&Key>> = BTreeMap::new();
    for (common, key) in keys {
        out.entry(common).or_default().push(key);
    }
    for group in out.values_mut() {
        group.sort_by_key(|k| (std::cmp::Reverse(k.mentions), k.number));
        group.dedup_by_key(|k| k.number);
    }
    out
}

fn same_spelling(keys: &[Key], pairs: &mut Pairs) {
    let all = keys.iter().filter(|k| !k.compact.is_empty());
    for group in groups(all.map(|k| (k.compact.as_str(), k))).values() {
        if let Some((first, rest)) = group.split_first() {
            // *US* and *us* are told apart by the recogniser: here all have capitals.
            for other in rest {
                pairs.add(other, first, AliasReason::Spelling);
            }
        }
    }
    // *Defence Ministry*, *Ministry of Defence*.
    let ordered = keys.iter().filter(|k| k.words.len() > 1).map(|k| {
        let mut words: Vec<&str> = k
            .words
            .iter()
            .map(String::as_str)
            .filter(|w| !is_small(w))
            .collect();
        words.sort_unstable();
        (words.join(" "), k)
    });
    for group in groups(ordered).values() {
        if let Some((first, rest)) = group.split_first() {
            for other in rest.iter().filter(|o| o.compact != first.compact) {
                pairs.add(other, first, AliasReason::Order);
            }
        }
    }
}

fn known(keys: &[Key], pairs: &mut Pairs) {
    let by_compact = groups(keys.iter().map(|k| (k.compact.as_str(), k)));
    for names in KNOWN {
        let mut present: Vec<&Key> = names
            .iter()
            .filter_map(|n| by_compact.get(n)?.first().copied())
            .collect();
        present.sort_by_key(|k| (std::cmp::Reverse(k.mentions), k.number));
        if let Some((first, rest)) = present.split_first() {
            for other in rest {
                pairs.add(other, first, AliasReason::Known);
            }
        }
    }
}

fn initials(keys: &[Key], names: &Names, pairs: &mut Pairs) {
    for (short, long, _) in names.bracketed() {
        let find = |n: &u32| {
            keys.binary_search_by_key(n, |k| k.number)
                .ok()
                .and_then(|at| keys.get(at))
        };
        if let (Some(short), Some(long)) = (find(short), find(long)) {
            pairs.add(short, long, AliasReason::Bracketed);
        }
    }
    let long = keys
        .iter()
        .filter(|k| k.words.len() > 1 && k.kind != Some(NameKind::Person));
    let by_first = groups(long.filter_map(|k| Some((k.compact.chars().next()?, k))));
    for short in keys
        .iter()
        .filter(|k| k.words.len() == 1 && k.capitals && (2..=8).contains(&k.compact.len()))
    {
        let Some(first) = short.compact.chars().next() else {
            continue;
        };
        let fits = |long: &&&Key| {
            let words: Vec<&str> = long.words.iter().map(String::as_str).collect();
            is_initials(&short.compact, &words)
        };
        let mut roots: Vec<(u32, &Key)> = Vec::new();
        for long in by_first.get(&first).into_iter().flatten().filter(fits) {
            let root = pairs.root(long.number);
            if roots.iter().all(|(r, _)| *r != root) {
                roots.push((root, long));
            }
        }
        // Two bodies with the same initials: nobody knows which.
        if let [(_, long)] = roots.as_slice()
            && (short.compact.len() > 2 || long.kind == Some(NameKind::Place) || long.mentions > 1)
        {
            pairs.add(short, long, AliasReason::Initials);
        }
    }
}

fn is_person(key: &Key) -> bool {
    key.kind == Some(NameKind::Person) && !key.capitals
}

/// Full names of one surname: *J. Harlow*, *John Harlow*, *John R. Harlow*.
fn persons(keys: &[Key], pairs: &mut Pairs) {
    let full = keys.iter().filter(|k| is_person(k) && k.words.len() > 1);
    for group in groups(full.filter_map(|k| Some((k.words.last()?.as_str(), k)))).values() {
        longer_at_the_front(group, pairs);
        for (at, a) in group.iter().enumerate() {
            for b in group.iter().skip(at + 1) {
                let (Some(x), Some(y)) = (a.words.first(), b.words.first()) else {
                    continue;
                };
                let is_initial = |w: &str| w.chars().count() == 1;
                let middle = a.words.len() != b.words.len();
                let same = x == y && middle
                    || (is_initial(x) != is_initial(y)) && x.chars().next() == y.chars().next()
                    || x != y && is_nickname(x, y);
                if same {
                    pairs.add(a, b, AliasReason::FirstName);
                }
            }
        }
    }
}

/// A name with a word before it that is none of it: *Scientologist Tom Cruise*.
fn longer_at_the_front(group: &[&Key], pairs: &mut Pairs) {
    for long in group.iter().filter(|k| k.words.len() > 2) {
        let ends = |k: &&&Key| {
            k.words.len() > 1 && k.words.len() < long.words.len() && long.words.ends_with(&k.words)
        };
        if let Some(short) = group.iter().find(ends) {
            pairs.add(long, short, AliasReason::FirstName);
        }
    }
}

/// A body with the state that it is of: *US State Department*, *State Department*.
fn of_a_state(keys: &[Key], pairs: &mut Pairs) {
    let is_body = |k: &&Key| k.kind == Some(NameKind::Organisation) && !k.capitals;
    let long = keys.iter().filter(is_body).filter(|k| k.words.len() > 2);
    let by_rest = groups(long.filter_map(|k| {
        let (first, rest) = k.words.split_first()?;
        is_state_or_people(first).then(|| (rest.join(" "), k))
    }));
    for short in keys.iter().filter(is_body) {
        if let Some([long]) = by_rest.get(&short.words.join(" ")).map(Vec::as_slice) {
            pairs.add(short, long, AliasReason::State);
        }
    }
}

/// A surname alone, where all full names with it are one person.
fn surnames(keys: &[Key], pairs: &mut Pairs) {
    let full = keys.iter().filter(|k| is_person(k) && k.words.len() > 1);
    let by_last = groups(full.filter_map(|k| Some((k.words.last()?.clone(), k))));
    let single = |k: &&Key| k.words.len() == 1 && matches!(k.kind, Some(NameKind::Person) | None);
    for alone in keys
        .iter()
        .filter(single)
        .filter(|k| !(k.capitals && k.compact.len() < 5))
    {
        let Some(group) = by_last.get(&alone.compact) else {
            continue;
        };
        let mut roots: Vec<u32> = group.iter().map(|k| pairs.root(k.number)).collect();
        roots.sort_unstable();
        roots.dedup();
        if roots.len() == 1
            && let Some(first) = group.first()
        {
            pairs.add(alone, first, AliasReason::Surname);
        }
    }
    // *al-Assad* beside *Bashar al-Assad*, *Kara-Murza* beside *Vladimir Kara-Murza*.
    let parted = keys.iter().filter(|k| {
        k.words.len() == 2
            && k.kind != Some(NameKind::Place)
            && k.kind != Some(NameKind::Organisation)
    });
    let by_two = groups(
        keys.iter()
            .filter(|k| is_person(k) && k.words.len() > 2)
            .filter_map(|k| {
                let last = k.words.get(k.words.len() - 2..)?;
                Some((last.concat(), k))
            }),
    );
    for alone in parted {
        if let Some([full]) = by_two.get(&alone.compact).map(Vec::as_slice) {
            pairs.add(alone, full, AliasReason::Surname);
        }
    }
}

/// Misspelt forms, other transliterations and endings: one word differs, and by little.
fn near(keys: &[Key], pairs: &mut Pairs) {
    // Words that are left out one by one: two keys that share what is left differ in one word.
    let mut slots: Vec<((usize, String, usize), &Key)> = Vec::new();
    for key in keys.iter().filter(|k| !k.capitals && k.words.len() <= 5) {
        for at in 0..key.words.len() {
            let rest: Vec<&str> = key
                .words
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != at)
                .map(|(_, w)| w.as_str())
                .collect();
            slots.push(((at, rest.join(" "), key.words.len()), key));
        }
    }
    for ((at, ..), group) in groups(slots.into_iter()) {
        near_in(&group, at, pairs);
    }
}

/// Those of a group that differ little in the word at a place.
fn near_in(group: &[&Key], at: usize, pairs: &mut Pairs) {
    let word = |k: &Key| k.words.get(at).cloned().unwrap_or_default();
    let mut by_trace: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, key) in group.iter().enumerate() {
        let word = word(key);
        if word.chars().count() < 5 || word.contains(|c: char| c.is_numeric()) {
            continue;
        }
        // A word, and the word without one of its letters: words at distance one share one of these.
        let mut traces: Vec<String> = word
            .char_indices()
            .map(|(i, c)| {
                let (head, tail) = word.split_at(i);
                format!("{head}{}", tail.strip_prefix(c).unwrap_or_default())
            })
            .collect();
        traces.push(format!("~{}", sounds(&word)));
        traces.push(word);
        traces.sort_unstable();
        traces.dedup();
        for trace in traces {
            by_trace.entry(trace).or_default().push(place);
        }
    }
    let mut candidates: Vec<(usize, usize)> = by_trace
        .into_values()
        .filter(|places| places.len() > 1 && places.len() < 40)
        .flat_map(|places| {
            let pairs = places
                .iter()
                .enumerate()
                .flat_map(|(n, a)| places.iter().skip(n + 1).map(move |b| (*a, *b)));
            pairs.collect::<Vec<_>>()
        })
        .collect();
    candidates.sort_unstable();
    candidates.dedup();
    for (a, b) in candidates {
        let (Some(a), Some(b)) = (group.get(a), group.get(b)) else {
            continue;
        };
        if let Some(reason) = nearness(a, b, &word(a), &word(b)) {
            pairs.add(a, b, reason);
        }
    }
}

/// Why two words that differ little are one, if they are.
fn nearness(a: &Key, b: &Key, x: &str, y: &str) -> Option<AliasReason> {
    let kinds = a.kind.zip(b.kind);
    if kinds.is_some_and(|(a, b)| a != b) || x == y || x.chars().next() != y.chars().next() {
        return None;
    }
    let (short, long) = if x.len() < y.len() { (x, y) } else { (y, x) };
    if let Some(end) = long.strip_prefix(short) {
        // *Emirate*, *Emirates*; *Ukraine*, *Ukrainian*.
        if matches!(
            end,
            "s" | "es" | "n" | "an" | "ian" | "ese" | "ish" | "ic" | "er" | "ist"
        ) && (a.words.len() == 1 || end == "s")
        {
            return (end == "s" && a.words.len() > 1).then_some(AliasReason::Ending);
        }
    }
    if sounds(x) == sounds(y) && x.len().min(y.len()) >= 4 {
        return Some(AliasReason::Transliteration);
    }
    let (rare, often) = (a.mentions.min(b.mentions), a.mentions.max(b.mentions));
    let is_near = strsim::osa_distance(x, y) == 1;
    // Two names that are both common are two names; letters that have changed places never make another.
    let same_letters = {
        let sorted = |w: &str| {
            let mut letters: Vec<char> = w.chars().collect();
            letters.sort_unstable();
            letters
        };
        sorted(x) == sorted(y)
    };
    let is_slip = often >= 2 * rare || a.words.len() > 1 || same_letters;
    (is_near && is_slip && short.chars().count() >= 5).then_some(AliasReason::Misspelt)
}

/// *Wagner* and *Wagner Group*: proposed, never taken for granted.
fn bodies(keys: &[Key], pairs: &mut Pairs) {
    let by_words: HashMap<String, &Key> = keys.iter().map(|k| (k.words.join(" "), k)).collect();
    for long in keys.iter().filter(|k| k.words.len() > 1) {
        let Some((last, head)) = long.words.split_last() else {
            continue;
        };
        if !is_legal(last) {
            continue;
        }
        if let Some(short) = by_words.get(&head.join(" "))
            && short.kind != Some(NameKind::Place)
        {
            pairs.add(short, long, AliasReason::Legal);
        }
    }
    // *Chasiv Ya* beside *Chasiv Yar*: a short last word that is one letter short.
    let of_several = keys.iter().filter(|k| k.words.len() > 1 && !k.capitals);
    let by_head = groups(of_several.filter_map(|k| {
        let (_, head) = k.words.split_last()?;
        Some((head.join(" "), k))
    }));
    for group in by_head.values() {
        let last = |k: &Key| k.words.last().cloned().unwrap_or_default();
        let shorts = group.iter().filter(|k| (2..=4).contains(&last(k).len()));
        for short in shorts {
            let word = last(short);
            let begins = |k: &&&Key| {
                let long = last(k);
                long.len() == word.len() + 1 && long.starts_with(&word) && !long.ends_with('s')
            };
            if let Some(long) = group.iter().find(begins) {
                pairs.add(short, long, AliasReason::Misspelt);
            }
        }
    }
}
