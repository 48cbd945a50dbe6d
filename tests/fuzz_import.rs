//! Every importer against damaged files: whatever the bytes, the outcome is articles and a report, never
//! a panic. Real files of the shared data are damaged too, where they are on this machine.
//! `DATELINE_FUZZ` sets the number of cases (64).
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

mod common;

use std::io::Write;
use std::path::Path;

use dateline::corpus::{Draft, SourceSpec};
use dateline::import::{Found, Outlet, read_file};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn cases() -> u32 {
    std::env::var("DATELINE_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(64)
}

/// Reads bytes as a file of this name; gives the number of articles and of problems.
fn read(name: &str, bytes: &[u8]) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let on_disk = folder.path().join("file");
    std::fs::write(&on_disk, bytes).unwrap();
    let file = Found {
        path: name.to_owned(),
        on_disk,
        bytes: bytes.len() as u64,
        changed: None,
        side: None,
    };
    let mut articles = 0;
    let mut take = |drafts: Vec<Draft>, _| {
        articles += drafts.len();
        true
    };
    let mut outlet = Outlet::new(&mut take);
    read_file(&SourceSpec::default(), &file, &mut outlet);
    let problems = outlet.into_problems().len();
    (articles, problems)
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut out);
    for (name, bytes) in members {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    out.into_inner()
}

/// A small whole file of each format.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let docx = "<w:document><w:body><w:p><w:r><w:t>Road &amp; rail cut</w:t></w:r></w:p></w:body></w:document>";
    let odt = "<office:document-content><text:p>Road <text:s text:c=\"3\"/>cut</text:p></office:document-content>";
    let container = "<container><rootfiles><rootfile full-path=\"a.opf\"/></rootfiles></container>";
    let package = "<package><metadata><dc:title>Road</dc:title><dc:date>2023-02-22</dc:date></metadata><manifest><item id=\"c\" href=\"c.xhtml\"/></manifest><spine><itemref idref=\"c\"/></spine></package>";
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(8);
    header.set_mode(0o644);
    header.set_cksum();
    tar.append_data(&mut header, "a.txt", &b"Road cut"[..])
        .unwrap();
    vec![
        ("a.txt", b" date 2023-02-22 Road cut\n\nText.".to_vec()),
        ("a.jsonl", b"{\"id\":1,\"title\":\"Road\",\"text\":\"cut\",\"date\":\"2023-02-22\"}\n{\"id\":2}\n".to_vec()),
        ("a.json", b"{\"articles\":[{\"title\":\"Road\",\"body\":\"cut\"}]}".to_vec()),
        ("a.csv", b"id,title,text,date\n1,Road,\"cut, again\",2023-02-22\n".to_vec()),
        ("a.html", b"<html><head><meta property='article:published_time' content='2023-02-22'><title>Road</title></head><body><p>cut</p></body></html>".to_vec()),
        ("a.xml", b"<?xml version='1.0'?><rss version='2.0'><channel><title>P</title><item><title>Road</title><pubDate>Wed, 22 Feb 2023 10:00:00 GMT</pubDate></item></channel></rss>".to_vec()),
        ("a.eml", b"From: A <a@b>\r\nTo: c@d\r\nSubject: =?utf-8?B?Um9hZA==?=\r\nDate: Wed, 22 Feb 2023 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ncut\r\n".to_vec()),
        ("a.mbox", b"From a@b Mon Mar  6 10:00:00 2023\nFrom: a@b\nSubject: Road\n\ncut\n".to_vec()),
        ("a.rtf", br"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0 Road \'c1 \u8222?cut\par}".to_vec()),
        ("a.docx", zipped(&[("word/document.xml", docx.as_bytes())])),
        ("a.odt", zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", odt.as_bytes())])),
        ("a.epub", zipped(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container.as_bytes()), ("a.opf", package.as_bytes()), ("c.xhtml", b"<html><body><p>cut</p></body></html>")])),
        ("a.zip", zipped(&[("a.txt", b"Road cut"), ("b/c.html", b"<html><body>Rail cut</body></html>")])),
        ("a.tar", tar.into_inner().unwrap()),
    ]
}

/// Most memory that this process ever had, in MB; none where the system does not say.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

/// Damaged samples are a few KB each: whatever they claim of themselves, reading them takes no more than
/// this.
const MOST_MB: u64 = 700;

fn assert_memory_is_bounded() {
    if let Some(peak) = peak_mb() {
        assert!(peak < MOST_MB, "{peak} MB were taken");
    }
}

#[test]
fn whole_samples_are_read() {
    for (name, bytes) in samples() {
        let (articles, _) = read(name, &bytes);
        assert!(articles > 0, "{name}");
    }
}

/// Bytes changed, cut out, doubled.
fn damaged(bytes: &[u8], wounds: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for (place, kind, value) in wounds {
        if out.is_empty() {
            break;
        }
        let at = usize::from(*place) * out.len() / 65_536;
        match kind % 4 {
            0 => out[at] = *value,
            1 => out.truncate(at),
            2 => drop(out.drain(at..(at + usize::from(*value)).min(out.len()))),
            _ => {
                let piece = out[at..(at + usize::from(*value)).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
        }
    }
    out
}

fn wounds() -> impl Strategy<Value = Vec<(u16, u8, u8)>> {
    proptest::collection::vec(any::<(u16, u8, u8)>(), 1..12)
}

fn fuzz(files: &[(String, Vec<u8>)], cases: u32) {
    for (name, bytes) in files {
        let mut runner = TestRunner::new(Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        });
        let outcome = runner.run(&wounds(), |wounds| {
            let (articles, problems) = read(name, &damaged(bytes, &wounds));
            // Nothing is lost in silence; an empty list of records is no article and no problem.
            let silent = ["json", "csv", "xml", "zip", "tar", "mbox", "xlsx"];
            let may_be_silent = silent.iter().any(|e| name.contains(e));
            prop_assert!(articles + problems > 0 || may_be_silent, "{name}");
            Ok(())
        });
        if let Err(e) = outcome {
            panic!("{name}: {e}");
        }
    }
    assert_memory_is_bounded();
}

#[test]
fn damaged_samples_give_articles_or_reasons() {
    let files: Vec<_> = samples()
        .into_iter()
        .map(|(n, b)| (n.to_owned(), b))
        .collect();
    fuzz(&files, cases());
}

#[test]
fn any_bytes_under_any_name_give_articles_or_reasons() {
    const NAMES: [&str; 15] = [
        "a.txt",
        "a.jsonl",
        "a.csv",
        "a.html",
        "a.xml",
        "a.eml",
        "a.mbox",
        "a.rtf",
        "a.docx",
        "a.gz",
        "a.zst",
        "a.tar",
        "a.pdf",
        "a.xlsx",
        "a.parquet",
    ];
    const HEADS: [&[u8]; 8] = [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7\n",
        b"\x1F\x8B\x08",
        b"\x28\xB5\x2F\xFD",
        b"{\\rtf1",
        b"PAR1",
        b"<?xml version='1.0'?><rss>",
    ];
    proptest!(ProptestConfig::with_cases(cases() * 4), |(name in proptest::sample::select(&NAMES[..]), head in proptest::sample::select(&HEADS[..]), tail in proptest::collection::vec(any::<u8>(), 0..400))| {
        let mut bytes = head.to_vec();
        bytes.extend(tail);
        read(name, &bytes);
    });
    assert_memory_is_bounded();
}

#[test]
fn damaged_real_files_give_articles_or_reasons() {
    let Some(root) = common::shared("corpora/messy") else {
        return;
    };
    let mut files = Vec::new();
    for folder in ["pdf", "office", "tables", "mail", "archives"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            // Damage to a large file is found in a small one as well, and sooner.
            if path.metadata().unwrap().len() < 200_000 {
                let name = Path::new(&path)
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    fuzz(&files, cases() / 8);
}
