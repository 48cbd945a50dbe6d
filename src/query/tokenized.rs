//! A text cut into its words: the truth that every index must repeat.

use std::borrow::Cow;
use std::sync::Arc;

use crate::corpus::ArticleIx;
use crate::query::syntax::{FieldTest, Pattern};
use crate::query::{Positions, Prepared, Query, Term, mentions};
use crate::text::{Span, tokens, written};

/// The words of one text, folded.
#[derive(Clone, Debug)]
pub struct TokenizedText {
    text: Arc<str>,
    words: Vec<Word>,
    /// Folded forms that differ from the text, end to end.
    folded: String,
    title_words: u32,
    title_end: usize,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    span: Span,
    /// Where its folded form lies; `None` where that is the word as written.
    folded: Option<Span>,
}

impl TokenizedText {
    /// Cuts `text`; its title ends at byte `title_end`.
    pub fn new(text: impl Into<Arc<str>>, title_end: usize) -> Self {
        let text: Arc<str> = text.into();
        let mut folded = String::new();
        let words: Vec<Word> = tokens(&text)
            .map(|token| {
                let form = token.folded();
                let stored = (*form != *token.surface).then(|| {
                    let start = folded.len();
                    folded.push_str(&form);
                    Span::new(start, folded.len())
                });
                Word {
                    span: token.span,
                    folded: stored,
                }
            })
            .collect();
        let title_words = words.partition_point(|w| w.span.start() < title_end) as u32;
        Self {
            text,
            words,
            folded,
            title_words,
            title_end,
        }
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The mentions of `query` as spans of the text, in order and without overlap; conditions on the
    /// article hold of none. For queries with conditions use [`Prepared::find`].
    pub fn mentions(&self, query: &Query) -> Vec<Span> {
        // Of nothing known every condition can be asked.
        let prepared = Prepared::new(query, &crate::query::NoFacts);
        let found = prepared.ok().and_then(|p| p.find(self, ArticleIx(0)));
        found.unwrap_or_default()
    }

    fn surface(&self, word: Word) -> &str {
        word.span.get(&self.text).unwrap_or_default()
    }

    fn written(&self, word: Word) -> Cow<'_, str> {
        written(self.surface(word))
    }

    fn form(&self, word: Word) -> &str {
        match word.folded {
            Some(span) => span.get(&self.folded).unwrap_or_default(),
            None => self.surface(word),
        }
    }
}

impl Prepared<'_> {
    /// The mentions in one article as spans of its text, in order and without overlap; `None` where
    /// it does not match.
    pub fn find(&self, text: &TokenizedText, article: ArticleIx) -> Option<Vec<Span>> {
        let asked = Asked {
            prepared: self,
            text,
            article,
        };
        mentions(self.query(), &asked)
    }
}

/// A text beside the query that is asked.
struct Asked<'a> {
    prepared: &'a Prepared<'a>,
    text: &'a TokenizedText,
    article: ArticleIx,
}

impl Positions for Asked<'_> {
    fn positions(&self, term: &Term, out: &mut Vec<u32>) {
        let words = (0..).zip(self.text.words.iter().copied());
        match term {
            Term::Word(wanted) => {
                let fits = words.filter(|(_, w)| self.text.form(*w) == wanted);
                out.extend(fits.map(|(i, _)| i));
            }
            Term::Exact(wanted) => {
                let fits = words.filter(|(_, w)| *self.text.written(*w) == **wanted);
                out.extend(fits.map(|(i, _)| i));
            }
            Term::Wildcard(_) | Term::Fuzzy(..) | Term::Any => {
                let Some(matcher) = self.prepared.matcher(term) else {
                    return;
                };
                let fits = words
                    .filter(|(_, w)| matcher.matches(&self.text.written(*w), self.text.form(*w)));
                out.extend(fits.map(|(i, _)| i));
            }
        }
    }

    fn title_words(&self) -> u32 {
        self.text.title_words
    }

    fn words(&self) -> u32 {
        self.text.words.len() as u32
    }

    fn place(&self, first: u32, last: u32) -> Span {
        let span = |at: u32| self.text.words.get(at as usize).map(|w| w.span);
        match (span(first), span(last)) {
            (Some(first), Some(last)) => first.union(last),
            _ => Span::default(),
        }
    }

    fn matches(&self, pattern: &Pattern, title_only: bool, out: &mut Vec<Span>) {
        let Some(regex) = self.prepared.regex(pattern) else {
            return;
        };
        let end = if title_only {
            self.text.title_end.min(self.text.text.len())
        } else {
            self.text.text.len()
        };
        let within = self.text.text.as_bytes().get(..end).unwrap_or_default();
        let found = regex.find_iter(within).filter(|m| !m.is_empty());
        out.extend(found.map(|m| Span::new(m.start(), m.end())));
    }

    fn holds(&self, test: &FieldTest) -> bool {
        self.prepared.holds(test, self.article)
    }
}
