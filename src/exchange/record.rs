//! One annotation as other programs see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::corpus::{ArticleIx, Corpus};
use crate::text::Offsets;
use crate::workspace::{Anchor, Annotation, Filed, Workspace};

/// All annotations, article by article in the order of the corpus; then those whose article is not in it.
pub fn in_reading_order<'w>(workspace: &'w Workspace, corpus: &Corpus) -> Vec<&'w Arc<Annotation>> {
    let annotations = &workspace.annotations;
    let mut annotated: Vec<_> = annotations
        .articles()
        .filter_map(|id| Some((corpus.find(id)?, id)))
        .collect();
    annotated.sort_unstable();
    let placed = annotated.into_iter().flat_map(|(_, id)| annotations.of(id));
    let missing = annotations
        .iter()
        .filter(|a| corpus.find(&a.article).is_none());
    placed.chain(missing).collect()
}

/// One annotation, flat. All ranges are `[start, end)` in the article's text, from 0.
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
}

/// The records of some annotations, in the order given. Annotations of one article should follow
/// each other: each text is then read once. Ranges are empty where the words have no place in the
/// article as it is now; the quotations are there all the same.
pub fn records<'a>(
    annotations: impl Iterator<Item = &'a Annotation>,
    workspace: &'a Workspace,
    corpus: &'a Corpus,
) -> impl Iterator<Item = ExportRecord> {
    let mut offsets: Option<(ArticleIx, Offsets<'a>)> = None;
    annotations.map(move |annotation| {
        let found = corpus.find(&annotation.article);
        let article = found.and_then(|at| corpus.get(at));
        let text = found.and_then(|at| corpus.text(at)).unwrap_or_default();
        let filed = article.as_ref().map(|a| workspace.filed(a));
        let date = filed.as_ref().and_then(Filed::date);
        if let Some(at) = found
            && offsets.as_ref().is_none_or(|(of, _)| *of != at)
        {
            offsets = Some((at, Offsets::new(text)));
        }
        let table = offsets
            .as_ref()
            .filter(|(of, _)| Some(*of) == found)
            .map(|(_, t)| t);
        // Ranges of an older text would point at other words.
        let fits = |x: &Anchor| x.span.get(text) == Some(&*x.quote);
        let placed = found.is_some() && annotation.anchors.iter().all(fits);
        let table = table.filter(|_| placed);
        let spans = || annotation.spans().filter(|_| placed);
        ExportRecord {
            id: annotation.id.to_string(),
            article: annotation.article.to_string(),
            path: article.as_ref().map(|a| a.path.clone()).unwrap_or_default(),
            title: filed
                .as_ref()
                .map(|f| f.title().to_owned())
                .unwrap_or_default(),
            date: date.as_ref().map(ToString::to_string),
            basis: date.map(|d| d.basis.words().to_owned()),
            tag: annotation
                .tag
                .map(|tag| workspace.codebook.path(tag))
                .filter(|path| !path.is_empty()),
            ranges_chars: table
                .map(|t| annotation.spans().map(|s| t.span_in_chars(s)).collect())
                .unwrap_or_default(),
            ranges_bytes: spans().map(Into::into).collect(),
            ranges_utf16: table
                .map(|t| annotation.spans().map(|s| t.span_in_utf16(s)).collect())
                .unwrap_or_default(),
            text_start: article.as_ref().map_or(0, |a| a.text_start),
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
        }
    })
}
