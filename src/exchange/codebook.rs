//! Codebooks for other programs: CSV, RON and REFI-QDA (`.qdc`, http://www.qdasoftware.org). What a
//! format cannot hold is said.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{ExportError, defused};
use crate::import::decode;
use crate::store::{codebook_from_ron, codebook_to_ron, write_atomically};
use crate::workspace::{AttributeKind, AttributeSchema, Codebook, Slot, Tag, TagId, TagKey};

/// What a file holds.
#[derive(Debug, Default)]
pub struct ReadCodebook {
    /// Its tags, each after the one above it.
    pub tags: Vec<Tag>,
    /// What could not be taken in, in words.
    pub losses: Vec<String>,
}

/// What is new of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Tags that the codebook does not have, below its own where those have their names.
    pub added: Vec<Tag>,
    /// How many it has already, by id or by path.
    pub known: usize,
}

/// Reads a codebook; what it is stands in it.
///
/// # Errors
/// What is wrong, in words.
pub fn read_codebook(path: &Path) -> Result<ReadCodebook, String> {
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    let text = decode(&bytes).map_err(|e| e.to_string())?.text;
    let start = text.trim_start();
    if start.starts_with('<') {
        from_qdc(&text)
    } else if start.starts_with('(') || start.starts_with("//") || start.starts_with("#!") {
        let tags = codebook_from_ron(&text).map_err(|e| e.to_string())?;
        Ok(ReadCodebook {
            tags,
            losses: Vec::new(),
        })
    } else {
        from_csv(&text)
    }
}

/// Writes a codebook in the format that the ending of the path names: `.qdc`, `.ron`, else CSV. Gives how
/// many tags were written.
///
/// # Errors
/// What the system says.
pub fn write_codebook(book: &Codebook, path: &Path) -> Result<usize, ExportError> {
    let ending = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let text = match ending.to_ascii_lowercase().as_str() {
        "qdc" | "xml" => to_qdc(book).map_err(|e| ExportError::Format(e.to_string()))?,
        "ron" => codebook_to_ron(book).map_err(|e| ExportError::Format(e.to_string()))?,
        _ => to_csv(book).map_err(|e| ExportError::Format(e.to_string()))?,
    };
    write_atomically::<ExportError>(path, text.as_bytes(), |_| Ok(()))?;
    Ok(book.len())
}

/// The tags of a file that a codebook does not have. One of the same path is the same tag.
pub fn take_in(book: &Codebook, tags: Vec<Tag>) -> TakenIn {
    let mut out = TakenIn::default();
    // Ids of the file, and what they are in the codebook.
    let mut becomes: HashMap<TagId, TagId> = HashMap::new();
    let mut all = book.tags().to_vec();
    for mut tag in tags {
        let old = tag.id;
        tag.parent = tag.parent.and_then(|p| becomes.get(&p).copied());
        let same =
            |t: &&Tag| t.id == old || (t.parent == tag.parent && t.name.trim() == tag.name.trim());
        if let Some(known) = all.iter().find(same) {
            becomes.insert(old, known.id);
            out.known += 1;
            continue;
        }
        let is_taken = |key: TagKey| all.iter().any(|t| t.key == Some(key));
        tag.key = tag.key.filter(|key| !is_taken(*key));
        becomes.insert(old, tag.id);
        all.push(tag.clone());
        out.added.push(tag);
    }
    out
}

#[derive(Serialize, Deserialize)]
struct SchemaText {
    name: Arc<str>,
    kind: AttributeKind,
    required: bool,
    default: Arc<str>,
}

const COLUMNS: [&str; 10] = [
    "path",
    "colour",
    "key",
    "definition",
    "examples",
    "not_for",
    "attributes",
    "folder",
    "retired",
    "id",
];

fn to_csv(book: &Codebook) -> Result<String, Box<dyn std::error::Error>> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for (_, tag) in book.in_tree_order() {
        let asked: Vec<SchemaText> = tag.attributes.iter().map(schema_text).collect();
        let attributes = if asked.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&asked)?
        };
        let yes = |flag: bool| if flag { "yes" } else { "" };
        table.write_record([
            &*defused(&book.path(tag.id)),
            &tag.slot.number().to_string(),
            &tag.key.map(|k| k.to_string()).unwrap_or_default(),
            &*defused(&tag.definition),
            &*defused(&tag.examples),
            &*defused(&tag.exclusions),
            &attributes,
            yes(tag.folder),
            yes(tag.retired),
            &tag.id.to_string(),
        ])?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}

fn schema_text(schema: &AttributeSchema) -> SchemaText {
    SchemaText {
        name: Arc::clone(&schema.name),
        kind: schema.kind.clone(),
        required: schema.required,
        default: Arc::clone(&schema.default),
    }
}

fn from_csv(text: &str) -> Result<ReadCodebook, String> {
    let mut table = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let head = table.headers().map_err(|e| e.to_string())?.clone();
    let column = |names: &[&str]| {
        head.iter()
            .position(|h| names.contains(&h.trim().to_lowercase().as_str()))
    };
    let path = column(&["path", "tag", "name", "code"])
        .ok_or("it has no column “path”, “tag” or “name” for the names of tags")?;
    let [
        colour,
        key,
        definition,
        examples,
        exclusions,
        attributes,
        folder,
        retired,
        id,
    ] = [
        column(&["colour", "color"]),
        column(&["key"]),
        column(&["definition", "description", "memo"]),
        column(&["examples"]),
        column(&["not_for", "exclusions"]),
        column(&["attributes"]),
        column(&["folder"]),
        column(&["retired"]),
        column(&["id"]),
    ];
    let mut out = ReadCodebook::default();
    let mut by_path: HashMap<String, TagId> = HashMap::new();
    // Tags that have been named so far only as standing above others.
    let mut only_named: HashSet<TagId> = HashSet::new();
    for (number, row) in table.records().enumerate() {
        let row = row.map_err(|e| e.to_string())?;
        let get = |column: Option<usize>| column.and_then(|c| row.get(c)).unwrap_or("").trim();
        // What was made harmless for spreadsheets is taken back.
        let text_of = |column| plain(get(column));
        let parts: Vec<String> = plain(get(Some(path)))
            .split('/')
            .map(|p| p.trim().to_owned())
            .filter(|p| !p.is_empty())
            .collect();
        let Some((name, above)) = parts.split_last() else {
            continue;
        };
        let mut parent = None;
        let mut walked = String::new();
        for part in above {
            walked = format!("{walked}/{part}");
            let known = by_path.get(&walked).copied();
            parent = Some(known.unwrap_or_else(|| {
                let tag = Tag {
                    parent,
                    ..Tag::new(TagId::random(), part, Slot::after(out.tags.len()))
                };
                by_path.insert(walked.clone(), tag.id);
                only_named.insert(tag.id);
                let id = tag.id;
                out.tags.push(tag);
                id
            }));
        }
        let own = get(id).parse().unwrap_or_else(|_| TagId::random());
        let slot = get(colour).parse().ok().and_then(Slot::new);
        let mut tag = Tag {
            parent,
            key: get(key).chars().next().and_then(TagKey::new),
            definition: text_of(definition).into(),
            examples: text_of(examples).into(),
            exclusions: text_of(exclusions).into(),
            folder: get(folder) == "yes",
            retired: get(retired) == "yes",
            ..Tag::new(own, name, slot.unwrap_or(Slot::after(out.tags.len())))
        };
        if !get(attributes).is_empty() {
            match serde_json::from_str::<Vec<SchemaText>>(get(attributes)) {
                Ok(all) => tag.attributes = all.into_iter().map(schema_of).collect(),
                Err(_) => out.losses.push(format!(
                    "The attributes of row {} cannot be read.",
                    number + 2
                )),
            }
        }
        let known = by_path.insert(format!("{walked}/{name}"), tag.id);
        match known.filter(|id| only_named.remove(id)) {
            Some(named) => {
                // Its row comes after those of its sub-tags.
                for child in out.tags.iter_mut().filter(|t| t.parent == Some(named)) {
                    child.parent = Some(tag.id);
                }
                if let Some(place) = out.tags.iter_mut().find(|t| t.id == named) {
                    *place = tag;
                }
            }
            None => out.tags.push(tag),
        }
    }
    Ok(out)
}

fn schema_of(text: SchemaText) -> AttributeSchema {
    AttributeSchema {
        name: text.name,
        kind: text.kind,
        required: text.required,
        default: text.default,
    }
}

fn plain(cell: &str) -> String {
    let rest = cell.strip_prefix('\'');
    let is_defused = rest.is_some_and(|r| r.starts_with(['=', '+', '-', '@']));
    rest.filter(|_| is_defused).unwrap_or(cell).to_owned()
}

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
fn slot_of(written: &str) -> Option<Slot> {
    let parse = |hex: &str| -> Option<[i32; 3]> {
        let hex = hex.strip_prefix('#')?;
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

fn to_qdc(book: &Codebook) -> Result<String, Box<dyn std::error::Error>> {
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

fn from_qdc(text: &str) -> Result<ReadCodebook, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut out = ReadCodebook::default();
    // Places of the open codes among the tags.
    let mut open: Vec<usize> = Vec::new();
    let mut describes = false;
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(element) => match element.local_name().as_ref() {
                "Code" => {
                    if open.len() > MAX_DEPTH {
                        return Err("its codes are nested too deeply".to_owned());
                    }
                    let above = open.last().and_then(|at| out.tags.get(*at));
                    let tag = code_of(&element, above.map(|t| t.id), out.tags.len());
                    open.push(out.tags.len());
                    out.tags.push(tag);
                }
                "Description" => describes = !open.is_empty(),
                "Set" if open.is_empty() => {
                    out.losses
                        .push("Sets of codes are not taken in.".to_owned());
                }
                _ => {}
            },
            Event::Text(words) if describes => describe(&mut out, &open, &words.xml10_content()),
            Event::CData(words) if describes => describe(&mut out, &open, &words),
            Event::GeneralRef(name) if describes => {
                let char = name.resolve_char_ref().ok().flatten().map(String::from);
                let named = resolve_predefined_entity(&name).unwrap_or_default();
                describe(&mut out, &open, char.as_deref().unwrap_or(named));
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
    if out.tags.is_empty() {
        return Err("it holds no codes".to_owned());
    }
    for tag in &mut out.tags {
        tag.definition = tag.definition.trim().into();
    }
    Ok(out)
}

fn describe(out: &mut ReadCodebook, open: &[usize], words: &str) {
    if let Some(tag) = open.last().and_then(|at| out.tags.get_mut(*at)) {
        tag.definition = format!("{}{words}", tag.definition).into();
    }
}

fn code_of(element: &BytesStart<'_>, parent: Option<TagId>, n: usize) -> Tag {
    let get = |name: &str| -> Option<String> {
        let found = element.try_get_attribute(name).ok().flatten()?;
        Some(
            found
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .ok()?
                .into_owned(),
        )
    };
    let name = get("name").unwrap_or_default().replace('/', "-");
    let name = if name.trim().is_empty() {
        "unnamed"
    } else {
        name.trim()
    };
    let id = get("guid")
        .and_then(|g| id_of(&g))
        .unwrap_or_else(TagId::random);
    let slot = get("color")
        .and_then(|c| slot_of(&c))
        .unwrap_or(Slot::after(n));
    Tag {
        parent,
        folder: get("isCodable").is_some_and(|c| c.trim() == "false"),
        ..Tag::new(id, name, slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Codebook {
        let top = Tag {
            folder: true,
            ..Tag::new(TagId::random(), "claim & counter", Slot::after(3))
        };
        let below = Tag {
            parent: Some(top.id),
            key: TagKey::new('l'),
            definition: "Losses, <killed> or \"wounded\"".into(),
            examples: "=1+1 looks like a formula".into(),
            exclusions: "Prisoners".into(),
            attributes: vec![AttributeSchema {
                name: "claimed by".into(),
                kind: AttributeKind::Choice(vec!["Kyiv".into(), "Moscow".into()]),
                required: true,
                default: "Kyiv".into(),
            }],
            retired: true,
            ..Tag::new(TagId::random(), "losses", Slot::after(7))
        };
        Codebook::new(vec![top, below], 0)
    }

    #[test]
    fn a_codebook_comes_back_from_csv_and_ron_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let book = book();
        for name in ["book.csv", "book.ron"] {
            let path = folder.path().join(name);
            assert_eq!(write_codebook(&book, &path).unwrap(), 2);
            let read = read_codebook(&path).unwrap();
            assert_eq!(read.tags, book.tags(), "{name}");
            assert_eq!(take_in(&book, read.tags).added, []);
        }
    }

    #[test]
    fn refi_qda_keeps_names_ids_colours_folders_and_descriptions() {
        let folder = tempfile::tempdir().unwrap();
        let book = book();
        let path = folder.path().join("book.qdc");
        write_codebook(&book, &path).unwrap();
        let read = read_codebook(&path).unwrap();
        for (a, b) in read.tags.iter().zip(book.tags()) {
            let part = |t: &Tag| (t.id, t.parent, t.name.clone(), t.slot, t.folder);
            assert_eq!(part(a), part(b));
        }
        let said = &read.tags[1].definition;
        assert!(
            said.starts_with("Losses, <killed> or \"wounded\"")
                && said.contains("Not for: Prisoners")
        );
    }

    #[test]
    fn tags_of_the_same_path_are_the_same_and_keys_stay_where_they_are() {
        let here = book();
        let csv = "tag,description\nclaim & counter / losses,other words\nclaim & counter / ground,new\nnew top,\n";
        let read = from_csv(csv).unwrap();
        let taken = take_in(&here, read.tags);
        let names: Vec<&str> = taken.added.iter().map(|t| &*t.name).collect();
        assert_eq!((names, taken.known), (vec!["ground", "new top"], 2));
        assert_eq!(taken.added[0].parent, Some(here.tags()[0].id));
        // A sub-tag's row may come before that of the tag above it.
        let csv = "path,key,definition\nnews / war,w,fighting\nnews,n,everything\n";
        let read = from_csv(csv).unwrap();
        let [news, war] = &read.tags[..] else {
            panic!("{:?}", read.tags)
        };
        assert_eq!(
            (&*news.definition, news.key),
            ("everything", TagKey::new('n'))
        );
        assert_eq!((war.parent, &*war.definition), (Some(news.id), "fighting"));
        assert!(from_csv("a,b\n1,2\n").is_err());
        assert!(from_qdc("<CodeBook><Codes/></CodeBook>").is_err());
    }
}
