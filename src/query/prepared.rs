//! A query made ready for many articles.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::corpus::ArticleIx;
use crate::query::syntax::{FieldTest, Pattern, TermMatcher};
use crate::query::{Query, QueryError, Term};

/// A condition that is ready: whether it holds of an article of the corpus.
pub type Holds<'f> = Box<dyn Fn(ArticleIx) -> bool + Send + Sync + 'f>;

/// What is known of articles beside their text: dates, tags, notes, statuses, metadata.
pub trait Facts: Sync {
    /// Makes a condition ready for many articles. What no article can fulfil (a tag that does not
    /// exist) holds of none.
    ///
    /// # Errors
    /// There is no such field, or it cannot be asked this.
    fn condition(&self, test: &FieldTest) -> Result<Holds<'_>, QueryError>;
}

/// Nothing is known: no condition holds. For queries of words alone.
pub struct NoFacts;

impl Facts for NoFacts {
    fn condition(&self, _: &FieldTest) -> Result<Holds<'_>, QueryError> {
        Ok(Box::new(|_| false))
    }
}

/// A query with its patterns compiled and its conditions looked up.
pub struct Prepared<'f> {
    query: Query,
    matchers: HashMap<Term, TermMatcher>,
    regexes: HashMap<Pattern, regex::bytes::Regex>,
    conditions: Vec<(FieldTest, Holds<'f>)>,
    /// Set when nobody waits for the answer any more.
    cancel: Option<&'f AtomicBool>,
}

impl<'f> Prepared<'f> {
    /// Makes a query ready.
    ///
    /// # Errors
    /// A condition asks for a field that does not exist, or for what that field does not hold; with its
    /// place in the query.
    pub fn new(query: &Query, facts: &'f dyn Facts) -> Result<Self, QueryError> {
        let matchers = query.terms().into_iter().map(|term| {
            let matcher = TermMatcher::new(&term);
            (term, matcher)
        });
        let regexes = query.patterns().into_iter().filter_map(|pattern| {
            // It compiled when the query was parsed.
            let regex = pattern.compile().ok()?;
            Some((pattern, regex))
        });
        let conditions = query.fields().into_iter().map(|test| {
            let holds = facts.condition(&test)?;
            Ok((test, holds))
        });
        Ok(Self {
            conditions: conditions.collect::<Result<_, _>>()?,
            matchers: matchers.collect(),
            regexes: regexes.collect(),
            query: query.clone(),
            cancel: None,
        })
    }

    /// Lets the answer be given up half way: it is then worth nothing.
    pub fn until(mut self, cancel: &'f AtomicBool) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(|c| c.load(Ordering::Relaxed))
    }

    /// The query.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Whether it asks for a regular expression, which needs the text.
    pub fn needs_text(&self) -> bool {
        !self.regexes.is_empty()
    }

    /// A term of the query, ready.
    pub fn matcher(&self, term: &Term) -> Option<&TermMatcher> {
        self.matchers.get(term)
    }

    /// A regular expression of the query, ready.
    pub fn regex(&self, pattern: &Pattern) -> Option<&regex::bytes::Regex> {
        self.regexes.get(pattern)
    }

    /// All regular expressions of the query.
    pub fn regexes(&self) -> impl Iterator<Item = &regex::bytes::Regex> {
        self.regexes.values()
    }

    /// Whether a condition of the query holds of an article.
    pub fn holds(&self, test: &FieldTest, article: ArticleIx) -> bool {
        let ready = self.conditions.iter().find(|(t, _)| t == test);
        ready.is_some_and(|(_, holds)| holds(article))
    }
}
