//! Annotations: a tag, or none, on ranges of one article or on the whole of it.

use std::sync::Arc;

use jiff::Timestamp;

use super::{AnnotationId, ReviewStatus, TagId};
use crate::corpus::{ArticleId, TextHash};
use crate::text::{Span, context_after, context_before};

/// A range with the words it covers and their surroundings, so that it can be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The range, in bytes of the article's text.
    pub span: Span,
    /// The words it covers.
    pub quote: Arc<str>,
    /// Up to 32 characters before it.
    pub before: Arc<str>,
    /// Up to 32 characters after it.
    pub after: Arc<str>,
}

impl Anchor {
    /// Anchors a range; `None` where it is empty, leaves the text or cuts a character.
    pub fn new(text: &str, span: Span) -> Option<Self> {
        let quote = span.get(text).filter(|quote| !quote.is_empty())?;
        Some(Self {
            span,
            quote: quote.into(),
            before: context_before(text, span).into(),
            after: context_after(text, span).into(),
        })
    }
}

/// One attribute of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, for example `claimed by`.
    pub key: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
}

/// A statement of the analyst about a passage or an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its id.
    pub id: AnnotationId,
    /// The article.
    pub article: ArticleId,
    /// Version of the text that the ranges refer to.
    pub version: TextHash,
    /// The tag; none for a plain note.
    pub tag: Option<TagId>,
    /// The ranges in order of their starts, without overlap; empty: the whole article.
    pub anchors: Vec<Anchor>,
    /// The note; empty for none.
    pub note: Arc<str>,
    /// Attributes in the analyst's order, each key once.
    pub attributes: Vec<Attribute>,
    /// Who made it.
    pub author: Arc<str>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// How far the analyst has come with it.
    pub status: ReviewStatus,
    /// The revision of the codebook it was made under, or looked at again.
    pub revision: u32,
}

impl Annotation {
    /// Whether it is about the article as a whole.
    pub fn is_whole_article(&self) -> bool {
        self.anchors.is_empty()
    }

    /// First byte of its first range; 0 for a whole article, so that those come first.
    pub fn start(&self) -> u32 {
        self.anchors.first().map_or(0, |a| a.span.start)
    }

    /// Its ranges.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.anchors.iter().map(|a| a.span)
    }

    /// The words of all ranges, joined by ` … `.
    pub fn quote(&self) -> String {
        let quotes: Vec<&str> = self.anchors.iter().map(|a| &*a.quote).collect();
        quotes.join(" … ")
    }

    /// Replaces its ranges: sorted, overlapping ones joined. `None` where one does not fit the text.
    pub fn with_spans(mut self, text: &str, spans: impl IntoIterator<Item = Span>) -> Option<Self> {
        let mut sorted: Vec<Span> = spans.into_iter().collect();
        sorted.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => *last = last.union(span),
                _ => joined.push(span),
            }
        }
        self.anchors = joined
            .into_iter()
            .map(|span| Anchor::new(text, span))
            .collect::<Option<_>>()?;
        self.version = TextHash::of(text);
        Some(self)
    }

    /// Value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|a| &*a.key == key)
            .map(|a| &*a.value)
    }
}
