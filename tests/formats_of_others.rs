//! Files of annotations that other programs wrote, where the shared data is there: counts in are counts out,
//! and what cannot be taken is named.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::Command;

mod common;

/// What the program says when it reads a file: annotations and relations that arrived, and its words.
fn read(file: &Path, format: &str) -> (usize, usize, String) {
    let folder = tempfile::tempdir().unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["convert", "--from", format, "--to", "jsonl"])
        .arg(file)
        .arg(folder.path().join("out.jsonl"))
        .env("DATELINE_CACHE", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{}: {said}", file.display());
    // `7 annotations and 6 relations read`, `2 of 3 annotations read`.
    let line = said
        .lines()
        .find(|l| l.contains(" read, "))
        .unwrap_or_default();
    let line = line
        .split(" read, ")
        .next()
        .unwrap_or_default()
        .replace("dateline: ", "");
    let number = |what: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|w| w.starts_with(what));
        let before: Vec<&str> = words.iter().take(at.unwrap_or(0)).copied().collect();
        let first = match before.as_slice() {
            [.., taken, "of", _] => taken,
            [.., taken] => taken,
            [] => "0",
        };
        first.replace(',', "").parse().unwrap_or(0)
    };
    (number("annotation"), number("relation"), said)
}

#[test]
fn counts_of_real_files_are_those_of_their_table() {
    let Some(root) = common::shared("formats") else {
        return;
    };
    let manifest = std::fs::read_to_string(root.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let rows = manifest
        .as_array()
        .or_else(|| manifest["files"].as_array())
        .unwrap();
    let mut seen = std::collections::BTreeMap::new();
    for row in rows {
        let file = row["file"].as_str().unwrap();
        let counts = &row["counts"];
        let count = |key: &str| counts[key].as_u64().unwrap_or(0) as usize;
        let (word, wanted) = match row["format"].as_str().unwrap() {
            "brat .ann" => ("brat", count("T")),
            "Prodigy JSONL" if count("answer ignore") == 0 => ("prodigy", count("spans")),
            "doccano JSONL" | "doccano JSON" | "doccano JSONL (1.0 style)" => {
                // Spans of the record without a text stand for nothing.
                let without = count("without_text");
                ("doccano", count("spans").saturating_sub(without))
            }
            "CoNLL-2000 chunking" => ("conll", count("b_tags")),
            "CoNLL-2003 from the JSONL" => ("conll", count("entities")),
            "Label Studio JSON" => ("label-studio", count("spans")),
            "WebAnno TSV 3.2" => ("webanno-tsv", count("webanno.custom.Referent")),
            _ => continue,
        };
        let (annotations, relations, said) = read(&root.join(file), word);
        // Categories of whole texts are read as well.
        let categories = count("categories");
        assert!(
            (wanted..=wanted + categories).contains(&annotations),
            "{file}: {said}"
        );
        let wanted_relations = count("relations") + count("webanno.custom.Coref");
        if wanted_relations > 0 {
            assert_eq!(relations, wanted_relations, "{file}: {said}");
        }
        *seen.entry(word).or_insert(0) += 1;
    }
    // Every one of these formats was met.
    for word in [
        "brat",
        "prodigy",
        "doccano",
        "conll",
        "label-studio",
        "webanno-tsv",
    ] {
        assert!(seen.contains_key(word), "{word}: {seen:?}");
    }
}
