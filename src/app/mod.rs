//! The program without its window: state, commands, jobs.
//!
//! Vocabulary: [`State`] owns the truth; a [`Command`] is a wish of the analyst, split by domain,
//! one handler file each; an [`Effect`] is what the window must then do (scroll, focus, ask); a
//! *job* is slow work on a named thread whose outcome comes back as an [`Event`]; [`Results`] is
//! one snapshot of everything that filter and query decide (rows, counts, chart, annotation list),
//! so that no two panels can disagree.
//!
//! The life of a change: a command is dispatched, its handler commits an edit, the edit raises the
//! workspace's revision; at the end of the frame [`State::tick`] starts the jobs that are due
//! (results, the open article's marks, saving); their events replace the snapshots whole.
//!
//! Useful for: everything a window or a test can do. Not useful for: drawing.

pub mod blocks;
pub mod bulk;
pub mod command;
mod commit;
mod completion;
mod event;
mod find;
mod generations;
mod handle_annotate;
mod handle_article;
mod handle_codebook;
mod handle_file;
mod handle_filter;
mod handle_query;
mod handle_track;
mod handle_view;
mod install;
pub mod jobs;
mod leaving;
pub mod loading;
mod log;
pub mod marks;
mod old_key_names;
mod outside;
mod project;
mod reader_doc;
mod requests;
mod revised;
mod saving;
mod selection;
pub mod settings;
mod snippets;
mod start_options;
mod state;
pub mod tables;
mod take_in;
mod watch;

pub use command::{Command, Effect};
pub use completion::{Completion, stem_at};
pub use event::Event;
pub use find::{FoundAnnotations, Wanted};
pub use generations::Generations;
pub use loading::{CachePlace, Loaded, load};
pub use log::{Log, LogEntry, Severity};
pub use outside::Outside;
pub use project::{
    Plan, ProjectError, Purpose, Relink, Unplaced, check_annotations, documents_folder, plan,
    plan_path, restore_sample, specs,
};
pub use reader_doc::{ReaderDoc, TrackMarks};
pub use revised::{Before, Comparing, Revised};
pub use saving::SaveStatus;
pub use selection::{HitAt, Hover, Hovered, Passage, Selection};
pub use settings::Settings;
pub use snippets::{Snippet, Snippets};
pub use start_options::{NoWindow, RendererChoice, StartOptions};
pub use state::{
    ChartSettings, Loading, Project, QueryState, Reading, Search, Session, State, Tools, View,
};
