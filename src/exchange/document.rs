//! An article with all that a file a document, or a line a document, says of it: what most formats write.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{AnnotatedSet, ExportError, LossReport, RecordKind, SetArticle};
use crate::text::{Offsets, Span, tokens};
use crate::workspace::{Annotation, AnnotationId, Relation};

/// An article with its text, its annotations that have a place in it, and the relations between them.
pub struct Document<'s> {
    /// The article.
    pub article: &'s SetArticle<'s>,
    /// A name for its file that no other document of the set has: letters, digits, `.`, `-`, `_`.
    pub name: String,
    /// Its text.
    pub text: Cow<'s, str>,
    /// Counts of its text.
    pub offsets: Offsets<'s>,
    /// Annotations, in reading order.
    pub marks: Vec<Mark<'s>>,
    /// Relations between them.
    pub links: Vec<&'s Relation>,
}

/// An annotation, with the path of its tag.
#[derive(Clone, Debug)]
pub struct Mark<'s> {
    /// The annotation.
    pub of: &'s Annotation,
    /// Names of its tag from the top down, joined by `/`; none for a plain note.
    pub label: Option<String>,
}

impl Document<'_> {
    /// A range in characters.
    pub fn chars(&self, span: Span) -> (u32, u32) {
        self.offsets.span_in_chars(span)
    }

    /// A range in units of UTF-16.
    pub fn utf16(&self, span: Span) -> (u32, u32) {
        self.offsets.span_in_utf16(span)
    }

    /// The place of an annotation among the marks.
    pub fn place_of(&self, id: AnnotationId) -> Option<usize> {
        self.marks.iter().position(|m| m.of.id == id)
    }
}

/// What a format does with annotations of a kind that only some can hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keeps {
    /// Annotations without a tag.
    pub plain_notes: bool,
    /// Annotations of whole articles.
    pub whole_articles: bool,
    /// Relations.
    pub relations: bool,
}

/// Hands on one document after the other: each text is read once, nothing is kept. What a format cannot hold
/// of annotations is left out and told by the caller's `holds`; here it is only not counted as taken.
///
/// # Errors
/// What `each` says.
pub fn each_document(
    set: &dyn AnnotatedSet,
    keeps: Keeps,
    report: &mut LossReport,
    mut each: impl FnMut(&Document<'_>, &mut LossReport) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut names = Names::default();
    let mut by_start: HashMap<AnnotationId, Vec<&Relation>> = HashMap::new();
    for relation in set.relations().filter(|_| keeps.relations) {
        by_start.entry(relation.from).or_default().push(relation);
    }
    for article in set.articles() {
        let Some(text) = set.text(&article) else {
            for one in set.annotations(&article) {
                let why = "annotations of articles that are not there";
                report.lose(why, one.id.to_string());
            }
            continue;
        };
        let mut marks = Vec::new();
        for one in set.annotations(&article) {
            if one.tag.is_none() && !keeps.plain_notes
                || one.is_whole_article() && !keeps.whole_articles
            {
                continue;
            }
            let fits = |x: &crate::workspace::Anchor| x.span.get(&text) == Some(&*x.quote);
            if !one.anchors.iter().all(fits) {
                let why = "annotations of words that are not found in the article as it is now";
                report.lose(why, one.id.to_string());
                continue;
            }
            let path = one.tag.map(|tag| set.codebook().path(tag));
            let label = path
                .filter(|p| !p.is_empty())
                .map(|p| p.replace(" / ", "/"));
            marks.push(Mark { of: one, label });
        }
        let here: HashSet<AnnotationId> = marks.iter().map(|m| m.of.id).collect();
        let mut links = Vec::new();
        for mark in &marks {
            for relation in by_start.get(&mark.of.id).into_iter().flatten() {
                if here.contains(&relation.to) {
                    links.push(*relation);
                }
            }
        }
        for one in set.annotations(&article).filter(|_| keeps.relations) {
            for relation in by_start.get(&one.id).into_iter().flatten() {
                if !links.iter().any(|l| l.id == relation.id) {
                    let why =
                        "relations to annotations of other articles, or to such as are left out";
                    report.lose(why, relation.id.to_string());
                }
            }
        }
        report.take(RecordKind::Annotations, marks.len());
        report.take(RecordKind::Relations, links.len());
        let document = Document {
            name: names.of(&article),
            offsets: Offsets::new(&text),
            text: Cow::Borrowed(&text),
            article: &article,
            marks,
            links,
        };
        each(&document, report)?;
    }
    Ok(())
}

/// Names that were given.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    /// A name for the file of an article, made of its path and record; numbered where another has it.
    fn of(&mut self, article: &SetArticle<'_>) -> String {
        let id = article.id.as_str();
        let whole = id.split_once(':').map_or(id, |(_, path)| path);
        let whole = whole.strip_suffix(".txt").unwrap_or(whole);
        let safe = |c: char| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        };
        let plain: String = whole.chars().map(safe).take(120).collect();
        let plain = plain.trim_matches('.').to_owned();
        let plain = if plain.is_empty() {
            "article".to_owned()
        } else {
            plain
        };
        let mut name = plain.clone();
        let mut number = 1;
        // Upper and lower case are one on some disks.
        while !self.0.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{plain}-{number}");
        }
        name
    }
}

/// The words and signs of a stretch of a text, none across a blank: what token models cut.
pub fn words_and_signs(text: &str, within: Span) -> Vec<Span> {
    let words = within.get(text).unwrap_or_default();
    let starts = tokens(words).flat_map(|t| [t.span.start(), t.span.end()]);
    let mut out = Vec::new();
    let mut at = 0;
    for bound in starts.chain([words.len()]) {
        let stretch = words.get(at..bound).unwrap_or_default();
        for piece in stretch.split_inclusive(char::is_whitespace) {
            let bare = piece.trim_end();
            if !bare.is_empty() {
                let from = within.start() + at;
                out.push(Span::new(from, from + bare.len()));
            }
            at += piece.len();
        }
        at = bound;
    }
    out
}
