//! Dateline: a workbench for people who read news as evidence.
//!
//! # The house
//!
//! Rooms from the ground up; a room may use only rooms below it, and none beside it
//! (`tests/architecture.rs` holds the code to this). `CONTRIBUTING.md` says which file to copy for a new
//! format, panel, field and so on.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`text`] | pure text: spans, words, sentences, folding, offset conversion |
//! | [`corpus`] | articles, dates, what came in and what did not |
//! | [`import`], [`query`] | files into articles, a file each format; what a query means and where it is found |
//! | [`index`], [`enrich`] | engines that answer about a whole corpus; facts computed from texts alone |
//! | [`library`] | corpus and index in the cache folder, brought up to date file by file |
//! | [`workspace`] | the analyst's own data: codebook, annotations, tracks, edits and their inverses |
//! | [`store`] | that data on disk: atomic, never overwriting what it does not understand |
//! | [`analysis`] | snapshots and tables made of corpus, counts and annotations; the fields of queries |
//! | [`exchange`] | annotated sets and tables for other programs |
//! | [`jobs`] | slow work beside the window |
//! | [`session`] | the open workspace, its articles and its file; the only code that changes them |
//! | [`app`], [`cli`] | what is looked for and shown, commands, no toolkit; the subcommands |
//! | `ui` | the window; the toolkit from here up (feature `gui`) |
//!
//! # The life of one click
//!
//! The article's row reports a click; the panel pushes `Command::View(Open(article))`; at the end of
//! the frame [`app::State::dispatch`] sets the selection and asks for the reader's text; a job cuts
//! it into words and finds what is lit up in it; its outcome replaces the open document; in the next
//! frame the reader, the row, the chart and the annotation list all draw from that one selection.
//!
//! # The life of one edit
//!
//! A handler of [`app`] makes an [`workspace::Edit`] and hands it to [`session::Session::edit`], which
//! applies it, keeps its inverse, raises the versions of what it touched and puts it into the journal.
//! Whatever was computed from what has another version now is asked for again
//! ([`analysis::Versions`]); everything else stays.

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
