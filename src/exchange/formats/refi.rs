//! REFI-QDA projects (`.qdpx`, https://www.qdasoftware.org): an archive of a project file and plain texts.
//! NVivo, ATLAS.ti, MAXQDA and QualCoder read and write it. Element names are compared without their
//! namespace, paths without case, as real files need it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Format, Holding};
use crate::exchange::charts::{PAPER_SLOTS, xml_escaped};
use crate::exchange::document::{Keeps, each_document};
use crate::exchange::packed::{NamedFile, Packer, files_of, text_of};
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenMark, GivenSet, LossReport, OffsetUnit,
};
use crate::workspace::{Codebook, TagId};

pub(super) static FORMAT: Format = Format {
    word: "qdpx",
    words: "REFI-QDA project",
    endings: &["qdpx"],
    holds: &[
        Holding::TagDefinitions,
        Holding::Texts,
        Holding::Dates,
        Holding::Tags,
        Holding::SeparateQuotes,
        Holding::Notes,
        Holding::Authors,
        Holding::Times,
    ],
    is_archive: true,
    read: Some(read),
    write: Some(write),
};

/// Words between two tags, with their line ends.
fn content(words: &str) -> String {
    let lines: Vec<String> = words.split('\n').map(xml_escaped).collect();
    lines.join("\n")
}

/// A number of 128 bits as a GUID.
fn guid(number: u128) -> String {
    let hex = format!("{number:032X}");
    let cut = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let parts = cut.iter().filter_map(|(a, b)| hex.get(*a..*b));
    parts.collect::<Vec<_>>().join("-")
}

fn guid_of(words: &str) -> String {
    let hash = blake3::hash(words.as_bytes());
    let head = hash
        .as_bytes()
        .first_chunk::<16>()
        .copied()
        .unwrap_or_default();
    guid(u128::from_be_bytes(head))
}

fn codes(book: &Codebook, parent: Option<TagId>, out: &mut String) {
    for tag in book.children(parent) {
        let slot = usize::from(tag.slot.number()) - 1;
        let colour = PAPER_SLOTS.get(slot).copied().unwrap_or("#4477AA");
        *out += &format!(
            "<Code guid=\"{}\" name=\"{}\" isCodable=\"{}\" color=\"{colour}\">",
            guid(tag.id.0.0),
            xml_escaped(&tag.name),
            !tag.folder
        );
        let parts = [&tag.definition, &tag.examples, &tag.exclusions];
        let said: Vec<String> = parts
            .iter()
            .filter(|p| !p.is_empty())
            .map(|p| content(p))
            .collect();
        if !said.is_empty() {
            *out += &format!("<Description>{}</Description>", said.join(" — "));
        }
        codes(book, Some(tag.id), out);
        *out += "</Code>";
    }
}

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut archive = Packer::new(out);
    let mut users: BTreeSet<String> = BTreeSet::new();
    let mut sources = String::new();
    let date = guid_of("variable date");
    each_document(set, Keeps::default(), report, |doc, _| {
        let own = guid_of(doc.article.id.as_str());
        archive.file(&format!("sources/{own}.txt"), doc.text.as_bytes())?;
        sources += &format!(
            "<TextSource guid=\"{own}\" name=\"{}\" plainTextPath=\"internal://{own}.txt\">",
            xml_escaped(&doc.name)
        );
        for mark in &doc.marks {
            let one = mark.of;
            users.insert(one.author.to_string());
            for (at, anchor) in one.anchors.iter().enumerate().take(1) {
                let (start, end) = doc.chars(anchor.span);
                let selection = guid_of(&format!("{} {at}", one.id));
                let user = guid_of(&format!("user {}", one.author));
                let name: String = anchor.quote.chars().take(60).collect();
                sources += &format!(
                    "<PlainTextSelection guid=\"{selection}\" name=\"{}\" startPosition=\"{start}\" endPosition=\"{end}\" creatingUser=\"{user}\" creationDateTime=\"{}\" modifiedDateTime=\"{}\">",
                    xml_escaped(&name),
                    one.created,
                    one.modified
                );
                if !one.note.is_empty() {
                    sources += &format!("<Description>{}</Description>", content(&one.note));
                }
                if let Some(tag) = one.tag {
                    sources += &format!(
                        "<Coding guid=\"{}\" creatingUser=\"{user}\" creationDateTime=\"{}\"><CodeRef targetGUID=\"{}\"/></Coding>",
                        guid(one.id.0.0),
                        one.created,
                        guid(tag.0.0)
                    );
                }
                sources += "</PlainTextSelection>";
            }
        }
        // Only a whole day is a date here.
        let day = doc
            .article
            .date
            .as_ref()
            .filter(|d| d.precision == crate::corpus::Precision::Day);
        if let Some(day) = day {
            sources += &format!(
                "<VariableValue><VariableRef targetGUID=\"{date}\"/><DateValue>{}</DateValue></VariableValue>",
                day.day
            );
        }
        sources += "</TextSource>\n";
        Ok(())
    })?;
    let mut xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"Dateline\" origin=\"Dateline\">".to_owned();
    if !users.is_empty() {
        xml += "<Users>";
        for user in &users {
            let name = if user.is_empty() { "unknown" } else { user };
            xml += &format!(
                "<User guid=\"{}\" name=\"{}\"/>",
                guid_of(&format!("user {user}")),
                xml_escaped(name)
            );
        }
        xml += "</Users>";
    }
    let mut book = String::new();
    codes(set.codebook(), None, &mut book);
    if !book.is_empty() {
        xml += &format!("<CodeBook><Codes>{book}</Codes></CodeBook>");
    }
    xml += &format!(
        "<Variables><Variable guid=\"{date}\" name=\"date\" typeOfVariable=\"Date\"/></Variables>"
    );
    if !sources.is_empty() {
        xml += &format!("<Sources>{sources}</Sources>");
    }
    xml += "</Project>\n";
    archive.file("project.qde", xml.as_bytes())?;
    archive.finish()
}

/// What of an element is asked for.
#[derive(Clone, Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Element {
    fn of(&self, key: &str) -> String {
        self.attributes.get(key).cloned().unwrap_or_default()
    }
}

/// A code with its path.
#[derive(Default)]
struct Project {
    /// Paths of codes by GUID.
    codes: BTreeMap<String, String>,
    users: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
    documents: Vec<GivenDocument>,
    /// Where the text of each document lies.
    paths: Vec<String>,
    others: BTreeMap<String, usize>,
}

fn same_guid(guid: &str) -> String {
    guid.trim_matches(['{', '}']).to_lowercase()
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let files = files_of(path)?;
    let project = files
        .iter()
        .find(|(name, _)| name.to_lowercase().ends_with(".qde"));
    let Some((name, bytes)) = project else {
        return Err(format!(
            "there is no project file (.qde) in it: {}",
            path.display()
        ));
    };
    let text = text_of(name, bytes)?;
    let mut project = parsed(&text)?;
    for (kind, n) in &project.others {
        report.lose_many(format!("sources that are no plain text ({kind})"), *n, None);
    }
    for (document, path) in project.documents.iter_mut().zip(&project.paths) {
        document.text = document.text.take().or_else(|| text_at(&files, path));
        if document.text.is_none() {
            report.lose(
                "sources whose text is not in the archive",
                document.name.clone(),
            );
        }
    }
    // Of what has no text nothing can be placed: its annotations are told one by one.
    let documents = std::mem::take(&mut project.documents);
    let mut kept = Vec::new();
    for document in documents {
        if document.text.is_some() {
            kept.push(document);
            continue;
        }
        for mark in &document.marks {
            report.give(crate::exchange::RecordKind::Annotations, 1);
            let quote = mark.quotes.first().cloned().unwrap_or_default();
            report.lose(
                "annotations of sources without a text",
                format!("{}: {quote}", document.name),
            );
        }
    }
    let set = GivenSet::new(kept, Codebook::default(), OffsetUnit::Characters, report);
    Ok(Box::new(set))
}

/// The text that a path of a project names: `internal://GUID.txt` lies in the folder of sources.
fn text_at(files: &[NamedFile], path: &str) -> Option<String> {
    let name = path.split("://").last()?.to_lowercase();
    let found = files.iter().find(|(file, _)| {
        let file = file.to_lowercase();
        file == name || file.rsplit('/').next() == name.rsplit('/').next()
    })?;
    // Line ends count one: the text is kept with the ones that the offsets are of.
    text_of(&found.0, &found.1)
        .ok()
        .map(|t| t.replace("\r\n", "\n"))
}

fn parsed(text: &str) -> Result<Project, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut out = Project::default();
    let mut open: Vec<Element> = Vec::new();
    let mut above: Vec<String> = Vec::new();
    let mut words = String::new();
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::DocType(_) => return Err("it has a document type, which is not read".to_owned()),
            Event::Start(e) => {
                let name = String::from_utf8_lossy(e.local_name().as_ref().as_ref()).into_owned();
                let mut element = Element {
                    name,
                    ..Element::default()
                };
                for found in e.attributes() {
                    let found = found.map_err(|e| e.to_string())?;
                    let key = String::from_utf8_lossy(found.key.local_name().as_ref().as_ref())
                        .into_owned();
                    let value = found
                        .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                        .map_err(|e| e.to_string())?;
                    element.attributes.insert(key, value.into_owned());
                }
                begin(&element, &mut above, &mut out);
                open.push(element);
                words.clear();
            }
            Event::Text(e) => words.push_str(&e.xml_content(quick_xml::XmlVersion::Explicit1_0)),
            Event::GeneralRef(e) => {
                let name = String::from_utf8_lossy(e.as_ref().as_ref()).into_owned();
                if let Ok(Some(c)) = e.resolve_char_ref() {
                    words.push(c);
                } else if let Some(plain) = quick_xml::escape::resolve_predefined_entity(&name) {
                    words.push_str(plain);
                }
            }
            Event::CData(e) => words.push_str(&String::from_utf8_lossy(e.as_ref().as_ref())),
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    end(&element, open.last(), &words, &mut above, &mut out);
                }
                words.clear();
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

fn begin(element: &Element, above: &mut Vec<String>, out: &mut Project) {
    match element.name.as_str() {
        "User" => {
            out.users
                .insert(same_guid(&element.of("guid")), element.of("name"));
        }
        "Code" => {
            above.push(element.of("name").replace('/', "∕"));
            out.codes
                .insert(same_guid(&element.of("guid")), above.join("/"));
        }
        "Variable" => {
            out.variables
                .insert(same_guid(&element.of("guid")), element.of("name"));
        }
        "TextSource" => {
            out.documents.push(GivenDocument {
                name: element.of("name"),
                ..GivenDocument::default()
            });
            out.paths.push(element.of("plainTextPath"));
        }
        "PDFSource" | "PictureSource" | "AudioSource" | "VideoSource" => {
            *out.others.entry(element.name.clone()).or_default() += 1;
        }
        "PlainTextSelection" => {
            let number = |key: &str| element.of(key).parse::<u32>().ok();
            let range = number("startPosition").zip(number("endPosition"));
            let name = element.of("name");
            // A name that was cut is no quotation.
            let is_whole =
                range.is_some_and(|(a, b)| b.saturating_sub(a) as usize == name.chars().count());
            let author = out
                .users
                .get(&same_guid(&element.of("creatingUser")))
                .cloned();
            let time = |key: &str| Some(element.of(key)).filter(|t| !t.is_empty());
            if let Some(document) = out.documents.last_mut() {
                document.marks.push(GivenMark {
                    id: element.of("guid"),
                    ranges: range.into_iter().collect(),
                    quotes: if is_whole { vec![name] } else { Vec::new() },
                    author: author.unwrap_or_default(),
                    created: time("creationDateTime"),
                    modified: time("modifiedDateTime"),
                    ..GivenMark::default()
                });
            }
        }
        _ => {}
    }
}

fn end(
    element: &Element,
    parent: Option<&Element>,
    words: &str,
    above: &mut Vec<String>,
    out: &mut Project,
) {
    let inside = parent.map_or("", |p| p.name.as_str());
    match (element.name.as_str(), inside) {
        ("Code", _) => {
            above.pop();
        }
        ("CodeRef", "Coding") => {
            let path = out
                .codes
                .get(&same_guid(&element.of("targetGUID")))
                .cloned();
            let mark = out
                .documents
                .last_mut()
                .and_then(|d| d.marks.last().cloned().map(|m| (d, m)));
            if let Some((document, mark)) = mark {
                // Several codes of one selection are several annotations.
                if mark.label.is_none() {
                    if let Some(last) = document.marks.last_mut() {
                        last.label = path;
                    }
                } else {
                    document.marks.push(GivenMark {
                        label: path,
                        ..mark
                    });
                }
            }
        }
        ("Description", "PlainTextSelection") => {
            if let Some(mark) = out.documents.last_mut().and_then(|d| d.marks.last_mut()) {
                words.clone_into(&mut mark.note);
            }
        }
        ("PlainTextContent", "TextSource") => {
            if let Some(document) = out.documents.last_mut() {
                document.text = Some(words.replace("\r\n", "\n"));
            }
        }
        ("DateValue" | "DateTimeValue", _) => {
            if let Some(document) = out.documents.last_mut() {
                document.date = Some(words.trim().to_owned());
            }
        }
        _ => {}
    }
}
