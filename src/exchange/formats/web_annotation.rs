//! W3C Web Annotations (https://www.w3.org/TR/annotation-model/): JSON-LD, one annotation an object, found
//! again by quote and by position. What the model has no word for stands under `dateline:`.

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::json::{number, objects, put_field, text, whole};
use super::{Format, Holding};
use crate::exchange::document::{Document, Keeps, Mark, each_document};
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenLink, GivenMark, GivenSet, LossReport,
    OffsetUnit,
};
use crate::workspace::{Codebook, ReviewStatus};

pub(super) static FORMAT: Format = Format {
    word: "w3c",
    words: "W3C Web Annotation (JSON-LD)",
    endings: &["jsonld"],
    holds: &[
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
    ],
    is_archive: false,
    read: Some(read),
    write: Some(write),
};

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let keeps = Keeps {
        plain_notes: true,
        whole_articles: true,
        relations: true,
    };
    let mut before = "[\n";
    each_document(set, keeps, report, |doc, _| {
        let marks = doc.marks.iter().map(|mark| of_mark(doc, mark));
        let links = doc.links.iter().map(|link| json!({
            "@context": CONTEXT, "id": urn(&link.id.to_string()), "type": "Annotation", "motivation": "linking",
            "body": [{"type": "TextualBody", "purpose": "tagging", "value": &*link.name}],
            "target": [urn(&link.from.to_string()), urn(&link.to.to_string())],
        }));
        for object in marks.chain(links) {
            let bytes = serde_json::to_vec(&object).map_err(|e| ExportError::Io(e.into()))?;
            out.write_all(std::mem::replace(&mut before, ",\n").as_bytes())?;
            out.write_all(&bytes)?;
        }
        Ok(())
    })?;
    if before == "[\n" {
        out.write_all(b"[")?;
    }
    Ok(out.write_all(b"\n]\n")?)
}

fn urn(id: &str) -> String {
    format!("urn:ulid:{id}")
}

fn of_mark(doc: &Document<'_>, mark: &Mark<'_>) -> Value {
    let one = mark.of;
    let mut body = Vec::new();
    if let Some(label) = &mark.label {
        body.push(json!({"type": "TextualBody", "purpose": "tagging", "value": label}));
    }
    if !one.note.is_empty() {
        body.push(json!({"type": "TextualBody", "purpose": "commenting", "value": &*one.note, "format": "text/plain"}));
    }
    let target = |anchor: &crate::workspace::Anchor| {
        let (start, end) = doc.chars(anchor.span);
        json!({"source": doc.article.id.as_str(), "selector": [
            {"type": "TextQuoteSelector", "exact": &*anchor.quote, "prefix": &*anchor.before, "suffix": &*anchor.after},
            {"type": "TextPositionSelector", "start": start, "end": end},
        ]})
    };
    let targets: Vec<Value> = one.anchors.iter().map(target).collect();
    let target = match targets.as_slice() {
        [] => json!({"source": doc.article.id.as_str()}),
        [only] => only.clone(),
        _ => json!(targets),
    };
    let mut out = json!({
        "@context": [CONTEXT, {"dateline": "urn:dateline:"}],
        "id": urn(&one.id.to_string()),
        "type": "Annotation",
        "motivation": if mark.label.is_some() { "tagging" } else { "commenting" },
        "created": one.created.to_string(),
        "modified": one.modified.to_string(),
        "body": body,
        "target": target,
    });
    if !one.author.is_empty() {
        put_field(
            &mut out,
            "creator",
            json!({"type": "Person", "name": &*one.author}),
        );
    }
    if !one.attributes.is_empty() {
        let all: Map<String, Value> = one
            .attributes
            .iter()
            .map(|a| (a.key.to_string(), json!(&*a.value)))
            .collect();
        put_field(&mut out, "dateline:attributes", Value::Object(all));
    }
    if one.status != ReviewStatus::default() {
        put_field(&mut out, "dateline:status", json!(one.status.words()));
    }
    if one.revision > 0 {
        put_field(&mut out, "dateline:revision", json!(one.revision));
    }
    out
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents: Vec<GivenDocument> = Vec::new();
    let mut waiting: Vec<(String, Value)> = objects(path, report)?
        .into_iter()
        .map(|(f, _, o)| (f, o))
        .collect();
    waiting.reverse();
    let mut links = Vec::new();
    while let Some((file, object)) = waiting.pop() {
        // Collections and pages hold annotations, and pages of them.
        let items = ["items", "first", "@graph"]
            .iter()
            .filter_map(|key| object.get(*key));
        let inside: Vec<Value> = items
            .flat_map(|v| v.as_array().cloned().unwrap_or_else(|| vec![v.clone()]))
            .filter(Value::is_object)
            .collect();
        let kinds = types(&object);
        if !kinds.iter().any(|k| k == "Annotation") {
            if inside.is_empty() && !kinds.iter().any(|k| k.starts_with("Annotation")) {
                report.lose(
                    "objects that are no annotation",
                    format!("{file}: type {}", kinds.join(", ")),
                );
            }
            waiting.extend(inside.into_iter().rev().map(|v| (file.clone(), v)));
            continue;
        }
        take(&file, &object, &mut documents, &mut links, report);
    }
    for link in links {
        let from: &GivenLink = &link;
        let home = documents
            .iter_mut()
            .find(|d| d.marks.iter().any(|m| m.id == from.from));
        match home {
            Some(document) => document.links.push(link),
            None => report.lose(
                "relations to annotations that are not in the file",
                link.name,
            ),
        }
    }
    let set = GivenSet::new(
        documents,
        Codebook::default(),
        OffsetUnit::Characters,
        report,
    );
    Ok(Box::new(set))
}

fn types(object: &Value) -> Vec<String> {
    match object.get("type").or_else(|| object.get("@type")) {
        Some(Value::Array(all)) => all.iter().map(whole).collect(),
        Some(one) => vec![whole(one)],
        None => Vec::new(),
    }
}

fn list(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
    }
}

fn bare(id: &str) -> String {
    id.strip_prefix("urn:ulid:").unwrap_or(id).to_owned()
}

/// What the bodies of an annotation say: tags, and notes.
fn said(object: &Value) -> (Vec<String>, Vec<String>) {
    let (mut labels, mut notes) = (Vec::new(), Vec::new());
    let bodies = list(object.get("body"))
        .into_iter()
        .chain(list(object.get("bodyValue")));
    for body in bodies {
        let words = match &body {
            Value::String(words) if words.starts_with("http") => format!("see {words}"),
            Value::String(words) => words.clone(),
            body => text(body, "value"),
        };
        let purpose = text(&body, "purpose");
        if words.is_empty() {
            let address = text(&body, "id");
            if !address.is_empty() {
                notes.push(format!("see {address}"));
            }
        } else if matches!(purpose.as_str(), "tagging" | "classifying" | "identifying") {
            labels.push(words);
        } else {
            notes.push(words);
        }
    }
    (labels, notes)
}

fn take(
    file: &str,
    object: &Value,
    documents: &mut Vec<GivenDocument>,
    links: &mut Vec<GivenLink>,
    report: &mut LossReport,
) {
    let id = bare(&text(object, "id"));
    let (labels, notes) = said(object);
    let targets = list(object.get("target"));
    let ids: Vec<String> = targets.iter().filter_map(Value::as_str).map(bare).collect();
    if text(object, "motivation") == "linking" && ids.len() == 2 && ids.len() == targets.len() {
        links.push(GivenLink {
            id,
            name: labels.into_iter().next().unwrap_or_default(),
            from: ids.first().cloned().unwrap_or_default(),
            to: ids.get(1).cloned().unwrap_or_default(),
        });
        return;
    }
    if targets.is_empty() {
        report.lose("annotations without a target", format!("{file} {id}"));
        return;
    }
    let mut mark = GivenMark {
        note: notes.join("\n"),
        author: creator(object),
        created: object
            .get("created")
            .and_then(Value::as_str)
            .map(str::to_owned),
        modified: object
            .get("modified")
            .and_then(Value::as_str)
            .map(str::to_owned),
        revision: number(object, "dateline:revision").unwrap_or(0),
        id,
        ..GivenMark::default()
    };
    let status = text(object, "dateline:status");
    mark.status = ReviewStatus::ALL
        .into_iter()
        .find(|s| s.words() == status)
        .unwrap_or_default();
    if let Some(Value::Object(attributes)) = object.get("dateline:attributes") {
        mark.attributes = attributes
            .iter()
            .map(|(k, v)| (k.clone(), whole(v)))
            .collect();
    }
    let mut source = String::new();
    for target in &targets {
        let at = match target {
            Value::String(address) => address.clone(),
            target => [text(target, "source"), text(target, "id")]
                .into_iter()
                .find(|s| !s.is_empty())
                .unwrap_or_default(),
        };
        if source.is_empty() {
            source = at;
        }
        for selector in list(target.get("selector")) {
            select(&selector, &mut mark);
        }
    }
    let name = if source.is_empty() {
        file.to_owned()
    } else {
        source
    };
    let place = documents
        .iter()
        .position(|d| d.name == name)
        .unwrap_or_else(|| {
            documents.push(GivenDocument {
                name,
                ..GivenDocument::default()
            });
            documents.len() - 1
        });
    let Some(document) = documents.get_mut(place) else {
        return;
    };
    // Several tags on one passage are several annotations.
    let first = labels.first().cloned();
    document.marks.push(GivenMark {
        label: first,
        ..mark.clone()
    });
    for (n, label) in labels.into_iter().enumerate().skip(1) {
        document.marks.push(GivenMark {
            id: format!("{} {n}", mark.id),
            label: Some(label),
            ..mark.clone()
        });
    }
}

fn select(selector: &Value, mark: &mut GivenMark) {
    match text(selector, "type").as_str() {
        "TextQuoteSelector" => {
            let quote = text(selector, "exact");
            if !quote.is_empty() {
                mark.quotes.push(quote);
            }
        }
        "TextPositionSelector" => {
            if let Some(range) = number(selector, "start").zip(number(selector, "end")) {
                mark.ranges.push(range);
            }
        }
        _ => {
            for refined in list(selector.get("refinedBy")) {
                select(&refined, mark);
            }
        }
    }
}

fn creator(object: &Value) -> String {
    let found = object.get("creator").map(|c| match c {
        Value::String(name) => name.clone(),
        Value::Array(all) => all.first().map(|c| text(c, "name")).unwrap_or_default(),
        c => [text(c, "name"), text(c, "nickname"), text(c, "id")]
            .into_iter()
            .find(|s| !s.is_empty())
            .unwrap_or_default(),
    });
    found.unwrap_or_default()
}
