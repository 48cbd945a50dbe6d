//! A sidecar of metadata: `metadata.csv` or `metadata.tsv` beside the files that it names.
//!
//! One column holds file names; date, title, source, author and url are known by their names, every
//! other column becomes a field. What it says counts before what a file says of itself.

use std::collections::{HashMap, HashSet};
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
use crate::import::limits::MAX_SIDECAR_BYTES;
use crate::import::mapping::Record;
use crate::import::walk::FoundFile;

/// Most files that are not there which are listed one by one.
const MAX_LISTED: u64 = 1_000;

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
    let mut by_path: Vec<usize> = (0..files.len()).collect();
    by_path.sort_by(|a, b| path_of(files, *a).cmp(path_of(files, *b)));
    let mut taken: HashSet<String> = HashSet::new();
    for sidecar in sidecars {
        let problem = |kind| Problem {
            path: sidecar.path.clone(),
            kind,
        };
        if progress.cancelled() {
            return;
        }
        let below = Below::of(&sidecar.path, files, &by_path);
        // A table may name any number of files that are not there.
        let mut missing = 0;
        let read = read(&sidecar.on_disk, progress, |name, row| {
            let why = match below.find(&name) {
                Some(NamedFile::One(at)) => {
                    if let Some(file) = files.get_mut(at) {
                        file.sidecar = Some(Arc::new(row));
                    }
                    return;
                }
                Some(NamedFile::Several) => format!("{name} (several files have this name)"),
                None => name,
            };
            missing += 1;
            if missing <= MAX_LISTED {
                let kind = ProblemKind::NoSuchFile(why);
                report.problems.push(problem(kind));
            }
        });
        if missing > MAX_LISTED {
            let kind = format!(
                "it names {} more files that are not there",
                missing - MAX_LISTED
            );
            report.problems.push(problem(ProblemKind::Limit(kind)));
        }
        match read {
            // A table of articles that happens to have this name.
            Ok(false) => {}
            Ok(true) => drop(taken.insert(sidecar.path)),
            Err(kind) => report.problems.push(problem(kind)),
        }
    }
    files.retain(|f| !taken.contains(&f.path));
}

fn path_of(files: &[FoundFile], at: usize) -> &str {
    files.get(at).map_or("", |f| f.path.as_str())
}

/// What a name without its ending means.
#[derive(Clone, Copy)]
enum NamedFile {
    /// The file of this number.
    One(usize),
    /// It cannot be told.
    Several,
}

/// The files in the folder of a sidecar and below it, by their paths from there.
struct Below {
    whole: HashMap<String, usize>,
    /// Without ending.
    stems: HashMap<String, NamedFile>,
}

impl Below {
    /// `by_path` are the numbers of the files in the order of their paths, in which those below a folder
    /// follow each other.
    fn of(sidecar: &str, files: &[FoundFile], by_path: &[usize]) -> Self {
        let folder = sidecar
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let start = by_path.partition_point(|at| path_of(files, *at) < folder.as_str());
        let rest = by_path.get(start..).unwrap_or_default();
        let mut out = Self {
            whole: HashMap::new(),
            stems: HashMap::new(),
        };
        for at in rest {
            let Some(path) = path_of(files, *at).strip_prefix(&folder) else {
                break;
            };
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
            out.stems
                .entry(stem.to_owned())
                .and_modify(|one| *one = NamedFile::Several)
                .or_insert(NamedFile::One(*at));
            out.whole.insert(path.to_owned(), *at);
        }
        out
    }

    /// The file of a name; `None` where there is none.
    fn find(&self, name: &str) -> Option<NamedFile> {
        let name = name.replace('\\', "/");
        let path = name.trim_start_matches("./");
        let base = name.rsplit('/').next().unwrap_or(&name);
        let of = |path: &str| {
            let whole = self.whole.get(path).map(|at| NamedFile::One(*at));
            whole.or_else(|| self.stems.get(path).copied())
        };
        of(path).or_else(|| of(base))
    }
}

/// Hands file names on with the row of each; `false` where no column holds file names.
fn read(
    path: &Path,
    progress: &LoadProgress,
    mut each: impl FnMut(String, SidecarRow),
) -> Result<bool, ProblemKind> {
    let bytes = Input::open(path, Some(&progress.cancel))?.whole(MAX_SIDECAR_BYTES)?;
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
        return Ok(false);
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
        let row_of_file = SidecarRow {
            mapping: Arc::clone(&mapping),
            record,
        };
        each(name.to_owned(), row_of_file);
    }
    Ok(true)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn attached(files: &[(&str, &str)]) -> (Vec<FoundFile>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let mut found: Vec<FoundFile> = files
            .iter()
            .map(|(path, text)| {
                let on_disk = folder.path().join(path);
                std::fs::create_dir_all(on_disk.parent().unwrap()).unwrap();
                std::fs::write(&on_disk, text).unwrap();
                FoundFile {
                    path: (*path).to_owned(),
                    on_disk,
                    bytes: text.len() as u64,
                    changed: None,
                    sidecar: None,
                }
            })
            .collect();
        let mut report = LoadReport::default();
        attach(&mut found, &mut report, &LoadProgress::default());
        let said = report.problems.iter().map(|p| p.kind.to_string());
        (found, said.collect())
    }

    #[test]
    fn rows_go_to_the_files_below_their_own_folder() {
        let (found, said) = attached(&[
            ("a.txt", "x"),
            ("b/a.txt", "x"),
            ("b/c/d.txt", "x"),
            ("b-c/d.txt", "x"),
            ("b/metadata.csv", "file,source\n./a,P\nc\\d.txt,Q\n"),
        ]);
        let rows: Vec<(&str, bool)> = found
            .iter()
            .map(|f| (f.path.as_str(), f.sidecar.is_some()))
            .collect();
        assert_eq!(
            rows,
            [
                ("a.txt", false),
                ("b/a.txt", true),
                ("b/c/d.txt", true),
                ("b-c/d.txt", false)
            ]
        );
        assert_eq!(said, Vec::<String>::new());
    }

    #[test]
    fn files_that_are_not_there_are_listed_up_to_a_number() {
        let rows: Vec<String> = (0..1_500).map(|n| format!("gone{n}.txt,P\n")).collect();
        let table = format!("file,source\na.txt,P\n{}", rows.concat());
        let (found, said) = attached(&[("a.txt", "x"), ("metadata.csv", &table)]);
        assert!(found.len() == 1 && found[0].sidecar.is_some());
        assert_eq!(said.len(), 1_001);
        assert_eq!(
            said[1_000],
            "is only partly loaded: it names 500 more files that are not there"
        );
    }

    #[test]
    fn a_name_without_its_ending_that_two_files_have_is_nobodys() {
        let (found, said) = attached(&[
            ("a.pdf", "x"),
            ("a.txt", "x"),
            ("metadata.csv", "file,source\na,P\na.txt,Q\ngone.txt,R\n"),
        ]);
        let with_row: Vec<&str> = found
            .iter()
            .filter(|f| f.sidecar.is_some())
            .map(|f| f.path.as_str())
            .collect();
        assert_eq!(with_row, ["a.txt"]);
        assert_eq!(
            said,
            [
                "names a file that is not there: a (several files have this name)",
                "names a file that is not there: gone.txt"
            ]
        );
    }
}
