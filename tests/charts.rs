//! The picture of a chart shows the numbers of its table: both are written by the program and read here.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn timeline(folder: &Path, format: &str, more: &[&str]) -> String {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let out = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args([
            "timeline", "bakhmut", "--split", "source", "--format", format,
        ])
        .args(more)
        .arg(seeds)
        .env("DATELINE_CACHE", folder)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// The value of every mark by bin, as the attributes of a picture say.
fn marks(svg: &str) -> BTreeMap<String, (String, String, String)> {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut out = BTreeMap::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(e) | quick_xml::events::Event::Empty(e) => {
                let of = |name: &str| {
                    let found = e.try_get_attribute(name).unwrap()?;
                    Some(found.value.into_owned())
                };
                if let (Some(bin), Some(value)) = (of("data-bin"), of("data-value")) {
                    let whole = (
                        value,
                        of("data-mentions").unwrap(),
                        of("data-of-words").unwrap(),
                    );
                    assert_eq!(out.insert(bin, whole), None);
                }
            }
            quick_xml::events::Event::Eof => return out,
            _ => {}
        }
    }
}

#[test]
fn each_form_of_the_picture_shows_the_numbers_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let csv = timeline(folder.path(), "csv", &[]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let mut table = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let cell = |name: &str| row[column(name)].to_owned();
        let bin = if cell("bin").is_empty() {
            cell("lane")
        } else {
            cell("bin")
        };
        // A gap has no mark, and a lane without articles none.
        if cell("of_articles") != "0" {
            table.insert(bin, (cell("value"), cell("mentions"), cell("of_words")));
        }
    }
    assert!(table.len() > 5);
    for form in ["bars", "lines", "stacked", "multiples", "auto"] {
        let svg = timeline(
            folder.path(),
            "svg",
            &["--form", form, "--mean", "3", "--intervals"],
        );
        assert_eq!(marks(&svg), table, "{form}");
        let again = timeline(
            folder.path(),
            "svg",
            &["--form", form, "--mean", "3", "--intervals"],
        );
        assert_eq!(svg, again);
    }
}

#[cfg(feature = "formats")]
#[test]
fn a_picture_of_pixels_has_the_size_that_was_asked_for_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bakhmut.png");
    let path = file.to_str().unwrap();
    timeline(
        folder.path(),
        "png",
        &["--width", "640", "--height", "360", "--out", path],
    );
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((number(16), number(20)), (640, 360));
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let again = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["timeline", "bakhmut", "--format", "png", "--out", path])
        .arg(seeds)
        .env("DATELINE_CACHE", folder.path())
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(5));
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
}
