//! Sets that other programs have written, once they are read: documents with marks, whose ranges are placed
//! in bytes whatever the file counts in.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use ulid::Ulid;
use unicode_segmentation::UnicodeSegmentation;

use super::{AnnotatedSet, LossReport, RecordKind, SetArticle};
use crate::corpus::{ArticleId, DateBasis, PublicationDate, SourceId, TextHash, parse_date};
use crate::text::{ByteOffset, CharOffset, Offsets, Span, Utf16Offset};
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Attribute, Codebook, Relation, RelationId, ReviewStatus,
    Slot, Tag, TagId,
};

/// What the offsets of a file count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetUnit {
    /// Unicode code points.
    Characters,
    /// Code units of UTF-16.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
    /// What a reader sees as one letter.
    Graphemes,
}

impl OffsetUnit {
    const ALL: [Self; 4] = [Self::Characters, Self::Utf16, Self::Bytes, Self::Graphemes];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Utf16 => "UTF-16 units",
            Self::Bytes => "bytes",
            Self::Graphemes => "grapheme clusters",
        }
    }
}

/// A document as a file gives it.
#[derive(Clone, Debug, Default)]
pub struct GivenDocument {
    /// What the file calls it.
    pub name: String,
    /// Its title, where the file has one.
    pub title: String,
    /// Its text; none where the file has only quotations.
    pub text: Option<String>,
    /// Its date, as it is written.
    pub date: Option<String>,
    /// Who published it.
    pub source: String,
    /// Annotations.
    pub marks: Vec<GivenMark>,
    /// Relations between them: id, name, and the ids of the annotations as the file has them.
    pub links: Vec<GivenLink>,
}

/// A relation as a file gives it.
#[derive(Clone, Debug, Default)]
pub struct GivenLink {
    /// Its id.
    pub id: String,
    /// What it says.
    pub name: String,
    /// From the annotation with this id.
    pub from: String,
    /// To the one with this.
    pub to: String,
}

/// An annotation as a file gives it.
#[derive(Clone, Debug, Default)]
pub struct GivenMark {
    /// Its id in the file.
    pub id: String,
    /// Names of the tag from the top down, joined by `/`; none for a plain note.
    pub label: Option<String>,
    /// Ranges in the unit of the file; none for the whole document.
    pub ranges: Vec<(u32, u32)>,
    /// The words of each range, where the file gives them.
    pub quotes: Vec<String>,
    /// What was written to it.
    pub note: String,
    /// Attributes in order.
    pub attributes: Vec<(String, String)>,
    /// Who made it.
    pub author: String,
    /// When it was made, RFC 3339.
    pub created: Option<String>,
    /// When it was changed last, RFC 3339.
    pub modified: Option<String>,
    /// How far somebody has come with it.
    pub status: ReviewStatus,
    /// The revision of the codebook it was made under.
    pub revision: u32,
}

/// A set that was read from a file, whole in memory.
#[derive(Clone, Debug, Default)]
pub struct GivenSet {
    codebook: Codebook,
    articles: Vec<GivenArticle>,
    relations: Vec<Relation>,
}

#[derive(Clone, Debug)]
struct GivenArticle {
    of: SetArticle<'static>,
    text: Option<Arc<str>>,
    annotations: Vec<Annotation>,
}

/// A number of 128 bits for what a file names otherwise: the same names give the same number.
fn number_of(parts: &[&str]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let hash = hasher.finalize();
    let head = hash.as_bytes().first_chunk::<16>().copied();
    u128::from_le_bytes(head.unwrap_or_default())
}

/// The id that is written, or one made of where it stands.
fn id_of(written: &str, parts: &[&str]) -> Ulid {
    Ulid::from_string(written).unwrap_or_else(|_| Ulid(number_of(parts)))
}

impl GivenSet {
    /// The set of these documents, in the order of the file; `hint` is the unit that the format usually counts
    /// in. A codebook that the file brings is kept, and grows by the tags that marks name.
    pub fn new(
        documents: Vec<GivenDocument>,
        codebook: Codebook,
        hint: OffsetUnit,
        report: &mut LossReport,
    ) -> Self {
        let mut out = Self {
            codebook,
            ..Self::default()
        };
        let mut waiting: Vec<(GivenLink, HashMap<String, AnnotationId>)> = Vec::new();
        let mut everywhere: HashMap<String, AnnotationId> = HashMap::new();
        for (number, mut document) in documents.into_iter().enumerate() {
            let links = std::mem::take(&mut document.links);
            let here = out.add(document, number, hint, report);
            everywhere.extend(here.iter().map(|(name, id)| (name.clone(), *id)));
            if !links.is_empty() {
                waiting.extend(links.into_iter().map(|link| (link, here.clone())));
            }
        }
        for (link, here) in waiting {
            out.link(link, &here, &everywhere, report);
        }
        out
    }

    fn add(
        &mut self,
        document: GivenDocument,
        number: usize,
        hint: OffsetUnit,
        report: &mut LossReport,
    ) -> HashMap<String, AnnotationId> {
        report.give(RecordKind::Annotations, document.marks.len());
        let text: Option<Arc<str>> = document.text.map(Into::into);
        let name = if document.name.is_empty() {
            (number + 1).to_string()
        } else {
            document.name
        };
        let hash = text.as_deref().map(TextHash::of);
        let article = ArticleId::new(&SourceId("import".into()), &name, None);
        let placer = text
            .as_deref()
            .map(|text| Placer::new(text, &document.marks, hint));
        if let Some(said) = placer.as_ref().and_then(Placer::said) {
            report.note(said);
        }
        let mut by_name: HashMap<String, AnnotationId> = HashMap::new();
        let mut annotations = Vec::new();
        for (at, mark) in document.marks.into_iter().enumerate() {
            let anchors = match &placer {
                Some(placer) => placer.anchors(&mark),
                None => quoted(&mark),
            };
            let Some(anchors) = anchors else {
                let why = "annotations whose words are not in the text";
                let quote = mark.quotes.first().cloned().unwrap_or_default();
                report.lose(why, format!("{name} {} “{quote}”", mark.id));
                continue;
            };
            let ranges = format!("{:?}{:?}", mark.ranges, mark.label);
            let id = AnnotationId(id_of(
                &mark.id,
                &[&name, &mark.id, &at.to_string(), &ranges],
            ));
            by_name.insert(mark.id.clone(), id);
            let tag = mark.label.as_deref().and_then(|path| self.tag(path));
            annotations.push(annotation(id, &article, hash, tag, anchors, mark));
        }
        annotations.sort_by_key(|a| (a.start(), a.id));
        report.take(RecordKind::Annotations, annotations.len());
        let date = document.date.as_deref().and_then(|raw| {
            let (day, precision) = parse_date(raw.get(..10).unwrap_or(raw))?;
            Some(PublicationDate {
                day,
                precision,
                basis: DateBasis::Metadata,
                raw: raw.to_owned(),
            })
        });
        self.articles.push(GivenArticle {
            of: SetArticle {
                id: article,
                path: Cow::Owned(name),
                title: Cow::Owned(document.title),
                date,
                source: Cow::Owned(document.source),
                text_start: 0,
                hash,
                status: ReviewStatus::default(),
                memo: Cow::Borrowed(""),
            },
            text,
            annotations,
        });
        by_name
    }

    /// A relation: its ends are looked for in its own document first.
    fn link(
        &mut self,
        link: GivenLink,
        here: &HashMap<String, AnnotationId>,
        everywhere: &HashMap<String, AnnotationId>,
        report: &mut LossReport,
    ) {
        report.give(RecordKind::Relations, 1);
        let find = |name: &String| here.get(name).or_else(|| everywhere.get(name)).copied();
        let Some((from, to)) = find(&link.from).zip(find(&link.to)) else {
            report.lose(
                "relations to annotations that are not in the file",
                link.name,
            );
            return;
        };
        let (start, end) = (from.to_string(), to.to_string());
        let id = RelationId(id_of(&link.id, &[&link.id, &link.name, &start, &end]));
        self.relations.push(Relation {
            id,
            name: link.name.into(),
            from,
            to,
        });
        report.take(RecordKind::Relations, 1);
    }

    /// The tag of a path, which is made where the codebook lacks it; none where it has no name.
    fn tag(&mut self, path: &str) -> Option<TagId> {
        let parts: Vec<&str> = path
            .split('/')
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .collect();
        let mut parent = None;
        for part in parts {
            let known = self
                .codebook
                .children(parent)
                .find(|t| &*t.name == part)
                .map(|t| t.id);
            let id = known.unwrap_or_else(|| {
                let above = parent.map_or_else(String::new, |p: TagId| p.to_string());
                let id = TagId(Ulid(number_of(&["tag", &above, part])));
                let mut tags = self.codebook.tags().to_vec();
                let mut tag = Tag::new(id, part, Slot::after(tags.len()));
                tag.parent = parent;
                tags.push(tag);
                self.codebook = Codebook::new(tags, self.codebook.revision());
                id
            });
            parent = Some(id);
        }
        parent
    }
}

fn annotation(
    id: AnnotationId,
    article: &ArticleId,
    hash: Option<TextHash>,
    tag: Option<TagId>,
    anchors: Vec<Anchor>,
    mark: GivenMark,
) -> Annotation {
    let time = |written: Option<String>| written.and_then(|t| t.parse::<Timestamp>().ok());
    let created = time(mark.created).unwrap_or_else(Timestamp::now);
    let mut attributes: Vec<Attribute> = Vec::new();
    for (key, value) in mark.attributes {
        if !key.is_empty() && attributes.iter().all(|a| *a.key != *key) {
            attributes.push(Attribute {
                key: key.into(),
                value: value.into(),
            });
        }
    }
    Annotation {
        id,
        article: article.clone(),
        version: hash.unwrap_or_else(|| TextHash::of("")),
        tag,
        anchors,
        note: mark.note.into(),
        attributes,
        author: mark.author.into(),
        created,
        modified: time(mark.modified).unwrap_or(created),
        status: mark.status,
        revision: mark.revision,
    }
}

/// Anchors of words whose text is not at hand: the quotations with nothing around them.
fn quoted(mark: &GivenMark) -> Option<Vec<Anchor>> {
    if mark.ranges.is_empty() && mark.quotes.is_empty() {
        return Some(Vec::new());
    }
    let anchor = |(at, quote): (usize, &String)| {
        let start = mark.ranges.get(at).map_or(0, |r| r.0);
        (!quote.is_empty()).then(|| Anchor {
            span: Span {
                start,
                end: start + quote.len() as u32,
            },
            quote: quote.as_str().into(),
            before: "".into(),
            after: "".into(),
        })
    };
    mark.quotes.iter().enumerate().map(anchor).collect()
}

/// Finds ranges in a text, whatever they are counted in.
struct Placer<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
    graphemes: Option<Vec<usize>>,
    unit: OffsetUnit,
    /// How many of the quotations that were looked at agree.
    agree: (usize, usize),
    hint: OffsetUnit,
    /// Whether the file counts line ends as two characters where the text has one.
    crlf: bool,
}

/// Quotations that decide on the unit, at most.
const LOOKED_AT: usize = 400;

impl<'t> Placer<'t> {
    fn new(text: &'t str, marks: &[GivenMark], hint: OffsetUnit) -> Self {
        let mut out = Self {
            text,
            offsets: Offsets::new(text),
            graphemes: None,
            unit: hint,
            agree: (0, 0),
            hint,
            crlf: false,
        };
        let quoted = marks.iter().flat_map(|m| m.ranges.iter().zip(&m.quotes));
        let quoted: Vec<_> = quoted
            .filter(|(_, q)| !q.is_empty())
            .take(LOOKED_AT)
            .collect();
        if quoted.is_empty() {
            return out;
        }
        let mut best = (0, hint, false);
        let others = OffsetUnit::ALL.into_iter().filter(|u| *u != hint);
        for crlf in [false, true] {
            if crlf && !text.contains('\n') {
                continue;
            }
            for unit in std::iter::once(hint).chain(others.clone()) {
                out.unit = unit;
                out.crlf = crlf;
                if unit == OffsetUnit::Graphemes && out.graphemes.is_none() {
                    out.graphemes = Some(
                        text.grapheme_indices(true)
                            .map(|(at, _)| at)
                            .chain([text.len()])
                            .collect(),
                    );
                }
                let fits = quoted.iter().filter(|(range, quote)| {
                    let found = out.span(**range).and_then(|s| s.get(text));
                    found.is_some_and(|words| same_words(words, quote))
                });
                let fits = fits.count();
                if fits > best.0 {
                    best = (fits, unit, crlf);
                }
                if fits == quoted.len() {
                    break;
                }
            }
            if best.0 == quoted.len() {
                break;
            }
        }
        (out.unit, out.crlf) = (best.1, best.2);
        out.agree = (best.0, quoted.len());
        out
    }

    /// What was found out about the unit, where it is not what the format promises, or not all agree.
    fn said(&self) -> Option<String> {
        let (fit, all) = self.agree;
        if all == 0 || self.unit == self.hint && !self.crlf && fit == all {
            return None;
        }
        let lines = if self.crlf { ", line ends as two" } else { "" };
        Some(format!(
            "offsets count {}{lines}: {fit} of {all} quotations agree",
            self.unit.words()
        ))
    }

    fn span(&self, (start, end): (u32, u32)) -> Option<Span> {
        if start > end {
            return None;
        }
        let (start, end) = if self.crlf {
            (self.without_cr(start)?, self.without_cr(end)?)
        } else {
            (start, end)
        };
        let byte = |at: u32| -> Option<u32> {
            match self.unit {
                OffsetUnit::Characters => Some(self.offsets.bytes_from_chars(CharOffset(at)).0),
                OffsetUnit::Utf16 => Some(self.offsets.bytes_from_utf16(Utf16Offset(at)).0),
                OffsetUnit::Bytes => Some(ByteOffset(at).0),
                OffsetUnit::Graphemes => {
                    let bounds = self.graphemes.as_ref()?;
                    bounds.get(at as usize).map(|b| *b as u32)
                }
            }
        };
        let span = Span {
            start: byte(start)?,
            end: byte(end)?,
        };
        span.get(self.text).map(|_| span)
    }

    /// The place without the carriage returns that the file counts and the text has not.
    fn without_cr(&self, at: u32) -> Option<u32> {
        let mut counted = 0;
        let mut plain = 0;
        for c in self.text.chars() {
            if counted >= at {
                break;
            }
            let size = match self.unit {
                OffsetUnit::Characters | OffsetUnit::Graphemes => 1,
                OffsetUnit::Utf16 => c.len_utf16() as u32,
                OffsetUnit::Bytes => c.len_utf8() as u32,
            };
            plain += size;
            counted += size + u32::from(c == '\n');
        }
        (counted >= at).then_some(plain)
    }

    /// The anchors of a mark: where its ranges lie, or where its words are; none where they are nowhere.
    fn anchors(&self, mark: &GivenMark) -> Option<Vec<Anchor>> {
        if mark.ranges.is_empty() && mark.quotes.is_empty() {
            return Some(Vec::new());
        }
        let mut spans = Vec::new();
        let count = mark.ranges.len().max(mark.quotes.len());
        for at in 0..count {
            let range = mark.ranges.get(at).copied();
            let quote = mark.quotes.get(at).map_or("", String::as_str);
            let there = range.and_then(|r| self.span(r));
            let fits = |s: &Span| {
                quote.is_empty() || s.get(self.text).is_some_and(|w| same_words(w, quote))
            };
            let span = match there.filter(fits) {
                Some(span) => Some(span),
                None if quote.is_empty() => None,
                None => nearest(self.text, quote, there.map_or(0, Span::start)),
            };
            match span.map(|s| s.trimmed(self.text)).filter(|s| !s.is_empty()) {
                Some(span) => spans.push(span),
                // A range of nothing marks a place between two letters: it covers no words.
                None => return None,
            }
        }
        spans.sort_unstable();
        let mut joined: Vec<Span> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => *last = last.union(span),
                _ => joined.push(span),
            }
        }
        joined
            .into_iter()
            .map(|span| Anchor::new(self.text, span))
            .collect()
    }
}

/// Whether words are the same but for blanks.
fn same_words(words: &str, quote: &str) -> bool {
    words == quote || words.split_whitespace().eq(quote.split_whitespace())
}

/// Where words stand in a text, nearest to a place.
fn nearest(text: &str, quote: &str, place: usize) -> Option<Span> {
    let quote = quote.trim();
    if quote.is_empty() {
        return None;
    }
    let all = text.match_indices(quote).map(|(at, _)| at);
    let at = all.min_by_key(|at| at.abs_diff(place))?;
    Some(Span::new(at, at + quote.len()))
}

impl AnnotatedSet for GivenSet {
    fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    fn articles(&self) -> Box<dyn Iterator<Item = SetArticle<'_>> + '_> {
        Box::new(self.articles.iter().map(|a| a.of.clone()))
    }

    fn text(&self, article: &SetArticle<'_>) -> Option<Cow<'_, str>> {
        let found = self.articles.iter().find(|a| a.of.id == article.id)?;
        found.text.as_deref().map(Cow::Borrowed)
    }

    fn annotations<'s>(
        &'s self,
        article: &'s SetArticle<'_>,
    ) -> Box<dyn Iterator<Item = &'s Annotation> + 's> {
        let found = self.articles.iter().find(|a| a.of.id == article.id);
        Box::new(found.into_iter().flat_map(|a| a.annotations.iter()))
    }

    fn relations(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        Box::new(self.relations.iter())
    }
}
