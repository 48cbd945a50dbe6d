//! Signs into a query, and errors into sentences.

use super::lexer::{Sign, signs};
use super::{Query, QueryError, Term};
use crate::text::{Span, tokens};

/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 100;

pub(super) fn parse(input: &str) -> Result<Option<Query>, QueryError> {
    let signs = signs(input)?;
    if signs.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser {
        signs: &signs,
        at: 0,
        depth: 0,
        end: input.trim_end().len(),
    };
    let query = parser.alternatives()?;
    match parser.peek() {
        None => Ok(Some(query)),
        Some((_, span)) => Err(QueryError::new(span, "There is a ) without its (.")),
    }
}

pub(super) fn words_in_order(passage: &str) -> Option<Query> {
    let mut words: Vec<String> = tokens(passage).map(|t| t.folded().into_owned()).collect();
    match words.len() {
        0 => None,
        1 => words.pop().map(|word| Query::Term(Term::Word(word))),
        _ => Some(Query::Phrase(words)),
    }
}

struct Parser<'s> {
    signs: &'s [(Sign, Span)],
    at: usize,
    depth: usize,
    end: usize,
}

impl<'s> Parser<'s> {
    fn peek(&self) -> Option<(&'s Sign, Span)> {
        self.signs.get(self.at).map(|(sign, span)| (sign, *span))
    }

    fn alternatives(&mut self) -> Result<Query, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.operand()? {
                Query::Or(inner) => parts.extend(inner),
                other => parts.push(other),
            }
            match self.peek() {
                Some((Sign::Or, _)) => self.at += 1,
                None | Some((Sign::Close, _)) => break,
                Some((sign, span)) => return Err(beside(sign, span)),
            }
        }
        let mut kept: Vec<Query> = Vec::with_capacity(parts.len());
        for part in parts {
            if !kept.contains(&part) {
                kept.push(part);
            }
        }
        Ok(if kept.len() == 1 {
            kept.swap_remove(0)
        } else {
            Query::Or(kept)
        })
    }

    fn operand(&mut self) -> Result<Query, QueryError> {
        let Some((sign, span)) = self.peek() else {
            return Err(QueryError::new(
                Span::new(self.end.saturating_sub(1), self.end),
                "Something to look for is missing at the end.",
            ));
        };
        self.at += 1;
        match sign {
            Sign::Bare(word) => bare(word, span),
            Sign::Quoted(words) => quoted(words, span),
            Sign::Or => Err(QueryError::new(
                span,
                "OR needs something to look for on both sides.",
            )),
            Sign::Close => Err(QueryError::new(
                span,
                "Nothing stands between these brackets or before this ).",
            )),
            Sign::Open => self.group(span),
        }
    }

    fn group(&mut self, open: Span) -> Result<Query, QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(QueryError::new(
                open,
                "Too many brackets inside each other.",
            ));
        }
        let inner = self.alternatives()?;
        self.depth -= 1;
        match self.peek() {
            Some((Sign::Close, _)) => {
                self.at += 1;
                Ok(inner)
            }
            _ => Err(QueryError::new(open, "This ( is not closed. Add a ).")),
        }
    }
}

fn beside(sign: &Sign, span: Span) -> QueryError {
    if let Sign::Bare(word) = sign
        && let Some(error) = reserved(word, span)
    {
        return error;
    }
    QueryError::new(
        span,
        "Put OR between the things to look for, or quotation marks around words that follow each other.",
    )
}

fn bare(word: &str, span: Span) -> Result<Query, QueryError> {
    if let Some(error) = reserved(word, span) {
        return Err(error);
    }
    if let Some(stem) = word.strip_suffix('*') {
        return prefix(stem, span);
    }
    words_in_order(word).ok_or_else(|| no_word(span))
}

fn prefix(stem: &str, span: Span) -> Result<Query, QueryError> {
    let mut words = tokens(stem);
    match (words.next(), words.next()) {
        (Some(only), None) if only.span.len() == stem.len() => {
            Ok(Query::Term(Term::Prefix(only.folded().into_owned())))
        }
        (None, _) => Err(QueryError::new(
            span,
            "Write the first letters of a word before the *.",
        )),
        _ => Err(QueryError::new(
            span,
            "A * stands at the end of a single word, without hyphens or other signs.",
        )),
    }
}

fn quoted(words: &str, span: Span) -> Result<Query, QueryError> {
    if words.contains(['*', '?']) {
        return Err(not_yet(span, "Wildcards inside a phrase are"));
    }
    words_in_order(words).ok_or_else(|| no_word(span))
}

fn no_word(span: Span) -> QueryError {
    QueryError::new(span, "There is no letter or digit to look for here.")
}

fn not_yet(span: Span, what: &str) -> QueryError {
    QueryError::new(
        span,
        format!("{what} not supported yet. Use words, \"phrases\", prefixes*, OR and brackets."),
    )
}

/// The parts of the grammar that are reserved for later.
fn reserved(word: &str, span: Span) -> Option<QueryError> {
    let what = match word {
        "AND" => "AND is",
        "NOT" => "NOT is",
        w if w == "NEAR"
            || w.strip_prefix("NEAR/")
                .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())) =>
        {
            "NEAR is"
        }
        w if w.starts_with('-') => "Leaving words out with - is",
        w if w.starts_with('=') => "The case-sensitive form = is",
        w if w.contains('~') => "Near spellings with ~ are",
        w if w.contains('?') => "The wildcard ? is",
        w if w.trim_end_matches('*').contains('*') || w.ends_with("**") => {
            "A * inside or before a word is"
        }
        w if is_field(w) => "Searching in a field with : is",
        _ => return None,
    };
    Some(not_yet(span, what))
}

fn is_field(word: &str) -> bool {
    word.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}

pub(super) fn reserved_distance(span: Span) -> QueryError {
    not_yet(span, "Phrases with gaps (~) are")
}

pub(super) fn reserved_pattern(input: &str, start: usize) -> QueryError {
    let rest = input.get(start + 1..).unwrap_or_default();
    let end = rest.find('/').map_or(input.len(), |i| start + i + 2);
    not_yet(
        Span::new(start, end),
        "Regular expressions between slashes are",
    )
}
