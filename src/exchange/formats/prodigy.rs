//! Prodigy and spaCy: one task a line, with `text`, `tokens`, `spans` and `relations`.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::json::{number, objects, put_field, text, whole};
use super::{Format, Holding};
use crate::exchange::document::{Document, Keeps, each_document, words_and_signs};
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenLink, GivenMark, GivenSet, LossReport,
    OffsetUnit,
};
use crate::text::Span;
use crate::workspace::Codebook;

pub(super) static FORMAT: Format = Format {
    word: "prodigy",
    words: "Prodigy and spaCy (JSON Lines)",
    endings: &["prodigy.jsonl"],
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

/// Words and signs with their ranges in characters.
fn cut(doc: &Document<'_>) -> Vec<(u32, u32)> {
    let whole = Span::new(0, doc.text.len());
    let pieces = words_and_signs(&doc.text, whole).into_iter();
    pieces.map(|span| doc.chars(span)).collect()
}

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
        let cut = cut(doc);
        let words = |(start, end): (u32, u32)| -> String {
            doc.text
                .chars()
                .skip(start as usize)
                .take((end - start) as usize)
                .collect()
        };
        let token = |(id, range): (usize, &(u32, u32))| {
            let next = cut.get(id + 1).map(|r| r.0);
            json!({"text": words(*range), "start": range.0, "end": range.1, "id": id, "ws": next.is_some_and(|n| n > range.1)})
        };
        // First and last token of a span; none where it begins or ends inside one.
        let tokens_of = |(start, end): (u32, u32)| {
            let first = cut.iter().position(|r| r.0 == start)?;
            let last = cut.iter().position(|r| r.1 == end)?;
            Some((first, last))
        };
        let mut spans = Vec::new();
        let mut on_tokens = true;
        for (at, mark) in doc.marks.iter().enumerate() {
            for span in mark.of.spans().take(1) {
                let range = doc.chars(span);
                let mut value =
                    json!({"start": range.0, "end": range.1, "label": mark.label, "id": at});
                match tokens_of(range) {
                    Some((first, last)) => {
                        put_field(&mut value, "token_start", json!(first));
                        put_field(&mut value, "token_end", json!(last));
                    }
                    None => on_tokens = false,
                }
                spans.push(value);
            }
        }
        let relation = |link: &&crate::workspace::Relation| {
            let range = |id| {
                let mark = doc.marks.get(doc.place_of(id)?)?;
                mark.of.spans().next().map(|s| doc.chars(s))
            };
            let (head, child) = (range(link.from)?, range(link.to)?);
            let last = |r| tokens_of(r).map(|(_, last)| last);
            Some(json!({
                "head": last(head), "child": last(child), "label": &*link.name,
                "head_span": {"start": head.0, "end": head.1}, "child_span": {"start": child.0, "end": child.1},
            }))
        };
        let relations: Vec<Value> = doc.links.iter().filter_map(relation).collect();
        let mut line = json!({
            "text": &*doc.text,
            "meta": {"id": doc.name, "title": &*doc.article.title, "source": &*doc.article.source,
                "date": doc.article.date.as_ref().map(ToString::to_string)},
            "spans": spans,
            "relations": relations,
            "answer": "accept",
        });
        // Spans off the borders of tokens are refused where there are tokens: then there are none.
        if on_tokens {
            put_field(
                &mut line,
                "tokens",
                cut.iter().enumerate().map(token).collect(),
            );
        }
        let mut bytes = serde_json::to_vec(&line).map_err(|e| ExportError::Io(e.into()))?;
        bytes.push(b'\n');
        Ok(out.write_all(&bytes)?)
    })
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (file, at, task) in objects(path, report)? {
        let Some(words) = task.get("text").and_then(Value::as_str) else {
            report.lose("records without a text", format!("{file} {at}"));
            continue;
        };
        let answer = text(&task, "answer");
        let spans = task
            .get("spans")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let mut marks = Vec::new();
        for (place, span) in spans.enumerate() {
            let range = number(span, "start").zip(number(span, "end"));
            let Some(range) = range else {
                report.lose("spans without a range", format!("{file} {at}"));
                continue;
            };
            let id = span.get("id").map_or_else(|| format!("{place}"), whole);
            marks.push(GivenMark {
                id,
                label: span.get("label").map(whole),
                quotes: span
                    .get("text")
                    .and_then(Value::as_str)
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
                ranges: vec![range],
                ..GivenMark::default()
            });
        }
        if !answer.is_empty() && answer != "accept" {
            let why = format!("records that were answered with {answer}: their text is kept");
            report.lose_many(why, 1, Some(format!("{file} {at}")));
            marks.clear();
        }
        let of = |span: Option<&Value>| {
            let range = span.and_then(|s| number(s, "start").zip(number(s, "end")))?;
            marks
                .iter()
                .find(|m| m.ranges.first() == Some(&range))
                .map(|m| m.id.clone())
        };
        let relations = task
            .get("relations")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let links = relations.map(|r| GivenLink {
            id: String::new(),
            name: text(r, "label"),
            from: of(r.get("head_span")).unwrap_or_default(),
            to: of(r.get("child_span")).unwrap_or_default(),
        });
        let links = links.collect();
        let meta = task.get("meta").unwrap_or(&Value::Null);
        let id = meta.get("id").map_or_else(|| format!("{file} {at}"), whole);
        documents.push(GivenDocument {
            name: id,
            title: text(meta, "title"),
            date: meta.get("date").and_then(Value::as_str).map(str::to_owned),
            source: text(meta, "source"),
            text: Some(words.to_owned()),
            links,
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
