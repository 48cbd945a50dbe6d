//! The workspace file, version 1: its shape in RON.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};

use crate::corpus::import::Mapping;
use crate::corpus::{ArticleId, Precision, SourceId, TextHash};
use crate::text::Span;
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Attribute, Codebook, Override, Relation, RelationId,
    ReviewStatus, Slot, Source, Tag, TagId, TagKey, Track, TrackId, ViewState, Workspace,
};

/// What the file says it is.
pub const KIND: &str = "dateline-workspace";

/// The newest version this program writes and understands.
pub const VERSION: u32 = 1;

const HEADER: &str = "\
// A Dateline workspace: tracks, codebook and annotations. The articles themselves lie in the sources.
// Written by the program, one record a line; comments are not kept.
";

/// The comment lines that the program itself writes.
pub(super) fn header_lines() -> Vec<&'static str> {
    HEADER.lines().collect()
}

/// The two fields every version has.
#[derive(Deserialize)]
pub(super) struct Head {
    pub kind: String,
    pub version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Workspace")]
pub(super) struct Document {
    kind: String,
    version: u32,
    #[serde(default)]
    sources: Vec<SourceRecord>,
    #[serde(default)]
    tracks: Vec<TrackRecord>,
    #[serde(default)]
    tags: Vec<TagRecord>,
    #[serde(default)]
    annotations: Vec<AnnotationRecord>,
    #[serde(default)]
    relations: Vec<RelationRecord>,
    #[serde(default)]
    articles: Vec<ArticleRecord>,
    #[serde(default)]
    view: ViewRecord,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Source")]
struct SourceRecord {
    id: SourceId,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    mappings: BTreeMap<String, Mapping>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Track")]
struct TrackRecord {
    id: TrackId,
    name: Arc<str>,
    slot: Slot,
    query: Arc<str>,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    shown: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Tag")]
struct TagRecord {
    id: TagId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<TagId>,
    name: Arc<str>,
    slot: Slot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<TagKey>,
    #[serde(default, skip_serializing_if = "is_empty")]
    definition: Arc<str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Annotation")]
struct AnnotationRecord {
    id: AnnotationId,
    article: ArticleId,
    version: TextHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<TagId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<RangeRecord>,
    #[serde(default, skip_serializing_if = "is_empty")]
    note: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<(Arc<str>, Arc<str>)>,
    #[serde(default, skip_serializing_if = "is_empty")]
    author: Arc<str>,
    created: Timestamp,
    modified: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Range")]
struct RangeRecord {
    at: Span,
    quote: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    before: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    after: Arc<str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Relation")]
struct RelationRecord {
    id: RelationId,
    name: Arc<str>,
    from: AnnotationId,
    to: AnnotationId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Article")]
struct ArticleRecord {
    id: ArticleId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<(Date, Precision)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Arc<str>>,
    #[serde(default)]
    status: ReviewStatus,
    #[serde(default, skip_serializing_if = "is_empty")]
    memo: Arc<str>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "View")]
struct ViewRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    article: Option<ArticleId>,
    #[serde(default)]
    place: u32,
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_yes(flag: &bool) -> bool {
    *flag
}

fn is_empty(words: &Arc<str>) -> bool {
    words.is_empty()
}

/// The workspace as the text of its file.
///
/// # Errors
/// Only what the serializer refuses, which no workspace contains.
pub fn workspace_to_ron(workspace: &Workspace) -> ron::Result<String> {
    let layout = PrettyConfig::new()
        .depth_limit(2)
        .new_line("\n")
        .indentor("  ")
        .extensions(Extensions::IMPLICIT_SOME);
    let mut out = String::from(HEADER);
    ron::ser::to_writer_pretty(&mut out, &Document::from(workspace), layout)?;
    out.push('\n');
    Ok(out)
}

/// Reads the text of a file of this version, unknown fields refused.
///
/// # Errors
/// Anything that is not a workspace of this version, with line and column.
pub fn workspace_from_ron(text: &str) -> Result<Workspace, ron::error::SpannedError> {
    options().from_str::<Document>(text).map(Workspace::from)
}

pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

impl From<&Workspace> for Document {
    fn from(w: &Workspace) -> Self {
        Self {
            kind: KIND.to_owned(),
            version: VERSION,
            sources: w
                .sources
                .iter()
                .cloned()
                .map(
                    |Source {
                         id,
                         path,
                         files,
                         mappings,
                     }| SourceRecord {
                        id,
                        path,
                        files,
                        mappings,
                    },
                )
                .collect(),
            tracks: w.tracks.iter().cloned().map(TrackRecord::from).collect(),
            tags: w
                .codebook
                .tags()
                .iter()
                .cloned()
                .map(TagRecord::from)
                .collect(),
            annotations: w
                .annotations
                .iter()
                .map(|a| AnnotationRecord::from(a.as_ref()))
                .collect(),
            relations: w
                .relations
                .iter()
                .cloned()
                .map(|Relation { id, name, from, to }| RelationRecord { id, name, from, to })
                .collect(),
            articles: w
                .overrides
                .iter()
                .map(|(id, o)| ArticleRecord::new(id, o))
                .collect(),
            view: ViewRecord {
                article: w.view.article.clone(),
                place: w.view.place,
            },
        }
    }
}

impl From<Document> for Workspace {
    fn from(d: Document) -> Self {
        let overrides: BTreeMap<ArticleId, Override> =
            d.articles.into_iter().map(ArticleRecord::split).collect();
        Self {
            sources: d
                .sources
                .into_iter()
                .map(
                    |SourceRecord {
                         id,
                         path,
                         files,
                         mappings,
                     }| Source {
                        id,
                        path,
                        files,
                        mappings,
                    },
                )
                .collect(),
            tracks: d.tracks.into_iter().map(Track::from).collect(),
            codebook: Codebook::new(d.tags.into_iter().map(Tag::from).collect()),
            annotations: unlike_ids(d.annotations).map(Annotation::from).collect(),
            relations: d
                .relations
                .into_iter()
                .map(|RelationRecord { id, name, from, to }| Relation { id, name, from, to })
                .collect(),
            overrides,
            view: ViewState {
                article: d.view.article,
                place: d.view.place,
            },
        }
    }
}

/// Of two annotations with one id, as a copied line makes them, the second gets an id of its own:
/// both are kept.
fn unlike_ids(records: Vec<AnnotationRecord>) -> impl Iterator<Item = AnnotationRecord> {
    let mut known = HashSet::with_capacity(records.len());
    records.into_iter().map(move |mut record| {
        if !known.insert(record.id) {
            record.id = AnnotationId::random();
            known.insert(record.id);
        }
        record
    })
}

impl From<Track> for TrackRecord {
    fn from(
        Track {
            id,
            name,
            slot,
            query,
            shown,
        }: Track,
    ) -> Self {
        Self {
            id,
            name,
            slot,
            query,
            shown,
        }
    }
}

impl From<TrackRecord> for Track {
    fn from(
        TrackRecord {
            id,
            name,
            slot,
            query,
            shown,
        }: TrackRecord,
    ) -> Self {
        Self {
            id,
            name,
            slot,
            query,
            shown,
        }
    }
}

impl From<Tag> for TagRecord {
    fn from(
        Tag {
            id,
            parent,
            name,
            slot,
            key,
            definition,
        }: Tag,
    ) -> Self {
        Self {
            id,
            parent,
            name,
            slot,
            key,
            definition,
        }
    }
}

impl From<TagRecord> for Tag {
    fn from(
        TagRecord {
            id,
            parent,
            name,
            slot,
            key,
            definition,
        }: TagRecord,
    ) -> Self {
        Self {
            id,
            parent,
            name,
            slot,
            key,
            definition,
        }
    }
}

impl From<&Annotation> for AnnotationRecord {
    fn from(a: &Annotation) -> Self {
        let range = |a: &Anchor| RangeRecord {
            at: a.span,
            quote: Arc::clone(&a.quote),
            before: Arc::clone(&a.before),
            after: Arc::clone(&a.after),
        };
        Self {
            id: a.id,
            article: a.article.clone(),
            version: a.version,
            tag: a.tag,
            ranges: a.anchors.iter().map(range).collect(),
            note: Arc::clone(&a.note),
            attributes: a
                .attributes
                .iter()
                .map(|a| (Arc::clone(&a.key), Arc::clone(&a.value)))
                .collect(),
            author: Arc::clone(&a.author),
            created: a.created,
            modified: a.modified,
        }
    }
}

impl From<AnnotationRecord> for Annotation {
    fn from(r: AnnotationRecord) -> Self {
        let anchor = |RangeRecord {
                          at,
                          quote,
                          before,
                          after,
                      }| Anchor {
            span: at,
            quote,
            before,
            after,
        };
        Self {
            id: r.id,
            article: r.article,
            version: r.version,
            tag: r.tag,
            anchors: r.ranges.into_iter().map(anchor).collect(),
            note: r.note,
            attributes: r
                .attributes
                .into_iter()
                .map(|(key, value)| Attribute { key, value })
                .collect(),
            author: r.author,
            created: r.created,
            modified: r.modified,
        }
    }
}

impl ArticleRecord {
    fn new(id: &ArticleId, said: &Override) -> Self {
        let Override {
            date,
            source,
            title,
            status,
            memo,
        } = said.clone();
        Self {
            id: id.clone(),
            date,
            source,
            title,
            status,
            memo,
        }
    }

    fn split(self) -> (ArticleId, Override) {
        let Self {
            id,
            date,
            source,
            title,
            status,
            memo,
        } = self;
        (
            id,
            Override {
                date,
                source,
                title,
                status,
                memo,
            },
        )
    }
}

#[cfg(test)]
mod tests;
