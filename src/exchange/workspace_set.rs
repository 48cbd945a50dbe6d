//! The open workspace and its corpus as an annotated set, whole or in part.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{AnnotatedSet, SetArticle};
use crate::corpus::{ArticleId, ArticleIx, Corpus};
use crate::workspace::{Annotation, AnnotationId, Codebook, EffectiveArticle, Relation, Workspace};

/// Says whether an annotation is wanted.
type Selection<'w> = Box<dyn Fn(&Annotation) -> bool + 'w>;

/// The annotated articles of a workspace, in the order of the corpus; then those that are not in the corpus,
/// by id.
pub struct WorkspaceSet<'w> {
    workspace: &'w Workspace,
    corpus: &'w Corpus,
    selection: Option<Selection<'w>>,
    /// Places of annotated articles. Four bytes an article is all that is kept of the set.
    places: Vec<ArticleIx>,
    missing: Vec<&'w ArticleId>,
}

impl<'w> WorkspaceSet<'w> {
    /// All annotations. Ends early when cancelled, and so does the set: a writer that is cancelled throws
    /// away what it has written.
    pub fn new(workspace: &'w Workspace, corpus: &'w Corpus, cancel: &AtomicBool) -> Self {
        let mut places = Vec::new();
        let mut missing = Vec::new();
        for id in workspace.annotations.articles() {
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            match corpus.find(id) {
                Some(place) => places.push(place),
                None => missing.push(id),
            }
        }
        places.sort_unstable();
        missing.sort_unstable();
        Self {
            workspace,
            corpus,
            selection: None,
            places,
            missing,
        }
    }

    /// Only the annotations that `keeps` wants, and the articles that have one of them.
    #[must_use]
    pub fn selecting(mut self, keeps: impl Fn(&Annotation) -> bool + 'w) -> Self {
        self.selection = Some(Box::new(keeps));
        self
    }

    fn is_wanted(&self, annotation: &Annotation) -> bool {
        self.selection
            .as_ref()
            .is_none_or(|keeps| keeps(annotation))
    }

    fn holds(&self, id: AnnotationId) -> bool {
        let found = self.workspace.annotations.get(id);
        found.is_some_and(|annotation| self.is_wanted(annotation))
    }

    fn has_any(&self, id: &ArticleId) -> bool {
        let mut of = self.workspace.annotations.of(id);
        of.any(|annotation| self.is_wanted(annotation))
    }

    fn at_place(&self, place: ArticleIx) -> Option<SetArticle<'w>> {
        if !self.has_any(&self.corpus.id(place)?) {
            return None;
        }
        let article = self.corpus.get(place)?;
        let filed: EffectiveArticle<'_> = self.workspace.effective(&article);
        let (title, date) = (filed.title().to_owned(), filed.date());
        let source = filed.source().to_owned();
        let mut found = self.not_in_corpus(&article.id);
        found.path = Cow::Owned(article.path);
        found.title = Cow::Owned(title);
        found.date = date;
        found.source = Cow::Owned(source);
        found.text_start = article.text_start;
        found.hash = Some(article.hash);
        Some(found)
    }

    /// What is known of an article without the corpus.
    fn not_in_corpus(&self, id: &ArticleId) -> SetArticle<'w> {
        let said = self.workspace.overrides.get(id);
        SetArticle {
            id: id.clone(),
            path: Cow::Borrowed(""),
            title: Cow::Borrowed(""),
            date: None,
            source: Cow::Borrowed(""),
            text_start: 0,
            hash: None,
            status: self.workspace.status(id),
            memo: said.map_or(Cow::Borrowed(""), |o| Cow::Borrowed(&*o.memo)),
        }
    }

    /// The relations of which so many ends are in the set.
    fn with_ends(&self, ends: usize) -> Box<dyn Iterator<Item = &Relation> + '_> {
        let of = |r: &Relation| usize::from(self.holds(r.from)) + usize::from(self.holds(r.to));
        let all = self.workspace.relations.iter();
        Box::new(all.filter(move |relation| of(relation) == ends))
    }
}

impl AnnotatedSet for WorkspaceSet<'_> {
    fn codebook(&self) -> &Codebook {
        &self.workspace.codebook
    }

    fn articles(&self) -> Box<dyn Iterator<Item = SetArticle<'_>> + '_> {
        let placed = self.places.iter().filter_map(|at| self.at_place(*at));
        let missing = self.missing.iter().filter(|id| self.has_any(id));
        Box::new(placed.chain(missing.map(|id| self.not_in_corpus(id))))
    }

    fn text(&self, article: &SetArticle<'_>) -> Option<Cow<'_, str>> {
        let place = self.corpus.find(&article.id)?;
        self.corpus.text(place).map(Cow::Borrowed)
    }

    fn annotations<'s>(
        &'s self,
        article: &'s SetArticle<'_>,
    ) -> Box<dyn Iterator<Item = &'s Annotation> + 's> {
        let of = self.workspace.annotations.of(&article.id);
        let wanted = of.filter(|annotation| self.is_wanted(annotation));
        Box::new(wanted.map(AsRef::as_ref))
    }

    fn relations(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        self.with_ends(2)
    }

    fn relations_cut_off(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        self.with_ends(1)
    }

    fn articles_left_out(&self) -> Box<dyn Iterator<Item = &ArticleId> + '_> {
        // Who asks for a part knows that the rest is not in it.
        let all = self.workspace.overrides.keys();
        let bare = |id: &&ArticleId| self.workspace.annotations.count_of(id) == 0;
        let is_whole = self.selection.is_none();
        Box::new(all.filter(move |id| is_whole && bare(id)))
    }
}
