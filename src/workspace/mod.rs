//! The analyst's own data in memory: codebook, annotations, tracks, overrides, sources.
//!
//! Vocabulary: a [`Workspace`] is all of it; an [`Edit`] is one reversible change with a label, a
//! list of [`Change`]s that each carry the state before and after (see `kinds`); a [`History`] is the edits done
//! and undone. Everything the analyst does is an edit: [`Workspace::apply`] and its inverse are the
//! only ways to change a workspace, so undo reaches everything.
//!
//! An [`Anchor`] remembers the words of a range and their surroundings; [`anchoring`] finds them
//! again when the text has changed.
//!
//! Useful for: asking and changing what the analyst says. Not useful for: files (that is `store`).

mod alias_set;
pub mod anchoring;
mod annotation;
pub mod codebook;
pub mod describe;
pub mod difference;
mod edit;
mod event;
pub mod filter;
mod history;
mod ids;
pub mod integrity;
pub(crate) mod kinds;
pub mod merge;
mod model;
mod overrides;
mod relations;
pub mod relink;
mod saved_search;
pub mod schema;
mod sources;
mod track;

pub use alias_set::{AliasSet, query_of};
pub use annotation::{Anchor, Annotation, Attribute};
pub use codebook::{Codebook, CodebookError, Tag, TagKey, TagOnPath};
pub use edit::{Edit, EditError};
pub use event::Event;
pub use filter::Filter;
pub use history::{Entry, Gesture, Happening, History, Stamp, Standing, Step};
pub use ids::{AliasSetId, AnnotationId, EventId, RelationId, SavedSearchId, TagId, TrackId};
pub use kinds::{Change, Item, Revision, Swap};
pub use model::{Annotations, EffectiveArticle, Workspace};
pub use overrides::{ArticleOverride, Relation, ReviewStatus};
pub use relations::Relations;
pub use saved_search::SavedSearch;
pub use schema::{AttributeKind, AttributeSchema};
pub use sources::{Source, ViewState};
pub use track::{Slot, Track, initials};
