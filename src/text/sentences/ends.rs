//! Where sentences end: the boundaries of UAX #29, without those behind abbreviations and inside
//! quotations, and with those where a blank is missing.

use unicode_segmentation::UnicodeSegmentation;

use super::abbreviations::{
    Goes, goes, is_month, is_speech, is_starter, is_time_preposition, may_follow_time,
};

/// Where the sentences of a paragraph end, in bytes of it, ascending; the last ends with it.
pub(super) fn ends(part: &str) -> Vec<usize> {
    let standard = part
        .split_sentence_bound_indices()
        .map(|(at, s)| at + s.len());
    let mut candidates: Vec<usize> = standard.chain(glued(part)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let mut out = Vec::new();
    let mut start = 0;
    for at in candidates {
        let at = if at < part.len() {
            before_opening(part, start, at)
        } else {
            at
        };
        let (left, right) = (part.get(start..at), part.get(at..));
        let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
        if at > start && (right.is_empty() || !goes_on(left, right)) {
            out.push(at);
            start = at;
        }
    }
    out
}

/// Full stops without a blank behind: `gone.However`. Not in addresses.
fn glued(part: &str) -> impl Iterator<Item = usize> {
    part.match_indices('.').filter_map(move |(at, _)| {
        let (before, behind) = (part.get(..at)?, part.get(at + 1..)?);
        let word = letters_at_end(before);
        let mut next = behind.chars();
        let capital = next.next().is_some_and(char::is_uppercase);
        let is_word = capital && next.next().is_some_and(char::is_lowercase);
        let long = word.chars().nth(1).is_some();
        let blank = |c: char| c.is_whitespace();
        let from = before.rfind(blank).map_or(0, |i| i + 1);
        let to = behind.find(blank).unwrap_or(behind.len());
        let around = part.get(from..at + 1 + to)?;
        let address = around.contains(['@', '/', '\\', '_']) || around.starts_with("www.");
        (is_word && long && !address).then_some(at + 1)
    })
}

fn letters_at_end(text: &str) -> &str {
    let rest = text.trim_end_matches(char::is_alphabetic);
    text.get(rest.len()..).unwrap_or_default()
}

/// A bracket or quotation mark that opens directly behind the end of a sentence belongs to the next.
fn before_opening(part: &str, start: usize, at: usize) -> usize {
    let mut at = at;
    while let Some(left) = part.get(start..at) {
        let Some(last) = left.chars().next_back().filter(|c| opens(*c, left)) else {
            break;
        };
        let moved = at - last.len_utf8();
        if moved == start {
            break;
        }
        at = moved;
    }
    at
}

/// Whether the last character of `left` opens something.
fn opens(last: char, left: &str) -> bool {
    let before = left.get(..left.len() - last.len_utf8()).unwrap_or_default();
    let is_open = |open: char, close: char| {
        let opened = before.matches(open).count();
        opened > before.matches(close).count()
    };
    match last {
        '(' | '[' | '{' | '「' | '『' | '（' | '【' | '〈' | '《' | '〔' | '［' | '｢' | '〝'
        | '„' | '‚' => true,
        // In German these close, in Danish pointed ones as well.
        '“' => !is_open('„', '“'),
        '‘' => !is_open('‚', '‘'),
        '«' => !is_open('»', '«'),
        '‹' => !is_open('›', '‹'),
        _ => false,
    }
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '"'
            | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '«'
            | '›'
            | '‹'
            | '」'
            | '』'
            | '）'
            | '】'
            | '〉'
            | '》'
            | '〕'
            | '］'
            | '｣'
            | '〞'
            | '〟'
    )
}

/// Whether what stands before and behind a boundary of the standard is one sentence.
fn goes_on(left: &str, right: &str) -> bool {
    if left.ends_with(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return false;
    }
    let (whole, rest) = (left.trim_end(), right.trim_start());
    let core = whole.trim_end_matches(is_closing);
    let closed = core.len() < whole.len();
    let next = first_word(rest);
    if rest.starts_with(char::is_lowercase) || is_reference(rest) {
        return true;
    }
    let Some(sign) = core.chars().next_back() else {
        return false;
    };
    match sign {
        '…' => !is_starter(next),
        '.' if core.ends_with("....") || core.ends_with(". .") => false,
        '.' if core.ends_with("..") => !is_starter(next),
        '.' | '．' if closed => is_enumerator(core),
        '.' | '．' => goes_on_after_stop(core, rest, next),
        '。' | '！' | '？' | '｡' => {
            closed && whole.len() == left.len() && is_said_on(left, core, rest)
        }
        '!' | '?' => closed && is_followed_by_speech(rest),
        _ => false,
    }
}

/// The letters that a text begins with, behind quotation marks and brackets.
fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_alphabetic());
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// `(Harlow 55).`: a bracket before the sign that ends the sentence.
fn is_reference(rest: &str) -> bool {
    let inner = rest.strip_prefix('(').and_then(|r| r.split_once(')'));
    inner.is_some_and(|(inner, after)| {
        !inner.contains(['.', '!', '?']) && after.starts_with(['.', ',', ';', '!', '?'])
    })
}

/// `1.)`: the number of a list, and nothing before it.
fn is_enumerator(core: &str) -> bool {
    let word = core.trim_matches(|c: char| !c.is_alphanumeric());
    let is_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    is_number || word.chars().count() == 1
}

fn goes_on_after_stop(core: &str, rest: &str, next: &str) -> bool {
    let before = core.trim_end_matches(['.', '．']);
    let cut = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | '[' | '"' | '“' | '‘' | '«' | '„' | '/' | '-' | '–' | '—'
            )
    };
    let word = before.rsplit(cut).next().unwrap_or_default();
    let is_alone = before.trim_start_matches(|c: char| !c.is_alphanumeric()) == word;
    let number = rest.starts_with(|c: char| c.is_numeric());
    if !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) {
        // The number of a list, or of a day.
        return is_alone || (word.len() <= 2 && is_month(next));
    }
    // An initial has its own full stop: A is no article before it.
    let initial = next.chars().nth(1).is_none()
        && rest
            .trim_start_matches(is_closing)
            .get(next.len()..)
            .is_some_and(|r| r.starts_with('.'));
    let starts = is_starter(next) && !initial;
    match goes(word) {
        Goes::On => true,
        Goes::OnWithNumber => number || (initial && word.chars().nth(1).is_none()),
        Goes::OnWithName => !starts || is_alone,
        Goes::OnWithDay => may_follow_time(next) || is_time_phrase(before),
        Goes::NotOn => {
            let single = word.chars().nth(1).is_none() && word.starts_with(char::is_alphabetic);
            single && (initial || is_alone)
        }
    }
}

/// `At 5 a.m`: what comes before the sentence's subject.
fn is_time_phrase(before: &str) -> bool {
    let mut words = before.split_whitespace();
    let preposition = words.next().is_some_and(is_time_preposition);
    preposition && words.count() <= 3
}

/// A quotation of Chinese or Japanese that the sentence goes on behind: a particle follows, or the
/// sentence began with it.
fn is_said_on(left: &str, core: &str, rest: &str) -> bool {
    let particle = rest.starts_with(|c: char| matches!(c, '\u{3041}'..='\u{309F}'));
    let begins_quoted = left.trim_start().starts_with(['「', '『', '“', '‘', '《']);
    let inner_end = core.contains(['」', '』', '”', '’']);
    let opens_next = rest.starts_with(|c: char| opens(c, c.encode_utf8(&mut [0; 4])));
    particle || (begins_quoted && !inner_end && !opens_next)
}

/// `Harlow asked`, behind a question in quotation marks.
fn is_followed_by_speech(rest: &str) -> bool {
    let mut words = rest.split_whitespace();
    let Some(name) = words
        .next()
        .filter(|w| !is_starter(w) && w.starts_with(char::is_uppercase))
    else {
        return false;
    };
    if name.ends_with(['.', '!', '?', ',']) && goes(name.trim_end_matches('.')) == Goes::NotOn {
        return false;
    }
    for word in words.take(3) {
        if is_speech(word.trim_end_matches(['.', ',', ':', ';'])) {
            return true;
        }
        if !word.starts_with(char::is_uppercase) {
            return false;
        }
    }
    false
}
