//! What a query means, and where it is found.
//!
//! Vocabulary: a [`Query`] is what the analyst typed, parsed; a *leaf* is its smallest part that
//! yields hits by itself (a word, a phrase, a prefix); a [`Hit`] is one mention in tokens; a
//! [`Positions`] answers where a term stands in one article. One span evaluator ([`mentions`]) says
//! what a query means; it runs over the tokenised text ([`TokenizedText`]: the reader, the exports)
//! and over the word index ([`WordIndex`]: counts over a whole corpus) alike, so that the number in
//! the table is the number of marks in the reader.
//!
//! Useful for: counting and locating mentions. Not useful for: choosing which articles are looked
//! at (that is the filter, in `app`).
//!
//! ```
//! use dateline::search::{Query, TokenizedText};
//! let query = Query::parse(r#""chasiv yar" OR wagner*"#).unwrap().unwrap();
//! let text = "Chasiv Yar and Wagner’s men";
//! let spans = TokenizedText::new(text, 0).mentions(&query);
//! let words: Vec<_> = spans.iter().filter_map(|s| s.get(text)).collect();
//! assert_eq!(words, ["Chasiv Yar", "Wagner"]);
//! ```

mod evaluate;
mod index;
mod query;
mod tokenized;

pub use evaluate::{Hit, Positions, mentions};
pub use index::{MentionCounts, WordIndex};
pub use query::{Query, QueryError, Term};
pub use tokenized::TokenizedText;
