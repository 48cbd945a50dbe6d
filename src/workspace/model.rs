//! The workspace as a whole, and how its parts are found.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{
    Annotation, AnnotationId, Codebook, Override, Relation, ReviewStatus, Source, Track, TrackId,
    ViewState,
};
use crate::corpus::{Article, ArticleId, DateBasis, PublicationDate};

/// The analyst's own data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workspace {
    /// Where the articles lie.
    pub sources: Vec<Source>,
    /// What is followed, in the order of columns and series.
    pub tracks: Vec<Track>,
    /// The tags.
    pub codebook: Codebook,
    /// The annotations.
    pub annotations: Annotations,
    /// Links between annotations, by id.
    pub relations: Vec<Relation>,
    /// What is said about whole articles.
    pub overrides: BTreeMap<ArticleId, Override>,
    /// Where the analyst was.
    pub view: ViewState,
}

/// All annotations, by id and by article. Cheap to clone: the annotations are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    by_id: BTreeMap<AnnotationId, Arc<Annotation>>,
    /// For each article `(first byte, id)`, so that they come in reading order.
    by_article: HashMap<ArticleId, BTreeSet<(u32, AnnotationId)>>,
}

/// An article as the analyst has filed it: with corrections applied.
#[derive(Clone, Debug)]
pub struct Filed<'a> {
    /// The article.
    pub article: &'a Article,
    /// What is said about it, if anything.
    pub said: Option<&'a Override>,
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
            .flatten()
            .filter_map(|(_, id)| self.by_id.get(id))
    }

    /// How many an article has.
    pub fn count_of(&self, article: &ArticleId) -> usize {
        self.by_article.get(article).map_or(0, BTreeSet::len)
    }

    /// Articles with at least one.
    pub fn articles(&self) -> impl Iterator<Item = &ArticleId> {
        self.by_article.keys()
    }

    /// Puts one in, in place of the one with its id.
    pub(super) fn insert(&mut self, annotation: Arc<Annotation>) {
        self.remove(annotation.id);
        self.by_article
            .entry(annotation.article.clone())
            .or_default()
            .insert((annotation.start(), annotation.id));
        self.by_id.insert(annotation.id, annotation);
    }

    /// Takes one out.
    pub(super) fn remove(&mut self, id: AnnotationId) {
        let Some(old) = self.by_id.remove(&id) else {
            return;
        };
        if let Some(ids) = self.by_article.get_mut(&old.article) {
            ids.remove(&(old.start(), id));
            if ids.is_empty() {
                self.by_article.remove(&old.article);
            }
        }
    }
}

impl FromIterator<Annotation> for Annotations {
    fn from_iter<I: IntoIterator<Item = Annotation>>(all: I) -> Self {
        let mut out = Self::default();
        all.into_iter().for_each(|a| out.insert(Arc::new(a)));
        out
    }
}

impl Workspace {
    /// A track by its id.
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|t| t.id == id)
    }

    /// An article with what is said about it.
    pub fn filed<'a>(&'a self, article: &'a Article) -> Filed<'a> {
        Filed {
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

impl<'a> Filed<'a> {
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
