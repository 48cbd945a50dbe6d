//! Anything that is `Tabular`, as files: one file a format. The table says what its columns mean; the
//! format says how its cells are written.

mod csv;
mod json;

pub use csv::{CsvStyle, csv_writer, defused, table_csv, use_csv_style, write_table_csv};
pub use json::write_table_json;

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
