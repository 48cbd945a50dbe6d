//! The open article and what is chosen in it.

use std::sync::Arc;

use super::request::Request;
use crate::app::reader_doc::ReaderDoc;
use crate::app::revised::Comparing;
use crate::app::selection::{HitAt, Selection};
use crate::text::Span;

/// Where one has been, for going back.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Trail {
    pub back: Vec<(crate::corpus::ArticleId, u32)>,
    pub forward: Vec<(crate::corpus::ArticleId, u32)>,
}

/// What to do once the open article is ready.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) enum Pending {
    /// Go to a hit.
    Hit(HitAt),
    /// Show a place.
    Place(Span),
}

/// The open article and what is chosen in it.
#[derive(Default)]
pub struct Reading {
    /// The open article.
    pub doc: Option<Arc<ReaderDoc>>,
    pub(in crate::app) doc_request: Request,
    pub(in crate::app) marking: u64,
    /// How it is compared with earlier versions of its source.
    pub comparing: Comparing,
    /// What is chosen.
    pub selection: Selection,
    /// The article that was opened because it was the first, while more were to come.
    pub(in crate::app) opened_by_itself: Option<crate::corpus::ArticleId>,
    /// Tags used lately, the last first.
    pub recent_tags: Vec<crate::workspace::TagId>,
    pub(in crate::app) trail: Trail,
    pub(in crate::app) pending: Option<Pending>,
    /// Whether one is on the way to a hit of another article.
    pub(in crate::app) is_going: bool,
    /// Steps to further hits that were asked for on the way.
    pub(in crate::app) queued_steps: isize,
}
