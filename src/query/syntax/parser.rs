//! Signs into a query, and errors into sentences.

use crate::query::syntax::field::{FieldPlace, test_of};
use crate::query::syntax::lexer::{Sign, signs};
use crate::query::syntax::{Except, MAX_DISTANCE, Near, Pattern, Phrase, Query, QueryError, Term};
use crate::text::{STAND_INS, Span, fold, tokens};

/// Deepest nesting of brackets and of `NOT`.
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
    let query = parser.any_of()?;
    match parser.peek() {
        None => Ok(Some(query)),
        Some((_, span)) => Err(QueryError::new(span, "There is a ) without its (.")),
    }
}

pub(super) fn words_in_order(passage: &str) -> Option<Query> {
    phrase_of(
        tokens(passage)
            .map(|t| Term::Word(t.folded().into_owned()))
            .collect(),
        0,
    )
}

fn phrase_of(mut words: Vec<Term>, extra: u32) -> Option<Query> {
    match words.len() {
        0 => None,
        1 => words.pop().map(Query::Term),
        _ => Some(Query::Phrase(Phrase { words, extra })),
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

    fn take(&mut self, wanted: &Sign) -> bool {
        let found = self.peek().is_some_and(|(sign, _)| sign == wanted);
        self.at += usize::from(found);
        found
    }

    fn any_of(&mut self) -> Result<Query, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.all_of()? {
                Query::Or(inner) => parts.extend(inner),
                other => parts.push(other),
            }
            if !self.take(&Sign::Or) {
                return Ok(combined(parts, Query::Or));
            }
        }
    }

    /// Things side by side must all be found; `AND` between them says the same.
    fn all_of(&mut self) -> Result<Query, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.filtered()? {
                Query::And(inner) => parts.extend(inner),
                other => parts.push(other),
            }
            let and = self.take(&Sign::And);
            let ends = matches!(self.peek(), None | Some((Sign::Or | Sign::Close, _)));
            if ends && !and {
                return Ok(combined(parts, Query::And));
            }
        }
    }

    /// Filters of mentions, from left to right.
    fn filtered(&mut self) -> Result<Query, QueryError> {
        let depth = self.depth;
        let from = self.place();
        let mut of = self.nearness()?;
        while let Some((Sign::Except, except)) = self.peek() {
            if !yields_places(&of) {
                return Err(QueryError::new(
                    from,
                    "Before EXCEPT stands what is looked for: words, phrases or expressions.",
                ));
            }
            self.at += 1;
            let from = self.place();
            let but = self.nearness()?;
            if but.all_parts().into_iter().any(has_no_place) {
                return Err(QueryError::new(
                    from,
                    "Behind EXCEPT stand words, phrases or expressions: NOT and fields have no place in a text.",
                ));
            }
            self.deeper(except)?;
            of = Query::Except(Box::new(Except { of, but }));
        }
        self.depth = depth;
        Ok(of)
    }

    fn nearness(&mut self) -> Result<Query, QueryError> {
        let depth = self.depth;
        let from = self.place();
        let mut left = self.operand()?;
        while let Some((Sign::Near(between), near)) = self.peek() {
            nearable(&left, from)?;
            self.at += 1;
            let from = self.place();
            let right = self.operand()?;
            nearable(&right, from)?;
            self.deeper(near)?;
            left = Query::Near(Box::new(Near {
                left,
                between: *between,
                right,
            }));
        }
        self.depth = depth;
        Ok(left)
    }

    fn place(&self) -> Span {
        self.peek()
            .map_or(Span::new(self.end.saturating_sub(1), self.end), |(_, s)| s)
    }

    fn operand(&mut self) -> Result<Query, QueryError> {
        let Some((sign, span)) = self.peek() else {
            return Err(QueryError::new(
                self.place(),
                "Something to look for is missing at the end.",
            ));
        };
        self.at += 1;
        match sign {
            Sign::Bare(word) => bare(word, span),
            Sign::Quoted(words, extra) => quoted(words, *extra, false, span),
            Sign::Exact => self.exact(span),
            Sign::Regex(pattern) => Ok(Query::Regex(Pattern(pattern.clone()))),
            Sign::Field(name) => self.field(name, span),
            Sign::Open => self.group(span),
            Sign::Not => {
                self.deeper(span)?;
                let inner = self.operand()?;
                self.depth -= 1;
                Ok(Query::Not(Box::new(inner)))
            }
            Sign::And => Err(both_sides("AND", span)),
            Sign::Or => Err(both_sides("OR", span)),
            Sign::Near(_) => Err(both_sides("NEAR", span)),
            Sign::Except => Err(both_sides("EXCEPT", span)),
            Sign::Close => Err(QueryError::new(
                span,
                "Nothing stands between these brackets or before this ).",
            )),
        }
    }

    fn deeper(&mut self, at: Span) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(QueryError::new(at, "Too many things inside each other."));
        }
        Ok(())
    }

    fn group(&mut self, open: Span) -> Result<Query, QueryError> {
        self.deeper(open)?;
        let inner = self.any_of()?;
        self.depth -= 1;
        if self.take(&Sign::Close) {
            Ok(inner)
        } else {
            Err(QueryError::new(open, "This ( is not closed. Add a )."))
        }
    }

    fn exact(&mut self, sign: Span) -> Result<Query, QueryError> {
        match self.peek() {
            Some((Sign::Quoted(words, extra), span)) => {
                self.at += 1;
                quoted(words, *extra, true, sign.union(span))
            }
            _ => Err(no_word(sign)),
        }
    }

    fn field(&mut self, name: &str, span: Span) -> Result<Query, QueryError> {
        if fold(name) == "title" {
            self.deeper(span)?;
            let from = self.place();
            let inner = self.operand()?;
            self.depth -= 1;
            if inner
                .all_parts()
                .iter()
                .any(|p| matches!(p, Query::Title(_) | Query::Field(_)))
            {
                return Err(QueryError::new(
                    from,
                    "A field cannot stand inside title: put it beside.",
                ));
            }
            return Ok(Query::Title(Box::new(inner)));
        }
        let place = |value: Span| FieldPlace {
            name: Span::new(span.start(), span.start() + name.len()),
            whole: span.union(value),
        };
        let next = self.peek();
        self.at += 1;
        match next {
            Some((Sign::Bare(value), at)) => {
                test_of(name, value, false, place(at)).map(Query::Field)
            }
            Some((Sign::Quoted(value, None), at)) => {
                test_of(name, value, true, place(at)).map(Query::Field)
            }
            Some((Sign::Exact, _)) => match self.peek() {
                Some((Sign::Quoted(value, None), at)) => {
                    self.at += 1;
                    test_of(name, &format!("={value}"), true, place(at)).map(Query::Field)
                }
                _ => Err(one_value(span)),
            },
            _ => Err(one_value(span)),
        }
    }
}

/// One part alone stands for itself; equal parts count once.
fn combined(parts: Vec<Query>, all: impl Fn(Vec<Query>) -> Query) -> Query {
    let mut kept: Vec<Query> = Vec::with_capacity(parts.len());
    for part in parts {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    if kept.len() == 1 {
        kept.swap_remove(0)
    } else {
        all(kept)
    }
}

fn both_sides(word: &str, span: Span) -> QueryError {
    QueryError::new(
        span,
        format!(
            "{word} needs something to look for on both sides. For the word itself write \"{}\".",
            word.to_lowercase()
        ),
    )
}

fn one_value(span: Span) -> QueryError {
    QueryError::new(
        span,
        "Write one word, or words between quotation marks, after the colon.",
    )
}

/// Only what has a place in the text can be near something.
fn nearable(query: &Query, at: Span) -> Result<(), QueryError> {
    let fits = query.all_parts().iter().all(|part| match part {
        Query::Term(_) | Query::Phrase(_) | Query::Near(_) | Query::Or(_) => true,
        Query::Regex(_)
        | Query::Except(_)
        | Query::Title(_)
        | Query::Field(_)
        | Query::And(_)
        | Query::Not(_) => false,
    });
    if fits {
        return Ok(());
    }
    Err(QueryError::new(
        at,
        "NEAR works between words, phrases and groups of them with OR.",
    ))
}

/// Whether a query can have mentions.
fn yields_places(query: &Query) -> bool {
    match query {
        Query::Term(_) | Query::Phrase(_) | Query::Near(_) | Query::Except(_) | Query::Regex(_) => {
            true
        }
        Query::And(parts) | Query::Or(parts) => parts.iter().any(yields_places),
        Query::Title(_) | Query::Field(_) | Query::Not(_) => false,
    }
}

/// Whether a part of a query asks something of the article alone.
fn has_no_place(part: &Query) -> bool {
    matches!(part, Query::Title(_) | Query::Field(_) | Query::Not(_))
}

fn no_word(span: Span) -> QueryError {
    QueryError::new(span, "There is no letter or digit to look for here.")
}

fn bare(word: &str, span: Span) -> Result<Query, QueryError> {
    if let Some(rest) = word.strip_prefix('=') {
        return quoted(rest, None, true, span);
    }
    if let Some((stem, distance)) = word.rsplit_once('~') {
        return fuzzy(stem, distance, span);
    }
    let words = words_of(word, false, span)?;
    if !words.is_empty() && words.iter().all(|w| *w == Term::Any) {
        return Err(QueryError::new(
            span,
            "Write at least one letter or digit beside the *.",
        ));
    }
    if let [Term::Word(whole)] = &*words
        && let Some(apart) = words_at_stops(whole)
    {
        return Ok(Query::Or(vec![
            Query::Term(Term::Word(whole.clone())),
            apart,
        ]));
    }
    phrase_of(words, 0).ok_or_else(|| no_word(span))
}

/// The words of `mr.putin`, where a text with capitals has several: *Mr.Putin*. None for `u.s` and `3.5`,
/// which are one word however they are written.
pub(super) fn words_at_stops(word: &str) -> Option<Query> {
    let mut capitals = String::with_capacity(word.len());
    for (n, part) in word.split('.').enumerate() {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if n > 0 => {
                capitals.push('.');
                capitals.extend(first.to_uppercase());
                capitals.push_str(chars.as_str());
            }
            Some(_) | None => capitals.push_str(part),
        }
    }
    words_in_order(&capitals).filter(|q| matches!(q, Query::Phrase(_)))
}

fn fuzzy(stem: &str, distance: &str, span: Span) -> Result<Query, QueryError> {
    let distance = if distance.is_empty() {
        Some(1)
    } else {
        distance
            .parse()
            .ok()
            .filter(|d| (1..=MAX_DISTANCE).contains(d))
    };
    let Some(distance) = distance else {
        return Err(QueryError::new(
            span,
            "After ~ stands how many letters may differ: 1 or 2.",
        ));
    };
    let mut words = tokens(stem);
    match (words.next(), words.next()) {
        (Some(only), None) if only.span.len() == stem.len() => Ok(Query::Term(Term::Fuzzy(
            only.folded().into_owned(),
            distance,
        ))),
        _ => Err(QueryError::new(
            span,
            "Near spellings work for a single word: zelensky~1. For words with gaps write \"a b\"~5.",
        )),
    }
}

fn quoted(words: &str, extra: Option<u32>, exact: bool, span: Span) -> Result<Query, QueryError> {
    let found = words_of(words, exact, span)?;
    if found.iter().all(|w| *w == Term::Any) {
        return Err(no_word(span));
    }
    phrase_of(found, extra.unwrap_or(0)).ok_or_else(|| no_word(span))
}

/// The words of a piece of a query, wildcards among them.
///
/// A wildcard would end a word, so letters that the piece does not hold take their places while it
/// is cut into words.
fn words_of(piece: &str, exact: bool, span: Span) -> Result<Vec<Term>, QueryError> {
    if !piece.contains(['*', '?']) {
        let term = |t: crate::text::Token<'_>| {
            if exact {
                Term::Exact(t.written().into_owned())
            } else {
                Term::Word(t.folded().into_owned())
            }
        };
        return Ok(tokens(piece).map(term).collect());
    }
    if exact {
        return Err(QueryError::new(
            span,
            "The form = has no wildcards. For letters that vary use /a regular expression/.",
        ));
    }
    let mut free = STAND_INS.filter(|c| !piece.contains(*c));
    let (Some(star), Some(one)) = (free.next(), free.next()) else {
        return Err(no_word(span));
    };
    let stood_in: String = piece
        .chars()
        .map(|c| match c {
            '*' => star,
            '?' => one,
            other => other,
        })
        .collect();
    let term = |t: crate::text::Token<'_>| {
        let mut pattern = String::new();
        for c in t.folded().chars() {
            match c {
                c if c == star && pattern.ends_with('*') => {}
                c if c == star => pattern.push('*'),
                c if c == one => pattern.push('?'),
                c => pattern.push(c),
            }
        }
        if pattern == "*" {
            Term::Any
        } else if pattern.contains(['*', '?']) {
            Term::Wildcard(pattern)
        } else {
            Term::Word(pattern)
        }
    };
    Ok(tokens(&stood_in).map(term).collect())
}
