//! Where articles come from, and what the columns of its tables mean.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{DateOrder, SourceId};

/// What the columns of a table mean. Columns that are not named here become fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Key of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What comes first in dates of numbers, where the analyst has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Whether the table is left out: it gives no articles.
    #[serde(skip_serializing_if = "is_not")]
    pub left_out: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_not(said: &bool) -> bool {
    !said
}

/// A folder, or some files of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSpec {
    /// Its name within the workspace.
    pub id: SourceId,
    /// The folder on disk.
    pub root: PathBuf,
    /// The files within it, with `/`; empty for all, recursively.
    pub files: Vec<String>,
    /// What the columns of its tables mean, by path, where the analyst has said so.
    pub mappings: BTreeMap<String, Mapping>,
}
