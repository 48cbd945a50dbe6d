//! A query into its signs, each with its place.

use crate::query::syntax::{QueryError, foreign, quotes};
use crate::text::Span;

/// One sign of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Open,
    Close,
    Or,
    And,
    Not,
    /// `NEAR/5`: most words between.
    Near(u32),
    Except,
    /// `name:` with something directly after it.
    Field(String),
    /// `=` with something directly after it.
    Exact,
    /// Characters between white space and brackets.
    Bare(String),
    /// Characters between quotation marks, and the number after a `~` that touches the last.
    Quoted(String, Option<u32>),
    /// What stands between slashes, `\/` taken for `/`.
    Regex(String),
}

/// Words between the sides of `NEAR` where none are given.
const USUAL_NEARNESS: u32 = 10;
/// Most words that `NEAR/n` and `"a b"~n` may allow.
const MOST_BETWEEN: u32 = 1000;

/// Splits a query. Quotation marks may be of any kind, as they come from a copied headline.
pub(super) fn signs(input: &str) -> Result<Vec<(Sign, Span)>, QueryError> {
    let mut lexer = Lexer {
        input,
        at: 0,
        out: Vec::new(),
    };
    while let Some(c) = lexer.next_char() {
        lexer.sign(c)?;
    }
    joining_words(lexer.out)
}

struct Lexer<'i> {
    input: &'i str,
    at: usize,
    out: Vec<(Sign, Span)>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.input.get(self.at..).unwrap_or_default()
    }

    fn next_char(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, sign: Sign, len: usize) {
        self.out.push((sign, Span::new(self.at, self.at + len)));
        self.at += len;
    }

    fn sign(&mut self, c: char) -> Result<(), QueryError> {
        match c {
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '(' => self.push(Sign::Open, 1),
            ')' => self.push(Sign::Close, 1),
            '-' | '!' if self.after_gap() && self.starts_something(1) => self.push(Sign::Not, 1),
            '=' if self.quote_at(1).is_some() => self.push(Sign::Exact, 1),
            '/' => self.regex()?,
            c if quotes::opens(c) => self.quoted(c)?,
            c if quotes::opens_single(c) && self.quote_at(0).is_some() => self.quoted(c)?,
            _ => self.bare()?,
        }
        Ok(())
    }

    /// Whether a white space, an opening bracket or nothing stands before.
    fn after_gap(&self) -> bool {
        let before = self.input.get(..self.at).unwrap_or_default();
        before
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || c == '(')
    }

    fn starts_something(&self, skip: usize) -> bool {
        let next = self.rest().get(skip..).unwrap_or_default().chars().next();
        next.is_some_and(|c| !c.is_whitespace() && !matches!(c, ')' | '-'))
    }

    /// The quotation mark that stands `skip` bytes on; a single one only where it is closed.
    fn quote_at(&self, skip: usize) -> Option<char> {
        let here = self.rest().get(skip..)?;
        let open = here.chars().next()?;
        let single = quotes::opens_single(open)
            && quotes::single_close(here.get(open.len_utf8()..)?).is_some();
        (quotes::opens(open) || single).then_some(open)
    }

    fn regex(&mut self) -> Result<(), QueryError> {
        let mut pattern = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        let mut end = None;
        while let Some((i, c)) = chars.next() {
            match c {
                '/' => {
                    end = Some(i + 1);
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, '/')) => pattern.push('/'),
                    Some((_, other)) => pattern.extend(['\\', other]),
                    None => pattern.push('\\'),
                },
                other => pattern.push(other),
            }
        }
        let start = self.at;
        let Some(len) = end else {
            return Err(QueryError::new(
                Span::new(start, self.input.len()),
                "This regular expression is not closed. Add a / at its end.",
            ));
        };
        let span = Span::new(start, start + len);
        if pattern.is_empty() {
            return Err(QueryError::new(
                span,
                "Nothing stands between these slashes.",
            ));
        }
        if let Err(why) = crate::query::syntax::compile(&pattern) {
            let message = format!("This regular expression cannot be used: {why}.");
            return Err(QueryError::new(span, message));
        }
        let flags = self.regex_flags(len)?;
        self.push(Sign::Regex(pattern), len + flags);
        Ok(())
    }

    /// Letters behind the closing slash, as other programs have them: `i` and `g` say what holds anyway.
    fn regex_flags(&self, skip: usize) -> Result<usize, QueryError> {
        let from = self.at + skip;
        let flags = self.input.get(from..bare_end(self.input, from));
        let flags = flags.unwrap_or_default();
        if flags.chars().all(|c| matches!(c, 'i' | 'g' | 'u')) {
            return Ok(flags.len());
        }
        Err(QueryError::new(
            Span::new(from, from + flags.len()),
            "Nothing can stand directly behind the closing / of a regular expression. Options stand inside: /(?s)a.b/. For words with a / write them between quotation marks.",
        ))
    }

    fn quoted(&mut self, open: char) -> Result<(), QueryError> {
        let inner_start = self.at + open.len_utf8();
        let after = self.input.get(inner_start..).unwrap_or_default();
        let closing = if quotes::opens(open) {
            let mut all = after.char_indices();
            all.find(|(_, c)| quotes::closes(open, *c))
        } else {
            quotes::single_close(after)
        };
        let Some((close, closing)) = closing else {
            return Err(QueryError::new(
                Span::new(self.at, self.input.len()),
                "This quotation mark is not closed. Add \" at the end of the phrase.",
            ));
        };
        let inner = after.get(..close).unwrap_or_default().to_owned();
        let mut end = inner_start + close + closing.len_utf8();
        let mut extra = None;
        if self.input.get(end..).is_some_and(|r| r.starts_with('~')) {
            let from = end + 1;
            end = bare_end(self.input, from);
            let digits = self.input.get(from..end).unwrap_or_default();
            extra = Some(between(digits, Span::new(self.at, end), "\"a b\"~5")?);
        }
        self.push(Sign::Quoted(inner, extra), end - self.at);
        Ok(())
    }

    fn bare(&mut self) -> Result<(), QueryError> {
        let end = bare_end(self.input, self.at);
        let word = self.input.get(self.at..end).unwrap_or_default();
        if let Some(name) = field_name(self.input, self.at) {
            let sign = Sign::Field(name.to_owned());
            let len = name.len() + 1;
            if !self.starts_something_or_minus(len) {
                return Err(QueryError::new(
                    Span::new(self.at, self.at + len),
                    "Write what to look for directly after the colon.",
                ));
            }
            self.push(sign, len);
            // A comparison or a word that begins with a sign belongs to the field.
            let value_end = bare_end(self.input, self.at);
            if value_end > self.at && self.quote_at(0).is_none() && !self.rest().starts_with('/') {
                if self.rest().starts_with('=') && self.quote_at(1).is_some() {
                    self.push(Sign::Exact, 1);
                } else {
                    let value = self.input.get(self.at..value_end).unwrap_or_default();
                    let span = Span::new(self.at, value_end);
                    if value.starts_with(['[', '{']) {
                        return Err(QueryError::new(
                            span,
                            "A range is written with two dots: date:2022-10..2023-02, words:200..500.",
                        ));
                    }
                    self.push(Sign::Bare(value.to_owned()), value_end - self.at);
                }
            }
            return Ok(());
        }
        let sign = operator(word, Span::new(self.at, end))?;
        self.push(sign, end - self.at);
        Ok(())
    }

    fn starts_something_or_minus(&self, skip: usize) -> bool {
        let next = self.rest().get(skip..).unwrap_or_default().chars().next();
        next.is_some_and(|c| !c.is_whitespace() && c != ')')
    }
}

/// The sign that a word between white space is.
fn operator(word: &str, span: Span) -> Result<Sign, QueryError> {
    let near = word
        .strip_prefix("NEAR/")
        .or_else(|| foreign::nearness(word));
    Ok(match word {
        "OR" | "||" | "|" => Sign::Or,
        "AND" | "&&" | "&" => Sign::And,
        "NOT" => Sign::Not,
        "NEAR" => Sign::Near(USUAL_NEARNESS),
        "EXCEPT" => Sign::Except,
        _ => match near {
            Some(digits) => Sign::Near(between(digits, span, "NEAR/5")?),
            None => match foreign::refused(word.trim_start_matches('=')) {
                Some(message) => return Err(QueryError::new(span, message)),
                None => Sign::Bare(word.to_owned()),
            },
        },
    })
}

/// Takes `and` and `or` in any case for what joins two things, and refuses what another program may mean
/// by a word between two.
fn joining_words(mut signs: Vec<(Sign, Span)>) -> Result<Vec<(Sign, Span)>, QueryError> {
    let mut before: Option<Sign> = None;
    for at in 0..signs.len() {
        let follows = signs.get(at + 1).map(|(sign, _)| sign.clone());
        let Some((sign, span)) = signs.get_mut(at) else {
            break;
        };
        if let Sign::Bare(word) = &*sign
            && !matches!(before, Some(Sign::Field(_) | Sign::Exact))
        {
            let between = before.as_ref().is_some_and(Sign::ends_thing)
                && follows.as_ref().is_some_and(Sign::begins_thing);
            match word.to_lowercase().as_str() {
                "and" => *sign = Sign::And,
                "or" => *sign = Sign::Or,
                "not" if before == Some(Sign::And) => *sign = Sign::Not,
                "not" => return Err(QueryError::new(*span, NOT_OR_WORD)),
                _ => {
                    let refused = foreign::refused_between(word).filter(|_| between);
                    if let Some(message) = refused {
                        return Err(QueryError::new(*span, message));
                    }
                }
            }
        }
        before = Some(sign.clone());
    }
    Ok(signs)
}

const NOT_OR_WORD: &str =
    "Write -a or NOT a for articles without a; for the word itself write \"not\".";

impl Sign {
    /// Whether something to look for ends with it.
    fn ends_thing(&self) -> bool {
        match self {
            Self::Bare(_) | Self::Quoted(..) | Self::Regex(_) | Self::Close => true,
            Self::Open
            | Self::Or
            | Self::And
            | Self::Not
            | Self::Near(_)
            | Self::Except
            | Self::Field(_)
            | Self::Exact => false,
        }
    }

    /// Whether something to look for begins with it.
    fn begins_thing(&self) -> bool {
        match self {
            Self::Bare(_)
            | Self::Quoted(..)
            | Self::Regex(_)
            | Self::Open
            | Self::Not
            | Self::Field(_)
            | Self::Exact => true,
            Self::Close | Self::Or | Self::And | Self::Near(_) | Self::Except => false,
        }
    }
}

fn between(digits: &str, span: Span, example: &str) -> Result<u32, QueryError> {
    let number = digits.parse().ok().filter(|n| *n <= MOST_BETWEEN);
    number.ok_or_else(|| {
        let words = format!("Write a number of words up to {MOST_BETWEEN}, as in {example}.");
        QueryError::new(span, words)
    })
}

/// The name before a colon: letters, digits, `_`, `-` and a dot between them, a letter first. `http://` is
/// none.
fn field_name(input: &str, from: usize) -> Option<&str> {
    let rest = input.get(from..)?;
    // No further than the name goes: the colon of a field far behind is none of ours.
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let (name, after) = rest.split_at_checked(rest.find(|c| !is_of_name(c))?)?;
    let after = after.strip_prefix(':')?;
    let named =
        name.starts_with(char::is_alphabetic) && !name.ends_with('.') && !name.contains("..");
    (named && !after.starts_with("//")).then_some(name)
}

fn bare_end(input: &str, from: usize) -> usize {
    let rest = input.get(from..).unwrap_or_default();
    let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || quotes::opens(c);
    from + rest.find(stop).unwrap_or(rest.len())
}
