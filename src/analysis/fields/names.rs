//! Which names a condition may ask for.

use std::sync::Arc;

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use super::{FIELDS, Field, column};
use crate::query::{FieldTest, Query, QueryError};
use crate::text::fold;

/// Names of fields in other programs, and what is written here.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (
        &["after", "since", "from", "startdate", "date_from"],
        "date:>=2023-01-31",
    ),
    (
        &["before", "until", "till", "enddate", "date_to"],
        "date:<=2023-01-31",
    ),
    (
        &[
            "pubdate",
            "published",
            "pub_date",
            "pd",
            "dt",
            "year",
            "daterange",
        ],
        "date:2022..2023",
    ),
    (
        &[
            "intitle",
            "allintitle",
            "inheadline",
            "headline",
            "hlead",
            "hl",
            "ti",
            "ttl",
            "subject",
        ],
        "title:word",
    ),
    (
        &[
            "site",
            "domain",
            "inurl",
            "publication",
            "outlet",
            "pub",
            "so",
            "pb",
        ],
        "source:name",
    ),
    (&["byline", "au"], "author:name"),
    (&["la", "lg"], "language:en"),
    (&["filetype", "ext", "filename", "path"], "file:name"),
];

/// Names that mean the whole text in other programs: here a word alone does.
const TEXT: &[&str] = &[
    "text",
    "intext",
    "allintext",
    "body",
    "fulltext",
    "content",
    "ft",
    "tx",
    "bdy",
    "all",
];

/// Letters by which a proposed name may differ.
const NEAR: u8 = 2;
/// Most columns that are named where none is near.
const MOST_COLUMNS: usize = 12;

/// The field of a folded name or alias; `None` for a column of the metadata, and for nothing at all.
pub fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.is_called(name))
}

/// All names that stand before a colon beside the columns, in the order of the help, each once.
pub fn names() -> Vec<&'static str> {
    let fields = FIELDS.iter().map(|f| f.name);
    std::iter::once("title").chain(fields).collect()
}

/// Whether every condition of a query can be asked. `columns` are those of the articles; `None` while
/// they are not known yet, when any name may be one.
///
/// # Errors
/// The first condition that cannot, with its place in the query.
pub fn check(query: &Query, columns: Option<&[Arc<str>]>) -> Result<(), QueryError> {
    for test in query.fields() {
        if let Some(field) = find(&test.name) {
            field.check(&test)?
        } else {
            if let Some(columns) = columns
                && !columns.iter().any(|c| fold(c) == test.name)
            {
                return Err(no_field(&test, columns));
            }
            column::check(&test)?;
        }
    }
    Ok(())
}

/// The names in a query that are not in the table, each once, in the order written: they must be
/// columns.
pub fn unknown(query: &Query) -> Vec<FieldTest> {
    let mut out: Vec<FieldTest> = Vec::new();
    for test in query.fields() {
        if find(&test.name).is_none() && out.iter().all(|t| t.name != test.name) {
            out.push(test);
        }
    }
    out
}

/// That there is no field of this name, with the nearest there are.
pub(super) fn no_field(test: &FieldTest, columns: &[Arc<str>]) -> QueryError {
    let name = &test.name;
    if let Some((_, here)) = ELSEWHERE.iter().find(|(names, _)| names.contains(&&**name)) {
        return test.error(format!(
            "There is no field {name}; here it is written {here}."
        ));
    }
    if TEXT.contains(&&**name) {
        return test.error(format!(
            "There is no field {name}: words are looked for in title and text. Write them without {name}:."
        ));
    }
    let near = nearest(name, columns);
    if !near.is_empty() {
        return test.error(format!(
            "There is no field {name}; did you mean {}?",
            near.join(" or ")
        ));
    }
    let mut all: Vec<String> = names().into_iter().map(str::to_owned).collect();
    all.extend(columns.iter().take(MOST_COLUMNS).map(ToString::to_string));
    let more = if columns.len() > MOST_COLUMNS {
        " ..."
    } else {
        ""
    };
    test.error(format!(
        "There is no field {name}; there are: {}{more}. For the words themselves use quotation marks.",
        all.join(", ")
    ))
}

/// Names of fields and columns near a name.
fn nearest(name: &str, columns: &[Arc<str>]) -> Vec<String> {
    let aliases = FIELDS.iter().flat_map(|f| f.aliases).copied();
    let all = names().into_iter().chain(aliases);
    let all = all
        .map(str::to_owned)
        .chain(columns.iter().map(|c| fold(c).into_owned()));
    near(name, all)
}

/// Words that differ by at most two letters (one in short ones); only the nearest.
pub(super) fn near(name: &str, all: impl Iterator<Item = String>) -> Vec<String> {
    let most = if name.chars().count() < 4 { 1 } else { NEAR };
    let near = LevenshteinAutomatonBuilder::new(most, true).build_dfa(name);
    let mut found: Vec<(u8, String)> = all
        .filter_map(|known| match near.eval(fold(&known).as_ref()) {
            Distance::Exact(distance) => Some((distance, known)),
            Distance::AtLeast(_) => None,
        })
        .collect();
    found.sort();
    found.dedup();
    // Only the nearest: three proposals for one slip are a riddle.
    let least = found.first().map(|(distance, _)| *distance);
    found.retain(|(distance, _)| Some(*distance) == least);
    found.into_iter().map(|(_, known)| known).collect()
}
