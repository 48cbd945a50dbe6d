//! doccano: one JSON object a line, with `text`, `entities` and `relations`; reads also `label`, `labels` and
//! `annotations` of its other exports.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::json::{objects, text, whole};
use super::{Format, Holding};
use crate::exchange::document::{Keeps, each_document};
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenLink, GivenMark, GivenSet, LossReport,
    OffsetUnit,
};
use crate::workspace::Codebook;

pub(super) static FORMAT: Format = Format {
    word: "doccano",
    words: "doccano (JSON Lines)",
    endings: &["doccano.jsonl"],
    holds: &[
        Holding::Texts,
        Holding::Dates,
        Holding::Tags,
        Holding::SeparateQuotes,
        Holding::Relations,
    ],
    is_archive: false,
    read: Some(read),
    write: Some(write),
};

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let keeps = Keeps {
        relations: true,
        ..Keeps::default()
    };
    each_document(set, keeps, report, |doc, _| {
        let mut entities = Vec::new();
        for (at, mark) in doc.marks.iter().enumerate() {
            // It knows one range: the first stands for all.
            for span in mark.of.spans().take(1) {
                let (start, end) = doc.chars(span);
                entities.push(json!({"id": at, "start_offset": start, "end_offset": end, "label": mark.label}));
            }
        }
        let relation = |(id, link): (usize, &&crate::workspace::Relation)| {
            let ends = doc.place_of(link.from).zip(doc.place_of(link.to))?;
            Some(json!({"id": id, "from_id": ends.0, "to_id": ends.1, "type": &*link.name}))
        };
        let relations: Vec<Value> = doc.links.iter().enumerate().filter_map(relation).collect();
        let line = json!({
            "text": &*doc.text,
            "entities": entities,
            "relations": relations,
            "Comments": [],
            "meta": {"id": doc.name, "title": &*doc.article.title, "source": &*doc.article.source,
                "date": doc.article.date.as_ref().map(ToString::to_string)},
        });
        let mut bytes = serde_json::to_vec(&line).map_err(|e| ExportError::Io(e.into()))?;
        bytes.push(b'\n');
        Ok(out.write_all(&bytes)?)
    })
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (file, at, object) in objects(path, report)? {
        let Some(words) = object
            .get("text")
            .or_else(|| object.get("data"))
            .and_then(Value::as_str)
        else {
            report.lose("records without a text", format!("{file} {at}"));
            continue;
        };
        let meta = object.get("meta").unwrap_or(&Value::Null);
        let id = object.get("id").or_else(|| meta.get("id")).map(whole);
        let lists = ["entities", "label", "labels", "annotations"].iter();
        let marks = lists
            .filter_map(|key| object.get(*key)?.as_array())
            .flatten();
        let marks: Vec<GivenMark> = marks.filter_map(mark).collect();
        let links = object
            .get("relations")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        documents.push(GivenDocument {
            name: id.unwrap_or_else(|| format!("{file} {at}")),
            title: text(meta, "title"),
            date: meta.get("date").and_then(Value::as_str).map(str::to_owned),
            source: text(meta, "source"),
            text: Some(words.to_owned()),
            links: links.map(link).collect(),
            marks,
        });
    }
    let set = GivenSet::new(
        documents,
        Codebook::default(),
        OffsetUnit::Characters,
        report,
    );
    Ok(Box::new(set))
}

/// `[0, 6, "ORG"]`, `{"start_offset": 0, "end_offset": 6, "label": "ORG"}`, or a label of the whole text.
fn mark(entry: &Value) -> Option<GivenMark> {
    let number = |value: Option<&Value>| {
        value
            .and_then(Value::as_u64)
            .and_then(|n| u32::try_from(n).ok())
    };
    if let Some(parts) = entry.as_array() {
        return Some(GivenMark {
            label: parts.get(2).map(whole),
            ranges: vec![(number(parts.first())?, number(parts.get(1))?)],
            ..GivenMark::default()
        });
    }
    if let Some(object) = entry.as_object() {
        let user = object.get("user").map(whole).unwrap_or_default();
        return Some(GivenMark {
            id: object.get("id").map(whole).unwrap_or_default(),
            label: object.get("label").map(whole),
            ranges: vec![(
                number(object.get("start_offset"))?,
                number(object.get("end_offset"))?,
            )],
            author: user,
            ..GivenMark::default()
        });
    }
    // A label of the whole text.
    entry.as_str().map(|label| GivenMark {
        label: Some(label.to_owned()),
        ..GivenMark::default()
    })
}

fn link(entry: &Value) -> GivenLink {
    let of = |key: &str| entry.get(key).map(whole).unwrap_or_default();
    GivenLink {
        id: of("id"),
        name: of("type"),
        from: of("from_id"),
        to: of("to_id"),
    }
}
