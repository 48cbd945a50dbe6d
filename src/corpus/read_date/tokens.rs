//! A written date cut into numbers, words and signs.

use unicode_normalization::UnicodeNormalization;

/// One part of a written date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    /// Digits, as they stand.
    Number(&'t str),
    /// Letters, in small letters.
    Word(&'t str),
    /// Any other sign but white space.
    Sign(char),
}

/// A part, and whether white space stands before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) part: Part<'t>,
    pub(super) is_apart: bool,
}

/// One form of writing: small letters, composed, ASCII digits, plain blanks and quotes, no invisible marks.
pub(super) fn plain(raw: &str) -> String {
    let plain_char = |c: char| match c {
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6F0}'..='\u{6F9}' => digit(c, '\u{6F0}'),
        '\u{966}'..='\u{96F}' => digit(c, '\u{966}'),
        '\u{FF10}'..='\u{FF19}' => digit(c, '\u{FF10}'),
        '\u{2019}' => '\'',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '，' | '،' => ',',
        '：' => ':',
        '／' => '/',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let is_seen = |c: &char| !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    raw.to_lowercase()
        .nfc()
        .filter(is_seen)
        .map(plain_char)
        .collect()
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}

/// Cuts text in the form of [`plain`].
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut is_apart = false;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            run(rest, |c| c.is_ascii_digit())
        } else if first.is_alphabetic() {
            run(rest, |c| c.is_alphabetic() || c == '\'')
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        if first == ' ' {
            is_apart = true;
            continue;
        }
        let part = if first.is_ascii_digit() {
            Part::Number(word)
        } else if first.is_alphabetic() {
            Part::Word(word)
        } else {
            Part::Sign(first)
        };
        out.push(Token { part, is_apart });
        is_apart = false;
    }
    out
}

/// Length in bytes of the characters at the beginning that are of a kind.
fn run(text: &str, is_of_it: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_of_it(c)).unwrap_or(text.len())
}
