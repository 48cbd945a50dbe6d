//! The query language: what can be asked, parsed and printed.
//!
//! Words, `"phrases"`, prefixes `wagner*`, `OR` and parentheses. The rest of the grammar (`AND`,
//! `NOT`, `-`, `NEAR/n`, `=word`, `word~1`, `"a b"~5`, `?`, `/regular expressions/`, `field:`) is
//! reserved: it is refused in words, never looked for as a word.

mod lexer;
mod parser;

use std::fmt;

use crate::text::Span;

/// A parsed query. Words are folded, so that equal queries are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// One word or one prefix.
    Term(Term),
    /// Words that follow each other; two at least.
    Phrase(Vec<String>),
    /// Any of these; two at least, none of them an `Or`.
    Or(Vec<Query>),
}

/// What a single token can match.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// The folded word.
    Word(String),
    /// Every word that begins with these folded characters.
    Prefix(String),
}

impl Term {
    /// Whether a folded token matches.
    pub fn matches(&self, folded: &str) -> bool {
        match self {
            Self::Word(word) => folded == word,
            Self::Prefix(stem) => folded.starts_with(stem.as_str()),
        }
    }
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

    /// The single tokens it is made of, in order, each once.
    pub fn terms(&self) -> Vec<Term> {
        let mut out = Vec::new();
        self.collect_terms(&mut out);
        out.sort();
        out.dedup();
        out
    }

    fn collect_terms(&self, out: &mut Vec<Term>) {
        match self {
            Self::Term(term) => out.push(term.clone()),
            Self::Phrase(words) => out.extend(words.iter().cloned().map(Term::Word)),
            Self::Or(parts) => parts.iter().for_each(|part| part.collect_terms(out)),
        }
    }
}

impl fmt::Display for Query {
    /// Prints a query that parses to an equal one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(Term::Word(word)) if lexer::is_plain(word) => f.write_str(word),
            Self::Term(Term::Word(word)) => write!(f, "\"{word}\""),
            Self::Term(Term::Prefix(stem)) => write!(f, "{stem}*"),
            Self::Phrase(words) => write!(f, "\"{}\"", words.join(" ")),
            Self::Or(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" OR ")?;
                    }
                    fmt::Display::fmt(part, f)?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
