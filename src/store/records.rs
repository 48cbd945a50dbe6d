//! What one thing of the analyst's looks like in a file: a record for each, of the newest version. Fields
//! that came with a later version have a default, so that older files read as they are.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::corpus::Mapping;
use crate::corpus::{ArticleId, Precision, SourceId, TextHash};
use crate::text::Span;
use crate::workspace::{
    Anchor, Annotation, AnnotationId, Attribute, AttributeKind, AttributeSchema, Override,
    Relation, RelationId, ReviewStatus, Slot, Source, Tag, TagId, TagKey, Track, TrackId,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Source")]
pub(super) struct SourceRecord {
    id: SourceId,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    mappings: BTreeMap<String, Mapping>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Track")]
pub(super) struct TrackRecord {
    id: TrackId,
    name: Arc<str>,
    slot: Slot,
    query: Arc<str>,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    shown: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Tag")]
pub(super) struct TagRecord {
    id: TagId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<TagId>,
    name: Arc<str>,
    slot: Slot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<TagKey>,
    #[serde(default, skip_serializing_if = "is_empty")]
    definition: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    examples: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    exclusions: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<SchemaRecord>,
    #[serde(default, skip_serializing_if = "is_no")]
    folder: bool,
    #[serde(default, skip_serializing_if = "is_no")]
    retired: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    revised: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Attribute")]
struct SchemaRecord {
    name: Arc<str>,
    #[serde(default, skip_serializing_if = "is_text")]
    kind: AttributeKind,
    #[serde(default, skip_serializing_if = "is_no")]
    required: bool,
    #[serde(default, skip_serializing_if = "is_empty")]
    default: Arc<str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Annotation")]
pub(super) struct AnnotationRecord {
    pub id: AnnotationId,
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
    #[serde(default, skip_serializing_if = "is_unseen")]
    status: ReviewStatus,
    /// Revision of the codebook it was made under.
    #[serde(default, skip_serializing_if = "is_zero")]
    revision: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Range")]
pub(super) struct RangeRecord {
    at: Span,
    quote: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    before: Arc<str>,
    #[serde(default, skip_serializing_if = "is_empty")]
    after: Arc<str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Relation")]
pub(super) struct RelationRecord {
    id: RelationId,
    name: Arc<str>,
    from: AnnotationId,
    to: AnnotationId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Article")]
pub(super) struct ArticleRecord {
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

fn is_text(kind: &AttributeKind) -> bool {
    *kind == AttributeKind::Text
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_no(flag: &bool) -> bool {
    !*flag
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
pub(super) fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_unseen(status: &ReviewStatus) -> bool {
    *status == ReviewStatus::default()
}

fn is_empty(words: &Arc<str>) -> bool {
    words.is_empty()
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
    fn from(tag: Tag) -> Self {
        let schema = |AttributeSchema {
                          name,
                          kind,
                          required,
                          default,
                      }| SchemaRecord {
            name,
            kind,
            required,
            default,
        };
        Self {
            id: tag.id,
            parent: tag.parent,
            name: tag.name,
            slot: tag.slot,
            key: tag.key,
            definition: tag.definition,
            examples: tag.examples,
            exclusions: tag.exclusions,
            attributes: tag.attributes.into_iter().map(schema).collect(),
            folder: tag.folder,
            retired: tag.retired,
            revised: tag.revised,
        }
    }
}

impl From<TagRecord> for Tag {
    fn from(r: TagRecord) -> Self {
        let schema = |SchemaRecord {
                          name,
                          kind,
                          required,
                          default,
                      }| AttributeSchema {
            name,
            kind,
            required,
            default,
        };
        Self {
            id: r.id,
            parent: r.parent,
            name: r.name,
            slot: r.slot,
            key: r.key,
            definition: r.definition,
            examples: r.examples,
            exclusions: r.exclusions,
            attributes: r.attributes.into_iter().map(schema).collect(),
            folder: r.folder,
            retired: r.retired,
            revised: r.revised,
        }
    }
}

impl From<Source> for SourceRecord {
    fn from(
        Source {
            id,
            path,
            files,
            mappings,
        }: Source,
    ) -> Self {
        Self {
            id,
            path,
            files,
            mappings,
        }
    }
}

impl From<SourceRecord> for Source {
    fn from(
        SourceRecord {
            id,
            path,
            files,
            mappings,
        }: SourceRecord,
    ) -> Self {
        Self {
            id,
            path,
            files,
            mappings,
        }
    }
}

impl From<Relation> for RelationRecord {
    fn from(Relation { id, name, from, to }: Relation) -> Self {
        Self { id, name, from, to }
    }
}

impl From<RelationRecord> for Relation {
    fn from(RelationRecord { id, name, from, to }: RelationRecord) -> Self {
        Self { id, name, from, to }
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
            status: a.status,
            revision: a.revision,
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
            status: r.status,
            revision: r.revision,
        }
    }
}

impl ArticleRecord {
    pub fn new(id: &ArticleId, said: &Override) -> Self {
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

    pub fn split(self) -> (ArticleId, Override) {
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
