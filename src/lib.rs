//! Dateline: a workbench for people who read news as evidence.
//!
//! # The house
//!
//! Rooms from the ground up; a room may use only rooms below it (`tests/architecture.rs` holds the
//! code to this):
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`text`] | pure text: spans, words, sentences, folding, offset conversion |
//! | [`corpus`] | articles, dates, reading files into articles |
//! | [`search`] | queries, the span evaluator, the word index |
//! | [`workspace`] | the analyst's own data: codebook, annotations, tracks, edits and their inverses |
//! | [`store`] | that data on disk: atomic, never overwriting what it does not understand |
//! | [`analysis`] | tables made of corpus, counts and annotations |
//! | [`exchange`] | annotated sets and tables for other programs |
//! | [`app`] | state, commands, jobs; no toolkit |
//! | `ui` | the window; the toolkit from here up (feature `gui`) |
//! | [`cli`] | the subcommands |
//!
//! # The life of one click
//!
//! The article's row reports a click; the panel pushes `Command::View(Open(article))`; at the end of
//! the frame [`app::State::dispatch`] sets the selection and asks for the reader's text; a job cuts
//! it into words and finds what is lit up in it; its event replaces the open document; the next
//! frame the reader, the row, the chart and the annotation list all draw from that one selection.

pub mod analysis;
pub mod app;
pub mod cli;
pub mod corpus;
pub mod enrich;
pub mod exchange;
pub mod import;
pub mod index;
pub mod jobs;
pub mod library;
pub mod query;
pub mod session;
pub mod store;
pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
pub mod workspace;
