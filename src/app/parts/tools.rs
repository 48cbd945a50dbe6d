//! What dialogs work on.

use std::sync::Arc;

use crate::analysis::passages::{Extent, Passages};
use crate::app::exporting::Exports;
use crate::app::found::FoundAnnotations;
use crate::app::parts::intake::IntakePreview;
use crate::corpus::Serial;
use crate::import::Preview;
use crate::session::Table;
use crate::workspace::TagId;

/// What dialogs work on.
#[derive(Default)]
pub struct Tools {
    /// What is being exported.
    pub exporting: Exports,
    /// The table that was looked at last.
    pub preview: Option<Arc<(Table, Preview)>>,
    /// What annotations of another program would bring, as they were looked at last.
    pub intake: Option<Arc<IntakePreview>>,
    /// What a tag on every hit would tag, as it was looked at last.
    pub bulk: Option<BulkPreview>,
    /// Annotations that were looked for last.
    pub(in crate::app) found_annotations: Option<FoundAnnotations>,
}

/// A preview: what a tag on every hit would tag.
#[derive(Clone, Debug)]
pub struct BulkPreview {
    /// The tag; none for one that is yet to be made.
    pub tag: Option<TagId>,
    /// What is tagged of a hit.
    pub extent: Extent,
    /// The passages.
    pub passages: Arc<Passages>,
    /// What was looked for.
    pub(in crate::app) query: String,
    /// The articles that were looked through.
    pub(in crate::app) base: Serial,
    /// Which revision of the workspace it is of.
    pub(in crate::app) revision: u64,
}
