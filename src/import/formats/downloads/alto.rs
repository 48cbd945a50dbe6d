//! Scanned newspapers: a page as ALTO, and the METS file that says which of its blocks are which article.
//! A page by itself is one article; where the METS file lies beside it in a folder, the articles are those
//! that it names.

use std::collections::HashMap;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::corpus::{ProblemKind, date_in_file_name};
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::pieces::PieceDecoder;
use crate::import::formats::downloads::{Collector, Service};
use crate::import::head::FileHead;
use crate::import::input::unreadable;
use crate::import::limits::MAX_FILE_BYTES;

pub(super) static PAGE: Service = Service {
    name: "ALTO",
    told: |head| {
        let start = opening(head);
        start.contains("<alto") || start.contains(":alto")
    },
    general: None,
    read: read_page,
};

pub(super) static ISSUE: Service = Service {
    name: "METS",
    told: |head| {
        let start = opening(head);
        (start.contains("<mets") || start.contains(":mets")) && start.contains("loc.gov/mets")
    },
    general: None,
    read: read_issue,
};

/// The beginning of markup without its comments.
fn opening(head: &FileHead<'_>) -> String {
    head.markup().to_owned()
}

/// The blocks of a page: id, text.
type Blocks = Vec<(String, String)>;

fn lenient(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    reader
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name);
    let value = found.and_then(|a| {
        let value = a
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?;
        Some(value.into_owned())
    });
    value.unwrap_or_default()
}

/// The text blocks of a page in their order. A word that is parted at the end of a line is taken once, as a
/// whole.
fn blocks_of(xml: &str) -> Blocks {
    let mut out: Blocks = Vec::new();
    let mut reader = lenient(xml);
    let mut open: Option<(String, Vec<String>)> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "TextBlock" => open = Some((attribute(&e, "ID"), Vec::new())),
                "String" => {
                    let Some((_, words)) = &mut open else {
                        continue;
                    };
                    let whole = attribute(&e, "SUBS_CONTENT");
                    match attribute(&e, "SUBS_TYPE").as_str() {
                        "HypPart1" if !whole.is_empty() => words.push(whole),
                        "HypPart2" if !whole.is_empty() => {}
                        _ => words.push(attribute(&e, "CONTENT")),
                    }
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "TextBlock" => {
                if let Some((id, words)) = open.take() {
                    out.push((id, words.join(" ")));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out
}

fn whole(mut input: Box<dyn BufRead + '_>, head: &[u8]) -> Result<String, ProblemKind> {
    let mut bytes = Vec::new();
    let mut limited = input.by_ref().take(MAX_FILE_BYTES);
    limited.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(PieceDecoder::new(head, None).text(&bytes).into_owned())
}

fn read_page<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    if context.of_folder
        && let Some(issue) = context
            .beside
            .and_then(|folder| issue_of(folder, context.head.name))
    {
        out.tally.part_of(&issue);
        return Ok(());
    }
    let xml = whole(input, context.head.bytes)?;
    let blocks = blocks_of(&xml);
    let name = context.head.name.rsplit('/').next().unwrap_or_default();
    let date = date_in_file_name(name).map(|d| d.to_string());
    let article = Article {
        date: date.unwrap_or_default(),
        body: blocks.into_iter().map(|(_, text)| text).collect(),
        ..Article::default()
    };
    if article.has_words() {
        out.take_alone(article, ("ALTO", false), xml.len());
    } else {
        out.tally.failed("a page without words");
    }
    Ok(())
}

/// The METS file beside a page: `0002647_18240217_mets.xml` beside `0002647_18240217_0001.xml`.
fn issue_of(folder: &Path, page: &str) -> Option<String> {
    let name = page.rsplit('/').next()?;
    let (stem, _) = name.rsplit_once('.')?;
    let at = stem.rfind(['_', '-'])?;
    let before = stem.get(..at)?;
    ["_mets.xml", "-mets.xml", "_METS.xml", "-METS.xml"]
        .iter()
        .find_map(|ending| {
            let issue = format!("{before}{ending}");
            folder.join(&issue).is_file().then_some(issue)
        })
}

/// What a METS file says.
#[derive(Default)]
struct Issue {
    outlet: String,
    date: String,
    language: String,
    /// Names of the files by their ids.
    files: HashMap<String, String>,
    /// Articles in their order: id, label.
    articles: Vec<(String, String)>,
    /// What an article or an area is made of: parts of the physical structure.
    parts: HashMap<String, Vec<String>>,
    /// File and first block or word of an area.
    areas: HashMap<String, Vec<(String, String)>>,
}

fn issue_in(xml: &str) -> Issue {
    let mut out = Issue::default();
    let mut reader = lenient(xml);
    let mut path: Vec<(String, String)> = Vec::new();
    let mut file = String::new();
    let mut group: Vec<String> = Vec::new();
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => {
                let name = e.local_name().as_ref().to_owned();
                text.clear();
                match name.as_str() {
                    "file" => file = attribute(&e, "ID"),
                    "FLocat" => {
                        out.files.insert(file.clone(), attribute(&e, "href"));
                    }
                    "div" if attribute(&e, "TYPE").eq_ignore_ascii_case("article") => {
                        out.articles
                            .push((attribute(&e, "ID"), attribute(&e, "LABEL")));
                    }
                    "area" => {
                        // Of all divisions around it; the article is one of them, or linked to one.
                        let place = (attribute(&e, "FILEID"), attribute(&e, "BEGIN"));
                        for (_, id) in path.iter().filter(|(n, id)| n == "div" && !id.is_empty()) {
                            out.areas.entry(id.clone()).or_default().push(place.clone());
                        }
                    }
                    "smLinkGrp" => group.clear(),
                    "smLocatorLink" => {
                        let href = attribute(&e, "href");
                        group.push(href.trim_start_matches('#').to_owned());
                    }
                    _ => {}
                }
                path.push((name, attribute(&e, "ID")));
            }
            Event::Text(t) => text.push_str(&t.xml10_content()),
            Event::End(_) => {
                let name = path.pop().map(|(n, _)| n).unwrap_or_default();
                let value = one_line(&std::mem::take(&mut text));
                let within = |n: &str| path.iter().any(|(p, _)| p == n);
                match name.as_str() {
                    "title" if out.outlet.is_empty() && within("titleInfo") => out.outlet = value,
                    "dateIssued" if out.date.is_empty() => out.date = value,
                    "languageTerm" if out.language.is_empty() => out.language = value,
                    "smLinkGrp" => {
                        if let Some((from, to)) = group.split_first() {
                            let parts = out.parts.entry(from.clone()).or_default();
                            parts.extend(to.iter().cloned());
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out
}

fn read_issue<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let xml = whole(input, context.head.bytes)?;
    let issue = issue_in(&xml);
    out.tally.state(issue.articles.len() as u64);
    let mut pages: HashMap<String, Blocks> = HashMap::new();
    for (id, label) in &issue.articles {
        let linked = issue.parts.get(id).into_iter().flatten();
        let mut places: Vec<&(String, String)> =
            issue.areas.get(id).into_iter().flatten().collect();
        places.extend(linked.clone().filter_map(|p| issue.areas.get(p)).flatten());
        let mut body = Vec::new();
        let mut blocks_seen: Vec<&str> = linked.map(String::as_str).collect();
        for (file, begin) in places {
            let Some(name) = issue.files.get(file) else {
                continue;
            };
            let blocks = pages
                .entry(name.clone())
                .or_insert_with(|| page_beside(context.beside, name));
            // By the id of the block, or of the division that stands for it.
            blocks_seen.push(begin);
            let found = blocks
                .iter()
                .find(|(id, _)| blocks_seen.contains(&id.as_str()));
            if let Some((found, text)) = found {
                let found = found.clone();
                blocks_seen.retain(|b| *b != found);
                body.push(text.clone());
            }
        }
        if body.is_empty() {
            out.tally
                .failed(&format!("{id}, whose page is not beside it"));
            continue;
        }
        let article = Article {
            title: label.clone(),
            date: issue.date.clone(),
            outlet: issue.outlet.trim_end_matches('.').to_owned(),
            language: issue.language.clone(),
            id: id.clone(),
            body,
            ..Article::default()
        };
        if !out.take(article, ("ALTO", false), 1000) {
            break;
        }
    }
    Ok(())
}

/// The blocks of a page that lies beside the METS file, also where its name has something before it.
fn page_beside(folder: Option<&Path>, name: &str) -> Blocks {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let Some(folder) = folder.filter(|_| !base.is_empty()) else {
        return Blocks::new();
    };
    let exact = folder.join(base);
    let path: Option<PathBuf> = if exact.is_file() {
        Some(exact)
    } else {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut fitting: Vec<PathBuf> = entries
            .map(|e| e.path())
            .filter(|p| p.to_string_lossy().ends_with(base))
            .collect();
        fitting.sort();
        fitting.into_iter().next()
    };
    let bytes = path.filter(|p| p.metadata().is_ok_and(|m| m.len() <= MAX_FILE_BYTES));
    let bytes = bytes
        .and_then(|p| std::fs::read(p).ok())
        .unwrap_or_default();
    blocks_of(&PieceDecoder::new(&bytes, None).text(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::formats::downloads::testing::{day, read_all};

    const PAGE_XML: &str = "\u{FEFF}<?xml version=\"1.0\"?><alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Layout><Page><TextBlock ID=\"b1\"><TextLine><String CONTENT=\"The\"/><SP/><String CONTENT=\"Ventil\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"Ventilation\"/><HYP CONTENT=\"-\"/></TextLine><TextLine><String CONTENT=\"ation\" SUBS_TYPE=\"HypPart2\" SUBS_CONTENT=\"Ventilation\"/><String CONTENT=\"&amp;\"/></TextLine></TextBlock><TextBlock ID=\"b2\"><String CONTENT=\"Next.\"/></TextBlock></Page></Layout></alto>";

    #[test]
    fn a_page_is_an_article_and_parted_words_are_one() {
        let (drafts, problems) = read_all("x/0002647_18240217_0001.xml", PAGE_XML.as_bytes());
        assert_eq!((drafts.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(drafts[0].text, "The Ventilation &\n\nNext.");
        assert_eq!(day(&drafts[0]), "1824-02-17");
    }

    #[test]
    fn the_articles_of_an_issue_are_those_of_its_structure() {
        let mets = "<mets:mets xmlns:mets=\"http://www.loc.gov/METS/\"><mods:titleInfo><mods:title>The Post.</mods:title></mods:titleInfo><mods:dateIssued>1824-02-17</mods:dateIssued>\
            <mets:file ID=\"alto1\"><mets:FLocat xlink:href=\"0001.xml\"/></mets:file><mets:div ID=\"log\" TYPE=\"ISSUE\"><mets:div ID=\"art1\" TYPE=\"ARTICLE\" LABEL=\"Next\"/></mets:div>\
            <mets:div ID=\"b2\" TYPE=\"pagearea\"><mets:fptr><mets:area FILEID=\"alto1\" BEGIN=\"word9\"/></mets:fptr></mets:div>\
            <mets:smLinkGrp><mets:smLocatorLink xlink:href=\"#art1\" xlink:label=\"a\"/><mets:smLocatorLink xlink:href=\"#b2\" xlink:label=\"b\"/></mets:smLinkGrp></mets:mets>";
        let issue = issue_in(mets);
        assert_eq!(
            (issue.outlet.as_str(), issue.date.as_str()),
            ("The Post.", "1824-02-17")
        );
        assert_eq!(issue.parts["art1"], ["b2"]);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("prefix__0001.xml"), PAGE_XML).unwrap();
        let blocks = page_beside(Some(folder.path()), "0001.xml");
        assert_eq!(blocks[1], ("b2".to_owned(), "Next.".to_owned()));
    }
}
