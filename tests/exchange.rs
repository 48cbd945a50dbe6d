//! Every exported format that is one text against a file of it, made from text of our own (`tests/formats/exchange`). With
//! `UPDATE_GOLDEN=1` the files are written anew: look at them before you commit them.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dateline::exchange::Format;
use dateline::exchange::codebook::{CODEBOOK_FORMATS, write_codebook};
use dateline::store;

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/exchange")
}

/// Workspace and articles in a folder of their own.
fn copied() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("articles");
    fs::create_dir(&articles).unwrap();
    for entry in fs::read_dir(home().join("articles")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), articles.join(entry.file_name())).unwrap();
    }
    let file = folder.path().join("workspace.ron");
    fs::copy(home().join("workspace.ron"), &file).unwrap();
    (folder, file)
}

fn dateline(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

/// Compares with the file of this name, byte by byte.
fn compare(name: &str, got: &[u8]) {
    let golden = home().join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, got).unwrap();
    }
    let (got, expected) = (String::from_utf8_lossy(got), fs::read(&golden).unwrap());
    assert_eq!(got, String::from_utf8_lossy(&expected), "{name}");
}

#[test]
fn annotated_sets_are_written_as_in_the_golden_files() {
    let (_folder, file) = copied();
    // Of what lies in archives the laws beside the formats say that it is read as it was written.
    for format in Format::writable().filter(|f| !f.is_archive) {
        let output = dateline(&["export", file.to_str().unwrap(), "--format", format.word]);
        compare(
            &format!("annotations.{}", format.extension()),
            &output.stdout,
        );
    }
}

#[test]
fn charts_are_written_as_in_the_golden_files() {
    let (_folder, file) = copied();
    let file = file.to_str().unwrap();
    for word in ["csv", "json"] {
        let output = dateline(&[
            "timeline", "bridge", file, "--bin", "week", "--format", word,
        ]);
        compare(&format!("timeline.{word}"), &output.stdout);
    }
}

#[test]
fn codebooks_are_written_as_in_the_golden_files() {
    let (folder, file) = copied();
    let book = store::open(&file).unwrap().workspace.codebook;
    for ending in CODEBOOK_FORMATS.iter().map(|format| format.extension()) {
        let out = folder.path().join(format!("codebook.{ending}"));
        write_codebook(&book, &out).unwrap();
        let version = concat!("Dateline ", env!("CARGO_PKG_VERSION"));
        let got = fs::read_to_string(&out).unwrap();
        compare(
            &format!("codebook.{ending}"),
            got.replace(version, "Dateline").as_bytes(),
        );
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_program_says_what_was_written_and_what_a_format_cannot_hold() {
    let (folder, file) = copied();
    let file = file.to_str().unwrap();
    let said = text(&dateline(&["export", file, "--format", "csv"]).stderr);
    assert!(
        said.contains("8 annotations and 3 relations written as CSV"),
        "{said}"
    );
    for lost in [
        "texts of articles: 3 (articles:01-bridge.txt, ",
        "memos of articles: 1 (articles:01-bridge.txt)",
        "quotations range by range (they are joined): 1 (01J0000000000000000000AN02)",
        "ranges in articles that are not there: 1 (01J0000000000000000000AN08)",
    ] {
        assert!(said.contains(lost), "{lost}: {said}");
    }
    // A part of the set tells of relations that lead out of it.
    let out = folder.path().join("part.jsonl");
    let arguments = ["export", file, "--tag", "witness", "--out"];
    let part = dateline(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    let said = text(&part.stderr);
    assert!(
        said.contains("3 annotations and 0 of 2 relations"),
        "{said}"
    );
    assert!(
        said.contains("relations to annotations that are not exported: 2"),
        "{said}"
    );
    // Without --format the ending of the file names it.
    let lines = fs::read_to_string(&out).unwrap();
    assert!(lines.lines().count() == 3 && lines.starts_with("{\"id\":"));
}

#[test]
fn the_formats_of_the_command_line_are_those_of_the_table() {
    let help = text(&dateline(&["export", "--help"]).stdout);
    for format in Format::writable() {
        assert!(help.contains(format.word), "{}: {help}", format.word);
        assert!(help.contains(format.words), "{}: {help}", format.words);
    }
    let (_folder, file) = copied();
    for arguments in [vec!["--format", "pdf"], vec!["--out", "set.pdf"], vec![]] {
        let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["export", file.to_str().unwrap()])
            .args(&arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
