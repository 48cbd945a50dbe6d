//! The program without its window: state, commands, jobs.
//!
//! Vocabulary: [`State`] owns the truth; a [`Command`] is a wish of the analyst, split by domain,
//! one handler file each; an [`Effect`] is what the window must then do (scroll, focus, ask); a
//! *job* is slow work on a named thread whose outcome comes back as an [`Event`]; [`Base`](crate::analysis::Base) is
//! one snapshot of everything that filter and query decide (rows, counts, chart, annotation list),
//! so that no two panels can disagree.
//!
//! The life of a change: a command is dispatched, its handler commits an edit, the edit raises the
//! workspace's revision; at the end of the frame [`State::tick`] starts the jobs that are due
//! (results, the open article's marks, saving); their events replace the snapshots whole.
//!
//! Useful for: everything a window or a test can do. Not useful for: drawing.

pub mod blocks;
pub mod command;
mod completion;
mod effect;
mod export;
mod exporting;
mod found;
pub mod marks;
mod old_key_names;
mod parts;
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

pub use command::Command;
pub use completion::{Completion, stem_at};
pub use effect::Effect;
pub use exporting::{Exports, RunningExport};
pub use found::{FoundAnnotations, Wanted};
pub use parts::reading::Reading;
pub use parts::search::{QueryState, Search};
pub use parts::tools::{BulkPreview, Tools};
pub use parts::view::{ChartSettings, View};
pub use reader_doc::{ReaderDoc, TrackMarks};
pub use revised::{Before, Comparing, Revised};
pub use selection::{HitAt, Hover, Hovered, Passage, Selection};
pub use settings::Settings;
pub use snippets::{Snippet, Snippets};
pub use start_options::{NoWindow, RendererChoice, StartOptions};
pub use state::State;
pub use view_slot::ViewSlot;
