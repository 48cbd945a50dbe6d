//! What every table can say of itself, so that copying, comma-separated values, JSON, a report and a
//! screen reader are written once and serve all of them.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

/// A table with typed columns.
pub trait Tabular {
    /// What it is called.
    fn title(&self) -> String;

    /// Its columns, in order.
    fn columns(&self) -> Vec<Column>;

    /// Its rows, in order, each with one cell a column. Made one by one: a table may be long.
    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_>;

    /// What a reader must know beside the columns: what was filtered, what is divided by what.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    /// The table as a graph, where it is one of pairs.
    fn graph(&self) -> Option<Graph> {
        None
    }
}

/// What a table of pairs says, as a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Names, each with how often it stands.
    pub nodes: Vec<(String, u64)>,
    /// What joins two of them.
    pub edges: Vec<GraphEdge>,
}

/// What joins two nodes of a graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphEdge {
    /// Their places among the nodes.
    pub nodes: (usize, usize),
    /// How often they stand together.
    pub weight: u64,
    /// How often they would by chance.
    pub expected: f64,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, as files have it: small letters, `_` between words.
    pub name: Cow<'static, str>,
    /// What its cells are.
    pub kind: ColumnKind,
    /// What it means, in a sentence, with its unit.
    pub definition: Cow<'static, str>,
}

impl Column {
    /// A column whose name and meaning are known beforehand.
    pub const fn new(name: &'static str, kind: ColumnKind, definition: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            definition: Cow::Borrowed(definition),
        }
    }
}

/// What the cells of a column are. Any cell may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Whole numbers from 0.
    Count,
    /// Numbers with a fraction.
    Number,
    /// Calendar days.
    Day,
}

impl ColumnKind {
    /// In one word, as files have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Count => "count",
            Self::Number => "number",
            Self::Day => "day",
        }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'t> {
    /// Nothing: no value, which is not zero.
    Empty,
    /// Words.
    Text(Cow<'t, str>),
    /// A whole number.
    Count(u64),
    /// A number with a fraction.
    Number(f64),
    /// A calendar day.
    Day(Date),
}

impl Cell<'_> {
    /// Whether a column of a kind may hold it.
    pub fn fits(&self, kind: ColumnKind) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(_) => kind == ColumnKind::Text,
            Self::Count(_) => kind == ColumnKind::Count,
            Self::Number(_) => kind == ColumnKind::Number,
            Self::Day(_) => kind == ColumnKind::Day,
        }
    }
}

impl<'t> From<&'t str> for Cell<'t> {
    fn from(words: &'t str) -> Self {
        Self::Text(Cow::Borrowed(words))
    }
}

impl From<String> for Cell<'_> {
    fn from(words: String) -> Self {
        Self::Text(Cow::Owned(words))
    }
}

impl From<u64> for Cell<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Cell<'_> {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for Cell<'_> {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl<'t, T: Into<Cell<'t>>> From<Option<T>> for Cell<'t> {
    /// Nothing where there is none.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Cell<'_> {
    /// The same, holding what it says itself.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(words) => Cell::Text(Cow::Owned(words.into_owned())),
            Self::Count(n) => Cell::Count(n),
            Self::Number(n) => Cell::Number(n),
            Self::Day(day) => Cell::Day(day),
        }
    }
}

/// A table that is handed on: to be copied, or written beside the window.
#[derive(Clone)]
pub struct SharedTable(pub Arc<dyn Tabular + Send + Sync>);

impl std::fmt::Debug for SharedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SharedTable").field(&self.0.title()).finish()
    }
}
