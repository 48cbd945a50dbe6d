//! A request to stop is heard between any two files, reads and records. Each test would take in everything
//! if it were heard only at the end.

mod kinds;
mod origins;

use std::io::Write;
use std::path::Path;

use super::*;
use crate::corpus::{Draft, LoadReport, ProblemKind, SourceSpec};

fn file(folder: &Path, name: &str, bytes: &[u8]) -> FoundFile {
    let on_disk = folder.join(name);
    std::fs::write(&on_disk, bytes).unwrap();
    FoundFile {
        path: name.to_owned(),
        on_disk,
        bytes: bytes.len() as u64,
        changed: None,
        sidecar: None,
        year: None,
    }
}

/// Reads a file while nobody wants more from the first batch on (`at_once`: from before it); gives how many
/// articles came.
fn articles_until_stopped(name: &str, bytes: &[u8], at_once: bool) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), name, bytes);
    let stop = AtomicBool::new(at_once);
    let mut articles = 0;
    let mut take = |drafts: Vec<Draft>, _| {
        articles += drafts.len();
        stop.store(true, Ordering::Relaxed);
        // Nobody says no: the request alone must be heard.
        true
    };
    let mut outlet = Outlet::new(&mut take).stopped_by(&stop);
    read_file_unprotected(&SourceSpec::default(), &file, &mut outlet);
    articles
}

fn zipped(count: usize) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut out);
    for n in 0..count {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("{n}.txt"), options).unwrap();
        archive.write_all(b"Road cut").unwrap();
    }
    archive.finish().unwrap();
    out.into_inner()
}

fn tarred(count: usize) -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for n in 0..count {
        let mut header = tar::Header::new_gnu();
        header.set_size(8);
        header.set_cksum();
        let name = format!("{n}.txt");
        out.append_data(&mut header, name, &b"Road cut"[..])
            .unwrap();
    }
    out.into_inner().unwrap()
}

#[test]
fn files_of_many_articles_end_after_the_batch_in_which_they_were_stopped() {
    const MANY: usize = 20_000;
    let list = format!("[{}{{\"text\":\"x\"}}]", "{\"text\":\"x\"},".repeat(MANY));
    let mail = "From a@b Mon Mar  6 10:00:00 2023\nFrom: a@b\nSubject: Road\n\ncut\n\n";
    for (name, bytes) in [
        ("a.json", list.into_bytes()),
        (
            "a.csv",
            format!("id,text\n{}", "1,x\n".repeat(MANY)).into_bytes(),
        ),
        ("a.mbox", mail.repeat(50).into_bytes()),
        ("a.zip", zipped(50)),
        ("a.tar", tarred(50)),
    ] {
        let articles = articles_until_stopped(name, &bytes, false);
        assert!(articles > 0 && articles < 5_000, "{name}: {articles}");
        if !name.ends_with("json") && !name.ends_with("csv") {
            assert_eq!(articles, 1, "{name}");
        }
    }
}

#[test]
fn a_large_file_is_not_read_on_when_nobody_wants_it() {
    // Above what is read at once, and an object that is one value to its end.
    let long = "Road cut. ".repeat(200_000);
    let one_object = format!("{{\"text\":\"x\",\"more\":[{}1]}}", "1,".repeat(1_000_000));
    let lines = "{\"text\":\"x\"}\n".repeat(200_000);
    for (name, bytes) in [
        ("a.txt", long.as_bytes()),
        ("a.json", one_object.as_bytes()),
        ("a.jsonl", lines.as_bytes()),
        ("small.json", b"{\"text\":\"x\"}"),
    ] {
        assert_eq!(articles_until_stopped(name, bytes, true), 0, "{name}");
        assert!(articles_until_stopped(name, bytes, false) > 0, "{name}");
    }
}

#[test]
fn a_folder_is_not_walked_on_when_nobody_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.txt", "metadata.csv"] {
        file(folder.path(), name, b"file,date\na.txt,2023-02-22\n");
    }
    let all = SourceSpec {
        root: folder.path().to_owned(),
        ..SourceSpec::default()
    };
    let named = SourceSpec {
        files: vec!["a.txt".into(), "b.txt".into()],
        ..all.clone()
    };
    for source in [all, named] {
        let mut report = LoadReport::default();
        let progress = LoadProgress::default();
        let found = files_of(&source, &mut report, &progress).unwrap();
        assert_eq!(found.len(), 2);
        progress.restart();
        progress.cancel.store(true, Ordering::Relaxed);
        assert!(files_of(&source, &mut report, &progress).is_none());
        assert_eq!(
            progress.found.load(Ordering::Relaxed),
            0,
            "nothing was found"
        );
    }
}

#[test]
fn files_come_in_the_order_of_their_paths() {
    let folder = tempfile::tempdir().unwrap();
    for sub in ["b", "a", "c"] {
        std::fs::create_dir(folder.path().join(sub)).unwrap();
        file(folder.path(), &format!("{sub}/x.txt"), b"x");
        file(folder.path(), &format!("{sub}.txt"), b"x");
    }
    let source = SourceSpec {
        root: folder.path().to_owned(),
        ..SourceSpec::default()
    };
    let found = files_of(
        &source,
        &mut LoadReport::default(),
        &LoadProgress::default(),
    )
    .unwrap();
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        paths,
        ["a.txt", "a/x.txt", "b.txt", "b/x.txt", "c.txt", "c/x.txt"]
    );
}

/// A fault behind what came whole is said, and what came whole is kept.
#[test]
fn an_archive_cut_off_keeps_what_came_whole_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let lines = "{\"text\":\"Road cut\"}\n".repeat(20_000);
    packed.write_all(lines.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let half = packed.get(..packed.len() / 2).unwrap();
    let file = file(folder.path(), "a.jsonl.gz", half);
    let mut articles = 0;
    let mut take = |drafts: Vec<Draft>, _| {
        articles += drafts.len();
        true
    };
    let mut outlet = Outlet::new(&mut take);
    read_file(&SourceSpec::default(), &file, &mut outlet);
    let problems = outlet.into_problems();
    assert!(articles > 5_000, "{articles}");
    assert!(
        problems
            .iter()
            .any(|p| matches!(p, ProblemKind::Broken(..))),
        "{problems:?}"
    );
}

/// What is damaged inside an archive does not make what stands behind it lie deeper.
#[test]
fn damaged_files_in_an_archive_do_not_count_as_levels_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"Road cut").unwrap();
    let packed = packed.finish().unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..9 {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("{n}.txt.gz"), options).unwrap();
        // All but the last are packed with a method that does not exist.
        let mut bytes = packed.clone();
        if n < 8
            && let Some(method) = bytes.get_mut(2)
        {
            *method = 7;
        }
        archive.write_all(&bytes).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let file = file(folder.path(), "a.zip", &bytes);
    let mut articles = 0;
    let mut take = |drafts: Vec<Draft>, _| {
        articles += drafts.len();
        true
    };
    let mut outlet = Outlet::new(&mut take);
    read_file_unprotected(&SourceSpec::default(), &file, &mut outlet);
    let problems = outlet.into_problems();
    assert_eq!((articles, problems.len()), (1, 8), "{problems:?}");
}
