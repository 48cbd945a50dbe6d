//! An annotated set as formats see it, wherever it comes from.

use std::borrow::Cow;

use crate::corpus::{ArticleId, PublicationDate, TextHash};
use crate::workspace::{Annotation, Codebook, Relation, ReviewStatus};

/// Articles with their annotations: the codebook once, then the articles one by one, each with its
/// annotations, then the relations, then whatever else there may be.
///
/// A writer asks in this order and keeps nothing, so that memory does not grow with the set. What a
/// reader of another program's files gives is a set too.
pub trait AnnotatedSet {
    /// What the tags mean.
    fn codebook(&self) -> &Codebook;

    /// The articles, in the set's order. Those of the corpus come first; then those that annotations
    /// name and the corpus does not have.
    fn articles(&self) -> Box<dyn Iterator<Item = SetArticle<'_>> + '_>;

    /// The text of an article, asked for only by who needs it; `None` where it is not at hand.
    fn text(&self, article: &SetArticle<'_>) -> Option<Cow<'_, str>>;

    /// The annotations of an article, in reading order.
    fn annotations<'s>(
        &'s self,
        article: &'s SetArticle<'_>,
    ) -> Box<dyn Iterator<Item = &'s Annotation> + 's>;

    /// The relations both of whose annotations are in the set.
    fn relations(&self) -> Box<dyn Iterator<Item = &Relation> + '_>;

    /// Records of kinds that this trait has no words for.
    fn further(&self) -> Box<dyn Iterator<Item = FurtherRecord<'_>> + '_> {
        Box::new(std::iter::empty())
    }

    /// Articles of which the analyst has said something (a status, a date, a memo), and that are not in the
    /// set, because they have no annotation.
    fn articles_left_out(&self) -> Box<dyn Iterator<Item = &ArticleId> + '_> {
        Box::new(std::iter::empty())
    }

    /// Relations that touch the set and are not in it, because one of their annotations is not.
    fn relations_cut_off(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        Box::new(std::iter::empty())
    }
}

/// An article of a set, without its text.
#[derive(Clone, Debug)]
pub struct SetArticle<'s> {
    /// Its id.
    pub id: ArticleId,
    /// Path within its source; empty where the article is not in the corpus.
    pub path: Cow<'s, str>,
    /// Title as shown.
    pub title: Cow<'s, str>,
    /// Date that counts, with its basis; none for undated articles.
    pub date: Option<PublicationDate>,
    /// Who published it.
    pub source: Cow<'s, str>,
    /// Where the text starts in the decoded file, in bytes of UTF-8 without byte order mark.
    pub text_start: u32,
    /// Version of the text; none where the article is not in the corpus.
    pub hash: Option<TextHash>,
    /// How far the analyst has come with it.
    pub status: ReviewStatus,
    /// The note on the whole article; empty for none.
    pub memo: Cow<'s, str>,
}

/// A record of a kind that came later than the trait: a name, where it belongs, and its fields in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurtherRecord<'s> {
    /// What such records are called, in the plural: `proposals`.
    pub kind: &'static str,
    /// Its id.
    pub id: Cow<'s, str>,
    /// The article it belongs to, if to one.
    pub article: Option<ArticleId>,
    /// Its fields by name, in order.
    pub fields: Vec<(Cow<'s, str>, Cow<'s, str>)>,
}
