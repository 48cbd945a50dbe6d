//! An evidence bundle: the cited articles with their annotations, sums of every file, and a page that shows
//! each quotation in its source. Whoever gets it needs no program to read it, and this one to check it.
//!
//! The same set gives the same bytes on every machine: files stand in the order of the set and have no time.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::charts::xml_escaped;
use super::packed::{Packer, files_of};
use super::{AnnotatedSet, ExportError, Format, LossReport, write_set};
use crate::text::Span;

/// Name of the file that holds the sums.
const MANIFEST: &str = "manifest-sha256.txt";

fn sum_of(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    sum.iter()
        .fold(String::new(), |out, b| out + &format!("{b:02x}"))
}

/// Writes a bundle as a ZIP archive; without `texts` only the sums of the articles are in it.
///
/// # Errors
/// What the system says.
pub fn write_bundle(
    set: &dyn AnnotatedSet,
    texts: bool,
    out: &mut dyn Write,
) -> Result<LossReport, ExportError> {
    let mut archive = Packer::new(out);
    let mut sums: BTreeMap<String, String> = BTreeMap::new();
    let mut report = LossReport::default();
    let never = std::sync::atomic::AtomicBool::new(false);
    let mut put = |archive: &mut Packer<&mut dyn Write>, name: &str, bytes: &[u8]| {
        sums.insert(name.to_owned(), sum_of(bytes));
        archive.file(name, bytes)
    };
    let mut articles = String::from("number,id,title,source,date,basis,sha256\r\n");
    let mut page = PAGE.to_owned();
    for (n, article) in set.articles().enumerate() {
        let number = n + 1;
        let Some(text) = set.text(&article) else {
            report.lose("articles whose text is not at hand", article.id.as_str());
            continue;
        };
        if texts {
            put(
                &mut archive,
                &format!("articles/{number:05}.txt"),
                text.as_bytes(),
            )?;
        }
        let date = article.date.as_ref();
        let mut row = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let fields = [
            number.to_string(),
            article.id.to_string(),
            article.title.to_string(),
            article.source.to_string(),
            date.map(ToString::to_string).unwrap_or_default(),
            date.map(|d| d.basis.words().to_owned()).unwrap_or_default(),
            sum_of(text.as_bytes()),
        ];
        let safe = fields.iter().map(|f| super::defused(f).into_owned());
        row.write_record(safe).map_err(ExportError::from_csv)?;
        let bytes = row
            .into_inner()
            .map_err(|e| ExportError::Format(e.to_string()))?;
        articles += &String::from_utf8_lossy(&bytes);
        page += &of_article(set, &article, number, &text, texts);
    }
    page += "</main>\n</body>\n</html>\n";
    put(&mut archive, "articles.csv", articles.as_bytes())?;
    for (word, name) in [
        ("w3c", "annotations.jsonld"),
        ("jsonl", "annotations.jsonl"),
    ] {
        let Some(format) = Format::by_word(word) else {
            continue;
        };
        let mut bytes = Vec::new();
        report.add(write_set(format, set, &mut bytes, &never)?);
        put(&mut archive, name, &bytes)?;
    }
    put(&mut archive, "index.html", page.as_bytes())?;
    let mut manifest = String::new();
    for (name, sum) in &sums {
        manifest += &format!("{sum}  {name}\n");
    }
    archive.file(MANIFEST, manifest.as_bytes())?;
    archive.finish()?;
    Ok(report)
}

const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Evidence</title>\n<style>body{margin:0 auto;max-width:840px;padding:32px 24px;font:15px/23px Georgia,serif;color:#1E2226}pre{white-space:pre-wrap;font:inherit}mark{background:#DCE8F6;border-bottom:2px solid #1F5FA8}h2{margin:32px 0 4px}.weak{color:#5F6368;font:13px/18px Arial,sans-serif}</style>\n</head>\n<body>\n<main>\n<h1>Evidence</h1>\n<p class=\"weak\">Each article with the passages that were annotated. What every file is, its sum shows: manifest-sha256.txt.</p>\n";

fn of_article(
    set: &dyn AnnotatedSet,
    article: &super::SetArticle<'_>,
    number: usize,
    text: &str,
    whole: bool,
) -> String {
    let day = article.date.as_ref().map_or_else(
        || "undated".to_owned(),
        |d| format!("{d} ({})", d.basis.words()),
    );
    let mut out = format!(
        "<h2 id=\"a{number}\">{}</h2>\n<p class=\"weak\">{} · {} · {}</p>\n",
        xml_escaped(&article.title),
        xml_escaped(&article.source),
        xml_escaped(&day),
        xml_escaped(&article.path)
    );
    let mut spans: Vec<Span> = Vec::new();
    out += "<ul class=\"weak\">\n";
    for one in set.annotations(article) {
        let tag = one.tag.map(|t| set.codebook().path(t)).unwrap_or_default();
        let words = [
            tag,
            format!("“{}”", one.quote()),
            one.note.to_string(),
            one.author.to_string(),
        ];
        let words: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|w| !w.is_empty() && *w != "“”")
            .collect();
        out += &format!("<li>{}</li>\n", xml_escaped(&words.join(" · ")));
        spans.extend(one.spans().filter(|s| s.get(text).is_some()));
    }
    out += "</ul>\n";
    if !whole {
        return out;
    }
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => *last = last.union(span),
            _ => joined.push(span),
        }
    }
    let content = |words: &str| {
        words
            .split('\n')
            .map(xml_escaped)
            .collect::<Vec<_>>()
            .join("\n")
    };
    out += "<pre>";
    let mut at = 0;
    for span in joined {
        out += &content(text.get(at..span.start()).unwrap_or_default());
        out += &format!(
            "<mark>{}</mark>",
            content(span.get(text).unwrap_or_default())
        );
        at = span.end();
    }
    out += &content(text.get(at..).unwrap_or_default());
    out + "</pre>\n"
}

/// Checks a bundle, a folder or an archive, against its sums: each thing that is wrong, in words; none where
/// all is as it was.
///
/// # Errors
/// In words: it cannot be read, or is no bundle.
pub fn verify_bundle(path: &Path) -> Result<Vec<String>, String> {
    let files = files_of(path)?;
    let manifest = files.iter().find(|(name, _)| name == MANIFEST);
    let Some((_, manifest)) = manifest else {
        return Err(format!(
            "there is no {MANIFEST} in it: this is no evidence bundle. {}",
            path.display()
        ));
    };
    let text = String::from_utf8_lossy(manifest);
    let mut wrong = Vec::new();
    let mut listed: BTreeMap<&str, &str> = BTreeMap::new();
    for line in text.lines().filter(|l| !l.is_empty()) {
        match line.split_once("  ") {
            Some((sum, name)) => {
                listed.insert(name, sum);
            }
            None => wrong.push(format!("a line of the sums is not understood: {line}")),
        }
    }
    for (name, bytes) in files.iter().filter(|(name, _)| name != MANIFEST) {
        match listed.remove(name.as_str()) {
            Some(sum) if sum.eq_ignore_ascii_case(&sum_of(bytes)) => {}
            Some(_) => wrong.push(format!("changed: {name}")),
            None => wrong.push(format!("not in the sums: {name}")),
        }
    }
    wrong.extend(listed.keys().map(|name| format!("missing: {name}")));
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{corpus, set, workspace};

    #[test]
    fn a_bundle_is_the_same_each_time_and_every_change_is_found() {
        let (workspace, corpus) = (workspace(), corpus());
        let set = set(&workspace, &corpus);
        let bundle = || {
            let mut bytes = Vec::new();
            write_bundle(&set, true, &mut bytes).unwrap();
            bytes
        };
        assert_eq!(bundle(), bundle());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("evidence.zip");
        std::fs::write(&file, bundle()).unwrap();
        assert_eq!(verify_bundle(&file).unwrap(), Vec::<String>::new());
        // Unpacked, it is checked as well; then each kind of change.
        let open = folder.path().join("open");
        for (name, bytes) in files_of(&file).unwrap() {
            let path = open.join(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        assert_eq!(verify_bundle(&open).unwrap(), Vec::<String>::new());
        std::fs::write(open.join("articles/00001.txt"), "Another text.").unwrap();
        std::fs::write(open.join("extra.txt"), "More.").unwrap();
        std::fs::remove_file(open.join("articles.csv")).unwrap();
        let wrong = verify_bundle(&open).unwrap();
        assert_eq!(
            wrong,
            [
                "changed: articles/00001.txt",
                "not in the sums: extra.txt",
                "missing: articles.csv"
            ]
        );
        std::fs::remove_file(open.join(MANIFEST)).unwrap();
        assert!(verify_bundle(&open).is_err());
    }
}
