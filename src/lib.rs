#![doc = "Dateline."]
pub mod corpus;
pub mod search;
pub mod text;
pub mod workspace;
