//! Downloads from archives against what is known of them: the number of articles; title, day, outlet, first
//! and last words of some. The files are outside the package.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

mod common;

use std::path::Path;

use dateline::corpus::{Draft, SourceSpec};
use dateline::import::{FoundFile, Outlet, read_file_unprotected};
use serde_json::Value;

/// Files whose manifest says something that the file does not: days that are printed and are read, but that
/// the manifest leaves open.
const DAYS_LEFT_OPEN: [&str; 2] = ["feeds/", "zotero/ISCPIF"];
/// Files that are read by what is no part of this: lists of feeds, columns of events.
const OF_OTHERS: [&str; 3] = ["feeds/", "gdelt/", "twitter/"];

/// Files of which the manifest counts what is no article, or leaves one out: a document that the service could
/// not give, one without a word but its rights, and a broadcast among articles of newspapers.
const COUNTED_OTHERWISE: [(&str, u64); 3] = [
    ("nexis-html/cran__lexisnexis_test_copyright_error.html", 1),
    ("nexis-txt/amcat__test.txt", 26),
    ("apa-defacto/amcat__DeFacto-Campus_-_Ausdruck2.htm", 20),
];

/// Letters and digits alone, in small letters.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let letters = text.nfkc().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn read(root: &Path, path: &str) -> (Vec<Draft>, String) {
    let on_disk = root.join(path);
    let file = FoundFile {
        path: path.to_owned(),
        bytes: std::fs::metadata(&on_disk).unwrap().len(),
        on_disk,
        changed: None,
        year: None,
        sidecar: None,
    };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        drafts.extend(some);
        true
    };
    let source = SourceSpec {
        files: vec![path.to_owned()],
        ..SourceSpec::default()
    };
    let mut outlet = Outlet::new(&mut take);
    read_file_unprotected(&source, &file, &mut outlet);
    let said: Vec<String> = outlet
        .into_problems()
        .iter()
        .map(ToString::to_string)
        .collect();
    (drafts, said.join("; "))
}

fn faults(item: &Value, drafts: &[Draft]) -> Vec<String> {
    let file = item["file"].as_str().unwrap();
    let mut out = Vec::new();
    let counted = COUNTED_OTHERWISE.iter().find(|(name, _)| *name == file);
    let wanted = counted.map_or(item["articles"].as_u64().unwrap_or(0), |(_, n)| *n);
    if drafts.len() as u64 != wanted {
        out.push(format!("{} articles, not {wanted}", drafts.len()));
    }
    let texts: Vec<String> = drafts.iter().map(|d| plain(&d.text)).collect();
    for entry in item["entries"].as_array().into_iter().flatten() {
        let words = |key: &str| plain(entry[key].as_str().unwrap_or_default());
        let title = words("title");
        if title.is_empty() {
            continue;
        }
        let short: String = title.chars().take(60).collect();
        // What is printed behind a dash may be no part of the title.
        let begins = |at: &usize| {
            let line = drafts[*at].text.lines().next().unwrap_or_default();
            let own: String = plain(line).chars().take(60).collect();
            texts[*at].starts_with(&short) || !own.is_empty() && title.starts_with(&own)
        };
        let here: Vec<usize> = (0..drafts.len()).filter(begins).collect();
        let name = entry["title"].as_str().unwrap_or_default();
        if here.is_empty() {
            out.push(format!("no article “{name}”"));
            continue;
        }
        let day = entry["date"].as_str().unwrap_or_default();
        let is_open = DAYS_LEFT_OPEN.iter().any(|f| file.starts_with(f));
        let days: Vec<String> = here
            .iter()
            .map(|at| {
                drafts[*at]
                    .date
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            })
            .collect();
        let fits = |d: &String| {
            if day.is_empty() {
                d.is_empty()
            } else {
                d.starts_with(day)
            }
        };
        if !is_open && !days.iter().any(fits) {
            out.push(format!("“{name}” is {:?}, not {day}", days[0]));
        }
        let outlet = words("source");
        let known: Vec<String> = here
            .iter()
            .map(|at| plain(drafts[*at].publisher.as_deref().unwrap_or_default()))
            .collect();
        let same =
            |o: &String| !o.is_empty() && (outlet.contains(o.as_str()) || o.contains(&outlet));
        if !outlet.is_empty() && !known.iter().any(same) {
            out.push(format!("“{name}” is of {:?}, not {outlet}", known[0]));
        }
        for part in ["body_first_words", "body_last_words"] {
            let words = words(part);
            if !words.is_empty() && !texts.iter().any(|t| t.contains(&words)) {
                out.push(format!("“{name}” lacks “{words}”"));
            }
        }
    }
    out
}

#[test]
fn every_download_is_the_articles_that_it_holds() {
    let Some(root) = common::shared("downloads") else {
        return;
    };
    let manifest = std::fs::read_to_string(root.join("manifest.json")).unwrap();
    let items: Vec<Value> = serde_json::from_str(&manifest).unwrap();
    let mut wrong = Vec::new();
    let mut read_files = 0;
    for item in &items {
        let file = item["file"].as_str().unwrap();
        let is_archive = file.starts_with("warc/") || file.starts_with("wacz/");
        if OF_OTHERS.iter().any(|f| file.starts_with(f)) || is_archive && item["articles"] == 0 {
            continue;
        }
        let is_workbook = Path::new(file).extension().is_some_and(|e| e == "xlsx");
        if is_workbook && !cfg!(feature = "formats") {
            println!("{file}: not read, workbooks are not compiled in");
            continue;
        }
        // A page of a newspaper is an article where nothing says what its articles are.
        let is_page = file.starts_with("alto/") && item["articles"] == 0;
        let (drafts, said) = read(&root, file);
        read_files += 1;
        let mut faults = if is_page {
            let fits = drafts.len() == 1;
            if fits {
                Vec::new()
            } else {
                vec![format!("{} articles of a page", drafts.len())]
            }
        } else if is_archive {
            let fits = drafts.len() as u64 == item["articles"].as_u64().unwrap();
            if fits {
                Vec::new()
            } else {
                vec![format!("{} pages", drafts.len())]
            }
        } else {
            faults(item, &drafts)
        };
        if std::env::var_os("DATELINE_SHOW").is_some() {
            println!("{file}: {} articles. {said}", drafts.len());
        }
        if !faults.is_empty() {
            faults.truncate(4);
            wrong.push(format!("{file}: {}. Said: {said}", faults.join("; ")));
        }
    }
    assert!(read_files > 40, "{read_files} files were read");
    assert!(
        wrong.is_empty(),
        "{} of {read_files}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
