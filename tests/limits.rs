//! The limits of `src/import/limits.rs`, reached by files that claim more than they are: the real program
//! reads each within a bound on its memory, loads what came before, and says which limit it was.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may stop at the first surprise"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Address space of the program and of each child, in MB: what the program takes for itself, and what these
/// files may take.
const MOST_MB: u32 = 900;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("articles")).unwrap();
        Self(folder)
    }

    fn articles(&self) -> PathBuf {
        self.0.path().join("articles")
    }

    /// Reads the folder; gives how many articles came of it, and the warnings. Not as JSON, which would look
    /// for languages and near-duplicates.
    fn read(&self) -> (u64, Vec<String>) {
        let program = env!("CARGO_BIN_EXE_dateline");
        let out = Command::new("sh")
            .args(["-c", "ulimit -v $0 && exec \"$@\""])
            .arg((MOST_MB << 10).to_string())
            .args([program, "info"])
            .arg(self.articles())
            // Each thread would ask for an address space of its own.
            .env("MALLOC_ARENA_MAX", "2")
            .env("DATELINE_CONFIG", self.0.path().join("config"))
            .env("DATELINE_CACHE", self.0.path().join("cache"))
            .env("DATELINE_DATA", self.0.path().join("data"))
            .output()
            .unwrap();
        let warnings = String::from_utf8(out.stderr).unwrap();
        let counts = String::from_utf8(out.stdout).unwrap();
        let articles = counts
            .split_once(" articles")
            .map(|(n, _)| n.parse().unwrap());
        let articles = articles.unwrap_or_else(|| panic!("{}: {warnings}", out.status));
        (articles, warnings.lines().map(str::to_owned).collect())
    }
}

/// Reads one file alone.
fn read(name: &str, bytes: &[u8]) -> (u64, Vec<String>) {
    let place = Place::new();
    std::fs::write(place.articles().join(name), bytes).unwrap();
    place.read()
}

fn says(warnings: &[String], words: &str) -> bool {
    warnings.iter().any(|w| w.contains(words))
}

fn gzipped(write: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    write(&mut out);
    out.finish().unwrap()
}

/// Each empty object became a record of two hundred bytes, all of them at once.
#[test]
fn lists_of_nothing_take_no_memory() {
    const MANY: usize = 6_000_000;
    let last = "{\"text\":\"Road cut.\"}";
    let list = "{},".repeat(MANY);
    for (name, text, more) in [
        ("list.json", format!("[{list}{last}]"), MANY - 20),
        (
            "object.json",
            format!("{{\"total\":1,\"articles\":[{list}{last}]}}"),
            MANY - 20,
        ),
        (
            "lines.jsonl",
            format!("{}{last}", "{}\n".repeat(MANY / 3)),
            MANY / 3 - 20,
        ),
    ] {
        let (articles, warnings) = read(name, text.as_bytes());
        assert_eq!(articles, 1, "{name}: {warnings:?}");
        let told = format!("has {more} more records");
        assert!(says(&warnings, &told), "{name}: {warnings:?}");
    }
}

#[test]
fn one_record_of_millions_of_values_is_refused() {
    let record = format!("{{\"text\":\"x\",\"a\":[{}0]}}", "{},".repeat(5_000_000));
    let (articles, warnings) = read(
        "a.jsonl",
        format!("{{\"text\":\"Road\"}}\n{record}\n").as_bytes(),
    );
    assert_eq!(articles, 1, "{warnings:?}");
    assert!(says(&warnings, "more than 4000000 values"), "{warnings:?}");
}

#[test]
fn a_million_columns_are_two_thousand_and_told() {
    let columns: Vec<String> = (0..1_000_000).map(|n| format!("c{n}")).collect();
    let cells = ",".repeat(999_998);
    let table = format!(
        "text,{}\n{}",
        columns[1..].join(","),
        format!("Road cut.,{cells}end\n").repeat(20)
    );
    let (articles, warnings) = read("a.csv", table.as_bytes());
    assert_eq!(articles, 20, "{warnings:?}");
    assert!(says(&warnings, "it has 1000000 columns"), "{warnings:?}");
    let fields = (0..100_000)
        .map(|n| format!(",\"c{n}\":1"))
        .collect::<Vec<_>>()
        .concat();
    let record = format!("{{\"Text\":\"Road cut.\"{fields}}}\n");
    let (articles, warnings) = read("a.jsonl", record.repeat(20).as_bytes());
    assert_eq!(articles, 20, "{warnings:?}");
    assert!(
        says(&warnings, "20 of its records have more than 2000 columns"),
        "{warnings:?}"
    );
}

#[test]
fn a_cell_that_is_not_closed_ends_the_table_and_the_rows_before_are_loaded() {
    let mut table = b"id,text\n1,Road cut.\n2,\"".to_vec();
    table.resize(300 << 20, b'x');
    let (articles, warnings) = read("a.csv", &table);
    assert_eq!(articles, 1, "{warnings:?}");
    assert!(
        says(&warnings, "a row of it is longer than 64 MB"),
        "{warnings:?}"
    );
    let (articles, warnings) = read(
        "a.jsonl",
        &[b"{\"text\":\"Road cut.\"}\n", &table[30..]].concat(),
    );
    assert_eq!(articles, 1, "{warnings:?}");
    assert!(
        says(&warnings, "a line is longer than 64 MB"),
        "{warnings:?}"
    );
}

#[test]
fn a_few_bytes_hold_no_millions_of_articles() {
    let packed = gzipped(|out| {
        out.write_all(b"text\n").unwrap();
        out.write_all(&b"a\n".repeat(1_000_000)).unwrap();
    });
    assert!(packed.len() < 10_000);
    let most = packed.len() as u64 + 100_000;
    let (articles, warnings) = read("a.csv.gz", &packed);
    assert_eq!(articles, most, "{warnings:?}");
    assert!(
        says(&warnings, "more than so few bytes can hold"),
        "{warnings:?}"
    );
}

#[test]
fn what_lies_too_deep_is_told_and_not_taken_for_text() {
    let place = Place::new();
    let mut folder = place.articles();
    for _ in 0..70 {
        folder.push("d");
    }
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("deep.txt"), "Road cut.").unwrap();
    std::fs::write(place.articles().join("d/near.txt"), "Road cut.").unwrap();
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(500), close.repeat(500));
    std::fs::write(place.articles().join("json.txt"), deep("[", "]")).unwrap();
    std::fs::write(place.articles().join("object.txt"), deep("{\"a\":", "}")).unwrap();
    let (articles, warnings) = place.read();
    assert_eq!(articles, 1, "{warnings:?}");
    assert!(
        says(&warnings, "folders lie more than 64 deep"),
        "{warnings:?}"
    );
    for name in ["json.txt", "object.txt"] {
        let told = warnings
            .iter()
            .any(|w| w.contains(name) && w.contains("128 deep"));
        assert!(told, "{name}: {warnings:?}");
    }
}

#[test]
fn what_an_archive_leaves_out_is_told() {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in [
        ("a.txt", "Road cut."),
        (".hidden/b.txt", "No."),
        (".c", "No."),
        ("._a.txt", "No."),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive
            .append_data(&mut header, name, text.as_bytes())
            .unwrap();
    }
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    archive
        .append_link(&mut link, "b.txt", Path::new("/etc/hostname"))
        .unwrap();
    let (articles, warnings) = read("a.tar", &archive.into_inner().unwrap());
    assert_eq!(articles, 1, "{warnings:?}");
    assert!(
        says(&warnings, "2 hidden files in it are left out"),
        "{warnings:?}"
    );
    assert!(
        says(&warnings, "1 links in it are not followed"),
        "{warnings:?}"
    );
}

/// An element that is never closed, and a page that claims nothing at all.
#[test]
fn pages_take_memory_by_their_length() {
    let fonts = (0..5_000)
        .map(|n| format!("<font a{n}=1>"))
        .collect::<Vec<_>>()
        .concat();
    let page = format!("<html><body>{fonts}{}Road cut.", "<p>x".repeat(50_000));
    let (articles, warnings) = read("a.html", page.as_bytes());
    assert_eq!((articles, warnings.len()), (1, 0), "{warnings:?}");
}
