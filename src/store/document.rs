//! The workspace file, version 2: its shape in RON. Version 1 reads as it is: what it lacks has a default.

use std::collections::HashSet;

use rayon::prelude::*;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};

use super::lineage::{Identity, Lineage, Origin};
use crate::corpus::ArticleId;
use crate::workspace::kinds::{
    AnnotationRecord, Kind, TagRecord, Written, for_each_kind, unlike_ids,
};
use crate::workspace::{Annotation, AnnotationId, Codebook, Tag, ViewState, Workspace};

/// What the file says it is.
pub const KIND: &str = "dateline-workspace";

/// The newest version this program writes and understands.
pub const VERSION: u32 = 2;

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

macro_rules! document {
    ($(
        $(#[$cfg:meta])*
        $Name:ident($Kind:ty), $section:ident, $doc:literal, { $($held:tt)* }
    )*) => {
        /// The file: a section for each kind of the table, in its order.
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields, rename = "Workspace")]
        pub(super) struct Document {
            kind: String,
            version: u32,
            $(
                $(#[$cfg])*
                #[serde(default, skip_serializing_if = "Written::is_left_out")]
                $section: <$Kind as Kind>::Section,
            )*
            /// The last line of the journal that is in here.
            #[serde(default, skip_serializing_if = "is_none")]
            sequence: u64,
            /// Which workspace it is.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            identity: Option<Identity>,
            /// Which entries led to it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            lineage: Option<Lineage>,
            #[serde(default)]
            view: ViewRecord,
        }

        impl Document {
            fn new(w: &Workspace, origin: &Origin) -> Self {
                Self {
                    kind: KIND.to_owned(),
                    version: VERSION,
                    sequence: origin.sequence,
                    identity: origin.identity.clone(),
                    lineage: origin.lineage.clone(),
                    $($(#[$cfg])* $section: <$Kind>::section(w),)*
                    view: ViewRecord {
                        article: w.view.article.clone(),
                        place: w.view.place,
                    },
                }
            }

            fn origin(&self) -> Origin {
                Origin {
                    sequence: self.sequence,
                    identity: self.identity.clone(),
                    lineage: self.lineage.clone(),
                }
            }
        }

        impl From<Document> for Workspace {
            fn from(d: Document) -> Self {
                let mut workspace = Self {
                    view: ViewState {
                        article: d.view.article,
                        place: d.view.place,
                    },
                    ..Self::default()
                };
                $($(#[$cfg])* <$Kind>::take_section(&mut workspace, d.$section);)*
                workspace
            }
        }
    };
}

for_each_kind!(document);

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "View")]
pub(super) struct ViewRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    article: Option<ArticleId>,
    #[serde(default)]
    place: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_none(sequence: &u64) -> bool {
    *sequence == 0
}

/// One record a line.
fn layout() -> PrettyConfig {
    PrettyConfig::new()
        .depth_limit(2)
        .new_line("\n")
        .indentor("  ")
        .extensions(Extensions::IMPLICIT_SOME)
}

/// The workspace as the text of its file, with the last line of the journal that is in it.
///
/// # Errors
/// Only what the serializer refuses, which no workspace contains.
pub fn workspace_to_ron(workspace: &Workspace, sequence: u64) -> ron::Result<String> {
    let origin = Origin {
        sequence,
        ..Origin::default()
    };
    document_to_ron(workspace, &origin)
}

/// [`workspace_to_ron`] with all that the file says of where it comes from.
pub(super) fn document_to_ron(workspace: &Workspace, origin: &Origin) -> ron::Result<String> {
    let mut out = String::from(HEADER);
    ron::ser::to_writer_pretty(&mut out, &Document::new(workspace, origin), layout())?;
    out.push('\n');
    Ok(out)
}

/// Reads the text of a file, unknown fields refused; with the last line of the journal that is in it.
///
/// # Errors
/// Anything that is not a workspace of this version, with line and column.
pub fn workspace_from_ron(text: &str) -> Result<(Workspace, u64), ron::error::SpannedError> {
    let (workspace, origin) = document_from_ron(text)?;
    Ok((workspace, origin.sequence))
}

/// [`workspace_from_ron`] with all that the file says of where it comes from.
pub(super) fn document_from_ron(
    text: &str,
) -> Result<(Workspace, Origin), ron::error::SpannedError> {
    let document = read_document(text)?;
    let origin = document.origin();
    Ok((Workspace::from(document), origin))
}

/// [`document_from_ron`], with the text given away: it is freed before the workspace is put together.
///
/// # Errors
/// The same, with the text.
pub(super) fn workspace_from_text(
    text: String,
) -> Result<(Workspace, Origin), Box<(ron::error::SpannedError, String)>> {
    let document = match read_document(&text) {
        Ok(document) => document,
        Err(error) => return Err(Box::new((error, text))),
    };
    drop(text);
    let origin = document.origin();
    Ok((Workspace::from(document), origin))
}

/// What stands in a file: as a whole, or with the annotations apart, which are by far the most.
enum Parsed {
    Whole(Document),
    Apart(Document, Vec<Annotation>),
}

impl Parsed {
    fn origin(&self) -> Origin {
        match self {
            Self::Whole(document) | Self::Apart(document, _) => document.origin(),
        }
    }
}

impl From<Parsed> for Workspace {
    fn from(parsed: Parsed) -> Self {
        match parsed {
            Parsed::Whole(document) => document.into(),
            Parsed::Apart(document, annotations) => {
                let mut workspace = Self::from(document);
                workspace.annotations = unlike_ids(annotations).collect();
                workspace
            }
        }
    }
}

fn read_document(text: &str) -> Result<Parsed, ron::error::SpannedError> {
    let split = (text.len() >= LARGE).then(|| Split::of(text)).flatten();
    if let Some((document, annotations)) = split.and_then(Split::read) {
        return Ok(Parsed::Apart(document, annotations));
    }
    options().from_str::<Document>(text).map(Parsed::Whole)
}

/// Ids that more than one annotation of a file has, in its order; none where it cannot be read.
pub fn doubled_ids(text: &str) -> Vec<AnnotationId> {
    let mut known = HashSet::new();
    let doubled = |id: &AnnotationId| !known.insert(*id);
    match read_document(text) {
        Ok(Parsed::Whole(d)) => d.annotations.iter().map(|a| a.id).filter(doubled).collect(),
        Ok(Parsed::Apart(_, all)) => all.iter().map(|a| a.id).filter(doubled).collect(),
        Err(_) => Vec::new(),
    }
}

/// Bytes from which the annotations are read on all processors.
pub(super) const LARGE: usize = 4 << 20;

/// A document as the program writes it: the annotations apart, one a line.
pub(super) struct Split<'t> {
    /// Everything else.
    pub rest: String,
    /// The annotations.
    pub lines: Vec<&'t str>,
}

impl<'t> Split<'t> {
    /// Takes a document apart; none where it does not look as the program writes it.
    pub fn of(text: &'t str) -> Option<Self> {
        const HEAD: &str = "\n  annotations: [\n";
        const END: &str = "\n  ],\n";
        let start = text.find(HEAD)?;
        let body = text.get(start + HEAD.len()..)?;
        let end = body.find(END)?;
        let lines: Vec<&str> = body.get(..end)?.split('\n').collect();
        let is_record = |l: &&str| l.starts_with("    (") && l.ends_with("),");
        lines.iter().all(is_record).then(|| {
            let before = text.get(..start).unwrap_or_default();
            let after = body.get(end + END.len()..).unwrap_or_default();
            Self {
                rest: format!("{before}\n  annotations: [],\n{after}"),
                lines,
            }
        })
    }

    /// Reads it on all processors; none where anything is wrong, which reading it as a whole then names
    /// with its place.
    fn read(self) -> Option<(Document, Vec<Annotation>)> {
        let document = options().from_str::<Document>(&self.rest).ok()?;
        // Each line becomes an annotation at once: their records never stand beside them.
        let record = |line: &&str| {
            let line = line.trim_start().strip_suffix(',')?;
            let record = options().from_str::<AnnotationRecord>(line).ok()?;
            Some(Annotation::from(record))
        };
        let annotations = self.lines.par_iter().map(record).collect::<Option<_>>()?;
        Some((document, annotations))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Codebook")]
struct CodebookDocument {
    kind: String,
    version: u32,
    #[serde(default)]
    tags: Vec<TagRecord>,
}

const CODEBOOK_KIND: &str = "dateline-codebook";

/// A codebook by itself as RON, one tag a line.
///
/// # Errors
/// Only what the serializer refuses, which no codebook contains.
pub fn codebook_to_ron(book: &Codebook) -> ron::Result<String> {
    let tags = book.in_tree_order().into_iter();
    let document = CodebookDocument {
        kind: CODEBOOK_KIND.to_owned(),
        version: VERSION,
        tags: tags.map(|(_, tag)| TagRecord::from(tag.clone())).collect(),
    };
    let mut out = String::new();
    ron::ser::to_writer_pretty(&mut out, &document, layout())?;
    out.push('\n');
    Ok(out)
}

/// The tags of a codebook by itself, or of a whole workspace, each after the one above it.
///
/// # Errors
/// Anything that is neither, with line and column.
pub fn codebook_from_ron(text: &str) -> Result<Vec<Tag>, ron::error::SpannedError> {
    let head: Head = options().from_str(text)?;
    let tags: Vec<Tag> = if head.kind == KIND {
        workspace_from_ron(text)?.0.codebook.tags().to_vec()
    } else {
        let document = options().from_str::<CodebookDocument>(text)?;
        document.tags.into_iter().map(Tag::from).collect()
    };
    let book = Codebook::new(tags, 0);
    Ok(book
        .in_tree_order()
        .into_iter()
        .map(|(_, t)| t.clone())
        .collect())
}

pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

#[cfg(test)]
mod tests;
