//! What is chosen, and what the pointer is over: one small type each, shown by every panel.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::corpus::{ArticleId, ArticleIx};
use crate::text::Span;
use crate::workspace::{AnnotationId, TrackId};

/// A selected passage with its two ends: where selecting began and where the caret is. Both the
/// same: just a caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where selecting began, in bytes.
    pub anchor: usize,
    /// Where the caret is.
    pub caret: usize,
}

impl Passage {
    /// A passage over a span, the caret at its end.
    pub fn over(span: Span) -> Self {
        Self {
            anchor: span.start(),
            caret: span.end(),
        }
    }

    /// Just a caret.
    pub fn caret_at(byte: usize) -> Self {
        Self {
            anchor: byte,
            caret: byte,
        }
    }

    /// What is selected; empty for just a caret.
    pub fn span(self) -> Span {
        Span::new(self.anchor.min(self.caret), self.anchor.max(self.caret))
    }

    /// Whether nothing is selected.
    pub fn is_caret(self) -> bool {
        self.anchor == self.caret
    }
}

/// Several articles that are chosen; empty where it is only the open one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub(in crate::app) all: Arc<BTreeSet<ArticleId>>,
    /// Where a range begins, and where it ends now.
    pub(in crate::app) from: Option<ArticleId>,
    pub(in crate::app) to: Option<ArticleId>,
}

impl Marked {
    /// How many there are; none where it is only the open one.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether only the open article is chosen.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether an article is one of several.
    pub fn contains(&self, id: &ArticleId) -> bool {
        self.all.contains(id)
    }

    /// The articles, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &ArticleId> {
        self.all.iter()
    }
}

/// What is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The open article.
    pub article: Option<ArticleId>,
    /// Several articles of the table, for what is done with all of them.
    pub marked: Marked,
    /// The passage or caret in it.
    pub passage: Option<Passage>,
    /// The chosen annotation.
    pub annotation: Option<AnnotationId>,
    /// The current hit, by its place among the hits of the open article.
    pub hit: Option<usize>,
}

/// Which hit of the open article is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitAt {
    /// The first.
    First,
    /// The last.
    Last,
    /// The one of this number, from 0.
    Number(usize),
    /// The first that starts at this byte or later.
    From(usize),
}

/// What the pointer is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hovered {
    /// An article.
    Article(ArticleIx),
    /// An annotation.
    Annotation(AnnotationId),
    /// A track.
    Track(TrackId),
    /// A bin of the chart, by its first day.
    Bin(jiff::civil::Date),
}

/// Hover, double-buffered: panels draw from the last frame's while they report this frame's, so all
/// panels of one frame agree.
#[derive(Clone, Debug, Default)]
pub struct Hover {
    shown: Option<Hovered>,
    next: Option<Hovered>,
}

impl Hover {
    /// What to draw as hovered in this frame.
    pub fn shown(&self) -> Option<&Hovered> {
        self.shown.as_ref()
    }

    /// The pointer is over this.
    pub fn report(&mut self, hovered: Hovered) {
        self.next = Some(hovered);
    }

    /// Ends the frame; says whether the next one looks different.
    pub fn swap(&mut self) -> bool {
        let changed = self.shown != self.next;
        self.shown = self.next.take();
        changed
    }
}
