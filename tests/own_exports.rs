//! What Dateline exports lies beside the articles sooner or later, and is never read as articles from there.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use dateline::exchange::codebook::write_codebook;
use dateline::store;

fn dateline(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap()
}

/// What `info` counts of a path: articles, words, mentions of a name; and what it says beside it.
fn counted(path: &Path) -> ([u64; 3], Vec<String>) {
    let path = path.to_str().unwrap();
    let output = dateline(&["info", path, "--json", "--track", "b=bakhmut"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let info: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let counts = [
        info["articles"].as_u64().unwrap(),
        info["words"].as_u64().unwrap(),
        info["tracks"][0]["mentions"].as_u64().unwrap(),
    ];
    (counts, said.lines().map(str::to_owned).collect())
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zipped(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut out);
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name.as_str(), options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    out.into_inner()
}

/// Every kind of file that Dateline writes for others, made of the sample: name and content.
fn exports(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let file = store::write_sample(folder).unwrap();
    let path = file.to_str().unwrap();
    let mut out = Vec::new();
    for format in ["jsonl", "csv", "ron"] {
        let written = dateline(&["export", path, "--format", format]).stdout;
        out.push((format!("annotations.{format}"), written));
    }
    for format in ["csv", "json"] {
        let written = dateline(&["timeline", "bakhmut", path, "--format", format]).stdout;
        out.push((format!("chart.{format}"), written));
    }
    let workspace = store::open(&file).unwrap().workspace;
    for ending in ["csv", "ron", "qdc"] {
        let path = folder.join(format!("codebook.{ending}"));
        write_codebook(&workspace.codebook, &path).unwrap();
        out.push((format!("codebook.{ending}"), std::fs::read(&path).unwrap()));
    }
    out.push(("workspace.ron".into(), std::fs::read(&file).unwrap()));
    out
}

#[test]
fn exports_in_the_folder_of_the_articles_are_left_out_and_said_so_once() {
    let sample = tempfile::tempdir().unwrap();
    let exports = exports(sample.path());
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in store::SAMPLE_FILES.iter().take(5) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let (before, said) = counted(folder.path());
    assert_eq!((before[0], said), (5, Vec::new()));
    assert!(before[2] > 0, "the five speak of it");
    // Not at the top: a folder with a workspace in it is opened as that.
    let below = folder.path().join("sent");
    std::fs::create_dir(&below).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(below.join(name), bytes).unwrap();
    let mut left_out = 0;
    for (name, bytes) in &exports {
        assert!(!bytes.is_empty(), "{name}");
        put(name, bytes);
        // Under a name that says nothing, and packed.
        put(&format!("{name}.txt"), bytes);
        put(&format!("{name}.gz"), &gzipped(bytes));
        put(
            &format!("{name}.zst"),
            &zstd::encode_all(&bytes[..], 1).unwrap(),
        );
        // The workspace by its usual name lies beside the articles of most people: no word of it.
        left_out += 4 - usize::from(name == "workspace.ron");
    }
    put("sent.zip", &zipped(&exports));
    left_out += exports.len();
    let (after, said) = counted(folder.path());
    assert_eq!(after, before, "{said:?}");
    let [line] = &said[..] else {
        panic!("one line for all of them: {said:#?}");
    };
    assert!(line.contains(&format!("{left_out} files")), "{line}");
    assert!(line.contains("Dateline wrote itself"), "{line}");
}

#[test]
fn an_export_that_is_named_itself_is_read() {
    let sample = tempfile::tempdir().unwrap();
    let all = exports(sample.path());
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in all.iter().filter(|(n, _)| n.starts_with("annotations.")) {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        // One in the format of workspaces is opened as one.
        if path.extension().is_some_and(|ending| ending == "ron") {
            continue;
        }
        let ([articles, ..], said) = counted(&path);
        assert!(articles > 10, "{name}: {articles} {said:?}");
        assert!(!said.iter().any(|l| l.contains("Dateline")), "{said:?}");
    }
}
