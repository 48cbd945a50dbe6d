//! One object of JSON into one record: lists and objects inside become values of dotted names.

use serde_json::{Map, Value};

use crate::import::mapping::{Record, is_parts_name, is_text_name};

/// The top level of an object: objects inside become `outer.inner`, lists are joined: paragraphs of a text by
/// an empty line, its marked parts without anything between, labels by semicolons.
pub(crate) fn record_of(value: Value) -> Result<Record, String> {
    let Value::Object(object) = value else {
        return Err("it is not an object".to_owned());
    };
    let mut out = Record::with_capacity(object.len());
    for (name, value) in unwrapped(object) {
        flatten(name, value, 0, &mut out);
    }
    Ok(out)
}

/// The object itself, where a search engine or a listing has put it into another.
fn unwrapped(mut object: Map<String, Value>) -> Map<String, Value> {
    let is_listed = object.len() == 2 && object.contains_key("kind");
    let inner = match object.get_mut("_source") {
        Some(inner) => Some(inner),
        None if is_listed => object.get_mut("data"),
        None => None,
    };
    let Some(Value::Object(inner)) = inner.map(Value::take) else {
        return object;
    };
    let mut out = inner;
    for (name, value) in object {
        if !value.is_null() && !out.contains_key(&name) {
            out.insert(name, value);
        }
    }
    out
}

/// Deepest object inside an object that gives dotted names; what lies deeper is one value.
const MAX_NESTING: u32 = 4;

/// Puts a value and what is inside it into a record, under names from `name` on.
pub(crate) fn flatten(name: String, value: Value, depth: u32, out: &mut Record) {
    match value {
        Value::Null => {}
        Value::String(text) => {
            if !text.trim().is_empty() {
                out.push((name, text));
            }
        }
        Value::Bool(b) => out.push((name, b.to_string())),
        Value::Number(n) => out.push((name, n.to_string())),
        Value::Array(items) => {
            let joined = joined(&name, items);
            if !joined.trim().is_empty() {
                out.push((name, joined));
            }
        }
        Value::Object(object) if depth < MAX_NESTING => {
            for (inner, value) in object {
                flatten(format!("{name}.{inner}"), value, depth + 1, out);
            }
        }
        Value::Object(object) => {
            let words = leaves(Value::Object(object)).join(", ");
            if !words.is_empty() {
                out.push((name, words));
            }
        }
    }
}

/// Characters on average from which strings of a list are paragraphs.
const PARAGRAPH_CHARS: usize = 60;

fn joined(name: &str, items: Vec<Value>) -> String {
    let has_part = items.iter().any(|item| part_text(item).is_some());
    let has_string = items.iter().any(Value::is_string);
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_text = is_text_name(name) || is_parts_name(last);
    let between = if last == "sentences" { " " } else { "\n\n" };
    let of_parts = |item: &Value| part_text(item).is_some() || item.is_string();
    if has_part && items.iter().all(of_parts) && (is_text || has_string) {
        let is_inline = has_string || items.iter().all(is_inline);
        let texts = items
            .iter()
            .filter_map(|item| item.as_str().or_else(|| part_text(item)));
        let texts: Vec<&str> = texts
            .filter(|text| is_inline || !text.trim().is_empty())
            .collect();
        return texts.join(if is_inline { "" } else { between });
    }
    let words: Vec<String> = items.into_iter().filter_map(label).collect();
    let chars: usize = words.iter().map(|w| w.chars().count()).sum();
    if is_text || chars > PARAGRAPH_CHARS * words.len() {
        words.join(between)
    } else {
        words.join("; ")
    }
}

/// The text of an object that is a part of a text.
fn part_text(item: &Value) -> Option<&str> {
    let object = item.as_object()?;
    let text = ["text", "content", "insert", "value"]
        .iter()
        .find_map(|name| object.get(*name));
    text.and_then(Value::as_str)
}

/// Whether an object is a part inside a line, as chat programs mark bold words and addresses.
fn is_inline(item: &Value) -> bool {
    const INLINE: [&str; 22] = [
        "plain",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "link",
        "text_link",
        "mention",
        "mention_name",
        "hashtag",
        "cashtag",
        "email",
        "phone",
        "bot_command",
        "custom_emoji",
        "bank_card",
        "blockquote",
        "emoji",
        "url",
    ];
    let kind = item.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| INLINE.contains(&kind)) || item.get("insert").is_some()
}

/// One element of a list in words: of an object what names it, or all that it holds.
fn label(item: Value) -> Option<String> {
    const NAMES: [&str; 8] = [
        "name", "title", "label", "text", "term", "tag", "value", "#text",
    ];
    let words = match item {
        Value::Object(object) => {
            let named = NAMES.iter().find_map(|name| object.get(*name)?.as_str());
            match named.map(str::to_owned) {
                Some(name) => name,
                None => leaves(Value::Object(object)).join(", "),
            }
        }
        other => leaves(other).join(", "),
    };
    (!words.trim().is_empty()).then_some(words)
}

/// All strings, numbers and truths of a value, in their order.
fn leaves(value: Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text],
        Value::Bool(b) => vec![b.to_string()],
        Value::Number(n) => vec![n.to_string()],
        Value::Array(items) => items.into_iter().flat_map(leaves).collect(),
        Value::Object(object) => object.into_iter().flat_map(|(_, v)| leaves(v)).collect(),
    }
}
