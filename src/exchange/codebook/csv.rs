//! A codebook as comma-separated values: a row a tag, names from the top down in the column `path`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::CodebookFormat;
use crate::exchange::{ExportError, LossReport, csv_writer, defused};
use crate::workspace::{AttributeKind, AttributeSchema, Codebook, Slot, Tag, TagId, TagKey};

pub(super) static FORMAT: CodebookFormat = CodebookFormat {
    words: "CSV",
    endings: &["csv"],
    holds: "CSV holds everything but in which revision a tag last changed its meaning.",
    // It has no mark of its own: whatever is nothing else is read as this.
    begins: |_| false,
    read,
    write,
};

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

fn write(book: &Codebook, report: &mut LossReport) -> Result<String, ExportError> {
    for tag in book.tags().iter().filter(|tag| tag.revised > 0) {
        report.lose("revisions of tags", book.path(tag.id));
    }
    rows(book).map_err(|e| ExportError::Format(e.to_string()))
}

fn rows(book: &Codebook) -> Result<String, Box<dyn std::error::Error>> {
    let mut table = csv_writer(Vec::new());
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

fn read(text: &str, losses: &mut LossReport) -> Result<Vec<Tag>, String> {
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
    let mut tags: Vec<Tag> = Vec::new();
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
                    ..Tag::new(TagId::random(), part, Slot::after(tags.len()))
                };
                by_path.insert(walked.clone(), tag.id);
                only_named.insert(tag.id);
                let id = tag.id;
                tags.push(tag);
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
            ..Tag::new(own, name, slot.unwrap_or(Slot::after(tags.len())))
        };
        if !get(attributes).is_empty() {
            match serde_json::from_str::<Vec<SchemaText>>(get(attributes)) {
                Ok(all) => tag.attributes = all.into_iter().map(schema_of).collect(),
                Err(_) => losses.lose(
                    "attributes of tags that cannot be read",
                    format!("row {}", number + 2),
                ),
            }
        }
        let known = by_path.insert(format!("{walked}/{name}"), tag.id);
        match known.filter(|id| only_named.remove(id)) {
            Some(named) => {
                // Its row comes after those of its sub-tags.
                for child in tags.iter_mut().filter(|t| t.parent == Some(named)) {
                    child.parent = Some(tag.id);
                }
                if let Some(place) = tags.iter_mut().find(|t| t.id == named) {
                    *place = tag;
                }
            }
            None => tags.push(tag),
        }
    }
    Ok(tags)
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
