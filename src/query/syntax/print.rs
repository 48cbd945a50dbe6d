//! A query in words: printing and parsing again gives an equal one.

use std::fmt;

use super::quotes;
use crate::query::syntax::{
    DateTest, Decimal, FieldTest, NumberTest, Phrase, Query, Term, Test, foreign, parser,
};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => fmt::Display::fmt(term, f),
            Self::Phrase(phrase) => fmt::Display::fmt(phrase, f),
            Self::Near(near) => {
                let left_binds = matches!(near.left, Self::Near(_));
                bracketed(&near.left, !left_binds && is_compound(&near.left), f)?;
                write!(f, " NEAR/{} ", near.between)?;
                bracketed(&near.right, is_compound(&near.right), f)
            }
            Self::Except(except) => {
                let is_wider = |q: &Self| matches!(q, Self::And(_) | Self::Or(_) | Self::Not(_));
                bracketed(&except.of, is_wider(&except.of), f)?;
                f.write_str(" EXCEPT ")?;
                let is_filter = matches!(except.but, Self::Except(_));
                bracketed(&except.but, is_filter || is_wider(&except.but), f)
            }
            Self::Regex(pattern) => {
                f.write_str("/")?;
                let mut chars = pattern.0.chars();
                while let Some(c) = chars.next() {
                    match c {
                        '/' => f.write_str("\\/")?,
                        '\\' => {
                            f.write_str("\\")?;
                            if let Some(next) = chars.next() {
                                write!(f, "{next}")?;
                            }
                        }
                        other => write!(f, "{other}")?,
                    }
                }
                f.write_str("/")
            }
            Self::Title(inner) => {
                f.write_str("title:")?;
                bracketed(inner, is_compound(inner), f)
            }
            Self::Field(test) => fmt::Display::fmt(test, f),
            Self::And(parts) => joined(parts, " AND ", |p| matches!(p, Self::Or(_)), f),
            Self::Or(parts) => joined(parts, " OR ", |_| false, f),
            Self::Not(inner) => {
                f.write_str("NOT ")?;
                bracketed(
                    inner,
                    matches!(
                        **inner,
                        Self::And(_) | Self::Or(_) | Self::Near(_) | Self::Except(_)
                    ),
                    f,
                )
            }
        }
    }
}

fn is_compound(query: &Query) -> bool {
    match query {
        Query::Near(_) | Query::Except(_) | Query::And(_) | Query::Or(_) | Query::Not(_) => true,
        Query::Term(_) | Query::Phrase(_) | Query::Regex(_) | Query::Title(_) | Query::Field(_) => {
            false
        }
    }
}

fn bracketed(query: &Query, brackets: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if brackets {
        write!(f, "({query})")
    } else {
        fmt::Display::fmt(query, f)
    }
}

fn joined(
    parts: &[Query],
    between: &str,
    brackets: impl Fn(&Query) -> bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        bracketed(part, brackets(part), f)?;
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) if is_plain(word) => f.write_str(word),
            Self::Word(word) => write!(f, "\"{word}\""),
            Self::Exact(word) if is_plain(word) => write!(f, "={word}"),
            Self::Exact(word) => write!(f, "=\"{word}\""),
            Self::Wildcard(pattern) => f.write_str(pattern),
            Self::Fuzzy(word, distance) => write!(f, "{word}~{distance}"),
            Self::Any => f.write_str("*"),
        }
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = matches!(self.words.first(), Some(Term::Exact(_)));
        f.write_str(if exact { "=\"" } else { "\"" })?;
        for (i, word) in self.words.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            match word {
                Term::Word(word)
                | Term::Exact(word)
                | Term::Wildcard(word)
                | Term::Fuzzy(word, _) => f.write_str(word)?,
                Term::Any => f.write_str("*")?,
            }
        }
        f.write_str("\"")?;
        if self.extra > 0 {
            write!(f, "~{}", self.extra)?;
        }
        Ok(())
    }
}

impl fmt::Display for FieldTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.name)?;
        match &self.test {
            Test::Text(text) => {
                let sign = if text.whole { "=" } else { "" };
                let (open, close) = quotes::around(&text.pattern);
                write!(f, "{sign}{open}{}{close}", text.pattern)
            }
            Test::Compared(value) => f.write_str(value),
            Test::Date(DateTest::None) => f.write_str("none"),
            Test::Date(DateTest::Range(None, None)) => f.write_str("any"),
            Test::Date(DateTest::Range(Some(from), None)) => write!(f, ">={from}"),
            Test::Date(DateTest::Range(None, Some(to))) => write!(f, "<={to}"),
            Test::Date(DateTest::Range(Some(from), Some(to))) => write!(f, "{from}..{to}"),
            Test::Number(number) => fmt::Display::fmt(number, f),
        }
    }
}

impl fmt::Display for NumberTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |included| if included { "=" } else { "" };
        match (self.low, self.high) {
            (Some((Decimal(low), true)), Some((Decimal(high), true))) => write!(f, "{low}..{high}"),
            (Some((Decimal(low), included)), _) => write!(f, ">{}{low}", sign(included)),
            (None, Some((Decimal(high), included))) => write!(f, "<{}{high}", sign(included)),
            (None, None) => Ok(()),
        }
    }
}

/// Whether a word stands for itself when typed without quotation marks.
fn is_plain(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '\'' | '.' | ','))
        && !word.starts_with('\'')
        && parser::words_at_stops(word).is_none()
        && !foreign::is_taken(word)
}
