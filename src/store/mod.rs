//! The workspace on disk: reading it, and writing it so that nothing is ever lost.
//!
//! Vocabulary: a *document* is the text of a workspace file with its `kind` and `version`; a
//! [`Fingerprint`] is what was last read from or written to the disk, so that a change made there by
//! somebody else is noticed; [`Access`] says whether the file may be written, and if not, why.
//!
//! Saving writes a sibling, flushes it, reads it back, compares, keeps the previous generation,
//! renames, and flushes the folder. A file that does not parse is never overwritten; one that holds
//! something this version does not know opens read-only.
//!
//! Useful for: opening and saving `workspace.ron`. Not useful for: other programs' formats (that is
//! `exchange`).

mod atomic;
mod backups;
mod companions;
mod disk;
mod document;
mod follower;
mod journal;
mod lenient;
mod lineage;
mod lock;
mod open;
mod paths;
mod restore;
mod sample;
mod save;
mod unclaimed;
mod workspace_log;

pub use atomic::{stream_atomically, write_atomically};
pub use backups::{Backup, backup_folder, backups};
pub use companions::{
    WORK_FOLDER, companion, is_in_work_folder, read_companion, remove_companion, write_companion,
};
pub use disk::{Disk, RealDisk, refuse_foreign_cache, take_rights_of};
pub use document::{
    KIND, VERSION, codebook_from_ron, codebook_to_ron, doubled_ids, workspace_from_ron,
    workspace_to_ron,
};
pub use follower::Follower;
pub use journal::{edit_from_ron, edit_to_ron};
pub use lineage::Identity;
pub use lock::{Lock, LockError, Right};
pub use open::{Access, Fingerprint, OpenError, Opened, ReadOnlyReason, is_read_only, open};
pub use paths::{
    cache_folder, data_folder, is_writable_folder, relative_path, resolve_path, unused_folder,
};
pub use restore::{Restored, left_of_gone, restore};
pub use sample::{SAMPLE_FILES, SAMPLE_WORKSPACE, write_sample};
pub use save::{SaveError, save};
pub use unclaimed::{LeftBehind, LeftKind, left_behind, left_beside, remove_left};
pub use workspace_log::{
    Appended, Branch, Elsewhere, Fallback, OpenedLog, Recovered, WorkspaceLog, fallback_of,
    fallbacks, parts_aside,
};
