//! Word documents (DOCX), OpenDocument texts (ODT) and electronic books (EPUB): archives of XML.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::corpus::DateBasis;
use crate::corpus::read_date;
use crate::corpus::{Draft, ProblemKind};
use crate::import::formats::html::tidy;
use crate::import::limits::MAX_MEMBER_BYTES;

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

fn open<'b>(bytes: &'b [u8], format: &str) -> Result<Archive<'b>, ProblemKind> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| ProblemKind::Broken(format.to_owned(), e.to_string()))
}

/// A member of the archive as text; `None` where there is none.
fn member(
    archive: &mut Archive<'_>,
    name: &str,
    format: &str,
) -> Result<Option<String>, ProblemKind> {
    let Some(at) = archive.index_for_name(name) else {
        return Ok(None);
    };
    let broken = |e: String| ProblemKind::Broken(format.to_owned(), e);
    let file = archive.by_index(at).map_err(|e| broken(e.to_string()))?;
    let mut bytes = Vec::new();
    file.take(MAX_MEMBER_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| broken(e.to_string()))?;
    if bytes.len() as u64 > MAX_MEMBER_BYTES {
        return Err(ProblemKind::TooLarge {
            bytes: bytes.len() as u64,
            limit: MAX_MEMBER_BYTES,
        });
    }
    let decoded = crate::import::decode(&bytes).map(|d| d.text.into_owned());
    Ok(Some(decoded.unwrap_or_default()))
}

/// What a kind of document calls its parts.
struct Words {
    /// Holds characters of the text; empty where all characters count.
    run: &'static [&'static str],
    paragraph: &'static [&'static str],
    cell: &'static [&'static str],
    tab: &'static [&'static str],
    line: &'static [&'static str],
    space: &'static [&'static str],
    skipped: &'static [&'static str],
}

const DOCX: Words = Words {
    run: &["w:t"],
    paragraph: &["w:p"],
    cell: &["w:tc"],
    tab: &["w:tab"],
    line: &["w:br", "w:cr"],
    space: &[],
    skipped: &["w:pPr", "w:del", "w:moveFrom", "w:instrText", "mc:Fallback"],
};

const ODT: Words = Words {
    run: &["text:p", "text:h", "text:span", "text:a"],
    paragraph: &["text:p", "text:h"],
    cell: &["table:table-cell"],
    tab: &["text:tab"],
    line: &["text:line-break"],
    space: &["text:s"],
    skipped: &[
        "office:annotation",
        "text:tracked-changes",
        "text:note-citation",
        "office:automatic-styles",
        "office:forms",
    ],
};

/// The text of a part: a line a paragraph.
fn text_of(xml: &str, words: &Words, format: &str) -> Result<String, ProblemKind> {
    let mut reader = lenient(xml);
    let mut out = String::new();
    let (mut runs, mut skipped) = (0_u32, 0_u32);
    loop {
        let event = reader
            .read_event()
            .map_err(|e| ProblemKind::Broken(format.to_owned(), e.to_string()))?;
        let shown = runs > 0 && skipped == 0;
        match event {
            Event::Start(e) => {
                let name = e.name();
                let name = name.as_ref();
                if words.skipped.contains(&name) {
                    skipped += 1;
                } else if skipped > 0 {
                } else if words.run.contains(&name) {
                    runs += 1;
                } else if words.tab.contains(&name) {
                    out.push('\t');
                } else if words.line.contains(&name) {
                    out.push('\n');
                } else if words.space.contains(&name) {
                    let count = attribute(&e, "text:c").and_then(|n| n.parse().ok());
                    out.extend(std::iter::repeat_n(' ', count.unwrap_or(1).min(100)));
                }
            }
            Event::End(e) => {
                let name = e.name();
                let name = name.as_ref();
                if words.skipped.contains(&name) {
                    skipped = skipped.saturating_sub(1);
                } else if skipped == 0 {
                    if words.run.contains(&name) {
                        runs = runs.saturating_sub(1);
                    }
                    if words.paragraph.contains(&name) || words.cell.contains(&name) {
                        out.push('\n');
                    }
                }
            }
            Event::Text(t) if shown => out.push_str(&t.xml10_content()),
            Event::CData(t) if shown => out.push_str(&t),
            Event::GeneralRef(g) if shown => match g.resolve_char_ref() {
                Ok(Some(c)) => out.push(c),
                _ => out.push_str(resolve_predefined_entity(&g).unwrap_or_default()),
            },
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

fn lenient(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    reader
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    let value = found
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()?;
    Some(value.into_owned())
}

/// The first text inside each of some elements, by their names without prefix.
fn values(xml: &str, wanted: &[&str]) -> Vec<Option<String>> {
    let mut out: Vec<Option<String>> = vec![None; wanted.len()];
    let mut reader = lenient(xml);
    let mut inside: Option<usize> = None;
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => {
                let name = e.local_name();
                inside = wanted.iter().position(|w| *w == name.as_ref());
                text.clear();
            }
            Event::Text(t) if inside.is_some() => text.push_str(&t.xml10_content()),
            Event::GeneralRef(g) if inside.is_some() => match g.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(resolve_predefined_entity(&g).unwrap_or_default()),
            },
            Event::End(_) => {
                if let Some(slot) = inside.take().and_then(|i| out.get_mut(i))
                    && slot.is_none()
                    && !text.trim().is_empty()
                {
                    *slot = Some(text.trim().to_owned());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out
}

/// Title, author and day of creation into a draft. The day a document was made is no day of
/// publication, so it becomes a field.
fn about(draft: &mut Draft, values: Vec<Option<String>>) {
    let [title, author, created] = <[Option<String>; 3]>::try_from(values).unwrap_or_default();
    // What programs put there is often no title at all: the text stays what it is.
    if let Some(title) = title.filter(|t| !draft.text.starts_with(t.as_str())) {
        draft.fields.push(("title".to_owned(), title));
    }
    draft.author = author;
    let created = created.and_then(|raw| read_date(&raw, DateBasis::Metadata));
    let created = created.map(|d| ("created".to_owned(), d.to_string()));
    draft.fields.extend(created);
}

fn finished(draft: Draft) -> Result<Draft, ProblemKind> {
    if draft.text.trim().is_empty() {
        Err(ProblemKind::Empty)
    } else {
        Ok(draft)
    }
}

/// Makes an article of a Word document: its body, without comments and deletions.
pub(crate) fn docx(bytes: &[u8]) -> Result<Draft, ProblemKind> {
    const FORMAT: &str = "a Word document";
    let mut archive = open(bytes, FORMAT)?;
    let Some(xml) = member(&mut archive, "word/document.xml", FORMAT)? else {
        return Err(ProblemKind::Broken(
            FORMAT.into(),
            "it has no text part".into(),
        ));
    };
    let mut text = text_of(&xml, &DOCX, FORMAT)?;
    if let Some(notes) = member(&mut archive, "word/footnotes.xml", FORMAT)? {
        text.push_str(&text_of(&notes, &DOCX, FORMAT)?);
    }
    let mut draft = Draft {
        text: tidy(&text),
        encoding: "DOCX".into(),
        ..Draft::default()
    };
    if let Some(core) = member(&mut archive, "docProps/core.xml", FORMAT)? {
        about(&mut draft, values(&core, &["title", "creator", "created"]));
    }
    finished(draft)
}

/// Makes an article of an OpenDocument text.
pub(crate) fn odt(bytes: &[u8]) -> Result<Draft, ProblemKind> {
    const FORMAT: &str = "an OpenDocument text";
    let mut archive = open(bytes, FORMAT)?;
    let Some(xml) = member(&mut archive, "content.xml", FORMAT)? else {
        return Err(ProblemKind::Broken(
            FORMAT.into(),
            "it has no text part".into(),
        ));
    };
    let mut draft = Draft {
        text: tidy(&text_of(&xml, &ODT, FORMAT)?),
        encoding: "ODT".into(),
        ..Draft::default()
    };
    if let Some(meta) = member(&mut archive, "meta.xml", FORMAT)? {
        about(
            &mut draft,
            values(&meta, &["title", "initial-creator", "creation-date"]),
        );
    }
    finished(draft)
}

/// Makes an article of an electronic book: its chapters in reading order.
pub(crate) fn epub(bytes: &[u8]) -> Result<Draft, ProblemKind> {
    const FORMAT: &str = "an electronic book";
    let broken = |why: &str| ProblemKind::Broken(FORMAT.into(), why.to_owned());
    let mut archive = open(bytes, FORMAT)?;
    let container = member(&mut archive, "META-INF/container.xml", FORMAT)?
        .ok_or_else(|| broken("it has no list of contents"))?;
    let package_path = attributes(&container, "rootfile", &["full-path"])
        .into_iter()
        .next()
        .and_then(|mut a| a.pop().flatten())
        .ok_or_else(|| broken("it has no list of contents"))?;
    let package = member(&mut archive, &package_path, FORMAT)?
        .ok_or_else(|| broken("its list of contents is missing"))?;
    let items = attributes(&package, "item", &["id", "href"]);
    let base = package_path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut text = String::new();
    for order in attributes(&package, "itemref", &["idref"]) {
        let Some(Some(id)) = order.first() else {
            continue;
        };
        let item = items
            .iter()
            .find(|i| i.first().is_some_and(|n| n.as_ref() == Some(id)));
        let Some(Some(href)) = item.and_then(|i| i.get(1)) else {
            continue;
        };
        let href = percent_decoded(href);
        let path = if base.is_empty() {
            href
        } else {
            format!("{base}/{href}")
        };
        if let Some(chapter) = member(&mut archive, &path, FORMAT)? {
            let page = dom_query::Document::from(chapter.as_str());
            page.select("script, style, title").remove();
            let body = page.body().map(|b| tidy(&b.formatted_text()));
            text.push_str(&body.unwrap_or_default());
            text.push_str("\n\n");
        }
    }
    let mut draft = Draft {
        text: text.trim().to_owned(),
        encoding: "EPUB".into(),
        ..Draft::default()
    };
    let said = values(&package, &["title", "creator", "date"]);
    // A book says when it was published, not when it was made.
    let published = said.get(2).cloned().flatten();
    draft.date = published.and_then(|raw| read_date(&raw, DateBasis::Metadata));
    about(&mut draft, said);
    draft.fields.retain(|(name, _)| name != "created");
    finished(draft)
}

/// Attributes of every element of a name (without prefix).
fn attributes(xml: &str, element: &str, wanted: &[&str]) -> Vec<Vec<Option<String>>> {
    let mut out = Vec::new();
    let mut reader = lenient(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == element => {
                out.push(wanted.iter().map(|name| attribute(&e, name)).collect());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out
}

fn percent_decoded(href: &str) -> String {
    let mut out = Vec::with_capacity(href.len());
    let mut bytes = href.split('#').next().unwrap_or_default().bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hex: Vec<u8> = bytes.by_ref().take(2).collect();
            let text = std::str::from_utf8(&hex).unwrap_or_default();
            out.extend(u8::from_str_radix(text, 16).ok());
        } else {
            out.push(byte);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
