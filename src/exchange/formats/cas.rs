//! What UIMA's two file forms have in common: annotations and relations as feature structures.
//!
//! Written are three types of our own: `dateline.Annotation` (a range; several of one annotation share its
//! `annotation`), `dateline.Relation`, `dateline.Document`. Read is any annotation of any type: its tag is the
//! type's short name and, below it, the value of its first telling feature.

use std::collections::BTreeMap;

use crate::exchange::document::Document;
use crate::exchange::{GivenDocument, GivenLink, GivenMark, LossReport};
use crate::workspace::ReviewStatus;

/// The types that are written.
pub(super) const ANNOTATION: &str = "dateline.Annotation";
pub(super) const RELATION: &str = "dateline.Relation";
pub(super) const DOCUMENT: &str = "dateline.Document";

/// Features of an annotation, all words.
pub(super) const FEATURES: [&str; 10] = [
    "label",
    "note",
    "author",
    "created",
    "modified",
    "status",
    "revision",
    "attributes",
    "annotation",
    "whole",
];
/// Features of a relation, all words.
pub(super) const LINK_FEATURES: [&str; 4] = ["relation", "name", "source", "target"];
/// Features of a document, all words.
pub(super) const DOCUMENT_FEATURES: [&str; 4] = ["name", "title", "date", "outlet"];

/// A feature structure with a range, as it is written.
pub(super) struct Structure {
    pub kind: &'static str,
    /// Its range in units of UTF-16.
    pub range: (u32, u32),
    pub features: Vec<(&'static str, String)>,
}

/// The feature structures of a document.
pub(super) fn structures(doc: &Document<'_>) -> Vec<Structure> {
    let end = doc.utf16(crate::text::Span::new(0, doc.text.len())).1;
    let date = doc
        .article
        .date
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut out = vec![Structure {
        kind: DOCUMENT,
        range: (0, end),
        features: vec![
            ("name", doc.name.clone()),
            ("title", doc.article.title.to_string()),
            ("date", date),
            ("outlet", doc.article.source.to_string()),
        ],
    }];
    for mark in &doc.marks {
        let one = mark.of;
        let attributes: BTreeMap<&str, &str> = one
            .attributes
            .iter()
            .map(|a| (&*a.key, &*a.value))
            .collect();
        let attributes = if attributes.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&attributes).unwrap_or_default()
        };
        let status = if one.status == ReviewStatus::default() {
            ""
        } else {
            one.status.words()
        };
        let features = |whole: &str| {
            vec![
                ("label", mark.label.clone().unwrap_or_default()),
                ("note", one.note.to_string()),
                ("author", one.author.to_string()),
                ("created", one.created.to_string()),
                ("modified", one.modified.to_string()),
                ("status", status.to_owned()),
                (
                    "revision",
                    if one.revision > 0 {
                        one.revision.to_string()
                    } else {
                        String::new()
                    },
                ),
                ("attributes", attributes.clone()),
                ("annotation", one.id.to_string()),
                ("whole", whole.to_owned()),
            ]
        };
        for span in one.spans() {
            out.push(Structure {
                kind: ANNOTATION,
                range: doc.utf16(span),
                features: features(""),
            });
        }
        if one.is_whole_article() {
            out.push(Structure {
                kind: ANNOTATION,
                range: (0, end),
                features: features("yes"),
            });
        }
    }
    for link in &doc.links {
        let start = doc
            .place_of(link.from)
            .and_then(|at| doc.marks.get(at))
            .and_then(|m| m.of.spans().next());
        let range = start.map_or((0, end), |s| doc.utf16(s));
        out.push(Structure {
            kind: RELATION,
            range,
            features: vec![
                ("relation", link.id.to_string()),
                ("name", link.name.to_string()),
                ("source", link.from.to_string()),
                ("target", link.to.to_string()),
            ],
        });
    }
    for one in &mut out {
        one.features.retain(|(_, value)| !value.is_empty());
    }
    out
}

/// A feature structure as a file has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub id: String,
    /// Its type, with its package.
    pub kind: String,
    pub range: Option<(u32, u32)>,
    /// Features that are words or numbers.
    pub features: Vec<(String, String)>,
    /// Features that point at other structures, by their ids.
    pub references: Vec<(String, Vec<String>)>,
}

impl Found {
    fn feature(&self, name: &str) -> String {
        self.features
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
            .unwrap_or_default()
    }
}

/// Types that divide a text and say nothing of it.
const STRUCTURE: [&str; 9] = [
    "Token",
    "Sentence",
    "Paragraph",
    "Heading",
    "Div",
    "DocumentAnnotation",
    "DocumentMetaData",
    "TagsetDescription",
    "Document",
];
/// Features that say what an annotation is, the most telling first.
const TELLING: [&str; 9] = [
    "label",
    "value",
    "identifier",
    "PosValue",
    "DependencyType",
    "role",
    "category",
    "referenceType",
    "entity",
];

/// The document that the structures of one text say.
pub(super) fn document(
    name: String,
    text: Option<String>,
    found: &[Found],
    report: &mut LossReport,
) -> GivenDocument {
    let mut out = GivenDocument {
        name,
        text,
        ..GivenDocument::default()
    };
    let mut structure: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for one in found {
        let short = one.kind.rsplit('.').next().unwrap_or(&one.kind);
        if one.kind == DOCUMENT {
            out.title = one.feature("title");
            out.date = Some(one.feature("date")).filter(|d| !d.is_empty());
            out.source = one.feature("outlet");
            let name = one.feature("name");
            if !name.is_empty() {
                out.name = name;
            }
        } else if one.kind == ANNOTATION {
            own(one, &mut out);
        } else if one.kind == RELATION {
            out.links.push(GivenLink {
                id: one.feature("relation"),
                name: one.feature("name"),
                from: one.feature("source"),
                to: one.feature("target"),
            });
        } else if STRUCTURE.contains(&short) {
            *structure.entry(short.to_owned()).or_default() += 1;
        } else if let Some(range) = one.range {
            ids.insert(one.id.clone(), one.id.clone());
            out.marks.push(foreign(one, short, range));
        }
    }
    for (kind, n) in structure {
        report.note(format!(
            "{n} {kind} of {}: they divide the text and are not taken",
            out.name
        ));
    }
    for one in found {
        for (role, targets) in &one.references {
            if !ids.contains_key(&one.id) || role == "sofa" {
                continue;
            }
            for to in targets
                .iter()
                .filter(|to| ids.contains_key(*to) && **to != one.id)
            {
                out.links.push(GivenLink {
                    id: format!("{} {role} {to}", one.id),
                    name: role.clone(),
                    from: one.id.clone(),
                    to: to.clone(),
                });
            }
        }
    }
    out
}

/// One of our own, or a further range of one.
fn own(one: &Found, out: &mut GivenDocument) {
    let id = one.feature("annotation");
    if let (Some(range), Some(mark)) = (one.range, out.marks.iter_mut().find(|m| m.id == id)) {
        mark.ranges.push(range);
        return;
    }
    let attributes: BTreeMap<String, String> =
        serde_json::from_str(&one.feature("attributes")).unwrap_or_default();
    let status = one.feature("status");
    let label = one.feature("label");
    let is_whole = one.feature("whole") == "yes";
    let time = |name: &str| Some(one.feature(name)).filter(|t| !t.is_empty());
    out.marks.push(GivenMark {
        label: (!label.is_empty()).then_some(label),
        ranges: one.range.filter(|_| !is_whole).into_iter().collect(),
        note: one.feature("note"),
        attributes: attributes.into_iter().collect(),
        author: one.feature("author"),
        created: time("created"),
        modified: time("modified"),
        status: ReviewStatus::ALL
            .into_iter()
            .find(|s| s.words() == status)
            .unwrap_or_default(),
        revision: one.feature("revision").parse().unwrap_or(0),
        id,
        ..GivenMark::default()
    });
}

fn foreign(one: &Found, short: &str, range: (u32, u32)) -> GivenMark {
    let telling = TELLING.iter().find_map(|name| {
        let value = one.feature(name);
        (!value.is_empty()).then_some((*name, value))
    });
    let label = telling.as_ref().map_or_else(
        || short.to_owned(),
        |(_, value)| format!("{short}/{}", value.replace('/', "∕")),
    );
    let rest = one.features.iter().filter(|(name, value)| {
        telling.as_ref().is_none_or(|(t, _)| t != name) && !value.is_empty()
    });
    GivenMark {
        id: one.id.clone(),
        label: Some(label),
        ranges: vec![range],
        attributes: rest.cloned().collect(),
        ..GivenMark::default()
    }
}
