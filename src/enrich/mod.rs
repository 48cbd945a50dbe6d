//! What can be found in texts alone, after loading: the language of each article, near-duplicates.

pub mod language;
mod near_duplicates;

pub use near_duplicates::{Groups, near_duplicates};
