//! A set that was exported in any format comes back into an empty workspace of the same articles.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// The sample as it is, and its articles alone.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&package.join("seeds"), &folder.path().join("full/seeds"));
        std::fs::copy(
            package.join("workspace.ron"),
            folder.path().join("full/workspace.ron"),
        )
        .unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("DATELINE_CACHE", self.path("cache"))
            .env("DATELINE_CONFIG", self.path("config"))
            .env("DATELINE_DATA", self.path("data"))
            .output()
            .unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        let out = self.run(arguments);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{arguments:?}: {said}");
        said
    }

    /// Tag, words and note of every annotation.
    fn annotations(&self, workspace: &str) -> BTreeSet<(String, String, String)> {
        let out = self.run(&["export", workspace, "--format", "jsonl"]);
        assert!(out.status.success());
        let lines = String::from_utf8(out.stdout).unwrap();
        let of = |line: &str| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| {
                record
                    .get(key)
                    .and_then(|v| v.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            (text("tag"), text("quote"), text("note"))
        };
        lines.lines().map(of).collect()
    }
}

#[test]
fn every_format_brings_back_what_it_holds_and_twice_is_once() {
    let place = Place::new();
    let all = place.annotations("full/workspace.ron");
    for format in [
        "jsonl",
        "ron",
        "w3c",
        "json-cas",
        "xmi",
        "brat",
        "webanno-tsv",
        "qdpx",
        "doccano",
        "label-studio",
        "prodigy",
    ] {
        let (file, into) = (format!("set.{format}"), format!("into-{format}"));
        place.done(&[
            "export",
            "full/workspace.ron",
            "--format",
            format,
            "--out",
            &file,
        ]);
        copy(&place.path("full/seeds"), &place.path(&into).join("seeds"));
        place.done(&["import", &into, &file, "--format", format]);
        let back = place.annotations(&into);
        let words = |set: &BTreeSet<(String, String, String)>| -> BTreeSet<(String, String)> {
            set.iter()
                .map(|(tag, quote, _)| (tag.clone(), quote.clone()))
                .collect()
        };
        // Nothing that was not there; all of it where the format holds everything.
        let whole = ["jsonl", "ron", "w3c", "json-cas", "xmi"].contains(&format);
        if whole {
            assert_eq!(back, all, "{format}");
        } else {
            let (back, all) = (words(&back), words(&all));
            // Of several ranges the first stands for all.
            let strange: Vec<_> = back
                .iter()
                .filter(|(tag, quote)| {
                    !all.iter().any(|(t, q)| {
                        t == tag && (q == quote || q.starts_with(&format!("{quote} … ")))
                    })
                })
                .collect();
            assert!(strange.is_empty(), "{format}: {strange:?}");
            assert!(
                back.len() * 10 >= all.len() * 8,
                "{format}: {} of {}",
                back.len(),
                all.len()
            );
        }
        let again = place.done(&["import", &into, &file, "--format", format]);
        assert!(again.contains("were there already"), "{again}");
        assert_eq!(place.annotations(&into), back, "{format}");
    }
}

#[test]
fn articles_that_are_new_come_with_their_annotations_and_one_undo_takes_all_back() {
    let place = Place::new();
    place.done(&[
        "export",
        "full/workspace.ron",
        "--format",
        "json-cas",
        "--out",
        "set.zip",
    ]);
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/exchange/articles"),
        &place.path("other/articles"),
    );
    let said = place.done(&["import", "other", "set.zip", "--format", "json-cas"]);
    assert!(said.contains("articles are new"), "{said}");
    assert_eq!(
        place.annotations("other").len(),
        place.annotations("full/workspace.ron").len()
    );
    let mut undo = Command::new(env!("CARGO_BIN_EXE_dateline"));
    undo.args(["edit", "other"])
        .current_dir(place.folder.path())
        .stdin(std::process::Stdio::piped());
    undo.env("DATELINE_CACHE", place.path("cache"));
    let mut child = undo.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"undo\n").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(place.annotations("other").is_empty());
    // The texts stay where they were written.
    assert!(
        place
            .path("other/imported")
            .read_dir()
            .unwrap()
            .next()
            .is_some()
    );
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_changed() {
    let place = Place::new();
    std::fs::write(place.path("nothing.txt"), "Only words.").unwrap();
    let out = place.run(&["import", "full/workspace.ron", "nothing.txt"]);
    assert_eq!(out.status.code(), Some(2));
    let out = place.run(&["import", "full/workspace.ron", "missing.jsonl"]);
    assert_eq!(out.status.code(), Some(3));
    let before = std::fs::read(place.path("full/workspace.ron")).unwrap();
    std::fs::write(place.path("bad.jsonl"), "{\"text\": \"Words.\", \"spans\": [{\"start\": 50, \"end\": 60, \"label\": \"A\", \"text\": \"elsewhere\"}]}\n").unwrap();
    let out = place.run(&[
        "import",
        "full/workspace.ron",
        "bad.jsonl",
        "--format",
        "prodigy",
        "--strict",
    ]);
    assert_eq!(
        out.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert_eq!(
        std::fs::read(place.path("full/workspace.ron")).unwrap(),
        before
    );
}

#[test]
fn a_bundle_is_verified_and_a_report_holds_every_quotation() {
    let place = Place::new();
    place.done(&["bundle", "full/workspace.ron", "evidence.zip"]);
    assert!(
        place
            .done(&["verify", "evidence.zip"])
            .contains("every file is as it was")
    );
    place.done(&["report", "full/workspace.ron", "--out", "report.html"]);
    let page = std::fs::read_to_string(place.path("report.html")).unwrap();
    for (_, quote, _) in place.annotations("full/workspace.ron") {
        let quote = quote
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('&', "&amp;")
            .replace('"', "&quot;");
        assert!(page.contains(&quote), "{quote}");
    }
    assert!(page.contains("<svg") && !page.contains("http"));
    let again = place.run(&["report", "full/workspace.ron", "--out", "report.html"]);
    assert_eq!(again.status.code(), Some(5));
}
