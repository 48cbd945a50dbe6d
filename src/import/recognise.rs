//! What is no article: what Dateline itself has written (exports, workspaces, codebooks), and the annotations
//! of other programs ([`no_article`]).
//!
//! They are known by their shape (keys, columns, what the file says it is), never by their name, and by
//! few of their columns, which surely are ours: columns may come and go, and spreadsheets write with other
//! delimiters. Where a folder is read, such files are left out and the report says so; one that was named
//! itself is read. The names below are those of `exchange` and `store`; a test writes one of each kind
//! and compares.

mod annotations;

pub(crate) use annotations::no_article;

use crate::corpus::OwnExport;
use crate::import::head::FileHead;

/// Columns (CSV), keys (JSON Lines) and fields (RON) of annotations, by which these are known.
const ANNOTATIONS: [&str; 4] = ["article", "ranges_chars", "ranges_bytes", "text_start"];
/// Columns of the chart.
const CHART: [&str; 5] = [
    "track",
    "query",
    "articles_with_mention",
    "of_articles",
    "of_words",
];
/// The outermost key of the chart as one object that stands before its numbers, and keys of these.
const CHART_SERIES: &str = "series";
const CHART_NUMBERS: [&str; 2] = ["\"articles_with_mention\"", "\"of_words\""];
/// Columns of a codebook.
const CODEBOOK: [&str; 5] = ["path", "colour", "definition", "not_for", "retired"];
/// What the files in RON say they are.
const WORKSPACE_KIND: &str = "\"dateline-workspace\"";
const CODEBOOK_KIND: &str = "\"dateline-codebook\"";
/// The namespace of codebooks for other programs.
const QDA_CODEBOOK: &str = "qda-xml:codebook";

/// Bytes within which a file says of what kind it is.
const KIND_WITHIN: usize = 4096;

/// What a file of this beginning is, if Dateline wrote it.
pub(crate) fn recognise(head: &FileHead<'_>) -> Option<OwnExport> {
    let text = without_preamble(head.text());
    match text.chars().next()? {
        '{' => by_keys(text),
        '[' if has_all(text, &ANNOTATIONS, ron_field) => Some(OwnExport::Annotations),
        '[' => by_keys(text),
        '<' => head
            .markup()
            .contains(QDA_CODEBOOK)
            .then_some(OwnExport::Codebook),
        '(' => by_kind(text),
        _ => by_columns(text.lines().next().unwrap_or_default()),
    }
}

/// The text behind comments and attributes, with which files in RON begin.
fn without_preamble(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with("//") || rest.starts_with("#![") {
        rest = rest
            .split_once('\n')
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    rest
}

fn has_all(text: &str, names: &[&str], has: fn(&str, &str) -> bool) -> bool {
    names.iter().all(|name| has(text, name))
}

/// `ranges_chars:` or `ranges_chars :`, as no prose has it.
fn ron_field(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + name.len()..).unwrap_or_default();
        let begins = before.ends_with(['(', ',']) || before.ends_with(char::is_whitespace);
        begins && behind.trim_start().starts_with(':')
    })
}

fn by_kind(text: &str) -> Option<OwnExport> {
    let mut end = text.len().min(KIND_WITHIN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = text.get(..end).unwrap_or_default();
    let says = |kind: &str| {
        start.match_indices(kind).any(|(at, _)| {
            let before = start.get(..at).unwrap_or_default().trim_end();
            before
                .strip_suffix(':')
                .is_some_and(|b| b.trim_end().ends_with("kind"))
        })
    };
    if says(WORKSPACE_KIND) {
        Some(OwnExport::Workspace)
    } else if says(CODEBOOK_KIND) {
        Some(OwnExport::Codebook)
    } else {
        None
    }
}

fn by_columns(line: &str) -> Option<OwnExport> {
    // Most first lines are prose: none of ours lacks an underscore.
    if !line.contains('_') {
        return None;
    }
    let columns: Vec<&str> = line
        .split([',', ';', '\t', '|'])
        .map(|c| c.trim().trim_matches('"'))
        .collect();
    let has = |wanted: &[&str]| wanted.iter().all(|name| columns.contains(name));
    if has(&ANNOTATIONS) {
        Some(OwnExport::Annotations)
    } else if has(&CHART) {
        Some(OwnExport::Chart)
    } else if has(&CODEBOOK) {
        Some(OwnExport::Codebook)
    } else {
        None
    }
}

/// Objects that are looked at: a line of another kind may come before the first annotation.
const OBJECTS: usize = 8;

fn by_keys(text: &str) -> Option<OwnExport> {
    if !text.contains("ranges_chars") && !text.contains("articles_with_mention") {
        return None;
    }
    let objects = keys_of_objects(text);
    let any_has = |wanted: &[&str]| {
        objects
            .iter()
            .any(|keys| wanted.iter().all(|name| keys.contains(name)))
    };
    if any_has(&ANNOTATIONS) {
        Some(OwnExport::Annotations)
    } else if any_has(&[CHART_SERIES]) && CHART_NUMBERS.iter().all(|key| text.contains(key)) {
        Some(OwnExport::Chart)
    } else {
        None
    }
}

/// The keys of the outermost objects of JSON, or of those in one list, as far as the text goes.
fn keys_of_objects(text: &str) -> Vec<Vec<&str>> {
    let outermost = 1 + usize::from(text.starts_with('['));
    let mut out: Vec<Vec<&str>> = Vec::new();
    let (mut depth, mut opened) = (0_usize, None::<usize>);
    let mut string: Option<&str> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if let Some(start) = opened {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    string = text.get(start..at);
                    opened = None;
                }
                _ => {}
            }
            continue;
        }
        match c {
            '"' => opened = Some(at + 1),
            ':' if depth == outermost => {
                if let (Some(keys), Some(key)) = (out.last_mut(), string.take()) {
                    keys.push(key);
                }
            }
            '{' | '[' => {
                depth += 1;
                if depth == outermost && c == '{' {
                    if out.len() == OBJECTS {
                        break;
                    }
                    out.push(Vec::new());
                }
            }
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<OwnExport> {
        recognise(&FileHead::new("any", text.as_bytes()))
    }

    #[test]
    fn ours_are_known_by_their_shape() {
        let line = "{\"id\":\"1\",\"article\":\"a\",\"ranges_chars\":[[0,4]],\"ranges_bytes\":[[0,4]],\"text_start\":0,\"later\":1,\"quote\":\"cut o";
        for (text, what) in [
            (line.to_owned(), OwnExport::Annotations),
            (format!("{{\"set\":1}}\n{line}"), OwnExport::Annotations),
            (format!("[{line}"), OwnExport::Annotations),
            (
                "\u{FEFF}id;article;ranges_chars;ranges_bytes;text_start;status\r\n".into(),
                OwnExport::Annotations,
            ),
            (
                "#![enable(implicit_some)]\n[\n  (id:\"1\",article:\"a\",ranges_chars:[(0,4)], ranges_bytes : [],text_start:0".into(),
                OwnExport::Annotations,
            ),
            (
                "\"track\",\"query\",\"articles_with_mention\",\"of_articles\",\"of_words\"\n".into(),
                OwnExport::Chart,
            ),
            (
                "{\"denominator\": \"all\", \"measure\": \"rate\", \"series\": [{\"bins\": [{\"articles_with_mention\": 1, \"of_words\": 2}]".into(),
                OwnExport::Chart,
            ),
            (
                "path,colour,key,definition,examples,not_for,attributes,folder,retired,id".into(),
                OwnExport::Codebook,
            ),
            ("(\n kind: \"dateline-codebook\",".into(), OwnExport::Codebook),
            (
                "// a note\n(\n  kind : \"dateline-workspace\", version: 2".into(),
                OwnExport::Workspace,
            ),
            (
                "<?xml version=\"1.0\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\">".into(),
                OwnExport::Codebook,
            ),
        ] {
            assert_eq!(of(&text), Some(what), "{text}");
        }
    }

    #[test]
    fn articles_that_speak_of_such_things_are_articles() {
        for text in [
            "ranges_chars, ranges_bytes and text_start are columns of the article",
            "{\"title\":\"ranges_chars\",\"text\":\"article ranges_bytes text_start\"}",
            "{\"text\":\"x\",\"meta\":{\"article\":1,\"ranges_chars\":1,\"ranges_bytes\":1,\"text_start\":1}}",
            "id,title,text,date\n1,ranges_chars,x,2023-02-22",
            "(The word \"dateline-workspace\" stands in a manual.)",
            "[Editor's note: ranges_chars, ranges_bytes, text_start, article]",
            "<html><body>denominator</body></html>",
            "path,definition\n",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
