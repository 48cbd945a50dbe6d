//! Files in difficult encodings and containers. Real ones, against what people found in them, lie outside
//! the package; a small case of each kind is made here.
#![cfg(feature = "formats")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

mod common;

use std::collections::HashMap;
use std::io::Write;
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

/// Subtitles without their numbers and times.
fn spoken_lines(text: &str) -> String {
    let is_said = |line: &&str| !line.contains("-->") && line.trim().parse::<u32>().is_err();
    text.lines().filter(is_said).collect::<Vec<_>>().join("\n")
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
            // Numbers and times of subtitles are no words of anybody.
            let spoken = spoken_lines(start);
            let start = if ending(file) == "srt" {
                &spoken
            } else {
                start
            };
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

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut out);
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    out.into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

const RUSSIAN: &str =
    "Бои за город Бахмут продолжаются, сообщили жители. Дорога на запад обстреливается.";

/// What a file of the small case must become: how its text begins, its day, its encoding; `None` where it
/// need not say.
struct Small {
    name: &'static str,
    bytes: Vec<u8>,
    starts: &'static str,
    day: Option<&'static str>,
    encoding: &'static str,
}

fn small_files() -> Vec<Small> {
    let small = |name, bytes: &[u8], starts, day, encoding| Small {
        name,
        bytes: bytes.to_vec(),
        starts,
        day,
        encoding,
    };
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(RUSSIAN);
    let wide: Vec<u8> = "\u{FEFF}id,title,text,date\r\n1,Straße,„Brücke“ gesperrt,2023-02-22\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mail = "From: =?utf-8?B?0JA=?= <a@b>\r\nTo: c@d\r\nSubject: =?utf-8?Q?Stra=C3=9Fe?=\r\nDate: Wed, 22 Feb 2023 23:30:00 -0800\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBr=FCcke gesp=\r\nerrt\r\n";
    let page = "<html><head><title>Road cut</title><meta property='article:published_time' content='2023-02-22T23:00:00+02:00'></head><body><nav>Home</nav><p>Fighting went on around the town.</p></body></html>";
    let docx = "<w:document><w:body><w:p><w:r><w:t>Road &amp; rail cut</w:t></w:r></w:p><w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p></w:body></w:document>";
    let rtf = br"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0 \'c4\'ee\'f0\'ee\'e3\'e0\par}";
    vec![
        small(
            "header.txt",
            b"\xEF\xBB\xBF date 2023-02-22 Road cut\r\n\r\nBody.",
            "Road cut\r\n\r\nBody.",
            Some("2023-02-22"),
            "UTF-8",
        ),
        small(
            "cyrillic.txt",
            &cyrillic,
            "Бои за город",
            None,
            "windows-1251",
        ),
        small(
            "wide.csv",
            &wide,
            "Straße\n\n„Brücke“",
            Some("2023-02-22"),
            "UTF-16LE",
        ),
        small(
            "lines.jsonl.gz",
            &gzipped(b"{\"title\":\"Road\",\"text\":\"cut\",\"date\":\"2023-02-22\"}\n"),
            "Road\n\ncut",
            Some("2023-02-22"),
            "UTF-8",
        ),
        small(
            "list.json.zst",
            &zstd::encode_all(
                &b"{\"articles\":[{\"headline\":\"Road\",\"body\":\"cut\"}]}"[..],
                1,
            )
            .unwrap(),
            "Road\n\ncut",
            None,
            "UTF-8",
        ),
        small(
            "mail.eml",
            mail.as_bytes(),
            "Straße\n\nBrücke gesperrt",
            Some("2023-02-22"),
            "mail",
        ),
        small(
            "page.html",
            page.as_bytes(),
            "Road cut\n\nFighting went on",
            Some("2023-02-22"),
            "UTF-8",
        ),
        small(
            "document.docx",
            &zipped(&[("word/document.xml", docx.as_bytes())]),
            "Road & rail cut",
            None,
            "DOCX",
        ),
        small("document.rtf", rtf, "Дорога", None, "RTF"),
        small(
            "inside.zip",
            &zipped(&[("a/b.zip", &zipped(&[("2023-02-22-road.txt", b"Road cut")]))]),
            "Road cut",
            Some("2023-02-22"),
            "UTF-8",
        ),
    ]
}

#[test]
fn a_small_file_of_each_kind_is_read_as_it_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    for file in small_files() {
        std::fs::write(folder.path().join(file.name), &file.bytes).unwrap();
    }
    // Says what the text does not, and counts before what a file says of itself.
    let sidecar = "file;date;source\ncyrillic.txt;6 March 2023;Вести\nnowhere.txt;;\n";
    std::fs::write(folder.path().join("metadata.csv"), sidecar).unwrap();
    std::fs::write(folder.path().join("picture.txt"), b"\x89PNG\r\n\x1A\n\0\0").unwrap();
    let (articles, mut problems) = load(folder.path());
    assert_eq!(articles.len(), small_files().len(), "{problems:?}");
    for file in small_files() {
        let [(article, text)] = &articles[file.name][..] else {
            panic!("{}: one article", file.name);
        };
        assert!(text.starts_with(file.starts), "{}: {text:?}", file.name);
        let day = article.date.as_ref().map(ToString::to_string);
        let by_sidecar = (file.name == "cyrillic.txt").then_some("2023-03-06");
        assert_eq!(day.as_deref(), by_sidecar.or(file.day), "{}", file.name);
        assert_eq!(&*article.encoding, file.encoding, "{}", file.name);
    }
    problems.sort();
    let said: Vec<(&str, &str)> = problems
        .iter()
        .map(|(path, why)| (path.as_str(), why.as_str()))
        .collect();
    assert_eq!(
        said,
        [("picture.txt", "is a picture, which is not read here")]
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
