//! Work that was done with an earlier build is found again with that of today.
//!
//! `formats/words-1` was annotated by the build before the rules of words and sentences changed: over
//! elided words, soft hyphens, underscores, full stops without a blank and sentences cut at *p.m.*
//! `formats/files-1` was annotated by the build before files were read as they are today: a download of
//! three articles that was one, a page with its banner, mails and a table.
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
fn copied(name: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats")
        .join(name);
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
    let (home, path) = copied("words-1");
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
    let (home, path) = copied("words-1");
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
    let (home, path) = copied("words-1");
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

fn records(bytes: &[u8]) -> Vec<serde_json::Value> {
    let lines = text(bytes);
    let lines = lines.lines().map(|l| serde_json::from_str(l).unwrap());
    lines.collect()
}

#[test]
fn annotations_of_files_that_are_read_in_another_way_now_are_in_the_right_article_or_told() {
    let (home, path) = copied("files-1");
    let run = |arguments: &[&str]| dateline(home.path(), arguments);
    let before = fs::read_to_string(&path)
        .unwrap()
        .matches("quote: ")
        .count();
    let repaired = run(&["check", &path, "--repair"]);
    let said = text(&repaired.stdout);
    let told = said
        .lines()
        .filter(|l| l.contains("is not among the sources"));
    let told = told.filter(|l| !l.contains("it goes to that article"));
    let unplaced = told.count();
    let texts: BTreeMap<String, String> = records(&run(&["text", &path, "--json"]).stdout)
        .iter()
        .map(|r| {
            (
                r["id"].as_str().unwrap().into(),
                r["text"].as_str().unwrap().into(),
            )
        })
        .collect();
    assert_eq!(texts.len(), 9);
    let annotations = records(&run(&["export", &path, "--format", "jsonl"]).stdout);
    assert_eq!(annotations.len(), before, "none is lost");
    let mut of_parts = BTreeMap::new();
    let mut homeless = 0;
    for annotation in &annotations {
        let (id, quote) = (
            annotation["article"].as_str().unwrap(),
            annotation["quote"].as_str().unwrap(),
        );
        let Some(text) = texts.get(id) else {
            homeless += 1;
            continue;
        };
        assert!(text.contains(quote), "{quote} in {id}");
        if id.contains("download.txt") {
            *of_parts.entry(id).or_insert(0) += 1;
        }
    }
    assert_eq!(homeless, unplaced, "{said}");
    assert_eq!(of_parts.len(), 3, "{of_parts:?}");
}
