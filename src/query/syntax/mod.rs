//! The query language: what can be asked, parsed and printed.
//!
//! | typed | finds |
//! | --- | --- |
//! | `bakhmut`, `"chasiv yar"`, `fox-it` | a word; words that follow each other |
//! | `wagner*`, `wag?er`, `"joh* doe"` | wildcards: any letters, one letter; in phrases too |
//! | `zelensky~1`, `"a b"~5`, `a NEAR/5 b` | near spellings; gaps; nearness in either order |
//! | `=Bakhmut`, `/T-\d+/` | case counts; a regular expression over the text |
//! | `a EXCEPT b` | mentions of a that share nothing with a mention of b |
//! | `a b`, `a AND b`, `a OR b`, `NOT a`, `-a`, `( )` | combinations; `NOT` binds tightest, `OR` least |
//! | `title:`, `source:`, `date:2022-10..2023-02`, `words:>500`, `tag:claim` ... | conditions on the article |

mod field;
mod foreign;
mod lexer;
mod parser;
mod print;
mod quotes;
mod term;

use crate::text::Span;

pub use field::{DateTest, Decimal, FieldPlace, FieldTest, NumberTest, Test, TextTest};
pub use term::{Glob, Term, TermMatcher};

/// Most letters that a near spelling may differ by.
pub const MAX_DISTANCE: u8 = 2;

/// A parsed query. Words are folded, so that equal queries are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// What a single token can match.
    Term(Term),
    /// Words in this order; two at least.
    Phrase(Phrase),
    /// Two things near each other, in either order.
    Near(Box<Near>),
    /// Mentions of one thing that are no part of a mention of another.
    Except(Box<Except>),
    /// A regular expression over the text as it is.
    Regex(Pattern),
    /// This is found in the title; yields no mention by itself.
    Title(Box<Query>),
    /// A condition on the article; yields no mention by itself.
    Field(FieldTest),
    /// All of these; two at least, none of them an `And`.
    And(Vec<Query>),
    /// Any of these; two at least, none of them an `Or`.
    Or(Vec<Query>),
    /// Articles in which this is not found; yields no mention.
    Not(Box<Query>),
}

/// Words in order, with at most `extra` other words between them in all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// What each word may be.
    pub words: Vec<Term>,
    /// Other words that may stand between them.
    pub extra: u32,
}

/// Two things with at most `between` words between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Near {
    /// One of them.
    pub left: Query,
    /// Most words between.
    pub between: u32,
    /// The other.
    pub right: Query,
}

/// Mentions of one thing but those that share something with a mention of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Except {
    /// What is looked for; it yields places.
    pub of: Query,
    /// What its mentions may share no byte with; it holds no `NOT` and no condition.
    pub but: Query,
}

/// The source of a regular expression that is known to compile.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern(pub(super) String);

impl Pattern {
    /// Makes it ready. Case is ignored unless the expression says `(?-i)`; `.` stops at a line feed.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the engine.
    pub fn compile(&self) -> Result<regex::bytes::Regex, String> {
        compile(&self.0)
    }
}

/// Largest compiled regular expression, in bytes.
const MAX_REGEX_BYTES: usize = 16 << 20;

fn compile(pattern: &str) -> Result<regex::bytes::Regex, String> {
    let built = regex::bytes::RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(MAX_REGEX_BYTES)
        .build();
    built.map_err(|e| match e {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        other => {
            let words = other.to_string();
            let last = words.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    })
}

/// Why a query cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// The part of the query that is wrong, in bytes.
    pub span: Span,
    /// What is wrong, in words.
    pub message: String,
}

impl QueryError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
        }
    }
}

impl Query {
    /// Reads a query; `None` where there is nothing to look for because nothing was typed.
    ///
    /// # Errors
    /// Anything that is not a query, with its place and a sentence that says what to do.
    pub fn parse(input: &str) -> Result<Option<Self>, QueryError> {
        parser::parse(input)
    }

    /// A query for exactly these words, for following a selected passage. `None` without a word.
    pub fn of_words(passage: &str) -> Option<Self> {
        parser::words_in_order(passage)
    }

    /// The parts that are directly inside.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Term(_) | Self::Phrase(_) | Self::Regex(_) | Self::Field(_) => Vec::new(),
            Self::Near(near) => vec![&near.left, &near.right],
            Self::Except(except) => vec![&except.of, &except.but],
            Self::Title(inner) | Self::Not(inner) => vec![inner],
            Self::And(parts) | Self::Or(parts) => parts.iter().collect(),
        }
    }

    /// Itself and everything inside, outermost first.
    pub fn all_parts(&self) -> Vec<&Self> {
        let mut out = vec![self];
        let mut next = 0;
        while let Some(part) = out.get(next).copied() {
            out.extend(part.parts());
            next += 1;
        }
        out
    }

    /// The single tokens it is made of, in order, each once.
    pub fn terms(&self) -> Vec<Term> {
        let mut out = Vec::new();
        for part in self.all_parts() {
            match part {
                Self::Term(term) => out.push(term.clone()),
                Self::Phrase(phrase) => out.extend(phrase.words.iter().cloned()),
                Self::Near(_)
                | Self::Except(_)
                | Self::Regex(_)
                | Self::Title(_)
                | Self::Field(_)
                | Self::And(_)
                | Self::Or(_)
                | Self::Not(_) => {}
            }
        }
        out.sort();
        out.dedup();
        out
    }

    /// The regular expressions in it, each once.
    pub fn patterns(&self) -> Vec<Pattern> {
        let mut out: Vec<Pattern> = Vec::new();
        for part in self.all_parts() {
            if let Self::Regex(pattern) = part {
                out.push(pattern.clone());
            }
        }
        out.sort();
        out.dedup();
        out
    }

    /// The conditions in it, each once, in the order written.
    pub fn fields(&self) -> Vec<FieldTest> {
        let mut out: Vec<FieldTest> = Vec::new();
        for part in self.all_parts() {
            if let Self::Field(test) = part
                && !out.contains(test)
            {
                out.push(test.clone());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;
