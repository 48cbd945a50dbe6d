//! How a table of codes is divided, and which of its columns are what in the words of other programs:
//! MAXQDA, NVivo, ATLAS.ti, QualCoder, Dedoose, Taguette.

use csv::StringRecord;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Name,
    Parent,
    ParentId,
    Colour,
    Key,
    Definition,
    Examples,
    Exclusions,
    Attributes,
    Folder,
    Retired,
    Id,
}

/// Names of columns, the likeliest first, in small letters and with blanks for `_`.
const NAMES: &[(Holds, &[&str])] = &[
    (
        Holds::Name,
        &[
            "path",
            "tag",
            "name",
            "code",
            "code name",
            "codename",
            "node",
            "node name",
            "title",
            "label",
            "kode",
            "código",
            "nom",
            "codename (path)",
        ],
    ),
    (
        Holds::Parent,
        &[
            "parent code",
            "parent",
            "parent name",
            "parent tag",
            "parent node",
            "parent path",
            "code parent",
            "category",
            "supercategory",
            "obercode",
            "elterncode",
            "übergeordneter code",
            "code père",
            "código padre",
        ],
    ),
    (
        Holds::ParentId,
        &["parent id", "parentid", "catid", "supercatid"],
    ),
    (
        Holds::Colour,
        &["colour", "color", "farbe", "couleur", "colore"],
    ),
    (Holds::Key, &["key", "shortcut"]),
    (
        Holds::Definition,
        &[
            "definition",
            "description",
            "memo",
            "code memo",
            "comment",
            "comments",
            "note",
            "notes",
            "beschreibung",
            "kommentar",
            "commentaire",
            "descripción",
            "comentario",
        ],
    ),
    (Holds::Examples, &["examples", "example", "beispiele"]),
    (Holds::Exclusions, &["not for", "exclusions"]),
    (Holds::Attributes, &["attributes"]),
    (Holds::Folder, &["folder"]),
    (Holds::Retired, &["retired"]),
    (Holds::Id, &["id", "cid", "guid", "code id"]),
];

/// Columns that only other programs write: `/` is a letter of their names.
const THEIRS: &[&str] = &[
    "files",
    "sources",
    "references",
    "grounded",
    "density",
    "groups",
    "code groups",
    "owner",
    "cid",
    "catid",
    "weighted",
    "depth",
    "alias",
    "created by",
    "cod. seg.",
    "coded segments",
    "dateien",
    "referenzen",
    "memo",
    "comment",
    "kommentar",
];

/// Signs that divide the cells of a row.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The columns of a table.
pub(super) struct Columns {
    all: Vec<Option<Holds>>,
    head: Vec<String>,
    /// Whether another program wrote it.
    pub is_theirs: bool,
}

impl Columns {
    pub fn of(head: &StringRecord) -> Self {
        let head: Vec<String> = head.iter().map(str::to_owned).collect();
        let words: Vec<String> = head.iter().map(|h| plain(h)).collect();
        let mut all = vec![None; head.len()];
        for (holds, names) in NAMES {
            let found = names.iter().find_map(|n| words.iter().position(|w| w == n));
            if let Some(place) = found.and_then(|at| all.get_mut(at)) {
                place.get_or_insert(*holds);
            }
        }
        let has = |wanted: Holds| all.contains(&Some(wanted));
        let is_theirs = has(Holds::Parent)
            || has(Holds::ParentId)
            || words.iter().any(|w| THEIRS.contains(&&**w) || is_group(w));
        let is_own = words.iter().any(|w| w == "path");
        Self {
            is_theirs: is_theirs && !is_own,
            all,
            head,
        }
    }

    pub fn has(&self, holds: Holds) -> bool {
        self.all.contains(&Some(holds))
    }

    /// The cell of a row that holds something; empty where there is none.
    pub fn get<'r>(&self, row: &'r StringRecord, holds: Holds) -> &'r str {
        let at = self.all.iter().position(|h| *h == Some(holds));
        at.and_then(|at| row.get(at)).unwrap_or_default().trim()
    }

    /// Names of columns that are nothing of ours, each with whether it names groups, and its place.
    pub fn others(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        let all = self.all.iter().zip(&self.head).enumerate();
        all.filter(|(_, (holds, head))| holds.is_none() && !head.trim().is_empty())
            .map(|(at, (_, head))| (at, head.trim(), is_group(&plain(head))))
    }
}

fn is_group(word: &str) -> bool {
    word == "groups" || word.starts_with("code group")
}

fn plain(head: &str) -> String {
    let lower = head.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', '_', '\u{A0}'])
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}

/// The sign that divides the cells of a table, and the table without a line `sep=;` before it.
pub(super) fn divided(text: &str) -> (u8, &str) {
    let text = text.trim_start_matches(['\u{FEFF}', '\r', '\n']);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim_end().to_lowercase();
    if let Some(&[sign]) = said.strip_prefix("sep=").map(str::as_bytes) {
        return (sign, rest);
    }
    let known = |sign: &u8| {
        let mut table = reader(*sign, text);
        let columns = table.headers().map(Columns::of);
        columns.map_or((0, 0), |c| (c.all.iter().flatten().count(), c.head.len()))
    };
    // Of equals the first.
    let best = DELIMITERS.iter().rev().max_by_key(|sign| known(sign));
    (best.copied().unwrap_or(b','), text)
}

pub(super) fn reader(delimiter: u8, text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes())
}
