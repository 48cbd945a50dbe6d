//! What documents that are archives of XML have in common: their parts, the text of a part, what they say of
//! themselves.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::corpus::DateBasis;
use crate::corpus::read_date;
use crate::corpus::{Draft, ProblemKind};
use crate::import::limits::MAX_MEMBER_BYTES;

pub(crate) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens such a document.
pub(crate) fn open<'b>(bytes: &'b [u8], format: &str) -> Result<Archive<'b>, ProblemKind> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| ProblemKind::Broken(format.to_owned(), e.to_string()))
}

/// A member of the archive as text; `None` where there is none.
pub(crate) fn member(
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
    match crate::import::decode(&bytes) {
        Ok(decoded) => Ok(Some(decoded.text.into_owned())),
        // A part may be there and say nothing.
        Err(ProblemKind::Empty) => Ok(Some(String::new())),
        Err(other) => Err(broken(format!("its part {name} {other}"))),
    }
}

/// What a kind of document calls its parts.
pub(crate) struct PartNames {
    /// Holds characters of the text; empty where all characters count.
    pub run: &'static [&'static str],
    pub paragraph: &'static [&'static str],
    pub cell: &'static [&'static str],
    pub tab: &'static [&'static str],
    pub line: &'static [&'static str],
    pub space: &'static [&'static str],
    pub skipped: &'static [&'static str],
}

/// The text of a part: a line a paragraph.
pub(crate) fn text_of(xml: &str, names: &PartNames, format: &str) -> Result<String, ProblemKind> {
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
                if names.skipped.contains(&name) {
                    skipped += 1;
                } else if skipped > 0 {
                } else if names.run.contains(&name) {
                    runs += 1;
                } else if names.tab.contains(&name) {
                    out.push('\t');
                } else if names.line.contains(&name) {
                    out.push('\n');
                } else if names.space.contains(&name) {
                    let count = attribute(&e, "text:c").and_then(|n| n.parse().ok());
                    out.extend(std::iter::repeat_n(' ', count.unwrap_or(1).min(100)));
                }
            }
            Event::End(e) => {
                let name = e.name();
                let name = name.as_ref();
                if names.skipped.contains(&name) {
                    skipped = skipped.saturating_sub(1);
                } else if skipped == 0 {
                    if names.run.contains(&name) {
                        runs = runs.saturating_sub(1);
                    }
                    if names.paragraph.contains(&name) || names.cell.contains(&name) {
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
pub(crate) fn values(xml: &str, wanted: &[&str]) -> Vec<Option<String>> {
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
pub(crate) fn about(draft: &mut Draft, values: Vec<Option<String>>) {
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

pub(crate) fn finished(draft: Draft) -> Result<Draft, ProblemKind> {
    if draft.text.trim().is_empty() {
        Err(ProblemKind::Empty)
    } else {
        Ok(draft)
    }
}

/// Attributes of every element of a name (without prefix).
///
/// # Errors
/// The XML cannot be read to its end, so that elements may be missing; in words.
pub(crate) fn attributes(
    xml: &str,
    element: &str,
    wanted: &[&str],
) -> Result<Vec<Vec<Option<String>>>, String> {
    let mut out = Vec::new();
    let mut reader = lenient(xml);
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(e) if e.local_name().as_ref() == element => {
                out.push(wanted.iter().map(|name| attribute(&e, name)).collect());
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}
