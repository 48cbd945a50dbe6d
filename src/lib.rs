#![doc = "Dateline."]
pub mod analysis;
pub mod corpus;
pub mod exchange;
pub mod search;
pub mod store;
pub mod text;
pub mod workspace;
