//! The program without its window: state, commands, jobs.
//!
//! Vocabulary: [`State`] holds the [`Session`](crate::session::Session) and what is looked for and shown
//! beside it ([`Search`], [`Reading`], [`View`], [`Tools`]); a [`Command`] is a wish of the analyst, split
//! by domain, one file each with its handler ([`command`]); an [`Effect`] is what the window must then do
//! (scroll, focus, ask); [`Base`](crate::analysis::Base) is one snapshot of everything that filter and
//! query decide (rows, counts, annotation list), so that no two panels can disagree; a [`ViewSlot`] asks
//! for one table or chart of it while its panel is shown.
//!
//! The life of a change: a command is dispatched, its handler makes an edit through the session, which
//! raises the versions of what it touched; [`State::tick`] takes the outcomes of jobs in and starts those
//! that are due (snapshot, marks of the open article, views that are shown); a stale outcome is dropped.
//!
//! Useful for: everything a window or a test can do. Not useful for: drawing.

pub mod blocks;
pub mod command;
mod comparing;
mod completion;
mod effect;
mod export;
mod exporting;
mod found;
mod job_keys;
mod keep_settings;
pub mod marks;
mod old_key_names;
mod parts;
mod pointed_at;
mod reader_doc;
mod requests;
mod revised;
mod selection;
pub mod settings;
mod snippets;
mod start_options;
mod state;
mod tick;
pub mod view_slot;
mod views;

pub use command::Command;
pub use completion::{Completion, stem_at};
pub use effect::Effect;
pub use exporting::{Exports, RunningExport};
pub use found::{FoundAnnotations, Wanted};
pub use parts::intake::{IntakeFound, IntakeOrder, IntakePreview};
pub use parts::reading::Reading;
pub use parts::search::{QueryState, Search};
pub use parts::tools::{BulkPreview, Tools};
pub use parts::view::{ChartDrawing, ChartSettings, View};
pub use reader_doc::{ReaderDoc, TrackMarks};
pub use revised::{Before, Comparing, Revised};
pub use selection::{HitAt, Hover, Hovered, Marked, Passage, Selection};
pub use settings::Settings;
pub use snippets::{Snippet, Snippets};
pub use start_options::{NoWindow, RendererChoice, StartOptions};
pub use state::State;
pub use view_slot::ViewSlot;
pub use views::{ViewWish, Views};
