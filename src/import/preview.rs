//! The first records of a table, before anybody says what its columns mean.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::corpus::{ColumnDates, DateOrder, LoadReport, Mapping, SourceSpec, decide_dates};
use crate::import::mapping::Record;
use crate::import::records::columns_of;
use crate::import::walk::files_of;
use crate::import::{LoadProgress, Outlet, read_file};

/// What a table looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Its columns, in the order of the file.
    pub columns: Vec<String>,
    /// Its first records.
    pub records: Vec<Record>,
    /// What the columns seem to mean.
    pub guess: Mapping,
}

impl Preview {
    /// The dates of a column as they are read, among the first records; `chosen` is the order that the analyst
    /// chose, if any.
    pub fn dates(&self, column: &str, chosen: Option<DateOrder>) -> ColumnDates {
        let values = self.records.iter().flatten().filter(|(c, _)| c == column);
        decide_dates(values.map(|(_, value)| value.as_str()), chosen)
    }
}

/// Looks at the first records of a file of a source; empty for a file without records.
pub fn preview(source: &SourceSpec, path: &str) -> Preview {
    preview_until(source, path, &AtomicBool::new(false))
}

/// As [`preview`], but ends when `stop` is set; then it is empty.
pub fn preview_until(source: &SourceSpec, path: &str, stop: &AtomicBool) -> Preview {
    let only = SourceSpec {
        files: vec![path.to_owned()],
        ..source.clone()
    };
    // What was said of it, that it is left out above all, is not asked here.
    let source = &SourceSpec {
        mappings: BTreeMap::new(),
        ..source.clone()
    };
    let mut report = LoadReport::default();
    let files = files_of(&only, &mut report, &LoadProgress::default()).unwrap_or_default();
    let Some(file) = files.first() else {
        return Preview::default();
    };
    let mut take = |_, _| false;
    let mut outlet = Outlet::sampling(&mut take).stopped_by(stop);
    // Of a folder the whole is read: what is left out then has no columns to ask for.
    read_file(source, file, &mut outlet);
    let records = outlet.take_sample();
    let columns = columns_of(&records);
    Preview {
        guess: Mapping::guess(&columns, &records),
        columns,
        records,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_shown_before_their_columns_mean_anything() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("a.csv"),
            "key;when;words\n1;2023-02-22;Road cut\n",
        )
        .unwrap();
        let source = SourceSpec {
            root: folder.path().to_owned(),
            ..SourceSpec::default()
        };
        let preview = preview(&source, "a.csv");
        assert_eq!(preview.columns, ["key", "when", "words"]);
        assert_eq!(preview.records.len(), 1);
        assert_eq!(preview.guess.date.as_deref(), Some("when"));
    }

    #[test]
    fn dates_that_are_not_understood_are_counted() {
        let record = |date: &str| vec![("when".to_owned(), date.to_owned())];
        let preview = Preview {
            records: vec![record("13/02/2023"), record("05/02/2023"), record("n.d.")],
            ..Preview::default()
        };
        let seen = preview.dates("when", None);
        assert_eq!((seen.values, seen.understood), (3, 2));
        assert_eq!(seen.not_understood.as_deref(), Some("n.d."));
        assert_eq!(seen.reason.words(), "as 13/02/2023 shows");
        let chosen = preview.dates("when", Some(DateOrder::MonthFirst));
        assert_eq!(chosen.reason.words(), "as you chose");
        assert_eq!(preview.dates("other", None).values, 0);
    }

    #[test]
    fn columns_of_our_own_exports_are_asked_for_only_where_one_was_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("set.csv"),
            "id,article,ranges_chars,ranges_bytes,text_start\n1,a,0 1,0 1,0\n",
        )
        .unwrap();
        let whole = SourceSpec {
            root: folder.path().to_owned(),
            ..SourceSpec::default()
        };
        let named = SourceSpec {
            files: vec!["set.csv".to_owned()],
            ..whole.clone()
        };
        assert_eq!(preview(&whole, "set.csv"), Preview::default());
        assert_eq!(preview(&named, "set.csv").records.len(), 1);
    }
}
