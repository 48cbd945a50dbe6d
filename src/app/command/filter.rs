//! Which articles are looked at, and in which order.

use crate::analysis::{SortColumn, SortKey};
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::workspace::Filter;
use jiff::civil::Date;

/// Which articles are looked at.
#[derive(Clone, Debug)]
pub enum FilterCommand {
    /// Replaces the whole filter.
    Set(Box<Filter>),
    /// Days from and to, both included; none for all.
    Dates(Option<(Date, Date)>),
    /// Whether undated articles pass a date filter.
    IncludeUndated(bool),
    /// Only undated articles, or all again.
    OnlyUndated(bool),
    /// Sort the table by this column; further columns keep their order where `add`.
    Sort {
        /// The column.
        column: SortColumn,
        /// Whether the earlier columns stay as further keys.
        add: bool,
    },
    /// Sort the table by this alone.
    SortBy(SortKey),
    /// No filter.
    Clear,
}

impl State {
    pub(in crate::app) fn handle_filter(&mut self, command: FilterCommand) -> Vec<Effect> {
        let sorts = matches!(
            command,
            FilterCommand::Sort { .. } | FilterCommand::SortBy(_)
        );
        match command {
            FilterCommand::Set(filter) => self.search.filter = *filter,
            FilterCommand::Dates(dates) => {
                self.search.filter.dates = dates.map(|(a, b)| (a.min(b), a.max(b)));
                self.search.filter.only_undated = false;
            }
            FilterCommand::IncludeUndated(include) => self.search.filter.include_undated = include,
            FilterCommand::OnlyUndated(only) => {
                self.search.filter.only_undated = only;
                if only {
                    self.search.filter.dates = None;
                }
            }
            FilterCommand::Sort { column, add } => self.sort_by(column, add),
            FilterCommand::SortBy(key) => self.search.sort = vec![key],
            FilterCommand::Clear => self.search.filter = Filter::default(),
        }
        // Who sorts wants to see what comes first.
        self.search.top_due = sorts;
        self.search.scroll_due = !sorts;
        self.search.base_request.ask();
        Vec::new()
    }

    /// A column clicked again turns round; a new one starts with what is looked for most.
    fn sort_by(&mut self, column: SortColumn, add: bool) {
        let known = self.search.sort.iter().position(|k| k.column == column);
        if let Some(key) = known.and_then(|at| self.search.sort.get_mut(at)) {
            key.descending = !key.descending;
            let key = *key;
            if !add {
                self.search.sort = vec![key];
            }
            return;
        }
        let ascending = matches!(
            column,
            SortColumn::Title
                | SortColumn::Source
                | SortColumn::Status
                | SortColumn::Language
                | SortColumn::Field(_)
        );
        let key = SortKey {
            column,
            descending: !ascending,
        };
        if add {
            self.search.sort.push(key);
        } else {
            self.search.sort = vec![key];
        }
    }
}
