//! Tables among the sources: what their columns are, and what the analyst says they mean.

use std::collections::BTreeSet;

use super::{Session, SessionEvent};
use crate::corpus::SourceId;
use crate::corpus::{Mapping, SourceSpec};
use crate::import;
use crate::import::{LoadProgress, Preview, is_table};
use crate::library::update::Plan;
use crate::session::loading::Asking;
use crate::session::opening::specs;
use crate::workspace::{Change, Edit, Swap};

/// A table among the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The number of its source.
    pub source: usize,
    /// Its path within the source.
    pub path: String,
}

/// New tables with the same columns: what they mean is asked once for all of them.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The tables, in the order of their paths.
    pub tables: Vec<Table>,
    /// The first records of the first of them.
    pub preview: Preview,
}

/// New tables: which wait until the analyst has seen their columns, and which were seen.
#[derive(Clone, Debug, Default)]
pub struct NewTables {
    /// Those that wait.
    pub waiting: Vec<Layout>,
    /// Those that were seen, by the name of the source and the path.
    seen: BTreeSet<(SourceId, String)>,
}

impl NewTables {
    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.iter().map(|l| l.tables.len()).sum()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

/// Takes new tables out of what is about to be read and tells of them. Those of a source that has
/// been read before are read as guessed: a folder that grows every day does not ask every day.
pub(super) fn hold(
    plan: &mut Plan,
    specs: &[SourceSpec],
    asking: Asking<'_>,
    progress: &LoadProgress,
) {
    let waits = |source, path: &str| {
        let mut waiting = asking.known.waiting.iter().flat_map(|l| &l.tables);
        waiting.any(|t| t.source == source && t.path == path)
    };
    let mut layouts: Vec<Layout> = Vec::new();
    let mut looked_at = 0;
    plan.hold(
        |source, begun, path| {
            let Some(spec) = specs.get(source) else {
                return false;
            };
            let asked = || (spec.id.clone(), path.to_owned());
            let is_asked = is_table(path)
                && looked_at < MAX_LISTED
                && (!begun || waits(source, path))
                && !spec.mappings.contains_key(path)
                && !asking.known.seen.contains(&asked())
                && !progress.cancelled();
            if !is_asked {
                return false;
            }
            looked_at += 1;
            let preview = import::preview_until(spec, path, &progress.cancel);
            if preview.columns.is_empty() {
                return false;
            }
            let table = Table {
                source,
                path: path.to_owned(),
            };
            match layouts
                .iter_mut()
                .find(|l| l.preview.columns == preview.columns)
            {
                Some(layout) => layout.tables.push(table),
                None => layouts.push(Layout {
                    tables: vec![table],
                    preview,
                }),
            }
            true
        },
        progress,
    );
    if !layouts.is_empty() {
        (asking.tell)(layouts);
    }
}

/// Most tables that are listed.
const MAX_LISTED: usize = 200;

impl Session {
    /// The tables of the corpus, by source and path.
    pub fn tables(&self) -> Vec<Table> {
        let source_of = |name: &str| {
            let mut sources = self.workspace.sources.iter();
            sources.position(|s| &*s.id.0 == name)
        };
        let files = self.corpus.table().live_files();
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
        // Those that are left out have no articles, and can be taken in again.
        for (source, of) in self.workspace.sources.iter().enumerate() {
            let left_out = of.mappings.iter().filter(|(_, m)| m.left_out);
            for (path, _) in left_out {
                let table = Table {
                    source,
                    path: path.clone(),
                };
                if !out.contains(&table) {
                    out.push(table);
                }
            }
        }
        out.sort_by(|a, b| (a.source, &a.path).cmp(&(b.source, &b.path)));
        out
    }

    /// The source that a table lies in, for looking at its first records.
    pub fn source_of(&self, table: &Table) -> Option<SourceSpec> {
        let project = self.project.as_ref()?;
        let mut all = specs(&project.file, &self.workspace).into_iter();
        all.nth(table.source)
    }

    pub(super) fn tables_wait(&mut self, number: u64, layouts: Vec<Layout>) {
        if number != self.generation {
            return;
        }
        self.new_tables.waiting = layouts;
        self.event(SessionEvent::TablesWait);
    }

    /// Reads the tables that wait. What was accepted is remembered in the workspace, also where it is the
    /// guess: it is not asked for again, and a later guess changes nothing.
    pub fn read_tables(&mut self, mappings: Vec<Mapping>) {
        let waiting = std::mem::take(&mut self.new_tables.waiting);
        let mut after = self.workspace.sources.clone();
        for (layout, mapping) in waiting.iter().zip(mappings) {
            for table in &layout.tables {
                let Some(source) = after.get_mut(table.source) else {
                    continue;
                };
                let seen = (source.id.clone(), table.path.clone());
                self.new_tables.seen.insert(seen);
                source.mappings.insert(table.path.clone(), mapping.clone());
            }
        }
        let pairs = self.workspace.sources.iter().zip(after).enumerate();
        let changes: Vec<Change> = pairs
            .filter(|(_, (before, after))| *before != after)
            .map(|(at, (before, after))| {
                Change::Source(Swap {
                    before: Some((at, before.clone())),
                    after: Some((at, after)),
                })
            })
            .collect();
        if changes.is_empty() || !self.may_edit() {
            self.start_loading();
        } else {
            self.edit(Edit::new("columns of tables", changes), None);
        }
    }

    /// Says what the columns of a table mean; its articles are then read again.
    pub fn map_columns(&mut self, table: &Table, mapping: Mapping) {
        let Some(before) = self.workspace.sources.get(table.source).cloned() else {
            return;
        };
        let mut after = before.clone();
        after.mappings.insert(table.path.clone(), mapping);
        if after == before {
            return;
        }
        self.edit(
            Edit::new(
                format!("columns of {}", table.path),
                vec![Change::Source(Swap {
                    before: Some((table.source, before)),
                    after: Some((table.source, after)),
                })],
            ),
            None,
        );
    }
}
