//! A sidecar of metadata: `metadata.csv` or `metadata.tsv` beside the files that it names.
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
use crate::import::LoadProgress;
use crate::import::decode;
use crate::import::formats::delimiter;
use crate::import::input::Input;
use crate::import::mapping::Record;
use crate::import::walk::FoundFile;

/// Largest sidecar, in bytes.
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

/// What a sidecar says of one file: one row of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidecarRow {
    mapping: Arc<Mapping>,
    record: Record,
}

fn is_sidecar(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    matches!(name.as_str(), "metadata.csv" | "metadata.tsv")
}

/// Joins sidecars to the files they name and takes them out of the list. Paths are relative to the
/// folder of the sidecar; a name without its ending is enough where it is the only one.
pub(crate) fn attach(files: &mut Vec<FoundFile>, report: &mut LoadReport, progress: &LoadProgress) {
    let sidecars: Vec<FoundFile> = files
        .iter()
        .filter(|f| is_sidecar(&f.path))
        .cloned()
        .collect();
    if sidecars.is_empty() {
        return;
    }
    let mut taken: Vec<String> = Vec::new();
    for sidecar in sidecars {
        let problem = |kind| Problem {
            path: sidecar.path.clone(),
            kind,
        };
        if progress.cancelled() {
            return;
        }
        let rows = match read(&sidecar.on_disk, progress) {
            // A table of articles that happens to have this name.
            Ok(None) => continue,
            Ok(Some(rows)) => rows,
            Err(kind) => {
                report.problems.push(problem(kind));
                continue;
            }
        };
        let folder = sidecar
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
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
        for (name, row) in rows {
            if progress.cancelled() {
                return;
            }
            let name = name.replace('\\', "/");
            let base = name.rsplit('/').next().unwrap_or(&name);
            let at = by_path
                .get(name.trim_start_matches("./"))
                .or_else(|| by_path.get(base));
            match at.and_then(|i| files.get_mut(*i)) {
                Some(file) => file.sidecar = Some(Arc::new(row)),
                None => report.problems.push(problem(ProblemKind::NoSuchFile(name))),
            }
        }
        taken.push(sidecar.path);
    }
    files.retain(|f| !taken.contains(&f.path));
}

/// File names with the row of each; `None` where no column holds file names.
fn read(
    path: &Path,
    progress: &LoadProgress,
) -> Result<Option<Vec<(String, SidecarRow)>>, ProblemKind> {
    let bytes = Input::open(path, Some(&progress.cancel))?.whole(MAX_BYTES)?;
    let decoded = decode(&bytes)?;
    let is_tsv = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
    let delimiter = delimiter(&decoded.text, if is_tsv { b'\t' } else { b',' });
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
        if progress.cancelled() {
            break;
        }
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
        let out_row = SidecarRow {
            mapping: Arc::clone(&mapping),
            record,
        };
        out.push((name.to_owned(), out_row));
    }
    Ok(Some(out))
}

/// Puts what a row says into an article of the file.
pub(crate) fn join(draft: &mut Draft, row: &SidecarRow) {
    for (column, value) in &row.record {
        let is = |wanted: &Option<String>| wanted.as_deref() == Some(column.as_str());
        let mapping = &row.mapping;
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
