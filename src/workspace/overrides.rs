//! What the analyst says about an article, and about two annotations together.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AnnotationId, RelationId};
use crate::corpus::Precision;

/// How far the analyst has come with an article.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum ReviewStatus {
    /// Never opened.
    #[default]
    Unseen,
    /// Opened.
    Seen,
    /// Read and coded.
    Reviewed,
    /// Put aside as of no use.
    Dismissed,
}

impl ReviewStatus {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Unseen, Self::Seen, Self::Reviewed, Self::Dismissed];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::Seen => "seen",
            Self::Reviewed => "reviewed",
            Self::Dismissed => "dismissed",
        }
    }
}

impl fmt::Display for ReviewStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Corrections to an article. The article itself is never changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleOverride {
    /// The right date, and how exactly it is known.
    pub date: Option<(Date, Precision)>,
    /// The right source.
    pub source: Option<Arc<str>>,
    /// A title to show instead; changes no range.
    pub title: Option<Arc<str>>,
    /// Review status.
    pub status: ReviewStatus,
    /// A note on the whole article; empty for none.
    pub memo: Arc<str>,
}

impl ArticleOverride {
    /// Whether it says more than how far the analyst has come.
    pub fn says_more_than_status(&self) -> bool {
        Self {
            status: ReviewStatus::default(),
            ..self.clone()
        } != Self::default()
    }

    /// What this and another say of one article under two names: of two that speak, this one counts, but
    /// for memos, which both stay, and for a status that came from opening it.
    pub fn joined(&self, other: &Self) -> Self {
        let memo = match (&*self.memo, &*other.memo) {
            ("", theirs) => theirs.into(),
            (mine, "") => mine.into(),
            (mine, theirs) if mine == theirs => mine.into(),
            (mine, theirs) => format!("{mine}\n\n{theirs}").into(),
        };
        Self {
            date: self.date.or(other.date),
            source: self.source.clone().or_else(|| other.source.clone()),
            title: self.title.clone().or_else(|| other.title.clone()),
            status: if self.status > ReviewStatus::Seen {
                self.status
            } else {
                self.status.max(other.status)
            },
            memo,
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A named, directed link between two annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Its id.
    pub id: RelationId,
    /// What it says, for example `contradicts`.
    pub name: Arc<str>,
    /// From here.
    pub from: AnnotationId,
    /// To there.
    pub to: AnnotationId,
}
