//! What the JSON formats have in common: objects of a file, line by line or all at once.

use std::path::Path;

use serde_json::Value;

use crate::exchange::LossReport;
use crate::exchange::packed::{files_of, text_of};

/// The objects of the files of a path, each with its file and its number: of JSON Lines a line each, of an
/// array its members, of anything else the one. What is no JSON is told and passed over.
pub(super) fn objects(
    path: &Path,
    report: &mut LossReport,
) -> Result<Vec<(String, usize, Value)>, String> {
    let mut out = Vec::new();
    for (name, bytes) in files_of(path)? {
        let ending = name
            .rsplit_once('.')
            .map_or("", |(_, e)| e)
            .to_ascii_lowercase();
        if !matches!(
            ending.as_str(),
            "json" | "jsonl" | "ndjson" | "jsonld" | "admin" | "txt"
        ) && !looks_like_json(&bytes)
        {
            continue;
        }
        let text = match text_of(&name, &bytes) {
            Ok(text) => text,
            Err(why) => {
                report.lose("files that cannot be read", why);
                continue;
            }
        };
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::Array(all)) => out.extend(
                all.into_iter()
                    .enumerate()
                    .map(|(at, o)| (name.clone(), at + 1, o)),
            ),
            Ok(one) => out.push((name, 1, one)),
            Err(whole) => {
                let lines = text.lines().filter(|l| !l.trim().is_empty()).count();
                let mut read = 0;
                for (at, line) in text
                    .lines()
                    .enumerate()
                    .filter(|(_, l)| !l.trim().is_empty())
                {
                    match serde_json::from_str::<Value>(line) {
                        Ok(object) => {
                            read += 1;
                            out.push((name.clone(), at + 1, object));
                        }
                        Err(why)
                            if lines > 1
                                && (read > 0
                                    || line.trim_start().starts_with(['{', '['])
                                        && line.trim_end().ends_with(['}', ']'])) =>
                        {
                            report.lose(
                                "lines that are no JSON",
                                format!("{name} {}: {why}", at + 1),
                            );
                        }
                        Err(_) => break,
                    }
                }
                if read == 0 {
                    report.lose("files that are no JSON", format!("{name}: {whole}"));
                }
            }
        }
    }
    Ok(out)
}

fn looks_like_json(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

/// A value in words: strings as they are, numbers and others as JSON has them.
pub(super) fn whole(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A field in words; empty where there is none.
pub(super) fn text(object: &Value, key: &str) -> String {
    let found = object.get(key).filter(|v| !v.is_null());
    found.map(whole).unwrap_or_default()
}

/// Puts a field into an object; nothing where it is none.
pub(in crate::exchange) fn put_field(object: &mut Value, key: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
}

/// A field that counts.
pub(super) fn number(object: &Value, key: &str) -> Option<u32> {
    object
        .get(key)?
        .as_u64()
        .and_then(|n| u32::try_from(n).ok())
}
