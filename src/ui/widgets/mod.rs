//! Small parts that several panels use.

pub mod chip;
pub mod field;
pub mod list;
pub mod rows;
pub mod swatch;
