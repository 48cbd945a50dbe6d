//! The names in one text: runs of words with a capital, cut where a title or another name begins.

use super::NameKind;
use super::lexicon::{CaseCount, Lexicon};
use super::scan::{Gap, Shape, Word, scan};
use super::word_lists::{
    BEFORE_PLACES, BEFORE_TITLES, EVENTS, GIVEN, GROUPS, HEADS, ORGANISATIONS, PARTICLES, PLACES,
    SAYING, STATES, is_field, is_institution, is_small_word, is_title, looks_like_a_word,
};
use crate::text::Span;

/// A name where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Find {
    /// The words of the name.
    pub span: Span,
    /// The same with the title and the people before it: *U.S. President Donald Trump*.
    pub with_title: Span,
    /// What the place tells of its kind, with how much it tells.
    pub cue: Option<(NameKind, u32)>,
}

/// A short form given in brackets behind its long one, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bracketed {
    pub long: Span,
    pub short: Span,
}

/// What was found in a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Finds {
    pub names: Vec<Find>,
    pub bracketed: Vec<Bracketed>,
}

/// How words are written: in the article itself where it shows that, else in the corpus.
struct Case<'l> {
    own: &'l Lexicon,
    corpus: &'l Lexicon,
}

impl Case<'_> {
    /// How often a word is written in which way.
    fn of(&self, key: &str) -> CaseCount {
        let own = self.own.of(key);
        if own.capital > 0 && own.small == 0 || own.small > 0 && own.capital == 0 {
            own
        } else {
            self.corpus.of(key)
        }
    }

    /// Whether a word is mostly written with a capital where none is needed; `None` where nothing shows.
    fn is_name(&self, key: &str) -> Option<bool> {
        let count = self.of(key);
        (count.small + count.capital > 0).then_some(count.capital > count.small)
    }
}

/// Most words of a name.
const LONGEST: usize = 12;

/// Finds the names of a text.
pub(super) fn recognise(text: &str, title_end: usize, lexicon: &Lexicon) -> Finds {
    let words = scan(text, title_end);
    let mut own = Lexicon::default();
    own.add(&words);
    let lexicon = &Case {
        own: &own,
        corpus: lexicon,
    };
    let mut out = Finds::default();
    let mut at = 0;
    while at < words.len() {
        let end = run_end(&words, at, lexicon);
        if end > at {
            cut(&words, at, end, lexicon, &mut out.names);
            at = end;
        } else {
            at += 1;
        }
    }
    bracketed(text, &words, &mut out);
    out
}

/// Whether a word may be part of a name where it stands.
fn is_namelike(word: &Word<'_>, next: Option<&Word<'_>>, lexicon: &Case<'_>) -> bool {
    if !word.has_capital() || word.is_no_name() && !word.loud {
        return false;
    }
    let key = word.key.as_str();
    if word.loud {
        let known = lexicon.is_name(key).unwrap_or(false);
        return !word.is_no_name()
            && (known
                || STATES.contains(key)
                || is_title(key) && next.is_some_and(|n| lexicon.is_name(&n.key) == Some(true)))
            && !(word.is_function() && lexicon.of(key).small > 0);
    }
    if !word.opens {
        // A single capital is an initial, and one only before another name.
        return (word.shape != Shape::Initial || next.is_some_and(Word::has_capital))
            && !(word.is_function() && word.shape == Shape::Capital && is_small_word(key));
    }
    if word.shape == Shape::AllCapitals {
        return !word.is_function();
    }
    let goes_on = next.is_some_and(|n| {
        n.has_capital()
            && !n.is_no_name()
            && matches!(n.gap, Gap::Space | Gap::Hyphen | Gap::Stop | Gap::And)
    });
    if word.is_function() {
        // *East Timor*, *Northern Ireland*, *General Motors*: where both are written so elsewhere too.
        let count = lexicon.of(key);
        return goes_on
            && (PLACES.contains(key) || count.capital > count.small && count.capital > 1);
    }
    match lexicon.is_name(key) {
        Some(known) => known || goes_on && (is_title(key) || is_institution(key)),
        None if STATES.contains(key)
            || GIVEN.contains(key)
            || is_title(key)
            || word.is_people() =>
        {
            true
        }
        None => goes_on || !looks_like_a_word(key),
    }
}

/// The end of the run of words that begins here.
fn run_end(words: &[Word<'_>], from: usize, lexicon: &Case<'_>) -> usize {
    let namelike = |at: usize| {
        words
            .get(at)
            .is_some_and(|w| is_namelike(w, words.get(at + 1), lexicon))
    };
    let particle_before = |at: usize| {
        // *al-Assad*, *de Gaulle*, at the start of a name.
        let (Some(word), Some(next)) = (words.get(at), words.get(at + 1)) else {
            return false;
        };
        word.shape == Shape::Small
            && next.gap == Gap::Hyphen
            && matches!(
                word.key.as_str(),
                "al" | "el" | "ul" | "ash" | "as" | "an" | "ad" | "ar" | "at" | "ed"
            )
            && next.has_capital()
    };
    if !namelike(from) && !particle_before(from) {
        return from;
    }
    let mut end = from + 1;
    while end - from < LONGEST {
        let Some(word) = words.get(end) else { break };
        let joins = matches!(word.gap, Gap::Space | Gap::Hyphen | Gap::Stop | Gap::And);
        let last = words.get(end - 1);
        if !joins || last.is_some_and(|w| w.owns && !GROUPS.contains(w.key.as_str())) {
            break;
        }
        if last.is_some_and(|w| w.loud != word.loud) {
            break;
        }
        if namelike(end) || word.shape == Shape::Number && is_numbered(words, end) {
            end += 1;
            continue;
        }
        match bridge(words, from, end, lexicon) {
            Some(over) => end = over,
            None => break,
        }
    }
    end
}

/// *Brigade 47*, *Channel 4*: a short number behind a capital that nothing else follows on.
fn is_numbered(words: &[Word<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let (Some(word), Some(before)) = (words.get(at), before) else {
        return false;
    };
    word.gap == Gap::Hyphen && before.shape == Shape::AllCapitals && word.surface.len() <= 3
}

/// Small words inside a name, up to and including the word with a capital behind them.
fn bridge(words: &[Word<'_>], from: usize, at: usize, lexicon: &Case<'_>) -> Option<usize> {
    let mut to = at;
    let mut small = Vec::new();
    while to - at < 3 {
        let word = words.get(to)?;
        let joins = matches!(word.gap, Gap::Space | Gap::Hyphen);
        if !joins {
            return None;
        }
        if word.shape != Shape::Small {
            break;
        }
        small.push(word.key.as_str());
        to += 1;
    }
    let next = words.get(to)?;
    if small.is_empty() || !is_namelike(next, words.get(to + 1), lexicon) || next.gap == Gap::Stop {
        return None;
    }
    let run = words.get(from..at)?;
    let head = run.iter().rev().find(|w| HEADS.contains(w.key.as_str()));
    let linked = run
        .iter()
        .any(|w| w.shape == Shape::Small && matches!(w.key.as_str(), "of" | "for"));
    let is_particle = small.iter().all(|w| PARTICLES.contains(w));
    let fits = match small.as_slice() {
        ["of" | "for"] | ["of" | "for", "the"] => head.is_some() || linked,
        ["of" | "for", "the", other] => PARTICLES.contains(other) && head.is_some(),
        // *Ministry of Foreign Affairs and Trade*: only behind what belongs to it.
        ["and"] => linked && head.is_some() && run.iter().rev().take(2).any(|w| is_field(&w.key)),
        ["the" | "in" | "to" | "on" | "at"] => false,
        _ => is_particle,
    };
    fits.then_some(to + 1)
}

/// Cuts a run into names: at titles, which belong to nobody's name, and at what is no name at its ends.
fn cut(words: &[Word<'_>], from: usize, end: usize, lexicon: &Case<'_>, out: &mut Vec<Find>) {
    let run = words.get(from..end).unwrap_or_default();
    let mut start = 0;
    // Where the title of what comes next begins.
    let mut titled = None;
    let mut at = 0;
    while at < run.len() {
        let Some(word) = run.get(at) else { break };
        let inside = run.get(start..at).unwrap_or_default();
        // *Secretary of State*, *Royal College of General Practitioners*: behind *of* it is part of a name.
        let behind_of = at > start && run.get(at - 1).is_some_and(|w| w.shape == Shape::Small);
        if is_title(&word.key)
            && word.shape != Shape::AllCapitals
            && !behind_of
            && !is_body(inside, run, at)
        {
            let before = run.get(start..at).unwrap_or_default();
            let is_part_of_title = before.iter().all(|w| {
                BEFORE_TITLES.contains(w.key.as_str()) || w.is_people() || is_title(&w.key)
            });
            if !is_part_of_title {
                emit(
                    words,
                    (from + start, from + at),
                    titled.take(),
                    lexicon,
                    out,
                );
                // *NASA Administrator*, *U.S. President*: whose title it is.
                titled = Some(from + start);
            } else if titled.is_none() {
                titled = Some(from + start);
            }
            start = at + 1;
            // *Secretary of State for Defence Michael Fallon*
            while run.get(start).is_some_and(|w| w.shape == Shape::Small) {
                start += 1;
            }
            at = start;
            continue;
        }
        at += 1;
    }
    emit(
        words,
        (from + start, from + run.len()),
        titled,
        lexicon,
        out,
    );
}

/// Whether a title stands inside the name of a body: *Joint Chiefs*, *Prince Hospital*, *King's College*.
fn is_body(before: &[Word<'_>], run: &[Word<'_>], at: usize) -> bool {
    let next = run.get(at + 1);
    let org = next
        .is_some_and(|w| ORGANISATIONS.contains(w.key.as_str()) || PLACES.contains(w.key.as_str()));
    org || before.last().is_some_and(|w| w.shape == Shape::Small)
}

/// Takes what is left between two cuts as a name, where it is one.
fn emit(
    words: &[Word<'_>],
    (mut from, mut end): (usize, usize),
    title: Option<usize>,
    lexicon: &Case<'_>,
    out: &mut Vec<Find>,
) {
    let titled = title.is_some();
    let is_fringe = |w: &Word<'_>| {
        w.shape == Shape::Small
            && !matches!(
                w.key.as_str(),
                "al" | "el" | "as" | "an" | "ar" | "ad" | "ash" | "ul" | "ed" | "at"
            )
            || w.shape == Shape::Number
            || w.is_no_name()
    };
    while from < end && words.get(from).is_some_and(is_fringe) {
        from += 1;
    }
    while end > from
        && words
            .get(end - 1)
            .is_some_and(|w| is_fringe(w) && w.shape != Shape::Number)
    {
        end -= 1;
    }
    // *Ukrainian Kyiv*, *Russian Wagner Group* keep what belongs to the name of a body only.
    let Some(name) = words.get(from..end).filter(|n| !n.is_empty()) else {
        return;
    };
    let has =
        |list: &super::word_lists::WordSet| name.iter().any(|w| list.contains(w.key.as_str()));
    let institution = has(&ORGANISATIONS) || has(&PLACES) || has(&HEADS);
    if name.len() > 1
        && name
            .first()
            .is_some_and(|w| w.is_people() && w.gap != Gap::Hyphen)
        && !institution
        && !name.iter().any(|w| w.shape == Shape::Small)
        && name.get(1).is_some_and(|w| w.gap == Gap::Space)
        && name
            .first()
            .is_some_and(|w| !GIVEN.contains(w.key.as_str()))
    {
        return emit(words, (from + 1, end), title, lexicon, out);
    }
    if name.iter().all(Word::is_people)
        || name.iter().all(|w| w.shape == Shape::Initial) && name.len() == 1
    {
        return;
    }
    let last = name.last().map_or("", |w| w.key.as_str());
    if EVENTS.contains(last) && !titled && !has(&ORGANISATIONS) {
        return;
    }
    if let [only] = name {
        let is_common = BEFORE_TITLES.contains(only.key.as_str())
            || (is_institution(&only.key) || is_title(&only.key))
                && lexicon.of(&only.key).small > 0;
        if is_common && !titled
            || only.is_function()
                && !titled
                && lexicon.of(&only.key).small > lexicon.of(&only.key).capital
        {
            return;
        }
    }
    let first = name.first().map_or(0, |w| w.span.start());
    let last = name.last().map_or(0, end_of);
    let cue = cue(words, (from, end), titled);
    let before = title_start(words, title.unwrap_or(from));
    let before = words.get(before).map_or(first, |w| w.span.start());
    out.push(Find {
        span: Span::new(first, last),
        with_title: Span::new(before.min(first), last),
        cue,
    });
}

/// Where the title before a word begins, with what goes before it: *English captain Harry Kane*.
fn title_start(words: &[Word<'_>], from: usize) -> usize {
    let mut at = from;
    while at > 0 && words.get(at).is_some_and(|w| w.gap == Gap::Space) {
        let Some(word) = words.get(at - 1) else { break };
        let is_small_title = word.shape == Shape::Small && is_title(&word.key);
        if !is_small_title && (at >= from || !word.is_people()) {
            break;
        }
        at -= 1;
    }
    at
}

/// Where a name ends: *U.S.*, *D.C.* and *Jr.* with their stop.
fn end_of(word: &Word<'_>) -> usize {
    word.span.end() + usize::from(word.stops)
}

/// What the words of a name and those beside it tell of its kind.
fn cue(words: &[Word<'_>], (from, end): (usize, usize), titled: bool) -> Option<(NameKind, u32)> {
    let name = words.get(from..end)?;
    let first = name.first()?;
    let last = name.last()?;
    let (first_key, last_key) = (first.key.as_str(), last.key.as_str());
    let has_of = name
        .iter()
        .any(|w| w.shape == Shape::Small && matches!(w.key.as_str(), "of" | "for"));
    if name.len() > 1 || has_of {
        let organisation = |w: &Word<'_>| ORGANISATIONS.contains(w.key.as_str());
        if PLACES.contains(last_key) && !has_of {
            return Some((NameKind::Place, 6));
        }
        if organisation(last) || name.iter().any(organisation) && !GIVEN.contains(first_key) {
            return Some((NameKind::Organisation, 6));
        }
        if name.iter().any(|w| PLACES.contains(w.key.as_str())) && !titled {
            return Some((NameKind::Place, 4));
        }
        if has_of {
            return Some((NameKind::Organisation, 3));
        }
    }
    if STATES.contains(first_key) && name.len() == 1 {
        return Some((NameKind::Place, 8));
    }
    if titled {
        return Some((NameKind::Person, 4));
    }
    if name.len() > 1 && GIVEN.contains(first_key) {
        return Some((NameKind::Person, 4));
    }
    if name.len() > 1
        && name
            .iter()
            .skip(1)
            .any(|w| w.shape == Shape::Initial || w.shape == Shape::Small)
    {
        return Some((NameKind::Person, 2));
    }
    let before = from.checked_sub(1).and_then(|at| words.get(at));
    let after = words.get(end);
    if let Some(after) = after
        && matches!(after.gap, Gap::Space | Gap::Comma)
        && SAYING.contains(after.key.as_str())
    {
        return Some((NameKind::Person, 1));
    }
    let of_what = from.checked_sub(2).and_then(|at| words.get(at));
    if before.is_some_and(|w| w.key == "of")
        && of_what.is_some_and(|w| {
            w.shape == Shape::Small
                && (PLACES.contains(w.key.as_str())
                    || matches!(
                        w.key.as_str(),
                        "outskirts" | "capital" | "defenders" | "defence" | "defense" | "battle"
                    ))
        })
    {
        return Some((NameKind::Place, 4));
    }
    if after.is_some_and(|w| {
        w.gap == Gap::Space
            && matches!(
                w.key.as_str(),
                "region" | "oblast" | "province" | "district" | "city"
            )
    }) {
        return Some((NameKind::Place, 4));
    }
    if let Some(before) = before
        && first.gap == Gap::Space
        && BEFORE_PLACES.contains(before.key.as_str())
        && before.shape == Shape::Small
    {
        return Some((NameKind::Place, 3));
    }
    if let Some(before) = before
        && first.gap == Gap::Space
        && before.key == "the"
        && name.len() == 1
    {
        return Some((NameKind::Organisation, 1));
    }
    if first.shape == Shape::AllCapitals && name.len() == 1 && first.key.len() <= 6 {
        return Some((NameKind::Organisation, 1));
    }
    None
}

/// Finds the short forms that stand in brackets behind a name, and names in brackets behind a short form.
fn bracketed(text: &str, words: &[Word<'_>], out: &mut Finds) {
    for (a, b) in out.names.iter().zip(out.names.iter().skip(1)) {
        let between = text.get(a.span.end()..b.span.start()).unwrap_or_default();
        let is_bracket = matches!(between.trim(), "(" | "[" | "(the" | "('" | "(\"" | "(“");
        let closes = text
            .get(b.span.end()..)
            .unwrap_or_default()
            .trim_start_matches(['"', '”', '\'']);
        if !is_bracket || !closes.starts_with([')', ']', ',', ';']) {
            continue;
        }
        let (first, second) = (a.span, b.span);
        if is_short_of(words, second, first) {
            out.bracketed.push(Bracketed {
                long: first,
                short: second,
            });
        } else if is_short_of(words, first, second) {
            out.bracketed.push(Bracketed {
                long: second,
                short: first,
            });
        }
    }
}

/// Whether one name is the initials of the other.
fn is_short_of(words: &[Word<'_>], short: Span, long: Span) -> bool {
    let inside = |span: Span| words.iter().filter(move |w| span.covers(w.span));
    let mut short_words = inside(short);
    let (Some(only), None) = (short_words.next(), short_words.next()) else {
        return false;
    };
    let letters: String = only.key.chars().filter(|c| c.is_alphabetic()).collect();
    let parts: Vec<&str> = inside(long).map(|w| w.key.as_str()).collect();
    only.shape != Shape::Small && is_initials(&letters, &parts)
}

/// Whether `letters` are the initials of the words, with or without the small ones among them.
pub(crate) fn is_initials(letters: &str, words: &[&str]) -> bool {
    if letters.chars().count() < 2 {
        return false;
    }
    let initial = |w: &&str| w.chars().next();
    let all: String = words.iter().filter_map(initial).collect();
    let is_big = |w: &&&str| {
        !matches!(
            **w,
            "of" | "the" | "for" | "and" | "in" | "on" | "to" | "a" | "de" | "la" | "du" | "des"
        )
    };
    let big: String = words.iter().filter(is_big).filter_map(initial).collect();
    let with_of: String = words
        .iter()
        .filter(|w| !matches!(**w, "the" | "and" | "a"))
        .filter_map(initial)
        .collect();
    words.len() > 1 && (letters == all || letters == big || letters == with_of)
}
