//! A codebook as a table: a row a tag, names from the top down in the column `path`. Those of other
//! programs are read as well: see `columns.rs`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::columns::{Columns, Holds, divided, reader};
use super::names::{Names, parents_first};
use super::{CodebookFormat, qdc};
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
    let (delimiter, text) = divided(text);
    let mut table = reader(delimiter, text);
    let head = table.headers().map_err(|e| e.to_string())?.clone();
    let columns = Columns::of(&head);
    if !columns.has(Holds::Name) {
        return Err(
            "it has no column “path”, “tag”, “name” or “code” for the names of tags".to_owned(),
        );
    }
    let mut reading = Reading {
        is_theirs: columns.is_theirs,
        columns,
        tags: Vec::new(),
        by_path: HashMap::new(),
        only_named: HashSet::new(),
        by_key: HashMap::new(),
        awaited: Vec::new(),
        names: Names::default(),
        left_out: BTreeSet::new(),
    };
    for (number, row) in table.records().enumerate() {
        let row = row.map_err(|e| e.to_string())?;
        reading.row(&row, number + 2, losses);
    }
    Ok(reading.finish(losses))
}

/// A table that is being read.
struct Reading {
    columns: Columns,
    /// Whether another program wrote it.
    is_theirs: bool,
    tags: Vec<Tag>,
    by_path: HashMap<String, TagId>,
    /// Tags that have been named so far only as standing above others.
    only_named: HashSet<TagId>,
    /// Tags by the ids that the table gives them.
    by_key: HashMap<String, TagId>,
    /// Tags below one that may come later: its id in the table.
    awaited: Vec<(TagId, String)>,
    names: Names,
    /// Columns that hold something and are not taken in.
    left_out: BTreeSet<String>,
}

impl Reading {
    fn row(&mut self, row: &csv::StringRecord, number: usize, losses: &mut LossReport) {
        let get = |holds| self.columns.get(row, holds);
        // What was made harmless for spreadsheets is taken back.
        let text_of = |holds| plain(get(holds));
        let mut parts = self.parts_of(get(Holds::Parent), true, losses);
        parts.extend(self.parts_of(get(Holds::Name), false, losses));
        let Some((name, above)) = parts.split_last() else {
            return;
        };
        let outer = get(Holds::ParentId);
        let outer = if matches!(outer, "" | "0" | "-1") {
            ""
        } else {
            outer
        };
        let mut tag = Tag {
            key: get(Holds::Key).chars().next().and_then(TagKey::new),
            definition: text_of(Holds::Definition).into(),
            examples: text_of(Holds::Examples).into(),
            exclusions: text_of(Holds::Exclusions).into(),
            folder: is_true(get(Holds::Folder)),
            retired: is_true(get(Holds::Retired)),
            ..Tag::new(
                TagId::random(),
                name,
                self.slot_of(get(Holds::Colour), losses),
            )
        };
        if !get(Holds::Attributes).is_empty() {
            match serde_json::from_str::<Vec<SchemaText>>(get(Holds::Attributes)) {
                Ok(all) => tag.attributes = all.into_iter().map(schema_of).collect(),
                Err(_) => losses.lose(
                    "attributes of tags that cannot be read",
                    format!("row {number}"),
                ),
            }
        }
        let key = get(Holds::Id).to_owned();
        let outer = outer.to_owned();
        self.note_others(row, losses);
        self.put_in(tag, above, &key, &outer, losses);
    }

    /// Puts a tag below those that are named above it.
    fn put_in(
        &mut self,
        mut tag: Tag,
        above: &[String],
        key: &str,
        outer: &str,
        losses: &mut LossReport,
    ) {
        let mut parent = None;
        // Below different tags of the table that are named by id, equal paths are different tags.
        let mut walked = format!("{outer}#");
        for part in above {
            walked = format!("{walked}/{part}");
            let known = self.by_path.get(&walked).copied();
            parent = Some(known.unwrap_or_else(|| self.only_name(part, parent, &walked)));
        }
        tag.parent = parent;
        let path = format!("{walked}/{}", tag.name);
        let known = self.by_path.get(&path).copied();
        let named = known.filter(|id| self.only_named.remove(id));
        if let (Some(first), None) = (known, named) {
            let same = |t: &&Tag| t.id == first && t.definition == tag.definition;
            if self.tags.iter().any(|t| same(&t)) {
                losses.lose("tags that stand there twice (once is enough)", &*tag.name);
                return;
            }
        }
        if named.is_none() {
            tag.name = self.names.name(&walked, &tag.name, losses).into();
        }
        tag.id = self.names.id(key.parse().ok(), &tag.name, losses);
        if known.is_none() || named.is_some() {
            self.by_path.insert(path, tag.id);
        }
        if !key.is_empty() {
            self.by_key.insert(key.to_owned(), tag.id);
        }
        if !outer.is_empty() && parent.is_none() {
            self.awaited.push((tag.id, outer.to_owned()));
        }
        match named {
            Some(named) => {
                // Its row comes after those of its sub-tags.
                for child in self.tags.iter_mut().filter(|t| t.parent == Some(named)) {
                    child.parent = Some(tag.id);
                }
                if let Some(place) = self.tags.iter_mut().find(|t| t.id == named) {
                    *place = tag;
                }
            }
            None => self.tags.push(tag),
        }
    }

    /// A tag that is known only by name so far.
    fn only_name(&mut self, name: &str, parent: Option<TagId>, path: &str) -> TagId {
        let tag = Tag {
            parent,
            ..Tag::new(TagId::random(), name, Slot::after(self.tags.len()))
        };
        let id = tag.id;
        self.by_path.insert(path.to_owned(), id);
        self.only_named.insert(id);
        // It has its name now, whoever comes later.
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        self.names.take(above, name);
        self.tags.push(tag);
        id
    }

    /// The names in a cell, from the top down.
    fn parts_of(&self, cell: &str, is_parent: bool, losses: &mut LossReport) -> Vec<String> {
        let cell = plain(cell);
        // NVivo writes the kind of all codes, two backslashes, and the path.
        let cell = cell.split_once("\\\\").map_or(&*cell, |(_, path)| path);
        let signs: &[char] = match (self.is_theirs, is_parent) {
            (true, true) => &['\\', '>', '»', '/'],
            (true, false) => &['\\'],
            (false, _) => &['/'],
        };
        let parts = cell.split(signs).map(str::trim).filter(|p| !p.is_empty());
        parts
            .map(|part| Names::without_slash(part, losses))
            .collect()
    }

    /// The place of the palette that a cell names or comes nearest to.
    fn slot_of(&self, cell: &str, losses: &mut LossReport) -> Slot {
        let by_number = || cell.parse().ok().and_then(Slot::new);
        let slot = by_number().or_else(|| qdc::slot_of(cell));
        if slot.is_none() && !cell.is_empty() {
            losses.lose("colours that cannot be read", cell);
        }
        slot.unwrap_or(Slot::after(self.tags.len()))
    }

    /// Notes what a row says that a codebook does not hold.
    fn note_others(&mut self, row: &csv::StringRecord, losses: &mut LossReport) {
        for (at, head, is_group) in self.columns.others() {
            let cell = row.get(at).unwrap_or_default().trim();
            if is_group && !cell.is_empty() {
                losses.lose("groups of codes", cell);
            } else if !cell.is_empty() {
                self.left_out.insert(head.to_owned());
            }
        }
    }

    fn finish(mut self, losses: &mut LossReport) -> Vec<Tag> {
        for (id, outer) in std::mem::take(&mut self.awaited) {
            let parent = self.by_key.get(&outer).copied().filter(|p| *p != id);
            let Some(tag) = self.tags.iter_mut().find(|t| t.id == id) else {
                continue;
            };
            tag.parent = parent;
            if parent.is_none() {
                losses.lose("tags above others that the file does not hold", &*tag.name);
            }
        }
        for column in self.left_out {
            losses.lose("columns", column);
        }
        parents_first(self.tags)
    }
}

fn is_true(cell: &str) -> bool {
    let words = [
        "yes", "y", "true", "1", "x", "ja", "wahr", "oui", "vrai", "sí", "si", "да", "так",
    ];
    words.contains(&&*cell.to_lowercase())
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
