//! User stories in the window, driven by accessible names through one fixture.

#[path = "../common/mod.rs"]
mod common;
mod fixture;
mod pictures;
mod smoke;
mod stories;
mod surfaces;
