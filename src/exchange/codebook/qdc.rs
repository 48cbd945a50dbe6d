//! REFI-QDA codebooks (`.qdc`, http://www.qdasoftware.org): names, colours, folders and descriptions.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use ulid::Ulid;

use super::CodebookFormat;
use super::names::Names;
use crate::exchange::{ExportError, LossReport};
use crate::workspace::{Codebook, Slot, Tag, TagId};

pub(super) static FORMAT: CodebookFormat = CodebookFormat {
    words: "REFI-QDA",
    endings: &["qdc", "xml"],
    holds: "REFI-QDA holds names, colours, folders and descriptions; keys, attributes and what is retired \
            are left out.",
    begins: |text| text.starts_with('<'),
    read,
    write,
};

/// Colours of the twelve places of the palette, as other programs get them.
const COLOURS: [&str; 12] = [
    "#4477AA", "#CC4459", "#228833", "#8B6F00", "#AA3377", "#007C80", "#7B5CC4", "#B8551E",
    "#5A6470", "#2E6FB7", "#9A3E8F", "#4F7A28",
];

fn colour(slot: Slot) -> &'static str {
    let at = usize::from(slot.number()).saturating_sub(1);
    COLOURS.get(at).copied().unwrap_or("#4477AA")
}

/// The place of the palette whose colour is nearest.
pub(super) fn slot_of(written: &str) -> Option<Slot> {
    let parse = |hex: &str| -> Option<[i32; 3]> {
        let hex = hex.trim().strip_prefix('#')?;
        // Some programs write the opacity before or behind the colour: it has none here.
        let hex = if hex.len() == 8 { hex.get(2..)? } else { hex };
        let wide: String = if hex.len() == 3 {
            hex.chars().flat_map(|c| [c, c]).collect()
        } else {
            hex.to_owned()
        };
        let part = |at: usize| i32::from_str_radix(wide.get(at..at + 2)?, 16).ok();
        Some([part(0)?, part(2)?, part(4)?])
    };
    let wanted = parse(written)?;
    let distance = |hex: &str| -> i32 {
        let other = parse(hex).unwrap_or_default();
        other.iter().zip(wanted).map(|(a, b)| (a - b).pow(2)).sum()
    };
    let nearest = (1..).zip(COLOURS).min_by_key(|(_, hex)| distance(hex))?;
    Slot::new(nearest.0)
}

/// An id as the GUID of another program.
fn guid(id: TagId) -> String {
    let hex = format!("{:032X}", id.0.0);
    let cut = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let parts = cut.iter().filter_map(|(a, b)| hex.get(*a..*b));
    parts.collect::<Vec<_>>().join("-")
}

fn id_of(guid: &str) -> Option<TagId> {
    let hex: String = guid.chars().filter(char::is_ascii_hexdigit).collect();
    u128::from_str_radix(&hex, 16)
        .ok()
        .filter(|_| hex.len() == 32)
        .map(|n| TagId(Ulid(n)))
}

fn write(book: &Codebook, report: &mut LossReport) -> Result<String, ExportError> {
    for tag in book.tags() {
        let parts = [
            ("keys of tags", tag.key.is_some()),
            ("attributes of tags", !tag.attributes.is_empty()),
            ("marks of retired tags", tag.retired),
            ("revisions of tags", tag.revised > 0),
            (
                "examples and limits of tags (they are put into the description)",
                !tag.examples.is_empty() || !tag.exclusions.is_empty(),
            ),
        ];
        for (what, _) in parts.iter().filter(|(_, is_lost)| *is_lost) {
            report.lose(*what, book.path(tag.id));
        }
    }
    xml(book).map_err(|e| ExportError::Format(e.to_string()))
}

fn xml(book: &Codebook) -> Result<String, Box<dyn std::error::Error>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let mut root = BytesStart::new("CodeBook");
    root.push_attribute(("xmlns", "urn:QDA-XML:codebook:1.0"));
    root.push_attribute(("origin", concat!("Dateline ", env!("CARGO_PKG_VERSION"))));
    writer.write_event(Event::Start(root.clone()))?;
    let codes = BytesStart::new("Codes");
    writer.write_event(Event::Start(codes.clone()))?;
    write_codes(book, None, &mut writer)?;
    writer.write_event(Event::End(codes.to_end()))?;
    writer.write_event(Event::End(root.to_end()))?;
    let mut text = String::from_utf8(writer.into_inner())?;
    text.push('\n');
    Ok(text)
}

fn write_codes(
    book: &Codebook,
    parent: Option<TagId>,
    writer: &mut Writer<Vec<u8>>,
) -> std::io::Result<()> {
    for tag in book.children(parent) {
        let mut code = BytesStart::new("Code");
        code.push_attribute(("guid", guid(tag.id).as_str()));
        code.push_attribute(("name", &*tag.name));
        code.push_attribute(("isCodable", if tag.folder { "false" } else { "true" }));
        code.push_attribute(("color", colour(tag.slot)));
        writer.write_event(Event::Start(code.clone()))?;
        let parts = [
            ("", &tag.definition),
            ("Examples: ", &tag.examples),
            ("Not for: ", &tag.exclusions),
        ];
        let said = parts.iter().filter(|(_, words)| !words.is_empty());
        let said: Vec<String> = said.map(|(head, words)| format!("{head}{words}")).collect();
        if !said.is_empty() {
            let description = BytesStart::new("Description");
            writer.write_event(Event::Start(description.clone()))?;
            writer.write_event(Event::Text(BytesText::new(&said.join("\n\n"))))?;
            writer.write_event(Event::End(description.to_end()))?;
        }
        write_codes(book, Some(tag.id), writer)?;
        writer.write_event(Event::End(code.to_end()))?;
    }
    Ok(())
}

/// Deepest nesting of codes that is read.
const MAX_DEPTH: usize = 64;

fn read(text: &str, losses: &mut LossReport) -> Result<Vec<Tag>, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut tags: Vec<Tag> = Vec::new();
    // Places of the open codes among the tags.
    let mut open: Vec<usize> = Vec::new();
    let mut describes = false;
    let mut names = Names::default();
    let mut codings = 0;
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(element) => match element.local_name().as_ref() {
                "Code" => {
                    if open.len() > MAX_DEPTH {
                        return Err("its codes are nested too deeply".to_owned());
                    }
                    let above = open.last().and_then(|at| tags.get(*at));
                    let parent = above.map(|t| t.id);
                    let tag = code_of(&element, parent, tags.len(), &mut names, losses);
                    open.push(tags.len());
                    tags.push(tag);
                }
                "Description" => describes = !open.is_empty(),
                "Coding" => codings += 1,
                "Set" if open.is_empty() => {
                    losses.lose("sets of codes", name_of(&element));
                }
                _ => {}
            },
            Event::Text(words) if describes => describe(&mut tags, &open, &words.xml10_content()),
            Event::CData(words) if describes => describe(&mut tags, &open, &words),
            Event::GeneralRef(name) if describes => {
                let char = name.resolve_char_ref().ok().flatten().map(String::from);
                let named = resolve_predefined_entity(&name).unwrap_or_default();
                describe(&mut tags, &open, char.as_deref().unwrap_or(named));
            }
            Event::End(element) => match element.local_name().as_ref() {
                "Code" => {
                    open.pop();
                }
                "Description" => describes = false,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if tags.is_empty() {
        return Err("it holds no codes".to_owned());
    }
    if codings > 0 {
        losses.lose_many("codings of passages", codings, None);
    }
    for tag in &mut tags {
        tag.definition = tag.definition.trim().into();
    }
    Ok(tags)
}

fn describe(tags: &mut [Tag], open: &[usize], words: &str) {
    if let Some(tag) = open.last().and_then(|at| tags.get_mut(*at)) {
        tag.definition = format!("{}{words}", tag.definition).into();
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok().flatten()?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
    Some(value.ok()?.into_owned())
}

/// The name of a set; losses name it.
fn name_of(element: &BytesStart<'_>) -> String {
    attribute(element, "name").unwrap_or_else(|| "unnamed".to_owned())
}

fn code_of(
    element: &BytesStart<'_>,
    parent: Option<TagId>,
    n: usize,
    names: &mut Names,
    losses: &mut LossReport,
) -> Tag {
    let get = |name: &str| attribute(element, name);
    let name = get("name").unwrap_or_default();
    let name = Names::without_slash(name.trim(), losses);
    let name = if name.is_empty() {
        losses.lose("codes without a name (they are called unnamed)", "unnamed");
        "unnamed"
    } else {
        &name
    };
    let above = parent.map(|p| p.to_string()).unwrap_or_default();
    let name = names.name(&above, name, losses);
    let wanted = get("guid").and_then(|g| id_of(&g));
    let slot = get("color")
        .and_then(|c| slot_of(&c))
        .unwrap_or(Slot::after(n));
    let is_false = |value: String| matches!(value.trim(), "false" | "0");
    Tag {
        parent,
        folder: get("isCodable").is_some_and(is_false),
        ..Tag::new(names.id(wanted, &name, losses), &name, slot)
    }
}
