//! The table of formats: what is told by what, and what is said of it elsewhere.

use std::collections::BTreeSet;

use super::*;

fn words_of(name: &str, head: &[u8]) -> &'static str {
    sniff(&FileHead::new(name, head)).words
}

#[test]
fn content_decides() {
    for (name, head, words) in [
        (
            "a.txt",
            &b"{\"a\":1}\n{\"a\":2}\n"[..],
            json_lines::FORMAT.words,
        ),
        ("a", b"[{\"a\":1}]", json::FORMAT.words),
        ("a.txt", b"{ a note in brackets", text_file::FORMAT.words),
        ("a.json", b"{\"a\": 1, oops", json::FORMAT.words),
        (
            "a.json",
            b"\xEF\xBB\xBF{\"a\":1}\n{\"a\":2}\n",
            json_lines::FORMAT.words,
        ),
        ("a.txt", b"<!DOCTYPE html><html>", html::FORMAT.words),
        (
            "a.xml",
            b"<?xml version=\"1.0\"?><rss version=\"2.0\">",
            feed::FORMAT.words,
        ),
        ("a.csv", b"id;text\n1;a\n2;b\n", delimited::FORMAT.words),
        (
            "a.txt",
            b"From: a@b\nTo: c@d\nSubject: x\n\nHello",
            mail::FORMAT.words,
        ),
        (
            "a.txt",
            b"From the road: news\nTo all",
            text_file::FORMAT.words,
        ),
        (
            "a.txt",
            b"From a@b Mon Mar  6 10:00:00 2023\nFrom: a@b\n",
            mbox::FORMAT.words,
        ),
        ("a.bin", b"\x1F\x8B\x08", gzip::FORMAT.words),
        ("a.bin", b"\x28\xB5\x2F\xFD", zstd_file::FORMAT.words),
        ("a.txt", b"%PDF-1.7", pdf::FORMAT.words),
        ("a.docx", b"PK\x03\x04", docx::FORMAT.words),
        ("a.ods", b"PK\x03\x04", workbook::FORMAT.words),
        ("a.odt", b"PK\x03\x04", odt::FORMAT.words),
        ("a.epub", b"PK\x03\x04", epub::FORMAT.words),
        ("a.zip", b"PK\x03\x04", zip_archive::FORMAT.words),
        ("a.md", b"{\"a\":1}", text_file::FORMAT.words),
    ] {
        assert_eq!(words_of(name, head), words, "{name}");
    }
}

#[test]
fn tables_are_known_by_their_endings_also_packed() {
    for path in [
        "a.csv",
        "b/a.JSONL",
        "a.tsv.gz",
        "a.xlsx",
        "a.parquet",
        "a.json.zst",
    ] {
        assert!(is_table(path), "{path}");
    }
    for path in ["a.txt", "csv", "a.gz", "a.zip", "a.csv.zip", "a.html"] {
        assert!(!is_table(path), "{path}");
    }
    for path in ["a.zip", "b/a.tar.gz", "a.TGZ", "a.tar"] {
        assert!(is_archive(path), "{path}");
    }
    assert!(!is_archive("a.csv.gz") && !is_archive("a.docx") && !is_archive("zip"));
    assert!(is_packed("a.tgz") && is_packed("a.csv.gz") && !is_packed("a.docx"));
}

#[test]
fn every_format_can_be_found_and_named() {
    let endings = endings();
    let different: BTreeSet<&str> = endings.iter().copied().collect();
    assert_eq!(different.len(), endings.len(), "an ending is of one format");
    for format in FORMATS {
        assert!(
            !format.endings.is_empty() && !format.names.is_empty(),
            "{}",
            format.words
        );
        assert!(format.words.starts_with("a ") || format.words.starts_with("an "));
        for trusted in format.sniff.by_name {
            assert!(format.endings.contains(trusted), "{trusted}");
        }
    }
}

/// The first column of the README's table, without the row of the sidecar.
fn named_in_readme() -> BTreeSet<String> {
    let readme = include_str!("../../../README.md");
    let table = readme
        .split("| what | becomes |")
        .nth(1)
        .expect("the README has a table of formats");
    let rows = table.lines().skip(2).take_while(|l| l.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let formats = cells.filter(|cell| !cell.contains("metadata"));
    formats
        .flat_map(|cell| {
            cell.replace("; also ", ", ")
                .split(", ")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|name| name.trim().to_owned())
        .collect()
}

#[test]
fn the_readme_names_what_is_read_and_nothing_else() {
    let mut of_table: BTreeSet<String> = names().into_iter().map(str::to_owned).collect();
    for of_tests in dispatch::FORMAT.names {
        assert!(of_table.remove(*of_tests));
    }
    assert_eq!(of_table, named_in_readme());
}
