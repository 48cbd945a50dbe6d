//! Annotations of another program, as they were looked at.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::exchange::Format;

/// What is to be taken over, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeOrder {
    /// The file, folder or archive.
    pub path: PathBuf,
    /// Its format; none for the one that its name or content shows.
    pub format: Option<&'static Format>,
    /// Which path of ours stands for one of theirs, where that is another.
    pub tags: BTreeMap<String, String>,
}

/// What a file would bring, in words.
#[derive(Clone, Debug)]
pub struct IntakePreview {
    /// What was looked at.
    pub order: IntakeOrder,
    /// What it says, or why it cannot be read.
    pub found: Result<IntakeFound, String>,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct IntakeFound {
    /// The format it was read in.
    pub format: &'static Format,
    /// What arrived: `57 annotations and 3 relations`.
    pub arrived: String,
    /// Articles that are new.
    pub new_articles: usize,
    /// Annotations that are there already.
    pub already: usize,
    /// Their tags.
    pub tags: Vec<String>,
    /// What was found out, and what is lost, a line each.
    pub said: Vec<String>,
}
