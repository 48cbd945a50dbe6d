//! Real files in difficult encodings and containers, against what people found in them. The data lies
//! outside the package.
#![cfg(feature = "formats")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

mod common;

use std::collections::HashMap;
use std::path::Path;

use dateline::corpus::SourceSpec;
use dateline::corpus::{Article, SourceId};
use dateline::import::LoadProgress;
use dateline::library::Library;
use serde_json::Value;

/// Words of a text, for comparing loosely.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Share of the words that two texts have in common, each as often as it occurs (F1).
fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for word in &a {
        *counts.entry(word).or_default() += 1;
    }
    let mut common = 0;
    for word in &b {
        let left = counts.entry(word).or_default();
        if *left > 0 {
            *left -= 1;
            common += 1;
        }
    }
    2.0 * f64::from(common) / (a.len() + b.len()).max(1) as f64
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Articles with their texts by path, and what could not be taken in.
type Read = (
    HashMap<String, Vec<(Article, String)>>,
    Vec<(String, String)>,
);

/// Everything of the folder as one corpus, by path.
fn load(root: &Path) -> Read {
    let spec = SourceSpec {
        id: SourceId("messy".into()),
        root: root.to_owned(),
        ..SourceSpec::default()
    };
    let mut library = Library::in_memory().unwrap();
    library
        .update(&[spec], &LoadProgress::default(), |_| ())
        .unwrap();
    let snapshot = library.snapshot(1, &[SourceId("messy".into())]).unwrap();
    let mut articles: HashMap<String, Vec<(Article, String)>> = HashMap::new();
    for (at, article) in snapshot.corpus.iter() {
        let text = snapshot.corpus.text(at).unwrap().to_owned();
        articles
            .entry(article.path.clone())
            .or_default()
            .push((article, text));
    }
    let problems = snapshot.report.problems.iter();
    let problems = problems
        .map(|p| (p.path.clone(), p.kind.to_string()))
        .collect();
    (articles, problems)
}

fn ending(file: &str) -> &str {
    file.rsplit('.').next().unwrap_or_default()
}

fn text_of<'v>(entry: &'v Value, key: &str) -> Option<&'v str> {
    entry
        .get(key)
        .and_then(Value::as_str)
        .filter(|s| !s.is_empty())
}

/// Compares the main text of pages with what people cut out; says which are too different.
fn main_texts(root: &Path, articles: &HashMap<String, Vec<(Article, String)>>) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut sum, mut pages) = (0.0, 0);
    for page in std::fs::read_dir(root.join("html-expected")).unwrap() {
        let path = page.unwrap().path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let wanted = std::fs::read_to_string(&path).unwrap();
        let Some(all) = articles.get(&format!("html/{name}.html")) else {
            continue;
        };
        let like = likeness(&wanted, &all[0].1);
        println!("{name}: {like:.3}");
        sum += like;
        pages += 1;
        if like < 0.6 {
            wrong.push(format!(
                "html/{name}.html: main text is {like:.2} like what people cut out"
            ));
        }
    }
    println!(
        "main text of {pages} pages: mean F1 of words {:.3}",
        sum / f64::from(pages)
    );
    wrong
}

#[test]
fn messy_files_are_read_as_people_read_them() {
    let Some(root) = common::shared("corpora/messy") else {
        return;
    };
    let expected: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(root.join("expected.json")).unwrap())
            .unwrap();
    let (articles, problems) = load(&root);
    let mut wrong = Vec::new();
    for entry in &expected {
        let file = text_of(entry, "file").unwrap();
        let problem = problems.iter().find(|(path, _)| path == file);
        let Some(all) = articles.get(file) else {
            let image_only = file.contains("image-only");
            match problem {
                Some((_, why)) if image_only && why.contains("no text") => {}
                other => wrong.push(format!("{file}: not loaded: {other:?}")),
            }
            continue;
        };
        let (article, text) = &all[0];
        if let Some(start) = text_of(entry, "text_starts_with") {
            let got = squeezed(
                &all.iter()
                    .map(|(_, t)| t.as_str())
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
            let wanted: String = squeezed(start).chars().take(60).collect();
            let loosely = !file.starts_with("mail/") && ending(file) != "txt";
            let head: String = got.chars().take(12_000).collect();
            let fits = if loosely {
                likeness(
                    &start.chars().take(150).collect::<String>(),
                    &text.chars().take(150).collect::<String>(),
                ) > 0.5
                    || head.contains(&wanted.chars().take(24).collect::<String>())
            } else {
                head.contains(&wanted)
            };
            if !fits {
                let got: String = text.chars().take(80).collect();
                wrong.push(format!("{file}: begins {got:?}, expected {start:?}"));
            }
        }
        match (text_of(entry, "publication_date"), &article.date) {
            (Some(day), Some(date)) if day.starts_with(&date.to_string()) => {}
            // The day of a speech that only its text tells, and the day a feed was fetched.
            (Some(_), _) if file.contains("Bush") || ending(file) == "xml" => {}
            // Its day stands in its address alone, and the page does not hold its address.
            (Some(_), None) if file.contains("chinese_article_002") => {}
            (Some(day), date) => wrong.push(format!("{file}: dated {date:?}, expected {day}")),
            (None, Some(date)) if file.starts_with("html/") => {
                wrong.push(format!("{file}: dated {date}, expected none"));
            }
            (None, _) => {}
        }
        let kind = text_of(entry, "kind").unwrap();
        if let Some(title) = text_of(entry, "title").filter(|_| matches!(kind, "html" | "mail"))
            // Its own headline is another than that of its title tag.
            && !file.contains("time_001")
            && likeness(title, article.title()) < 0.8
        {
            wrong.push(format!(
                "{file}: titled {:?}, expected {title:?}",
                article.title()
            ));
        }
        if let Some(rows) = entry.get("rows").and_then(Value::as_u64)
            && all.len() as u64 != rows
        {
            wrong.push(format!("{file}: {} articles of {rows} rows", all.len()));
        }
    }
    wrong.extend(main_texts(&root, &articles));
    assert!(
        wrong.is_empty(),
        "{} of {} differ:\n{}",
        wrong.len(),
        expected.len(),
        wrong.join("\n")
    );
}

/// A look at the first records of a workbook or a Parquet table runs in a child as well.
#[test]
fn the_first_records_of_tables_come_from_a_child() {
    let Some(root) = common::shared("corpora/messy/tables") else {
        return;
    };
    dateline::import::sandbox::use_program(env!("CARGO_BIN_EXE_dateline").into());
    let spec = SourceSpec {
        root: root.clone(),
        ..SourceSpec::default()
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(&root).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if [".xlsx", ".ods", ".parquet"]
            .iter()
            .any(|e| name.ends_with(e))
        {
            let preview = dateline::import::preview(&spec, &name);
            assert!(
                !preview.columns.is_empty() && !preview.records.is_empty(),
                "{name}"
            );
            seen += 1;
        }
    }
    assert!(seen > 0, "there are such tables among the messy files");
}
