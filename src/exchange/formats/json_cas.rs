//! UIMA JSON CAS 0.4: a file a document, with its types, as INCEpTION and dkpro-cassis read it.

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::cas::{
    self, ANNOTATION, DOCUMENT, DOCUMENT_FEATURES, FEATURES, Found, LINK_FEATURES, RELATION,
};
use super::json::{number, objects, whole};
use super::{Format, Holding};
use crate::exchange::document::{Keeps, each_document};
use crate::exchange::packed::Packer;
use crate::exchange::{AnnotatedSet, ExportError, GivenSet, LossReport, OffsetUnit};
use crate::workspace::Codebook;

/// What both forms of UIMA hold.
pub(super) const HOLDS: [Holding; 14] = [
    Holding::Texts,
    Holding::Dates,
    Holding::Tags,
    Holding::PlainNotes,
    Holding::WholeArticles,
    Holding::SeveralRanges,
    Holding::SeparateQuotes,
    Holding::Notes,
    Holding::Attributes,
    Holding::Authors,
    Holding::Times,
    Holding::Status,
    Holding::Revisions,
    Holding::Relations,
];

pub(super) static FORMAT: Format = Format {
    word: "json-cas",
    words: "UIMA JSON CAS",
    endings: &["json-cas.zip"],
    holds: &HOLDS,
    is_archive: true,
    read: Some(read),
    write: Some(write),
};

fn types() -> Value {
    let kind = |name: &str, features: &[&str]| {
        let mut out = Map::new();
        out.insert("%NAME".into(), json!(name));
        out.insert("%SUPER_TYPE".into(), json!("uima.tcas.Annotation"));
        for feature in features {
            out.insert(
                (*feature).into(),
                json!({"%NAME": feature, "%RANGE": "uima.cas.String"}),
            );
        }
        Value::Object(out)
    };
    json!({
        ANNOTATION: kind(ANNOTATION, &FEATURES),
        RELATION: kind(RELATION, &LINK_FEATURES),
        DOCUMENT: kind(DOCUMENT, &DOCUMENT_FEATURES),
    })
}

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut archive = Packer::new(out);
    let keeps = Keeps {
        plain_notes: true,
        whole_articles: true,
        relations: true,
    };
    each_document(set, keeps, report, |doc, _| {
        let mut all = vec![json!({
            "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text",
            "sofaString": &*doc.text,
        })];
        let mut members = Vec::new();
        for (at, one) in cas::structures(doc).into_iter().enumerate() {
            let id = at + 2;
            let mut object = Map::new();
            object.insert("%ID".into(), json!(id));
            object.insert("%TYPE".into(), json!(one.kind));
            object.insert("@sofa".into(), json!(1));
            object.insert("begin".into(), json!(one.range.0));
            object.insert("end".into(), json!(one.range.1));
            object.extend(
                one.features
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), json!(value))),
            );
            members.push(json!(id));
            all.push(Value::Object(object));
        }
        let cas = json!({
            "%TYPES": types(),
            "%FEATURE_STRUCTURES": all,
            "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}},
        });
        let bytes = serde_json::to_vec(&cas).map_err(|e| ExportError::Io(e.into()))?;
        archive.file(&format!("{}.json", doc.name), &bytes)
    })?;
    archive.finish()
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (file, _, cas) in objects(path, report)? {
        let Some(structures) = cas.get("%FEATURE_STRUCTURES") else {
            if cas.get("%TYPES").is_none() && cas.get("%VIEWS").is_none() {
                report.lose("files that are no CAS", file);
            }
            continue;
        };
        // A list, or a map by id.
        let all: Vec<Value> = match structures {
            Value::Array(all) => all.clone(),
            Value::Object(all) => all
                .iter()
                .map(|(id, v)| {
                    let mut v = v.clone();
                    if let Value::Object(fields) = &mut v {
                        fields.entry("%ID").or_insert_with(|| json!(id));
                    }
                    v
                })
                .collect(),
            _ => Vec::new(),
        };
        let mut sofas: Vec<(String, String)> = Vec::new();
        for one in all
            .iter()
            .filter(|o| o.get("%TYPE").is_some_and(|t| t == "uima.cas.Sofa"))
        {
            let id = one.get("%ID").map(whole).unwrap_or_default();
            match one.get("sofaString").and_then(Value::as_str) {
                Some(text) => sofas.push((id, text.to_owned())),
                None => report.lose("views without a text", file.clone()),
            }
        }
        let several = sofas.len() > 1;
        for (at, (sofa, text)) in sofas.into_iter().enumerate() {
            let found: Vec<Found> = all
                .iter()
                .filter(|o| o.get("@sofa").is_none_or(|s| whole(s) == sofa))
                .map(found)
                .collect();
            let stem = file
                .rsplit_once('.')
                .map_or(file.as_str(), |(stem, _)| stem);
            let name = if several {
                format!("{stem} {}", at + 1)
            } else {
                stem.to_owned()
            };
            documents.push(cas::document(name, Some(text), &found, report));
        }
    }
    let set = GivenSet::new(documents, Codebook::default(), OffsetUnit::Utf16, report);
    Ok(Box::new(set))
}

fn found(object: &Value) -> Found {
    let kind = object.get("%TYPE").map(whole).unwrap_or_default();
    let mut out = Found {
        id: object.get("%ID").map(whole).unwrap_or_default(),
        range: number(object, "begin")
            .zip(number(object, "end"))
            .or_else(|| number(object, "^begin").zip(number(object, "^end"))),
        kind,
        ..Found::default()
    };
    for (name, value) in object.as_object().into_iter().flatten() {
        if name.starts_with(['%', '^', '#'])
            || matches!(
                name.as_str(),
                "begin" | "end" | "sofa" | "@sofa" | "sofaString"
            )
        {
            continue;
        }
        if let Some(name) = name.strip_prefix('@') {
            let targets = value
                .as_array()
                .map_or_else(|| vec![whole(value)], |all| all.iter().map(whole).collect());
            out.references.push((name.to_owned(), targets));
        } else if !value.is_null() {
            out.features.push((name.clone(), whole(value)));
        }
    }
    out
}
