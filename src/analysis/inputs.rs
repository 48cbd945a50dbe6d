//! What a snapshot is made of.

use std::sync::Arc;

use super::cache::Cache;
use super::cancel::Cancel;
use super::lists::Grouping;
use super::order::{SortColumn, SortKey};
use super::versions::Versions;
use crate::corpus::Corpus;
use crate::enrich::Derived;
use crate::index::Engine;
use crate::query::Query;
use crate::workspace::{Filter, Workspace};

/// Everything a [`Base`](super::Base) depends on.
#[derive(Clone)]
pub struct BaseInputs {
    /// The articles.
    pub corpus: Arc<Corpus>,
    /// Their words.
    pub index: Arc<dyn Engine>,
    /// What enrichers found in them.
    pub derived: Arc<Derived>,
    /// Whether more articles are to come, and with them more columns that conditions may ask for.
    pub growing: bool,
    /// The analyst's data.
    pub workspace: Arc<Workspace>,
    /// Which changes of it, and of what is computed beside it.
    pub versions: Versions,
    /// What is looked for.
    pub query: Option<Query>,
    /// Which articles are looked at.
    pub filter: Filter,
    /// Order of the table.
    pub sort: Vec<SortKey>,
    /// Fields of metadata that the table shows or is sorted by.
    pub fields: Vec<(SortColumn, String)>,
    /// Order of the annotation list.
    pub grouping: Grouping,
    /// What the annotation list is narrowed to.
    pub annotation_search: String,
    /// What is known from before.
    pub cache: Cache,
    /// Set when nobody waits for the snapshot any more: what is computed is then worth nothing.
    pub cancel: Cancel,
}
