//! Tables among the sources: what their columns are, and what the analyst says they mean.

use std::sync::Arc;

use super::event::Event;
use super::project::specs;
use super::state::State;
use crate::corpus::import::{self, Mapping, Preview};
use crate::workspace::{Change, Edit};

/// A table among the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The number of its source.
    pub source: usize,
    /// Its path within the source.
    pub path: String,
}

/// Endings of files that hold records.
const ENDINGS: [&str; 10] = [
    ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".ods", ".parquet", ".xls",
];

/// Most tables that are listed.
const MAX_LISTED: usize = 200;

impl State {
    /// The tables of the corpus, by source and path.
    pub fn tables(&self) -> Vec<Table> {
        let is_table = |path: &str| {
            let lower = path.to_lowercase();
            let unpacked = lower.trim_end_matches(".gz").trim_end_matches(".zst");
            ENDINGS.iter().any(|e| unpacked.ends_with(e))
        };
        let source_of = |name: &str| {
            let mut sources = self.workspace.sources.iter();
            sources.position(|s| &*s.id.0 == name)
        };
        let files = self.corpus.shelf().live_files();
        let mut out: Vec<Table> = files
            .filter(|(_, file)| is_table(&file.path))
            .filter_map(|(_, file)| {
                Some(Table {
                    source: source_of(&file.source)?,
                    path: file.path.clone(),
                })
            })
            .take(MAX_LISTED)
            .collect();
        out.sort_by(|a, b| (a.source, &a.path).cmp(&(b.source, &b.path)));
        out
    }

    /// Looks at the first records of a table.
    pub(super) fn preview_table(&mut self, table: Table) {
        let Some(project) = &self.project else { return };
        let Some(spec) = specs(&project.file, &self.workspace)
            .into_iter()
            .nth(table.source)
        else {
            return;
        };
        self.jobs.start("look at table", move || {
            let preview = import::preview(&spec, &table.path);
            Event::Previewed(table, Box::new(preview))
        });
    }

    pub(super) fn previewed(&mut self, table: Table, preview: Preview) {
        self.preview = Some(Arc::new((table, preview)));
    }

    /// Says what the columns of a table mean; its articles are then read again.
    pub(super) fn map_columns(&mut self, table: &Table, mapping: Mapping) {
        let Some(before) = self.workspace.sources.get(table.source).cloned() else {
            return;
        };
        let mut after = before.clone();
        after.mappings.insert(table.path.clone(), mapping);
        if after == before {
            return;
        }
        self.commit(Edit::new(
            format!("columns of {}", table.path),
            vec![Change::Source {
                before: Some((table.source, before)),
                after: Some((table.source, after)),
            }],
        ));
    }
}
