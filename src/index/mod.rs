//! Answers about a whole corpus: how often a query is mentioned in each article, which words there are.

pub mod local;

pub use local::{Index, IndexError};
