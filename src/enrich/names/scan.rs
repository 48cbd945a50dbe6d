//! One text as words with what their capitals may mean.

use super::word_lists::{CALENDAR, FUNCTION, NOT_NAMES, PEOPLES, SHORT};
use crate::text::{Span, fold, reading_paragraphs, tokens};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// No capital at its start.
    Small,
    /// A capital at its start.
    Capital,
    /// Two letters or more, all capitals, or letters between stops: `ISW`, `U.S`.
    AllCapitals,
    /// A single capital: an initial.
    Initial,
    /// A number.
    Number,
}

/// What stands between a word and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks.
    Space,
    /// A hyphen.
    Hyphen,
    /// A full stop that ends no sentence, and blanks.
    Stop,
    /// `&` between blanks.
    And,
    /// An opening bracket.
    Bracket,
    /// A comma and blanks.
    Comma,
    /// Anything else.
    Break,
}

/// A word with what is to be known of it.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub span: Span,
    pub surface: &'t str,
    /// Folded, as word lists hold it.
    pub key: String,
    pub shape: Shape,
    pub gap: Gap,
    /// Whether any word would have a capital here: a sentence begins, or a quotation.
    pub opens: bool,
    /// Whether it stands in a headline in capitals, where capitals tell nothing.
    pub loud: bool,
    /// Whether an `'s` was cut from it.
    pub owns: bool,
    /// Whether a full stop behind it is its own.
    pub stops: bool,
}

/// Share of words with a capital, in hundredths, from which a line is a headline in title case.
const TITLE_CASE: usize = 65;
/// Words of a headline, at most.
const LONGEST_HEADLINE: usize = 30;

/// Cuts a text into words, paragraph by paragraph.
pub(super) fn scan(text: &str, title_end: usize) -> Vec<Word<'_>> {
    let mut out: Vec<Word<'_>> = Vec::with_capacity(text.len() / 6);
    for paragraph in reading_paragraphs(text, title_end) {
        let from = out.len();
        let Some(words) = paragraph.get(text) else {
            continue;
        };
        let mut end = None;
        for token in tokens(words) {
            let between = words
                .get(end.unwrap_or(0)..token.span.start())
                .unwrap_or_default();
            let shape = shape(token.surface);
            let before = out.get(from..).and_then(<[Word<'_>]>::last);
            let (gap, opens) = match end {
                None => (Gap::Break, true),
                Some(_) => between_words(between, before),
            };
            let owns = between_starts_with_possessive(words, token.span.end());
            let dotted = token.surface.contains('.')
                || matches!(token.surface, "Jr" | "Sr" | "Inc" | "Ltd" | "Co" | "Corp");
            let stops = dotted
                && words
                    .get(token.span.end()..)
                    .is_some_and(|r| r.starts_with('.'));
            end = Some(token.span.end());
            out.push(Word {
                span: token.span.shifted(paragraph.start()),
                surface: token.surface,
                key: fold(token.surface).into_owned(),
                shape,
                gap,
                opens,
                loud: false,
                owns,
                stops,
            });
        }
        let line = out.get_mut(from..).unwrap_or_default();
        if is_loud(line, words) {
            for word in line {
                word.loud = true;
            }
        }
    }
    out
}

fn between_starts_with_possessive(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    ["'s", "’s", "'S", "’S"].iter().any(|s| rest.starts_with(s))
}

fn shape(surface: &str) -> Shape {
    let mut letters = surface.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return Shape::Number;
    };
    let starts_with_digit = surface.starts_with(|c: char| c.is_numeric());
    if !first.is_uppercase() || starts_with_digit {
        return Shape::Small;
    }
    let (mut upper, mut all) = (1, 1);
    for c in letters {
        all += 1;
        upper += usize::from(c.is_uppercase());
    }
    if all == 1 {
        Shape::Initial
    } else if upper == all {
        Shape::AllCapitals
    } else {
        Shape::Capital
    }
}

/// What lies between two words, and whether the second opens a sentence or a quotation.
fn between_words(between: &str, before: Option<&Word<'_>>) -> (Gap, bool) {
    let rest = ["'s", "’s", "'S", "’S"]
        .iter()
        .find_map(|s| between.strip_prefix(s))
        .unwrap_or(between);
    let bare = rest.trim();
    let has_blank = rest.chars().any(char::is_whitespace);
    let ends_none = before.is_some_and(|w| {
        w.shape == Shape::Initial || w.surface.contains('.') || SHORT.contains(w.key.as_str())
    });
    match bare {
        "" => (Gap::Space, false),
        "-" | "‐" | "‑" if !has_blank => (Gap::Hyphen, false),
        "&" => (Gap::And, false),
        "." if ends_none => (Gap::Stop, false),
        "." if !has_blank => (Gap::Stop, false),
        "(" | ".(" | "[" => (Gap::Bracket, false),
        "," => (Gap::Comma, false),
        "'" | "’" | "/" => (Gap::Break, false),
        // Initials and short forms before a comma or a bracket open nothing.
        "—" | "–" | "-" | ";" | ")" | ")," | ".," | "]" => (Gap::Break, false),
        other => {
            let opens = other.contains(|c: char| {
                matches!(
                    c,
                    '.' | '!'
                        | '?'
                        | ':'
                        | '"'
                        | '“'
                        | '”'
                        | '„'
                        | '«'
                        | '»'
                        | '‘'
                        | '\''
                        | '…'
                        | '•'
                        | '*'
                        | '|'
                        | '。'
                )
            });
            (Gap::Break, opens)
        }
    }
}

/// Whether a line is a headline in title case or all in capitals.
fn is_loud(line: &[Word<'_>], text: &str) -> bool {
    let telling = |w: &&Word<'_>| w.key.len() > 3 && w.shape != Shape::Number;
    let all = line.iter().filter(telling).count();
    if all < 3 {
        return line.len() > 1
            && line
                .iter()
                .all(|w| w.shape == Shape::AllCapitals || w.shape == Shape::Number);
    }
    let capitals = |shape: Shape| {
        line.iter()
            .filter(telling)
            .filter(|w| w.shape == shape)
            .count()
    };
    let all_capitals = capitals(Shape::AllCapitals);
    if all_capitals * 10 >= all * 8 {
        return true;
    }
    let ends = text.trim_end().ends_with(['.', ',', ';', ':', '”']);
    let small_ones = line
        .iter()
        .filter(telling)
        .filter(|w| w.shape == Shape::Small)
        .count();
    line.len() <= LONGEST_HEADLINE
        && !ends
        && (all - small_ones) * 100 >= all * TITLE_CASE
        && all >= 4
}

impl Word<'_> {
    /// Whether it has a capital at all.
    pub fn has_capital(&self) -> bool {
        matches!(
            self.shape,
            Shape::Capital | Shape::AllCapitals | Shape::Initial
        )
    }

    /// Whether it is a word of the language wherever it stands.
    pub fn is_function(&self) -> bool {
        FUNCTION.contains(self.key.as_str())
    }

    /// Whether it belongs to the calendar, or is no name by itself.
    pub fn is_no_name(&self) -> bool {
        let key = self.key.as_str();
        CALENDAR.contains(key) || NOT_NAMES.contains(key) && self.surface != "IS"
    }

    /// Whether it names a people, a faith or a party rather than a place or a body.
    pub fn is_people(&self) -> bool {
        PEOPLES.contains(self.key.as_str())
    }
}
