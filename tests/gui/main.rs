//! User stories in the window, driven by accessible names through one fixture.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod bursts;
mod commands;
#[path = "../common/mod.rs"]
mod common;
mod dialogs;
mod fixture;
mod keyboard;
mod panels;
mod pictures;
mod smoke;
mod staying;
mod stories;
mod surfaces;
mod tables;
mod tagging_hits;
