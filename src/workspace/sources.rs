//! Where the articles of a workspace lie, and where the analyst was.

use std::collections::BTreeMap;

use crate::corpus::Mapping;
use crate::corpus::{ArticleId, SourceId};

/// A folder of articles, or some files of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name within the workspace.
    pub id: SourceId,
    /// The folder: relative to the workspace file where it lies below or beside it, with `/`.
    pub path: String,
    /// The files within it; empty for all, recursively.
    pub files: Vec<String>,
    /// What the columns of its tables mean, by path, where the analyst has said so.
    pub mappings: BTreeMap<String, Mapping>,
}

/// Where the analyst was when the workspace was last saved. Not part of any edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewState {
    /// The open article.
    pub article: Option<ArticleId>,
    /// First byte of text in view.
    pub place: u32,
}
