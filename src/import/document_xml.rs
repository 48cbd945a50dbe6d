//! What documents that are archives of XML have in common: their parts, the text of a part, what they say of
//! themselves.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::corpus::DateBasis;
use crate::corpus::read_date;
use crate::corpus::{Draft, IN_PROPERTIES, Known, ProblemKind};
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
    let Some(at) = place_of(archive, name) else {
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

/// Where a member stands: of this name, or of one that differs in case or in the sign between folders.
fn place_of(archive: &Archive<'_>, name: &str) -> Option<usize> {
    archive.index_for_name(name).or_else(|| {
        let plain = |name: &str| name.replace('\\', "/").to_lowercase();
        let wanted = plain(name);
        archive
            .file_names()
            .position(|n| n.is_ok_and(|n| plain(&n) == wanted))
    })
}

/// What a kind of document calls its parts, with the usual prefixes.
pub(crate) struct PartNames {
    /// Holds characters of the text; empty where all characters count.
    pub run: &'static [&'static str],
    pub paragraph: &'static [&'static str],
    pub cell: &'static [&'static str],
    pub tab: &'static [&'static str],
    pub line: &'static [&'static str],
    pub space: &'static [&'static str],
    /// Stands for a hyphen at which no line ends.
    pub hyphen: &'static [&'static str],
    /// Stands in the middle of a sentence and is none of it: notes, text boxes. Its text comes behind the
    /// paragraph.
    pub aside: &'static [&'static str],
    pub skipped: &'static [&'static str],
    /// Says that the rest of a stretch of characters is not shown.
    pub hides: &'static [&'static str],
    /// Such a stretch.
    pub stretch: &'static [&'static str],
}

/// The usual prefix of a namespace by how its name ends, whatever prefix a document gives it.
const PREFIXES: &[(&str, &str)] = &[
    ("/wordprocessingml/2006/main", "w"),
    ("/wordprocessingml/main", "w"),
    ("/markup-compatibility/2006", "mc"),
    ("opendocument:xmlns:text:1.0", "text"),
    ("opendocument:xmlns:table:1.0", "table"),
    ("opendocument:xmlns:office:1.0", "office"),
    ("opendocument:xmlns:drawing:1.0", "draw"),
];

/// The prefixes that a document gives to known namespaces.
#[derive(Default)]
struct KnownPrefixes(Vec<(String, &'static str)>);

impl KnownPrefixes {
    /// Takes in what an element declares.
    fn declare(&mut self, element: &BytesStart<'_>) {
        let mut attributes = element.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let key: &str = attribute.key.as_ref();
            let Some(prefix) = key.strip_prefix("xmlns") else {
                continue;
            };
            let value = attribute.value.trim();
            let usual = PREFIXES.iter().find(|(end, _)| value.ends_with(end));
            if let Some((_, usual)) = usual {
                let prefix = prefix.trim_start_matches(':');
                self.0.retain(|(known, _)| known != prefix);
                self.0.push((prefix.to_owned(), usual));
            }
        }
    }

    /// The name of an element with the usual prefix.
    fn usual<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        match self.0.iter().find(|(known, _)| known == prefix) {
            Some((_, usual)) if *usual != prefix => Cow::Owned(format!("{usual}:{local}")),
            _ => Cow::Borrowed(name),
        }
    }
}

/// Text that is being written, and the notes and boxes that come behind its paragraph.
#[derive(Default)]
struct OpenText {
    text: String,
    behind: Vec<String>,
}

impl OpenText {
    fn end_paragraph(&mut self) {
        self.text.push('\n');
        for aside in self.behind.drain(..) {
            self.text.push_str(&aside);
            self.text.push('\n');
        }
    }
}

/// The text of a part: a line a paragraph.
pub(crate) fn text_of(xml: &str, names: &PartNames, format: &str) -> Result<String, ProblemKind> {
    let mut reader = lenient(xml);
    let mut prefixes = KnownPrefixes::default();
    let mut open = vec![OpenText::default()];
    let (mut runs, mut skipped, mut is_hidden) = (0_u32, 0_u32, false);
    loop {
        let event = reader
            .read_event()
            .map_err(|e| ProblemKind::Broken(format.to_owned(), e.to_string()))?;
        let shown = runs > 0 && skipped == 0 && !is_hidden;
        let Some(top) = open.last_mut() else {
            return Ok(String::new());
        };
        match event {
            Event::Start(e) => {
                prefixes.declare(&e);
                let name = e.name();
                let name = prefixes.usual(name.as_ref());
                let is = |of: &[&str]| of.contains(&&*name);
                if is(names.skipped) {
                    skipped += 1;
                } else if skipped > 0 {
                } else if is(names.run) {
                    runs += 1;
                } else if is(names.hides) {
                    let off = |v: String| matches!(v.as_str(), "0" | "false" | "off");
                    let value = e.attributes().with_checks(false).flatten().next();
                    is_hidden = !value.is_some_and(|a| off(a.value.into_owned()));
                } else if is(names.tab) {
                    top.text.push('\t');
                } else if is(names.line) {
                    top.text.push('\n');
                } else if is(names.hyphen) {
                    top.text.push('\u{2011}');
                } else if is(names.space) {
                    let count = attribute(&e, "text:c").and_then(|n| n.parse().ok());
                    let blanks = std::iter::repeat_n(' ', count.unwrap_or(1).min(100));
                    top.text.extend(blanks);
                } else if is(names.aside) && open.len() < MAX_ASIDES {
                    open.push(OpenText::default());
                }
            }
            Event::End(e) => {
                let name = e.name();
                let name = prefixes.usual(name.as_ref());
                let is = |of: &[&str]| of.contains(&&*name);
                if is(names.skipped) {
                    skipped = skipped.saturating_sub(1);
                } else if skipped == 0 {
                    runs = runs.saturating_sub(u32::from(is(names.run)));
                    is_hidden &= !is(names.stretch);
                    if is(names.paragraph) || is(names.cell) {
                        top.end_paragraph();
                    }
                    if is(names.aside) && open.len() > 1 {
                        close_aside(&mut open);
                    }
                }
            }
            Event::Text(t) if shown => top.text.push_str(&t.xml10_content()),
            Event::CData(t) if shown => top.text.push_str(&t),
            Event::GeneralRef(g) if shown => match g.resolve_char_ref() {
                Ok(Some(c)) => top.text.push(c),
                _ => top
                    .text
                    .push_str(resolve_predefined_entity(&g).unwrap_or_default()),
            },
            Event::Eof => {
                while open.len() > 1 {
                    close_aside(&mut open);
                }
                let mut whole = open.pop().unwrap_or_default();
                if !whole.behind.is_empty() {
                    whole.end_paragraph();
                }
                return Ok(whole.text);
            }
            _ => {}
        }
    }
}

/// Most notes and boxes inside each other.
const MAX_ASIDES: usize = 50;

fn close_aside(open: &mut Vec<OpenText>) {
    let Some(mut aside) = open.pop() else { return };
    if !aside.behind.is_empty() {
        aside.end_paragraph();
    }
    if let Some(around) = open.last_mut() {
        around.behind.push(aside.text.trim().to_owned());
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
    draft.note_origin(Known::Author, IN_PROPERTIES);
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

/// The text and some attributes of every element of a name (without prefix), as far as the XML can be read.
pub(crate) fn texts(
    xml: &str,
    element: &str,
    wanted: &[&str],
) -> Vec<(Vec<Option<String>>, String)> {
    let mut out: Vec<(Vec<Option<String>>, String)> = Vec::new();
    let mut reader = lenient(xml);
    let mut is_inside = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == element => {
                is_inside = true;
                let found = wanted.iter().map(|name| local_attribute(&e, name));
                out.push((found.collect(), String::new()));
            }
            Event::End(e) if e.local_name().as_ref() == element => is_inside = false,
            Event::Text(t) if is_inside => {
                if let Some((_, text)) = out.last_mut() {
                    text.push_str(&t.xml10_content());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out
}

/// An attribute by its name without prefix.
fn local_attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut all = attributes.with_checks(false).flatten();
    let found = all.find(|a| a.key.local_name().as_ref() == name)?;
    let value = found
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()?;
    Some(value.into_owned())
}

/// A path within the archive that stands in a file of one of its folders, without `..`.
pub(crate) fn resolved(folder: &str, path: &str) -> String {
    let all = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in all.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The parts that one refers to, by how the kind of the reference ends: where it leads to.
pub(crate) fn related(
    archive: &mut Archive<'_>,
    part: &str,
    format: &str,
) -> Vec<(String, String)> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let place = resolved(folder, &format!("_rels/{name}.rels"));
    // A document without it keeps its parts where most have them.
    let Ok(Some(xml)) = member(archive, &place, format) else {
        return Vec::new();
    };
    let all =
        attributes(&xml, "Relationship", &["Type", "Target", "TargetMode"]).unwrap_or_default();
    let found = all.into_iter().filter_map(|mut values| {
        let mode = values.pop().flatten();
        let (target, kind) = (values.pop().flatten()?, values.pop().flatten()?);
        let is_inside = mode.is_none_or(|m| m != "External");
        is_inside.then(|| (kind, resolved(folder, &target)))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_out_of_folders() {
        for (folder, path, expected) in [
            ("OEBPS", "a.xhtml", "OEBPS/a.xhtml"),
            ("OEBPS", "../text/a.xhtml", "text/a.xhtml"),
            ("", "a.xhtml", "a.xhtml"),
            ("a/b", "./../c/./d", "a/c/d"),
            ("word", "/word/x.xml", "word/x.xml"),
            ("", "../../x", "x"),
        ] {
            assert_eq!(resolved(folder, path), expected);
        }
    }
}
