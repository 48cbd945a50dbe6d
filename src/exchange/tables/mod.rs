//! Anything that is `Tabular`, as files: one file a format. The table says what its columns mean; the
//! format says how its cells are written.

mod csv;
mod graphml;
mod json;
mod plain;
mod xlsx;

pub use csv::{CsvStyle, csv_writer, defused, table_csv, use_csv_style, write_table_csv};
pub use graphml::write_table_graphml;
pub use json::write_table_json;
pub use plain::write_table_text;
pub use xlsx::write_table_xlsx;

use std::io::Write;
use std::path::Path;

use super::ExportError;
use crate::analysis::Tabular;

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFile {
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
    /// A workbook.
    Xlsx,
    /// Plain text.
    Text,
    /// A graph, where the table is one of pairs.
    Graphml,
}

impl TableFile {
    /// All, the default first.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Xlsx, Self::Json, Self::Text, Self::Graphml];

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Text => "txt",
            Self::Graphml => "graphml",
        }
    }

    /// What a file of this name is; comma-separated values where its ending says nothing.
    pub fn of(path: &Path) -> Self {
        let ending = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let mut all = Self::ALL.into_iter();
        all.find(|f| ending.eq_ignore_ascii_case(f.ending()))
            .unwrap_or(Self::Csv)
    }

    /// Writes a table so, and says how many rows.
    ///
    /// # Errors
    /// What the system says, and what the format cannot hold.
    pub fn write(self, table: &dyn Tabular, out: &mut dyn Write) -> Result<usize, ExportError> {
        match self {
            Self::Csv => write_table_csv(table, out),
            Self::Json => write_table_json(table, out),
            Self::Xlsx => write_table_xlsx(table, out),
            Self::Text => write_table_text(table, out),
            Self::Graphml => write_table_graphml(table, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Cell, Column, ColumnKind, Tabular};

    /// A table with a cell of every kind, a formula and a row without values.
    pub struct Sample;

    impl Tabular for Sample {
        fn title(&self) -> String {
            "Words".to_owned()
        }

        fn columns(&self) -> Vec<Column> {
            vec![
                Column::new("word", ColumnKind::Text, "The word."),
                Column::new("articles", ColumnKind::Count, "Articles with it."),
                Column::new("rate", ColumnKind::Number, "Mentions in 1,000 words."),
                Column::new("first", ColumnKind::Day, "Day of the first."),
            ]
        }

        fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
            let day = jiff::civil::date(2023, 2, 22);
            let first = vec!["=toll".into(), 3_u64.into(), (-0.5).into(), day.into()];
            let second = vec!["a, b".into(), 0_u64.into(), Cell::Empty, Cell::Empty];
            Box::new([first, second].into_iter())
        }

        fn notes(&self) -> Vec<String> {
            vec!["all articles".to_owned()]
        }
    }
}
