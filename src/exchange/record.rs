//! One annotation as other programs see it, flat.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AnnotatedSet, ExportError, LossReport, RecordKind, SetArticle};
use crate::text::Offsets;
use crate::workspace::{Anchor, Annotation, AnnotationId, Codebook, Relation};

/// One annotation, flat. All ranges are `[start, end)` in the article's text, from 0. The words around them
/// are not here: whoever has the text has them. New fields come at the end; whoever reads files written before finds them empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    /// Id of the annotation.
    pub id: String,
    /// Id of the article.
    pub article: String,
    /// Path of the article within its source; empty where the article is not in the corpus.
    pub path: String,
    /// Title as shown.
    pub title: String,
    /// Date that counts, as exactly as it is known; none for undated articles.
    pub date: Option<String>,
    /// Where the date comes from.
    pub basis: Option<String>,
    /// Names of the tag from the top down, joined by ` / `; none for a plain note.
    pub tag: Option<String>,
    /// Ranges in characters (Unicode code points). Empty for the whole article.
    pub ranges_chars: Vec<(u32, u32)>,
    /// Ranges in bytes of UTF-8.
    pub ranges_bytes: Vec<(u32, u32)>,
    /// Ranges in UTF-16 code units.
    pub ranges_utf16: Vec<(u32, u32)>,
    /// Where the text starts in the decoded file, in bytes of UTF-8 without byte order mark.
    pub text_start: u32,
    /// The words of each range.
    pub quotes: Vec<String>,
    /// The words of all ranges, joined by ` … `.
    pub quote: String,
    /// The note.
    pub note: String,
    /// Attributes.
    pub attributes: BTreeMap<String, String>,
    /// Who made it.
    pub author: String,
    /// When it was made, RFC 3339.
    pub created: String,
    /// When it was last changed, RFC 3339.
    pub modified: String,
    /// How far the analyst has come with it: unseen, seen, reviewed or dismissed.
    #[serde(default)]
    pub status: String,
    /// How far the analyst has come with the article, in the same words.
    #[serde(default)]
    pub article_status: String,
    /// Who published the article.
    #[serde(default)]
    pub source: String,
    /// Version of the article's text, 32 hexadecimal digits; none where the article is not in the corpus.
    #[serde(default)]
    pub version: Option<String>,
    /// The revision of the codebook that it was made under, or looked at again.
    #[serde(default)]
    pub revision: u32,
    /// The relations that start from it.
    #[serde(default)]
    pub relations: Vec<RelationRecord>,
}

/// A relation, in the record of the annotation that it starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationRecord {
    /// Its id.
    pub id: String,
    /// What it says.
    pub name: String,
    /// Id of the annotation it starts from.
    pub from: String,
    /// Id of the annotation it leads to.
    pub to: String,
}

/// Hands on one record after the other, article by article: each text is read once, nothing is kept. Counts
/// what `each` has taken; tells of ranges that have no place in the articles as they are now.
///
/// # Errors
/// What `each` says.
pub fn each_record(
    set: &dyn AnnotatedSet,
    report: &mut LossReport,
    mut each: impl FnMut(&ExportRecord) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let relations = ByStart::new(set);
    for article in set.articles() {
        let text = set.text(&article);
        let offsets = text.as_deref().map(Offsets::new);
        for annotation in set.annotations(&article) {
            // Ranges of an older text would point at other words.
            let fits = |x: &Anchor| text.as_deref().and_then(|t| x.span.get(t)) == Some(&*x.quote);
            let placed = annotation.anchors.iter().all(fits);
            if !placed {
                let why = match text {
                    Some(_) => "ranges of words that are not found in the article as it is now",
                    None => "ranges in articles that are not there",
                };
                report.lose(why, annotation.id.to_string());
            }
            let offsets = offsets.as_ref().filter(|_| placed);
            let mut record = flat(set.codebook(), &article, annotation, offsets);
            record.relations = relations.of(annotation.id).map(relation_record).collect();
            each(&record)?;
            report.take(RecordKind::Annotations, 1);
            report.take(RecordKind::Relations, record.relations.len());
        }
    }
    Ok(())
}

/// The record of an annotation without its relations. Without offsets it has no ranges; the quotations are
/// there all the same.
fn flat(
    codebook: &Codebook,
    article: &SetArticle<'_>,
    annotation: &Annotation,
    offsets: Option<&Offsets<'_>>,
) -> ExportRecord {
    let spans = || annotation.spans().filter(|_| offsets.is_some());
    ExportRecord {
        id: annotation.id.to_string(),
        article: annotation.article.to_string(),
        path: article.path.to_string(),
        title: article.title.to_string(),
        date: article.date.as_ref().map(ToString::to_string),
        basis: article.date.as_ref().map(|d| d.basis.words().to_owned()),
        tag: annotation
            .tag
            .map(|tag| codebook.path(tag))
            .filter(|path| !path.is_empty()),
        ranges_chars: offsets
            .map(|o| annotation.spans().map(|s| o.span_in_chars(s)).collect())
            .unwrap_or_default(),
        ranges_bytes: spans().map(Into::into).collect(),
        ranges_utf16: offsets
            .map(|o| annotation.spans().map(|s| o.span_in_utf16(s)).collect())
            .unwrap_or_default(),
        text_start: article.text_start,
        quotes: annotation
            .anchors
            .iter()
            .map(|a| a.quote.to_string())
            .collect(),
        quote: annotation.quote(),
        note: annotation.note.to_string(),
        attributes: annotation
            .attributes
            .iter()
            .map(|a| (a.key.to_string(), a.value.to_string()))
            .collect(),
        author: annotation.author.to_string(),
        created: annotation.created.to_string(),
        modified: annotation.modified.to_string(),
        status: annotation.status.words().to_owned(),
        article_status: article.status.words().to_owned(),
        source: article.source.to_string(),
        version: article.hash.map(|hash| hash.to_string()),
        revision: annotation.revision,
        relations: Vec::new(),
    }
}

fn relation_record(relation: &Relation) -> RelationRecord {
    RelationRecord {
        id: relation.id.to_string(),
        name: relation.name.to_string(),
        from: relation.from.to_string(),
        to: relation.to.to_string(),
    }
}

/// The relations of a set by the annotation that they start from, each annotation's in the set's order.
/// An address a relation is all that is kept.
struct ByStart<'s>(Vec<&'s Relation>);

impl<'s> ByStart<'s> {
    fn new(set: &'s dyn AnnotatedSet) -> Self {
        let mut all: Vec<&Relation> = set.relations().collect();
        all.sort_by_key(|relation| relation.from);
        Self(all)
    }

    fn of(&self, id: AnnotationId) -> impl Iterator<Item = &'s Relation> {
        let start = self.0.partition_point(|relation| relation.from < id);
        let rest = self.0.get(start..).unwrap_or_default();
        rest.iter().copied().take_while(move |r| r.from == id)
    }
}
