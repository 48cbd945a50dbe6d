//! The workspace as a whole, and how its parts are found.

use std::collections::{self, BTreeSet};
use std::sync::Arc;

use imbl::{HashMap, OrdMap};

use super::kinds::for_each_kind;
use super::{Annotation, AnnotationId, ArticleOverride, ReviewStatus, Track, TrackId, ViewState};
use crate::corpus::{Article, ArticleId, DateBasis, PublicationDate};

macro_rules! workspace {
    ($(
        $(#[$cfg:meta])*
        $Name:ident($Kind:ty), $section:ident, $doc:literal, { $($held:tt)* }
    )*) => {
        /// The analyst's own data: the fields that the table of kinds gives it, and where one is reading.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Workspace {
            $($($held)*)*
            /// Where the analyst was.
            pub view: ViewState,
        }
    };
}

for_each_kind!(workspace);

/// All annotations, by id and by article. Cheap to clone and to change while clones are about, as jobs have
/// them: what does not change is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    by_id: OrdMap<AnnotationId, Arc<Annotation>>,
    /// For each article `(first byte, id)`, so that they come in reading order.
    by_article: HashMap<ArticleId, Arc<BTreeSet<(u32, AnnotationId)>>>,
}

/// An article as it counts: with the corrections of the analyst applied.
#[derive(Clone, Debug)]
pub struct EffectiveArticle<'a> {
    /// The article.
    pub article: &'a Article,
    /// What is said about it, if anything.
    pub said: Option<&'a ArticleOverride>,
}

impl Annotations {
    /// Number of annotations.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// One annotation.
    pub fn get(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        self.by_id.get(&id)
    }

    /// All of them, by id, which is the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        self.by_id.values()
    }

    /// Those of one article, in reading order.
    pub fn of(&self, article: &ArticleId) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.by_article
            .get(article)
            .into_iter()
            .flat_map(|ids| ids.iter())
            .filter_map(|(_, id)| self.by_id.get(id))
    }

    /// How many an article has.
    pub fn count_of(&self, article: &ArticleId) -> usize {
        self.by_article.get(article).map_or(0, |ids| ids.len())
    }

    /// Articles with at least one.
    pub fn articles(&self) -> impl Iterator<Item = &ArticleId> {
        self.by_article.keys()
    }

    /// Puts one in, in place of the one with its id.
    pub(super) fn insert(&mut self, annotation: Arc<Annotation>) {
        self.remove(annotation.id);
        let of_article = self.by_article.entry(annotation.article.clone());
        Arc::make_mut(of_article.or_default()).insert((annotation.start(), annotation.id));
        self.by_id.insert(annotation.id, annotation);
    }

    /// Takes one out.
    pub(super) fn remove(&mut self, id: AnnotationId) {
        let Some(old) = self.by_id.remove(&id) else {
            return;
        };
        if let Some(ids) = self.by_article.get_mut(&old.article) {
            Arc::make_mut(ids).remove(&(old.start(), id));
            if ids.is_empty() {
                self.by_article.remove(&old.article);
            }
        }
    }
}

impl FromIterator<Annotation> for Annotations {
    fn from_iter<I: IntoIterator<Item = Annotation>>(all: I) -> Self {
        let mut by_id = OrdMap::new();
        let mut by_article: collections::HashMap<_, BTreeSet<_>> = collections::HashMap::new();
        for one in all {
            let of_article = by_article.entry(one.article.clone()).or_default();
            of_article.insert((one.start(), one.id));
            // Of two with one id the later one counts, in both.
            if let Some(old) = by_id.insert(one.id, Arc::new(one)) {
                let old: Arc<Annotation> = old;
                let again = by_id
                    .get(&old.id)
                    .map(|now: &Arc<Annotation>| (&now.article, now.start()));
                if again != Some((&old.article, old.start()))
                    && let Some(ids) = by_article.get_mut(&old.article)
                {
                    ids.remove(&(old.start(), old.id));
                }
            }
        }
        let by_article = by_article.into_iter().filter(|(_, ids)| !ids.is_empty());
        Self {
            by_article: by_article.map(|(id, ids)| (id, Arc::new(ids))).collect(),
            by_id,
        }
    }
}

impl Workspace {
    /// A track by its id.
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|t| t.id == id)
    }

    /// An article with what is said about it.
    pub fn effective<'a>(&'a self, article: &'a Article) -> EffectiveArticle<'a> {
        EffectiveArticle {
            article,
            said: self.overrides.get(&article.id),
        }
    }

    /// Review status of an article.
    pub fn status(&self, article: &ArticleId) -> ReviewStatus {
        self.overrides
            .get(article)
            .map(|o| o.status)
            .unwrap_or_default()
    }
}

impl<'a> EffectiveArticle<'a> {
    /// The date that counts: the analyst's, else the source's.
    pub fn date(&self) -> Option<PublicationDate> {
        let own = self
            .said
            .and_then(|o| o.date)
            .map(|(day, precision)| PublicationDate {
                day,
                precision,
                basis: DateBasis::Analyst,
                raw: crate::corpus::written_date(day, precision),
            });
        own.or_else(|| self.article.date.clone())
    }

    /// The title to show.
    pub fn title(&self) -> &'a str {
        self.said
            .and_then(|o| o.title.as_deref())
            .unwrap_or_else(|| self.article.title())
    }

    /// What it is called in lists: its title, else its first words.
    pub fn title_or_opening(&self) -> &'a str {
        match self.title() {
            "" => self.article.title_or_opening(),
            title => title,
        }
    }

    /// Who published it.
    pub fn source(&self) -> &'a str {
        self.said
            .and_then(|o| o.source.as_deref())
            .unwrap_or_else(|| self.article.origin())
    }

    /// Review status.
    pub fn status(&self) -> ReviewStatus {
        self.said.map(|o| o.status).unwrap_or_default()
    }
}
