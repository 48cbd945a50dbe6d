//! The program without a window: results, errors and exit codes.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

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

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn sample() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = store::write_sample(folder.path()).unwrap();
    let path = file.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn info_counts_as_json_and_prints_nothing_else() {
    let (_folder, path) = sample();
    let output = dateline(&["info", &path, "--json", "--track", "cy=\"chasiv yar\""]);
    assert_eq!(output.status.code(), Some(0));
    let info: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (info["articles"].as_u64(), info["undated"].as_u64()),
        (Some(30), Some(4))
    );
    let by_article = info["by_article"].as_array().unwrap();
    let words: u64 = by_article
        .iter()
        .map(|a| a["words"].as_u64().unwrap())
        .sum();
    assert_eq!(info["words"].as_u64(), Some(words));
    for track in info["tracks"].as_array().unwrap() {
        let rows = track["by_article"].as_array().unwrap();
        let sum: u64 = rows.iter().map(|r| r["mentions"].as_u64().unwrap()).sum();
        assert_eq!(track["mentions"].as_u64(), Some(sum));
    }
}

#[test]
fn mistakes_end_with_their_own_codes_and_go_to_standard_error() {
    let (_folder, path) = sample();
    for (arguments, code, words) in [
        (vec!["info", "/nowhere"], 3, "no file or folder"),
        (vec!["info", &path, "--track", "x"], 2, "NAME=QUERY"),
        (
            vec!["info", &path, "--track", "x=a AND"],
            2,
            "is missing at the end",
        ),
        (
            vec!["export", &path, "--format", "csv", "--tag", "nothing"],
            2,
            "no such tag",
        ),
        (
            vec!["export", &path, "--format", "csv", "--from", "yesterday"],
            2,
            "YYYY-MM-DD",
        ),
        (
            vec![
                "export",
                &path,
                "--format",
                "csv",
                "--out",
                "/nowhere/x.csv",
            ],
            5,
            "could not be written",
        ),
        (vec!["--nonsense"], 2, "--nonsense"),
    ] {
        let output = dateline(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(words),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
#[cfg(all(feature = "gui", target_os = "linux"))]
fn without_a_display_the_window_says_so_in_one_line() {
    let output = dateline(&[]);
    assert_eq!(output.status.code(), Some(4));
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("info") && said.contains("export") && said.contains("check"));
}

#[test]
fn every_format_holds_every_annotation_and_csv_is_safe_in_a_spreadsheet() {
    let (folder, path) = sample();
    let all = store::open(Path::new(&path))
        .unwrap()
        .workspace
        .annotations
        .len();
    let jsonl = text(&dateline(&["export", &path, "--format", "jsonl"]).stdout);
    assert_eq!(jsonl.lines().count(), all);
    let out = folder.path().join("set.ron");
    let written = dateline(&[
        "export",
        &path,
        "--format",
        "ron",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(written.status.success() && written.stdout.is_empty());
    let records: Vec<dateline::exchange::ExportRecord> =
        ron::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(records.len(), all);
    let csv = dateline(&["export", &path, "--format", "csv"]).stdout;
    let mut reader = csv::Reader::from_reader(&csv[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), all);
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!(row.get(0), Some(record.id.as_str()));
        assert!(
            row.iter()
                .all(|field| !field.starts_with(['=', '+', '-', '@', '\t', '\r']))
        );
    }
}

#[test]
fn ranges_in_every_unit_cover_the_quoted_words() {
    let (folder, path) = sample();
    let jsonl = text(&dateline(&["export", &path, "--format", "jsonl"]).stdout);
    let mut checked = 0;
    for line in jsonl.lines() {
        let record: dateline::exchange::ExportRecord = serde_json::from_str(line).unwrap();
        let file = std::fs::read_to_string(folder.path().join("seeds").join(&record.path)).unwrap();
        let article = &file[record.text_start as usize..];
        let chars: Vec<char> = article.chars().collect();
        let units: Vec<u16> = article.encode_utf16().collect();
        for (i, quote) in record.quotes.iter().enumerate() {
            let (b, c, u) = (
                record.ranges_bytes[i],
                record.ranges_chars[i],
                record.ranges_utf16[i],
            );
            assert_eq!(&article[b.0 as usize..b.1 as usize], quote);
            assert_eq!(
                chars[c.0 as usize..c.1 as usize].iter().collect::<String>(),
                *quote
            );
            assert_eq!(
                String::from_utf16(&units[u.0 as usize..u.1 as usize]).unwrap(),
                *quote
            );
            checked += 1;
        }
    }
    assert!(checked > 30);
}

#[test]
fn the_filter_of_an_export_is_by_tag_with_sub_tags_and_by_date() {
    let (_folder, path) = sample();
    let some = |arguments: &[&str]| {
        let mut all = vec!["export", &path, "--format", "jsonl"];
        all.extend(arguments);
        let output = dateline(&all);
        let records: Vec<dateline::exchange::ExportRecord> = text(&output.stdout)
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        (records, text(&output.stderr))
    };
    let (claims, _) = some(&["--tag", "claim"]);
    assert!(
        !claims.is_empty()
            && claims
                .iter()
                .all(|r| r.tag.as_ref().is_some_and(|t| t.starts_with("claim")))
    );
    assert!(
        claims
            .iter()
            .any(|r| r.tag.as_deref() == Some("claim / casualties"))
    );
    let (winter, said) = some(&["--from", "2022-12-01", "--to", "2023-02-28"]);
    assert!(!winter.is_empty());
    for record in &winter {
        let date = record.date.as_deref().unwrap();
        assert!(("2022-12-01"..="2023-02-28").contains(&date), "{date}");
    }
    assert!(said.contains("undated"), "{said}");
}

#[test]
fn check_is_silent_on_the_sample_and_names_what_is_wrong() {
    let (folder, path) = sample();
    let good = dateline(&["check", &path]);
    assert_eq!((good.status.code(), good.stdout.len()), (Some(0), 0));
    let article = folder.path().join("seeds/20-road-to-chasiv-yar.txt");
    std::fs::write(&article, "Nothing of it is left.").unwrap();
    let bad = dateline(&["check", &path]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(
        text(&bad.stdout)
            .lines()
            .all(|l| l.contains("20-road-to-chasiv-yar.txt")),
        "{}",
        text(&bad.stdout)
    );
}

#[test]
fn help_has_examples_and_exit_codes() {
    let help = text(&dateline(&["--help"]).stdout);
    assert!(help.contains("Exit codes"));
    // Long lists are wrapped.
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for format in dateline::import::FORMATS {
        for name in format.names {
            assert!(help.contains(name), "{name}");
        }
    }
    for command in [
        "info",
        "search",
        "timeline",
        "export",
        "check",
        "tag",
        "edit",
        "unclaimed",
    ] {
        let help = text(&dateline(&[command, "--help"]).stdout);
        assert!(
            help.contains("Example:") || help.contains("Examples:"),
            "{command}"
        );
    }
}

#[test]
fn an_export_never_writes_over_the_workspace_or_an_article() {
    let (folder, path) = sample();
    let article = folder.path().join("seeds/01-evacuation-train.txt");
    for target in [path.as_str(), article.to_str().unwrap()] {
        let before = std::fs::read(target).unwrap();
        let output = dateline(&["export", &path, "--format", "ron", "--out", target]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(std::fs::read(target).unwrap(), before);
    }
}
