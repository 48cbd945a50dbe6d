//! What leads from one workspace to another, as an edit: for restoring and for merging.

pub use super::kinds::difference;
