//! Label Studio: an array of tasks, each with its text and the results of its annotators. The labelling
//! configuration that it needs stands beside the tasks in the archive.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::json::{number, objects, text, whole};
use super::{Format, Holding};
use crate::exchange::charts::xml_escaped;
use crate::exchange::document::{Keeps, each_document};
use crate::exchange::packed::Packer;
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenLink, GivenMark, GivenSet, LossReport,
    OffsetUnit,
};
use crate::workspace::{Codebook, Slot};

pub(super) static FORMAT: Format = Format {
    word: "label-studio",
    words: "Label Studio (tasks and configuration)",
    endings: &["label-studio.zip"],
    holds: &[
        Holding::Texts,
        Holding::Dates,
        Holding::Tags,
        Holding::SeparateQuotes,
        Holding::Notes,
        Holding::Relations,
    ],
    is_archive: true,
    read: Some(read),
    write: Some(write),
};

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut archive = Packer::new(out);
    let mut labels: BTreeSet<String> = BTreeSet::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut number = 0;
    let keeps = Keeps {
        relations: true,
        ..Keeps::default()
    };
    each_document(set, keeps, report, |doc, _| {
        number += 1;
        let mut results = Vec::new();
        for mark in &doc.marks {
            let label = mark.label.clone().unwrap_or_default();
            let id = mark.of.id.to_string();
            for (span, anchor) in mark.of.spans().zip(&mark.of.anchors).take(1) {
                let (start, end) = doc.utf16(span);
                results.push(json!({
                    "id": id, "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
                    "value": {"start": start, "end": end, "text": &*anchor.quote, "labels": [label]},
                }));
                if !mark.of.note.is_empty() {
                    results.push(json!({
                        "id": id, "from_name": "note", "to_name": "text", "type": "textarea", "origin": "manual",
                        "value": {"start": start, "end": end, "text": [&*mark.of.note]},
                    }));
                }
            }
            labels.insert(label);
        }
        for link in &doc.links {
            names.insert(link.name.to_string());
            results.push(json!({
                "type": "relation", "from_id": link.from.to_string(), "to_id": link.to.to_string(),
                "direction": "right", "labels": [&*link.name],
            }));
        }
        let task = json!([{
            "id": number,
            "data": {"text": &*doc.text, "id": doc.name, "title": &*doc.article.title,
                "source": &*doc.article.source, "date": doc.article.date.as_ref().map(ToString::to_string)},
            "annotations": [{"id": number, "completed_by": 1, "result": results, "was_cancelled": false, "ground_truth": false}],
        }]);
        let bytes = serde_json::to_vec(&task).map_err(|e| ExportError::Io(e.into()))?;
        archive.file(&format!("tasks/{}.json", doc.name), &bytes)
    })?;
    archive.file("config.xml", config(&labels, &names).as_bytes())?;
    archive.finish()
}

/// The configuration that names the labels.
fn config(labels: &BTreeSet<String>, relations: &BTreeSet<String>) -> String {
    let mut out = "<View>\n  <Relations>\n".to_owned();
    for name in relations {
        out += &format!("    <Relation value=\"{}\"/>\n", xml_escaped(name));
    }
    out += "  </Relations>\n  <Labels name=\"label\" toName=\"text\">\n";
    for (at, label) in labels.iter().enumerate() {
        let slot = usize::from(Slot::after(at).number()) - 1;
        let colour = crate::exchange::charts::PAPER_SLOTS
            .get(slot)
            .copied()
            .unwrap_or("#4477AA");
        out += &format!(
            "    <Label value=\"{}\" background=\"{colour}\"/>\n",
            xml_escaped(label)
        );
    }
    out += "  </Labels>\n  <Text name=\"text\" value=\"$text\"/>\n  <TextArea name=\"note\" toName=\"text\" perRegion=\"true\"/>\n</View>\n";
    out
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (file, at, task) in objects(path, report)? {
        // What an annotator has done without the task around it.
        let alone = task.get("result").is_some() && task.get("data").is_none();
        let data = task.get("data").unwrap_or(&Value::Null);
        let strings = data.as_object().into_iter().flatten();
        let longest = strings
            .filter_map(|(key, v)| Some((key, v.as_str()?)))
            .max_by_key(|(key, v)| (*key == "text", v.len()));
        let words = longest.map(|(_, v)| v.to_owned());
        if words.is_none() && !alone {
            report.lose("tasks without a text", format!("{file} {at}"));
            continue;
        }
        let mut document = GivenDocument {
            name: data
                .get("id")
                .or_else(|| task.get("id"))
                .map_or_else(|| format!("{file} {at}"), whole),
            title: text(data, "title"),
            date: data.get("date").and_then(Value::as_str).map(str::to_owned),
            source: text(data, "source"),
            text: words,
            ..GivenDocument::default()
        };
        let whole_task = std::slice::from_ref(&task);
        let lists = ["annotations", "completions", "predictions"].iter();
        let done = lists.filter_map(|key| task.get(*key)?.as_array()).flatten();
        let done: Vec<&Value> = if alone {
            whole_task.iter().collect()
        } else {
            done.collect()
        };
        for annotation in done {
            if annotation.get("was_cancelled") == Some(&Value::Bool(true)) {
                report.lose("annotations that were cancelled", format!("{file} {at}"));
                continue;
            }
            let author = annotation
                .get("completed_by")
                .or_else(|| annotation.get("model_version"));
            let author = author
                .map(|a| a.get("email").map_or_else(|| whole(a), whole))
                .unwrap_or_default();
            let created = annotation
                .get("created_at")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let results = annotation
                .get("result")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            for result in results {
                take(result, &mut document, (&author, created.as_deref()), report);
            }
        }
        documents.push(document);
    }
    let set = GivenSet::new(documents, Codebook::default(), OffsetUnit::Utf16, report);
    Ok(Box::new(set))
}

/// One result: a span, a choice of the whole text, a note on a span, a relation.
fn take(
    result: &Value,
    document: &mut GivenDocument,
    (author, created): (&str, Option<&str>),
    report: &mut LossReport,
) {
    let kind = text(result, "type");
    let value = result.get("value").unwrap_or(&Value::Null);
    if kind == "relation" {
        let names = result.get("labels").and_then(Value::as_array);
        document.links.push(GivenLink {
            id: String::new(),
            name: names.and_then(|l| l.first()).map(whole).unwrap_or_default(),
            from: text(result, "from_id"),
            to: text(result, "to_id"),
        });
        return;
    }
    let id = text(result, "id");
    if kind == "textarea" {
        let words = value.get("text").map(|t| match t.as_array() {
            Some(lines) => lines.iter().map(whole).collect::<Vec<_>>().join("\n"),
            None => whole(t),
        });
        if let Some(mark) = document.marks.iter_mut().find(|m| m.id == id) {
            mark.note = words.unwrap_or_default();
        }
        return;
    }
    let labels = ["labels", "hypertextlabels", "choices", "taxonomy"].iter();
    let labels: Vec<String> = labels
        .filter_map(|k| value.get(*k)?.as_array())
        .flatten()
        .map(whole)
        .collect();
    let offsets = value.get("globalOffsets").unwrap_or(value);
    let range = number(offsets, "start").zip(number(offsets, "end"));
    let is_span = matches!(kind.as_str(), "labels" | "hypertextlabels");
    if is_span && range.is_none() {
        report.lose("spans whose place is not given in characters", id);
        return;
    }
    if labels.is_empty() && !is_span {
        report.lose(format!("results of the kind {kind}"), id);
        return;
    }
    for label in if labels.is_empty() {
        vec![String::new()]
    } else {
        labels
    } {
        document.marks.push(GivenMark {
            id: id.clone(),
            label: (!label.is_empty()).then_some(label),
            ranges: range.filter(|_| is_span).into_iter().collect(),
            quotes: value
                .get("text")
                .filter(|_| is_span)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            author: author.to_owned(),
            created: created.map(str::to_owned),
            ..GivenMark::default()
        });
    }
}
