//! Which parts of the analyst's data have changed.
//!
//! Whoever commits an edit calls [`Versions::after`]; whoever keeps something asks for the
//! [`Versions::only`] of what it read. So opening an unseen article, which changes a status, throws away
//! no date and no count.

use std::ops::{BitOr, BitOrAssign};

use crate::corpus::Serial;
use crate::workspace::{ArticleOverride, Change, Edit, Swap};

/// A part of what counts for articles that changes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// Dates that the analyst has corrected.
    Dates,
    /// Who published an article, as the analyst says.
    Publishers,
    /// Titles that are shown instead.
    Titles,
    /// Review statuses of articles.
    Statuses,
    /// Memos on articles.
    Memos,
    /// Annotations.
    Annotations,
    /// Links between annotations.
    Relations,
    /// Tags: names, tree, meaning.
    Codebook,
    /// Which tracks there are, their names and queries.
    TrackQueries,
    /// Colour, order and visibility of tracks.
    TrackLooks,
    /// Where the articles lie.
    Sources,
    /// What enrichers found: languages, near-duplicates, names.
    Derived,
    /// Which written forms are one name.
    Names,
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Dates,
        Self::Publishers,
        Self::Titles,
        Self::Statuses,
        Self::Memos,
        Self::Annotations,
        Self::Relations,
        Self::Codebook,
        Self::TrackQueries,
        Self::TrackLooks,
        Self::Sources,
        Self::Derived,
        Self::Names,
    ];
}

/// A set of aspects: what something reads, or what a change changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Aspects(u16);

impl Aspects {
    /// None.
    pub const NONE: Self = Self(0);
    /// All: another workspace, or a merge of two.
    pub const ALL: Self = Self((1 << Aspect::ALL.len()) - 1);

    /// Whether one is among them.
    pub fn contains(self, aspect: Aspect) -> bool {
        self.0 >> aspect as u16 & 1 == 1
    }

    /// Whether the two have one in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those of a condition, or none.
    #[must_use]
    pub fn when(self, condition: bool) -> Self {
        if condition { self } else { Self::NONE }
    }
}

impl From<Aspect> for Aspects {
    fn from(aspect: Aspect) -> Self {
        Self(1 << aspect as u16)
    }
}

impl<T: Into<Aspects>> BitOr<T> for Aspects {
    type Output = Self;

    fn bitor(self, other: T) -> Self {
        Self(self.0 | other.into().0)
    }
}

impl<T: Into<Aspects>> BitOr<T> for Aspect {
    type Output = Aspects;

    fn bitor(self, other: T) -> Aspects {
        Aspects::from(self) | other
    }
}

impl<T: Into<Aspects>> BitOrAssign<T> for Aspects {
    fn bitor_assign(&mut self, other: T) {
        *self = *self | other;
    }
}

impl FromIterator<Aspects> for Aspects {
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        all.into_iter().fold(Self::NONE, |sum, one| sum | one)
    }
}

/// For each aspect a number that is new whenever it changes. Numbers are never given twice in one process,
/// so that no two states of any two workspaces are taken for each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Versions([u64; Aspect::ALL.len()]);

impl Versions {
    /// These aspects have changed.
    pub fn raise(&mut self, aspects: impl Into<Aspects>) {
        let aspects = aspects.into();
        for (number, aspect) in self.0.iter_mut().zip(Aspect::ALL) {
            if aspects.contains(aspect) {
                *number = Serial::fresh().number();
            }
        }
    }

    /// An edit was made, undone or redone. Gives what it has changed.
    pub fn after(&mut self, edit: &Edit) -> Aspects {
        let raised = edit.changes.iter().map(raised_by).collect();
        self.raise(raised);
        raised
    }

    /// Those of some aspects alone, as a key for what read no others.
    #[must_use]
    pub fn only(&self, aspects: impl Into<Aspects>) -> Self {
        let aspects = aspects.into();
        let mut out = *self;
        for (number, aspect) in out.0.iter_mut().zip(Aspect::ALL) {
            if !aspects.contains(aspect) {
                *number = 0;
            }
        }
        out
    }
}

/// What a change changes. The one place that says so: a new kind of change does not compile without it.
pub fn raised_by(change: &Change) -> Aspects {
    match change {
        Change::Annotation(_) => Aspect::Annotations.into(),
        Change::Tag(_) | Change::Revision(_) => Aspect::Codebook.into(),
        Change::Track(Swap { before, after }) => {
            let what = |t: &Option<(usize, crate::workspace::Track)>| {
                t.as_ref()
                    .map(|(_, t)| (t.id, t.name.clone(), t.query.clone()))
            };
            let found = Aspects::from(Aspect::TrackQueries).when(what(before) != what(after));
            found | Aspect::TrackLooks
        }
        Change::Source(_) => Aspect::Sources.into(),
        Change::Relation(_) => Aspect::Relations.into(),
        Change::Article(Swap { before, after }) => raised_by_override(&before.1, &after.1),
        Change::AliasSet(_) => Aspect::Names.into(),
        Change::SavedSearch(_) | Change::Event(_) => Aspects::NONE,
        #[cfg(test)]
        Change::Bookmark(_) => Aspects::NONE,
    }
}

fn raised_by_override(before: &ArticleOverride, after: &ArticleOverride) -> Aspects {
    // Taken apart, so that a new field does not compile before it is thought of here.
    let ArticleOverride {
        date,
        source,
        title,
        status,
        memo,
    } = after;
    let raised = |aspect: Aspect, differs: bool| Aspects::from(aspect).when(differs);
    raised(Aspect::Dates, *date != before.date)
        | raised(Aspect::Publishers, *source != before.source)
        | raised(Aspect::Titles, *title != before.title)
        | raised(Aspect::Statuses, *status != before.status)
        | raised(Aspect::Memos, *memo != before.memo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::ReviewStatus;

    #[test]
    fn an_article_that_was_seen_raises_its_status_alone() {
        let before = ArticleOverride::default();
        let after = ArticleOverride {
            status: ReviewStatus::Seen,
            ..ArticleOverride::default()
        };
        let article =
            crate::corpus::ArticleId::new(&crate::corpus::SourceId("seeds".into()), "a.txt", None);
        let edit = Edit::new("seen", vec![Change::article(article, before, after)]);
        let old = Versions::default();
        let mut new = old;
        assert_eq!(new.after(&edit), Aspect::Statuses.into());
        for aspect in Aspect::ALL {
            let same = new.only(aspect) == old.only(aspect);
            assert_eq!(same, aspect != Aspect::Statuses, "{aspect:?}");
        }
    }

    #[test]
    fn numbers_are_never_given_twice() {
        let (mut one, mut other) = (Versions::default(), Versions::default());
        one.raise(Aspects::ALL);
        other.raise(Aspects::ALL);
        for aspect in Aspect::ALL {
            assert_ne!(one.only(aspect), other.only(aspect), "{aspect:?}");
        }
    }

    #[test]
    fn all_aspects_have_a_place_of_their_own() {
        for (at, aspect) in Aspect::ALL.into_iter().enumerate() {
            assert_eq!(aspect as usize, at);
            assert!(Aspects::ALL.contains(aspect));
        }
    }
}
