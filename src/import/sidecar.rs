//! A side file of metadata: `metadata.csv` or `metadata.tsv` beside the files that it names.
//!
//! One column holds file names; date, title, source, author and url are known by their names, every
//! other column becomes a field. What it says counts before what a file says of itself.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::DateBasis;
use crate::corpus::Mapping;
use crate::corpus::read_date;
use crate::corpus::{Draft, LoadReport, Problem, ProblemKind};
use crate::import::mapping::Record;
use crate::import::walk::Found;
use crate::import::{decode, sniff};

/// Largest side file, in bytes.
const MAX_BYTES: u64 = 512 << 20;

/// Names of the column that holds file names, the surest first.
const FILE: &[&str] = &[
    "file",
    "filename",
    "file_name",
    "path",
    "filepath",
    "document",
    "name",
];

/// What a side file says of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    mapping: Arc<Mapping>,
    record: Record,
}

fn is_side_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    matches!(name.as_str(), "metadata.csv" | "metadata.tsv")
}

/// Joins side files to the files they name and takes them out of the list. Paths are relative to the
/// folder of the side file; a name without its ending is enough where it is the only one.
pub(crate) fn attach(files: &mut Vec<Found>, report: &mut LoadReport) {
    let sides: Vec<Found> = files
        .iter()
        .filter(|f| is_side_file(&f.path))
        .cloned()
        .collect();
    if sides.is_empty() {
        return;
    }
    let mut taken: Vec<String> = Vec::new();
    for side in sides {
        let problem = |kind| Problem {
            path: side.path.clone(),
            kind,
        };
        let rows = match read(&side.on_disk, side.bytes) {
            // A table of articles that happens to have this name.
            Ok(None) => continue,
            Ok(Some(rows)) => rows,
            Err(kind) => {
                report.problems.push(problem(kind));
                continue;
            }
        };
        let folder = side.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut by_path: HashMap<String, usize> = HashMap::new();
        for (i, file) in files.iter().enumerate() {
            let below = if folder.is_empty() {
                Some(file.path.as_str())
            } else {
                file.path
                    .strip_prefix(folder)
                    .and_then(|p| p.strip_prefix('/'))
            };
            if let Some(path) = below {
                let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
                by_path.entry(stem.to_owned()).or_insert(i);
                by_path.insert(path.to_owned(), i);
            }
        }
        for (name, said) in rows {
            let name = name.replace('\\', "/");
            let base = name.rsplit('/').next().unwrap_or(&name);
            let at = by_path
                .get(name.trim_start_matches("./"))
                .or_else(|| by_path.get(base));
            match at.and_then(|i| files.get_mut(*i)) {
                Some(file) => file.side = Some(Arc::new(said)),
                None => report.problems.push(problem(ProblemKind::NoSuchFile(name))),
            }
        }
        taken.push(side.path);
    }
    files.retain(|f| !taken.contains(&f.path));
}

/// File names with what is said of each; `None` where no column holds file names.
fn read(path: &Path, bytes: u64) -> Result<Option<Vec<(String, Said)>>, ProblemKind> {
    if bytes > MAX_BYTES {
        return Err(ProblemKind::TooLarge {
            bytes,
            limit: MAX_BYTES,
        });
    }
    let unreadable = |e: std::io::Error| ProblemKind::Unreadable(e.to_string());
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let decoded = decode(&bytes)?;
    let is_tsv = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
    let delimiter = sniff::delimiter(&decoded.text, if is_tsv { b'\t' } else { b',' });
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(decoded.text.as_bytes());
    let broken = |e: csv::Error| ProblemKind::Broken("a table of metadata".into(), e.to_string());
    let head: Vec<String> = table
        .headers()
        .map_err(broken)?
        .iter()
        .map(|c| c.trim().to_owned())
        .collect();
    let lower: Vec<String> = head.iter().map(|c| c.to_lowercase()).collect();
    let Some(name_at) = FILE.iter().find_map(|f| lower.iter().position(|c| c == f)) else {
        return Ok(None);
    };
    let others: Vec<String> = head
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != name_at)
        .map(|(_, c)| c.clone())
        .collect();
    let mut mapping = Mapping::guess(&others, &[]);
    // The text is in the files.
    mapping.text = None;
    mapping.id = None;
    let mapping = Arc::new(mapping);
    let mut out = Vec::new();
    for row in table.records() {
        let row = row.map_err(broken)?;
        let Some(name) = row.get(name_at).map(str::trim).filter(|n| !n.is_empty()) else {
            continue;
        };
        let record = head
            .iter()
            .zip(row.iter())
            .enumerate()
            .filter(|(i, (_, value))| *i != name_at && !value.trim().is_empty())
            .map(|(_, (column, value))| (column.clone(), value.trim().to_owned()))
            .collect();
        let said = Said {
            mapping: Arc::clone(&mapping),
            record,
        };
        out.push((name.to_owned(), said));
    }
    Ok(Some(out))
}

/// Puts what is said into an article of the file.
pub(crate) fn join(draft: &mut Draft, said: &Said) {
    for (column, value) in &said.record {
        let is = |wanted: &Option<String>| wanted.as_deref() == Some(column.as_str());
        let mapping = &said.mapping;
        if is(&mapping.date) {
            match read_date(value, DateBasis::Metadata) {
                Some(date) => draft.date = Some(date),
                None => draft.fields.push((column.clone(), value.clone())),
            }
        } else if is(&mapping.title) {
            // The text stays what the file says; a title that is not its first line is a field.
            let first = draft.text.trim_start().lines().next().unwrap_or_default();
            if first.trim() != value {
                draft.fields.push((column.clone(), value.clone()));
            }
        } else if is(&mapping.publisher) {
            draft.publisher = Some(value.clone());
        } else if is(&mapping.author) {
            draft.author = Some(value.clone());
        } else if is(&mapping.url) {
            draft.url = Some(value.clone());
        } else {
            draft.fields.push((column.clone(), value.clone()));
        }
    }
}
