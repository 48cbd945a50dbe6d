//! Work that was done with words as they were cut before is found again with those of today.
//!
//! `formats/words-1` was annotated by the build before the rules of words and sentences changed: over
//! elided words, soft hyphens, underscores, full stops without a blank and sentences cut at *p.m.*
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn dateline(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    for name in ["CONFIG", "CACHE", "DATA"] {
        command.env(format!("DATELINE_{name}"), home.join(name));
    }
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A copy of the workspace, as programs write beside it.
fn copied() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/words-1");
    fs::create_dir(folder.path().join("articles")).unwrap();
    for entry in fs::read_dir(from.join("articles")).unwrap() {
        let entry = entry.unwrap();
        let to = folder.path().join("articles").join(entry.file_name());
        fs::copy(entry.path(), to).unwrap();
    }
    let file = folder.path().join("workspace.ron");
    fs::copy(from.join("workspace.ron"), &file).unwrap();
    let path = file.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn annotations_of_the_build_before_stand_on_their_words() {
    let (home, path) = copied();
    let checked = dateline(home.path(), &["check", &path]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
    let written = fs::read_to_string(&path).unwrap();
    let exported = dateline(home.path(), &["export", &path, "--format", "jsonl"]);
    let exported = text(&exported.stdout);
    assert_eq!(exported.lines().count(), 14);
    let mut quotes: BTreeMap<String, usize> = BTreeMap::new();
    for line in exported.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let quote = record["quote"].as_str().unwrap();
        let ron = quote.replace('\u{ad}', "\\u{ad}");
        assert!(written.contains(&format!("quote: \"{ron}\"")), "{quote}");
        *quotes.entry(quote.to_owned()).or_default() += 1;
    }
    assert_eq!(quotes["d’Arlande"], 2);
    assert_eq!(quotes["gone.However"], 1);
}

#[test]
fn what_was_tagged_then_is_not_tagged_again() {
    let (home, path) = copied();
    for (query, found, had) in [("l'arlande", 1, 1), ("d'arlande", 2, 2), ("mr.orlov", 1, 1)] {
        let arguments = ["tag", query, &path, "--tag", "place", "--dry-run"];
        let output = dateline(home.path(), &arguments);
        let said = text(&output.stderr);
        let right = format!("{} passages", found - had);
        assert!(
            said.contains(&right) && said.contains(&format!("; {had} have the tag")),
            "{query}: {said}"
        );
    }
}

#[test]
fn tracks_of_the_build_before_are_asked_as_before() {
    let (home, path) = copied();
    let output = dateline(home.path(), &["info", &path, "--json"]);
    let info: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let tracks = info["tracks"].as_array().unwrap();
    let mentions: Vec<(&str, u64)> = tracks
        .iter()
        .map(|t| (t["name"].as_str().unwrap(), t["mentions"].as_u64().unwrap()))
        .collect();
    // *l’Arlande* is one mention, the longest of two that begin in it.
    assert_eq!(mentions, [("Arlande", 3), ("Orlov", 1)]);
    assert_eq!(info["warnings"].as_array().unwrap().len(), 0);
}
