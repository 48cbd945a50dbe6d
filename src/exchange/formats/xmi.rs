//! UIMA CAS as XMI: a file a document, and the types in a file of their own.

use std::io::Write;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::cas::{
    self, ANNOTATION, DOCUMENT, DOCUMENT_FEATURES, FEATURES, Found, LINK_FEATURES, RELATION,
};
use super::json_cas::HOLDS;
use super::{Format, has_ending};
use crate::exchange::charts::xml_escaped;
use crate::exchange::document::{Keeps, each_document};
use crate::exchange::packed::{Packer, files_of};
use crate::exchange::{AnnotatedSet, ExportError, GivenDocument, GivenSet, LossReport, OffsetUnit};
use crate::workspace::Codebook;

pub(super) static FORMAT: Format = Format {
    word: "xmi",
    words: "UIMA CAS XMI",
    endings: &["xmi.zip", "xmi"],
    holds: &HOLDS,
    is_archive: true,
    read: Some(read),
    write: Some(write),
};

/// Characters of an attribute: line ends and tabs as references, what XML cannot hold as a blank, so that
/// no range moves.
fn attribute(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '&' | '<' | '>' | '"' => out.push_str(&xml_escaped(&c.to_string())),
            c if c.is_control() && !matches!(c, '\u{7F}'..='\u{9F}')
                || matches!(c, '\u{FFFE}' | '\u{FFFF}') =>
            {
                out.push(' ')
            }
            c => out.push(c),
        }
    }
    out
}

fn type_system() -> String {
    let kind = |name: &str, features: &[&str]| {
        let mut described = String::new();
        for f in features {
            described += &format!(
                "        <featureDescription><name>{f}</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>\n"
            );
        }
        let features = described;
        format!(
            "    <typeDescription>\n      <name>{name}</name>\n      <description/>\n      <supertypeName>uima.tcas.Annotation</supertypeName>\n      <features>\n{features}      </features>\n    </typeDescription>\n"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n  <types>\n{}{}{}  </types>\n</typeSystemDescription>\n",
        kind(ANNOTATION, &FEATURES),
        kind(RELATION, &LINK_FEATURES),
        kind(DOCUMENT, &DOCUMENT_FEATURES)
    )
}

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut archive = Packer::new(out);
    archive.file("TypeSystem.xml", type_system().as_bytes())?;
    let keeps = Keeps {
        plain_notes: true,
        whole_articles: true,
        relations: true,
    };
    each_document(set, keeps, report, |doc, report| {
        if doc
            .text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{7F}'..='\u{9F}'))
        {
            report.note("control characters of texts are blanks: XML holds none");
        }
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" xmlns:dateline=\"http:///dateline.ecore\" xmi:version=\"2.0\">\n  <cas:NULL xmi:id=\"0\"/>\n".to_owned();
        let mut members = Vec::new();
        for (at, one) in cas::structures(doc).into_iter().enumerate() {
            let id = at + 2;
            let short = one.kind.rsplit('.').next().unwrap_or(one.kind);
            xml += &format!(
                "  <dateline:{short} xmi:id=\"{id}\" sofa=\"1\" begin=\"{}\" end=\"{}\"",
                one.range.0, one.range.1
            );
            for (name, value) in one.features {
                xml += &format!(" {name}=\"{}\"", attribute(&value));
            }
            xml += "/>\n";
            members.push(id.to_string());
        }
        xml += &format!(
            "  <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text\" sofaString=\"{}\"/>\n  <cas:View sofa=\"1\" members=\"{}\"/>\n</xmi:XMI>\n",
            attribute(&doc.text),
            members.join(" ")
        );
        archive.file(&format!("{}.xmi", doc.name), xml.as_bytes())
    })?;
    archive.finish()
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (name, bytes) in files_of(path)? {
        let is_xmi =
            has_ending(&name, "xmi") || bytes.windows(8).take(2000).any(|w| w == b"xmi:XMI ");
        if !is_xmi {
            continue;
        }
        match one(&name, &bytes, report) {
            Ok(some) => documents.extend(some),
            Err(why) => report.lose("files that cannot be read", format!("{name}: {why}")),
        }
    }
    if documents.is_empty() {
        report.note("no view with a text was found");
    }
    let set = GivenSet::new(documents, Codebook::default(), OffsetUnit::Utf16, report);
    Ok(Box::new(set))
}

/// The documents of one file: one for each text.
fn one(name: &str, bytes: &[u8], report: &mut LossReport) -> Result<Vec<GivenDocument>, String> {
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().expand_empty_elements = false;
    let mut buffer = Vec::new();
    let mut spaces: Vec<(String, String)> = Vec::new();
    let mut sofas: Vec<(String, String)> = Vec::new();
    let mut all: Vec<(Option<String>, Found)> = Vec::new();
    loop {
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|e| e.to_string())?;
        let element = match &event {
            Event::Start(e) | Event::Empty(e) => e,
            // A document type could bring entities: none is read.
            Event::DocType(_) => return Err("it has a document type, which is not read".to_owned()),
            Event::Eof => break,
            _ => continue,
        };
        let tag = element.name().as_ref().to_owned();
        let tag = String::from_utf8_lossy(tag.as_ref()).into_owned();
        let mut attributes: Vec<(String, String)> = Vec::new();
        for found in element.attributes() {
            let found = found.map_err(|e| e.to_string())?;
            let key = String::from_utf8_lossy(found.key.as_ref().as_ref()).into_owned();
            let value = found
                .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                .map_err(|e| e.to_string())?;
            attributes.push((key, value.into_owned()));
        }
        let of = |key: &str| {
            attributes
                .iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| v.clone())
        };
        if tag == "xmi:XMI" {
            spaces = attributes
                .iter()
                .filter_map(|(k, v)| Some((k.strip_prefix("xmlns:")?.to_owned(), v.clone())))
                .collect();
        } else if tag == "cas:Sofa" {
            let id = of("xmi:id").unwrap_or_default();
            match of("sofaString") {
                Some(text) => sofas.push((id, text)),
                None => report.lose("views without a text", name),
            }
        } else if let Some((space, short)) = tag
            .split_once(':')
            .filter(|(s, _)| *s != "cas" && *s != "xmi")
        {
            let address = spaces
                .iter()
                .find(|(k, _)| k == space)
                .map_or(space, |(_, v)| v.as_str());
            let package = address
                .trim_start_matches("http:///")
                .trim_end_matches(".ecore")
                .replace('/', ".");
            all.push((of("sofa"), found(format!("{package}.{short}"), &attributes)));
        }
        buffer.clear();
    }
    let several = sofas.len() > 1;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut out = Vec::new();
    for (at, (sofa, text)) in sofas.into_iter().enumerate() {
        let mine = all.iter().filter(|(s, f)| {
            s.as_deref() == Some(&sofa) || s.is_none() && f.range.is_some() && !several
        });
        let name = if several {
            format!("{stem} {}", at + 1)
        } else {
            stem.to_owned()
        };
        out.push(cas::document(
            name,
            Some(text),
            &mine.map(|(_, f)| f.clone()).collect::<Vec<_>>(),
            report,
        ));
    }
    Ok(out)
}

fn found(kind: String, attributes: &[(String, String)]) -> Found {
    let of = |key: &str| {
        attributes
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_str())
    };
    let number = |key: &str| of(key).and_then(|v| v.parse().ok());
    let mut out = Found {
        id: of("xmi:id").unwrap_or_default().to_owned(),
        kind,
        range: number("begin").zip(number("end")),
        ..Found::default()
    };
    for (name, value) in attributes {
        if name.starts_with("xmi:") || matches!(name.as_str(), "begin" | "end" | "sofa") {
            continue;
        }
        // Whether a number points at another structure only the types tell; those of edges do.
        let is_edge = matches!(
            name.as_str(),
            "Governor"
                | "Dependent"
                | "source"
                | "target"
                | "next"
                | "first"
                | "links"
                | "elements"
        );
        let ids = value
            .split(' ')
            .all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
        if is_edge && ids && !out.kind.starts_with("dateline.") {
            out.references
                .push((name.clone(), value.split(' ').map(str::to_owned).collect()));
        } else {
            out.features.push((name.clone(), value.clone()));
        }
    }
    out
}
