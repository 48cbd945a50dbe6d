//! A sidecar of metadata: a table beside or above the files that it names, `metadata.csv` or any other one
//! with a column of their names.
//!
//! One column holds file names; date, title, source, author and url are known by their names, every
//! other column becomes a field. What it says counts before what a file says of itself. A row is joined where
//! its name is that of one file: with its folder or without, with its ending or without, in either form of
//! Unicode.

mod names;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::{DateBasis, DateStyle, Known, Mapping};
use crate::corpus::{Draft, LoadReport, Problem, ProblemKind};
use crate::import::LoadProgress;
use crate::import::formats::whole_table;
use crate::import::input::Input;
use crate::import::limits::MAX_SIDECAR_BYTES;
use crate::import::mapping::{Record, is_text_name};
use crate::import::walk::FoundFile;
use names::{Named, Names};

/// Most tables among the files, where any of them may be about the others.
const MOST_TABLES: usize = 50;
/// Rows of a table that are looked at before it is taken for a sidecar.
const SAMPLE: usize = 200;

/// Names of the column that holds file names, the surest first.
const FILE: &[&str] = &[
    "file",
    "filename",
    "file_name",
    "file name",
    "path",
    "filepath",
    "document",
    "name",
];

/// What a sidecar says of one file: one row of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidecarRow {
    /// Name of the table, without folders.
    table: Arc<str>,
    mapping: Arc<Mapping>,
    /// How the dates of its column are written.
    dates: DateStyle,
    record: Record,
}

/// A table as it was read.
struct Rows {
    columns: Vec<String>,
    records: Vec<Vec<String>>,
    doubts: Vec<ProblemKind>,
}

/// Whether it is a sidecar by its name.
fn is_sidecar(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    matches!(name.as_str(), "metadata.csv" | "metadata.tsv")
}

fn is_delimited(path: &str) -> bool {
    let ending = Path::new(path).extension().and_then(|e| e.to_str());
    ending.is_some_and(|e| ["csv", "tsv", "tab"].contains(&e.to_ascii_lowercase().as_str()))
}

/// Gives the bytes of a table, all of them or only its beginning.
pub(crate) type Open<'o> = dyn Fn(&FoundFile, Extent) -> Result<Vec<u8>, ProblemKind> + 'o;

/// How much of a table is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Beginning,
    Whole,
}

/// Joins sidecars to the files they name and takes them out of the list.
pub(crate) fn attach(files: &mut Vec<FoundFile>, report: &mut LoadReport, progress: &LoadProgress) {
    let from_disk = |table: &FoundFile, extent| {
        let mut input = Input::open(&table.on_disk, Some(&progress.cancel))?;
        match extent {
            Extent::Beginning => input.head().map_err(crate::import::input::unreadable),
            Extent::Whole => Ok(input.whole(MAX_SIDECAR_BYTES)?.into_owned()),
        }
    };
    attach_tables(files, report, &from_disk, &|| progress.cancelled());
}

/// The same for files whose tables are opened by `open`, until `is_ended`.
pub(crate) fn attach_tables(
    files: &mut Vec<FoundFile>,
    report: &mut LoadReport,
    open: &Open<'_>,
    is_ended: &dyn Fn() -> bool,
) {
    let tables: Vec<FoundFile> = files
        .iter()
        .filter(|f| is_delimited(&f.path))
        .cloned()
        .collect();
    if tables.is_empty() || tables.len() == files.len() {
        return;
    }
    let mut taken: HashSet<String> = HashSet::new();
    let is_looked_at = |table: &FoundFile| is_sidecar(&table.path) || tables.len() <= MOST_TABLES;
    for table in tables.iter().filter(|t| is_looked_at(t)) {
        if is_ended() {
            return;
        }
        if attach_one(table, files, report, open, is_ended) {
            taken.insert(table.path.clone());
        }
    }
    files.retain(|f| !taken.contains(&f.path));
}

/// Joins one table; `false` where it is none about other files.
fn attach_one(
    table: &FoundFile,
    files: &mut [FoundFile],
    report: &mut LoadReport,
    open: &Open<'_>,
    is_ended: &dyn Fn() -> bool,
) -> bool {
    let by_name = is_sidecar(&table.path);
    let problem = |kind| Problem {
        path: table.path.clone(),
        kind,
    };
    // A large table of articles is told by its beginning.
    let beginning = read(table, Some(SAMPLE), open);
    let column = beginning
        .as_ref()
        .ok()
        .and_then(|rows| name_column(rows, table, files, by_name));
    let Some(column) = column else {
        return match beginning {
            Err(kind) if by_name => {
                report.problems.push(problem(kind));
                false
            }
            // Neither about the files beside it, nor a table of articles.
            Ok(rows) if by_name && !has_texts(&rows) => {
                let all = read(table, None, open).map_or(rows.records.len(), |r| r.records.len());
                let why = "no column of it names the files beside it";
                let first = rows.records.first().map(|row| row.join(", "));
                let first = format!("{} ({why})", first.unwrap_or_default());
                report
                    .problems
                    .push(problem(ProblemKind::UnjoinedRows(all as u64, first)));
                true
            }
            _ => false,
        };
    };
    let rows = match read(table, None, open) {
        Ok(rows) => rows,
        Err(kind) => {
            report.problems.push(problem(kind));
            return by_name;
        }
    };
    report.problems.extend(rows.doubts.into_iter().map(problem));
    let wanted = rows
        .records
        .iter()
        .filter_map(|row| row.get(column).map(String::as_str));
    let names = Names::of(wanted, &table.path, files);
    let table_name: Arc<str> = table.path.rsplit('/').next().unwrap_or_default().into();
    let mapping = Arc::new(mapping_of(&rows.columns, column));
    let records = rows
        .records
        .iter()
        .map(|row| record_of(&rows.columns, row, column));
    let records: Vec<Record> = records.collect();
    let dates = mapping.date_style(records.iter());
    report
        .problems
        .extend(unread_dates(&mapping, &dates, &records).map(problem));
    let mut unjoined: Vec<String> = Vec::new();
    let mut joined: HashSet<usize> = HashSet::new();
    for (row, record) in rows.records.iter().zip(records) {
        if is_ended() {
            return true;
        }
        let Some(name) = row.get(column).map(|n| n.trim()).filter(|n| !n.is_empty()) else {
            continue;
        };
        match names.find(name, files) {
            Named::One(at) if !joined.insert(at) => {
                unjoined.push(format!("{name} (another row names the same file)"));
            }
            Named::One(at) => {
                if let Some(file) = files.get_mut(at) {
                    file.sidecar = Some(Arc::new(SidecarRow {
                        table: Arc::clone(&table_name),
                        mapping: Arc::clone(&mapping),
                        dates,
                        record,
                    }));
                }
            }
            Named::Several => unjoined.push(format!("{name} (several files have this name)")),
            Named::None => unjoined.push(format!("{name} (there is no such file)")),
        }
    }
    if !by_name {
        report.problems.push(problem(ProblemKind::Doubt(format!(
            "was taken for a table about other files: its column “{}” names {} of them, to which its rows were joined",
            rows.columns.get(column).map_or("", String::as_str),
            joined.len()
        ))));
    }
    if let Some(first) = unjoined.first() {
        let kind = ProblemKind::UnjoinedRows(unjoined.len() as u64, first.clone());
        report.problems.push(problem(kind));
    }
    true
}

/// Of so many names of a column one may be that of no file.
const MOST_UNKNOWN: usize = 3;
/// Characters on average from which a column holds texts of articles.
const TEXT_CHARS: usize = 60;

/// The column that holds file names; `None` where the table is one of articles.
fn name_column(
    rows: &Rows,
    table: &FoundFile,
    files: &[FoundFile],
    by_name: bool,
) -> Option<usize> {
    let lower: Vec<String> = rows.columns.iter().map(|c| c.to_lowercase()).collect();
    let called = FILE.iter().find_map(|f| lower.iter().position(|c| c == f));
    if by_name && called.is_some() {
        return called;
    }
    let values = |column: usize| values(rows, column);
    let has_texts = (0..rows.columns.len()).any(|column| is_of_texts(rows, column));
    let all_values = (0..rows.columns.len()).flat_map(values);
    let names = Names::of(all_values, &table.path, files);
    let known = |column: usize| {
        let found = values(column).filter(|v| matches!(names.find(v, files), Named::One(_)));
        (found.count(), values(column).count())
    };
    let is_meant = |column: &usize| {
        let different: HashSet<&str> = values(*column).collect();
        let (found, all) = known(*column);
        found > 0 && found * MOST_UNKNOWN >= all * 2 && different.len() * 2 > all
    };
    let all = called.into_iter().chain(0..rows.columns.len());
    all.filter(|column| !has_texts || Some(*column) == called && by_name)
        .filter(|column| !is_of_texts(rows, *column))
        .find(is_meant)
}

/// What stands in a column.
fn values(rows: &Rows, column: usize) -> impl Iterator<Item = &str> {
    let all = rows.records.iter().filter_map(move |row| row.get(column));
    all.map(|v| v.trim()).filter(|v| !v.is_empty())
}

fn is_of_texts(rows: &Rows, column: usize) -> bool {
    let chars: usize = values(rows, column).map(|v| v.chars().count()).sum();
    chars > TEXT_CHARS * values(rows, column).count()
}

/// Whether its rows may be articles: a column holds texts, or says that it does.
fn has_texts(rows: &Rows) -> bool {
    let named = rows.columns.iter().any(|column| is_text_name(column));
    named || (0..rows.columns.len()).any(|column| is_of_texts(rows, column))
}

fn mapping_of(columns: &[String], name_at: usize) -> Mapping {
    let others = columns.iter().enumerate().filter(|(at, _)| *at != name_at);
    let others: Vec<String> = others.map(|(_, c)| c.clone()).collect();
    Mapping {
        // The text is in the files.
        text: None,
        id: None,
        ..Mapping::guess(&others, &[])
    }
}

fn record_of(columns: &[String], row: &[String], name_at: usize) -> Record {
    let cells = columns.iter().zip(row).enumerate();
    cells
        .filter(|(at, (_, value))| *at != name_at && !value.trim().is_empty())
        .map(|(_, (column, value))| (column.clone(), value.trim().to_owned()))
        .collect()
}

/// Reads a table, or its first rows.
fn read(table: &FoundFile, most: Option<usize>, open: &Open<'_>) -> Result<Rows, ProblemKind> {
    let extent = match most {
        Some(_) => Extent::Beginning,
        None => Extent::Whole,
    };
    let bytes = open(table, extent)?;
    let (columns, mut rows, doubts) = whole_table(&table.path, &bytes)?;
    // Where only the beginning was read its last row may be cut off.
    if most.is_some() && (bytes.len() as u64) < table.bytes {
        rows.pop();
    }
    rows.truncate(most.unwrap_or(usize::MAX));
    Ok(Rows {
        columns,
        records: rows,
        doubts,
    })
}

/// Days of the table that are not understood: how many, and the first.
fn unread_dates(mapping: &Mapping, dates: &DateStyle, records: &[Record]) -> Option<ProblemKind> {
    let values = records.iter().flatten();
    let values = values.filter(|(column, _)| mapping.date.as_ref() == Some(column));
    let values = values.map(|(_, value)| value.trim());
    let mut unread =
        values.filter(|v| !v.is_empty() && dates.read(v, DateBasis::Metadata).is_none());
    let first = unread.next()?.to_owned();
    Some(ProblemKind::UnreadDates(unread.count() as u64 + 1, first))
}

/// Puts what a row says into an article of the file.
pub(crate) fn join(draft: &mut Draft, row: &SidecarRow) {
    let place = |column: &str| format!("{}, column {column}", row.table);
    for (column, value) in &row.record {
        let is = |wanted: &Option<String>| wanted.as_deref() == Some(column.as_str());
        let mapping = &row.mapping;
        if is(&mapping.date) {
            match row.dates.read(value, DateBasis::Metadata) {
                Some(date) => {
                    draft.date = Some(date);
                    draft.origins.set(Known::Date, place(column));
                }
                None => draft.fields.push((column.clone(), value.clone())),
            }
        } else if is(&mapping.title) {
            // The text stays what the file says; a title that is not its first line is a field.
            let first = draft.text.trim_start().lines().next().unwrap_or_default();
            if first.trim() != value {
                draft.fields.push((column.clone(), value.clone()));
            }
        } else if is(&mapping.publisher) {
            draft.origins.set(Known::Publisher, place(column));
            draft.publisher = Some(value.clone());
        } else if is(&mapping.author) {
            draft.origins.set(Known::Author, place(column));
            draft.author = Some(value.clone());
        } else if is(&mapping.url) {
            draft.origins.set(Known::Address, place(column));
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
                    year: None,
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
    fn files_that_are_not_there_are_one_line_however_many() {
        let rows: Vec<String> = (0..1_500).map(|n| format!("gone{n}.txt,P\n")).collect();
        let table = format!("file,source\na.txt,P\n{}", rows.concat());
        let (found, said) = attached(&[("a.txt", "x"), ("metadata.csv", &table)]);
        assert!(found.len() == 1 && found[0].sidecar.is_some());
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("1500"), "{said:?}");
    }

    #[test]
    fn a_table_about_files_that_names_none_of_them_is_no_articles() {
        let (found, said) = attached(&[
            ("0001.txt", "x"),
            (
                "metadata.csv",
                "code,date,title\nxa,2023-02-22,One\nxb,2023-02-23,Two\n",
            ),
        ]);
        assert_eq!((found.len(), said.len()), (1, 1), "{said:?}");
        assert!(
            said[0].contains("2 rows") && said[0].contains("xa"),
            "{said:?}"
        );
        let numbers = "id,date\n1,2023-02-22\n2,2023-02-23\n";
        let files = [
            ("0001.txt", "x"),
            ("002.txt", "x"),
            ("metadata.csv", numbers),
        ];
        assert_eq!(
            joined(&files),
            (vec!["0001.txt".to_owned(), "002.txt".to_owned()], vec![])
        );
        let texts = "id,text\nxa,Road cut\n";
        assert_eq!(
            attached(&[("a.txt", "x"), ("metadata.csv", texts)]).0.len(),
            2
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
                "has 2 rows of metadata that were joined to no file, the first: a (several files have this name)"
            ]
        );
    }

    fn joined(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let (found, said) = attached(files);
        let with_row = found.iter().filter(|f| f.sidecar.is_some());
        let mut with_row: Vec<String> = with_row.map(|f| f.path.clone()).collect();
        with_row.sort();
        (with_row, said)
    }

    #[test]
    fn names_are_found_below_a_table_and_beside_it() {
        for table in ["metadata.tsv", "meta/metadata.tsv", "texts/metadata.tsv"] {
            let (with_row, said) = joined(&[
                ("texts/road_2023.01.txt", "x"),
                ("texts/rail.txt", "x"),
                ("marks/rail.ann", "T1\tPlace 0 1\tx\n"),
                ("marks/road_2023.01.ann", ""),
                (
                    table,
                    "level\tfilename\tdate\n1\troad_2023.01\t2023-02-22\n2\tRAIL.txt\t2023-02-23\n",
                ),
            ]);
            assert_eq!(
                with_row,
                ["texts/rail.txt", "texts/road_2023.01.txt"],
                "{table}"
            );
            assert_eq!(said, Vec::<String>::new());
        }
    }

    #[test]
    fn names_are_the_same_in_either_form_of_unicode() {
        let (with_row, said) = joined(&[
            ("Jete\u{301}e.txt", "x"),
            ("Caf\u{E9}.txt", "x"),
            (
                "metadata.csv",
                "file,date\nJet\u{E9}e.txt,2023-02-22\nCafe\u{301},2023-02-23\n",
            ),
        ]);
        assert_eq!(with_row.len(), 2, "{said:?}");
    }

    #[test]
    fn any_table_that_names_the_files_is_about_them() {
        let (with_row, said) = joined(&[
            ("a.txt", "x"),
            ("b.txt", "x"),
            ("index.csv", "nr;Dok;Quelle\n1;a;P\n2;b.txt;Q\n3;gone;R\n"),
        ]);
        assert_eq!(with_row, ["a.txt", "b.txt"]);
        assert!(said[0].contains("“Dok” names 2"), "{said:?}");
        assert!(said[1].contains("gone (there is no such file)"), "{said:?}");
        // One of articles is none, though it has numbers that files have too.
        let long = "Shelling went on for a third day around the town and the road west of it.";
        let table = format!("id,title,text\n1,Road,{long}\n2,Rail,{long}\n");
        let (with_row, said) = joined(&[("1.txt", "x"), ("2.txt", "x"), ("articles.csv", &table)]);
        assert_eq!((with_row.len(), said.len()), (0, 0));
        let (with_row, _) = joined(&[("a.txt", "x"), ("other.csv", "id,text\nx,y\n")]);
        assert_eq!(with_row.len(), 0);
    }

    #[test]
    fn a_row_too_many_is_one_line_for_all() {
        let rows: Vec<String> = (0..50).map(|n| format!("gone{n}.txt,P")).collect();
        let rows = rows.join("\n");
        let (_, said) = joined(&[
            ("a.txt", "x"),
            (
                "metadata.csv",
                &format!("file,source\na.txt,P\na,Q\n{rows}"),
            ),
        ]);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].contains("51 rows") && said[0].contains("another row"),
            "{said:?}"
        );
    }
}
